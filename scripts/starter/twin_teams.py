"""Clubs that stand in the data twice: a decision says so, or their names and their people do.

A source that writes a club in a way of its own makes a second one of it. Once other sources have told who was there,
the same people stand at both in the same seasons, and the names agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

from kg.claims.identity.records import TeamRecord
from kg.claims.identity.resolver import Resolution, Resolver
from kg.model import TeamKind
from kg.text.club_names import club_key

__all__ = ["TwinTeams", "join_teams"]

_SHARED = 2
"""People at both in one season from which on clubs of like names are one: a single one may have moved between them."""
_HALF = 0.5


class TwinTeams(NamedTuple):
    """Two that are one: the id that stays, the one that goes, their names, and why."""

    kept: str
    gone: str
    kept_name: str
    gone_name: str
    reason: str


def join_teams(resolver: Resolver, resolutions: Sequence[Resolution]) -> Iterator[TwinTeams]:
    """Join clubs that are one, in the resolver and in what was resolved before; tells of each pair."""
    teams = resolver.teams
    found = (*_decided(resolver), *_shared(resolver))
    for one, other, reason in sorted(found, key=lambda pair: (pair[0].id, pair[1].id)):
        if not (one.id in teams.known and other.id in teams.known):
            continue
        kept, gone = sorted((one, other), key=lambda team: (len(team.external), team.people, team.id), reverse=True)
        teams.join(kept, gone)
        _put(kept.id, gone.id, resolver, resolutions)
        yield TwinTeams(kept.id, gone.id, kept.name, gone.name, reason)


def _decided(resolver: Resolver) -> Iterator[tuple[TeamRecord, TeamRecord, str]]:
    """Those of which a decision says that they are one."""
    known = resolver.teams.known
    by_id = {f"{scheme}:{value}": team for team in known.values() for scheme, value in team.external.items()}
    for team in list(known.values()):
        ids = {team.id, *(f"{scheme}:{value}" for scheme, value in team.external.items())}
        for wanted, reason in resolver.decisions.same_as(ids).items():
            other = known.get(wanted) or by_id.get(wanted)
            if other is not None and other is not team:
                yield team, other, f"decided: {reason}"


def _shared(resolver: Resolver) -> Iterator[tuple[TeamRecord, TeamRecord, str]]:
    """First teams with like names that had the same people in the same seasons."""
    known = resolver.teams.known
    people: defaultdict[str, set[str]] = defaultdict(set)
    both: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for person in resolver.people.values():
        clubs: defaultdict[int, set[str]] = defaultdict(set)
        for team, year in person.seasons:
            people[team].add(person.id)
            clubs[year].add(team)
        for pair in {pair for found in clubs.values() for pair in combinations(sorted(found), 2)}:
            both[pair].add(person.id)
    for (one, other), shared in both.items():
        enough = len(shared) >= max(_SHARED, _HALF * min(len(people[one]), len(people[other])))
        if enough and _may_be_one(resolver, known[one], known[other]):
            yield known[one], known[other], f"{len(shared)} people were at both in the same seasons"


def _may_be_one(resolver: Resolver, one: TeamRecord, other: TeamRecord) -> bool:
    """Whether two are first teams of one sort whose names agree, or that of the one is the beginning of the other's."""
    first, second = resolver.teams.nature(one), resolver.teams.nature(other)
    if first.kind is not TeamKind.CLUB or second.kind is not TeamKind.CLUB or first.variant != second.variant:
        return False
    if any(other.external.get(scheme, value) != value for scheme, value in one.external.items()):
        return False
    if resolver.teams.names_in_common(one, other):
        return True
    shorter, longer = sorted((club_key(one.name).split(), club_key(other.name).split()), key=len)
    return shorter == longer[: len(shorter)] and (not one.country or not other.country or one.country == other.country)


def _put(kept: str, gone: str, resolver: Resolver, resolutions: Iterable[Resolution]) -> None:
    """Write one id for another."""
    for resolution in resolutions:
        for local, meant in resolution.teams.items():
            if meant.id == gone:
                resolution.teams[local] = replace(meant, id=kept, new=False)
    for person in resolver.people.values():
        for name in ("seasons", "coached", "told_at", "squads"):
            stays = getattr(person, name)
            if any(team == gone for team, _ in stays):
                setattr(person, name, {(kept if team == gone else team, when) for team, when in stays})
