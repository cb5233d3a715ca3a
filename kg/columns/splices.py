"""Rows of some keys of a sorted table in the place of the older ones, all others copied in whole pieces.

To sort a table of half a million rows anew because one has come costs more than everything else about that change.
"""

from __future__ import annotations

import numpy as np

from kg.columns.bounds import Columns
from kg.columns.files import Ints, concat_ranges

__all__ = ["Splice"]


class Splice:
    """How the rows of a table move when those of some keys are replaced.

    Args:
        offsets: where the rows of each key begin so far, as `kg.columns.files.offsets_of` gives it.
        keys: the keys whose rows are replaced, ascending.
        owners: the key of each new row, ascending; all are among ``keys``.

    Attributes:
        offsets: where the rows of each key begin from now on.
        replaced: the rows so far that are replaced, ascending.
    """

    def __init__(self, offsets: Ints, keys: Ints, owners: Ints) -> None:
        begins, ends = offsets[keys], offsets[keys + 1]
        self.replaced = concat_ranges(begins, ends)[0]
        low, high = np.searchsorted(owners, keys), np.searchsorted(owners, keys, side="right")
        sizes = np.diff(offsets)
        grown = high - low - sizes[keys]
        sizes[keys] = high - low
        self.offsets: Ints = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        self._cuts = list(zip(*(edge.tolist() for edge in (begins, ends, low, high)), strict=True))
        self._ends, self._shifts = ends, np.concatenate([np.zeros(1, np.int64), np.cumsum(grown)])

    def column(self, before: Ints, new: Ints) -> Ints:
        """A column from now on.

        Args:
            before: the column so far.
            new: its values in the new rows.
        """
        pieces, copied = [], 0
        for begin, end, low, high in self._cuts:
            pieces += [before[copied:begin], new[low:high]]
            copied = end
        return np.concatenate([*pieces, before[copied:]]).astype(before.dtype, copy=False)

    def columns(self, before: Columns, new: Columns) -> Columns:
        """All columns from now on; both have the same."""
        return {name: self.column(column, new[name]) for name, column in before.items()}

    def places(self, rows: Ints) -> Ints:
        """Where rows that stay stand from now on."""
        moved: Ints = rows + self._shifts[np.searchsorted(self._ends, rows, side="right")]
        return moved
