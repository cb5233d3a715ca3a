"""Columns and strings on disk: how the facts are laid out in files, read through memory maps, one file at a time.

Dates are days since 1970-01-01 as int32; `UNKNOWN` stands for a date that is not known, `NEVER` for a day that is
never reached. Files are opened when a column is first asked for, so that a question pays for what it reads.
"""

from __future__ import annotations

import mmap
import os
import re
from array import array
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from kg.errors import StoreError

__all__ = [
    "EPOCH",
    "NEVER",
    "UNKNOWN",
    "BlobWriter",
    "Flags",
    "Ints",
    "Strings",
    "Table",
    "among",
    "as_date",
    "concat_ranges",
    "day",
    "distinct",
    "full_years",
    "offsets_of",
    "save_strings",
    "save_table",
]

Ints: TypeAlias = npt.NDArray[np.signedinteger]
Flags: TypeAlias = npt.NDArray[np.bool_]

EPOCH: Final = date(1970, 1, 1).toordinal()
UNKNOWN: Final = -(2**31)
NEVER: Final = 2**31 - 1


def day(when: date) -> int:
    """Days since 1970-01-01."""
    return when.toordinal() - EPOCH


@lru_cache(1 << 16)
def as_date(number: int) -> date | None:
    """The date of a day number; ``None`` for `UNKNOWN`, `NEVER` and what no calendar holds."""
    ordinal = int(number) + EPOCH
    return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else None


def full_years(born: date, at: date) -> int:
    """Age in full years."""
    return at.year - born.year - ((at.month, at.day) < (born.month, born.day))


def offsets_of(sorted_keys: Ints, count: int) -> Ints:
    """Where the rows of each key ``0 … count-1`` begin in a column sorted by that key; ``count + 1`` entries."""
    return np.searchsorted(sorted_keys, np.arange(count + 1)).astype(np.int64)


def concat_ranges(begins: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """All ranges ``begins[i] … ends[i]-1`` one after the other, and for each element the ``i`` it came from.

    Empty and inverted ranges give nothing.
    """
    sizes = np.maximum(ends - begins, 0)
    owner = np.repeat(np.arange(len(sizes)), sizes)
    firsts = np.cumsum(sizes) - sizes
    return np.arange(len(owner)) - firsts[owner] + begins[owner], owner


def distinct(values: Ints) -> Ints:
    """Every value once, in ascending order: ``np.unique``, but that imports ``numpy.ma`` at the cost of a start."""
    ordered = np.sort(values)
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(ordered) else ordered


def among(values: Ints, chosen: Ints) -> Flags:
    """Which of the values are chosen: ``np.isin``, with the same reason as `distinct`."""
    ordered = np.sort(chosen)
    if not len(ordered):
        return np.zeros(len(values), bool)
    place = np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)
    matches: Flags = ordered[place] == values
    return matches


class Table:
    """Named columns of one folder, each a ``.npy`` file mapped into memory at first use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._columns: dict[str, Ints] = {}

    def __getitem__(self, name: str) -> Ints:
        column = self._columns.get(name)
        if column is None:
            column = self._columns[name] = _load(self._folder / f"{name}.npy")
        return column


def save_table(folder: Path, columns: Mapping[str, npt.NDArray[np.generic]]) -> None:
    """Write columns so that `Table` reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, column in columns.items():
        np.save(folder / f"{name}.npy", np.ascontiguousarray(column), allow_pickle=False)


_HEADER: Final = re.compile(
    rb"\x93NUMPY\x01\x00..\{'descr': '([<|][a-zA-Z]\d+)', 'fortran_order': False, 'shape': \((\d+),\), \} *\n",
    re.DOTALL,
)
"""What a ``.npy`` file of one column begins with, as `numpy.save` writes it."""


def _mapped(path: Path) -> npt.NDArray[Any]:
    """A column mapped into memory.

    `numpy.load` takes five times as long, for it reads headers as Python: a change of the facts opens 140 columns.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        head = _HEADER.match(file.read(min(size, 128)))
        if head is None or head[2] == b"0":
            plain: npt.NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
            return plain
        mapped = mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ)
    return np.frombuffer(mapped, np.dtype(head[1].decode()), int(head[2]), head.end())


def _load(path: Path) -> Ints:
    try:
        mapped = _mapped(path)
    except (OSError, ValueError, EOFError) as error:
        raise StoreError(
            f"the facts are damaged: {path.name} in {path.parent} cannot be read ({error})",
            remedy="rebuild them, or start a new store",
        ) from error
    plain: Ints = mapped.view(np.ndarray)  # the memmap subclass makes every slice several times dearer
    return plain


class Strings:
    """Texts of one file pair: a blob of UTF-8 and the offsets at which each text begins."""

    def __init__(self, folder: Path, name: str) -> None:
        self._table = Table(folder)
        self._blob, self._offsets = f"{name}.blob", f"{name}.offsets"

    def __len__(self) -> int:
        return len(self._table[self._offsets]) - 1

    def __getitem__(self, index: int) -> str:
        return self.raw(index).decode("utf-8", "surrogatepass")

    def raw(self, index: int) -> bytes:
        """The UTF-8 of one text."""
        offsets = self._table[self._offsets]
        return self._table[self._blob][offsets[index] : offsets[index + 1]].tobytes()

    def digest(self) -> bytes:
        """A number that changes with any of the texts."""
        offsets, blob = self._table[self._offsets], self._table[self._blob]
        return blake2b(blob.data, digest_size=8, key=blake2b(offsets.data, digest_size=8).digest()).digest()

    def bisect(self, text: str, low: int = 0, high: int | None = None) -> int:
        """First position in ``low … high`` (texts sorted there) whose text is not before ``text``."""
        sought = text.encode("utf-8", "surrogatepass")
        high = len(self) if high is None else high
        # Views of memory give plain bytes and numbers several times faster than arrays do.
        offsets, blob = self._table[self._offsets].data, self._table[self._blob].data
        while low < high:
            middle = (low + high) // 2
            if blob[offsets[middle] : offsets[middle + 1]].tobytes() < sought:
                low = middle + 1
            else:
                high = middle
        return low

    def all(self) -> list[str]:
        """Every text."""
        whole = self._table[self._blob].tobytes()
        offsets = self._table[self._offsets].tolist()
        return [whole[a:b].decode("utf-8", "surrogatepass") for a, b in pairwise(offsets)]


def save_strings(folder: Path, name: str, texts: Iterable[str]) -> None:
    """Write texts so that `Strings` reads them."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    offsets = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)), out=offsets[1:])
    save_table(folder, {f"{name}.blob": np.frombuffer(b"".join(encoded), np.uint8), f"{name}.offsets": offsets})


class BlobWriter:
    """Texts appended to a file as they come, with their lengths; bounded memory whatever their number."""

    def __init__(self, folder: Path, name: str) -> None:
        self._file: BinaryIO = (folder / f"{name}.utf8").open("wb")
        self._lengths_path = folder / f"{name}.lengths.npy"
        self._lengths = array("q")
        self._waiting: list[bytes] = []

    def append(self, text: str) -> None:
        """Add one text."""
        raw = text.encode("utf-8", "surrogatepass")
        self._lengths.append(len(raw))
        self._waiting.append(raw)
        if len(self._waiting) >= 65_536:
            self._flush()

    def _flush(self) -> None:
        self._file.write(b"".join(self._waiting))
        self._waiting.clear()

    def close(self) -> None:
        """Write what waits."""
        self._flush()
        self._file.close()
        np.save(self._lengths_path, np.frombuffer(self._lengths, np.int64) if self._lengths else np.zeros(0, np.int64))
