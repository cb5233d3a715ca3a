#!/usr/bin/env python3
"""All ties of a made-up world asked of Oxigraph in SPARQL, beside the project's program.

    python scripts/bench_ties_sparql.py [--players 100000] [--patience 600] [--folder DIR]

Oxigraph holds the world in memory and in its default graph, the fastest that it does, and is asked in the best
wording found only for who met whom where, and when: no sums, no circles, no contradictions resolved. It finds a few
meetings more than the project, where two spells that follow each other at one club make one stay. It compares dates
as they are: those of a made-up world are days. It finds them at an even pace, so after ``--patience`` CPU seconds
it is stopped, and what all of them would have cost follows from their number.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from made_world import AS_OF, build, write_quads

from kg.columns.facts import Facts
from kg.columns.files import day
from kg.graph.batch_ties import all_ties, blocks
from kg.graph.ties import everybody, meetings

if TYPE_CHECKING:
    import pyoxigraph

NOW = day(AS_OF)

SPARQL = """
PREFIX pkg: <https://w3id.org/player-kg/ns#>
SELECT ?a ?b ?team ?s1 ?e1 ?s2 ?e2 WHERE {
  ?one pkg:hasTeam ?team ; pkg:hasPerson ?a ; pkg:start ?s1 .
  ?two pkg:hasTeam ?team ; pkg:hasPerson ?b ; pkg:start ?s2 .
  FILTER(?s1 < %(at)s && ?s2 < %(at)s && STR(?a) < STR(?b))
  OPTIONAL { ?one pkg:end ?f1 } BIND(COALESCE(?f1, %(at)s) AS ?e1) FILTER(?s2 < ?e1)
  OPTIONAL { ?two pkg:end ?f2 } BIND(COALESCE(?f2, %(at)s) AS ?e2) FILTER(?s1 < ?e2)
}
"""


def loaded(quads: Path) -> pyoxigraph.Store:
    """The quads in memory, in the default graph too: asking it alone is the fastest that Oxigraph does."""
    import pyoxigraph

    store = pyoxigraph.Store()
    store.bulk_load(path=str(quads), format=pyoxigraph.RdfFormat.N_QUADS)
    for graph in list(store.named_graphs()):
        told = store.quads_for_pattern(None, None, None, graph)
        store.bulk_extend(pyoxigraph.Quad(quad.subject, quad.predicate, quad.object) for quad in told)
    return store


def asked(store: pyoxigraph.Store, patience: float) -> tuple[int, bool, float, float]:
    """How many meetings SPARQL found, whether these are all, and in how many wall and CPU seconds."""
    date_text = f'"{AS_OF.isoformat()}"^^<http://www.w3.org/2001/XMLSchema#date>'
    cpu, began = time.process_time(), time.perf_counter()
    found, whole = 0, True
    for found, _ in enumerate(cast("Any", store.query(SPARQL % {"at": date_text})), 1):
        if not found % 10_000 and time.process_time() - cpu > patience:
            whole = False
            break
    return found, whole, time.perf_counter() - began, time.process_time() - cpu


def sparql(folder: Path, players: int, patience: float) -> None:
    """Who met whom, asked of Oxigraph in memory and of the columns."""
    facts = Facts.open(build(folder, players))
    quads = folder / f"made-{players}.nq"
    if not quads.exists():
        write_quads(quads, players)

    def meet() -> int:
        return sum(len(meetings(block, block, once=True)["ego"]) for block in blocks(everybody(facts, NOW)))

    def tie() -> int:
        return sum(len(block["ego"]) for block in all_ties(facts, NOW))

    found, whole, wall, cpu = asked(loaded(quads), patience)
    print(f"SPARQL on Oxigraph, {players} players: {found} meetings in {wall:.1f} s ({cpu:.1f} s CPU)")
    if not whole:
        share = found / meet()
        wall, cpu = wall / share, cpu / share
        print(f"  stopped at {share:.1%} of them; at that pace all take {wall:.0f} s ({cpu:.0f} s CPU)")
    for name, run in (("the same meetings", meet), ("all ties, in full", tie)):
        count, took = run(), []
        for _ in range(7):
            own_cpu, began = time.process_time(), time.perf_counter()
            run()
            took.append((time.perf_counter() - began, time.process_time() - own_cpu))
        own, own_cpu = (statistics.median(column) for column in zip(*took, strict=True))
        print(
            f"  the project on 1, {name} ({count}): {own:.3f} s ({own_cpu:.3f} s CPU), "
            f"{wall / own:.0f} times faster ({cpu / own_cpu:.0f} by CPU)",
            flush=True,
        )


def main() -> None:
    """Compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--players", type=int, default=100_000)
    parser.add_argument("--patience", type=float, default=600.0, metavar="SECONDS")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "made-worlds")
    given = parser.parse_args()
    sparql(given.folder, given.players, given.patience)


if __name__ == "__main__":
    main()
