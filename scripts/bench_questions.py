#!/usr/bin/env python3
"""Named questions beside the same SPARQL sent straight to pyoxigraph, on a store of any size.

    python scripts/bench_questions.py --store FOLDER [--rounds 7] [--people 12]

A named question resolves ids, binds them as terms, refuses what is not a question, runs, and makes plain values of
what comes back. "Straight" is ``pyoxigraph.Store.read_only(…).query(text)`` in the same process, on the very text that
the question becomes, every value of every row read. Both have the database open, both are warmed by one call; rounds
alternate, so that both meet the same machine. Told are medians over people (or teams) of each one's best round, in
milliseconds of wall time, and the ratio of their sums: it may be 1.3 at most.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, cast

import pyoxigraph as ox

from kg.answers.named_questions import ask
from kg.answers.sparql_functions import function_source
from kg.sparql.catalog import NamedQuestion, bind, list_questions
from kg.sparql.checks import prepare
from kg.sparql.functions import adapted
from kg.store.backend import Backend, open_store
from kg.store.embedded_backend import EmbeddedBackend

QUESTIONS = (
    "career",
    "team-mates",
    "coaches-of",
    "appearances",
    "players-at",
    "head-coaches",
    "acquaintances-at-club",
    "transfers-into",
    "squad-by-position",
)
DAY = date(2020, 10, 1)
MOST = 1.3


def milliseconds(call: Callable[[], object]) -> float:
    """Wall time of one call."""
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1000


def straight(store: ox.Store, text: str, functions: dict[ox.NamedNode, Any]) -> int:
    """The query on pyoxigraph, every value read."""
    found = cast("ox.QuerySolutions", store.query(text, custom_functions=functions))
    names = [variable.value for variable in found.variables]
    values = [[getattr(row[name], "value", None) for name in names] for row in found]
    return len(values)


def cases(backend: Backend, question: NamedQuestion, many: int) -> list[dict[str, str]]:
    """Values for a question: people with the most spells, and the clubs of the most spells, evenly picked."""
    facts = backend.facts
    begins = {"person": facts.spells["of_person"], "team": facts.spells["of_team"]}
    ranked = {
        kind: sorted(range(len(at) - 1), key=lambda node: int(at[node] - at[node + 1])) for kind, at in begins.items()
    }
    picked = {kind: [facts.iri(node) for node in nodes[: many * 20 : 20]] for kind, nodes in ranked.items()}
    told = []
    for number in range(many):
        values = {"date": DAY.isoformat(), "year": str(DAY.year), **{k: v[number] for k, v in picked.items()}}
        told.append({one.name: values[one.kind] for one in question.parameters})
    return told


def asked(backend: Backend, question: NamedQuestion, values: Mapping[str, str]) -> int:
    """The named question as the command asks it."""
    kinds = {one.name: one.kind.value for one in question.parameters}
    of = {kind: [values[name] for name in values if kinds[name] == kind] for kind in ("person", "team", "year")}
    year = int(of["year"][0]) if of["year"] else None
    day = DAY if "date" in kinds.values() else None
    result = ask(backend, question.name, people=of["person"], teams=of["team"], day=day, year=year, today=DAY)
    return len(result.rows)


def main() -> int:
    """Measure, and say whether the ratio holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--people", type=int, default=12)
    options = parser.parse_args()
    questions = {one.name: one for one in list_questions()}
    ours = theirs = 0.0
    with open_store(options.store) as backend:
        if not isinstance(backend, EmbeddedBackend):
            sys.exit("name the folder of a store")
        store = ox.Store.read_only(str(backend.query_folder()))
        functions = adapted(function_source(backend).functions)
        print(f"{backend.facts.people_count:,} people, {backend.status().totals.spells:,} spells")
        print(f"{'question':24} {'rows':>6} {'named ms':>9} {'straight ms':>12} {'ratio':>6}")
        for name in QUESTIONS:
            question = questions[name]
            rows, named, plain = 0, [], []
            for values in cases(backend, question, options.people):
                text = prepare(*bind(question, values)).text
                found = asked(backend, question, values)
                if found != straight(store, text, functions):
                    sys.exit(f"{name}: the two give different rows")
                rows = max(rows, found)
                pairs = [
                    (
                        milliseconds(lambda q=question, v=values: asked(backend, q, v)),  # type: ignore[misc]
                        milliseconds(lambda t=text: straight(store, t, functions)),  # type: ignore[misc]
                    )
                    for _ in range(options.rounds)
                ]
                named.append(min(one for one, _ in pairs))
                plain.append(min(other for _, other in pairs))
            ours, theirs = ours + sum(named), theirs + sum(plain)
            median = statistics.median(named), statistics.median(plain)
            print(f"{name:24} {rows:6} {median[0]:9.1f} {median[1]:12.1f} {sum(named) / sum(plain):6.2f}")
    ratio = ours / theirs
    print(f"{'all together':24} {'':6} {'':9} {'':12} {ratio:6.2f}")
    return 0 if ratio <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
