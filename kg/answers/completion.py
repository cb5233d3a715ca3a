"""Names for the shell to complete, read from the facts with the standard library alone.

A shell asks on every press of the tab key, and loading NumPy would take longer than the answer. So this reads the name
index that `kg.columns.name_index` wrote, in the form that `kg.columns.files` gives it, through memory maps.
"""

from __future__ import annotations

import json
import mmap
import struct
from ast import literal_eval
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kg.lazy import lazy
from kg.text.names import compact

if TYPE_CHECKING:
    import platformdirs
else:
    platformdirs = lazy("platformdirs")

__all__ = ["names_beginning"]

_CASTS = {"|u1": "B", "<i4": "i", "<i8": "q"}


def names_beginning(store: str | None, beginning: str, kinds: Sequence[str], *, limit: int = 40) -> list[str]:
    """Names of people and teams that begin like this, or have a word that does; the best known first.

    Args:
        store: the store's folder; ``None`` is the default one. An address has no names to read.
        beginning: what was typed so far; accents and case do not matter.
        kinds: ``person``, ``team`` or both.
        limit: how many names at most.

    Raises:
        OSError, ValueError, KeyError: there is no store there, or it cannot be read.
    """
    start = compact(beginning)
    if not start or (store and "://" in store):
        return []
    root = Path(store) if store else _default()
    facts = root / "generations" / (root / "current").read_text(encoding="ascii").strip() / "facts"
    people = json.loads((facts / "facts.json").read_bytes())["people"]
    names: dict[int, int] = {}
    for kind, folder, fame in (("person", "names_people", "of_person"), ("team", "names_teams", "of_team")):
        if kind in kinds:
            first = 0 if kind == "person" else people
            begins = _column(facts / "spells" / f"{fame}.npy")
            for entity in _entities(facts / folder, start.encode()):
                names[entity + first] = begins[entity + first + 1] - begins[entity + first]
    descriptions = _Texts(facts, "descriptions")
    best = sorted(names, key=lambda node: (-names[node], node))[:limit]
    return list(dict.fromkeys(str(json.loads(descriptions[node])[0]) for node in best))


def _default() -> Path:
    return Path(platformdirs.user_data_dir("player-kg", appauthor=False)) / "store"


def _entities(folder: Path, start: bytes) -> Iterator[int]:
    """Entities with a key that begins with ``start``; keys are sorted."""
    keys = _Texts(folder, "keys")
    begins, entities = _column(folder / "begins.npy"), _column(folder / "entities.npy")
    low, high = 0, len(keys)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if keys[middle] < start else (low, middle)
    while low < len(keys) and keys[low].startswith(start):
        yield from entities[begins[low] : begins[low + 1]]
        low += 1


class _Texts:
    """Texts of a blob and its offsets."""

    def __init__(self, folder: Path, name: str) -> None:
        self._blob = _column(folder / f"{name}.blob.npy")
        self._offsets = _column(folder / f"{name}.offsets.npy")

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, place: int) -> bytes:
        return bytes(self._blob[self._offsets[place] : self._offsets[place + 1]])


def _column(path: Path) -> memoryview[int]:
    """A one-dimensional array of NumPy's format (version 1), mapped.

    Raises:
        ValueError: it is another kind of file.
    """
    with path.open("rb") as file:
        magic = file.read(10)
        if magic[:8] != b"\x93NUMPY\x01\x00":
            raise ValueError(f"{path} is no array")
        size = struct.unpack("<H", magic[8:])[0]
        header = literal_eval(file.read(size).decode("latin-1"))
        (rows,) = header["shape"]
        if not rows:
            return memoryview(b"").cast("B")
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    view = memoryview(mapped)[10 + size :]
    return view.cast("B").cast(_CASTS[header["descr"]])  # type: ignore[call-overload,no-any-return]
