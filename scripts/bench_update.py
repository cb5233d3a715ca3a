#!/usr/bin/env python3
"""What a SPARQL update of one spell costs until queries see it, in a process that has the program loaded.

    python scripts/bench_update.py [--store FOLDER] [--person NAME] [--club NAME] [--rounds 4]

A spell of somebody known at a known club goes into the default graph and is taken out again; the store is as before.
The first round loads the program and makes the database for queries, if it is not there, and is not counted.
"""

from __future__ import annotations

import argparse
import resource
import statistics

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


def main() -> None:
    """Measure, and print medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", help="folder of the store; by default the user's own")
    parser.add_argument("--person", default="Jude Bellingham")
    parser.add_argument("--club", default="Real Madrid")
    parser.add_argument("--rounds", type=int, default=4)
    args = parser.parse_args()
    taken: dict[str, list[float]] = {"INSERT": [], "DELETE": []}
    with open_graph(args.store) as graph:
        person, team = graph.find(args.person, "person").id, graph.find(args.club, "club").id
        for number in range(args.rounds + 1):
            for verb, times in taken.items():
                before = processor()
                spell = SPELL.format(person=person, team=team)
                graph.contents.update(f"{PREFIXES} {verb} DATA {{ {spell} }}", base="urn:bench:")
                graph.contents.folder_ready()
                if number:
                    times.append(processor() - before)
    for verb, times in taken.items():
        print(f"{verb} DATA of a spell: {statistics.median(times):.2f} s of processor, at most {max(times):.2f} s")


if __name__ == "__main__":
    main()
