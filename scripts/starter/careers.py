"""What the careers data set cannot mean: spells that run on to its last season although the player has left.

The set takes a spell without an end in Wikidata as lasting to this day, so that somebody seems to be at a club years
after he went elsewhere. Such a spell is one at a club that is not the player's current one and yet reaches the last
season. If the player is seen at another club after it began (in this data set or in another source), it is taken to
end in that season (or in the last one in which another source sees him there, whichever is later). If nothing speaks
against it, it stands, with low confidence where it is long and no other source bears it out.

The set names every season that a spell touches, so that somebody signed in May seems to be there since July of the year
before. Where another source has the day of a signing in the season in which a spell begins, it begins on that day.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from kg.claims.identity import Resolver
from kg.claims.identity.records import seasons_of
from kg.model import Claim, Confidence, ImpreciseDate, Period, Precision, Role, Spell, SpellKind, TeamKind

__all__ = ["LAST_SEASON", "Ends", "mend_open_ends"]

LAST_SEASON = 2025
"""First year of the last season that the data set covers whole."""
_EXACT = (Precision.DAY, Precision.MONTH)
_LONG = 3
"""Seasons from which a spell to the last season wants another source's word."""


@dataclass(slots=True)
class Ends:
    """Spells to the last season, what became of them, and how many begin on a day that another source gives."""

    counts: Counter[str] = field(default_factory=Counter)
    begun: int = 0


def mend_open_ends(careers: list[Claim], others: Iterable[Claim], resolver: Resolver) -> tuple[list[Claim], Ends]:
    """The careers' claims with canonical ids, their incredible ends mended; ``others`` are all other claims."""
    seen: defaultdict[str, set[tuple[str, int]]] = defaultdict(set)
    own: defaultdict[str, list[Spell]] = defaultdict(list)
    signed: defaultdict[tuple[str, str], list[ImpreciseDate]] = defaultdict(list)
    for claim in others:
        spell = claim.statement
        if isinstance(spell, Spell) and _at_club(spell, resolver):
            seen[spell.person].update((spell.team, year) for year in seasons_of(spell.period))
            start = spell.period.start
            if start and start.precision in _EXACT and spell.kind in (SpellKind.PERMANENT, SpellKind.LOAN):
                signed[spell.person, spell.team].append(start)
    for claim in careers:
        if isinstance(claim.statement, Spell) and _at_club(claim.statement, resolver):
            own[claim.statement.person].append(claim.statement)
    ends = Ends()
    careers = [_begun(claim, signed, ends) for claim in careers]
    return [_mended(claim, own, seen, resolver, ends) for claim in careers], ends


def _begun(claim: Claim, signed: dict[tuple[str, str], list[ImpreciseDate]], ends: Ends) -> Claim:
    spell = claim.statement
    if not isinstance(spell, Spell) or not spell.period.start:
        return claim
    season, end = spell.period.start, spell.period.end
    days = [day for day in signed.get((spell.person, spell.team), ()) if season.first <= day.first < season.after]
    if season.precision is not Precision.SEASON or not days or (end and end.after <= min(day.first for day in days)):
        return claim
    start = min(days, key=lambda day: day.first)
    ends.begun += 1
    period = Period(start, end, spell.period.attested)
    summary = "The day is another source's; this one names the season."
    return replace(claim, statement=replace(spell, period=period), summary=summary)


def _at_club(spell: Spell, resolver: Resolver) -> bool:
    return spell.role is Role.PLAYER and resolver.teams.known[spell.team].kind is TeamKind.CLUB


def _mended(
    claim: Claim,
    own: dict[str, list[Spell]],
    seen: dict[str, set[tuple[str, int]]],
    resolver: Resolver,
    ends: Ends,
) -> Claim:
    spell = claim.statement
    if not isinstance(spell, Spell) or not spell.period.start or not spell.period.end:
        return claim
    if spell.period.end.first.year < LAST_SEASON or not _at_club(spell, resolver):
        return claim
    begin = spell.period.start.first.year
    sightings = seen.get(spell.person, set())
    here = [year for team, year in sightings if team == spell.team]
    elsewhere = [year for team, year in sightings if team != spell.team and year > begin]
    elsewhere += [
        year
        for other in own[spell.person]
        if other.team != spell.team and other.period.start and (year := other.period.start.first.year) > begin
    ]
    left = max([min(elsewhere, default=LAST_SEASON), *here])
    if left < LAST_SEASON:
        ends.counts["cut short"] += 1
        return replace(
            claim,
            statement=replace(
                spell, period=Period(spell.period.start, ImpreciseDate(date(left, 7, 1), Precision.SEASON))
            ),
            confidence=Confidence.LOW,
            summary=f"The source gives no end that can be right; seen elsewhere from {left}/{(left + 1) % 100:02d}.",
        )
    if LAST_SEASON - begin >= _LONG and not any(year >= LAST_SEASON - 2 for year in here):
        ends.counts["unconfirmed"] += 1
        return replace(claim, confidence=Confidence.LOW, summary="No other source bears out how long it lasted.")
    ends.counts["credible"] += 1
    return claim
