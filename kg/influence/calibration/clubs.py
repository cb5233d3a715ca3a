"""Columns of the design that describe a club on its own, as of the day before a window opens."""

from __future__ import annotations

import numpy as np

from kg.influence.calibration.arrays import Array, Flags, Floats, grouped_mean
from kg.influence.calibration.past import Past
from kg.influence.calibration.windows import Window
from kg.influence.calibration.world import FREE, LOAN, RETURN, TRANSFER, World

__all__ = ["add_clubs", "best_fees"]


def add_clubs(world: World, window: Window, past: Past) -> None:
    """Fill ``window.clubs``: activity, level, squad, and what sort of player a club has signed lately."""
    _activity(world, window, past)
    _standing(world, window, past)
    _squad(world, window, past)
    _taste(world, window, past)


def _activity(world: World, window: Window, past: Past) -> None:
    moves, clubs, count = world.moves, window.clubs, len(window.orgs)
    same = moves.winter[past.arrivals] == window.winter
    clubs["act"] = np.log1p(np.bincount(past.club[same], past.recent[same], count))
    lately = same & (past.arrival_age < 1.2)
    clubs["act1"] = np.log1p(np.bincount(past.club[lately], minlength=count))
    clubs["act_other"] = np.log1p(np.bincount(past.club[~same], past.recent[~same], count))
    summer = ~moves.winter[past.arrivals] & (moves.season[past.arrivals] == window.season) & window.winter
    clubs["in_summer"] = np.log1p(np.bincount(past.club[summer], minlength=count))
    left = window.column[moves.origin_org[past.rows]]
    gone = left >= 0
    clubs["out"] = np.log1p(np.bincount(left[gone], np.exp(-past.age[gone] / 3), count))


def _standing(world: World, window: Window, past: Past) -> None:
    clubs, moves = window.clubs, world.moves
    level = past.level[window.orgs]
    clubs["level"] = level
    clubs["level_in_league"] = level - grouped_mean(level, window.league, len(world.leagues))[window.league]
    fresh = np.exp(-past.age) * np.nan_to_num(moves.fee[past.rows])
    clubs["level_fresh"] = np.log(0.5 + np.bincount(moves.to_org[past.rows], fresh, len(world.organisations)))[
        window.orgs
    ]
    before = _listed(world, window.season - 1)
    clubs["promoted"] = (~before[window.orgs]).astype(float) if before.any() else np.zeros(len(window.orgs))
    seasons = sum(
        (
            _listed(world, year)[:-1] * np.exp(-(window.season - year) / 4)
            for year in world.listings
            if year <= window.season
        ),
        np.zeros(len(world.organisations)),
    )
    clubs["seasons_listed"] = np.log(seasons[window.orgs] + 0.1)
    for league in range(1, len(world.leagues)):
        clubs[f"league_{league}"] = (window.league == league).astype(float)


def _listed(world: World, season: int) -> Flags:
    """Whether an organisation was listed in a season; one longer than there are, so that -1 reads False."""
    result = np.zeros(len(world.organisations) + 1, bool)
    if season in world.listings:
        result[world.organisation[world.listings[season].teams]] = True
    return result


def _squad(world: World, window: Window, past: Past) -> None:
    moves, clubs, count = world.moves, window.clubs, len(window.orgs)
    present = window.column_now >= 0
    place = window.column_now[present]
    size = np.bincount(place, minlength=count)
    clubs["squad"] = np.log1p(size)
    ages = (window.season - world.birth)[present]
    clubs["squad_age"] = np.bincount(place, ages, count) / np.maximum(1, size) - 25
    worth = best_fees(world, past)
    value = np.log1p(np.bincount(place, worth[present], count))
    clubs["squad_value"] = value
    clubs["squad_value_in_league"] = value - grouped_mean(value, window.league, len(world.leagues))[window.league]
    last = np.maximum(window.last, 0)
    back = (window.last >= 0) & present & (moves.how[last] == RETURN) & (window.days_since < 100)
    clubs["returnees"] = np.log1p(np.bincount(window.column_now[back], minlength=count))


def best_fees(world: World, past: Past) -> Floats:
    """The highest fee paid for each player so far, faded by its age, millions of euros."""
    moves = world.moves
    best = np.zeros(len(world.players))
    bought = np.nan_to_num(moves.fee[past.rows]) * (moves.how[past.rows] == TRANSFER) * np.exp(-past.age / 4)
    np.maximum.at(best, moves.player[past.rows], bought)
    return best


def _taste(world: World, window: Window, past: Past) -> None:
    """Means over a club's arrivals, shrunk towards the mean of all clubs."""
    moves, arrivals, clubs = world.moves, past.arrivals, window.clubs
    origin = moves.origin_org[arrivals]
    country = np.append(world.country, -1)[origin]
    into = world.country[moves.to_org[arrivals]]

    def mean(values: Array) -> Array:
        values = np.asarray(values, np.float64)
        overall = np.average(values, weights=past.recent) if len(values) else 0.0
        total = np.bincount(past.club, past.recent, len(window.orgs)) + 2
        return np.asarray((np.bincount(past.club, past.recent * values, len(window.orgs)) + 2 * overall) / total)

    clubs["in_age"] = mean(past.arrival_year_age) - 24
    clubs["in_loan"] = mean(moves.how[arrivals] == LOAN)
    clubs["in_free"] = mean(moves.how[arrivals] == FREE)
    clubs["in_fee"] = mean(np.log1p(np.nan_to_num(moves.fee[arrivals])))
    clubs["in_from_listed"] = mean(past.listed[origin])
    clubs["in_foreign"] = mean(world.nation[moves.player[arrivals]] != into)
    clubs["in_level"] = mean(np.where(origin >= 0, past.level[origin], -1.0))
    clubs["in_from_abroad"] = mean(country != into)
