"""How well names are understood as people type them: the samples in `tests/names`, asked of the packaged data.

    python scripts/measure_names.py [--store STORE] [--misses]

Clubs are typed as openfootball's public list of clubs (CC0) has them, and as fans and other languages call them; people
by registered names, short given names, without accents, in other orders, by initials and nicknames. *Found* is the one
that is meant; *listed* are several candidates, or what may have been meant; *wrong* is anybody else. Whoever the
store does not hold is left out and counted.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import kg  # noqa: E402
from kg.columns.facts import Facts  # noqa: E402
from kg.errors import AmbiguousName, UnknownName  # noqa: E402

SAMPLES = ROOT / "tests" / "names"


def outcomes(facts: Facts, category: str) -> Iterator[tuple[str, str, str]]:
    """What was typed, who is meant, and ``found``, ``listed``, ``wrong`` or ``absent``, by row of a sample."""
    nodes = range(facts.people_count)
    if category == "team":
        nodes = range(facts.people_count, facts.people_count + facts.team_count)
    names = {facts.named(node).name for node in nodes}
    file = SAMPLES / ("teams.csv" if category == "team" else "people.csv")
    with file.open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            if row["meant"] not in names:
                yield row["typed"], row["meant"], "absent"
                continue
            try:
                answer = facts.named(facts.find(row["typed"], category)).name
            except (AmbiguousName, UnknownName):
                yield row["typed"], row["meant"], "listed"
                continue
            yield row["typed"], row["meant"], "found" if answer == row["meant"] else "wrong"


def main() -> None:
    """Print the figures as JSON, and every miss with ``--misses``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", help="the store to ask; by default the packaged data")
    parser.add_argument("--misses", action="store_true", help="list what was not found")
    options = parser.parse_args()
    figures: dict[str, dict[str, float]] = {}
    with kg.open(options.store) as graph:
        for category in ("person", "team"):
            rows = list(outcomes(graph.backend.facts, category))
            counts = Counter(outcome for *_, outcome in rows)
            asked = len(rows) - counts["absent"]
            shares = {outcome: round(counts[outcome] / asked, 4) for outcome in ("found", "listed", "wrong")}
            figures[category] = {"asked": asked, "absent": counts["absent"], **shares}
            if options.misses:
                for typed, meant, outcome in rows:
                    if outcome in ("listed", "wrong"):
                        print(f"{outcome}: {typed!r}, meant is {meant}", file=sys.stderr)
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
