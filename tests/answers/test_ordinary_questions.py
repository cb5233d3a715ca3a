"""Fifteen ordinary questions in SPARQL, with the rows that the starter data give."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kg.answers.named_questions import ask_by_name
from kg.resources import ontology_file
from kg.store.backend import Backend, open_store

FOLDER = ontology_file("questions/ordinary")
NAMES = sorted(file.stem for file in FOLDER.glob("*.rq"))


@pytest.fixture(scope="module")
def backend(starter_store: Path) -> Iterator[Backend]:
    with open_store(starter_store) as opened:
        yield opened


def query(name: str) -> str:
    return (FOLDER / f"{name}.rq").read_text(encoding="utf-8")


def rows(backend: Backend, name: str) -> list[list[str]]:
    result = ask_by_name(backend, query(name), {}, today=date(2024, 10, 1))
    return [list(result.variables), *([term.value if term else "" for term in row] for row in result.rows)]


def test_there_are_fifteen_of_at_most_eight_lines() -> None:
    assert len(NAMES) == 15
    for name in NAMES:
        prose, *lines = query(name).splitlines()
        assert prose.startswith("# ")
        assert prose.endswith("?")
        assert 0 < len(lines) <= 8


@pytest.mark.parametrize("name", NAMES)
def test_a_question_gives_the_expected_rows(backend: Backend, name: str) -> None:
    """``KG_UPDATE_SNAPSHOTS=1`` writes the rows anew: read the difference before committing it."""
    file = FOLDER / f"{name}.csv"
    found = rows(backend, name)
    if os.environ.get("KG_UPDATE_SNAPSHOTS"):
        with file.open("w", encoding="utf-8", newline="") as output:
            csv.writer(output, lineterminator="\n").writerows(found)
    with file.open(encoding="utf-8", newline="") as expected:
        assert found == list(csv.reader(expected))
    assert len(found) > 1
    assert any(found[1])
