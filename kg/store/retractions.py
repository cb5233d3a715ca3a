"""What was taken out of a store for good: claims and releases, each with the reason; ``STORE/retractions.csv``.

Whatever is written into the store later goes without them: imports, newer starter data, repairs from the texts.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from kg.errors import StoreError
from kg.store.layout import write_atomically
from kg.text.plain_files import read_whole

__all__ = ["CLAIM", "RELEASE", "Retraction", "read_retractions", "write_retractions"]

CLAIM: Final = "claim"
RELEASE: Final = "release"
_COLUMNS: Final = ("what", "id", "reason", "day")
_LARGEST: Final = 64 << 20


@dataclass(frozen=True, slots=True)
class Retraction:
    """One thing that was taken out.

    Attributes:
        category: `CLAIM` or `RELEASE`.
        id: of the claim, or the name of the release's data set.
        reason: why, in a sentence.
        day: when.
    """

    category: str
    id: str
    reason: str
    day: date


def read_retractions(file: Path) -> list[Retraction]:
    """The retractions that a file lists; none where there is no file.

    Raises:
        StoreError: it cannot be read. Nothing may be written then: what was taken out could come back.
    """
    if not file.exists():
        return []
    try:
        rows = csv.DictReader(io.StringIO(read_whole(file, _LARGEST).decode("utf-8-sig"), newline=""), strict=True)
        return [Retraction(row["what"], row["id"], row["reason"], date.fromisoformat(row["day"])) for row in rows]
    except (ValueError, KeyError, TypeError, csv.Error) as error:
        raise StoreError(f"{file} cannot be read: {error}", remedy="mend it, or restore it from a backup") from error


def write_retractions(file: Path, retractions: Iterable[Retraction]) -> None:
    """Write them, all of them or nothing.

    Raises:
        OSError: the file cannot be written.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows((item.category, item.id, item.reason, item.day.isoformat()) for item in retractions)
    write_atomically(file, text.getvalue())
