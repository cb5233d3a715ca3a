"""What is known the day before a window opens, worked out once for all features of the window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kg.influence.calibration.arrays import Array, Flags, Floats, Ints
from kg.influence.calibration.windows import Window
from kg.influence.calibration.world import RETURN, World

__all__ = ["Past", "past_of"]

_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Past:
    """The real moves before a window opens.

    Attributes:
        rows, age: real moves before the opening, and how many years ago.
        arrivals, club, arrival_age: those that led to a club of the choice set, the club's place, and years ago.
        arrival_year_age: age in years of the player when he arrived.
        fresh, recent, steady: weights of the arrivals, fading by e in 1.5, 3 and 6 years.
        level: level of every organisation: log of fees paid (and 0.7 of fees received) lately, in millions of euros.
        own_age: years ago of the movers' earlier moves (`Window.past`).
        listed: whether an organisation is in the choice set; one longer, so that -1 reads False.
        effective: the organisation a mover last played for: the borrower of one who has just returned from loan, the
            last one known of a free agent; else where he comes from.
        age_now: age of the movers, years.
    """

    rows: Ints
    age: Floats
    arrivals: Ints
    club: Ints
    arrival_age: Floats
    arrival_year_age: Array
    fresh: Floats
    recent: Floats
    steady: Floats
    level: Floats
    own_age: Floats
    listed: Flags
    effective: Ints
    age_now: Array


def past_of(world: World, window: Window) -> Past:
    """Work it out."""
    moves = world.moves
    rows = np.flatnonzero((moves.day < window.opening) & moves.real)
    age = (window.opening - moves.day[rows]) / _YEAR
    club = window.column[moves.to_org[rows]]
    present = club >= 0
    arrivals, arrival_age = rows[present], age[present]
    fee = np.nan_to_num(moves.fee[rows])
    fading = np.exp(-age / 3) * fee
    recorded = moves.origin_org[rows] >= 0
    count = len(world.organisations)
    spent = np.bincount(moves.to_org[rows], fading, count)
    earned = np.bincount(moves.origin_org[rows][recorded], fading[recorded], count)
    listed = window.column >= 0
    listed[-1] = False
    return Past(
        rows=rows,
        age=age,
        arrivals=arrivals,
        club=club[present],
        arrival_age=arrival_age,
        arrival_year_age=moves.season[arrivals] - world.birth[moves.player[arrivals]],
        fresh=np.exp(-arrival_age / 1.5),
        recent=np.exp(-arrival_age / 3),
        steady=np.exp(-arrival_age / 6),
        level=np.log(0.5 + spent + 0.7 * earned),
        own_age=(window.opening - moves.day[window.past]) / _YEAR,
        listed=listed,
        effective=_effective(world, window),
        age_now=window.season - world.birth[window.player] + 0.5 * window.winter,
    )


def _effective(world: World, window: Window) -> Ints:
    moves, last = world.moves, window.last[window.player]
    recorded, place = last >= 0, np.maximum(last, 0)
    returned = recorded & (moves.how[place] == RETURN) & (window.opening - moves.day[place] < 100)
    final = np.where(moves.to_org[place] >= 0, moves.to_org[place], moves.origin_org[place])
    free = (window.origin_org < 0) & recorded
    return np.where(returned, moves.origin_org[place], np.where(free, final, window.origin_org))
