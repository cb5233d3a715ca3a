#!/usr/bin/env python3
"""What it costs to derive presences, ties and links for SPARQL, in worlds of several sizes.

    python scripts/bench_derived.py 1000 20000 [100000]

Each world is made up (``made_world.py``) and stands alone. Measured are the triples derived from it, the processor time
of deriving and loading them, what the database then takes on disk, and how long it takes to count everybody's
team-mates in SPARQL: the slowest of the ordinary questions, because it reads every link.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph
from bench_sparql import size
from made_world import build
from measuring import peak_mb

from kg.columns.facts import Facts
from kg.graph.derived import Derived
from kg.rdf.vocabulary import NAMESPACE
from kg.sparql.default_graph import load_lines

_MOST = f"""SELECT ?person (COUNT(*) AS ?mates) {{ ?person <{NAMESPACE}teamMateOf> ?mate }}
GROUP BY ?person HAVING(COUNT(*) > 350)"""


def measure(folder: Path, players: int) -> None:
    """Print the row of one world."""
    facts = Facts.open(build(folder, players))
    database = folder / f"database-{players}"
    store = pyoxigraph.Store(str(database))
    began = time.process_time()
    load_lines(store, Derived(facts).lines())
    store.flush()
    spent, stays = time.process_time() - began, len(facts.stays["start"])
    began = time.perf_counter()
    for _ in store.query(_MOST):  # type: ignore[union-attr]  # a SELECT
        pass
    asked = time.perf_counter() - began
    print(
        f"{players:,} players, {stays:,} stays: {len(store):,} triples, {spent:.1f} s of CPU, "
        f"{size(database) / 1e6:,.0f} MB on disk, at most {peak_mb():,.0f} MB of memory; "
        f"team-mates counted in {asked:.2f} s",
        flush=True,
    )


def main() -> int:
    """Measure worlds of the sizes given, smallest first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("players", type=int, nargs="+")
    with tempfile.TemporaryDirectory() as temporary:
        for players in sorted(parser.parse_args().players):
            measure(Path(temporary), players)
    return 0


if __name__ == "__main__":
    sys.exit(main())
