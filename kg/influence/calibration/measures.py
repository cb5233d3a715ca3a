"""Measures of ranked choices: ranks, likelihood, calibration, and what one model adds to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from kg.influence.calibration.arrays import Array, Flags, Floats, Ints
from kg.influence.calibration.design import Design
from kg.influence.calibration.logit import log_shares
from kg.model.backtest import Band, Difference, Scores

__all__ = [
    "Outcome",
    "Refitted",
    "calibration",
    "cluster_weights",
    "difference",
    "gain",
    "interval_of",
    "joined",
    "outcome",
    "scores",
]

_BINS = 20
_LIKELY = 0.05
_LEAST_HITS = 50


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a model said of each event: rank of the chosen club (ties at the mean), log-probability, and that by chance.

    ``logs`` is NaN for models that rank without probabilities. ``probability`` and ``hit`` are of every row.
    """

    rank: Floats
    logs: Floats
    chance: Floats
    probability: Floats
    hit: Flags
    length: Ints

    def only(self, events: Flags) -> Outcome:
        """Of the events that are marked."""
        rows = np.repeat(events, self.length)
        return Outcome(
            self.rank[events],
            self.logs[events],
            self.chance[events],
            self.probability[rows],
            self.hit[rows],
            self.length[events],
        )


def outcome(utilities: Array, design: Design, *, probabilities: bool = True) -> Outcome:
    """Judge the utilities (or, without probabilities, the scores) of all rows."""
    start, length = design.start, design.length
    chosen = np.repeat(utilities[design.chosen], length)
    above = np.add.reduceat(utilities > chosen, start)
    level = np.add.reduceat(utilities == chosen, start)
    logs = log_shares(utilities, design)
    hit = np.zeros(len(design.x), bool)
    hit[design.chosen] = True
    return Outcome(
        rank=1 + above + (level - 1) / 2,
        logs=logs[design.chosen] if probabilities else np.full(design.events, np.nan),
        chance=-np.log(length),
        probability=np.exp(logs) if probabilities else np.full(len(logs), np.nan),
        hit=hit,
        length=length,
    )


@dataclass(frozen=True, slots=True)
class Refitted:
    """[fits, events]: ranks and log-probabilities of the chosen clubs by models fitted on drawn data."""

    rank: Floats
    logs: Floats

    def only(self, events: Flags) -> Refitted:
        """Of the events that are marked."""
        return Refitted(self.rank[:, events], self.logs[:, events])


def calibration(judged: Outcome) -> list[Band]:
    """Twenty bins of equal mass, from the least likely rows to the likeliest."""
    order = np.argsort(judged.probability, kind="stable")
    return [
        Band(len(part), float(judged.probability[part].mean()), float(judged.hit[part].mean()))
        for part in np.array_split(order, _BINS)
        if len(part)
    ]


def scores(judged: Outcome) -> Scores:
    """The measures over all events of an outcome."""
    rank, certain = judged.rank, bool(np.isfinite(judged.logs).all())
    bands = calibration(judged) if certain else []
    return Scores(
        n=len(rank),
        mrr=float((1 / rank).mean()),
        hit1=float((rank <= 1).mean()),
        hit5=float((rank <= 5).mean()),
        hit10=float((rank <= 10).mean()),
        median_rank=float(np.median(rank)),
        pseudo_r2=float(1 - judged.logs.sum() / judged.chance.sum()) if certain else None,
        ece=sum(abs(band.said - band.seen) * band.n for band in bands) / len(judged.hit) if certain else None,
        slope=_slope(judged) if certain else None,
    )


def _slope(judged: Outcome) -> float | None:
    """The slope of a logistic regression of hits on log-odds among the likelier rows; ``None`` if there are too few."""
    likely = (judged.probability > _LIKELY) & (judged.probability < 1 - 1e-9)
    if int(judged.hit[likely].sum()) < _LEAST_HITS:
        return None
    message = judged.probability[likely]
    x = np.column_stack([np.ones(len(message)), np.log(message / (1 - message))])
    hit, b = judged.hit[likely].astype(np.float64), np.array([0.0, 1.0])
    for _ in range(25):
        share = 1 / (1 + np.exp(-x @ b))
        weight = share * (1 - share)
        step = np.linalg.solve((x * weight[:, None]).T @ x + 1e-9 * np.eye(2), x.T @ (hit - share))
        b = b + step
    return float(b[1]) if np.isfinite(b).all() else None


def gain(judged: Outcome, most: int = 40) -> tuple[float, ...]:
    """The share of events whose club is among the first k, for k from 1."""
    return tuple(float((judged.rank <= k).mean()) for k in range(1, most + 1))


def joined(parts: Sequence[Outcome]) -> Outcome:
    """Outcomes of several windows as one."""
    return Outcome(*(np.concatenate([getattr(part, entry.name) for part in parts]) for entry in fields(Outcome)))


def cluster_weights(labels: Ints, draws: int, rng: np.random.Generator) -> Floats:
    """[draws, events]: how often each event is drawn, where whole clusters are; ``labels`` are of each event."""
    distinct, cluster = np.unique(labels, return_inverse=True)
    weights = rng.multinomial(len(distinct), np.full(len(distinct), 1 / len(distinct)), draws)
    return weights[:, cluster].astype(np.float64)


def interval_of(
    values: Array, *clusters: Ints, seed: int, refitted: Array | None = None, draws: int = 2000
) -> Difference:
    """The mean of a value of each event, with a 95 % bootstrap interval that draws whole clusters.

    Args:
        values: of each event.
        clusters: of each event, the cluster that it belongs to; of several sorts (players, clubs of a window) the one
            with the widest interval counts.
        seed: of the draws.
        refitted: [fits, events], the same values by fits on drawn data, equally many for each sort of cluster: the
            interval then holds the doubt of the fit too. It is that of the draws about their mean, laid about the
            value: what a refit loses by its noise is no doubt.
        draws: how many, shared out among the fits.
    """
    fits = np.stack([values] * len(clusters)) if refitted is None else refitted
    intervals = [
        _interval(values, labels, part, centred=refitted is not None, draws=draws, seed=seed)
        for labels, part in zip(clusters, np.array_split(fits, len(clusters)), strict=True)
    ]
    return max(intervals, key=lambda interval: interval.high - interval.low)


def _interval(values: Array, labels: Ints, fits: Array, *, centred: bool, draws: int, seed: int) -> Difference:
    rng = np.random.default_rng(seed)
    parts = []
    for fitted in fits:
        for first in range(0, draws // len(fits), 200):
            weights = cluster_weights(labels, min(200, draws // len(fits) - first), rng)
            parts.append((weights @ fitted) / weights.sum(1))
    means = np.concatenate(parts)
    low, high = np.percentile(means, [2.5, 97.5])
    value = float(values.mean())
    off = value - float(means.mean()) if centred else 0.0
    return Difference(value, float(low) + off, float(high) + off)


def difference(
    first: Outcome,
    second: Outcome,
    clusters: Sequence[Ints],
    *,
    seed: int,
    refitted: tuple[Refitted, Refitted] | None = None,
) -> dict[str, Difference]:
    """What ``first`` adds to ``second``, per event: log-likelihood, and mean reciprocal rank.

    Args:
        first: what one model said.
        second: what another said of the same events.
        clusters: as for `interval_of`.
        seed: of the draws.
        refitted: what refits of both said.
    """
    logs = mrr = None
    if refitted is not None:
        left, right = refitted
        logs, mrr = left.logs - right.logs, 1 / left.rank - 1 / right.rank
    return {
        "log_likelihood": interval_of(first.logs - second.logs, *clusters, seed=seed, refitted=logs),
        "mrr": interval_of(1 / first.rank - 1 / second.rank, *clusters, seed=seed, refitted=mrr),
    }
