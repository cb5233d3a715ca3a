"""Market values and ratings: only what was known before a window opens counts, and what the columns say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from kg.influence.calibration.model import look
from kg.influence.calibration.values import values_of
from kg.influence.calibration.world import World
from kg.model.transfers import RatingRow, TransferTables, ValueRow
from tests.influence.calibration.worlds import synthetic

TABLES = synthetic(400, 12, 8)
OPENING = date(2010, 7, 1)


def valued(tables: TransferTables, day: date, euros: float = 1e6) -> TransferTables:
    values = tuple(ValueRow(p.id, day, euros * (1 + int(p.id) % 7), "history") for p in tables.players)
    ratings = tuple(RatingRow(p.id, day, "c", 60 + int(p.id) % 9, 2012, on_loan=False) for p in tables.players)
    return replace(tables, values=(*tables.values, *values), ratings=(*tables.ratings, *ratings))


def columns(tables: TransferTables) -> dict[str, np.ndarray]:
    seen = look(World.of(tables), 2010, winter=False, seed=0, whole=True)
    return dict(zip(seen.rows.names, seen.rows.x.T, strict=True))


def test_nothing_dated_on_or_after_the_opening_changes_a_column() -> None:
    before = columns(valued(TABLES, date(2010, 6, 30)))
    after = columns(valued(valued(TABLES, date(2010, 6, 30)), OPENING, 9e7))
    assert before.keys() == after.keys()
    for name, column in before.items():
        np.testing.assert_array_equal(column, after[name], err_msg=name)


def test_without_values_the_columns_are_not_there() -> None:
    assert not [name for name in columns(TABLES) if name.startswith(("v_", "r_", "value", "rating"))]


def test_the_gap_is_the_players_value_less_the_squads() -> None:
    found = columns(valued(TABLES, date(2010, 1, 1)))
    assert found["value_known"].all()
    np.testing.assert_allclose(found["v_gap_squad"], found["value"] - found["v_squad"], atol=1e-5)
    np.testing.assert_allclose(found["v_gap_squad_2"], found["v_gap_squad"] ** 2, atol=1e-4)


def test_the_last_value_before_a_day_counts_and_an_old_one_does_not() -> None:
    rows = [ValueRow("a", date(2010, 1, 1), 1e6, ""), ValueRow("a", date(2011, 1, 1), 2e6, "")]
    values = values_of([*rows, ValueRow("nobody", date(2010, 1, 1), 5e6, "")], {"a": 0, "b": 1})
    days = [date(2011, 1, 1), date(2011, 1, 2), date(2015, 1, 1), date(2009, 1, 1)]
    found, age = values.before(np.zeros(4, int), np.array([day.toordinal() for day in days]))
    assert np.exp(found[0]) == pytest.approx(1e6)
    assert np.exp(found[1]) == pytest.approx(2e6)
    assert np.isnan(found[2:]).all()
    assert age[0] == pytest.approx(1, abs=0.01)
    assert np.isnan(values.before(np.array([1]), OPENING.toordinal())[0]).all()
