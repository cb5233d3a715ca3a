"""How often what was reported came true: counted by hand on a small store."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kg.graph.rumours import followed_by_moves
from kg.model import Claim, Event, EventKind, Followed, ImpreciseDate, Period, Person, Source, Spell, Team
from kg.rdf.iris import person_iri, team_iri
from tests.graph.small_world import facts_with

ANA, BEA = Person(person_iri("ana"), "Ana Ruiz"), Person(person_iri("bea"), "Bea Sol")
CITY, ROVERS, UNITED = (Team(team_iri(name.lower()), name) for name in ("City", "Rovers", "United"))


def reported(name: str, kind: EventKind, person: Person, club: Team, published: str) -> Claim:
    page = Source(f"urn:page:{name}", name, f"https://n.example/{name}", "The Gazette", ImpreciseDate.parse(published))
    return Claim(f"urn:claim:{name}", Event(kind, person.id, club.id), page, date(2024, 1, 1))


def at(person: Person, club: Team, start: str, end: str | None = None) -> Claim:
    period = Period(ImpreciseDate.parse(start), ImpreciseDate.parse(end) if end else None)
    return Claim(f"urn:claim:{person.name}-{club.name}-{start}", Spell(person.id, club.id, period))


CLAIMS = [
    *(Claim(thing.id, thing) for thing in (ANA, BEA, CITY, ROVERS, UNITED)),
    at(ANA, ROVERS, "2019-07-01", "2021-08-01"),
    at(ANA, CITY, "2021-08-01"),
    at(BEA, ROVERS, "2019-07-01", "2023-07-01"),
    reported("interest", EventKind.INTEREST, ANA, CITY, "2021-05-01"),
    reported("offer", EventKind.OFFER, ANA, CITY, "2021-06-01"),  # the same wish of the same club
    reported("talks", EventKind.CONTACT, BEA, CITY, "2021-05-01"),
    reported("stays", EventKind.CONTACT, BEA, ROVERS, "2021-05-01"),  # her own club
    reported("contract", EventKind.CONTRACT, BEA, UNITED, "2021-05-01"),  # no rumour
]


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2022-05-01", Followed(0, 0)),
        ("2022-05-02", Followed(2, 1)),
        ("2022-05-03", Followed(2, 1)),
        ("2030-01-01", Followed(2, 1)),
    ],
)
def test_a_player_and_a_club_count_once_when_the_year_after_the_report_is_over(
    tmp_path: Path, day: str, told: Followed
) -> None:
    assert followed_by_moves(facts_with(CLAIMS, tmp_path), date.fromisoformat(day)) == told


def test_what_was_not_published_by_then_does_not_count(tmp_path: Path) -> None:
    facts = facts_with(CLAIMS, tmp_path)
    assert followed_by_moves(facts, date(2030, 1, 1), known_by=date(2021, 4, 1)) == Followed(0, 0)


def test_a_move_a_year_later_was_not_what_was_reported(tmp_path: Path) -> None:
    late = [claim for claim in CLAIMS if "Ana Ruiz-City" not in claim.id] + [at(ANA, CITY, "2023-08-01")]
    assert followed_by_moves(facts_with(late, tmp_path), date(2030, 1, 1)) == Followed(2, 0)
