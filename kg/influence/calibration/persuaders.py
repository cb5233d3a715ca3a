"""Who is named: a conditional logit over everybody who could have spoken, fitted on reports of who persuaded whom.

A *story* is one player, one club and one day; its candidates are everybody connected with the club or close to the
player then. For each person whom a report names, the probability of naming that person among all candidates that are
not named themselves is::

    p = exp(u) / sum over candidates of exp(u),    u = sum over parts of effect * column + fame * column

Columns are those of the score: what each part carries if its weight is one (`kg.influence.calibration.parts`).
Fame, counted as gatherings with a senior national team, stands beside them as a control for what gets reported; it is
fitted and then left out of the score. The effects are held to stated priors by a Gaussian of `SPREAD`, because reports
are few; a story with several people named counts the square root of their number, since they are one voice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kg.influence.calibration.arrays import Array, Floats, Ints

__all__ = ["FAME", "PRIORS", "SPREAD", "NamedFit", "Story", "fit_named", "folds_of", "rank_of", "ranks_of", "refitted"]

FAME: Final = "fame"
SPREAD: Final = 1.4
"""Standard deviation of the prior of each effect, but for a feud, which is never taken to speak for somebody."""
_SPREADS: Final[Mapping[str, float]] = {"feud": 0.7}
PRIORS: Final[Mapping[str, float]] = {
    "club": 1.2,
    "academy": 0.8,
    "national_team": 1.5,
    "national_youth_team": 0.7,
    "coached_by": 1.0,
    "staff": 0.7,
    "friendship": 3.0,
    "family": 3.0,
    "mentor": 2.2,
    "idol": 1.5,
    "same_agent": 0.7,
    "compatriot": 0.3,
    "home_town": 0.4,
    "language": 0.1,
    "feud": -2.5,
    "head_coach": 2.0,
    "executive": 1.0,
    "assistant_coach": 0.5,
    "legacy": 1.0,
    "paths": 1.0,
    FAME: 0.0,
}
"""Where each effect is held to: the weights of weights.toml in units in which a national team-mate weighs 1.5, but for
compatriots and languages, which hardly anybody would name by themselves."""
_STEPS: Final = 100
_LEVEL: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Story:
    """One question with its answer as reported.

    Attributes:
        key: of the story; stories of one player and club belong together.
        x: [candidates, parts] columns; parts in the order of `PRIORS`.
        named: rows of the people whom reports name.
    """

    key: str
    x: Floats
    named: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NamedFit:
    """Effects and standard errors (clustered by story) by part."""

    names: tuple[str, ...]
    effects: Floats
    errors: Floats

    def scores(self, x: Array, effects: Floats | None = None) -> Floats:
        """Scores of candidates, without fame; by other effects, a row of them a column of scores, if they are given."""
        recorded = np.array([name != FAME for name in self.names])
        return np.asarray(x @ np.where(recorded, self.effects if effects is None else effects, 0.0).T, np.float64)


def fit_named(stories: Sequence[Story]) -> NamedFit:
    """Fit by Newton's method; the penalised likelihood is concave, so there is one optimum."""
    names = tuple(PRIORS)
    prior, precision = _held_to(names)
    b = prior.copy()
    hessian = np.diag(precision)
    scores = np.zeros((0, len(names)))
    for _ in range(_STEPS):
        scores, curves = _derivatives(stories, b)
        gradient = scores.sum(0) - precision * (b - prior)
        hessian = curves.sum(0) + np.diag(precision)
        step = np.linalg.solve(hessian, gradient)
        b = b + step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
        if float(np.abs(step).max()) < 1e-8:
            break
    inverse = np.linalg.inv(hessian)
    # The prior is evidence too, so that a part nobody was named for keeps the doubt of its prior.
    spread = inverse @ (scores.T @ scores + np.diag(precision)) @ inverse
    return NamedFit(names, b, np.sqrt(np.diag(spread)))


def refitted(fit: NamedFit, stories: Sequence[Story], counts: Floats) -> Floats:
    """Effects fitted again, once for each row of counts: how many times that draw holds each of the stories.

    Each is one step of Newton's method away from the fit on all stories, which is the optimum already but for the draw.
    """
    prior, precision = _held_to(fit.names)
    scores, curves = _derivatives(stories, fit.effects)
    gradients = counts @ scores - precision * (fit.effects - prior)
    hessians = np.tensordot(counts, curves, axes=1) + np.diag(precision)
    return np.asarray(fit.effects + np.linalg.solve(hessians, gradients[:, :, None])[:, :, 0])


def _held_to(names: Sequence[str]) -> tuple[Floats, Floats]:
    """The prior of each effect and its precision."""
    return (
        np.array([PRIORS[name] for name in names]),
        np.array([_SPREADS.get(name, SPREAD) ** -2 for name in names]),
    )


def _derivatives(stories: Sequence[Story], b: Floats) -> tuple[Floats, Floats]:
    """Gradient and negative Hessian of every story."""
    size = len(b)
    scores = np.zeros((len(stories), size))
    curves = np.zeros((len(stories), size, size))
    for place, story in enumerate(stories):
        utility = story.x @ b
        weight = len(story.named) ** -0.5
        for row in story.named:
            rows = _others(story, row)
            x = story.x[rows]
            share = np.exp(utility[rows] - utility[rows].max())
            share /= share.sum()
            mean = share @ x
            scores[place] += weight * (story.x[row] - mean)
            curves[place] += weight * ((x * share[:, None]).T @ x - np.outer(mean, mean))
    return scores, curves


def _others(story: Story, row: int) -> Ints:
    """A person named and all candidates who are not."""
    return np.array([place for place in range(len(story.x)) if place == row or place not in story.named], np.int64)


def rank_of(scores: Array, row: int, named: Sequence[int]) -> float:
    """The rank of a person among everybody not named beside him; equal scores take the mean rank."""
    return float(ranks_of(scores[:, None], row, named)[0])


def ranks_of(scores: Array, row: int, named: Sequence[int]) -> Floats:
    """His rank by each column of scores."""
    others = np.array([place for place in range(len(scores)) if place != row and place not in named], np.int64)
    gap = scores[others] - scores[row]
    return np.asarray(1 + (gap > _LEVEL).sum(0) + (np.abs(gap) <= _LEVEL).sum(0) / 2)


def folds_of(stories: Sequence[Story], folds: int, seed: int) -> Ints:
    """The fold of each story; stories with one key share a fold."""
    keys = sorted({story.key for story in stories})
    order = np.random.default_rng(seed).permutation(len(keys)) % folds
    fold = dict(zip(keys, order.tolist(), strict=True))
    return np.array([fold[story.key] for story in stories], np.int64)
