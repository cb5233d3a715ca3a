"""The conditional logit: maximum likelihood with a ridge, and errors clustered by player, and by club and window.

Maximised is ``sum over events of (u_chosen - log sum exp u) - 1/2 sum_k l2_k (b_k s_k)^2`` with ``u = x b`` and ``s_k``
the standard deviation of column k: McFadden's conditional logit, with a ridge on standardised coefficients.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kg.errors import InvalidInput
from kg.influence.calibration.arrays import Array, Floats, Ints
from kg.influence.calibration.design import Design

__all__ = ["Fitted", "fit_logit", "log_shares", "shares"]

_STEPS = 60
_ENOUGH = 0.02
"""Newton decrement, in log-likelihood units, at which the fit has converged."""
_CLOSE = 1.0
_SAMPLE = 0.2
_BLOCK = 1500


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fit.

    Attributes:
        names, coefficients: the columns and what was found for each.
        errors: their standard errors, clustered by player and by arrival; NaN where not asked for.
        log_likelihood: at the fit, less the ridge. steps: how many it took.
        refitted: [draws, columns], coefficients fitted again on drawn events, one Newton step from the fit.
    """

    names: tuple[str, ...]
    coefficients: Floats
    errors: Floats
    log_likelihood: float
    steps: int
    refitted: Floats

    def utilities(self, x: Array) -> Floats:
        """Utilities of rows, up to a constant of each event."""
        return np.asarray(x @ self.coefficients.astype(np.float32), np.float64)


def log_shares(utilities: Array, design: Design) -> Floats:
    """Log-probability of every row among the rows of its event."""
    start, length = design.start, design.length
    utilities = utilities + design.offset
    top = np.maximum.reduceat(utilities, start)
    total = np.add.reduceat(np.exp(utilities - np.repeat(top, length)), start)
    return np.asarray(utilities - np.repeat(top + np.log(total), length))


def shares(utilities: Array, design: Design) -> Floats:
    """Probability of every row among the rows of its event."""
    return np.exp(log_shares(utilities, design))


class _Likelihood:
    """The penalised likelihood in standardised coefficients, with its gradient and (sampled) Hessian."""

    def __init__(self, design: Design, l2: Floats, seed: int) -> None:
        self.design, self.l2 = design, l2
        part = design.x[:: max(1, len(design.x) // 100_000)].astype(np.float64)
        self.scale = np.maximum(part.std(0), 1e-4)
        self.chosen = design.x[design.chosen].sum(0, dtype=np.float64)
        rng = np.random.default_rng(seed)
        size = max(min(design.events, 800), int(design.events * _SAMPLE))
        marked = np.zeros(design.events, bool)
        marked[rng.choice(design.events, size, replace=False)] = True
        self.blow_up = design.events / size
        self.rows = np.repeat(marked, design.length)
        self.lengths = design.length[marked]
        self.sample = (design.x[self.rows] - part.mean(0).astype(np.float32)) / self.scale.astype(np.float32)

    def at(self, b: Floats) -> tuple[float, Floats, Floats]:
        """Value, gradient and the shares of all rows."""
        design = self.design
        logs = log_shares(design.x @ (b / self.scale).astype(np.float32), design)
        share = np.exp(logs)
        gradient = (self.chosen - (share.astype(np.float32) @ design.x).astype(np.float64)) / self.scale - self.l2 * b
        return float(logs[design.chosen].sum() - 0.5 * (self.l2 * b * b).sum()), gradient, share

    def inverse_hessian(self, share: Floats) -> Floats:
        """Inverse of the negative Hessian, estimated on a sample of the events."""
        weight = share[self.rows].astype(np.float32)
        mean = np.add.reduceat(self.sample * weight[:, None], np.cumsum(self.lengths) - self.lengths, axis=0)
        root = self.sample * np.sqrt(weight)[:, None]
        hessian = (root.T @ root - mean.T @ mean).astype(np.float64) * self.blow_up
        return np.asarray(np.linalg.inv(hessian + np.diag(self.l2 + 1e-6)))


def fit_logit(
    design: Design,
    l2: Floats,
    *,
    start: Floats | None = None,
    seed: int = 0,
    errors: bool = False,
    drawn: Floats | None = None,
) -> Fitted:
    """Fit by L-BFGS whose first metric is the Hessian of a sample of the events.

    Args:
        design: the choices.
        l2: the ridge of each column, on its standardised coefficient.
        start: coefficients to start from.
        seed: of the sample.
        errors: whether standard errors are wanted.
        drawn: [draws, events], how often each event counts in each draw that it is to be fitted to again; a draw takes
            one Newton step from the fit, with the Hessian of all (Kline and Santos, "A score based approach to wild
            bootstrap inference", Journal of Econometric Methods 1, 2012).

    Raises:
        InvalidInput: it does not converge; no figure is better than a wrong one.
    """
    target = _Likelihood(design, l2, seed)
    b = np.zeros(len(l2)) if start is None else start * target.scale
    value, gradient, share = target.at(b)
    metric = target.inverse_hessian(share)
    pairs: list[tuple[Floats, Floats]] = []
    decrement = np.inf
    steps = 0
    for steps in range(1, _STEPS + 1):
        direction = _direction(gradient, pairs, metric)
        decrement = float(gradient @ direction)
        if decrement < _ENOUGH:
            break
        size = 1.0
        while True:
            after, slope, share_after = target.at(b + size * direction)
            if after >= value + 1e-4 * size * decrement or size < 1e-4:
                break
            size /= 2
        moved, turned = size * direction, gradient - slope
        if float(moved @ turned) > 1e-12:
            pairs.append((moved, turned))
        b, value, gradient, share = b + moved, after, slope, share_after
        if steps == 3:
            metric, pairs = target.inverse_hessian(share), []
    if not (np.isfinite(value) and np.isfinite(decrement) and decrement < _CLOSE):
        raise InvalidInput(
            f"the fit does not converge: after {steps} steps {decrement:.3g} units of log-likelihood are still to gain",
            remedy="give more windows to fit on",
        )
    spread, refitted = np.full(len(b), np.nan), np.zeros((0, len(b)))
    if errors or drawn is not None:
        scores, inverse = _scores(design, share, l2, target.scale)
        spread = _clustered_errors(design, scores, inverse)
        if drawn is not None:
            refitted = b + ((drawn - 1) @ scores) @ inverse
    return Fitted(design.names, b / target.scale, spread / target.scale, value, steps, refitted / target.scale)


def _direction(gradient: Floats, pairs: list[tuple[Floats, Floats]], metric: Floats) -> Floats:
    """The two loops of L-BFGS (Nocedal and Wright, algorithm 7.4)."""
    rest = gradient.copy()
    taken: list[float] = []
    for moved, turned in reversed(pairs):
        taken.append(float(moved @ rest) / float(turned @ moved))
        rest = rest - taken[-1] * turned
    direction = metric @ rest
    for (moved, turned), share in zip(pairs, reversed(taken), strict=True):
        direction = direction + (share - float(turned @ direction) / float(turned @ moved)) * moved
    return np.asarray(direction)


def _scores(design: Design, share: Floats, l2: Floats, scale: Floats) -> tuple[Floats, Floats]:
    """[events, columns], the score of each event in standardised coefficients, and the inverse of the Hessian."""
    columns = len(l2)
    hessian = np.diag(l2 + 1e-9)
    scores = np.empty((design.events, columns))
    start = np.append(design.start, len(design.x))
    for first in range(0, design.events, _BLOCK):
        last = min(first + _BLOCK, design.events)
        rows = slice(start[first], start[last])
        x = (design.x[rows] / scale.astype(np.float32)).astype(np.float32)
        weight = share[rows, None].astype(np.float32)
        mean = np.add.reduceat(x * weight, start[first:last] - start[first], axis=0)
        root = x * np.sqrt(weight)
        hessian += (root.T @ root - mean.T @ mean).astype(np.float64)
        scores[first:last] = x[design.chosen[first:last] - start[first]] - mean
    return scores, np.asarray(np.linalg.inv(hessian))


def _clustered_errors(design: Design, scores: Floats, inverse: Floats) -> Floats:
    """Sandwich errors: moves of one player may hang together, and moves to one club in one window.

    The variance is that by players and that by arrivals less that by both at once (Cameron, Gelbach and Miller, "Robust
    inference with multiway clustering", Journal of Business & Economic Statistics 29, 2011), but no less than either.
    """
    both = np.unique(np.column_stack([design.player, design.arrival]), axis=0, return_inverse=True)[1]
    by_player, by_arrival, by_both = (
        _variance(scores, inverse, labels) for labels in (design.player, design.arrival, both.ravel())
    )
    return np.sqrt(np.maximum(by_player + by_arrival - by_both, np.maximum(by_player, by_arrival)))


def _variance(scores: Floats, inverse: Floats, labels: Ints) -> Floats:
    clusters, cluster = np.unique(labels, return_inverse=True)
    totals = np.zeros((len(clusters), scores.shape[1]))
    np.add.at(totals, cluster, scores)
    influence = totals @ inverse
    return np.asarray((influence * influence).sum(0) * len(clusters) / max(len(clusters) - 1, 1))
