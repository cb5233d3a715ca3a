#!/usr/bin/env python3
"""Fifteen ordinary questions in SPARQL, and what the database that they are asked of costs.

    python scripts/bench_sparql.py [--store FOLDER] [--players 20000] [--rounds 3]

The questions are those of ``ontology/questions/ordinary``, whose rows for the starter data a test holds. Without
``--store`` a store is filled in a temporary folder; with ``--players`` a made-up world of so many (``made_world.py``)
is imported beside the starter data, to show how they grow. Measured are, first, how long the database for queries takes
to make and what it adds to the store; then each question, best of some rounds, in seconds of wall time and of CPU.
``KG_DERIVED=on`` derives presences and ties in a large store too.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from made_world import RELEASE, claims

from kg.answers.sparql_functions import function_source
from kg.resources import ontology_file
from kg.store.backend import Backend, open_store


def size(folder: Path) -> int:
    """Bytes of all files below a folder, one under two names counted once."""
    sizes = {}
    for where, _, names in os.walk(folder):
        for name in names:
            stat = Path(where, name).stat()
            sizes[stat.st_dev, stat.st_ino] = stat.st_size
    return sum(sizes.values())


def ask(backend: Backend, text: str, rounds: int) -> tuple[int, float, float]:
    """Rows, and the best wall and CPU time of some rounds, each with functions that remember nothing."""
    best = []
    rows = 0
    for _ in range(rounds):
        functions = function_source(backend)
        wall, cpu = time.perf_counter(), time.process_time()
        rows = len(backend.query(text, functions=functions).rows)
        best.append((time.perf_counter() - wall, time.process_time() - cpu))
    return rows, min(wall for wall, _ in best), min(cpu for _, cpu in best)


def measure(backend: Backend, folder: Path, rounds: int) -> None:
    """Print the tables for one store."""
    before, wall, cpu = size(folder), time.perf_counter(), time.process_time()
    backend.query("ASK {}")
    made, used, added = time.perf_counter() - wall, time.process_time() - cpu, size(folder) - before
    [[ties]] = backend.query("SELECT (COUNT(*) AS ?n) { ?one :teamMateOf ?other }").rows
    status = backend.status()
    print(f"{status.people:,} people, {status.totals.spells:,} spells, {ties.value if ties else 0} links of team-mates")
    print(
        f"database for queries: {made:.1f} s, {used:.1f} s of CPU, {added / 1e6:,.0f} MB beside {before / 1e6:,.0f} MB"
    )
    print(f"{'question':36} {'rows':>6} {'wall s':>8} {'CPU s':>8}")
    for file in sorted(ontology_file("questions/ordinary").glob("*.rq")):
        rows, best, spent = ask(backend, file.read_text(encoding="utf-8"), rounds)
        print(f"{file.stem:36} {rows:6} {best:8.3f} {spent:8.3f}")


def main() -> int:
    """Measure one store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--players", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.store or Path(temporary) / "store"
        with open_store(folder) as backend:
            if options.players:
                backend.put_release(RELEASE, claims(options.players))
            measure(backend, folder, options.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
