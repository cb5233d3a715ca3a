"""Facts to which notes were added one by one say what facts merged anew say, in the same order."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kg.columns import amend as amending
from kg.columns.facts import Facts, merge
from kg.model import (
    Claim,
    Confidence,
    Event,
    EventKind,
    ImpreciseDate,
    Period,
    Person,
    Relationship,
    RelationshipKind,
    Release,
    Source,
    Statement,
)
from kg.rdf.iris import claim_iri, person_iri, source_iri, team_iri
from kg.store.embedded_backend import EmbeddedBackend
from kg.store.manual_claims import NOTES
from tests.store.worlds import starter_file, world

TABLES = ("relationships", "events")


def note(draw: random.Random, number: int) -> Claim:
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
                case "detail" | "strength" | "outcome":
                    values = [facts.text(value) for value in values]
                case "source":
                    values = [facts.source(value) for value in values]
                case "release":
                    values = [facts.releases[value] for value in values]
                case "claim":
                    values = [(facts.claim_id(value), facts.summary(value)) for value in values]
            rows[f"{name}.{column}"] = values
    rows["people"] = [facts.person(node) for node in range(facts.people_count)]
    rows["spells"] = [facts.claim_id(claim) for claim in facts.spells["claim"]]
    rows["releases"] = sorted(facts.releases, key=lambda release: release.id)
    return rows


def merged(backend: EmbeddedBackend, out: Path) -> Facts:
    generation = backend.maintenance.generation
    merge(sorted(path for path in generation.places.segment("").iterdir()), out)
    return Facts.open(out)


@pytest.fixture
def backend(tmp_path: Path) -> EmbeddedBackend:
    starter = starter_file(tmp_path / "starter.nq.gz", world("alpha"), world("zulu"))
    return EmbeddedBackend.at(tmp_path / "store", starter=starter)


@pytest.mark.parametrize("seed", range(3))
def test_notes_added_one_by_one_make_the_same_facts(
    backend: EmbeddedBackend, tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    amended: list[bool] = []
    amend = amending.amend

    def counted(*places: Any) -> bool:
        amended.append(amend(*places))
        return amended[-1]

    monkeypatch.setattr(amending, "amend", counted)
    draw = random.Random(seed)
    for number in range(12):
        claims = [note(draw, number * 3 + place) for place in range(draw.randint(1, 3))]
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
