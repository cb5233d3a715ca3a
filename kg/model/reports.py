"""Reports on imports: every row accounted for."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model.claims import Release

__all__ = ["ImportReport", "ReaderInfo", "SkippedRow"]


@dataclass(frozen=True, slots=True)
class ReaderInfo:
    """A reader of a public source, as it introduces itself; ``expects`` are the files it looks for, as patterns."""

    name: str
    title: str
    home: str
    licence: str
    expects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row (or item) of a file that was not taken, and why; ``line`` counts from 1, ``None`` for a whole file."""

    file: str
    line: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Every row accounted for: ``read`` is ``taken`` plus ``skipped``.

    Attributes:
        rows: the skipped rows one by one, as many as were kept.
        reasons: how many rows were skipped for which reason, complete, most frequent first.
        stored: false after a dry run, and when the very same release was in the store already.
    """

    release: Release
    read: int
    taken: int
    skipped: int = 0
    rows: tuple[SkippedRow, ...] = ()
    reasons: tuple[tuple[str, int], ...] = ()
    stored: bool = True
    notes: tuple[str, ...] = ()
