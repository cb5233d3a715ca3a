"""People whom a user's notes know by name alone: the command line's rule decides whom a name means.

Whoever is known already by a name that means nobody else is settled at once, without a look at the rest of the store.
A name that is taken for nobody would make a phantom who answers for a real person. So a name that several answer to, or
that is spelt much like somebody's, makes no new person: its claims are left out, with the candidates, until it is
written in full, or a birth date or Wikidata id stands beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.claims.identity import PersonMatch
from kg.errors import AmbiguousName, UnknownName
from kg.model import Claim, Event, Person, Relationship, Spell, Team
from kg.rdf.iris import person_iri
from kg.text.person_names import Likeness, likeness, name_form

if TYPE_CHECKING:
    from kg.claims.identity import Batch, PersonRecord, Resolution, Resolver
    from kg.claims.readers.protocol import RowReport
    from kg.columns.facts import Facts

__all__ = ["TypedPeople", "settled_people", "typed_people"]

_BY_NAME = person_iri("name-x").removesuffix("x")
_ONLY = "the only one whom the name can mean"
_REMEDY = "Write the name in full, or fill in the columns with the birth date or Wikidata id"
_TOLD = 20
"""Names that are told one by one; of more the number is."""


@dataclass(slots=True)
class TypedPeople:
    """What became of the names in a user's notes.

    Attributes:
        settled: local ids of people whom the store describes without these notes.
        matched: the first names, each with whom it was taken for; ``more`` is how many there were besides.
        new: names of people nobody knew.
        doubtful: local id → why its claims are left out, with the candidates.
    """

    settled: Collection[str] = ()
    matched: list[tuple[str, str]] = field(default_factory=list)
    more: int = 0
    new: list[str] = field(default_factory=list)
    doubtful: dict[str, str] = field(default_factory=dict)

    def match(self, name: str, node: int | None, facts: Facts) -> None:
        """Note whom a name was taken for; somebody without a node is new in these notes."""
        if len(self.matched) < _TOLD:
            self.matched.append((name, facts.label(node) if node is not None else name))
        else:
            self.more += 1

    def notes(self) -> list[str]:
        """What to tell about them, a line each."""
        lines = [f"matched: {name} is {label}" for name, label in self.matched]
        if self.more:
            lines.append(f"matched: {self.more:,} more names; --matches FILE lists them")
        return lines + ([f"new: {', '.join(self.new)}"] if self.new else [])

    def kept(self, claims: Iterable[Claim], report: RowReport) -> Iterator[Claim]:
        """The claims about people who are known or new; the others are skipped in ``report`` with the reason."""
        for claim in claims:
            if claim.id in self.settled:
                continue  # a name by which the store knows them tells nothing new
            doubts = [self.doubtful[iri] for iri in _named_in(claim) if iri in self.doubtful]
            if not doubts:
                yield claim
            elif not isinstance(claim.statement, Person | Team):
                report.skip("", None, doubts[0], kind="a name that may mean somebody known")


def _named_in(claim: Claim) -> tuple[str, ...]:
    match claim.statement:
        case Person() | Team() as described:
            return (described.id,)
        case Spell() as spell:
            return (spell.person, spell.team)
        case Relationship() as relationship:
            return (relationship.subject, relationship.object)
        case Event() as event:
            return (event.person, event.by, event.club, event.other_club)


def settled_people(batch: Batch, facts: Facts, dataset: str) -> dict[str, PersonMatch]:
    """Look up by the command line's rule whom the names in notes mean, of people known from elsewhere.

    Args:
        batch: the people and teams of the notes. Of somebody whom an event brings together with a club that may tell
            which of several is meant: only an id settles that.
        facts: what the store holds.
        dataset: the notes themselves, an older state of which the store may hold.
    """
    own = {release.id for release in facts.releases if release.dataset == dataset}
    settled: dict[str, PersonMatch] = {}
    for local, record in batch.people.items():
        if not _by_name_alone(local, record):
            continue
        try:
            bare = not (record.seasons or record.squads or record.told_at)
            node = facts.find(record.name, "person") if bare else facts.node(record.name)
        except (AmbiguousName, UnknownName):
            continue
        if node is not None and any(facts.source(number).id not in own for number in facts.described_by(node)):
            settled[local] = PersonMatch(facts.iri(node), 20.0, (_ONLY,))
    return settled


def _by_name_alone(local: str, record: PersonRecord) -> bool:
    return local.startswith(_BY_NAME) and not record.birth and not record.external


def typed_people(
    batch: Batch, resolution: Resolution, resolver: Resolver, facts: Facts, settled: Collection[str] = ()
) -> TypedPeople:
    """Look up everybody whom only a name tells, by the command line's rule; ``resolution`` is brought up to date.

    Args:
        batch: the people and teams of the notes.
        resolution: who they are by ids, dates and clubs.
        resolver: whose resolution it is.
        facts: what the store holds.
        settled: local ids whose names are settled already.
    """
    typed = TypedPeople(settled)
    for local, record in batch.people.items():
        match = resolution.people.get(local)
        if match is None or not _by_name_alone(local, record):
            continue
        if not match.new:
            typed.match(record.name, facts.node(match.id), facts)
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
            elif swapped := _swapped(unknown):
                typed.doubtful[local] = swapped
            else:
                typed.new.append(record.name)
            continue
        resolver.people.pop(match.id, None)
        resolution.people[local] = PersonMatch(facts.iri(node), 20.0, (_ONLY,))
        typed.match(record.name, node, facts)
    typed.doubtful |= _doubtful_clubs(batch, resolution, facts)
    return typed


def _doubtful_clubs(batch: Batch, resolution: Resolution, facts: Facts) -> dict[str, str]:
    """Clubs that nobody knows and whose name is a person's, by local id, each with what to tell."""
    doubtful: dict[str, str] = {}
    for local, team in batch.teams.items():
        if local in resolution.teams and resolution.teams[local].new:
            try:
                facts.find(team.name, "club")
            except UnknownName as unknown:
                if swapped := _swapped(unknown):
                    doubtful[local] = swapped
            except AmbiguousName:
                continue
    return doubtful


def _swapped(unknown: UnknownName) -> str:
    """Why a name is nobody new: a player's column that names a club, or the other way round; "" if it is not that."""
    return "" if unknown.candidates or not unknown.remedy else f"{unknown.problem}; {unknown.remedy} {_REMEDY}"


def _listed(labels: Iterable[str]) -> str:
    return " or ".join(list(labels)[:3]) + f"? {_REMEDY}"


def _alike(name: str, label: str) -> bool:
    """Whether a name is spelt so much like a known one that it may be meant."""
    return likeness(name_form(name), name_form(label.partition(" (")[0])) is not Likeness.DIFFERENT
