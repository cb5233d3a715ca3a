"""The fit on reports: it finds planted effects, keeps to its priors without data, and ranks fairly."""

from __future__ import annotations

import numpy as np
import pytest

from kg.influence.calibration.persuaders import FAME, PRIORS, SPREAD, Story, fit_named, folds_of, rank_of

NAMES = list(PRIORS)
PLANTED = {"club": 1.5, "national_team": 2.5, "head_coach": 4.0, FAME: 0.8}


def stories(count: int, *, seed: int = 1) -> list[Story]:
    rng = np.random.default_rng(seed)
    effects = np.array([PLANTED.get(name, 0.0) for name in NAMES])
    found = []
    for number in range(count):
        x = np.zeros((25, len(NAMES)))
        x[:, NAMES.index("club")] = (rng.random(25) < 0.2) * rng.random(25)
        x[:, NAMES.index("national_team")] = (rng.random(25) < 0.2) * rng.random(25)
        x[0, NAMES.index("head_coach")] = 1
        x[:, NAMES.index(FAME)] = rng.exponential(1, 25)
        chosen = int((x @ effects + rng.gumbel(size=25)).argmax())
        found.append(Story(f"story {number}", x, (chosen,)))
    return found


def test_planted_effects_lie_within_three_errors() -> None:
    fit = fit_named(stories(1500))
    for name, effect in PLANTED.items():
        place = NAMES.index(name)
        assert abs(fit.effects[place] - effect) < 3 * fit.errors[place]
        assert fit.errors[place] < 0.25


def test_without_reports_the_priors_stay_with_their_doubt() -> None:
    fit = fit_named([])
    assert fit.effects == pytest.approx(list(PRIORS.values()))
    assert fit.errors == pytest.approx([0.7 if name == "feud" else SPREAD for name in PRIORS])


def test_fame_is_fitted_and_left_out_of_the_score() -> None:
    fit = fit_named(stories(200))
    famous = np.zeros((1, len(NAMES)))
    famous[0, NAMES.index(FAME)] = 5
    assert fit.effects[NAMES.index(FAME)] > 0.4
    assert fit.scores(famous) == pytest.approx([0])


def test_stories_of_one_move_share_a_fold() -> None:
    several = [Story(f"move {n // 2}", np.zeros((2, len(NAMES))), (0,)) for n in range(40)]
    folds = folds_of(several, 5, seed=0)
    assert (folds[::2] == folds[1::2]).all()
    assert set(folds.tolist()) == set(range(5))


def test_equal_scores_take_the_mean_rank_and_others_named_do_not_count() -> None:
    scores = np.array([2.0, 1.0, 1.0, 1.0, 3.0])
    assert rank_of(scores, 1, [1]) == 4
    assert rank_of(scores, 1, [1, 4]) == 3
    assert rank_of(scores, 4, [4, 1]) == 1
