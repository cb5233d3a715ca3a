"""Telling for every person of one release whether the store knows them, and as whom.

Sources that know people by their names alone are matched by what surrounds the name: club and season, who else there
could be meant, and who is named beside them. What stays in doubt after one round is looked at again, for others of the
release may have taken their places by then.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from kg.claims.identity.records import PersonRecord
from kg.claims.identity.resolution import Doubt, PersonMatch, Resolution
from kg.claims.identity.similarity import (
    ACCEPT,
    DOUBTFUL,
    Match,
    compare,
    compare_names,
    contradictions,
    far_better_known,
    in_company,
    long_apart,
    may_share_a_name,
    namesakes,
    near_one_club,
    no_rival,
    only_one,
)
from kg.model import Precision
from kg.model.progress import Progress
from kg.text.person_names import Likeness, skeleton

if TYPE_CHECKING:
    from kg.claims.identity.resolver import Resolver

__all__ = ["ReleaseMatching"]

_TELL_EVERY = 1024
_MARGIN = 2.0
"""Points by which the best match must lead the second best; otherwise neither is taken."""
_ROUNDS = 4
_WORTH_ASKING = 6.0
"""Below this no evidence from around a name brings a match to `ACCEPT`."""
_LITTLE_MORE = 10.0
"""Below this hardly more than a full name agrees."""
_FEW_BEARERS = 4
_MANY = 1_000
_FAR_MORE = 5
"""How many times as much the one must be known for than anybody else of that name, for a bare mention to mean them."""

_Scored = tuple[Match, PersonRecord]


class ReleaseMatching:
    """The resolution of one release's people."""

    def __init__(self, resolver: Resolver, result: Resolution, records: list[PersonRecord]) -> None:
        self._resolver = resolver
        self._result = result
        self._records = sorted(records, key=_most_telling)
        # Where everybody has an id of one scheme, or a store's, nobody is listed twice.
        schemes = set(records[0].external) if records else set()
        for record in records:
            schemes.intersection_update(record.external)
        self._may_repeat = not schemes and not all(resolver.lasts(record.id) for record in records)
        self._names = Counter(record.forms[:1] for record in records)
        self._words = Counter(word for record in records for word in {skeleton(w) for f in record.forms for w in f})
        self._taken: defaultdict[str, list[PersonRecord]] = defaultdict(list)
        self._doubts: dict[str, list[Doubt]] = {}
        self._warnings: dict[tuple[str, str], Doubt] = {}
        self._at: defaultdict[tuple[str, int], list[PersonRecord]] = defaultdict(list)
        self._chosen: defaultdict[str, list[PersonRecord]] = defaultdict(list)
        for record in records:
            if record.birth is not None:
                continue
            for season in record.seasons:
                self._at[season].append(record)
            for team in {team for team, _ in record.squads}:
                self._chosen[team].append(record)

    def run(self, settled: Mapping[str, PersonMatch], *, mint: bool, progress: Progress) -> None:
        """Fill in the result.

        Args:
            settled: whom some local ids mean for certain.
            mint: whether people whom nobody knows are taken in.
            progress: told how far it is.
        """
        for record in self._records:
            if record.id in settled:
                self._settle(record, settled[record.id])
        rest = [record for record in self._records if record.id not in settled and not self._certain(record)]
        pending: Iterable[PersonRecord] = _counted(rest, progress)
        for _ in range(_ROUNDS):
            joined = len(self._result.people)
            self._take_best(pending)
            if len(self._result.people) == joined:
                break
            pending = [record for record in rest if record.id in self._doubts and record.id not in self._result.people]
        for record in rest:
            if record.id in self._result.people or self._certain(record):
                continue
            for match, peer in self._best(record) if self._may_repeat else ():
                self._take(record, peer, match)
            if mint and record.id not in self._result.people:
                self._settle(record, self._resolver.mint(record))
        self._result.doubts.extend(self._warnings.values())
        self._result.doubts.extend(doubt for own in self._doubts.values() for doubt in own)

    def _take_best(self, records: Iterable[PersonRecord]) -> None:
        """Join the records whose best match is good enough, the surest first."""
        scored = sorted(
            ((match, record, peer) for record in records for match, peer in self._best(record)),
            key=lambda results: (-results[0].score, results[1].id),
        )
        for match, record, peer in scored:
            self._take(record, peer, match)

    def _certain(self, record: PersonRecord) -> bool:
        """Settle what a decision, the id itself or an external id settles."""
        resolver = self._resolver
        for item, reason in resolver.decisions.same_as(_ids(record)).items():
            scheme, _, value = item.partition(":")
            existing = resolver.people.get(item) or self._settled_as(item)
            named = PersonRecord("", "", external={scheme: value})
            existing = existing or next(iter(resolver.index.by_external(named)), None)
            if existing:
                self._join(
                    record, existing, PersonMatch(existing.id, 99.0, (f"decided: {reason}" if reason else "decided",))
                )
                return True
        for existing, reason in self._with_one_id(record):
            if resolver.decisions.forbids(_ids(record), _ids(existing)):
                continue
            if against := contradictions(record, existing):
                self._warn(record, existing, Match(compare(record, existing).score, (reason, *against), True))
                continue
            self._join(record, existing, PersonMatch(existing.id, 99.0, (reason,)))
            return True
        return False

    def _with_one_id(self, record: PersonRecord) -> Iterator[tuple[PersonRecord, str]]:
        """Everybody known who has an id of the record, with the words for it: people of two stores can have one id."""
        if self._resolver.lasts(record.id) and (existing := self._resolver.people.get(record.id)):
            yield existing, "the same id"
        for existing in self._resolver.index.by_external(record):
            scheme = next(scheme for scheme, value in record.external.items() if existing.external.get(scheme) == value)
            yield existing, f"the same {scheme} id"

    def _settled_as(self, local: str) -> PersonRecord | None:
        match = self._result.people.get(local)
        return self._resolver.people[match.id] if match else None

    def _best(self, record: PersonRecord) -> list[_Scored]:
        """The one match good enough and well ahead of the next, or nothing; what comes near is put on record."""
        self._doubts.pop(record.id, None)
        results: list[_Scored] = []
        for candidate in self._resolver.index.candidates(record):
            match = compare(record, candidate)
            if namesakes(record, candidate, match):
                self._warn(record, candidate, match)
            if match.score > 0 and not self._resolver.decisions.forbids(_ids(record), _ids(candidate)):
                results.append((self._around(record, candidate, match), candidate))
        if self._names[record.forms[:1]] == 1:
            results = self._mention(record, results)
        results.sort(key=lambda pair: (-pair[0].score, pair[1].id))
        if not results or results[0][0].score < DOUBTFUL:
            return []
        if results[0][0].score >= ACCEPT and (
            len(results) == 1 or results[0][0].score - results[1][0].score >= _MARGIN
        ):
            return results[:1]
        for match, candidate in results:
            if match.score >= max(DOUBTFUL, results[0][0].score - _MARGIN):
                self._doubt(record, candidate, match)
        return []

    def _around(self, record: PersonRecord, right: PersonRecord, match: Match) -> Match:
        """The match with what surrounds the names counted in, where there is no birth date on both sides."""
        if match.score < _WORTH_ASKING or (record.birth is not None and right.birth is not None):
            return match
        if self._unrivalled(record, right) or self._unrivalled_internationals(record, right):
            return no_rival(match)
        if _bare(record) and self._in_company(record, right):
            return in_company(match)
        return match

    def _unrivalled(self, record: PersonRecord, right: PersonRecord) -> bool:
        """Whether both were at a club in a season, and neither side knows anybody else there whom the name fits."""
        common = record.seasons & right.seasons
        rivals = (
            any(also is not record and may_share_a_name(also, right) for also in self._at[season])
            or any(
                also is not right and may_share_a_name(also, record) for also in self._resolver.index.at_club(season)
            )
            for season in common
        )
        return bool(common) and not any(rivals)

    def _unrivalled_internationals(self, record: PersonRecord, right: PersonRecord) -> bool:
        """Whether both, called the same, were chosen for a national team for which nobody else so called was."""
        if compare_names(record, right) not in (Likeness.SAME, Likeness.SAME_SINGLE):
            return False
        common = {team for team, _ in record.squads} & {team for team, _ in right.squads}
        index = self._resolver.index
        rivals = (
            any(also is not record and may_share_a_name(also, right) for also in self._chosen[team])
            or any(also is not right and may_share_a_name(also, record) for also in index.in_squads(team))
            for team in common
        )
        return bool(common) and not any(rivals)

    def _in_company(self, record: PersonRecord, right: PersonRecord) -> bool:
        """Whether somebody named beside the record has been at a team with the candidate."""
        for local in record.apart:
            beside = self._settled_as(local)
            if beside is None or beside is right:
                continue
            if not (beside.seasons.isdisjoint(right.seasons) and beside.squads.isdisjoint(right.squads)):
                return True
        return False

    def _mention(self, record: PersonRecord, candidates: list[_Scored]) -> list[_Scored]:
        """A full name without a birth date means the one person called exactly so, if nothing else speaks against it.

        There must be only one of that name in the release and only one known, or one who is far better known than the
        others where the name is all there is; either may be the one without a date. A player whom a source knows by an
        id of its own is nobody's mere mention: he must have been at one of the clubs within a few seasons as well. Nor
        is a name enough for somebody whose seasons were long over, at an age at which few go on.
        """
        exact = [pair for pair in candidates if _is_called_so(record, pair)]
        if not exact:
            return candidates
        if len(exact) > 1:
            ranked = sorted(exact, key=lambda pair: -_renown(pair[1]))
            if not _bare(record) or _renown(ranked[0][1]) < _FAR_MORE * max(_renown(ranked[1][1]), 1):
                return candidates
            match, peer = ranked[0]
            return [(far_better_known(match), peer), *(pair for pair in candidates if pair[1] is not peer)]
        match, peer = exact[0]
        if match.against or (match.score < _LITTLE_MORE and long_apart(record, peer)):
            return candidates
        dated = record.birth is not None and (peer.birth is not None or peer.external)
        if dated and (peer.birth is not None or not near_one_club(record, peer)):
            return candidates
        return [(only_one(match, rare=self._rare(record)), peer), *(pair for pair in candidates if pair[1] is not peer)]

    def _rare(self, record: PersonRecord) -> bool:
        """Whether a word of the name is borne by at most one person more, known or of this release."""
        index = self._resolver.index
        if len(self._resolver.people) < _MANY:
            return False  # in a small world every word is rare
        words = {word for form in record.forms[:1] for word in form if len(word) > 3}
        return any(
            index.bearers(word) <= _FEW_BEARERS and self._words[skeleton(word)] <= _FEW_BEARERS for word in words
        )

    def _take(self, record: PersonRecord, right: PersonRecord, match: Match) -> None:
        """Join a record to its best match, unless somebody else of this release already is that person."""
        if record.id in self._result.people:
            return
        # What was learnt of the person since the two were compared counts as well.
        if any(_both(record, earlier) for earlier in self._taken[right.id]) or contradictions(record, right):
            self._doubt(record, right, match)
            return
        self._join(record, right, PersonMatch(right.id, match.score, match.reasons))

    def _join(self, record: PersonRecord, right: PersonRecord, match: PersonMatch) -> None:
        self._resolver.learn(right, record)
        self._settle(record, match)

    def _settle(self, record: PersonRecord, match: PersonMatch) -> None:
        self._result.people[record.id] = match
        self._taken[match.id].append(record)
        if match.score >= ACCEPT:
            self._doubts.pop(record.id, None)

    def _warn(self, record: PersonRecord, right: PersonRecord, match: Match) -> None:
        """Note a contradiction that somebody should see, whatever becomes of the record."""
        doubt = Doubt("person", record.id, record.name, right.id, right.name, match.score, match.reasons)
        self._warnings.setdefault((record.id, right.id), doubt)

    def _doubt(self, record: PersonRecord, right: PersonRecord, match: Match) -> None:
        self._doubts.setdefault(record.id, []).append(
            Doubt("person", record.id, record.name, right.id, right.name, match.score, match.reasons)
        )


def _is_called_so(record: PersonRecord, pair: _Scored) -> bool:
    """Whether a candidate bears the very name; of single names, where something else speaks for him too."""
    alike = compare_names(record, pair[1])
    return alike is Likeness.SAME or (alike is Likeness.SAME_SINGLE and _bare(record) and pair[0].score >= DOUBTFUL)


def _bare(record: PersonRecord) -> bool:
    """Whether a record is little more than a name."""
    return record.birth is None and not record.external and not record.seasons and not record.squads


def _renown(record: PersonRecord) -> int:
    return len(record.seasons) + len(record.squads)


def _counted(records: list[PersonRecord], progress: Progress) -> Iterator[PersonRecord]:
    for number, record in enumerate(records):
        if not number % _TELL_EVERY:
            progress("telling who is who", number, len(records))
        yield record
    if records:
        progress("telling who is who", len(records), len(records))


def _ids(record: PersonRecord) -> set[str]:
    return {record.id, *(f"{scheme}:{value}" for scheme, value in record.external.items())}


def _both(left: PersonRecord, right: PersonRecord) -> bool:
    """Whether one release shows two records side by side, which makes them two people."""
    ids = any(right.external.get(scheme, value) != value for scheme, value in left.external.items())
    named = any(squad in right.squads for squad in left.squads if not squad[1].isdigit())
    return ids or named or left.id in right.apart


def _most_telling(record: PersonRecord) -> tuple[bool, bool, int, str]:
    """Records that tell most first, so that the others have somebody to be compared with."""
    exact = record.birth is not None and record.birth.precision is Precision.DAY
    return (not record.external, not exact, -len(record.seasons) - len(record.squads), record.id)
