"""Matched odds ratios: a planted effect is found, a shuffled one is not, and the E-value is that of its authors."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kg.influence.calibration.contrast import EXPOSURES, _contrast, contrasts, e_value
from kg.influence.calibration.design import Design
from kg.influence.calibration.model import look
from kg.influence.calibration.world import World
from tests.influence.calibration.worlds import synthetic


def sets(effect: float, *, count: int = 900, size: int = 6, seed: int = 4) -> Design:
    rng = np.random.default_rng(seed)
    base, exposed = rng.normal(size=(count, size)), (rng.random((count, size)) < 0.2).astype(float)
    chosen = (base + effect * exposed + rng.gumbel(size=base.shape)).argmax(1)
    x = np.column_stack([base.ravel(), exposed.ravel()]).astype(np.float32)
    return Design(
        ("base", "tie"),
        x,
        np.full(count, size),
        chosen + np.arange(count) * size,
        np.zeros(len(x), np.float32),
        np.arange(count),
        np.zeros(count, np.int64),
        np.ones(count, bool),
        np.arange(count),
    )


def test_a_planted_effect_is_found_and_placebos_do_not_show_it() -> None:
    found = _contrast(sets(np.log(2.0)), "tie", "by hand", 0)
    assert found.odds is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low < 2.0 < found.high
    assert found.placebo == pytest.approx(1 / 201)
    assert found.holds


def test_no_effect_does_not_hold() -> None:
    found = _contrast(sets(0.0), "tie", "by hand", 0)
    assert found.placebo is not None
    assert found.placebo > 0.05
    assert not found.holds
    assert found.e_bound == 1.0


def test_too_few_exposed_give_no_figure() -> None:
    found = _contrast(sets(0.0, count=20), "tie", "by hand", 0)
    assert (found.odds, found.holds) == (None, False)


def test_the_e_value() -> None:
    assert e_value(3.9) == pytest.approx(7.26, abs=0.01)  # the example of VanderWeele and Ding
    assert e_value(0.5) == pytest.approx(e_value(2.0))
    assert e_value(1.0) == 1.0


def test_every_exposure_is_told_on_a_world() -> None:
    world = World.of(synthetic(900, 20, 10))
    seen = [look(world, 2012, winter=False, seed=0, whole=True)]
    found = contrasts(world, seen, [np.zeros(int(seen[0].kept.sum()))])
    assert [each.name for each in found] == list(EXPOSURES)
    assert all(each.moves > 0 for each in found)
    without_coaches = {each.name: each.exposed for each in found if each.name.startswith("coach")}
    assert set(without_coaches.values()) == {0}
    assert date.fromordinal(seen[0].window.opening) == date(2012, 7, 1)
