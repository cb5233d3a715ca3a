"""The fit on reports: it finds planted effects, keeps to its priors without data, and ranks fairly."""

from __future__ import annotations

import numpy as np
import pytest

from kg.answers.persuasion_draws import Judged, draw_stories
from kg.influence.calibration.persuaders import FAME, PRIORS, SPREAD, Story, fit_named, folds_of, rank_of, refitted

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


def test_a_fit_on_a_draw_is_the_fit_on_the_stories_drawn() -> None:
    given = stories(150)
    fit = fit_named(given)
    counts = np.random.default_rng(3).multinomial(len(given), np.full(len(given), 1 / len(given)), 5).astype(float)
    again = refitted(fit, given, counts)
    for count, effects in zip(counts, again, strict=True):
        exact = fit_named([story for story, times in zip(given, count, strict=True) for _ in range(int(times))]).effects
        assert np.abs(exact - fit.effects).max() > 0.05
        assert np.abs(effects - exact).max() < 0.25 * np.abs(exact - fit.effects).max()


def test_intervals_hold_the_doubt_of_the_fit() -> None:
    given = stories(60)
    folds = folds_of(given, 5, seed=0)
    fits = {
        fold: fit_named([story for story, own in zip(given, folds, strict=True) if own != fold]) for fold in range(5)
    }
    reports = [Judged(story.key, place, story.named[0]) for place, story in enumerate(given)]
    drawn = draw_stories([*reports, Judged("a move that names nobody listed", -1, -1)], given, folds, fits)
    fitted = [rank_of(fits[int(folds[n])].scores(given[n].x), given[n].named[0], given[n].named) for n in range(60)]
    assert np.isinf(drawn.ranks[:, 60]).all()
    assert (drawn.ranks[:, :60] != np.array(fitted)).any(axis=0).mean() > 0.3
    assert drawn.counts.sum(1) == pytest.approx(61)
    share = float(np.mean([*(rank <= 1 for rank in fitted), False]))
    first = drawn.intervals(range(61), {"top1": share, "top3": 0.0, "mrr": 0.0})["top1"]
    assert first.low < share < first.high
    assert first.high - first.low > 2 * 1.96 * 0.8 * (share * (1 - share) / 61) ** 0.5
