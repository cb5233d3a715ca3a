#!/usr/bin/env python3
"""The ordinary questions asked of Apache Jena, and whether it gives the rows that the tests expect.

    python scripts/compare_jena.py --classpath JARS [--store FOLDER] [--database FOLDER]

The database for queries of a store (releases and what is derived from them) is written as N-Quads, loaded into Jena's
TDB2 and asked there. Questions that use functions of the store's own are left out. ``--database`` keeps what was
loaded, or takes what is there. The rows are those of the starter data. The exit status is the number of
questions that differ.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
from pathlib import Path

import pyoxigraph

from kg.rdf.vocabulary import QUERY_PREFIXES
from kg.resources import ontology_file
from kg.store.backend import open_store

PREFIXES = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in QUERY_PREFIXES.items())


def load(store: Path | None, jena: list[str], database: Path) -> None:
    """Fill Jena's database with all that queries of the store see."""
    with open_store(store) as backend, tempfile.TemporaryDirectory() as temporary:
        backend.query("ASK {}")  # makes the database for queries, if there is none yet
        [folder] = (Path(backend.status().location) / "queries").glob("*/oxigraph")
        text = Path(temporary) / "all.nq"
        pyoxigraph.Store.read_only(str(folder)).dump(text, pyoxigraph.RdfFormat.N_QUADS)
        subprocess.run([*jena, "tdb2.tdbloader", "--loc", str(database), str(text)], check=True)


def ask(jena: list[str], database: Path, question: Path) -> tuple[list[list[str]], str]:
    """The rows of a question, the names of their columns first, and the time that Jena says it took."""
    query = PREFIXES + question.read_text(encoding="utf-8")
    command = [*jena, "tdb2.tdbquery", "--loc", str(database), "--time", "--results", "CSV", query]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return list(csv.reader(done.stdout.splitlines())), done.stderr.strip()


def main() -> int:
    """Compare all of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--classpath", required=True)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--database", type=Path)
    options = parser.parse_args()
    jena = ["java", "-cp", options.classpath]
    different = 0
    with tempfile.TemporaryDirectory() as temporary:
        database = options.database or Path(temporary) / "tdb"
        if not database.exists():
            load(options.store, jena, database)
        for file in sorted(ontology_file("questions/ordinary").glob("*.rq")):
            if "fn:" in file.read_text(encoding="utf-8"):
                print(f"{file.stem:36} uses functions")
                continue
            found, took = ask(jena, database, file)
            with file.with_suffix(".csv").open(encoding="utf-8", newline="") as expected:
                same = found == list(csv.reader(expected))
            different += not same
            print(
                f"{file.stem:36} {len(found) - 1:4} rows {'as expected' if same else 'DIFFERENT'}  {took}", flush=True
            )
    return different


if __name__ == "__main__":
    sys.exit(main())
