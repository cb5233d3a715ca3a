"""One person, one node: local ids of a release to the ids that the store knows, or to new ones.

A release is resolved against everything known, in three rounds: decisions and external ids; the best match of every
record, highest score first, one record of a release to one person; and what is left among itself, where a source
has no ids and writes one person in several ways.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from kg.claims.identity.candidates import PeopleIndex
from kg.claims.identity.decisions import Decisions
from kg.claims.identity.records import Batch, PersonRecord, gather
from kg.claims.identity.similarity import (
    ACCEPT,
    DOUBTFUL,
    Match,
    compare,
    compare_names,
    contradictions,
    namesakes,
    near_one_club,
    only_one,
)
from kg.claims.identity.team_matching import TeamMatch, TeamResolver
from kg.model import Claim, Precision
from kg.model.progress import Progress, silent
from kg.rdf.iris import person_iri, slug
from kg.text.club_names import ClubNames
from kg.text.names import fold
from kg.text.person_names import Likeness

__all__ = ["Doubt", "PersonMatch", "Resolution", "Resolver"]

_TELL_EVERY = 1024
_MARGIN = 2.0
"""Points by which the best match must lead the second best; otherwise neither is taken."""


@dataclass(frozen=True, slots=True)
class PersonMatch:
    """Whom a local id means, with the score and what it rests on; ``new`` if nobody knew the person before."""

    id: str
    score: float
    reasons: tuple[str, ...]
    new: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two records that may be one and were kept apart: for a person to decide."""

    what: str
    one: str
    one_name: str
    other: str
    other_name: str
    score: float
    reasons: tuple[str, ...]


@dataclass(slots=True)
class Resolution:
    """Who and what the local ids of one release mean, and what was left in doubt."""

    people: dict[str, PersonMatch] = field(default_factory=dict)
    teams: dict[str, TeamMatch] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)


class Resolver:
    """Everybody and every team known so far; grows with every release resolved."""

    def __init__(self, *, decisions: Decisions | None = None, club_names: ClubNames | None = None) -> None:
        self._decisions = decisions or Decisions()
        self.teams = TeamResolver(club_names or ClubNames(), self._decisions)
        self.people: dict[str, PersonRecord] = {}
        self._index = PeopleIndex()
        self._settled: set[str] = set()

    def know(self, claims: Iterable[Claim]) -> None:
        """Know what a store holds: claims whose ids are canonical already."""
        self.know_records(gather(claims))

    def know_records(self, batch: Batch) -> None:
        """Know people and teams that carry canonical ids; their ids and names stay as they are."""
        for team in batch.teams.values():
            self.teams.add(team)
        for person in batch.people.values():
            self.people[person.id] = person
            self._settled.add(person.id)
            self._index.add(person)

    def resolve(self, claims: Iterable[Claim], *, progress: Progress = silent) -> Resolution:
        """Resolve one release; ``claims`` is read once and may be a generator."""
        return self.resolve_records(gather(claims), progress=progress)

    def resolve_records(self, batch: Batch, *, mint: bool = True, progress: Progress = silent) -> Resolution:
        """As `resolve`, for records gathered before.

        Args:
            batch: what `gather` made of the release.
            mint: whether people whom nobody knows are taken in; if not, they are left out of the result.
            progress: told how far it is.
        """
        result = Resolution()
        before = len(self.teams.doubts)
        first = [team for team in batch.teams.values() if not team.parent]
        result.teams.update(self.teams.resolve_all(first))
        others = [team for team in batch.teams.values() if team.parent]
        for team in others:
            team.parent = result.teams[team.parent].id if team.parent in result.teams else ""
        result.teams.update(self.teams.resolve_all(others))
        self.teams.settle_parents()
        result.doubts.extend(
            Doubt("team", one.id, one.name, other.id, other.name, 0.9, (reason,))
            for one, other, reason in self.teams.doubts[before:]
        )
        people = [_with_teams(person, result.teams) for person in batch.people.values()]
        _Round(self, result, people).run(mint=mint, progress=progress)
        return result

    def _mint(self, record: PersonRecord) -> PersonMatch:
        birth = record.birth
        when = "" if birth is None else str(birth) if birth.precision is Precision.DAY else str(birth.first.year)
        key = record.external.get("wikidata") or "-".join(
            part for part in (slug(record.name) or "person", when) if part
        )
        number, attempt = 1, key
        while person_iri(attempt) in self.people:
            number += 1
            attempt = f"{key}-{number}"
        canonical = person_iri(attempt)
        fresh = replace(
            record,
            id=canonical,
            aliases=tuple(name for name in dict.fromkeys(record.aliases) if name and name != record.name),
            external=dict(record.external),
            seasons=set(record.seasons),
            squads=set(record.squads),
            roles=set(record.roles),
            told_at=set(record.told_at),
            pages=set(record.pages),
            apart=set(),
        )
        self.people[canonical] = fresh
        self._index.add(fresh)
        return PersonMatch(canonical, 0.0, ("not known before",), new=True)

    def _learn(self, known: PersonRecord, record: PersonRecord) -> None:
        names = dict.fromkeys((*known.aliases, record.name, *record.aliases))
        if known.id not in self._settled and _nicer(record.name, known.name):
            names[known.name] = None
            known.name = record.name
        known.aliases = tuple(name for name in names if name and name != known.name)
        known.forms = tuple(dict.fromkeys((*known.forms, *record.forms)))
        if record.birth and (
            known.birth is None or record.birth.precision is Precision.DAY is not known.birth.precision
        ):
            known.birth = record.birth
        known.countries |= record.countries
        known.position = known.position or record.position
        known.external = {**record.external, **known.external}
        known.seasons |= record.seasons
        known.told_at |= record.told_at
        known.pages |= record.pages
        known.squads |= record.squads
        known.roles |= record.roles
        self._index.add(known)


def _nicer(name: str, than: str) -> bool:
    """Whether a name is the same one with the accents that the other lost."""
    return fold(name) == fold(than) and sum(map(ord, name)) > sum(map(ord, than)) and not name.isupper()


def _with_teams(record: PersonRecord, teams: dict[str, TeamMatch]) -> PersonRecord:
    record.seasons = {(teams[team].id if team in teams else team, year) for team, year in record.seasons}
    record.told_at = {(teams[team].id if team in teams else team, year) for team, year in record.told_at}
    record.squads = {(teams[team].id if team in teams else team, what) for team, what in record.squads}
    return record


class _Round:
    """The resolution of one release's people."""

    def __init__(self, resolver: Resolver, result: Resolution, records: list[PersonRecord]) -> None:
        self._resolver = resolver
        self._result = result
        self._records = sorted(records, key=_telling)
        # Where everybody has an id of one scheme, nobody is listed twice.
        schemes = set(records[0].external) if records else set()
        for record in records:
            schemes.intersection_update(record.external)
        self._may_repeat = not schemes
        self._names = Counter(record.forms[:1] for record in records)
        self._taken: defaultdict[str, list[PersonRecord]] = defaultdict(list)
        self._doubted: set[tuple[str, str]] = set()

    def run(self, *, mint: bool, progress: Progress) -> None:
        rest = [record for record in self._records if not self._certain(record)]
        known = set(self._resolver.people)
        scored = sorted(
            (
                (match, record, other)
                for record in _counted(rest, progress)
                for match, other in self._best(record, known)
            ),
            key=lambda found: (-found[0].score, found[1].id),
        )
        for match, record, other in scored:
            self._take(record, other, match)
        for record in rest:
            if record.id in self._result.people or self._certain(record):
                continue
            for match, other in self._best(record, None) if self._may_repeat else ():
                self._take(record, other, match)
            if mint and record.id not in self._result.people:
                self._settle(record, self._resolver._mint(record))

    def _certain(self, record: PersonRecord) -> bool:
        """Settle what a decision or an external id settles."""
        resolver = self._resolver
        for one, reason in resolver._decisions.same_as(_ids(record)).items():
            scheme, _, value = one.partition(":")
            known = resolver.people.get(one) or self._settled_as(one)
            known = known or next(
                iter(resolver._index.by_external(PersonRecord("", "", external={scheme: value}))), None
            )
            if known:
                self._join(record, known, PersonMatch(known.id, 99.0, (f"decided: {reason}" if reason else "decided",)))
                return True
        for known in resolver._index.by_external(record):
            if resolver._decisions.forbids(_ids(record), _ids(known)):
                continue
            scheme = next(scheme for scheme, value in record.external.items() if known.external.get(scheme) == value)
            reason = f"the same {scheme} id"
            if against := contradictions(record, known):
                self._doubt(record, known, Match(compare(record, known).score, (reason, *against), True))
                continue
            self._join(record, known, PersonMatch(known.id, 99.0, (reason,)))
            return True
        return False

    def _settled_as(self, local: str) -> PersonRecord | None:
        match = self._result.people.get(local)
        return self._resolver.people[match.id] if match else None

    def _best(self, record: PersonRecord, among: set[str] | None) -> list[tuple[Match, PersonRecord]]:
        """The one match good enough and well ahead of the next, or nothing; what comes near is put on record."""
        found = []
        for other in self._resolver._index.candidates(record):
            if among is not None and other.id not in among:
                continue
            match = compare(record, other)
            if namesakes(record, other, match):
                self._doubt(record, other, match)
            if match.score > 0 and not self._resolver._decisions.forbids(_ids(record), _ids(other)):
                found.append((match, other))
        if self._names[record.forms[:1]] == 1:
            found = self._mention(record, found)
        found.sort(key=lambda pair: (-pair[0].score, pair[1].id))
        if not found or found[0][0].score < DOUBTFUL:
            return []
        if found[0][0].score >= ACCEPT and (len(found) == 1 or found[0][0].score - found[1][0].score >= _MARGIN):
            return found[:1]
        close = [pair for pair in found if pair[0].score >= max(DOUBTFUL, found[0][0].score - _MARGIN)]
        for match, other in close:
            self._doubt(record, other, match)
        return []

    @staticmethod
    def _mention(record: PersonRecord, found: list[tuple[Match, PersonRecord]]) -> list[tuple[Match, PersonRecord]]:
        """A full name without a birth date means the one person called exactly so, if nothing else speaks against it.

        There must be only one of that name in the release and only one known; either may be the one without a date. A
        player whom a source knows by an id of its own is nobody's mere mention: he must have been at one of the clubs
        within a few seasons as well.
        """
        exact = [pair for pair in found if compare_names(record, pair[1]) is Likeness.SAME]
        if len(exact) != 1 or exact[0][0].against:
            return found
        match, other = exact[0]
        dated = record.birth is not None and (other.birth is not None or other.external)
        if dated and (other.birth is not None or not near_one_club(record, other)):
            return found
        return [(only_one(match), other), *(pair for pair in found if pair[1] is not other)]

    def _take(self, record: PersonRecord, other: PersonRecord, match: Match) -> None:
        """Join a record to its best match, unless somebody else of this release already is that person."""
        if record.id in self._result.people:
            return
        if any(_both(record, earlier) for earlier in self._taken[other.id]):
            self._doubt(record, other, match)
            return
        self._join(record, other, PersonMatch(other.id, match.score, match.reasons))

    def _join(self, record: PersonRecord, known: PersonRecord, match: PersonMatch) -> None:
        self._resolver._learn(known, record)
        self._settle(record, match)

    def _settle(self, record: PersonRecord, match: PersonMatch) -> None:
        self._result.people[record.id] = match
        self._taken[match.id].append(record)

    def _doubt(self, record: PersonRecord, other: PersonRecord, match: Match) -> None:
        if (record.id, other.id) in self._doubted:
            return
        self._doubted.add((record.id, other.id))
        self._result.doubts.append(
            Doubt("person", record.id, record.name, other.id, other.name, match.score, match.reasons)
        )


def _counted(records: list[PersonRecord], progress: Progress) -> Iterator[PersonRecord]:
    for number, record in enumerate(records):
        if not number % _TELL_EVERY:
            progress("telling who is who", number, len(records))
        yield record
    if records:
        progress("telling who is who", len(records), len(records))


def _ids(record: PersonRecord) -> set[str]:
    return {record.id, *(f"{scheme}:{value}" for scheme, value in record.external.items())}


def _both(one: PersonRecord, other: PersonRecord) -> bool:
    """Whether one release shows two records side by side, which makes them two people."""
    ids = any(other.external.get(scheme, value) != value for scheme, value in one.external.items())
    named = any(squad in other.squads for squad in one.squads if not squad[1].isdigit())
    return ids or named or one.id in other.apart


def _telling(record: PersonRecord) -> tuple[bool, bool, int, str]:
    """Records that tell most first, so that the others have somebody to be compared with."""
    exact = record.birth is not None and record.birth.precision is Precision.DAY
    return (not record.external, not exact, -len(record.seasons) - len(record.squads), record.id)
