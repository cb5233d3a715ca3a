"""The tutorial of the Python face prints what it says."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_the_tutorial_prints_what_it_says(starter_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "player-kg").mkdir()
    (tmp_path / "player-kg" / "store").symlink_to(starter_store)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8").replace("```", "")
    example = doctest.DocTestParser().get_doctest(text, {}, "python.md", str(ROOT / "docs" / "python.md"), 0)
    report: list[str] = []
    results = doctest.DocTestRunner().run(example, out=report.append)
    assert results.attempted > 25
    assert not results.failed, "".join(report)
