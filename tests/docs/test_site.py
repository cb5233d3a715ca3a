"""The documentation site builds without a warning and without a dead link."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import ROOT

pytest.importorskip("mkdocs", reason="the documentation group is not installed")


@pytest.mark.slow
def test_it_builds_strictly(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    reference = (tmp_path / "site" / "reference" / "commands" / "index.html").read_text(encoding="utf-8")
    assert "kg persuade" in reference
    shapes = (tmp_path / "site" / "reference" / "json" / "index.html").read_text(encoding="utf-8")
    assert "persons_considered" in shapes
    assert "KnowledgeGraph.persuade" in (tmp_path / "site" / "reference" / "api" / "index.html").read_text("utf-8")
    schema = json.loads((tmp_path / "site" / "reference" / "schemas" / "targets-doors.json").read_text("utf-8"))
    assert schema["$ref"] == "#/$defs/DoorsAnswer"
