"""Columns by pair: did players like him come to this club lately, and does it need one in his position?"""

from __future__ import annotations

import numpy as np

from kg.influence.calibration.arrays import Array, counted
from kg.influence.calibration.flows import league_keys
from kg.influence.calibration.past import Past
from kg.influence.calibration.windows import Window
from kg.influence.calibration.world import PLACES, World

__all__ = ["add_likeness"]


def add_likeness(world: World, window: Window, past: Past) -> None:
    """Fill the pair columns on players like him, and on the position."""
    _arrivals_like_him(world, window, past)
    _position(world, window, past)


def _arrivals_like_him(world: World, window: Window, past: Past) -> None:
    """Kernel sums over a club's arrivals, the nearer to the mover the more, over what the club's size would have it."""
    moves, arrivals = world.moves, past.arrivals
    level = np.append(past.level, -1.0).astype(np.float32)
    who = moves.player[arrivals]
    keys = league_keys(world, window.season)
    of_arrival, of_mover = _keys(world, past), keys[window.origin_org]
    gap = np.abs(level[window.origin_org][:, None] - level[moves.origin_org[arrivals]][None])
    years = np.abs(past.age_now[:, None] - past.arrival_year_age[None]).astype(np.float32)
    near_age = np.exp(-((years / 3) ** 2)) * past.recent.astype(np.float32)
    near = np.exp(-gap / 0.7) * near_age
    same_league = (of_mover[:, None] == of_arrival[None]) & (of_arrival >= 0)[None]
    same_nation = world.nation[window.player][:, None] == world.nation[who][None]
    same_group = world.group[window.player][:, None] == world.group[who][None]
    same_place = world.place[window.player][:, None] == world.place[who][None]
    base = np.bincount(past.club, past.recent, len(window.orgs)) + 0.3
    share = base / base.sum()
    order = np.argsort(past.club, kind="stable")
    present, starts = np.unique(past.club[order], return_index=True)

    def add(name: str, kernel: Array, prior: float) -> None:
        sums = np.zeros(window.shape)
        if len(starts):
            sums[:, present] = np.add.reduceat(kernel[:, order], starts, axis=1)
        total = sums.sum(1, keepdims=True)
        window.features[name] = np.log((sums + 20 * prior * share) / (total * share + 20 * prior * share))

    full = np.float32
    add("like_level_age", near, 0.3)
    add("like_league", near * np.where(same_league, full(1), full(0.05)), 0.1)
    add("like_nation", near_age * np.where(same_nation, full(1), full(0.02)) * np.exp(-gap / 2), 0.1)
    add("like_position", near * (full(0.2) + full(0.4) * same_group + full(0.4) * same_place), 0.3)


def _keys(world: World, past: Past) -> Array:
    origin, season = world.moves.origin_org[past.arrivals], world.moves.season[past.arrivals]
    keys = np.full(len(origin), -1)
    for year in np.unique(season):
        keys[season == year] = league_keys(world, int(year))[origin[season == year]]
    return keys


def _position(world: World, window: Window, past: Past) -> None:
    features, moves, clubs = window.features, world.moves, len(window.orgs)
    present = window.column_now >= 0
    squad = counted(world.place[present], window.column_now[present], (PLACES, clubs))
    size = np.bincount(window.column_now[present], minlength=clubs)
    features["place_share"] = np.log((squad[world.place[window.player]] + 0.5) / (size + 6))
    old = present & (window.season - world.birth >= 31)
    leaving = counted(world.group[old], window.column_now[old], (4, clubs))
    features["place_old"] = np.log1p(leaving[world.group[window.player]])
    lately = past.arrival_age < 0.75
    came = counted(world.place[moves.player[past.arrivals[lately]]], past.club[lately], (PLACES, clubs))
    features["place_just_bought"] = np.log1p(came[world.place[window.player]])
    nation = counted(world.nation[present], window.column_now[present], (len(world.countries), clubs))
    mine = world.nation[window.player]
    at_home = mine[:, None] == window.country
    features["squad_nation"] = np.log1p(nation[mine]) * ~at_home
    features["squad_nation_home"] = np.log((nation[mine] + 1) / (size + 4)) * at_home
