"""Small array tools: counting in two dimensions, and ranges laid end to end."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["Array", "Flags", "Floats", "Ints", "counted", "grouped_mean", "ranges"]

Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Array: TypeAlias = npt.NDArray[Any]


def counted(rows: Array, columns: Array, shape: tuple[int, int], weights: Array | None = None) -> Floats:
    """How often, or with what weight in all, each (row, column) occurs: an array of ``shape``."""
    height, width = shape
    places = rows.astype(np.int64) * width + columns
    return np.bincount(places, weights, height * width).reshape(shape).astype(np.float64, copy=False)


def ranges(low: Array, high: Array) -> tuple[Ints, Ints]:
    """The integers of all ranges ``low[i] .. high[i] - 1``, end to end, each with the ``i`` that it belongs to.

    >>> owner, place = ranges(np.array([3, 0, 7]), np.array([5, 0, 8]))
    >>> owner.tolist(), place.tolist()
    ([0, 0, 2], [3, 4, 7])
    """
    length = np.maximum(high - low, 0)
    owner = np.repeat(np.arange(len(low)), length)
    first = np.cumsum(length) - length
    return owner, np.arange(int(length.sum())) - first[owner] + np.asarray(low)[owner]


def grouped_mean(values: Array, group: Array, groups: int) -> Floats:
    """The mean of each group; 0 for an empty one."""
    total = np.bincount(group, values, groups)
    return np.asarray(total / np.maximum(np.bincount(group, minlength=groups), 1), np.float64)
