"""Columns of the design that describe a mover on his own, as of the day before a window opens.

They are the same for all clubs of a choice, so they count only together with something about the club.
"""

from __future__ import annotations

import numpy as np

from kg.influence.calibration.arrays import Array, Floats
from kg.influence.calibration.clubs import best_fees
from kg.influence.calibration.past import Past
from kg.influence.calibration.windows import Window, on_loan
from kg.influence.calibration.world import FREE, LOAN, RETURN, TRANSFER, World

__all__ = ["add_movers"]


def add_movers(world: World, window: Window, past: Past) -> None:
    """Fill ``window.movers``: age, level so far, how he moved last, where he comes from."""
    moves, movers = world.moves, window.movers
    events = len(window.player)
    last, place = window.last[window.player], np.maximum(window.last[window.player], 0)
    recorded, since = last >= 0, window.opening - moves.day[place]
    own, rows = window.own, window.past
    movers["age"] = (past.age_now - 24) / 4
    movers["winter"] = np.full(events, float(window.winter))
    movers["known"] = recorded
    movers["moves"] = np.log1p(np.where(recorded, last - moves.of_player[window.player] + 1, 0))
    movers["returned"] = recorded & (moves.how[place] == RETURN) & (since < 100)
    movers["on_loan"] = on_loan(world, window)
    movers["since"] = np.where(recorded, np.minimum(since, 2000) / 365.25, 2.5)
    movers["came_free"] = recorded & (moves.how[place] == FREE)
    movers["loans"] = np.log1p(np.bincount(own, moves.how[rows] == LOAN, events))
    fee = np.nan_to_num(moves.fee[rows]) * (moves.how[rows] == TRANSFER)
    movers["top_fee"] = np.log1p(_best(own, fee, events, 0.0))
    movers["recent_fee"] = np.log1p(_best(own, fee * np.exp(-past.own_age / 3), events, 0.0))
    movers["worth"] = np.log1p(best_fees(world, past)[window.player])
    movers["abroad"] = _origin_country(world, window) != world.nation[window.player]
    for group in range(4):
        movers[f"group_{group}"] = world.group[window.player] == group
    for name, youth in (("capped", False), ("youth_capped", True)):
        capped = (world.caps.youth == youth) & (world.caps.day < window.opening)
        movers[name] = np.isin(window.player, world.caps.player[capped])
    _levels(world, window, past)
    for name, column in movers.items():
        movers[name] = np.asarray(column, np.float64)


def _best(own: Array, values: Array, events: int, least: float) -> Floats:
    best = np.full(events, least)
    np.maximum.at(best, own, values)
    return best


def _origin_country(world: World, window: Window) -> Array:
    return np.where(window.origin_org >= 0, world.country[window.origin_org], 0)


def _levels(world: World, window: Window, past: Past) -> None:
    """How high he comes from, and how high he has been."""
    moves, movers, rows = world.moves, window.movers, window.past
    level = np.append(past.level, -1.0)  # no club reads -1, about that of a club without a fee on record
    present = level[window.origin_org]
    movers["from_level"] = present
    movers["from_listed"] = past.listed[window.origin_org]
    movers["from_nowhere"] = window.origin_org < 0
    movers["from_youth"] = (window.origin >= 0) & ~world.first_team[window.origin]
    best = np.full(len(window.player), -1.0)
    for orgs in (moves.to_org[rows], moves.origin_org[rows]):
        np.maximum.at(best, window.own, level[orgs] - past.own_age / 3)
    movers["best_level"] = np.maximum(best, present)
    before = np.zeros(len(world.organisations) + 1, bool)
    if window.season - 1 in world.listings:
        before[world.organisation[world.listings[window.season - 1].teams]] = True
    movers["from_relegated"] = before[window.origin_org] & ~past.listed[window.origin_org]
    movers["from_promoted"] = ~before[window.origin_org] & past.listed[window.origin_org]
    movers["last_level"] = level[past.effective]
    movers["last_listed"] = past.listed[past.effective]
