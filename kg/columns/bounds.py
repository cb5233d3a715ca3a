"""Bounds: where each spell begins and ends, once the person's other spells are looked at.

These are rules 4 to 6 of `kg.columns.intervals`; `kg.columns.zones` makes the days out of them.
"""

from __future__ import annotations

from typing import Final, NamedTuple, TypeAlias

import numpy as np

from kg.columns.files import NEVER, UNKNOWN, Flags, Ints
from kg.columns.segments import ROLES, SPELL_KINDS
from kg.columns.transfer_calendar import EXACT_DAYS, GAP_DAYS
from kg.model import Role, SpellKind

__all__ = [
    "DAYS",
    "EXECUTIVE",
    "HEAD_COACH",
    "LOAN",
    "PLAYER",
    "SELECTION",
    "SHIFT",
    "TRIAL",
    "Bounds",
    "Columns",
    "Places",
    "Sort",
    "bounds_of",
    "exactness_of",
    "nested_in_others",
    "sightings_of",
]

Columns: TypeAlias = dict[str, Ints]

DAYS: Final = 1 << 23
"""More than all days that dates can name, for keys of an owner and a day in one number."""
SHIFT: Final = 1 << 22
PLAYER: Final = ROLES.index(Role.PLAYER)
HEAD_COACH: Final = ROLES.index(Role.HEAD_COACH)
EXECUTIVE: Final = ROLES.index(Role.EXECUTIVE)
SELECTION: Final = SPELL_KINDS.index(SpellKind.SELECTION)
LOAN: Final = SPELL_KINDS.index(SpellKind.LOAN)
TRIAL: Final = SPELL_KINDS.index(SpellKind.TRIAL)
_YEAR: Final = 366


class Sort(NamedTuple):
    """What sort of spell each row is.

    Attributes:
        player: of a player.
        career: of a player at a club.
        national: of a player at a national team.
        selection: a place in a squad.
        away: a loan or trial, or a season or matches that begin within a longer spell at another club.
        away_last: whether that longer spell still lasts in the season or year in which this one ends.
    """

    player: Flags
    career: Flags
    national: Flags
    selection: Flags
    away: Flags
    away_last: Flags


class Bounds(NamedTuple):
    """How exactly each spell's bounds are known, and where they lie once other claims are looked at.

    Attributes:
        exact_start, exact_end: stated to the month or better.
        vague_start, vague_end: stated less exactly.
        end: the estimated end (exclusive).
        settled: the exact beginning, by another claim, that an inexact one stands for; else `UNKNOWN`.
        seen_again: the day on which the person is seen there again after an open end; else `NEVER`.
    """

    exact_start: Flags
    exact_end: Flags
    vague_start: Flags
    vague_end: Flags
    end: Ints
    settled: Ints
    seen_again: Ints


def exactness_of(spells: Columns) -> tuple[Flags, Flags, Flags, Flags]:
    """Which spells have an exact beginning, an exact end, an inexact beginning and an inexact end."""
    begun, ended = spells["start_min"] != UNKNOWN, spells["end_min"] != UNKNOWN
    wide_start = begun & (spells["start_max"] - spells["start_min"] > EXACT_DAYS)
    wide_end = ended & (spells["end_max"] - spells["end_min"] > EXACT_DAYS)
    return begun & ~wide_start, ended & ~wide_end, wide_start, wide_end


def sightings_of(spells: Columns) -> Flags:
    """Which spells say only that somebody was seen: in matches, or on one day."""
    seen: Flags = (spells["matches"] >= 0) | ((spells["start_min"] == UNKNOWN) & (spells["end_min"] == UNKNOWN))
    return seen


def _key(owner: Ints, days: Ints) -> Ints:
    """Owner and day in one number that sorts like both."""
    return owner.astype(np.int64) * DAYS + np.clip(days.astype(np.int64), -SHIFT, SHIFT - 1) + SHIFT


def nested_in_others(spells: Columns, org: Ints, career: Flags) -> Ints:
    """By spell that begins on a day that is certain for the player at another club: how long it is so.

    Looked at are seasons and years, and matches played within what is no report of matches: whoever plays for one club
    is there, whatever a table of careers says of the other that owns him.

    Args:
        spells: columns of spells with their estimates.
        org: by spell, the club.
        career: which spells are of players at clubs.

    Returns:
        The day after the last certain one at the other club, `UNKNOWN` where there is no such spell.
    """
    rows = np.flatnonzero(career & (spells["kind"] != SELECTION))
    rows = rows[np.lexsort((spells["start_est"][rows], spells["person"][rows]))]
    key = _key(spells["person"][rows], spells["start_est"][rows])
    _, _, inexact, _ = exactness_of(spells)
    played, sighting = spells["matches"] >= 0, sightings_of(spells)
    until = np.full(len(org), UNKNOWN, np.int64)
    inner = rows[inexact[rows] | played[rows]]
    at = np.searchsorted(key, _key(spells["person"][inner], spells["start_est"][inner]), side="right") - 1
    while len(inner):  # each step looks at the spell that began before
        own = (at >= 0) & (spells["person"][rows[at]] == spells["person"][inner])
        inner, at = inner[own], at[own]
        outer, start = rows[at], spells["start_est"][inner]
        within = (org[outer] != org[inner]) & (spells["certain_from"][outer] <= start)
        within &= (start < spells["certain_until"][outer]) & (inexact[inner] | ~sighting[outer])
        until[inner[within]] = np.maximum(until[inner[within]], spells["certain_until"][outer[within]])
        at = at - 1
    return until


class Places(NamedTuple):
    """Where each spell is: person, squad and role as one number; the squad; the club or national team."""

    same: Ints
    squad: Ints
    org: Ints


class _Arrivals(NamedTuple):
    """By spell: whose arrival it is (a person's, or one at a squad), where (or whose), when, and whether it is one."""

    owner: Ints
    place: Ints
    days: Ints
    moves: Flags


def bounds_of(spells: Columns, places: Places, sort: Sort) -> Bounds:
    """Rules 4 to 6: where each spell's bounds lie, once other claims are looked at."""
    exact_start, exact_end, vague_start, vague_end = exactness_of(spells)
    lasting = ~sort.selection
    leaving = _leaving(spells, places, sort)
    end = spells["end_est"].astype(np.int64)
    # A day within it says more than a month.
    wide = (spells["end_min"] == UNKNOWN) | (spells["end_max"] - spells["end_min"] > 1)
    end = np.where(lasting & wide, np.minimum(end, leaving), end)
    begins = lasting & exact_start & ~(sort.career & sightings_of(spells))
    settled = _earliest_within(places.same, spells["start_est"], begins, spells["start_min"], spells["start_max"])
    after = spells["certain_until"].astype(np.int64)
    again = _earliest_within(places.same, spells["start_est"], _told_of(spells, sort), after, after + GAP_DAYS)
    lasts = lasting & sort.career & ~exact_end & ~vague_end & (spells["kind"] != LOAN)
    return Bounds(
        exact_start,
        exact_end,
        vague_start,
        vague_end,
        np.maximum(end, spells["start_est"]),
        np.where(lasting & vague_start & (settled != NEVER), settled, UNKNOWN),
        np.where(lasts & (again < leaving), again, NEVER),
    )


def _told_of(spells: Columns, sort: Sort) -> Flags:
    """Which spells tell of somebody on a day with which they begin."""
    exact_start, _, vague_start, _ = exactness_of(spells)
    told: Flags = ~sort.selection & ~vague_start & (exact_start | (spells["attested"] != UNKNOWN))
    return told


def _leaving(spells: Columns, places: Places, sort: Sort) -> Ints:
    """By spell with an open or inexact end: the day on which another claim ends it, else `NEVER`."""
    _, exact_end, vague_start, vague_end = exactness_of(spells)
    lasting = ~sort.selection
    # From here on the end can have come.
    possible = np.where(vague_end, np.maximum(spells["end_min"], spells["start_est"] + 1), spells["certain_until"])
    end = spells["end_est"].astype(np.int64)
    days = np.where(vague_start, spells["start_max"] + 1, spells["start_est"])
    # Matches played while on loan are no move; whoever was seen in them goes back when the loan ends.
    lent, sighted = spells["kind"] == LOAN, sort.career & sightings_of(spells)
    since = spells["start_est"].astype(np.int64)
    borrowed = sighted & _on_loan(places.same, since, end, lent)
    moves = lasting & ~np.isin(spells["kind"], (LOAN, TRIAL)) & ~sort.national & ~borrowed
    # Nor did anybody leave for a club of a season that is over by the last day on which it can have begun.
    moves &= ~vague_start | (end > days)
    # In a season in which a day tells of him there, that day's claim is the arrival.
    told = _earliest_within(
        places.same, spells["start_est"], _told_of(spells, sort), spells["start_min"], spells["start_max"]
    )
    moves &= ~vague_start | (told == NEVER)
    rows = np.flatnonzero(lasting & ~exact_end & (end > possible))
    arrivals = _Arrivals(spells["person"], places.org, days, moves)
    first = _next(arrivals, rows[~vague_end[rows]], possible)
    # A season in which he came elsewhere does not say when in it he left: a day does.
    first = np.minimum(first, _next(arrivals._replace(moves=moves & ~vague_start), rows[vague_end[rows]], possible))
    since_when = np.where(exact_end, np.maximum(spells["end_min"], spells["start_est"] + 1), possible)
    first = np.minimum(first, _earliest_within(places.same, end, lasting & exact_end, since_when, end))
    back = _earliest_within(places.same, end, lent & ~exact_end & ~vague_end, possible, possible + _YEAR)
    first = np.where(sighted, np.minimum(first, back), first)
    coach = lasting & (spells["role"] == HEAD_COACH)
    successors = _Arrivals(places.squad, spells["person"], days, coach)
    return np.minimum(first, _next(successors, rows[coach[rows]], possible))


def _on_loan(same: Ints, since: Ints, end: Ints, lent: Flags) -> Flags:
    """By row, whether the last loan of the same group that had begun by its beginning ends within a year from then.

    A loan that is first told of later is none as of the days before.
    """
    rows = np.flatnonzero(lent)
    if not len(rows):
        return np.zeros(len(same), bool)
    rows = rows[np.lexsort((end[rows], _key(same[rows], since[rows])))]
    at = np.searchsorted(_key(same[rows], since[rows]), _key(same, since), side="right") - 1
    loan = rows[np.maximum(at, 0)]
    held: Flags = (at >= 0) & (same[loan] == same) & (end[loan] >= since) & (end[loan] <= since + _YEAR)
    return held


def _next(arrivals: _Arrivals, rows: Ints, since: Ints) -> Ints:
    """By spell, the owner's next arrival at another place on or after a day, else `NEVER`.

    Args:
        arrivals: of all spells.
        rows: the spells asked about; all others get `NEVER`.
        since: by spell, the day from which on an arrival counts.
    """
    owner, place, days, moves = arrivals
    moved = np.flatnonzero(moves)
    moved = moved[np.lexsort((days[moved], owner[moved]))]
    key = _key(owner[moved], days[moved])
    following = np.full(len(owner), NEVER, np.int64)
    at = np.searchsorted(key, _key(owner[rows], since[rows]))
    while len(rows):
        inside = at < len(moved)
        rows, at = rows[inside], at[inside]
        own = owner[moved[at]] == owner[rows]
        rows, at = rows[own], at[own]
        elsewhere = place[moved[at]] != place[rows]
        following[rows[elsewhere]] = days[moved[at[elsewhere]]]
        rows, at = rows[~elsewhere], at[~elsewhere] + 1
    return following


def _earliest_within(same: Ints, dates: Ints, exact: Flags, first: Ints, last: Ints) -> Ints:
    """By row, the earliest exact date of the same group in ``first … last``, else `NEVER`."""
    rows = np.flatnonzero(exact)
    key = np.sort(_key(same[rows], dates[rows]))
    if not len(key):
        return np.full(len(same), NEVER, np.int64)
    low = _key(same, first)
    nearest = key[np.minimum(np.searchsorted(key, low), len(key) - 1)]
    fits = (nearest >= low) & (nearest <= _key(same, last))
    return np.where(fits, nearest - same * DAYS - SHIFT, NEVER)
