#!/usr/bin/env python3
"""The ordinary questions asked of several SPARQL engines, and whether each gives the rows that the tests expect.

    python scripts/compare_engines.py [--store FOLDER] [--endpoint URL]… [--classpath JARS [--database FOLDER]]

The rows expected are those of the starter data. ``--store`` is a folder, by default the user's own. Each ``--endpoint``
is a remote store that was filled with ``kg --store URL import --from FOLDER``. With ``--classpath`` all that queries of
the folder see is written as N-Quads and loaded into the TDB2 of Apache Jena; ``--database`` keeps what was loaded, or
takes what is there. Questions that use functions of the store's own are asked of the folder, and of a remote store
answered by its copy; Jena is not asked them. The exit status is the number of answers that differ.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pyoxigraph

from kg.answers.sparql_functions import function_source
from kg.resources import ontology_file
from kg.sparql.checks import with_prefixes
from kg.sparql.functions import calls_functions
from kg.store.backend import Backend, open_store

Ask = Callable[[str], list[list[str]] | None]
"""The rows of a question, the names of their columns first; ``None`` where it cannot be asked."""


def of_store(backend: Backend) -> Ask:
    """Ask a store."""

    def ask(text: str) -> list[list[str]]:
        result = backend.query(text, functions=function_source(backend) if calls_functions(text) else None)
        return [list(result.variables), *([term.value if term else "" for term in row] for row in result.rows)]

    return ask


def of_jena(jena: list[str], database: Path) -> Ask:
    """Ask Jena."""

    def ask(text: str) -> list[list[str]] | None:
        if calls_functions(text):
            return None
        command = [*jena, "tdb2.tdbquery", "--loc", str(database), "--results", "CSV", with_prefixes(text)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return list(csv.reader(done.stdout.splitlines()))

    return ask


def load(store: Path | None, jena: list[str], database: Path) -> None:
    """Fill Jena's database with all that queries of the store see."""
    with open_store(store) as backend, tempfile.TemporaryDirectory() as temporary:
        backend.query("ASK {}")  # makes the database for queries, if there is none yet
        [folder] = (Path(backend.status().location) / "queries").glob("*/oxigraph")
        text = Path(temporary) / "all.nq"
        pyoxigraph.Store.read_only(str(folder)).dump(text, pyoxigraph.RdfFormat.N_QUADS)
        subprocess.run([*jena, "tdb2.tdbloader", "--loc", str(database), str(text)], check=True)


def compare(engine: str, ask: Ask) -> Iterator[bool]:
    """Whether each question that can be asked gives other rows than expected, told as it goes."""
    for file in sorted(ontology_file("questions/ordinary").glob("*.rq")):
        began = time.perf_counter()
        found = ask(file.read_text(encoding="utf-8"))
        took = time.perf_counter() - began
        if found is None:
            print(f"{engine:36} {file.stem:36} uses functions")
            continue
        with file.with_suffix(".csv").open(encoding="utf-8", newline="") as expected:
            same = found == list(csv.reader(expected))
        told = "as expected" if same else "DIFFERENT"
        print(f"{engine:36} {file.stem:36} {len(found) - 1:4} rows {told}, {took:.2f} s", flush=True)
        yield not same


def main() -> int:
    """Compare all of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--endpoint", action="append", default=[])
    parser.add_argument("--classpath")
    parser.add_argument("--database", type=Path)
    options = parser.parse_args()
    different = 0
    with ExitStack() as stack:
        for name in (options.store, *options.endpoint):
            backend = stack.enter_context(open_store(name))
            different += sum(compare(backend.address, of_store(backend)))
        if options.classpath:
            jena = ["java", "-cp", options.classpath]
            database = options.database or Path(stack.enter_context(tempfile.TemporaryDirectory())) / "tdb"
            if not database.exists():
                load(options.store, jena, database)
            different += sum(compare("Apache Jena", of_jena(jena, database)))
    return different


if __name__ == "__main__":
    sys.exit(main())
