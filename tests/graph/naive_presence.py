"""Who is where, once more: the rules of `kg.columns.intervals` as plainly as they can be said, day by day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from kg.model import ImpreciseDate, Precision, Role, Spell, SpellKind, TeamKind

ONE_DAY = timedelta(days=1)
SILENT, EARLY, PRESUMED, TAIL, YEAR, SEASON, SEEN, EXACT, NAMED = range(9)
Squad = tuple[str, bool]


class Bounds(NamedTuple):
    """Days (as dates) from the first estimated one to the end, and the certain ones between."""

    start: date
    end: date
    sure_from: date
    sure_until: date


class Claim(NamedTuple):
    """What one claim says of one day."""

    level: int
    share: int
    certain: bool = False
    coming: bool = False


class Teams(NamedTuple):
    """The kinds of teams, and the first team of each one's club."""

    kind: Mapping[str, TeamKind]
    first: Mapping[str, str]


def coarse(when: ImpreciseDate | None) -> bool:
    """Whether a date is known to the season or year only."""
    return when is not None and when.precision in (Precision.SEASON, Precision.YEAR)


def by_the_year(when: ImpreciseDate | None) -> bool:
    """Whether a date is known to the year only."""
    return when is not None and when.precision is Precision.YEAR


def next_first(when: date, month: int) -> date:
    """The next first of a month after a day."""
    first = date(when.year, month, 1)
    return first if when < first else date(when.year + 1, month, 1)


def held_until(spell: Spell) -> date | None:
    """The last day on which the source of an open spell says that it held."""
    start, seen = spell.period.start, spell.period.attested
    if seen:
        return max(seen, start.first) if start else seen
    if start and not coarse(start) and spell.kind is not SpellKind.SELECTION:
        return start.after - ONE_DAY
    return None


def only_seen(spell: Spell) -> bool:
    """Whether a claim says no more than that somebody was seen."""
    return spell.matches is not None or (spell.period.start is None and spell.period.end is None)


def has_come(spell: Spell, held: date) -> bool:
    """Whether nothing is heard of a spell after its exact beginning."""
    start = spell.period.start
    return start is not None and not coarse(start) and held < start.after


def presumed_until(spell: Spell, held: date) -> date:
    """Until when an open spell is presumed to last."""
    if spell.kind is SpellKind.LOAN:
        return next_first(held + timedelta(days=31 if has_come(spell, held) else 0), 7)
    if spell.kind is SpellKind.SELECTION:
        return held + ONE_DAY + timedelta(days=400 if spell.period.start else 0)
    if spell.role is Role.PLAYER and only_seen(spell):
        july = next_first(held, 7)
        return date(july.year, 9, 1) if held.month > 6 else date(july.year + 1, 2, 1)
    return held + ONE_DAY + timedelta(days=4 * 365 if spell.role in (Role.HEAD_COACH, Role.EXECUTIVE) else 400)


def bounds(spell: Spell) -> Bounds | None:
    """What a claim says by itself."""
    start, end = spell.period.start, spell.period.end
    held = held_until(spell)
    if start and end:
        last = spell.period.latest_end
        assert last
        sure = start.after - ONE_DAY
        return Bounds(start.first, last, sure, max(end.first, sure))
    if end:
        if end.precision is Precision.DAY:
            return Bounds(end.first - ONE_DAY, end.first, end.first - ONE_DAY, end.first)
        return Bounds(end.first, end.after, end.after, end.after)
    if held:
        first = start.first if start else held
        sure = min(start.after - ONE_DAY, held) if start else held
        return Bounds(first, presumed_until(spell, held), sure, held + ONE_DAY)
    if start:
        exact = start.precision is Precision.DAY
        return Bounds(start.first, start.after, start.first if exact else start.after, start.after)
    return None


def squad_of(spell: Spell, teams: Teams) -> Squad:
    """The team, and whether it is the academy that is meant."""
    return spell.team, spell.kind is SpellKind.ACADEMY and teams.kind[spell.team] is TeamKind.CLUB


class World:
    """Claims that had begun before a date."""

    def __init__(self, spells: Sequence[Spell], at: date, teams: Teams) -> None:
        self.at, self.teams = at, teams
        self.claims = [(spell, bound) for spell in spells if (bound := bounds(spell)) and bound.start < at]

    def national(self, spell: Spell) -> bool:
        """Whether a spell is of a player at a national team."""
        return spell.role is Role.PLAYER and self.teams.kind[spell.team] is TeamKind.NATIONAL

    def career(self, spell: Spell) -> bool:
        """Whether a spell is of a player at a club."""
        return spell.role is Role.PLAYER and not self.national(spell)

    def elsewhere(self, spell: Spell, other: Spell) -> bool:
        """Whether two spells of one person are at different clubs."""
        return other.person == spell.person and self.teams.first[other.team] != self.teams.first[spell.team]

    def same(self, spell: Spell, other: Spell) -> bool:
        """Whether two claims are about one person in one role at one squad."""
        squads = squad_of(spell, self.teams), squad_of(other, self.teams)
        return (spell.person, spell.role) == (other.person, other.role) and squads[0] == squads[1]

    def nested(self, spell: Spell, bound: Bounds, until: date) -> bool:
        """Whether a season, or matches, begin within certain days elsewhere, which last beyond a day."""
        return (
            self.career(spell)
            and spell.kind is not SpellKind.SELECTION
            and (coarse(spell.period.start) or spell.matches is not None)
            and any(
                self.elsewhere(spell, other)
                and self.career(other)
                and other.kind is not SpellKind.SELECTION
                and outer.sure_from <= bound.start < outer.sure_until > until
                and (coarse(spell.period.start) or not only_seen(other))
                for other, outer in self.claims
            )
        )

    def away(self, spell: Spell, bound: Bounds, when: date) -> bool:
        """Whether a spell counts as a loan on a day."""
        last = spell.period.end if when >= bound.sure_until else None
        lent = spell.kind in (SpellKind.LOAN, SpellKind.TRIAL)
        return lent or self.nested(spell, bound, last.first if last and coarse(last) else date.min)

    def borrowed(self, spell: Spell, bound: Bounds) -> bool:
        """Whether somebody was seen in matches on the last loan that had begun by then."""
        loans = [
            other_bound
            for other, other_bound in self.claims
            if other.kind is SpellKind.LOAN and self.same(spell, other) and other_bound.start <= bound.start
        ]
        if not (self.career(spell) and only_seen(spell) and loans):
            return False
        last = max(loans, key=lambda loan: (loan.start, loan.end))
        return bound.start <= last.end <= bound.start + timedelta(days=366)

    def ends(self, spell: Spell, other: Spell) -> bool:
        """Whether another claim tells exactly when a spell ended."""
        exact = other.period.end is not None and not coarse(other.period.end)
        return exact and other.kind is not SpellKind.SELECTION and self.same(spell, other)

    def leaving(self, spell: Spell, bound: Bounds) -> date:
        """The day on which other claims end an open or inexact end."""
        end = spell.period.end
        possible = max(end.first, bound.start + ONE_DAY) if end and coarse(end) else bound.sure_until
        if end and end.precision is Precision.MONTH and spell.kind is not SpellKind.SELECTION:
            # A day within it says more than a month.
            within = max(end.first, bound.start + ONE_DAY), bound.end
            ends = [other_bound.end for other, other_bound in self.claims if self.ends(spell, other)]
            return min((when for when in ends if within[0] <= when <= within[1]), default=date.max)
        if spell.kind is SpellKind.SELECTION or (end and not coarse(end)) or bound.end <= possible:
            return date.max
        days = []
        for other, other_bound in self.claims:
            if other.kind is SpellKind.SELECTION:
                continue
            start = other.period.start
            arrival = start.after if start and coarse(start) else other_bound.start
            leaves = self.elsewhere(spell, other) and not self.national(other)
            leaves = leaves and other.kind not in (SpellKind.LOAN, SpellKind.TRIAL)
            leaves = leaves and not self.borrowed(other, other_bound)
            leaves = leaves and not (start and coarse(start) and other_bound.end <= arrival)
            leaves = leaves and not (start and coarse(start) and self.told_in_it(other))
            if leaves and not (end and start and coarse(start)):
                days.append(arrival)
            if spell.role is other.role is Role.HEAD_COACH and spell.person != other.person:
                days += [arrival] if spell.team == other.team else []
            if self.ends(spell, other):
                days += [other_bound.end] if other_bound.end <= bound.end else []
            lent = other.kind is SpellKind.LOAN and other.period.end is None and self.same(spell, other)
            if lent and self.career(spell) and only_seen(spell):
                days += [other_bound.end] if other_bound.end <= possible + timedelta(days=366) else []
        return min((when for when in days if when >= possible), default=date.max)

    def told_in_it(self, spell: Spell) -> bool:
        """Whether a claim that begins with a day in a spell's first season has him there already."""
        start = spell.period.start
        return start is not None and any(
            self.same(spell, other)
            and other.kind is not SpellKind.SELECTION
            and not coarse(other.period.start)
            and (other.period.start or other.period.attested)
            and start.first <= bound.start < start.after
            for other, bound in self.claims
        )

    def settled(self, spell: Spell) -> date | None:
        """The earliest exact beginning that fits the spell's own coarse one."""
        start = spell.period.start
        if start is None or not coarse(start) or spell.kind is SpellKind.SELECTION:
            return None
        days = [
            bound.start
            for other, bound in self.claims
            if self.same(spell, other) and other.kind is not SpellKind.SELECTION
            if other.period.start and not coarse(other.period.start)
            if not (self.career(other) and only_seen(other)) and start.first <= bound.start < start.after
        ]
        return min(days, default=None)

    def seen_again(self, spell: Spell, bound: Bounds) -> date | None:
        """When a player with an open end is seen again at the same squad, within three years and nowhere in between."""
        kinds = (SpellKind.SELECTION, SpellKind.LOAN)
        if not self.career(spell) or spell.period.end or spell.kind in kinds:
            return None
        days = [
            other_bound.start
            for other, other_bound in self.claims
            if self.same(spell, other) and other.kind is not SpellKind.SELECTION
            if not coarse(other.period.start) and (other.period.start or other.period.attested)
            if bound.sure_until <= other_bound.start <= bound.sure_until + timedelta(days=3 * 365)
        ]
        again = min(days, default=None)
        return again if again and again < self.leaving(spell, bound) else None

    def days(self, spell: Spell, bound: Bounds) -> Iterator[tuple[date, Claim]]:
        """What a claim says of each day."""
        end = max(min(bound.end, self.leaving(spell, bound)), bound.start)
        settled = self.settled(spell)
        when = bound.start if settled is None else min(settled, bound.sure_from)
        away = self.away(spell, bound, bound.sure_until)
        while when < min(end, self.at):
            if when < bound.sure_from:
                yield when, self._beginning(spell, when, settled)
            elif when < bound.sure_until:
                vague = coarse(spell.period.start) or coarse(spell.period.end)
                by_year = any(by_the_year(date) for date in (spell.period.start, spell.period.end))
                yield when, Claim((YEAR if by_year else SEASON) if vague else EXACT, 840, certain=True)
            elif spell.period.end:
                yield when, self._ending(spell, when, away=away)
            else:
                yield when, self._open(spell, bound.sure_until - ONE_DAY, when)
            when += ONE_DAY
        again, when = self.seen_again(spell, bound), bound.sure_until
        while again and again < self.at and when < again:
            yield when, Claim(TAIL, 756)
            when += ONE_DAY

    def _beginning(self, spell: Spell, when: date, settled: date | None) -> Claim:
        start, end = spell.period.start, spell.period.end
        single = start is None and coarse(end)
        if not coarse(start) and not single:
            return Claim(EXACT, 840)
        year = by_the_year(end if single else start)
        level = YEAR if year else SEASON
        if settled or start is None:
            return Claim(level, 840 if settled else 420)
        july = date(start.first.year, 7, 1)
        if spell.role is not Role.PLAYER:
            return Claim(EARLY, 252, coming=True) if year and when < july else Claim(level, 672)
        parts = (july, july + timedelta(days=45)) if year else (july + timedelta(days=52), july + timedelta(days=215))
        part = sum(when >= first for first in parts)
        if part == 0:
            due = not year and when >= july + timedelta(days=20)
            return Claim(PRESUMED if due else EARLY, 210 if year else 420, coming=True)
        return Claim(level, ((210, 420, 756) if year else (420, 739, 814))[part])

    def _ending(self, spell: Spell, when: date, *, away: bool) -> Claim:
        end = spell.period.end
        assert end
        if not coarse(end):
            return Claim(EXACT, 840)
        player, first = spell.role is Role.PLAYER, end.first
        if by_the_year(end):
            parts = first + timedelta(days=181), first + timedelta(days=226 if player else 181)
            shares = (714, 420, 168) if player else (630, 168, 168)
        else:
            turned = first + timedelta(days=215 if player else 201)
            parts = first + timedelta(days=52 if player else 45), date.max if away else turned
            shares = (798, 798, 798) if player else (714, 630, 504)
        part = sum(when >= begins for begins in parts)
        return Claim(TAIL if part == 2 else YEAR if by_the_year(end) else SEASON, shares[part])

    def _open(self, spell: Spell, held: date, when: date) -> Claim:
        if not self.career(spell):
            return Claim(PRESUMED, 840 if self.national(spell) else 672)
        sighted = only_seen(spell)
        # Who has just come stays beyond the window that is about to open.
        after = held + timedelta(days=31 if has_come(spell, held) and not sighted else 0)
        autumn = after.month > 6
        if when < next_first(after, 1 if autumn else 7) or (spell.kind is SpellKind.LOAN and not sighted):
            unsure = sighted and held.month in (7, 8, 1)
            return Claim(SEASON, 672) if unsure else Claim(SEEN, 781)
        if autumn and when < date(after.year + 1, 2, 1):
            return Claim(SEEN, 588)
        mentioned = sighted and autumn and spell.matches is None
        if mentioned and when < next_first(held, 7):
            return Claim(PRESUMED, 672)
        if sighted and (autumn or when >= date(held.year, 9, 1)):
            return Claim(SILENT, 420)
        return Claim(PRESUMED, 588 if sighted else 672)


def holding(spells: Sequence[Spell], at: date, teams: Teams) -> dict[tuple[str, Squad, Role], dict[date, Claim]]:
    """By person, squad and role: what holds of each day before a date."""
    world = World(spells, at, teams)
    rows: dict[tuple[tuple[object, ...], date], list[tuple[Claim, int, str, Spell]]] = {}
    for spell, bound in world.claims:
        group: tuple[object, ...] = (spell.person, squad_of(spell, teams), spell.role)
        rival = teams.first[spell.team]
        if world.career(spell):
            group = ("career", spell.person)
        elif spell.role is Role.HEAD_COACH and spell.kind is not SpellKind.SELECTION:
            group, rival = ("bench", squad_of(spell, teams)), spell.person
        named = spell.kind is SpellKind.SELECTION
        for when, claim in world.days(spell, bound):
            share = claim.share * (120 if world.national(spell) and not named else 840) // 840
            share = 120 if named and claim.level < EXACT else share
            rank = 2 * (claim.level + NAMED * named) + world.away(spell, bound, when)
            certain = claim.certain and not (world.national(spell) and not named)
            told = Claim(claim.level, share, certain, claim.coming)
            rows.setdefault((group, when), []).append((told, rank, rival, spell))
    result: dict[tuple[str, Squad, Role], dict[date, Claim]] = {}
    for (_, when), claims in rows.items():
        for claim, spell in _holders(claims, teams):
            days = result.setdefault((spell.person, squad_of(spell, teams), spell.role), {})
            before = days.get(when, Claim(0, 0))
            days[when] = Claim(0, max(claim.share, before.share), claim.certain or before.certain)
    return result


def _holders(claims: Sequence[tuple[Claim, int, str, Spell]], teams: Teams) -> Iterator[tuple[Claim, Spell]]:
    """Who holds a day, and with what share: of each squad, the largest that any claim gives."""
    best = max(rank for _, rank, _, _ in claims)
    shares: dict[tuple[str, Squad], int] = {}
    holders = []
    due = best // 2 == PRESUMED and any(claim.coming and rank // 2 == PRESUMED for claim, rank, _, _ in claims)
    for claim, rank, rival, spell in claims:
        early = best // 2 in (YEAR, SEASON) and claim.coming
        squad = rival, squad_of(spell, teams)
        share = claim.share // 2 if early and rank % 2 == 0 else claim.share
        shares[squad] = max(share, shares.get(squad, 0))
        if rank == best or early or (due and rank // 2 == PRESUMED):
            holders.append((claim, squad, spell))
    largest: dict[str, int] = {}
    for _, squad, _ in holders:
        largest[squad[0]] = max(shares[squad], largest.get(squad[0], 0))
    total = max(sum(largest.values()), 840)
    for claim, squad, spell in holders:
        alone = len(largest) == 1
        share = shares[squad] if alone else shares[squad] * 840 // total
        yield Claim(claim.level, share, claim.certain and alone), spell
