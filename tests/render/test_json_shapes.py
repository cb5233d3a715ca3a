"""What commands print as JSON has the shape that the documentation shows, key by key.

Back-tests and fits are held against theirs where they are run, in `tests/cli/test_backtest.py`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
import pytest

from kg.cli.app import app
from kg.cli.guard import run
from kg.cli.settings import KgCommand
from kg.model import ImportReport, Release
from kg.model.backtest import AuditLine
from kg.model.reports import SkippedRow
from kg.model.world import ImportedSet
from kg.render.renditions import Rendering, audit_rendering, parts_rendering
from kg.render.reports import import_json, world_json
from kg.render.shapes.every import ANSWERS
from kg.store.world_sets import public_sets
from tests.cli.stories import PAGE
from tests.json_shapes import problems

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
    "kg cite --format csl": (("cite", "TAA", "--to", "Real Madrid", *AT), ("cite", "Jude Bellingham", *AT)),
    "kg status": (("status",),),
    "kg import --list": (("import", "--list"),),
    "kg query --list": (("query", "--list"),),
}


@pytest.mark.parametrize("command", ASKED)
def test_what_a_command_prints_has_its_shape(
    command: str, starter_store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in ASKED[command]:
        form = "csl" if "csl" in command else "json"
        status = run(["--store", str(starter_store), *words, "--format", form], clock=lambda: date(2025, 1, 1))
        out, err = capsys.readouterr()
        assert status == 0, err
        assert problems(command, json.loads(out)) == [], words


def test_what_a_story_says_and_what_was_decided_of_it_has_its_shape(
    starter_copy: Callable[[], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "story.html").write_text(PAGE, encoding="utf-8")
    kg = ["--store", str(starter_copy()), "--format", "json"]

    def told(*words: str, status: int = 0) -> Any:
        assert run([*kg, *words]) == status
        return json.loads(capsys.readouterr().out)

    read = told("read", str(tmp_path / "story.html"), "--accept", "1", "--reject", "2")
    assert read["proposals"][0]["known_claims"]
    assert problems("kg read", read) == []
    assert problems("kg read --ledger", told("read", "--ledger")) == []
    page = ("--source-url", "https://example.org/a", "--publisher", "A", "--published", "2020-05")
    people = "--person", "Jude Bellingham", "--person", "TAA"
    assert problems("kg claim add", told("claim", "add", "--kind", "mentor", *people, *page)) == []
    event = "--person", "TAA", "--club", "Real Madrid", "--by", "Jude Bellingham"
    assert problems("kg claim add", told("claim", "add", "--kind", "persuasion", *event, *page)) == []


def test_breaches_of_shapes_have_their_shape(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "nobody.ttl").write_text(
        "<https://example.org/ada> a <https://w3id.org/player-kg/ns#Person> .", encoding="utf-8"
    )
    run(["validate", str(tmp_path / "nobody.ttl"), "--format", "json"])
    found = json.loads(capsys.readouterr().out)
    assert found
    assert problems("kg validate", found) == []


def test_tables_of_figures_have_their_shape() -> None:
    def printed(rendering: Rendering) -> Any:
        return json.loads(rendering.text("json"))

    audit = AuditLine("list", 120, 0.6, 0.5, 0.7, refused=True), AuditLine("few", 3, None, None, None, refused=False)
    assert problems("kg backtest --audit", printed(audit_rendering(audit))) == []
    parts = parts_rendering([("friendship", 1.2, 0.2, 0.0, 7)], note="Fitted on reports.")
    assert problems("kg fit --persuasions", printed(parts)) == []


def test_imports_have_their_shape() -> None:
    release = Release("https://example.org/release", "tests", "A release", "1")
    report = ImportReport(release, 3, 2, 1, (SkippedRow("a.csv", 3, "no name"),), (("no name", 1),))
    assert problems("kg import", import_json(report)) == []
    source = public_sets()[0]
    assert problems("kg world", world_json([ImportedSet(source, report=report), ImportedSet(source)])) == []


def _printing_json(group: click.Group, context: click.Context) -> Iterator[str]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        inner = click.Context(command, info_name=name, parent=context)
        if isinstance(command, click.Group):
            yield from _printing_json(command, inner)
        elif isinstance(command, KgCommand) and "json" in command.forms:
            yield inner.command_path


def test_every_command_that_prints_json_has_a_schema() -> None:
    described = {path.split(" --")[0] for path in ANSWERS}
    assert described - {"kg cite"} == set(_printing_json(app, click.Context(app, info_name="kg")))


def test_a_wrong_answer_is_noticed(starter_store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["--store", str(starter_store), "explain", "Jude Bellingham", "TAA", *AT, "--format", "json"])
    answer = json.loads(capsys.readouterr().out)
    assert problems("kg explain", {**answer, "extra": 1})
    assert problems("kg explain", {key: value for key, value in answer.items() if key != "note"})
    answer["forward"]["ties"][0]["days"] = "many"
    assert problems("kg explain", answer)
