"""The made-up world of the made-up stories, as facts on disk."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.columns.facts import Facts, SegmentWriter, merge
from kg.model import (
    Claim,
    ImpreciseDate,
    Period,
    Person,
    Position,
    Release,
    Role,
    Spell,
    SpellKind,
    Team,
    TeamKind,
)
from kg.rdf.iris import claim_iri, person_iri, release_iri, slug, team_iri

RELEASE = Release(release_iri("stories", "1"), "stories", "A made-up world", "1")
FOLDER = Path(__file__).parent


def person_key(name: str, born: str) -> str:
    """The id of a person of the world; namesakes differ by their birth."""
    return person_iri(f"{slug(name)}-{born[:4]}")


def world_claims() -> Iterator[Claim]:
    """Everything that the world's file says, as claims."""
    table: dict[str, Any] = tomllib.loads((FOLDER / "world.toml").read_text(encoding="utf-8"))
    teams = {name: team_iri(slug(name)) for name, *_ in table["clubs"]}
    for name, country, aliases in table["clubs"]:
        yield Claim(teams[name], Team(teams[name], name, TeamKind.CLUB, tuple(aliases), country))
    for name in table["national_teams"]:
        iri = team_iri(f"national-{slug(name)}")
        yield Claim(iri, Team(iri, name, TeamKind.NATIONAL, country=name))
    for name, born, country, position, club, aliases in table["people"]:
        iri = person_key(name, born)
        birth = ImpreciseDate.parse(born)
        yield Claim(iri, Person(iri, name, tuple(aliases), birth, "", (country,), Position(position)))
        yield _spell(iri, teams[club], Role.PLAYER)
    for name, country, role, club in table["staff"]:
        iri = person_iri(slug(name))
        yield Claim(iri, Person(iri, name, citizenships=(country,)))
        yield _spell(iri, teams[club], Role(role))


def _spell(person: str, team: str, role: Role) -> Claim:
    period = Period(ImpreciseDate.parse("2022-07-01"), ImpreciseDate.parse("2026-06-30"))
    return Claim(claim_iri("spell", person), Spell(person, team, period, role, SpellKind.PERMANENT))


def world_facts(folder: Path) -> Facts:
    """The world's facts, written to a folder."""
    with SegmentWriter(folder / "segment", RELEASE) as segment:
        for claim in world_claims():
            segment.add(claim)
    merge([folder / "segment"], folder / "facts")
    return Facts.open(folder / "facts")
