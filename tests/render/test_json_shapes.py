"""What commands print as JSON has the shape that the documentation shows, key by key."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kg.cli.guard import run
from kg.model import ImportReport, Release
from kg.model.reports import SkippedRow
from kg.model.world import ImportedSet
from kg.render.json_schema import schema_of
from kg.render.reports import import_json, world_json
from kg.render.shapes import ANSWERS
from kg.store.world_sets import public_sets

jsonschema = pytest.importorskip("jsonschema")

AT = ("--at", "2024-10-01")
ASKED: dict[str, tuple[tuple[str, ...], ...]] = {
    "kg persuade": (
        ("persuade", "TAA", "--to", "Real Madrid", *AT),
        ("persuade", "TAA", *AT),
        ("persuade", "TAA", "--to", "Real Madrid", "--limit", "0", "--together", "2", "--with", "Jobe Bellingham", *AT),
        ("persuade", "TAA", "--to", "Liverpool", "--why", *AT),
        ("persuade", "Florian Wirtz", "--to", "Bayern", "--why", *AT),
    ),
    "kg explain": (("explain", "Jude Bellingham", "TAA", *AT), ("explain", "Modric", "TAA", "--over-time", *AT)),
    "kg show": (("show", "Jude Bellingham", *AT), ("show", "Real Madrid", *AT), ("show", "TAA")),
    "kg destinations": (("destinations", "TAA", *AT),),
    "kg targets": (("targets", "Liverpool", *AT),),
    "kg targets --doors": (("targets", "Liverpool", "--doors", *AT),),
    "kg status": (("status",),),
}


def _strict(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of today's keys alone: a key that it does not name is an error."""
    closed = {name: {**shape, "additionalProperties": False} for name, shape in schema["$defs"].items()}
    return {**schema, "$defs": closed}


def _problems(command: str, answer: Any) -> list[str]:
    schema = _strict(schema_of(ANSWERS[command]))
    jsonschema.Draft202012Validator.check_schema(schema)
    return [
        f"{problem.json_path}: {problem.message[:200]}"
        for problem in jsonschema.Draft202012Validator(schema).iter_errors(answer)
    ]


@pytest.mark.parametrize("command", ASKED)
def test_what_a_command_prints_has_its_shape(
    command: str, starter_store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in ASKED[command]:
        status = run(["--store", str(starter_store), *words, "--format", "json"], clock=lambda: date(2025, 1, 1))
        out, err = capsys.readouterr()
        assert status in (0, 1), err
        assert _problems(command, json.loads(out)) == [], words


def test_imports_have_their_shape() -> None:
    release = Release("https://example.org/release", "tests", "A release", "1")
    report = ImportReport(release, 3, 2, 1, (SkippedRow("a.csv", 3, "no name"),), (("no name", 1),))
    assert _problems("kg import", import_json(report)) == []
    source = public_sets()[0]
    assert _problems("kg world", world_json([ImportedSet(source, report=report), ImportedSet(source)])) == []


def test_a_wrong_answer_is_noticed(starter_store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["--store", str(starter_store), "explain", "Jude Bellingham", "TAA", *AT, "--format", "json"])
    answer = json.loads(capsys.readouterr().out)
    assert _problems("kg explain", {**answer, "extra": 1})
    assert _problems("kg explain", {key: value for key, value in answer.items() if key != "note"})
    answer["forward"]["ties"][0]["days"] = "many"
    assert _problems("kg explain", answer)
