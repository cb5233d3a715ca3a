"""Reports on work and on what there is: the store's holdings, an import, a validation. Every renderer receives them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kg.model.claims import Release

__all__ = ["Finding", "Holding", "ImportReport", "SkippedRow", "StoreStatus"]


@dataclass(frozen=True, slots=True)
class Holding:
    """One release in the store: how many claims it makes, from when until when, and what is known to be missing."""

    release: Release
    claims: int
    first: date | None = None
    last: date | None = None
    gaps: str = ""


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """What a store holds.

    Attributes:
        location: folder or address. backend: what answers there, in words.
        version: of the program that wrote it, or the generation; "" if it cannot be told.
        counts: how many of what, by plain words such as ``people`` and ``spells``, in the order to show.
    """

    location: str
    backend: str
    holdings: tuple[Holding, ...]
    counts: tuple[tuple[str, int], ...] = ()
    version: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row (or item) of a file that was not taken, and why; ``line`` counts from 1, ``None`` for a whole file."""

    file: str
    line: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Every row accounted for: ``read`` is ``taken`` plus the number of rows skipped.

    ``stored`` is false after a dry run, and when the very same release was in the store already.
    """

    release: Release
    read: int
    taken: int
    skipped: tuple[SkippedRow, ...] = ()
    stored: bool = True
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a shape finds wrong: where (file or named graph), with which node and property, and what."""

    where: str
    node: str
    path: str
    message: str
    severity: str = "violation"
