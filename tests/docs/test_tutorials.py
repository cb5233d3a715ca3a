"""Every command in the tutorials runs, in the order in which it stands there, in a folder and a store of its own."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import ROOT, environment

TUTORIALS = sorted((ROOT / "docs" / "tutorials").glob("*.md"))
_BLOCK = re.compile(r"(?:[Ss]ave this as `(?P<name>[\w.]+)`:\s+)?```(?P<language>\w+)\n(?P<text>.*?)```", re.DOTALL)


def test_there_are_tutorials() -> None:
    assert len(TUTORIALS) >= 5


@pytest.mark.slow
@pytest.mark.parametrize("tutorial", TUTORIALS, ids=lambda path: path.stem)
def test_every_command_runs(tutorial: Path, tmp_path: Path) -> None:
    commands = 0
    for block in _BLOCK.finditer(tutorial.read_text(encoding="utf-8")):
        if block["name"]:
            (tmp_path / block["name"]).write_text(block["text"], encoding="utf-8")
        if block["language"] != "sh":
            continue
        for line in block["text"].strip().splitlines():
            words = shlex.split(line)
            assert words[0] == "kg", line
            done = subprocess.run(
                [sys.executable, "-c", "from kg.cli import main; main()", *words[1:]],
                cwd=tmp_path,
                env=environment(XDG_DATA_HOME=str(tmp_path / "data"), PYTHONPATH=str(ROOT)),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, f"{line}\n{done.stderr}"
            commands += 1
    assert commands or tutorial.stem == "assistant"
