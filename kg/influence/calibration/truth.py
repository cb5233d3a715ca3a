"""Known truth: the plain effects that a synthetic world was made with, estimated from its tables alone.

In such a world nothing moves a player but four things, each counted as ``log(1 + people)`` or as a yes or no: the club
lies in his country; former team-mates are there; so are fellow internationals; so are compatriots. The same windows,
meetings, likelihood and standard errors as in the model must find the coefficients it was made with.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np

from kg.errors import NothingFound
from kg.influence.calibration.arrays import Array
from kg.influence.calibration.design import rows_of_window, stacked
from kg.influence.calibration.logit import fit_logit
from kg.influence.calibration.ties import counts, tie_rows
from kg.influence.calibration.windows import Window, open_window, windows_between
from kg.influence.calibration.world import World
from kg.model.backtest import TieEffect
from kg.model.progress import Progress, silent

__all__ = ["recover"]

_WARM_UP: Final = 3
_COLUMNS: Final = {
    "country": "the club lies in the country of his citizenship (one unit: yes)",
    "teammate": "former team-mates at the club",
    "national": "people at the club who have played for the same senior national team",
    "compatriot": "people of his citizenship at the club",
}


def recover(world: World, *, progress: Progress = silent) -> tuple[TieEffect, ...]:
    """Estimate the four effects on all windows but those of the first three seasons.

    Raises:
        NothingFound: there are no such windows.
        InvalidInput: the fit does not converge, or clubs are too few.
    """
    first = date(min(world.listings) + _WARM_UP, 7, 1)
    result = windows_between(world, first, date(max(world.listings) + 1, 7, 1))
    if not result:
        raise NothingFound(f"no window that opens from {first} on has moves to listed clubs")
    blocks = []
    for number, (season, winter) in enumerate(result, 1):
        window = open_window(world, season, winter=winter)
        window.features.update(_columns(world, window))
        blocks.append(rows_of_window(window, list(_COLUMNS), window.mask, np.zeros(window.shape)))
        window.features.clear()
        progress("reading windows", number, len(result))
    fitted = fit_logit(stacked(blocks), np.full(len(_COLUMNS), 1e-6), errors=True)
    columns = zip(_COLUMNS, fitted.coefficients, fitted.errors, strict=True)
    return tuple(TieEffect(name, float(effect), float(error), _COLUMNS[name]) for name, effect, error in columns)


def _columns(world: World, window: Window) -> dict[str, Array]:
    rows = tie_rows(world, window)
    event, alter = rows.meetings.event, rows.meetings.alter
    pairs = np.unique(event * len(world.players) + alter)
    event, alter = pairs // len(world.players), pairs % len(world.players)
    nation = world.nation[window.player]
    present = window.column_now >= 0
    at_club = np.zeros((len(world.countries), len(window.orgs)))
    np.add.at(at_club, (world.nation[present], window.column_now[present]), 1)
    return {
        "country": nation[:, None] == window.country,
        "teammate": np.log1p(counts(window, event, window.column_now[alter])),
        "national": np.log1p(counts(window, rows.national_event, window.column_now[rows.national_alter])),
        "compatriot": np.log1p(at_club[nation]),
    }
