"""Small random worlds with everything that a direct tie can rest on, and a stand-in for the library around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from hypothesis import strategies as st

from kg.columns.facts import Facts, SegmentWriter, merge
from kg.model import (
    Claim,
    Confidence,
    ImpreciseDate,
    Person,
    Relationship,
    RelationshipKind,
    Release,
    Source,
    Spell,
)
from kg.store.backend import Backend
from tests.graph.small_world import PEOPLE, TEAMS, spells

EVERYBODY = [*PEOPLE, "https://example.org/id/person/p3", "https://example.org/id/person/p4"]
PAGE = Source("urn:page", "A page", "https://example.org/", published=ImpreciseDate(date(2017, 1, 1)))
STRENGTHS = ("", "strong", "moderate", "weak", "unheard-of")

places = st.sampled_from(["Norway", "NORWAY ", "Ghana", "Chile"])
people = st.lists(
    st.builds(
        Person,
        st.just(""),
        st.just(""),
        birth=st.none() | st.builds(ImpreciseDate, st.dates(date(1980, 1, 1), date(2002, 1, 1))),
        citizenships=st.lists(places, max_size=3, unique=True).map(tuple),
        birth_place=st.sampled_from(["", "Oslo", "oslo", "Accra"]),
        languages=st.lists(st.sampled_from(["Twi", "Norwegian"]), max_size=2, unique=True).map(tuple),
    ),
    min_size=len(EVERYBODY),
    max_size=len(EVERYBODY),
)


@st.composite
def relationships(draw: st.DrawFn) -> Claim:
    one, two = draw(st.permutations(EVERYBODY))[:2]
    said = Relationship(
        draw(st.sampled_from(list(RelationshipKind))), one, two, strength=draw(st.sampled_from(STRENGTHS))
    )
    sure = draw(st.sampled_from(list(Confidence)))
    return Claim("", said, draw(st.sampled_from([PAGE, None])), confidence=sure)


@dataclass(frozen=True)
class World:
    people: Sequence[Person]
    spells: Sequence[Spell]
    told: Sequence[Claim]

    def backend(self, folder: Path) -> Backend:
        """Write the facts of this world, and open them as the library has them."""
        release = Release("urn:release", "made", "Made up", "1", retrieved=date(2018, 1, 1))
        with SegmentWriter(folder / "segment", release) as segment:
            for team in TEAMS:
                segment.add(Claim(team.id, team))
            for number, (iri, person) in enumerate(zip(EVERYBODY, self.people, strict=True)):
                known = Person(
                    iri,
                    f"Player {number}",
                    birth=person.birth,
                    birth_place=person.birth_place,
                    citizenships=person.citizenships,
                    languages=person.languages,
                )
                segment.add(Claim(iri, known))
            for number, spell in enumerate(self.spells):
                segment.add(Claim(f"urn:spell:{number}", spell))
            for number, claim in enumerate(self.told):
                segment.add(Claim(f"urn:told:{number}", claim.statement, claim.source, confidence=claim.confidence))
        merge([folder / "segment"], folder / "facts")
        return cast("Backend", SimpleNamespace(facts=Facts.open(folder / "facts"), transfer_lists=folder / "transfers"))


@st.composite
def _spells(draw: st.DrawFn) -> Spell:
    spell = draw(spells())
    return Spell(
        draw(st.sampled_from(EVERYBODY)), spell.team, spell.period, spell.role, spell.kind, matches=spell.matches
    )


worlds = st.builds(World, people, st.lists(_spells(), min_size=3, max_size=14), st.lists(relationships(), max_size=5))
