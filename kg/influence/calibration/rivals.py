"""Rivals: other ways of ranking the clubs of a choice, each judged in the same harness on the same moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from kg.influence.calibration.arrays import Array, Floats, Ints
from kg.influence.calibration.backtest import Rival
from kg.influence.calibration.model import Seen
from kg.influence.calibration.rivals_learned import boosted, embedded
from kg.influence.calibration.ties import counts, meetings_of
from kg.influence.calibration.windows import Window, membership
from kg.influence.calibration.world import World

__all__ = ["RIVALS"]

_YEARS: Final = 3
_RESTART: Final = 0.15
_STEPS: Final = 12
_KATZ: Final = 0.005


def _on_windows(rank: Callable[[World, Window], dict[str, Array]]) -> Rival:
    """A rival that learns nothing: it ranks each window as it stands."""

    def run(world: World, train: Sequence[Seen], test: Sequence[Seen], seed: int) -> dict[str, list[Floats]]:
        del train, seed
        result: dict[str, list[Floats]] = {}
        for seen in test:
            for name, table in rank(world, seen.window).items():
                full = np.broadcast_to(np.asarray(table, np.float64), seen.window.shape)
                result.setdefault(name, []).append(full[seen.kept])
        return result

    return run


def _popular(world: World, window: Window) -> dict[str, Array]:
    """Fees spent and players signed in three years; and signings, clubs of the same country first."""
    moves = world.moves
    rows = np.flatnonzero((moves.day < window.opening) & moves.real & (window.opening - moves.day < _YEARS * 365))
    club = window.column[moves.to_org[rows]]
    rows, club = rows[club >= 0], club[club >= 0]
    fees = np.bincount(club, np.nan_to_num(moves.fee[rows]), len(window.orgs))
    signed = np.bincount(club, minlength=len(window.orgs)).astype(np.float64)
    origin = np.where(window.origin_org >= 0, window.column[window.origin_org], -1)
    league = np.where(origin >= 0, window.league[origin], -1)
    same = league[:, None] == window.league
    return {"popularity: fees": fees[None], "popularity: signings": signed[None], "same league": 1e6 * same + signed}


def _together(world: World, window: Window) -> dict[str, Array]:
    """Seasons together with people at the club, and teams shared with them."""
    met = meetings_of(world, window)
    club = window.column_now[met.alter]
    return {
        "seasons together": counts(window, met.event, club, met.days / 365.25),
        "shared teams": counts(window, met.event, club),
    }


def _walked(world: World, window: Window) -> dict[str, Array]:
    """Adamic-Adar along player-club-player-club, Katz, and personalised PageRank, on the player-club graph."""
    player, org = membership(world, window)
    by_org = np.argsort(org, kind="stable")
    clubs_of = np.bincount(player, minlength=len(world.players)).astype(np.float64)
    players_of = np.bincount(org, minlength=len(world.organisations)).astype(np.float64)

    def to_players(table: Floats, weight: Floats) -> Floats:
        """[clubs, n] to [players, n]: sums over each player's clubs, clubs weighted."""
        return _summed(table[org] * weight[org, None], player, len(clubs_of))

    def to_clubs(table: Floats, weight: Floats) -> Floats:
        return _summed((table[player] * weight[player, None])[by_org], org[by_org], len(players_of))

    # All is worked out backwards from the clubs of the choice, which are far fewer than the movers.
    goal = np.zeros((len(players_of), len(window.orgs)))
    goal[window.orgs, np.arange(len(window.orgs))] = 1
    ones_clubs, ones_players = np.ones_like(players_of), np.ones_like(clubs_of)
    log_clubs, log_players = 1 / np.log(np.maximum(players_of, 2)), 1 / np.log(np.maximum(clubs_of, 2))
    adamic = to_players(to_clubs(to_players(goal, ones_clubs), log_players), log_clubs)[window.player]
    even_clubs, even_players = 1 / np.maximum(players_of, 1), 1 / np.maximum(clubs_of, 1)
    katz, walk = to_players(goal, ones_clubs), to_players(goal, ones_clubs) * even_players[:, None]
    katz_sum, rank, reach = katz.copy(), walk[window.player].copy(), goal
    for step in range(_STEPS):
        reach = (1 - _RESTART) ** 2 * to_clubs(to_players(reach, ones_clubs), even_players) * even_clubs[:, None]
        rank += (to_players(reach, ones_clubs) * even_players[:, None])[window.player]
        if step < _YEARS:
            katz = _KATZ * to_players(to_clubs(katz, ones_players), ones_clubs)
            katz_sum += katz
    return {"Adamic-Adar": adamic, "Katz": katz_sum[window.player], "personalised PageRank": rank}


def _summed(table: Floats, group: Ints, groups: int) -> Floats:
    """Sums of rows that lie together by group."""
    result = np.zeros((groups, table.shape[1]))
    if len(group):
        starts = np.flatnonzero(np.append(True, group[1:] != group[:-1]))
        result[group[starts]] = np.add.reduceat(table, starts, axis=0)
    return result


RIVALS: Final[dict[str, Rival]] = {
    "popularity": _on_windows(_popular),
    "together": _on_windows(_together),
    "graph": _on_windows(_walked),
    "boosted": boosted,
    "embedded": embedded,
}
"""Rivals by family; each gives one ranking or more. ``boosted`` needs the extra ``rivals``."""
