"""Who was taken for whom, and who may be, as a table in the form that decisions are written in."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

from kg.claims.identity.resolution import Doubt, Resolution
from kg.claims.identity.resolver import Resolver

__all__ = ["write_doubts", "write_matches"]

_HEAD = ("one", "other", "verdict", "reason", "what", "one_name", "other_name", "score")


def write_doubts(doubts: Iterable[Doubt], path: Path) -> int:
    """Write one row per pair, likeliest first; returns how many.

    Filling in ``verdict`` (``same`` or ``different``) makes the file one of decisions.
    """
    rows = list(_doubts(doubts))
    with path.open("w", encoding="utf-8", newline="") as file:
        _write(rows, file)
    return len(rows)


def write_matches(resolution: Resolution, resolver: Resolver, file: TextIO) -> None:
    """Write a row for every pair left in doubt, and after them one for everybody who was taken for somebody known.

    Args:
        resolution: of one release.
        resolver: whose it is.
        file: where to; as with `write_doubts` it can be made a file of decisions by changing verdicts.
    """
    _write(_doubts(resolution.doubts), file)
    rows = csv.writer(file, lineterminator="\n")
    for local, match in sorted(resolution.people.items()):
        if not match.new:
            existing = resolver.people[match.id]
            reasons = "; ".join(match.reasons)
            rows.writerow((local, match.id, "same", reasons, "person", "", existing.name, f"{match.score:.1f}"))
    for local, team in sorted(resolution.teams.items()):
        if not team.new:
            name = resolver.teams.known[team.id].name
            rows.writerow((local, team.id, "same", team.reason, "team", "", name, f"{team.score:.2f}"))


def _doubts(doubts: Iterable[Doubt]) -> Iterator[tuple[str, ...]]:
    best: dict[tuple[str, str], Doubt] = {}
    for doubt in doubts:
        key = (doubt.one, doubt.other)
        if key not in best or best[key].score < doubt.score:
            best[key] = doubt
    for doubt in sorted(best.values(), key=lambda doubt: (-doubt.score, doubt.one, doubt.other)):
        reasons, score = "; ".join(doubt.reasons), f"{doubt.score:.1f}"
        yield doubt.one, doubt.other, "", reasons, doubt.what, doubt.one_name, doubt.other_name, score


def _write(rows: Iterable[tuple[str, ...]], file: TextIO) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(_HEAD)
    writer.writerows(rows)
