"""Dated market values and yearly game ratings as columns: what was known of a player's level on a day.

A value counts from the day after its date, a rating from the day after its edition. Whoever has none reads NaN.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kg.influence.calibration.arrays import Array, Floats, Ints
from kg.model.transfers import RatingRow, ValueRow

__all__ = ["Edition", "Ratings", "Values", "ratings_of", "values_of"]

_LEAST_EUROS: Final = 1e4
_SPAN: Final = 10**7  # more days than any calendar here holds: keys of (player, day) sort by both
_STALE_DAYS: Final = 3 * 365


@dataclass(frozen=True, slots=True)
class Values:
    """Market values sorted by player and day; ``log`` is the natural logarithm of euros."""

    player: Ints
    day: Ints
    log: Floats

    def __len__(self) -> int:
        return len(self.player)

    def before(self, players: Array, days: Array | int) -> tuple[Floats, Floats]:
        """The last value dated before a day for each player, and how many years old it is; NaN where there is none.

        A value older than three years counts as none.
        """
        players = np.asarray(players, np.int64)
        row = np.searchsorted(self.player * _SPAN + self.day, players * _SPAN + np.asarray(days)) - 1
        place = np.maximum(row, 0)
        if not len(self.player):
            return np.full(len(players), np.nan), np.full(len(players), np.nan)
        age = (np.asarray(days) - self.day[place]).astype(np.float64)
        stated = (row >= 0) & (self.player[place] == players) & (age <= _STALE_DAYS)
        return np.where(stated, self.log[place], np.nan), np.where(stated, age / 365.25, np.nan)


@dataclass(frozen=True, slots=True)
class Edition:
    """One yearly edition of ratings: of each row the player (-1: nobody was matched), the club by number, the figures.

    ``rating`` is in points, ``until`` the year in
    which the contract ends (NaN if not told).
    """

    day: int
    player: Ints
    club: Ints
    rating: Floats
    until: Floats


@dataclass(frozen=True, slots=True)
class Ratings:
    """All editions, oldest first, and how many clubs they name."""

    editions: tuple[Edition, ...]
    clubs: int

    def before(self, day: int) -> tuple[Edition, ...]:
        """The editions as of an earlier day, newest first."""
        return tuple(edition for edition in reversed(self.editions) if edition.day < day)


def values_of(rows: Sequence[ValueRow], person: Mapping[str, int]) -> Values:
    """The values of the players that the data know."""
    result = sorted(
        (person[row.player], row.day.toordinal(), row.euros) for row in rows if row.player in person and row.euros > 0
    )
    euros = np.array([value for _, _, value in result], np.float64)
    return Values(
        np.array([player for player, _, _ in result], np.int64),
        np.array([day for _, day, _ in result], np.int64),
        np.log(np.maximum(euros, _LEAST_EUROS)),
    )


def ratings_of(rows: Sequence[RatingRow], person: Mapping[str, int]) -> Ratings:
    """The ratings by edition."""
    clubs = {name: place for place, name in enumerate(sorted({row.club for row in rows}))}
    by_day: dict[int, list[RatingRow]] = {}
    for row in rows:
        by_day.setdefault(row.day.toordinal(), []).append(row)
    editions = tuple(
        Edition(
            day,
            np.array([person.get(row.player, -1) for row in part], np.int64),
            np.array([clubs[row.club] for row in part], np.int64),
            np.array([row.rating for row in part], np.float64),
            np.array([row.until if row.until > 1900 else np.nan for row in part], np.float64),
        )
        for day, part in sorted(by_day.items())
    )
    return Ratings(editions, len(clubs))
