"""The leak audit: an honest column passes, one that was gathered afterwards is refused by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from kg.influence.calibration.audit import audit
from kg.model.transfers import TransferTables, ValueRow
from tests.influence.calibration.worlds import synthetic

TABLES = synthetic(400, 12, 8)


def valued(*, leak: bool) -> TransferTables:
    """Players whose value walks at random from year to year, and a second column as of the year or of the last one."""
    rng = np.random.default_rng(2)
    rows = []
    for player in TABLES.players:
        walk = 14 + np.cumsum(rng.normal(0, 0.5, 6))
        for year in range(6):
            rows.append(ValueRow(player.id, date(2008 + year, 3, 1), float(np.exp(walk[year])), "history"))
            known = walk[-1] if leak else walk[year]
            told = float(np.exp(known + rng.normal(0, 0.1)))
            rows.append(ValueRow(player.id, date(2008 + year, 6, 25), told, "list"))
    return replace(TABLES, values=tuple(rows))


def test_a_column_as_of_its_day_is_sound() -> None:
    lines = {line.column: line for line in audit(valued(leak=False))}
    line = lines["player_valuations.csv: market_value_in_eur (list)"]
    assert line.share is not None
    assert line.high is not None
    assert abs(line.share) < 0.2
    assert not any(each.refused for each in lines.values())


def test_a_column_gathered_afterwards_is_refused() -> None:
    lines = {line.column: line for line in audit(valued(leak=True))}
    line = lines["player_valuations.csv: market_value_in_eur (list)"]
    assert line.share is not None
    assert line.share > 0.5
    assert line.refused


def test_too_few_rows_give_no_verdict() -> None:
    few = replace(TABLES, values=(ValueRow(TABLES.players[0].id, date(2010, 1, 1), 1e6, ""),))
    (line,) = audit(few)
    assert (line.share, line.refused) == (None, False)
