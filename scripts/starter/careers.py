"""What the careers data set cannot mean, mended by what the other sources saw.

The set names the seasons that a spell touches. Behind a season may stand no more than a year, so that a spell begins or
ends a season off; and a spell without an end in Wikidata is taken as lasting to this day. In turn:

* Where another source has the day of a signing in the season in which a spell begins, it begins on that day.
* A first or last season in which others saw the player at another club, from autumn to spring or from autumn on, and
  never at this one, is taken off.
* A spell that reaches the last season at a club that is not the player's current one has lost its end. If others show
  him elsewhere season by season from some year to the last, it ends in that year; seasons elsewhere with none after
  them may have been loans, and end nothing. Otherwise its end is unknown.
* The current club, known from the last season alone, is there since an unknown day unless somebody knows where the
  player was the season before.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from kg.claims.identity import Resolver
from kg.claims.identity.records import seasons_of
from kg.model import Claim, Confidence, ImpreciseDate, Period, Precision, Role, Spell, SpellKind, TeamKind

__all__ = ["LAST_SEASON", "Ends", "mend_careers"]

LAST_SEASON = 2025
"""First year of the last season that the data set covers whole."""
_EXACT = (Precision.DAY, Precision.MONTH)
_LONG = 3
"""Seasons from which a spell to the last season wants another source's word."""
_AUTUMN, _SPRING = (11, 1), (3, 1)
"""Seen before the one, a player began the season there; seen after the other, he ended it there."""


@dataclass(slots=True)
class Ends:
    """What became of spells to the last season (``counts``), and what else was mended."""

    counts: Counter[str] = field(default_factory=Counter)
    begun: int = 0


@dataclass(slots=True)
class _Seen:
    """What is known of one player apart from the spell that is looked at; seasons are their first years."""

    at: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    began: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    ended: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    signed: dict[str, list[ImpreciseDate]] = field(default_factory=lambda: defaultdict(list))

    def elsewhere(self, team: str) -> set[int]:
        return {year for club, years in self.at.items() if club != team for year in years}

    def begun_elsewhere(self, team: str, year: int) -> bool:
        """Whether he began a season at another club, and was never seen at this one in it."""
        return year not in self.at.get(team, ()) and any(
            year in years for club, years in self.began.items() if club != team
        )

    def spent_elsewhere(self, team: str, year: int) -> bool:
        """Whether he began and ended a season at another club, and was never seen at this one in it."""
        return self.begun_elsewhere(team, year) and any(
            year in years for club, years in self.ended.items() if club != team
        )


def mend_careers(careers: list[Claim], others: Iterable[Claim], resolver: Resolver) -> tuple[list[Claim], Ends]:
    """The careers' claims with canonical ids, mended; ``others`` are all other claims."""
    seen: defaultdict[str, _Seen] = defaultdict(_Seen)
    for claim in others:
        if isinstance(claim.statement, Spell) and _at_club(claim.statement, resolver):
            _note(seen[claim.statement.person], claim.statement)
    ends = Ends()
    began = [_begun(claim, seen, ends) for claim in careers]
    trimmed = [_trimmed(claim, seen, resolver, ends) for claim in began]
    own: defaultdict[str, list[Spell]] = defaultdict(list)
    for claim in trimmed:
        if isinstance(claim.statement, Spell) and _at_club(claim.statement, resolver):
            own[claim.statement.person].append(claim.statement)
    return [_mended(claim, own, seen, resolver, ends) for claim in trimmed], ends


def _at_club(spell: Spell, resolver: Resolver) -> bool:
    return spell.role is Role.PLAYER and resolver.teams.known[spell.team].kind is TeamKind.CLUB


def _note(seen: _Seen, spell: Spell) -> None:
    start, attested = spell.period.start, spell.period.attested
    seen.at[spell.team].update(seasons_of(spell.period))
    if start is None or start.precision not in _EXACT:
        return
    if spell.kind in (SpellKind.PERMANENT, SpellKind.LOAN):
        seen.signed[spell.team].append(start)
    year = start.first.year - (start.first.month < 7)
    if date(year, 7, 1) <= start.first < date(year, *_AUTUMN):
        seen.began[spell.team].add(year)
    if attested and attested >= date(year + 1, *_SPRING):
        seen.ended[spell.team].add(year)


def _season(year: int) -> ImpreciseDate:
    return ImpreciseDate(date(year, 7, 1), Precision.SEASON)


def _with_period(claim: Claim, spell: Spell, period: Period, summary: str, confidence: Confidence) -> Claim:
    return replace(claim, statement=replace(spell, period=period), summary=summary, confidence=confidence)


def _begun(claim: Claim, seen: dict[str, _Seen], ends: Ends) -> Claim:
    spell = claim.statement
    if not isinstance(spell, Spell) or not spell.period.start or spell.person not in seen:
        return claim
    season, end = spell.period.start, spell.period.end
    signed = seen[spell.person].signed.get(spell.team, ())
    days = [when for when in signed if season.first <= when.first < season.after]
    if season.precision is not Precision.SEASON or not days or (end and end.after <= min(day.first for day in days)):
        return claim
    ends.begun += 1
    period = Period(min(days, key=lambda when: when.first), end, spell.period.attested)
    return _with_period(
        claim, spell, period, "The day is another source's; this one names the season.", claim.confidence
    )


def _trimmed(claim: Claim, seen: dict[str, _Seen], resolver: Resolver, ends: Ends) -> Claim:
    """Without first and last seasons that others saw spent elsewhere."""
    spell = claim.statement
    if not isinstance(spell, Spell) or spell.person not in seen or not _at_club(spell, resolver):
        return claim
    start, end, known = spell.period.start, spell.period.end, seen[spell.person]
    if not (start and end and start.precision is end.precision is Precision.SEASON):
        return claim
    first, last = start.first.year, end.first.year
    while first < last and known.begun_elsewhere(spell.team, last):
        last -= 1
    while first < last and known.spent_elsewhere(spell.team, first):
        first += 1
    if (first, last) == (start.first.year, end.first.year):
        return claim
    ends.counts["trimmed, others having seen him elsewhere"] += 1
    period = Period(_season(first), _season(last))
    return _with_period(claim, spell, period, "Without a season in which others saw him elsewhere.", Confidence.MEDIUM)


def _mended(claim: Claim, own: dict[str, list[Spell]], seen: dict[str, _Seen], resolver: Resolver, ends: Ends) -> Claim:
    spell = claim.statement
    if not isinstance(spell, Spell) or not spell.period.start or not _at_club(spell, resolver):
        return claim
    begin = spell.period.start.first.year
    known = seen[spell.person] if spell.person in seen else _Seen()
    if spell.period.end is None:
        before = known.elsewhere(spell.team) | _own_elsewhere(spell, own)
        return _current(claim, spell, LAST_SEASON - 1 in before, ends)
    if spell.period.end.first.year < LAST_SEASON:
        return claim
    elsewhere = {year for year in known.elsewhere(spell.team) | _own_elsewhere(spell, own) if year > begin}
    tail = LAST_SEASON
    while tail - 1 in elsewhere:
        tail -= 1
    confirmed = known.at.get(spell.team, set())
    left = max([tail, *confirmed]) if tail in elsewhere else LAST_SEASON
    if left < LAST_SEASON:
        ends.counts["cut short"] += 1
        period = Period(spell.period.start, _season(max(left, begin)))
        summary = f"The source gives no end that can be right; seen elsewhere from {left}/{(left + 1) % 100:02d}."
        return _with_period(claim, spell, period, summary, Confidence.LOW)
    if LAST_SEASON - begin >= _LONG and not any(year >= LAST_SEASON - 2 for year in confirmed):
        ends.counts["end unknown"] += 1
        period = Period(spell.period.start, None, spell.period.attested)
        return _with_period(claim, spell, period, "The source gives no end that can be right.", Confidence.LOW)
    ends.counts["credible"] += 1
    return claim


def _own_elsewhere(spell: Spell, own: dict[str, list[Spell]]) -> set[int]:
    """Seasons that the set itself gives to other clubs: the first alone of spells that have lost their ends."""
    years: set[int] = set()
    for other in own[spell.person]:
        if other.team != spell.team and other.period.start:
            endless = other.period.end is not None and other.period.end.first.year >= LAST_SEASON
            years.update(list(seasons_of(other.period))[: 1 if endless else None])
    return years


def _current(claim: Claim, spell: Spell, known_before: bool, ends: Ends) -> Claim:
    """The current club: since an unknown day, if known from the last season alone and not ``known_before``."""
    start = spell.period.start
    if known_before or start is None or start.precision is not Precision.SEASON or start.first.year < LAST_SEASON:
        return claim
    ends.counts["current club since an unknown day"] += 1
    period = Period(None, None, spell.period.attested)
    return _with_period(claim, spell, period, "The source knows the club from its last season alone.", claim.confidence)
