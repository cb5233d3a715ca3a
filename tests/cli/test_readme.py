"""The commands that the README invites to type are answered as they stand there."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.cli.running import ROOT
from tests.cli.stories import PAGE
from tests.cli.test_commands import Kg

_WRITES, _WAITS = ("claim",), ("serve", "world")


def _examples() -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = text.partition("## What else to ask")[2].partition("```sh\n")[2].partition("```")[0]
    return [line.partition("  #")[0].strip() for line in block.splitlines()]


@pytest.mark.parametrize("line", [each for each in _examples() if each.split()[1] not in (*_WRITES, *_WAITS)])
def test_what_the_readme_says_to_ask_is_answered(
    line: str, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "story.html").write_text(PAGE, encoding="utf-8")
    command, *words = shlex.split(line)
    assert command == "kg"
    Kg(store, capsys)(*words, status=0)


def test_there_are_examples_of_what_to_ask() -> None:
    assert {"explain", "show", "page", "query", "import"} <= {line.split()[1] for line in _examples()}


def test_the_answer_in_the_readme_is_the_one_that_is_given(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    command, _, shown = text.partition("```console\n$ kg ")[2].partition("```")[0].partition("\n")
    told = [" ".join(line.split()) for line in Kg(store, capsys)(*shlex.split(command)).splitlines()]
    for line in shown.splitlines():
        begins = " ".join(line.split())
        begins = begins if begins.startswith("…") else begins.partition(" …")[0].removesuffix("…")
        assert any(each.startswith(begins) for each in told), line
