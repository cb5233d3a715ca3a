"""The leak audit: does a column of values hold what was known only afterwards?

A source may fill an old row with a figure as of the day on which it was gathered. Such a column foresees the future,
and a back-test on it means nothing. Each dated column is held against dated history that does not come from it. For a
row dated ``t`` let ``h`` be the last value in that history within 200 days before ``t``, and ``g`` the first one
300 to 800 days after it. Least squares of the column (in logarithms, or in points) on ``h`` and ``g - h``::

    column = a + b * h + c * (g - h)

An honest column knows little of the change to come, ``c / b`` is near 0; one that was gathered later has it near 1. A
column is refused from `REFUSED` on. A market is not blind, so that honest columns show some of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from kg.influence.calibration.arrays import Array, Floats, Ints
from kg.influence.calibration.values import values_of
from kg.model.backtest import AuditLine
from kg.model.transfers import TransferTables, ValueRow

__all__ = ["REFUSED", "audit"]

REFUSED: Final = 0.5
_BEFORE: Final = 200
_AFTER: Final = (300, 800)
_LEAST: Final = 100
_DRAWS: Final = 200


def audit(tables: TransferTables) -> tuple[AuditLine, ...]:
    """Every value column that the model reads, against the dated history that is not its own."""
    person = {row.id: place for place, row in enumerate(tables.players)}
    lines = []
    bases = sorted({row.basis for row in tables.values})
    for basis in bases:
        own = [row for row in tables.values if row.basis == basis and row.player in person and row.euros > 0]
        name = f"player_valuations.csv: market_value_in_eur{f' ({basis})' if basis else ''}"
        history = [row for row in tables.values if row.basis != basis]
        lines.append(_line(name, _columns(own, person), history, person))
    rated = [row for row in tables.ratings if row.player in person]
    if rated:
        columns = (
            np.array([person[row.player] for row in rated], np.int64),
            np.array([row.day.toordinal() for row in rated], np.int64),
            np.array([row.rating for row in rated], np.float64),
        )
        lines.append(_line("player_ratings.csv: rating", columns, list(tables.values), person))
    return tuple(lines)


def _columns(rows: list[ValueRow], person: Mapping[str, int]) -> tuple[Ints, Ints, Floats]:
    return (
        np.array([person[row.player] for row in rows], np.int64),
        np.array([row.day.toordinal() for row in rows], np.int64),
        np.log(np.array([row.euros for row in rows], np.float64)),
    )


def _line(
    name: str, columns: tuple[Array, Array, Array], history: list[ValueRow], person: Mapping[str, int]
) -> AuditLine:
    """One column: the share of the later change that it holds, with a 95 % bootstrap interval over players."""
    player, day, figure = columns
    values = values_of(history, person)
    before, age = values.before(player, day)
    first = day + _AFTER[0]
    after, behind = values.before(player, day + _AFTER[1])
    # The last value before the end of the span lies in it if it is not older than the span is long.
    inside = behind * 365.25 <= (_AFTER[1] - _AFTER[0])
    fit = np.isfinite(before) & np.isfinite(after) & (age * 365.25 <= _BEFORE) & inside & (first > day)
    count = int(fit.sum())
    if count < _LEAST:
        return AuditLine(name, count, None, None, None, refused=False)
    player, figure, before, change = player[fit], figure[fit], before[fit], (after - before)[fit]
    share = _share(figure, before, change)
    rng = np.random.default_rng(0)
    players, cluster = np.unique(player, return_inverse=True)
    draws = []
    for _ in range(_DRAWS):
        weight = np.bincount(rng.integers(0, len(players), len(players)), minlength=len(players))[cluster]
        draws.append(_share(figure, before, change, weight))
    low, high = np.percentile(draws, [2.5, 97.5])
    return AuditLine(name, count, share, float(low), float(high), refused=share >= REFUSED)


def _share(figure: Floats, before: Floats, change: Floats, weight: Array | None = None) -> float:
    root = np.ones(len(figure)) if weight is None else np.sqrt(weight)
    x = np.column_stack([np.ones(len(figure)), before, change]) * root[:, None]
    b = np.linalg.lstsq(x, figure * root, rcond=None)[0]
    return float(b[2] / b[1]) if b[1] > 0 else 1.0
