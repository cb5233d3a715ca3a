"""What ties carry, for many at once: `kg.influence.score.tie_influence` over columns, by the same formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from kg.influence.score import DAYS_PER_YEAR, stated_share
from kg.influence.weights import KindWeight, Weights
from kg.model import TieKind

__all__ = ["influences", "stated_share"]

Numbers: TypeAlias = npt.NDArray[Any]


def influences(ties: Mapping[str, Numbers], *, kinds: Sequence[TieKind], at: int, weights: Weights) -> Numbers:
    """Influence of each tie in log-odds, from the alter on the ego.

    Args:
        ties: columns ``kind`` (position in ``kinds``), ``days``, ``end`` (day number; ``at`` or later while it holds),
            ``circle``, ``ego_age`` and ``alter_age`` (years, not a number if unknown), ``stated`` (the share that
            `stated_share` gives, 1 for shared teams) and ``guides`` (see `Tie.guides`).
        kinds: kinds of tie by number.
        at: the day number to which fading is counted.
        weights: the weights in use.
    """

    def by_kind(of: Callable[[KindWeight], float]) -> Numbers:
        results: Numbers = np.array([of(weights.kinds[kind]) for kind in kinds])[ties["kind"]]
        return results

    shape = weights.shape
    dose, half_life = by_kind(lambda kind: kind.dose_days), by_kind(lambda kind: kind.half_life_years)
    gone = np.maximum(at - ties["end"], 0) / DAYS_PER_YEAR
    built = np.where(dose == 0, 1.0, 1.0 - np.exp(-np.maximum(ties["days"], 0) / np.where(dose == 0, 1.0, dose)))
    fade = np.where(half_life == 0, 1.0, 2.0 ** (-gone / np.where(half_life == 0, 1.0, half_life)))
    circle = (shape.reference_circle / np.maximum(ties["circle"], shape.reference_circle)) ** shape.circle_exponent
    lean = shape.seniority_per_year * (ties["alter_age"] - ties["ego_age"])
    seniority = 1.0 + np.nan_to_num(np.clip(lean, -shape.seniority_limit, shape.seniority_limit))
    turned = np.where(ties["guides"], by_kind(lambda kind: kind.reverse_share), 1.0)
    result: Numbers = by_kind(lambda kind: kind.weight) * fade * circle * seniority * ties["stated"] * turned * built
    return result
