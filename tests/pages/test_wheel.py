"""Built from source without Node, the wheel holds our templates and none of anybody else's scripts; it draws a page."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kg.render.html.page import SCRIPT_PARTS
from tests.server.running import small_store

ROOT = Path(__file__).resolve().parents[2]
OURS = {"page.css", "page.html", "picture.js", "reading.html", "start.html"}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # A folder of programs in which there is no Node: git, which tells hatchling what belongs to the source, at most.
    (folder / "bin").mkdir()
    if git := shutil.which("git"):
        (folder / "bin" / "git").symlink_to(git)
    environment = {**os.environ, "PATH": str(folder / "bin")}
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
    )
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as packed:
        packed.extractall(folder / "site")
    return folder


def test_it_holds_our_files_and_no_third_party_asset(installed: Path) -> None:
    html = installed / "site" / "kg" / "render" / "html"
    assert {each.name for each in html.iterdir() if each.suffix in (".css", ".html", ".js")} == OURS
    parts = {f"{part}.js" for names in SCRIPT_PARTS.values() for part in names}
    assert {each.name for each in (html / "script").iterdir()} == parts
    scripts = [each for each in (installed / "site").rglob("*") if each.suffix in (".js", ".css", ".woff2", ".map")]
    assert not [each for each in scripts if "vis-network" in each.name or each.stat().st_size > 60_000]


def test_a_page_is_drawn_with_the_script_of_the_installed_package(installed: Path, tmp_path: Path) -> None:
    store = small_store(tmp_path / "store")
    environment = {
        **os.environ,
        "PATH": str(installed / "bin"),
        "PYTHONPATH": str(installed / "site"),
        "KG_STORE": str(store),
    }
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from kg.cli import main; main()",
            "page",
            "Person 3",
            "--kind",
            "person",
            "--at",
            "2024-10-01",
            "-o",
            "page.html",
        ],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "vis-network" in text
    assert "Person 1" in text
