"""The football year: when people change clubs, and how likely somebody is at a club on a day that no source settles.

Days are numbers since 1970-01-01, probabilities are parts of `WHOLE`. The season of most European leagues runs from
1 July to 30 June; players move in summer (July and August) and in January, and hardly ever between these windows.
`scripts/measure_presence.py` measures what the rules make of these figures on dated moves; see `docs/data.md`.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from kg.columns.files import Ints

__all__ = [
    "COACH_DAYS",
    "EXACT_DAYS",
    "FAIR",
    "GAP",
    "GAP_DAYS",
    "HALF",
    "JUST_BEFORE",
    "LASTING",
    "PLAYER_END",
    "PLAYER_START",
    "PRESUMED_DAYS",
    "STAFF_END",
    "STAFF_START",
    "STRONG",
    "SUMMER_WINDOW",
    "WHOLE",
    "WINTER_WINDOW",
    "Window",
    "next_date",
]

WHOLE: Final = 840
"""Certainty, or an undivided day; divisible by 1 to 8, so that shares add up exactly."""
STRONG: Final = WHOLE * 93 // 100
"""How likely a player is still where a source with a day last had him, until the next window opens."""
FAIR: Final = WHOLE * 70 // 100
"""The same while that window is open, if he was seen in matches only."""
HALF: Final = WHOLE // 2
"""The same once the season has begun in which nobody has seen him."""
LASTING: Final = WHOLE * 80 // 100
"""How likely somebody is still where a source says that he joined or worked, in the year after the next window."""
GAP: Final = WHOLE * 90 // 100
"""How likely somebody was at a club between two days on which he was seen there."""

EXACT_DAYS: Final = 31
"""A date known to the month is exact enough to settle where somebody was."""
PRESUMED_DAYS: Final = 400
"""How long somebody is presumed to stay where a source last attests him."""
COACH_DAYS: Final = 4 * 365
"""The same for executives and head coaches, who are ended by a page, another post or, coaches, a successor: after four
years without any of these it is the data that has a hole."""
GAP_DAYS: Final = 3 * 365
"""The longest time between two sightings at one club that is taken for one stay."""
JUST_BEFORE: Final = 31
"""Who comes within as many days before a window opens has come for the time after it."""
SUMMER_WINDOW: Final = 62
"""Days from 1 July."""
WINTER_WINDOW: Final = 31
"""Days from 1 January."""
_MID_AUGUST: Final = 45
_LATE_AUGUST: Final = 52
"""22 August: by then two in three of those who move in summer have moved (docs/adr/0003)."""
_FEBRUARY: Final = 215
"""By then nearly all of those who move in winter have moved; on 20 January one in three has."""
_MID_JANUARY: Final = 201


class Window(NamedTuple):
    """How likely somebody has come, or is still there, in three parts of a season or year in which a date lies.

    Attributes:
        second, third: days from the beginning of the season (1 July) or year on which these parts begin.
        shares: the probability in each part, of `WHOLE`.
    """

    second: int
    third: int
    shares: tuple[int, int, int]


def _window(second: int, third: int, *percent: int) -> Window:
    early, middle, late = (WHOLE * part // 100 for part in percent)
    return Window(second, third, (early, middle, late))


# By role and date: that of a season, and of a year.
PLAYER_START: Final = (_window(_LATE_AUGUST, _FEBRUARY, 50, 88, 97), _window(181, 181 + _MID_AUGUST, 25, 50, 90))
PLAYER_END: Final = (_window(_LATE_AUGUST, _FEBRUARY, 95, 95, 95), _window(181, 181 + _MID_AUGUST, 85, 50, 20))
STAFF_START: Final = (_window(0, 0, 80, 80, 80), _window(181, 181, 30, 80, 80))
STAFF_END: Final = (_window(_MID_AUGUST, _MID_JANUARY, 85, 75, 60), _window(181, 181, 75, 20, 20))


def next_date(days: Ints, month: int) -> Ints:
    """By day, the next first of a month (1 to 12) that comes after it."""
    dates = days.astype(np.int64).astype("datetime64[D]")
    first = dates.astype("datetime64[Y]").astype("datetime64[M]") + (month - 1)
    later = np.where(dates < first.astype("datetime64[D]"), first, first + 12)
    numbers: Ints = later.astype("datetime64[D]").astype(np.int64)
    return numbers
