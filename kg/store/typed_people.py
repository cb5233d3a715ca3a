"""People whom a user's notes know by name alone: the command line's rule decides whom a name means.

A name that is taken for nobody would make a phantom who answers for a real person. So a name that several answer to, or
that is spelt much like somebody's, makes no new person: its claims are left out, with the candidates, until it is
written in full, or a birth date or Wikidata id stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.errors import AmbiguousName, UnknownName
from kg.model import Claim, Event, Person, Relationship, Spell
from kg.rdf.iris import person_iri

if TYPE_CHECKING:
    from kg.claims.identity import Batch, Resolution, Resolver
    from kg.claims.readers.protocol import RowReport
    from kg.columns.facts import Facts

__all__ = ["TypedPeople", "typed_people"]

_BY_NAME = person_iri("name-x").removesuffix("x")


@dataclass(slots=True)
class TypedPeople:
    """What became of the names in a user's notes.

    Attributes:
        matched: names, each with whom it was taken for.
        new: names of people nobody knew.
        doubtful: local id → why its claims are left out, with the candidates.
    """

    matched: list[tuple[str, str]] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    doubtful: dict[str, str] = field(default_factory=dict)

    def notes(self) -> list[str]:
        """What to tell about them, a line each."""
        lines = [f"matched: {name} is {label}" for name, label in self.matched]
        return lines + ([f"new: {', '.join(self.new)}"] if self.new else [])

    def kept(self, claims: Iterable[Claim], report: RowReport) -> Iterator[Claim]:
        """The claims about people who are known or new; the others are skipped in ``report`` with the reason."""
        for claim in claims:
            doubts = [self.doubtful[iri] for iri in _people_of(claim) if iri in self.doubtful]
            if not doubts:
                yield claim
            elif not isinstance(claim.statement, Person):
                report.skip("", None, doubts[0], kind="a name that may mean somebody known")


def _people_of(claim: Claim) -> tuple[str, ...]:
    match claim.statement:
        case Person() as person:
            return (person.id,)
        case Spell() as spell:
            return (spell.person,)
        case Relationship() as relationship:
            return (relationship.subject, relationship.object)
        case Event() as event:
            return (event.person, event.by)
    return ()


def typed_people(batch: Batch, resolution: Resolution, resolver: Resolver, facts: Facts) -> TypedPeople:
    """Look up everybody whom only a name tells, by the command line's rule; ``resolution`` is brought up to date.

    Args:
        batch: the people and teams of the notes.
        resolution: who they are by ids, dates and clubs.
        resolver: whose resolution it is.
        facts: what the store holds.
    """
    from kg.claims.identity import PersonMatch

    typed = TypedPeople()
    for local, record in batch.people.items():
        match = resolution.people.get(local)
        if match is None or not local.startswith(_BY_NAME) or record.birth or record.external:
            continue
        if not match.new:
            node = facts.node(match.id)
            typed.matched.append((record.name, facts.label(node) if node is not None else record.name))
            continue
        try:
            node = facts.find(record.name, "person")
        except AmbiguousName as several:
            typed.doubtful[local] = f"{record.name!r} could be {_listed(several.candidates)}"
            continue
        except UnknownName as unknown:
            near = [label for label in unknown.candidates if _alike(record.name, label)]
            if near:
                typed.doubtful[local] = f"nobody is called {record.name!r}; did you mean {_listed(near)}"
            else:
                typed.new.append(record.name)
            continue
        resolver.people.pop(match.id, None)
        resolution.people[local] = PersonMatch(facts.iri(node), 20.0, ("the only one whom the name can mean",))
        typed.matched.append((record.name, facts.label(node)))
    return typed


def _listed(labels: Iterable[str]) -> str:
    remedy = "write the name in full, or fill in the columns with the birth date or Wikidata id"
    return " or ".join(list(labels)[:3]) + f"? {remedy[0].upper()}{remedy[1:]}"


def _alike(name: str, label: str) -> bool:
    """Whether a name is spelt so much like a known one that it may be meant."""
    from kg.text.person_names import Likeness, likeness, name_form

    return likeness(name_form(name), name_form(label.partition(" (")[0])) is not Likeness.DIFFERENT
