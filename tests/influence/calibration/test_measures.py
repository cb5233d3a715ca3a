"""Ranks, calibration and intervals by their definitions."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kg.influence.calibration.design import Design
from kg.influence.calibration.measures import calibration, difference, gain, interval_of, outcome, scores


def design(chosen: list[int], clubs: int) -> Design:
    events = len(chosen)
    return Design(
        ("x",),
        np.zeros((events * clubs, 1), np.float32),
        np.full(events, clubs),
        np.arange(events) * clubs + np.array(chosen),
        np.zeros(events * clubs),
        np.arange(events),
        np.zeros(events, int),
        np.ones(events, bool),
        np.arange(events),
    )


def test_ranks_with_ties_at_the_mean() -> None:
    data = design([0, 1, 2], 4)
    utilities = np.array([3.0, 2, 1, 0, 5, 5, 5, 0, 1, 1, 0, 0])
    judged = outcome(utilities, data)
    assert judged.rank.tolist() == [1, 2, 3.5]
    found = scores(judged)
    assert found.mrr == pytest.approx((1 + 1 / 2 + 1 / 3.5) / 3)
    assert found.hit1 == pytest.approx(1 / 3)
    assert (found.hit5, found.median_rank) == (1.0, 2)


def test_chance_has_no_skill_and_is_calibrated() -> None:
    data = design([0, 1, 2, 3, 0, 1], 4)
    found = scores(outcome(np.zeros(24), data))
    assert found.pseudo_r2 == pytest.approx(0)
    judged = outcome(np.zeros(24), data)
    assert all(band.said == pytest.approx(0.25) for band in calibration(judged))


def test_certainty_that_is_wrong_is_punished_by_both() -> None:
    data = design([0] * 40, 2)
    found = scores(outcome(np.tile([0.0, 5.0], 40), data))
    assert found.pseudo_r2 is not None
    assert found.pseudo_r2 < -1
    assert found.ece == pytest.approx(1 / (1 + math.exp(-5)), abs=0.01)


def test_rankings_have_no_probabilities() -> None:
    found = scores(outcome(np.arange(8.0), design([3, 3], 4), probabilities=False))
    assert (found.pseudo_r2, found.ece, found.hit1) == (None, None, 1.0)


def test_gain_counts_the_first_k() -> None:
    judged = outcome(np.array([3.0, 2, 1, 0] * 2), design([1, 3], 4))
    assert gain(judged, 4) == (0.0, 0.5, 0.5, 1.0)


def test_intervals_draw_whole_players() -> None:
    rng = np.random.default_rng(0)
    values = np.repeat(rng.normal(size=40), 25)
    alone = interval_of(values, np.arange(1000), seed=1)
    together = interval_of(values, np.repeat(np.arange(40), 25), seed=1)
    assert alone.value == pytest.approx(together.value)
    assert together.high - together.low > 3 * (alone.high - alone.low)
    assert together == interval_of(values, np.repeat(np.arange(40), 25), seed=1)


def test_of_several_sorts_of_cluster_the_widest_interval_counts() -> None:
    values, alone = np.repeat(np.random.default_rng(0).normal(size=40), 25), np.arange(1000)
    groups = np.repeat(np.arange(40), 25)
    assert interval_of(values, alone, groups, seed=1) == interval_of(values, groups, seed=1)


def test_refits_widen_an_interval_and_leave_it_about_the_value() -> None:
    rng = np.random.default_rng(0)
    values, alone = rng.normal(size=1000), np.arange(1000)
    plain = interval_of(values, alone, seed=1)
    # Refits that are off by 1 on average, and differ by 0.3 from each other.
    found = interval_of(values, alone, seed=1, refitted=values - 1 + rng.normal(size=(40, 1)) * 0.3)
    assert found.high - found.low > 3 * (plain.high - plain.low)
    assert found.low < found.value < found.high
    assert abs((found.low + found.high) / 2 - found.value) < 0.2


def test_a_model_adds_nothing_to_itself() -> None:
    judged = outcome(np.arange(8.0), design([1, 2], 4))
    found = difference(judged, judged, [np.array([1, 2])], seed=0)
    assert all((each.value, each.low, each.high) == (0, 0, 0) for each in found.values())


def test_the_slope_tells_overconfidence() -> None:
    rng = np.random.default_rng(3)
    events, clubs = 800, 6
    truth = rng.normal(size=(events, clubs))
    chosen = (truth + rng.gumbel(size=truth.shape)).argmax(1) + np.arange(events) * clubs
    design = Design(
        ("x",),
        np.zeros((events * clubs, 1), np.float32),
        np.full(events, clubs),
        chosen,
        np.zeros(events * clubs),
        np.arange(events),
        np.full(events, 2015),
        np.ones(events, bool),
        np.arange(events),
    )
    slopes = [scores(outcome(scale * truth.ravel(), design)).slope for scale in (1.0, 2.0)]
    assert slopes[0] == pytest.approx(1, abs=0.15)
    assert slopes[1] == pytest.approx(0.5, abs=0.15)
