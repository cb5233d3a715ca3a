"""The wheel holds all that an answer needs: no checkout is about where it is installed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.slow
def test_it_answers_without_a_checkout(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)], cwd=ROOT, check=True
    )
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.stat().st_size < 12_000_000
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
        packed.extractall(tmp_path / "site")
    assert not [name for name in names if name.startswith(("tests/", "scripts/", "docs/"))]
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "kg").rglob("*.py"))
    assert {f"kg/_data/{name}" for name in re.findall(r'data_file\("([^"]+)"\)', code)} <= set(names)
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "site"), "XDG_DATA_HOME": str(tmp_path / "data")}
    environment.pop("KG_STORE", None)

    def kg(*words: str, status: int = 0) -> str:
        program = "import kg, sys; print(kg.__file__); from kg.cli import main; main()"
        command = [sys.executable, "-c", program, *words]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == status, done.stderr
        return done.stdout

    told = kg("persuade", "Trent Alexander-Arnold", "--to", "Real Madrid", "--at", "2024-10-01", "--format", "csv")
    where, _head, first, *_rest = told.splitlines()
    assert Path(where).is_relative_to(tmp_path / "site")
    assert "Jude Bellingham" in first
    # The shapes, on little: that the packaged data keep to them is for tests/cli to find.
    person = "<https://example.org/ada> a <https://w3id.org/player-kg/ns#Person> .\n"
    (tmp_path / "nobody.ttl").write_text(person, encoding="utf-8")
    assert "A person has a name" in kg("validate", "nobody.ttl", status=4)
    assert "team-mates" in kg("query", "--list")
