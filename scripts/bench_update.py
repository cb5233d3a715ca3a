#!/usr/bin/env python3
"""What a SPARQL update of one spell costs until queries see it, in a process that has the program loaded.

    python scripts/bench_update.py [--store FOLDER] [--person NAME] [--club NAME] [--rounds 10]

A spell of somebody known at a known club goes into the default graph and is taken out again; the store is as before.
The first round loads the program and makes the database for queries, if it is not there, and is not counted. Told are
seconds of the processor and of wall time, and what it costs afterwards to remove what the update has left, for which
nobody waits under ``kg serve``.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections.abc import Callable
from functools import partial

from kg.api import open_graph

PREFIXES = "PREFIX : <https://w3id.org/player-kg/ns#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
SPELL = (
    "<urn:bench:spell> a :Spell, :PermanentSpell ; :hasPerson <{person}> ; :hasTeam <{team}> ; "
    ':hasRole :playerRole ; :start "2001-01-01"^^xsd:date .'
)


def processor() -> float:
    """Seconds of the processor that this process has taken, its own and the system's for it."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


class Taken:
    """What something took, time after time."""

    def __init__(self) -> None:
        self._processor: list[float] = []
        self._wall: list[float] = []

    def measure(self, work: Callable[[], object], *, counts: bool) -> None:
        """Do it, and note what it took if that counts."""
        before, began = processor(), time.perf_counter()
        work()
        if counts:
            self._processor.append(processor() - before)
            self._wall.append(time.perf_counter() - began)

    def __str__(self) -> str:
        told = (f"{statistics.median(x):.2f} s (at most {max(x):.2f})" for x in (self._processor, self._wall))
        return "{} of processor, {} of wall time".format(*told)


def main() -> None:
    """Measure, and print medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", help="folder of the store; by default the user's own")
    parser.add_argument("--person", default="Jude Bellingham")
    parser.add_argument("--club", default="Real Madrid")
    parser.add_argument("--rounds", type=int, default=10)
    args = parser.parse_args()
    taken = {"INSERT": Taken(), "DELETE": Taken()}
    tidied = Taken()
    with open_graph(args.store) as graph:
        person, team = graph.find(args.person, "person").id, graph.find(args.club, "club").id
        contents, spell = graph.contents, SPELL.format(person=person, team=team)

        def change(verb: str) -> None:
            contents.update(f"{PREFIXES} {verb} DATA {{ {spell} }}", base="urn:bench:")
            contents.queries_ready()

        for number in range(args.rounds + 1):
            for verb, times in taken.items():
                times.measure(partial(change, verb), counts=bool(number))
                tidied.measure(contents.tidy, counts=bool(number))
    for verb, times in taken.items():
        print(f"{verb} DATA of a spell: {times}")
    print(f"tidying afterwards: {tidied}")


if __name__ == "__main__":
    main()
