"""A learned view of the controls: a small network over the clubs of a choice. Ties are never among its inputs.

Its output is one more control of the conditional logit, whose tie effects stay additive and readable. So that the logit
is not fitted on what the network has seen, it is taken out of fold by season there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from kg.influence.calibration.arrays import Array, Floats
from kg.influence.calibration.design import Design

__all__ = ["FOLDS", "Network", "out_of_fold", "train", "train_bag", "utilities"]

_HIDDEN = 64
_EPOCHS = 7
_BATCH = 48
_RATE = 2e-3
_DECAY = 1e-2
_DROP = 0.2
_CLIP = 6.0
FOLDS = 5
_LEAST_SEASONS = 3


@dataclass(frozen=True, slots=True)
class Network:
    """``u = w x + v relu(W2 relu(W1 x + b1) + b2)`` on standardised columns."""

    mean: Array
    scale: Array
    weights: dict[str, Array]

    def utilities(self, x: Array) -> Floats:
        """Utilities of rows, up to a constant of each event."""
        weights = self.weights
        result = np.empty(len(x))
        for first in range(0, len(x), 65_536):
            part = np.clip((x[first : first + 65_536] - self.mean) / self.scale, -_CLIP, _CLIP)
            inner = np.maximum(part @ weights["W1"] + weights["b1"], 0)
            outer = np.maximum(inner @ weights["W2"] + weights["b2"], 0)
            result[first : first + 65_536] = part @ weights["w"] + outer @ weights["v"]
        return result


def utilities(bag: list[Network], x: Array) -> Floats:
    """The mean of several networks."""
    return np.asarray(np.mean([network.utilities(x) for network in bag], axis=0))


def train(design: Design, *, seed: int) -> Network:
    """Train one network by Adam on batches of events, with dropout and weight decay; same seed, same network."""
    rng = np.random.default_rng(seed)
    x = design.x
    columns, single = x.shape[1], np.float32
    mean = x.mean(0, dtype=np.float64).astype(single)
    scale = x[::5].std(0, dtype=np.float64) + 1e-6
    # A column without any spread, such as a league that has not been seen yet, teaches nothing and must not speak.
    scale = np.where(scale > 1e-5, scale, np.inf).astype(single)
    half = _HIDDEN // 2
    weights: dict[str, Array] = {
        "w": np.zeros(columns, single),
        "W1": rng.normal(0, (1 / columns) ** 0.5, (columns, _HIDDEN)).astype(single),
        "b1": np.zeros(_HIDDEN, single),
        "W2": rng.normal(0, (1 / _HIDDEN) ** 0.5, (_HIDDEN, half)).astype(single),
        "b2": np.zeros(half, single),
        "v": np.zeros(half, single),
    }
    adam = _Adam(weights, steps=_EPOCHS * max(1, design.events // _BATCH))
    ready = np.clip((x - mean) / scale, -_CLIP, _CLIP)
    start = design.start
    batch = min(_BATCH, design.events)
    for _ in range(_EPOCHS):
        order = rng.permutation(design.events)
        for first in range(0, design.events - batch + 1, batch):
            events = order[first : first + batch]
            length = design.length[events]
            begin = np.cumsum(length) - length
            rows = np.arange(length.sum()) - np.repeat(begin - start[events], length)
            chosen = begin + design.chosen[events] - start[events]
            keep = (rng.random(_HIDDEN) > _DROP).astype(single) / single(1 - _DROP)
            adam.step(_gradients(weights, ready[rows], (begin, length, chosen), design.offset[rows], keep))
    return Network(mean, scale, weights)


def _gradients(
    weights: dict[str, Array], x: Array, rows: tuple[Array, Array, Array], offset: Array, keep: Array
) -> dict[str, Array]:
    begin, length, chosen = rows
    before = x @ weights["W1"] + weights["b1"]
    inner = np.maximum(before, 0) * keep
    middle = inner @ weights["W2"] + weights["b2"]
    outer = np.maximum(middle, 0)
    utility = x @ weights["w"] + outer @ weights["v"] + offset
    share = np.exp(utility - np.repeat(np.maximum.reduceat(utility, begin), length))
    share /= np.repeat(np.add.reduceat(share, begin), length)
    share[chosen] -= 1
    share /= len(begin)
    at_middle = np.outer(share, weights["v"]) * (middle > 0)
    at_inner = (at_middle @ weights["W2"].T) * (before > 0) * keep
    return {
        "w": x.T @ share,
        "v": outer.T @ share,
        "W2": inner.T @ at_middle,
        "b2": at_middle.sum(0),
        "W1": x.T @ at_inner,
        "b1": at_inner.sum(0),
    }


class _Adam:
    """Adam with decoupled weight decay and a cosine schedule (Kingma and Ba 2015; Loshchilov and Hutter 2019)."""

    def __init__(self, weights: dict[str, Array], *, steps: int) -> None:
        self._weights, self._steps, self._done = weights, steps, 0
        self._first = {name: np.zeros_like(value) for name, value in weights.items()}
        self._second = {name: np.zeros_like(value) for name, value in weights.items()}

    def step(self, gradients: dict[str, Array]) -> None:
        """Change the weights in place."""
        self._done += 1
        rate = _RATE * 0.5 * (1 + np.cos(np.pi * min(self._done / self._steps, 1)))
        for name, weight in self._weights.items():
            gradient = gradients[name].astype(np.float32)
            self._first[name] += 0.1 * (gradient - self._first[name])
            self._second[name] += 0.001 * (gradient * gradient - self._second[name])
            mean = self._first[name] / (1 - 0.9**self._done)
            spread = np.sqrt(self._second[name] / (1 - 0.999**self._done)) + 1e-8
            decay = 0.0 if name == "b1" else _DECAY
            np.subtract(weight, rate * (mean / spread + decay * weight), out=weight, casting="same_kind")


def train_bag(design: Design, *, nets: int, seed: int, tell: Callable[[], None]) -> list[Network]:
    """Several networks that differ by their seed."""
    return _in_parallel([(design, seed + number) for number in range(nets)], tell)


def out_of_fold(design: Design, *, nets: int, seed: int, tell: Callable[[], None]) -> Floats:
    """Utilities of all rows, each by networks that have not seen its season.

    Designs of fewer than three seasons are split by player instead.
    """
    seasons = np.unique(design.season)
    count = min(FOLDS, len(seasons)) if len(seasons) >= _LEAST_SEASONS else FOLDS
    fold = (np.searchsorted(seasons, design.season) if len(seasons) >= _LEAST_SEASONS else design.player) % count
    folds = [number for number in range(count) if (fold == number).any()]
    work = [(design.only(fold != number), seed + 10 * (number + 1) + net) for number in folds for net in range(nets)]
    trained = _in_parallel(work, tell)
    result = np.zeros(len(design.x))
    for place, number in enumerate(folds):
        rows = np.repeat(fold == number, design.length)
        result[rows] = utilities(trained[place * nets : (place + 1) * nets], design.x[rows])
    return result


def _in_parallel(work: Sequence[tuple[Design, int]], tell: Callable[[], None]) -> list[Network]:
    """Train networks side by side; each has its own seed, so their order changes nothing."""
    with ThreadPoolExecutor(min(len(work), os.cpu_count() or 1)) as pool:
        trained = []
        for network in pool.map(lambda job: train(job[0], seed=job[1]), work):
            trained.append(network)
            tell()
    return trained
