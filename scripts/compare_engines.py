#!/usr/bin/env python3
"""The ordinary questions asked of several SPARQL engines, and whether each gives the rows that the tests expect.

    python scripts/compare_engines.py [--store FOLDER] [--endpoint URL]…

The rows expected are those of the starter data. ``--store`` is a folder, by default the user's own. Each ``--endpoint``
is a remote store that was filled with ``kg --store URL import --from FOLDER``. Questions that call functions of the
program are asked of a remote store twice: as they are, which its copy answers, and of the store itself, once what the
functions gave is a graph there (`function_graph`). The exit status is the number of answers that differ.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from function_graph import Calls, asking_graph, recording, triples_of

from kg.answers.sparql_functions import function_source
from kg.resources import ontology_file
from kg.sparql.functions import calls_functions
from kg.store.backend import Backend, open_store
from kg.store.remote import MERGED

GRAPH = "urn:player-kg:given"
"""Where a remote store has what the functions gave."""


def rows(backend: Backend, text: str) -> list[list[str]]:
    """The rows of a question, the names of their columns first."""
    result = backend.query(text, functions=function_source(backend) if calls_functions(text) else None)
    return [list(result.variables), *([term.value if term else "" for term in row] for row in result.rows)]


def ways(backend: Backend, text: str, *, remote: bool) -> Iterator[tuple[str, Callable[[], list[list[str]]]]]:
    """The ways in which a question is asked, each with its name."""
    calls = calls_functions(text)
    yield ("by its copy" if calls and remote else "", lambda: rows(backend, text))
    if calls and remote:
        given: Calls = {}
        backend.query(text, functions=recording(function_source(backend), given))
        backend.put_graph(GRAPH, triples_of(given))
        yield f"with {len(given)} calls as a graph", lambda: rows(backend, asking_graph(text, MERGED, GRAPH))


def same(found: list[list[str]], expected: list[list[str]]) -> bool:
    """Whether these are the same rows in the same order; numbers may be written otherwise."""
    return [list(map(_number, row)) for row in found] == [list(map(_number, row)) for row in expected]


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def compare(backend: Backend, *, remote: bool) -> Iterator[bool]:
    """Whether each answer differs from the one expected, told as it goes."""
    for file in sorted(ontology_file("questions/ordinary").glob("*.rq")):
        with file.with_suffix(".csv").open(encoding="utf-8", newline="") as table:
            expected = list(csv.reader(table))
        for way, ask in ways(backend, file.read_text(encoding="utf-8"), remote=remote):
            began = time.perf_counter()
            found = ask()
            took = time.perf_counter() - began
            differs = not same(found, expected)
            told = "DIFFERENT" if differs else "as expected"
            name = " ".join(filter(None, (file.stem, way)))
            print(f"{backend.address:36} {name:64} {len(found) - 1:4} rows {told}, {took:.2f} s", flush=True)
            yield differs


def main() -> int:
    """Compare all of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--endpoint", action="append", default=[])
    options = parser.parse_args()
    different = 0
    with ExitStack() as stack:
        for name in (options.store, *options.endpoint):
            backend = stack.enter_context(open_store(name))
            different += sum(compare(backend, remote=name in options.endpoint))
    return different


if __name__ == "__main__":
    sys.exit(main())
