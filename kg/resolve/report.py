"""The pairs left in doubt as a table, in the form that decisions are written in."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from kg.resolve.resolver import Doubt

__all__ = ["write_doubts"]


def write_doubts(doubts: Iterable[Doubt], path: Path) -> int:
    """Write one row per pair, likeliest first; returns how many.

    Filling in ``verdict`` (``same`` or ``different``) makes the file one of decisions.
    """
    best: dict[tuple[str, str], Doubt] = {}
    for doubt in doubts:
        key = (doubt.one, doubt.other)
        if key not in best or best[key].score < doubt.score:
            best[key] = doubt
    rows = sorted(best.values(), key=lambda doubt: (-doubt.score, doubt.one, doubt.other))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("one", "other", "verdict", "reason", "what", "one_name", "other_name", "score"))
        for doubt in rows:
            writer.writerow(
                (
                    doubt.one,
                    doubt.other,
                    "",
                    "; ".join(doubt.reasons),
                    doubt.what,
                    doubt.one_name,
                    doubt.other_name,
                    f"{doubt.score:.1f}",
                )
            )
    return len(rows)
