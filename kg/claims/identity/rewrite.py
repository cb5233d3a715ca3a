"""Claims of a source with its local ids replaced by canonical ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from kg.claims.identity.resolver import Resolution, Resolver
from kg.claims.statements import merged_description
from kg.errors import InvalidInput
from kg.model import Claim, Event, Person, Relationship, Spell, Team
from kg.text.countries import country_name

__all__ = ["rewrite"]


def rewrite(claims: Iterable[Claim], resolution: Resolution, resolver: Resolver) -> Iterator[Claim]:
    """Yield the claims with canonical ids, one statement per person and team.

    A person's own statement keeps what this source says (birth date, citizenship, external ids); the name becomes
    the canonical one, so that everybody has one name in all sources, and the source's spelling becomes an alias.
    Where several local ids are one person, their statements are merged into one, yielded last.

    Raises:
        InvalidInput: a claim mentions somebody whom the release never describes.
    """
    return _Rewriter(resolution, resolver).run(claims)


class _Rewriter:
    def __init__(self, resolution: Resolution, resolver: Resolver) -> None:
        self._resolution = resolution
        self._resolver = resolver
        meant = [match.id for match in resolution.people.values()] + [match.id for match in resolution.teams.values()]
        self._shared = {item for item, count in Counter(meant).items() if count > 1}

    def run(self, claims: Iterable[Claim]) -> Iterator[Claim]:
        merged: dict[str, Claim] = {}
        seen: set[str] = set()
        for claim in claims:
            rewritten = self._claim(claim)
            statement = rewritten.statement
            if not isinstance(statement, Person | Team):
                yield rewritten
            elif statement.id in self._shared:
                earlier = merged.get(statement.id)
                merged[statement.id] = _merge(earlier, rewritten) if earlier else rewritten
            elif statement.id not in seen:
                seen.add(statement.id)
                yield rewritten
        yield from merged.values()

    def _person(self, local: str, claim: Claim) -> str:
        if match := self._resolution.people.get(local):
            return match.id
        return self._known(local, local in self._resolver.people, claim)

    def _team(self, local: str, claim: Claim) -> str:
        if match := self._resolution.teams.get(local):
            return match.id
        return self._known(local, local in self._resolver.teams.known, claim)

    @staticmethod
    def _known(local: str, in_store: bool, claim: Claim) -> str:
        if not local or in_store:
            return local
        raise InvalidInput(f"{local!r} is mentioned in claim {claim.id} and described nowhere in the release")

    def _claim(self, claim: Claim) -> Claim:
        match claim.statement:
            case Person() as person:
                person = self._describe_person(person, claim)
                return replace(claim, id=person.id, statement=person)
            case Team() as team:
                team = self._describe_team(team, claim)
                return replace(claim, id=team.id, statement=team)
            case Spell() as spell:
                # Most claims are spells: made by hand, for `replace` takes several times as long.
                words = Spell(
                    self._person(spell.person, claim),
                    self._team(spell.team, claim),
                    spell.period,
                    spell.role,
                    spell.kind,
                    spell.occasion,
                    spell.matches,
                    spell.minutes,
                )
                return Claim(
                    claim.id,
                    words,
                    claim.source,
                    claim.retrieved,
                    claim.confidence,
                    claim.summary,
                    claim.modality,
                    claim.origin,
                    claim.passage,
                )
            case Relationship() as tie:
                return replace(
                    claim,
                    statement=replace(
                        tie, subject=self._person(tie.subject, claim), object=self._person(tie.object, claim)
                    ),
                )
            case Event() as event:
                return replace(
                    claim,
                    statement=replace(
                        event,
                        person=self._person(event.person, claim),
                        by=self._person(event.by, claim),
                        club=self._team(event.club, claim),
                        other_club=self._team(event.other_club, claim),
                    ),
                )

    def _describe_person(self, person: Person, claim: Claim) -> Person:
        existing = self._resolver.people[self._person(person.id, claim)]
        names = dict.fromkeys((person.name, *person.aliases))
        names.pop(existing.name, None)
        return replace(
            person,
            id=existing.id,
            name=existing.name,
            aliases=tuple(name for name in names if name),
            citizenships=tuple(dict.fromkeys(country_name(land) for land in person.citizenships)),
        )

    def _describe_team(self, team: Team, claim: Claim) -> Team:
        existing = self._resolver.teams.team(self._team(team.id, claim))
        names = dict.fromkeys((team.name, *team.aliases))
        names.pop(existing.name, None)
        return replace(
            existing,
            aliases=tuple(name for name in names if name),
            external_ids=team.external_ids,
        )


def _merge(left: Claim, right: Claim) -> Claim:
    """Two statements of one source about one person or team as one, the more exact first."""
    first, second = left.statement, right.statement
    if not (isinstance(first, Person | Team) and isinstance(second, Person | Team)):
        raise TypeError("only descriptions can be merged")
    return replace(left, statement=merged_description(first, second))
