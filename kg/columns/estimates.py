"""What follows for each spell taken by itself: when it is estimated to have begun and ended, and what of it is certain.

Definitions (days are numbers, ends are exclusive, ``D`` is the date of a question):

* A spell is estimated to cover its outer bounds; it certainly covers what lies between its latest possible beginning
  and its earliest possible end.
* An open end that is attested up to a day is certain up to that day and presumed after it: for `PRESUMED_DAYS`, for
  `COACH_DAYS` in a head coach or executive, for a loan until 1 July (the next but one if it began in June). An exact
  beginning attests itself.
* A spell of which only the end is known is seen on that date alone (in that month, season or year, if it is inexact);
  so is one with an inexact beginning alone, and a place in a squad.
* A spell counts as of ``D`` if its estimated start lies before ``D``.
"""

from __future__ import annotations

import numpy as np

from kg.columns.bounds import EXECUTIVE, HEAD_COACH, LOAN, PLAYER, SELECTION, Columns, exactness_of, sightings_of
from kg.columns.files import UNKNOWN, Flags, Ints
from kg.columns.transfer_calendar import (
    COACH_DAYS,
    EXACT_DAYS,
    JUST_BEFORE,
    PRESUMED_DAYS,
    SUMMER_WINDOW,
    WINTER_WINDOW,
    next_date,
)

__all__ = ["spell_estimates"]


def spell_estimates(spells: Columns) -> Columns:
    """Estimated and certain presence of each spell, before other spells are looked at.

    Args:
        spells: ``start_min``, ``start_max``, ``end_min``, ``end_max``, ``attested``, ``kind`` and ``role``.

    Returns:
        ``start_est``, ``end_est`` (half-open; both `UNKNOWN` when no date is known) and ``certain_from``,
        ``certain_until`` (half-open, empty when nothing is certain), each int32 and one per spell.
    """
    start_min, start_max = spells["start_min"], spells["start_max"]
    end_min, end_max = spells["end_min"], spells["end_max"]
    begun, ended = start_min != UNKNOWN, end_min != UNKNOWN
    exact_start = begun & (start_max - start_min <= EXACT_DAYS)
    held = _held(spells, exact_start)
    seen = held != UNKNOWN
    # One date alone: an end, or a day on which it held. An exact end was preceded by a day on which it still held.
    last_seen = np.where(end_max == end_min, end_min - 1, end_min)
    start = np.select([begun, ended, seen], [start_min, last_seen, held], UNKNOWN)
    # Seen there before the latest possible beginning: it had begun by then.
    begun_by = np.where(seen & ~ended, np.minimum(start_max, held), start_max)
    latest_start = np.select([begun, ended, seen], [begun_by, end_max - 1, held], UNKNOWN)
    end = np.select([ended, seen, begun], [end_max, _presumed_until(spells, held), start_max + 1], UNKNOWN)
    earliest_end = np.select([ended & ~begun, ended, seen, begun], [end_max, end_min, held + 1, start_max + 1], UNKNOWN)
    # Of an inexact single date no day is certain.
    vague = (begun & ~ended & ~seen & (start_max > start_min)) | (~begun & ended & (end_max > end_min))
    certain_from = np.where(vague, end, latest_start)
    certain_until = np.where(vague, end, np.maximum(earliest_end, latest_start))
    return {
        "start_est": start.astype(np.int32),
        "end_est": end.astype(np.int32),
        "certain_from": certain_from.astype(np.int32),
        "certain_until": certain_until.astype(np.int32),
    }


def _held(spells: Columns, exact_start: Flags) -> Ints:
    """The last day on which the source of an open spell says that it held, else `UNKNOWN`."""
    attested, start_min = spells["attested"], spells["start_min"]
    held = np.where(attested != UNKNOWN, np.maximum(attested, start_min), UNKNOWN)
    alone = exact_start & (attested == UNKNOWN) & (spells["kind"] != SELECTION)
    result: Ints = np.where(alone, spells["start_max"], held)
    return result


def _presumed_until(spells: Columns, held: Ints) -> Ints:
    """By spell, the day until which it is presumed to last if it has an open end (exclusive)."""
    days = np.where(np.isin(spells["role"], (HEAD_COACH, EXECUTIVE)), COACH_DAYS, PRESUMED_DAYS)
    alone = (spells["kind"] == SELECTION) & (spells["start_min"] == UNKNOWN)
    until = held.astype(np.int64) + 1 + np.where(alone, 0, days)
    july = next_date(held, 7)
    # A loan that begins in June is one for the season to come.
    begins = exactness_of(spells)[0] & (held <= spells["start_max"])
    season_end = next_date(held + np.where(begins, JUST_BEFORE, 0), 7)
    # A player seen in spring may be back by the end of the next window of winter, one seen in autumn the next season.
    silence = np.where(next_date(held, 1) < july, july + SUMMER_WINDOW, next_date(july, 1) + WINTER_WINDOW)
    sighted = (spells["role"] == PLAYER) & (spells["kind"] != SELECTION) & sightings_of(spells)
    until = np.where(sighted, silence, until)
    return np.where(spells["kind"] == LOAN, season_end, until)
