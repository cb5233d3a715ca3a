"""How full squads were: player-days spent at a squad, of which circles are made."""

from __future__ import annotations

from typing import Final

import numpy as np

from kg.columns.bounds import Columns
from kg.columns.files import Ints
from kg.columns.intervals import PLAYER

__all__ = ["Crowd", "crowds", "key_of"]

_SHIFT: Final = 1 << 22
_DAYS: Final = 1 << 23


def key_of(squad: Ints, day: Ints | int) -> Ints:
    """Squad and day in one number that sorts like both."""
    key: Ints = squad.astype(np.int64) * _DAYS + (day + np.int64(_SHIFT))
    return key


def crowds(squads: Columns) -> Columns:
    """For stays sorted by squad and start: player-days at the squad by their start (``by_start``) and ``by_end``."""
    crowd = Crowd(squads)
    return {f"by_{bound}": crowd.until(squads["squad"], squads[bound]) for bound in ("start", "end")}


class Crowd:
    """How many player-days, by their shares, had been spent at a squad until a day."""

    def __init__(self, squads: Columns) -> None:
        is_player = squads["role"] == PLAYER
        players = {name: squads[name][is_player] for name in ("squad", "start", "end", "share")}
        self._sums: list[tuple[int, Ints, Ints, Ints, Ints]] = []
        by_end = np.lexsort((players["end"], players["squad"]))
        for sign, bound, order in ((1, "start", slice(None)), (-1, "end", by_end)):
            squad, when, share = (players[name][order].astype(np.int64) for name in ("squad", bound, "share"))
            count = np.concatenate([[0], np.cumsum(share)])
            moment = np.concatenate([[0], np.cumsum(share * when)])
            self._sums.append((sign, squad, key_of(squad, when), count, moment))

    def until(self, squad: Ints, days: Ints) -> Ints:
        """Player-days at each squad before each day; only differences between two days at one squad mean anything."""
        # Until a day, a squad has had the days since each arrival by then, less those since each leaving by then; what
        # other squads had before it in the running sums takes the same part in both days' figures and drops out.
        total = np.zeros(len(squad), np.int64)
        for sign, squads, key, count, moment in self._sums:
            place, base = np.searchsorted(key, key_of(squad, days)), np.searchsorted(squads, squad)
            total += sign * ((count[place] - count[base]) * days - moment[place])
        return total
