"""Columns on level, where values or ratings are known: the player's against the club's, and how deep its squad is.

All money is in logarithms, less the mean of the players of the listed clubs on the day, so that inflation falls away.
Ratings are in units of five points. Where a figure is not known the column is 0, and the mover's ``value_known`` or
``rating_known`` says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from kg.influence.calibration.arrays import Array, Floats, Ints, counted
from kg.influence.calibration.past import Past
from kg.influence.calibration.windows import Window
from kg.influence.calibration.world import PLACES, World

__all__ = ["add_level"]

_REGULARS: Final = 18
_SHRUNK: Final = 3.0
_EDITION_DAYS: Final = 800


@dataclass(frozen=True, slots=True)
class _Standing:
    """One measure of level: of every player, and of every club's squad and recent signings."""

    player: Floats
    squad: Floats
    signed: Floats


def add_level(world: World, window: Window, past: Past) -> None:
    """Fill the columns on level; none where the data hold neither values nor ratings."""
    if len(world.values):
        _add_values(world, window, past)
    if world.ratings.editions:
        _add_ratings(world, window, past)


def _add_values(world: World, window: Window, past: Past) -> None:
    people = np.arange(len(world.players))
    value, age = world.values.before(people, window.opening)
    earlier, _ = world.values.before(people, window.opening - 365)
    present = window.column_now >= 0
    middle = float(np.nanmean(value[present])) if np.isfinite(value[present]).any() else 0.0
    value, earlier = value - middle, earlier - middle
    # What a signing was worth when he came: the lists of a window are dated soon after it.
    arrivals = world.moves.player[past.arrivals]
    soon = np.minimum(world.moves.day[past.arrivals] + 100, window.opening)
    then, _ = world.values.before(arrivals, soon)
    standing = _Standing(
        value, _squads(window, value), _weighted(window, past.club, then - middle, np.exp(-past.arrival_age / 2))
    )
    mine = value[window.player]
    movers = window.movers
    movers["value"] = np.nan_to_num(mine)
    movers["value_known"] = np.isfinite(mine).astype(float)
    movers["value_age"] = np.nan_to_num(age[window.player])
    movers["value_step"] = np.nan_to_num(mine - earlier[window.player])
    best = _peak(world, window)
    movers["value_from_peak"] = np.nan_to_num(mine - best[window.player] + middle)
    window.clubs["v_squad"] = standing.squad
    window.clubs["v_signed"] = standing.signed
    window.clubs["v_top"] = _squads(window, value, regulars=3)
    _gaps(window, "v", mine, standing)
    _own_squad(world, window, past, "v", (value, standing.squad))
    _depth(world, window, "v", value, 0.4)
    _like(world, window, past, "like_value", (mine, then - middle, 0.5))
    _purse(world, window, past, mine, middle)


def _peak(world: World, window: Window) -> Floats:
    values = world.values
    recorded = values.day < window.opening
    best = np.full(len(world.players), -np.inf)
    np.maximum.at(best, values.player[recorded], values.log[recorded])
    return np.where(np.isfinite(best), best, np.nan)


def _add_ratings(world: World, window: Window, past: Past) -> None:
    editions = [entry for entry in world.ratings.before(window.opening) if window.opening - entry.day < _EDITION_DAYS]
    people = len(world.players)
    rating, until = (np.full(people, np.nan) for _ in range(2))
    before = np.full(people, np.nan)
    for number, edition in enumerate(reversed(editions)):
        matched = edition.player >= 0
        if number == len(editions) - 1:
            before = rating.copy()
        rating[edition.player[matched]] = edition.rating[matched]
        until[edition.player[matched]] = edition.until[matched]
    present = window.column_now >= 0
    middle = np.nanmean(rating[present]) if np.isfinite(rating[present]).any() else 65.0
    rating, before = (rating - middle) / 5, (before - middle) / 5
    named = _named_clubs(world, window)
    arrivals = world.moves.player[past.arrivals]
    signed = _weighted(window, past.club, rating[arrivals], np.exp(-past.arrival_age / 2))
    squad = _squads(window, rating)
    if editions:
        newest = editions[0]
        place = named[newest.club]
        squad = _level_of(window, place, (newest.rating - middle) / 5, squad)
    mine = rating[window.player]
    movers = window.movers
    movers["rating"] = np.nan_to_num(mine)
    movers["rating_known"] = np.isfinite(mine).astype(float)
    movers["rating_step"] = np.nan_to_num(mine - before[window.player])
    years = until[window.player] - window.season - 1
    movers["contract_years"] = np.clip(np.nan_to_num(years, nan=1.0), -1, 4)
    movers["contract_short"] = (np.nan_to_num(years, nan=9.0) < 0.5).astype(float)
    movers["contract_known"] = np.isfinite(years).astype(float)
    window.clubs["r_squad"] = squad
    window.clubs["r_signed"] = signed
    _gaps(window, "r", mine, _Standing(rating, squad, signed))
    _own_squad(world, window, past, "r", (rating, squad))
    _depth(world, window, "r", rating, 0.4)
    _like(world, window, past, "like_rating", (mine, rating[arrivals], 0.6))
    _ending(world, window, until)


def _named_clubs(world: World, window: Window) -> Ints:
    """The place in the choice of each club that ratings name: where most of its matched players were; -1 if unclear."""
    votes = np.zeros((world.ratings.clubs, len(window.orgs) + 1))
    for edition in world.ratings.before(window.opening):
        matched = edition.player >= 0
        players, clubs = edition.player[matched], edition.club[matched]
        last = world.moves.last_before(edition.day)[players]
        org = world.org_of(np.where(last >= 0, world.moves.to[np.maximum(last, 0)], -1))
        np.add.at(votes, (clubs, window.column[org]), 1)
    total = votes.sum(1)
    best = votes[:, :-1].argmax(1)
    most = votes[np.arange(len(votes)), best]
    return np.where((most >= 5) & (most > 0.5 * total), best, -1)


def _level_of(window: Window, place: Ints, values: Floats, otherwise: Floats) -> Floats:
    """The mean of the best rows of each club, as its squad list has them; ``otherwise`` where there is no list."""
    stated = (place >= 0) & np.isfinite(values)
    level, count = _best_mean(len(window.orgs), place[stated], values[stated], _REGULARS)
    return np.where(count >= 8, level, otherwise)


def _best_mean(clubs: int, place: Ints, values: Floats, regulars: int) -> tuple[Floats, Ints]:
    """The mean of the ``regulars`` highest values of each club, and how many there are; 0 for none."""
    order = np.lexsort((-values, place))
    place, values = place[order], values[order]
    first = np.searchsorted(place, np.arange(clubs))
    top = np.arange(len(place)) - first[place] < regulars
    count = np.bincount(place[top], minlength=clubs)
    return np.bincount(place[top], values[top], clubs) / np.maximum(count, 1), count


def _squads(window: Window, values: Floats, regulars: int = _REGULARS) -> Floats:
    """The level of each club: mean of its best players, shrunk towards its league where few of them are known."""
    recorded = (window.column_now >= 0) & np.isfinite(values)
    level, count = _best_mean(len(window.orgs), window.column_now[recorded], values[recorded], regulars)
    return _shrunk(window, level, count)


def _weighted(window: Window, place: Ints, values: Floats, weights: Floats) -> Floats:
    """The mean of some values of each club by weight, shrunk towards its league."""
    stated = np.isfinite(values)
    weight = np.bincount(place[stated], weights[stated], len(window.orgs))
    total = np.bincount(place[stated], weights[stated] * values[stated], len(window.orgs))
    return _shrunk(window, total / np.maximum(weight, 1e-9), weight)


def _shrunk(window: Window, level: Floats, weight: Array) -> Floats:
    leagues = int(window.league.max(initial=0)) + 1
    total = np.bincount(window.league, level * weight, leagues)
    overall = np.bincount(window.league, weight, leagues)
    every = total.sum() / max(overall.sum(), 1e-9)
    of_league = (total + _SHRUNK * every) / (overall + _SHRUNK)
    return np.asarray((level * weight + _SHRUNK * of_league[window.league]) / (weight + _SHRUNK))


def _gaps(window: Window, name: str, mine: Floats, standing: _Standing) -> None:
    """How far the player stands above the squad and above recent signings, with squares."""
    for label, level in (("squad", standing.squad), ("signed", standing.signed)):
        gap = np.nan_to_num(mine[:, None] - level[None])
        window.features[f"{name}_gap_{label}"] = gap
        window.features[f"{name}_gap_{label}_2"] = gap * gap
        window.features[f"{name}_gap_{label}_near"] = np.where(np.isfinite(mine)[:, None], np.exp(-gap * gap), 0.4)


def _own_squad(world: World, window: Window, past: Past, name: str, levels: tuple[Floats, Floats]) -> None:
    """The step from the club that he leaves, or last played for, and where he stood in it."""
    values, squad = levels
    mine = values[window.player]
    recorded = (window.org_now >= 0) & np.isfinite(values)
    level, count = _best_mean(len(world.organisations), window.org_now[recorded], values[recorded], _REGULARS)
    every = np.append(np.where(count >= 3, level, np.nan), np.nan)
    listed = window.column >= 0
    every[listed] = squad[window.column[listed]]
    every[-1] = np.nan
    for suffix, orgs in (("own", window.origin_org), ("last", past.effective)):
        own = every[orgs]
        window.movers[f"{name}_over_{suffix}"] = np.nan_to_num(mine - own)
        step = np.nan_to_num(squad[None] - own[:, None])
        window.features[f"{name}_step_{suffix}"] = step
        window.features[f"{name}_step_{suffix}_2"] = step * step


def _purse(world: World, window: Window, past: Past, mine: Floats, middle: float) -> None:
    """How far his value lies above the highest fees that the club has paid lately."""
    fee = np.nan_to_num(world.moves.fee[past.arrivals]) * np.exp(-past.arrival_age / 4)
    most = np.zeros(len(window.orgs))
    np.maximum.at(most, past.club, fee)
    purse = np.log(most + 0.1) + np.log(1e6) - middle
    window.clubs["purse"] = purse
    gap = np.nan_to_num(mine[:, None] - purse[None])
    window.features["v_gap_purse"] = gap
    window.features["v_gap_purse_up"] = np.maximum(gap, 0)


def _ending(world: World, window: Window, until: Floats) -> None:
    """How many at the club in his position have a contract that has run out or is in its last months."""
    present = (window.column_now >= 0) & (until <= window.season + window.winter)
    table = counted(world.place[present], window.column_now[present], (PLACES, len(window.orgs)))
    window.features["r_place_ending"] = np.log1p(table[world.place[window.player]])


def _depth(world: World, window: Window, name: str, values: Floats, margin: float) -> None:
    """How many at the club in his position are better, about equal, or worse."""
    present = (window.column_now >= 0) & np.isfinite(values)
    club, group, value = window.column_now[present], world.place[present], values[present]
    mine = values[window.player]
    better, level = np.zeros(window.shape), np.zeros(window.shape)
    for place in range(PLACES):
        events = np.flatnonzero((world.place[window.player] == place) & np.isfinite(mine))
        squad = group == place
        if not len(events) or not squad.any():
            continue
        above = value[squad][None] > mine[events][:, None] + margin
        near = np.abs(value[squad][None] - mine[events][:, None]) <= margin
        clubs = np.zeros((int(squad.sum()), len(window.orgs)), np.float32)
        clubs[np.arange(len(clubs)), club[squad]] = 1
        better[events] = above.astype(np.float32) @ clubs
        level[events] = near.astype(np.float32) @ clubs
    window.features[f"{name}_better"] = np.log1p(better)
    window.features[f"{name}_level"] = np.log1p(level)


def _like(world: World, window: Window, past: Past, name: str, levels: tuple[Floats, Floats, float]) -> None:
    """Arrivals of about his level, the nearer in age the more, over what the club's size would have it.

    ``levels`` are the movers', the arrivals', and the gap at which likeness has fallen by e.
    """
    mine, theirs, width = levels
    gap = (mine[:, None] - theirs[None]).astype(np.float32) / np.float32(width)
    near = np.where(np.isfinite(gap), np.exp(-(np.nan_to_num(gap) ** 2)), 0).astype(np.float32)
    near *= past.recent.astype(np.float32)
    years = np.abs(past.age_now[:, None] - past.arrival_year_age[None]).astype(np.float32)
    aged = near * np.exp(-((years / 3) ** 2))
    group = world.group[window.player][:, None] == world.group[world.moves.player[past.arrivals]][None]
    base = np.bincount(past.club, past.recent, len(window.orgs)) + 0.3
    share = base / base.sum()
    order = np.argsort(past.club, kind="stable")
    present, starts = np.unique(past.club[order], return_index=True)
    for suffix, kernel in (("", near), ("_age", aged), ("_position", aged * (np.float32(0.3) + group))):
        sums = np.zeros(window.shape)
        if len(starts):
            sums[:, present] = np.add.reduceat(kernel[:, order], starts, axis=1)
        total = sums.sum(1, keepdims=True)
        window.features[name + suffix] = np.log((sums + 6 * share) / (total * share + 6 * share))
