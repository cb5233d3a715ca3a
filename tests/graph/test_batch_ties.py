"""Everybody's ties at once against one person's: the same ties, whatever the blocks and the threads."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.columns.facts import Facts, merge
from kg.columns.files import day
from kg.graph.batch_ties import all_ties, blocks, in_order, joined, stretches
from kg.graph.ties import everybody, team_ties
from kg.model import Spell
from tests.graph.small_world import facts_of, worlds

NAMES = (
    "ego",
    "alter",
    "squad",
    "ego_role",
    "alter_role",
    "kind",
    "start",
    "end",
    "days",
    "days_low",
    "days_high",
    "circle",
)


@settings(max_examples=60, deadline=None)
@given(worlds, st.dates(date(2018, 1, 1), date(2022, 6, 1)))
def test_everybodys_ties_are_each_ones(said: list[Spell], at: date) -> None:
    with TemporaryDirectory() as folder:
        facts = facts_of(said, Path(folder))
        each = team_ties(facts, range(facts.people_count), day(at))
        assert all(np.issubdtype(each[name].dtype, np.integer) for name in NAMES)  # days are told whole
        expected = sorted(row for row in zip(*(each[name].tolist() for name in NAMES), strict=True) if row[0] < row[1])
        for workers in (1, 3):
            at_once = joined(all_ties(facts, day(at), workers=workers))
            rows = zip(*(at_once[name].tolist() for name in NAMES), strict=True) if at_once else ()
            assert sorted(rows) == expected


@settings(max_examples=30, deadline=None)
@given(worlds, st.integers(1, 4), st.integers(1, 4))
def test_stretches_and_blocks_hold_whole_squads_in_order(said: list[Spell], pairs: int, rows: int) -> None:
    with TemporaryDirectory() as folder:
        facts, at = facts_of(said, Path(folder)), day(date(2022, 6, 1))
        stays = everybody(facts, at)
        for cut in (list(blocks(stays, pairs)), list(stretches(facts, at, rows))):
            assert sum(len(set(part["squad"].tolist())) for part in cut) == len(set(stays["squad"].tolist()))
            for name, column in joined(cut).items():
                assert np.array_equal(column, stays[name])


def test_an_empty_world_has_no_ties(tmp_path: Path) -> None:
    merge([], tmp_path)
    assert joined(all_ties(Facts.open(tmp_path), 0)) == {}


def test_work_is_told_in_order_and_its_failure_too() -> None:
    def work(number: int) -> int:
        if number == 50:
            raise ValueError("fifty")
        return number * number

    assert list(in_order(work, range(40), workers=3)) == [number * number for number in range(40)]
    with pytest.raises(ValueError, match="fifty"):
        list(in_order(work, range(60), workers=3))
