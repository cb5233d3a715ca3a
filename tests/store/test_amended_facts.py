"""Facts to which notes were added one by one say what facts merged anew say, in the same order."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kg.columns.amend import amend
from kg.columns.facts import Facts, merge
from kg.columns.segments import ROLES
from kg.model import (
    Claim,
    Confidence,
    Event,
    EventKind,
    ImpreciseDate,
    Period,
    Person,
    Precision,
    Relationship,
    RelationshipKind,
    Release,
    Role,
    Source,
    Spell,
    SpellKind,
    Statement,
)
from kg.rdf.iris import claim_iri, person_iri, source_iri, team_iri
from kg.store.embedded_backend import EmbeddedBackend
from kg.store.manual_claims import NOTES
from tests.store.worlds import starter_file, world

TABLES = ("relationships", "events", "spells", "stays", "squads")


def spell(draw: random.Random) -> Spell:
    """Somebody of the world "alpha" at one of its clubs or one of "zulu", as a player or head coach."""
    club = team_iri(f"{draw.choice(['alpha', 'zulu'])}-town-{draw.randrange(3)}")
    start = date(2011, 1, 1) + timedelta(days=draw.randrange(1500))
    precision = draw.choice([Precision.DAY, Precision.SEASON, Precision.YEAR])
    end = draw.choice([None, ImpreciseDate(start + timedelta(days=draw.randrange(250, 900)))])
    attested = start + timedelta(days=250) if end is None and draw.random() < 0.5 else None
    return Spell(
        person_iri(f"alpha-{draw.randrange(12)}"),
        club,
        Period(imprecise(start, precision), end, attested),
        draw.choice([Role.PLAYER, Role.PLAYER, Role.HEAD_COACH]),
        draw.choice([SpellKind.PERMANENT, SpellKind.LOAN, SpellKind.SELECTION]),
        occasion=draw.choice(["", "World Cup 2014", "Ähnliches"]),
    )


def imprecise(day: date, precision: Precision) -> ImpreciseDate:
    """A date of a precision, by its first day."""
    match precision:
        case Precision.YEAR:
            return ImpreciseDate(date(day.year, 1, 1), precision)
        case Precision.SEASON:
            return ImpreciseDate(date(day.year, 7, 1), precision)
        case _:
            return ImpreciseDate(day)


def note(draw: random.Random, number: int, *, spells: bool = False) -> Claim:
    """A claim about people of the world "alpha", on one of a few pages."""
    one, two = (person_iri(f"alpha-{place}") for place in draw.sample(range(12), 2))
    page = f"https://news.example/{draw.randrange(4)}"
    published = draw.choice([None, ImpreciseDate(date(2023, 1, 1 + number % 28))])
    source = Source(source_iri(page + str(published)), "A page", page, "News", published)
    text = draw.choice(["", "childhood friend", "Zwilling", "ärger"])
    when = draw.choice([None, ImpreciseDate(date(2020, 1, 1 + number % 28))])
    relationship = Relationship(
        draw.choice(list(RelationshipKind)), one, two, Period(when), text, draw.choice(["", "weak"])
    )
    club = team_iri(f"alpha-town-{number % 3}")
    event = Event(draw.choice(list(EventKind)), one, club, by=two, when=when, outcome=text)
    statement: Statement = relationship if draw.random() < 0.5 else event
    if spells and draw.random() < 0.7:
        statement = spell(draw)
    iri = claim_iri("test", str(number))
    return Claim(iri, statement, source, date(2024, 1, 1 + number % 28), Confidence.MEDIUM, f"summary {number}")


def content(facts: Facts) -> dict[str, Any]:
    """What relationships and events say, in their order, with words in the place of numbers."""
    rows: dict[str, Any] = {}
    for name in TABLES:
        table = getattr(facts, name)
        columns = sorted(file.stem for file in (facts.folder / name).glob("*.npy"))
        for column in columns:
            values = table[column].tolist()
            match column:
                case "detail" | "strength" | "outcome" | "occasion":
                    values = [facts.text(value) for value in values]
                case "source":
                    values = [facts.source(value) for value in values]
                case "release":
                    values = [facts.releases[value] for value in values]
                case "claim":
                    values = [(facts.claim_id(value), facts.summary(value)) for value in values]
            rows[f"{name}.{column}"] = values
            rows[f"{name}.{column} as"] = table[column].dtype
    rows["people"] = [facts.person(node) for node in range(facts.people_count)]
    rows["teams"] = [facts.team(node) for node in range(facts.people_count, facts.people_count + facts.team_count)]
    rows["releases"] = sorted(facts.releases, key=lambda release: release.id)
    return rows


def merged(backend: EmbeddedBackend, out: Path) -> Facts:
    generation = backend.maintenance.generation
    merge(sorted(path for path in generation.places.segment("").iterdir()), out)
    return Facts.open(out)


@pytest.fixture
def backend(tmp_path: Path) -> EmbeddedBackend:
    starter = starter_file(tmp_path / "starter.trig.gz", world("alpha"), world("zulu"))
    return EmbeddedBackend.at(tmp_path / "store", starter=starter)


@pytest.fixture
def amended(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each change so far was one that facts could be amended for."""
    found: list[bool] = []

    def noted(*places: Any) -> Any:
        changes = amend(*places)
        found.append(changes is not None)
        return changes

    monkeypatch.setattr("kg.store.release_changes.amend", noted)
    return found


@pytest.mark.parametrize("spells", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_notes_added_one_by_one_make_the_same_facts(
    backend: EmbeddedBackend, tmp_path: Path, seed: int, amended: list[bool], *, spells: bool
) -> None:
    draw = random.Random(seed)
    for number in range(12):
        claims = [note(draw, number * 3 + place, spells=spells) for place in range(draw.randint(1, 3))]
        if number % 4 == 3:  # an older note said better
            claims.append(replace(note(random.Random(seed), 0), summary=f"better {number}"))
        backend.add_claims(NOTES, claims)
        assert content(backend.facts) == content(merged(backend, tmp_path / f"merged-{number}"))
    assert sum(amended) > 6
    held = {claim.id for claim in backend.statements() if isinstance(claim, Claim)}
    backend.close()
    texts = {path.name for path in (tmp_path / "store").rglob("own-notes*")}
    assert texts
    assert len(held) > 24


@pytest.mark.parametrize("seed", range(3))
def test_claims_taken_out_one_by_one_leave_the_same_facts(
    backend: EmbeddedBackend, tmp_path: Path, seed: int, amended: list[bool]
) -> None:
    draw = random.Random(seed)
    claims = [note(draw, number, spells=True) for number in range(8)]
    backend.add_claims(NOTES, claims)
    backend.add_claims(replace(NOTES, id=NOTES.id + "x", dataset="a"), [note(draw, 99, spells=True)])
    del amended[:]
    for number, claim in enumerate(claims):
        backend.retract(claim.id, "wrong", today=date(2024, 1, 1))
        assert content(backend.facts) == content(merged(backend, tmp_path / f"merged-{number}"))
    backend.remove_release("a", "wrong", today=date(2024, 1, 1))
    assert content(backend.facts) == content(merged(backend, tmp_path / "without"))
    assert sum(amended) > 4
    assert amended[-1]


def test_a_new_head_coach_ends_the_spell_of_the_one_before(
    backend: EmbeddedBackend, tmp_path: Path, amended: list[bool]
) -> None:
    def leads(number: int, start: date) -> Claim:
        period = Period(ImpreciseDate(start), attested=start + timedelta(days=30))
        spell = Spell(person_iri(f"alpha-{number}"), team_iri("alpha-town-0"), period, Role.HEAD_COACH)
        return Claim(claim_iri("test", str(number)), spell)

    def end_of_first() -> int:
        facts = backend.facts
        [row] = np.flatnonzero((facts.stays["role"] == ROLES.index(Role.HEAD_COACH)) & (facts.stays["person"] == 1))[
            -1:
        ]
        return int(facts.stays["end"][row])

    backend.add_claims(replace(NOTES, id=NOTES.id + "x", dataset="a"), [leads(1, date(2015, 1, 1))])
    before = end_of_first()
    backend.add_claims(NOTES, [leads(2, date(2015, 6, 1))])
    assert end_of_first() < before
    assert content(backend.facts) == content(merged(backend, tmp_path / "merged"))
    backend.remove_release(NOTES.dataset, "wrong", today=date(2024, 1, 1))
    assert end_of_first() == before
    assert amended == [True] * 3


@pytest.mark.parametrize("change", ["a person", "somebody unknown", "a source said better"])
def test_what_changes_more_is_merged(backend: EmbeddedBackend, tmp_path: Path, change: str) -> None:
    draw = random.Random(1)
    first = note(draw, 1)
    backend.add_claims(NOTES, [first])
    match change:
        case "a person":
            claim = Claim(person_iri("new"), Person(person_iri("new"), "New Player"))
        case "somebody unknown":
            friends = Relationship(RelationshipKind.FRIENDSHIP, person_iri("alpha-1"), person_iri("unknown"))
            claim = replace(first, id=claim_iri("x"), statement=friends)
        case _:
            assert first.source
            claim = replace(first, id=claim_iri("y"), source=replace(first.source, title="A much longer title"))
    other = Release("https://w3id.org/player-kg/release/other/1", "other", "Other", "1")
    backend.put_release(other, [claim])
    assert content(backend.facts) == content(merged(backend, tmp_path / "merged"))
