"""Named questions about who is where, and with whom, give the people that the program's own answers give."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kg.answers import profiles, questions
from kg.answers.named_questions import ask_by_name
from kg.columns.files import as_date
from kg.graph.presence import PRESENT
from kg.graph.tie_builder import ties_of
from kg.model import Tie
from kg.store.backend import Backend, open_store

DAY = date(2024, 10, 1)
MATCHES = [
    ("Trent Alexander-Arnold", "Real Madrid"),
    ("Erling Haaland", "Real Madrid"),
    ("Florian Wirtz", "Bayern Munich"),
    ("Jude Bellingham", "Liverpool"),
]


@pytest.fixture(scope="module")
def backend(starter_store: Path) -> Iterator[Backend]:
    with open_store(starter_store) as opened:
        yield opened


def people(backend: Backend, name: str, column: str, *, at: date = DAY, **values: str) -> set[str]:
    result = ask_by_name(backend, name, values, today=at)
    place = result.variables.index(column)
    return {row[place].value for row in result.rows if row[place]}  # type: ignore[union-attr]  # just seen


def shared(backend: Backend, player: str, at: date) -> list[Tie]:
    return [tie for tie in ties_of(backend.facts, backend.facts.find(player, "person"), at) if tie.team]


@pytest.mark.parametrize(("player", "club"), MATCHES)
def test_acquaintances_are_those_whom_persuade_has_with_a_shared_team(backend: Backend, player: str, club: str) -> None:
    answer = questions.persuade(backend, player=player, club=club, at=DAY)
    expected = {one.person.id for one in answer.persuaders if any(scored.tie.team for scored in one.ties)}
    assert expected
    assert people(backend, "acquaintances-at-club", "acquaintance", person=player, team=club) == expected


@pytest.mark.parametrize("player", [player for player, _ in MATCHES])
def test_team_mates_are_those_whom_ties_have(backend: Backend, player: str) -> None:
    """As of the last day that any source vouches for; for earlier days the question knows what became known since."""
    at = as_date(backend.facts.last_attested + 1)
    assert at is not None
    expected = {tie.alter for tie in shared(backend, player, at) if not tie.detail.startswith("academy")}
    assert people(backend, "team-mates", "mate", at=at, person=player) == expected


@pytest.mark.parametrize("club", sorted({club for _, club in MATCHES}))
def test_players_are_those_of_the_squad(backend: Backend, club: str) -> None:
    rows = profiles.squad(backend, team=club, at=DAY)
    expected = {row.person.id for row in rows if row.presence in PRESENT and row.role == "player"}
    assert people(backend, "players-at", "player", team=club) == expected
    counted = ask_by_name(backend, "squad-by-position", {"team": club}, today=DAY)
    assert sum(int(row[1].value) for row in counted.rows if row[1]) == len(expected)


def test_whoever_was_coached_by_somebody_is_so_from_both_sides(backend: Backend) -> None:
    guardiola = backend.facts.iri(backend.facts.find("Pep Guardiola", "person"))
    players = people(backend, "coached-by", "player", person="Pep Guardiola")
    assert len(players) > 40
    for player in sorted(players)[:5]:
        assert guardiola in people(backend, "coaches-of", "coach", person=player)
