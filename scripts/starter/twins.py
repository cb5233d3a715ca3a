"""People whom two sources name differently, or alike with nothing beside the name, and whom all sources together show.

A release is resolved against what came before it. Who comes back from a loan in the one and joins in the other, under a
name alone, may be nobody in particular when the first is read; once the squads of later lists are known, both were at
one club in the same seasons. So everybody is compared with everybody else once more, with all that was learnt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from kg.claims.identity.records import PersonRecord
from kg.claims.identity.resolver import Resolution, Resolver
from kg.claims.identity.similarity import (
    ACCEPT,
    Match,
    compare,
    compare_names,
    contradictions,
    long_apart,
    may_share_a_name,
    near_one_club,
    no_rival,
    only_one,
)
from kg.model import Precision
from kg.text.person_names import Likeness, NameForm

__all__ = ["Twin", "join_twins"]

_MARGIN = 2.0
"""Points by which the best match must lead one that is not the same person again."""
_DECIDED = 99.0
_WORTH_ASKING = 6.0
_SEVERAL = 2
"""People of one name, or seasons at one club."""
_FEW_YEARS = 4

Pairs = Sequence[tuple[Match, PersonRecord, PersonRecord]]


class Twin(NamedTuple):
    """Two who are one: the id that stays, the one that goes, their names, and what it rests on."""

    kept: str
    gone: str
    kept_name: str
    gone_name: str
    match: Match


def join_twins(resolver: Resolver, resolutions: Sequence[Resolution], table: Resolution) -> Iterator[Twin]:
    """Join who are one person, in the resolver and in what was resolved before; tells of each pair.

    Args:
        resolver: everybody known.
        resolutions: of the releases so far; their ids are changed to those that stay.
        table: the resolution, among them, of a table that knows people by their names alone and may take the moves of
            one for those of two.
    """
    stages: tuple[Callable[[], Pairs], ...] = (
        lambda: _decided(resolver),
        lambda: _found(resolver),
        lambda: _called_alike(resolver, resolutions, table),
    )
    for pairs_of in stages:
        joined = {""}
        while joined:
            joined = set()
            for match, one, other in pairs_of():
                if {one.id, other.id} & joined:
                    continue  # what is known of them has changed
                kept, gone = sorted((one, other), key=_weight, reverse=True)
                joined.update((kept.id, gone.id))
                resolver.join(kept, gone)
                _put(kept.id, gone.id, resolutions)
                yield Twin(kept.id, gone.id, kept.name, gone.name, match)


def _put(kept: str, gone: str, resolutions: Iterable[Resolution]) -> None:
    """Write one id for another."""
    for resolution in resolutions:
        for local, meant in resolution.people.items():
            if meant.id == gone:
                resolution.people[local] = replace(meant, id=kept, new=False)


def _found(resolver: Resolver) -> Pairs:
    """Pairs found by what is known of them, the surest first."""
    return sorted(_pairs(resolver), key=lambda pair: (-pair[0].score, pair[1].id, pair[2].id))


def _called_alike(resolver: Resolver, resolutions: Sequence[Resolution], table: Resolution) -> Pairs:
    """Whom the table alone knows, with the one of that name whom others know too, unless they know several.

    Their seasons must lie within a few years: moves of one name ten years apart may be of two people.
    """
    elsewhere = {match.id for one in resolutions if one is not table for match in one.people.values()}
    called: defaultdict[NameForm, dict[str, PersonRecord]] = defaultdict(dict)
    for meant in table.people.values():
        record = resolver.people[meant.id]
        for form in record.forms:
            called[form][record.id] = record
    pairs: list[tuple[Match, PersonRecord, PersonRecord]] = []
    for people in called.values():
        known = [record for record in people.values() if record.id in elsewhere]
        one = known[0] if known else min(people.values(), key=lambda record: record.id)
        for record in people.values() if len(known) < _SEVERAL else ():
            if record is not one and record.id not in elsewhere:
                match = compare(record, one)
                if not match.against and _near(record, one) and not long_apart(record, one):
                    pairs.append((only_one(match), record, one))
    return pairs


def _near(one: PersonRecord, other: PersonRecord) -> bool:
    """Whether some season of the one lies within a few years of some season of the other."""
    return any(abs(first - second) <= _FEW_YEARS for _, first in one.seasons for _, second in other.seasons)


def _decided(resolver: Resolver) -> Pairs:
    """Those of whom a decision says that they are one."""
    return [
        (Match(_DECIDED, (f"decided: {reason}",)), record, resolver.people[other])
        for record in resolver.people.values()
        for other, reason in resolver.decisions.same_as({record.id}).items()
        if other in resolver.people and other > record.id
    ]


def _pairs(resolver: Resolver) -> Iterator[tuple[Match, PersonRecord, PersonRecord]]:
    """Everybody with the one whom he matches well and far better than anybody else."""
    for record in sorted(resolver.people.values(), key=lambda record: record.id):
        matches = [
            (_around(resolver, record, other, compare(record, other)), other)
            for other in resolver.index.candidates(record)
            if not _kept_apart(resolver, record, other)
        ]
        matches = _alone(record, matches)
        matches.sort(key=lambda pair: (-pair[0].score, pair[1].id))
        if not matches or matches[0][0].score < ACCEPT:
            continue
        match, best = matches[0]
        rivals = [
            other
            for near, other in matches[1:]
            if match.score - near.score < _MARGIN and compare(best, other).score < ACCEPT
        ]
        # A single word of a longer name is often another's: once at the same club is not enough.
        single = compare_names(record, best) is Likeness.PART_SINGLE and len(record.seasons & best.seasons) < _SEVERAL
        if not (rivals or single or contradictions(record, best)):
            yield match, record, best


def _kept_apart(resolver: Resolver, one: PersonRecord, other: PersonRecord) -> bool:
    alike = compare_names(one, other)
    if alike is Likeness.DIFFERENT or (alike not in (Likeness.SAME, Likeness.SAME_SINGLE) and one.pages & other.pages):
        return True  # a page writes of a father and a son, or of two brothers
    ids = [{record.id, *(f"{scheme}:{value}" for scheme, value in record.external.items())} for record in (one, other)]
    return resolver.decisions.forbids(*ids)


def _around(resolver: Resolver, one: PersonRecord, other: PersonRecord, match: Match) -> Match:
    """The match with what it counts for that nobody else at the club bears such a name."""
    common = one.seasons & other.seasons
    if match.score < _WORTH_ASKING or not common:
        return match
    rivals = (
        also
        for season in common
        for also in resolver.index.at_club(season)
        if also is not one and also is not other and (may_share_a_name(also, one) or may_share_a_name(also, other))
    )
    return match if next(rivals, None) else no_rival(match)


def _alone(record: PersonRecord, matches: list[tuple[Match, PersonRecord]]) -> list[tuple[Match, PersonRecord]]:
    """The matches with what it counts for that only one other is called so, and was near one of the clubs."""
    called = [(match, other) for match, other in matches if compare_names(record, other) is Likeness.SAME]
    if len(called) != 1:
        return matches
    match, other = called[0]
    if match.against or long_apart(record, other) or not near_one_club(record, other):
        return matches
    return [(only_one(match), other), *(pair for pair in matches if pair[1] is not other)]


def _weight(record: PersonRecord) -> tuple[bool, bool, int, int, str]:
    exact = record.birth is not None and record.birth.precision is Precision.DAY
    told = len(record.seasons) + len(record.squads)
    return "wikidata" in record.external, exact, len(record.external), told, record.id
