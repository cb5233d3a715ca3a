"""Columns by pair: geography, language, and what the mover and the club have had to do with each other before."""

from __future__ import annotations

import numpy as np

from kg.influence.calibration.arrays import Array, Flags
from kg.influence.calibration.languages import shared_languages
from kg.influence.calibration.past import Past
from kg.influence.calibration.windows import Window
from kg.influence.calibration.world import LOAN, RETURN, World

__all__ = ["add_history"]


def add_history(world: World, window: Window, past: Past) -> None:
    """Fill the pair columns on places and on a mover's earlier clubs."""
    _places(world, window)
    _returns(world, window, past)
    _played(world, window, past)


def _places(world: World, window: Window) -> None:
    features, country = window.features, window.country
    nation, second = world.nation[window.player], world.second_nation[window.player]
    origin = np.where(window.origin_org >= 0, world.country[window.origin_org], 0)
    speak = shared_languages(world.countries)
    features["same_country"] = (origin[:, None] == country) & (origin[:, None] > 0)
    features["home"] = nation[:, None] == country
    features["second_home"] = (second[:, None] == country) & (second[:, None] > 0)
    features["language_of_nation"] = speak[nation][:, country]
    features["language_of_origin"] = speak[origin][:, country]


def _returns(world: World, window: Window, past: Past) -> None:
    features, moves, rows, own = window.features, world.moves, window.past, window.own
    left = window.column[moves.origin_org[rows]]
    how, age = moves.how[rows], past.own_age
    last = rows == window.last[window.player][own]
    first = rows == moves.of_player[window.player][own]

    def most(place: Array, which: Flags | None, value: Array | float = 1.0) -> Array:
        """The largest value of a pair's moves; 0 where there is none."""
        table = np.zeros(window.shape)
        taken = place >= 0 if which is None else (place >= 0) & which
        values = np.broadcast_to(np.asarray(value, np.float64), place.shape)
        np.maximum.at(table, (own[taken], place[taken]), values[taken])
        return table

    back = how == RETURN
    features["been"] = window.been
    features["been_lately"] = most(left, None, np.exp(-age / 3))
    features["just_on_loan_there"] = most(left, back & last & (age < 60 / 365.25))
    features["on_loan_there"] = most(left, back)
    features["on_loan_there_lately"] = most(left, back, np.exp(-age))
    stints = np.zeros(window.shape)
    np.add.at(stints, (own[left >= 0], left[left >= 0]), 1)
    features["stints_there"] = np.log1p(stints)
    features["sold_by"] = most(left, how < LOAN, np.exp(-age / 2))
    features["owner"] = most(left, how == LOAN)
    features["first_club"] = most(left, first)


def _played(world: World, window: Window, past: Past) -> None:
    """Countries in which he has played."""
    moves, rows, own = world.moves, window.past, window.own
    table = np.zeros((len(window.player), len(world.countries)))
    for orgs in (moves.to_org[rows], moves.origin_org[rows]):
        recorded = orgs >= 0
        np.maximum.at(table, (own[recorded], world.country[orgs[recorded]]), np.exp(-past.own_age[recorded] / 4))
    lately = table[:, window.country]
    window.features["played_in_country"] = lately > 0
    window.features["played_in_country_lately"] = lately
