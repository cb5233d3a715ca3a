"""Decisions by people on who is whom, which override every score."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import InvalidInput
from kg.text.plain_files import read_whole

__all__ = ["Decisions", "read_decisions"]

_LARGEST = 64 << 20


@dataclass(slots=True)
class Decisions:
    """What is decided: pairs that are one, and pairs that are not.

    An id is written as a canonical IRI, as the source's own local id, or as ``scheme:value`` of an external id.
    """

    same: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    different: set[frozenset[str]] = field(default_factory=set)

    def same_as(self, ids: Iterable[str]) -> dict[str, str]:
        """Ids decided to be the same as any of ``ids``, each with the reason given."""
        result: dict[str, str] = {}
        for item in ids if self.same else ():
            result.update(self.same.get(item, {}))
        return result

    def forbids(self, ids: Iterable[str], others: Iterable[str]) -> bool:
        """Whether any of ``ids`` is decided to be another than any of ``others``."""
        if not self.different:
            return False
        return any(frozenset((first, second)) in self.different for first in ids for second in others)


def read_decisions(paths: Iterable[Path]) -> Decisions:
    """Read ``one,other,verdict,reason`` files in order; a later file overrides an earlier one on the same pair.

    Rows without a verdict are not decided yet.

    Raises:
        InvalidInput: a file cannot be read; a row lacks an id or has another verdict than ``same`` and ``different``.
    """
    verdicts: dict[frozenset[str], tuple[str, str]] = {}
    for path in paths:
        try:
            text = io.StringIO(read_whole(path, _LARGEST).decode("utf-8-sig"), newline="")
            for number, row in enumerate(csv.DictReader(text), start=2):
                if decided := _decided(row, path.name, number):
                    verdicts[frozenset((row["one"].strip(), row["other"].strip()))] = decided
        except (UnicodeDecodeError, csv.Error) as error:
            raise InvalidInput(f"the decisions cannot be read: {error}", file=str(path)) from error
    decisions = Decisions()
    for pair, (verdict, reason) in verdicts.items():
        if verdict == "different":
            decisions.different.add(pair)
            continue
        first, second = sorted(pair)
        decisions.same[first][second] = reason
        decisions.same[second][first] = reason
    return decisions


def _decided(row: dict[str | None, str], file: str, line: int) -> tuple[str, str] | None:
    if None in row:
        remedy = "put quotes around a reason with a comma in it"
        raise InvalidInput("a decision has more fields than there are columns", file=file, line=line, remedy=remedy)
    first, second = (row.get("one") or "").strip(), (row.get("other") or "").strip()
    if not first or not second or first == second:
        raise InvalidInput("a decision needs two different ids", file=file, line=line)
    verdict = (row.get("verdict") or "").strip()
    if verdict not in ("same", "different", ""):
        remedy = "write same or different"
        raise InvalidInput(f"unknown verdict {verdict!r}", file=file, line=line, field="verdict", remedy=remedy)
    return (verdict, (row.get("reason") or "").strip()) if verdict else None
