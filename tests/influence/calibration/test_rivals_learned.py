"""Rivals that learn: one score for every row, better than chance where moves follow something."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kg.influence.calibration.backtest import Rival
from kg.influence.calibration.measures import joined, outcome, scores
from kg.influence.calibration.model import Seen, look
from kg.influence.calibration.rivals import RIVALS
from kg.influence.calibration.windows import windows_between
from kg.influence.calibration.world import World
from tests.influence.calibration.worlds import synthetic

WORLD = World.of(synthetic(500, 16, 9))


def seen(first: int, until: int, *, whole: bool) -> list[Seen]:
    windows = windows_between(WORLD, date(first, 7, 1), date(until, 7, 1))
    return [look(WORLD, season, winter=winter, seed=0, whole=whole) for season, winter in windows]


@pytest.mark.parametrize("name", ["boosted", "embedded"])
def test_rivals_learn_something_and_give_every_row_a_score(name: str) -> None:
    if name == "boosted":
        pytest.importorskip("lightgbm", reason="the extra rivals is not installed")
    rival: Rival = RIVALS[name]
    train, test = seen(2008, 2012, whole=False), seen(2012, 2014, whole=True)
    found = rival(WORLD, train, test, 3)
    by_chance = (1 / np.arange(1, 16)).mean()
    for each in found.values():
        assert [len(part) for part in each] == [len(one.rows.x) for one in test]
        judged = joined([outcome(part, one.rows, probabilities=False) for part, one in zip(each, test, strict=True)])
        assert scores(judged).mrr > 1.15 * by_chance
