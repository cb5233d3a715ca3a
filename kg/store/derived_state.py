"""What a database for queries holds of what is derived, noted beside it: ids and contents of all nodes, and the links.

It stands in columns, which a change of a few people leaves as they are, sharing their files: beside them,
``changes.npz`` tells which of their rows hold no longer and which others do. To write half a million links anew takes
longer than everything else that such a change needs; it is done when the changes have grown to a part of the whole.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from kg.columns.files import Table, save_table

__all__ = ["PARTS", "DerivedState", "OfPeople", "Rows", "read_state", "write_changes", "write_state"]

Column: TypeAlias = npt.NDArray[Any]
Rows: TypeAlias = Mapping[str, Column]

PARTS: Final = {
    "presence": ("person", "ids", "contents"),
    "tie": ("one", "two", "ids", "contents"),
    "link": ("one", "two", "link", "ids"),
}
"""The columns of what belongs to people: presences, stated ties and links."""

_PEOPLE: Final = frozenset({"person", "one", "two"})
_CHANGES: Final = "changes.npz"
_PART: Final = 8
"""All is written anew when more than one row in so many is another."""


@dataclass(frozen=True)
class OfPeople:
    """The rows of a part that concern some people.

    Attributes:
        rows: their columns.
        places: where those stand that stand in the columns.
        remaining: the rows that came later and do not concern them.
    """

    rows: Rows
    places: Column
    remaining: Rows


class DerivedState:
    """What is noted in a folder.

    Args:
        folder: the folder.
        changes: what differs from its columns: ``tie_gone``, rows of ties that hold no longer; ``tie_ids`` and its
            like, rows that hold beside them; by its name, what belongs to nobody and is another now.
    """

    def __init__(self, folder: Path, changes: Rows) -> None:
        self.folder = folder
        self.changes = changes
        self._whole = Table(folder)

    def __getitem__(self, name: str) -> Column:
        """What belongs to nobody, by name."""
        return self.changes[name] if name in self.changes else self._whole[name]

    def size(self, part: str) -> int:
        """How many rows the columns of a part have."""
        return len(self._whole[f"{part}_ids"])

    def gone(self, part: str) -> Column:
        """The rows of those that hold no longer."""
        return self.changes.get(f"{part}_gone", np.zeros(0, np.int64))

    def rows(self, part: str) -> Rows:
        """All rows of a part that hold."""
        kept = np.ones(self.size(part), bool)
        kept[self.gone(part)] = False
        added = self._added(part)
        return {name: np.concatenate([self._whole[f"{part}_{name}"][kept], added[name]]) for name in PARTS[part]}

    def of_people(self, part: str, people: Column) -> OfPeople:
        """The rows of a part that concern some people, by their numbers."""
        chosen = np.zeros(len(self["people"]), bool)
        chosen[people] = True
        ends = [name for name in PARTS[part] if name in _PEOPLE]
        whole = {name: self._whole[f"{part}_{name}"] for name in PARTS[part]}
        here = np.logical_or.reduce([chosen[whole[name]] for name in ends])
        here[self.gone(part)] = False
        places, added = np.flatnonzero(here), self._added(part)
        theirs = np.logical_or.reduce([chosen[added[name]] for name in ends])
        rows = {name: np.concatenate([whole[name][places], added[name][theirs]]) for name in whole}
        return OfPeople(rows, places, {name: column[~theirs] for name, column in added.items()})

    def _added(self, part: str) -> Rows:
        names = [(name, f"{part}_{name}") for name in PARTS[part]]
        return {name: self.changes[full] if full in self.changes else self._whole[full][:0] for name, full in names}


def read_state(folder: Path) -> DerivedState:
    """Read what is noted in a folder.

    Raises:
        OSError, ValueError: it is damaged or cannot be read.
    """
    file = folder / _CHANGES
    if not file.exists():
        return DerivedState(folder, {})
    with np.load(file) as changes:
        return DerivedState(folder, dict(changes))


def write_state(folder: Path, parts: Mapping[str, Rows], others: Rows) -> None:
    """Note all of it.

    Args:
        folder: where to; must not exist.
        parts: the columns of each of `PARTS`.
        others: what belongs to nobody, by name.
    """
    columns = {f"{part}_{name}": rows[name] for part, rows in parts.items() for name in PARTS[part]}
    save_table(folder, {**columns, **others})


def write_changes(
    folder: Path, before: DerivedState, own: Mapping[str, OfPeople], parts: Mapping[str, Rows], others: Rows
) -> None:
    """Note what is another for some people.

    Args:
        folder: where to; must not exist.
        before: the state before.
        own: by part, the rows that concerned those people.
        parts: by part, the rows that concern them now.
        others: what belongs to nobody and is another now.
    """
    changes: dict[str, Column] = {**before.changes, **others}
    for part, theirs in own.items():
        changes[f"{part}_gone"] = np.concatenate([before.gone(part), theirs.places])
        for name in PARTS[part]:
            column = theirs.remaining[name]
            changes[f"{part}_{name}"] = np.concatenate([column, parts[part][name].astype(column.dtype)])
    after = DerivedState(before.folder, changes)
    if any(len(after.gone(part)) + len(changes[f"{part}_ids"]) > before.size(part) // _PART for part in own):
        names = {*others, *(file.stem for file in before.folder.glob("*.npy"))}
        unowned = [name for name in names if name.partition("_")[0] not in PARTS]
        write_state(folder, {part: after.rows(part) for part in PARTS}, {name: after[name] for name in unowned})
        return
    folder.mkdir()
    for file in before.folder.glob("*.npy"):
        try:
            os.link(file, folder / file.name)
        except OSError:  # a file system without hard links
            shutil.copy2(file, folder / file.name)
    np.savez(folder / _CHANGES, allow_pickle=False, **changes)
