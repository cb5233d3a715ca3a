"""Zones: each spell cut into stretches of days about which its claim is equally exact and equally sure.

A zone has a *level*, which decides against other claims of the same days, and a *share*, which says how likely the
person is there (of `WHOLE`). In rising order:

``SILENT``    a source with a day attested him, but a season has begun since in which nobody saw him.
``EARLY``     he comes in that season, in its first weeks, or in that year, in whose second half most move. From
              `_DUE` days after 1 July until late August this counts as much as ``PRESUMED``.
``PRESUMED``  a source with a day attests him, at least one window ago.
``TAIL``      the second half of the season (or year) in which he left; between two sightings at one club.
``YEAR``      the year is known.
``SEASON``    the season is known.
``SEEN``      a source with a day attests him since the last window.
``EXACT``     dates known to the month or better.
``NAMED``     (added to these) a squad that names him.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from kg.columns.bounds import LOAN, Bounds, Columns, Sort, sightings_of
from kg.columns.files import NEVER, UNKNOWN, Flags, Ints
from kg.columns.transfer_calendar import (
    FAIR,
    GAP,
    HALF,
    JUST_BEFORE,
    LASTING,
    PLAYER_END,
    PLAYER_START,
    STAFF_END,
    STAFF_START,
    STRONG,
    SUMMER_WINDOW,
    WHOLE,
    WINTER_WINDOW,
    Window,
    next_date,
)

__all__ = ["LEVELS", "NATIONAL_SHARE", "PRESUMED", "SEASON", "YEAR", "zones_of"]

NATIONAL_SHARE: Final = WHOLE // 7
LEVELS: Final = 8
_DUE: Final = 20
"""Days after 1 July by which a third of those who move in summer have moved (docs/data.md)."""
SILENT, EARLY, PRESUMED, TAIL, YEAR, SEASON, SEEN, EXACT = range(LEVELS)


class _Zone(NamedTuple):
    """One part of every spell; empty where it does not end after it starts."""

    start: Ints
    end: Ints
    level: Ints | int
    share: Ints | int
    certain: bool = False
    dated: Flags | bool = False
    coming: bool = False
    away: Flags | None = None
    seen_from: Ints | None = None
    seen_until: Ints | None = None


def zones_of(spells: Columns, sort: Sort, bounds: Bounds) -> Columns:
    """Cut spells into zones.

    Args:
        spells: columns of spells with their estimates.
        sort: by spell, what sort it is.
        bounds: by spell, how exactly its bounds are known.

    Returns:
        ``of`` (row of the spell), ``start``, ``end``, ``rank`` (the higher holds), ``share``, ``certain``, ``dated``,
        ``seen_from`` and ``seen_until``; a zone counts as of ``D`` with ``seen_from < D <= seen_until``.
    """
    count = len(bounds.end)
    whole = np.where(sort.national & ~sort.selection, NATIONAL_SHARE, WHOLE)
    parts: list[Columns] = []
    for zone in (*_beginning(spells, sort, bounds), *_middle(spells, bounds), *_ending(spells, sort, bounds)):
        rows = np.flatnonzero(zone.end > zone.start)
        level = np.broadcast_to(zone.level, count)[rows]
        # A squad named for a season or year does not say when it met.
        gathering = sort.selection[rows] & (level < EXACT)
        share = np.where(gathering, NATIONAL_SHARE, np.broadcast_to(zone.share, count)[rows] * whole[rows] // WHOLE)
        away = sort.away if zone.away is None else zone.away
        certain = zone.certain & ~(sort.national & ~sort.selection)[rows]
        parts.append(
            {
                "of": rows,
                "start": zone.start[rows],
                "end": zone.end[rows],
                "rank": 2 * (level + LEVELS * sort.selection[rows]) + away[rows],
                "share": share,
                "certain": certain.astype(np.int64),
                "dated": np.broadcast_to(zone.dated, count)[rows].astype(np.int64),
                "coming": np.full(len(rows), zone.coming),
                "seen_from": np.full(len(rows), UNKNOWN) if zone.seen_from is None else zone.seen_from[rows],
                "seen_until": np.full(len(rows), NEVER) if zone.seen_until is None else zone.seen_until[rows],
            }
        )
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _sure(spells: Columns, end: Ints) -> tuple[Ints, Ints]:
    """The first certain day of each spell and the day after the last, within its estimate."""
    first = np.minimum(spells["certain_from"].astype(np.int64), end)
    return first, np.minimum(np.maximum(spells["certain_until"], first), end)


def _is_year(first_days: Ints) -> Flags:
    """Which inexact dates are years; the others are seasons, which begin in July."""
    months = np.where(first_days == UNKNOWN, 0, first_days).astype(np.int64).astype("datetime64[D]")
    january: Flags = months.astype("datetime64[M]").astype(np.int64) % 12 == 0
    return january


def _inexact(first_days: Ints) -> Ints:
    """The level of inexact dates."""
    return np.where(_is_year(first_days), YEAR, SEASON)


def _parts(first_days: Ints, player: Flags, windows: tuple[tuple[Window, Window], tuple[Window, Window]]) -> list[Ints]:
    """By row: the days on which the second and third part of an inexact date begin, and the shares of all three."""
    which = 2 * ~player + _is_year(first_days)
    table = np.array([[window.second, window.third, *window.shares] for pair in windows for window in pair])
    second, third, early, middle, late = table[which].T
    return [first_days + second, first_days + third, early, middle, late]


def _beginning(spells: Columns, sort: Sort, bounds: Bounds) -> Iterator[_Zone]:
    """The days on which it can have begun."""
    start, first_days = spells["start_est"].astype(np.int64), spells["start_min"].astype(np.int64)
    sure, _ = _sure(spells, bounds.end)
    narrow = ~bounds.vague_start
    single = bounds.vague_end & (first_days == UNKNOWN)  # only known to have ended in a season or year
    yield _Zone(
        start,
        np.where(narrow, sure, start),
        np.where(single, _inexact(spells["end_min"]), EXACT),
        np.where(single, HALF, WHOLE),
    )
    second, third, early, middle, late = _parts(first_days, sort.player, (PLAYER_START, STAFF_START))
    second, third = (np.clip(day, start, sure) for day in (second, third))
    inexact = _inexact(first_days)
    # Days before an exact beginning stop counting once it has passed; after it he has certainly come.
    has_settled = bounds.settled != UNKNOWN
    come = np.where(has_settled, np.clip(bounds.settled, start, sure), sure)
    until = np.where(has_settled, bounds.settled, NEVER)
    due = np.where(_is_year(first_days) | ~sort.player, second, np.clip(first_days + _DUE, start, second))
    for first, last, level, share, coming in (
        (start, due, EARLY, early, True),
        (due, second, PRESUMED, early, True),
        (second, third, inexact, middle, False),
        (third, sure, inexact, late, False),
    ):
        end = np.minimum(last, come)
        yield _Zone(np.where(narrow, end, np.minimum(first, come)), end, level, share, coming=coming, seen_until=until)
    yield _Zone(np.where(narrow, sure, come), sure, inexact, WHOLE)


def _middle(spells: Columns, bounds: Bounds) -> Iterator[_Zone]:
    """The days on which the claim leaves no doubt."""
    sure, unsure = _sure(spells, bounds.end)
    vague = bounds.vague_start | bounds.vague_end
    dated = bounds.exact_start | bounds.exact_end | (spells["attested"] != UNKNOWN)
    by_year = bounds.vague_start & _is_year(spells["start_min"]) | bounds.vague_end & _is_year(spells["end_min"])
    level = np.where(vague, np.where(by_year, YEAR, SEASON), EXACT)
    yield _Zone(sure, unsure, level, WHOLE, certain=True, dated=dated)


def _ending(spells: Columns, sort: Sort, bounds: Bounds) -> Iterator[_Zone]:
    """The days on which it can have ended, or for which it is only presumed to last."""
    _, unsure = _sure(spells, bounds.end)
    end, ended = bounds.end, bounds.exact_end | bounds.vague_end
    yield _Zone(unsure, np.where(bounds.exact_end, end, unsure), EXACT, WHOLE)
    second, third, early, middle, late = _parts(
        spells["end_min"].astype(np.int64), sort.player, (PLAYER_END, STAFF_END)
    )
    inexact = _inexact(spells["end_min"])
    # Loans end with the season.
    third = np.where(sort.away_last & ~_is_year(spells["end_min"]), end, third)
    second, third = (np.clip(day, unsure, end) for day in (second, third))
    for first, last, level, share in (
        (unsure, second, inexact, early),
        (second, third, inexact, middle),
        (third, end, TAIL, late),
    ):
        yield _Zone(first, np.where(bounds.vague_end, last, first), level, share, away=sort.away_last)
    yield from _open(spells, sort, bounds, np.where(ended, unsure, end), unsure)


def _open(spells: Columns, sort: Sort, bounds: Bounds, end: Ints, unsure: Ints) -> Iterator[_Zone]:
    """What is presumed after the last day on which a source attests it, until ``end``."""
    held = unsure - 1
    sighted = sort.career & sightings_of(spells)
    arrived = bounds.exact_start & ~sighted & (held <= spells["start_max"])
    window_after = held + np.where(arrived, JUST_BEFORE, 0)
    january, july = next_date(window_after, 1), next_date(window_after, 7)
    autumn = january < july
    window = np.where(autumn, january, july)
    # A loan is for the season, whatever window lies within it.
    window = np.where((spells["kind"] == LOAN) & ~sighted, end, window)
    strong = np.where(sort.career, np.minimum(window, end), unsure)
    # Seen while a window was open: he may have left before it closed.
    opened = np.where(autumn, next_date(held - 365, 7), next_date(held - 365, 1))
    open_window = sighted & (held - opened < np.where(autumn, SUMMER_WINDOW, WINTER_WINDOW))
    yield _Zone(unsure, strong, np.where(open_window, SEASON, SEEN), np.where(open_window, LASTING, STRONG), dated=True)
    # In January few players move.
    winter = np.where(sort.career & autumn, np.clip(january + WINTER_WINDOW, strong, end), strong)
    yield _Zone(strong, winter, SEEN, FAIR, dated=True)
    # Whom matches were to show in spring has left, or sits on the bench; of others told of in autumn that says nothing.
    mentioned = sighted & autumn & (spells["matches"] < 0)
    silent = np.where(
        mentioned | ~autumn, np.clip(np.where(mentioned, july, july + SUMMER_WINDOW), winter, end), winter
    )
    silent = np.where(sighted, silent, end)
    share = np.where(sighted & ~mentioned, FAIR, np.where(sort.national, WHOLE, LASTING))
    yield _Zone(winter, silent, PRESUMED, share, dated=True)
    yield _Zone(silent, end, SILENT, HALF)
    again = np.where(bounds.seen_again != NEVER, bounds.seen_again, unsure)
    yield _Zone(unsure, again, TAIL, GAP, seen_from=bounds.seen_again)
