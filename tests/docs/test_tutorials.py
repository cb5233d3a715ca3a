"""Every command in the tutorials runs, in the order in which it stands there, in a folder of its own."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.running import ROOT, environment

TUTORIALS = sorted((ROOT / "docs" / "tutorials").glob("*.md"))
_BLOCK = re.compile(r"(?:[Ss]ave this as `(?P<name>[\w.]+)`:\s+)?```(?P<language>\w+)\n(?P<text>.*?)```", re.DOTALL)
_CHANGES = re.compile(r"^kg (claim|import claims)", re.MULTILINE)
_KG = [sys.executable, "-c", "from kg.cli import main; main()"]


def test_there_is_one_for_every_reader() -> None:
    assert [path.stem for path in TUTORIALS] == ["analyst", "assistant", "journalist", "scout", "sparql"]
    assert (ROOT / "docs" / "python.md").exists()  # for Python users; test_python_tutorial.py runs it


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder with the command `kg`, for programs that start it by name."""
    folder = tmp_path / "programs"
    folder.mkdir()
    program = folder / "kg"
    program.write_text(f'#!/bin/sh\nexec {shlex.join(_KG)} "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("tutorial", TUTORIALS, ids=lambda path: path.stem)
def test_every_command_runs(
    tutorial: Path, starter_store: Path, starter_copy: Callable[[], Path], programs: Path, tmp_path: Path
) -> None:
    text = tutorial.read_text(encoding="utf-8")
    work = tmp_path / "work"
    work.mkdir()
    env = environment(
        KG_STORE=str(starter_copy() if _CHANGES.search(text) else starter_store),
        PYTHONPATH=str(ROOT),
        PATH=os.pathsep.join([str(programs), os.environ["PATH"]]),
    )
    starts = {"kg": _KG, "python": [sys.executable]}
    commands = 0
    for block in _BLOCK.finditer(text):
        if block["name"]:
            (work / block["name"]).write_text(block["text"], encoding="utf-8")
        for line in block["text"].strip().splitlines() if block["language"] == "sh" else ():
            first, *words = shlex.split(line)
            done = subprocess.run(
                [*starts[first], *words],
                cwd=work,
                env=env,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, f"{line}\n{done.stderr}"
            assert done.stdout or "-o" in words, line
            commands += 1
    assert commands
