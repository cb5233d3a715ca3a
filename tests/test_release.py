"""The checklist of a release finds what it is there to find."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def checklist(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """`scripts/release_check.py` as a module."""
    spec = importlib.util.spec_from_file_location("release_check", ROOT / "scripts" / "release_check.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)  # its dataclasses look for it there
    spec.loader.exec_module(module)
    return module


def _checkout(folder: Path, *, version: str = "3.1.0", changelog: str) -> Path:
    (folder / "kg").mkdir()
    (folder / "kg" / "__init__.py").write_text(f'__version__ = "{version}"\n')
    (folder / "CITATION.cff").write_text("version: 3.1.0\n")
    (folder / "CHANGELOG.md").write_text(changelog)
    return folder


@pytest.mark.parametrize(
    ("changelog", "problem"),
    [
        ("## [Unreleased]\n\n## [3.1.0] - 2026-01-02\n\n- One.\n", ""),
        ("## [3.1.0] - 2026-01-02\n\n- One.\n", ""),
        ("## [Unreleased]\n\n- One.\n", "no section [3.1.0] with a date"),
        ("## [3.1.0]\n\n- One.\n", "no section [3.1.0] with a date"),
        ("## [Unreleased]\n\n- Two.\n\n## [3.1.0] - 2026-01-02\n\n- One.\n", "under [Unreleased]"),
        ("## [Unreleased]\n\n### Added\n\n- Two.\n\n## [3.1.0] - 2026-01-02\n", "under [Unreleased]"),
    ],
)
def test_the_changelog_has_one_dated_section_for_the_version(
    checklist: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changelog: str, problem: str
) -> None:
    monkeypatch.setattr(checklist, "ROOT", _checkout(tmp_path, changelog=changelog))
    found = checklist.one_version()
    assert problem in found if problem else not found


def test_a_citation_of_another_version_is_found(
    checklist: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changelog = "## [3.2.0] - 2026-01-02\n"
    monkeypatch.setattr(checklist, "ROOT", _checkout(tmp_path, version="3.2.0", changelog=changelog))
    assert checklist.one_version() == "CITATION.cff does not say 3.2.0"


def test_this_checkout_names_one_version_and_every_python(checklist: ModuleType) -> None:
    assert not checklist.one_version()
    assert not checklist.classifiers()


def test_the_bill_of_materials_is_the_lock(checklist: ModuleType, tmp_path: Path) -> None:
    pytest.importorskip("cyclonedx_py", reason="cyclonedx-bom is not installed")
    bill = checklist.write_sbom(tmp_path / "one.json")
    checklist.write_sbom(tmp_path / "two.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    assert bill == json.loads((tmp_path / "one.json").read_text(encoding="utf-8"))
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {line.split(" ")[0] for line in lock.splitlines() if "==" in line and not line.startswith((" ", "#"))}
    assert {f"{part['name']}=={part['version']}" for part in bill["components"]} == pinned
    assert all(part["externalReferences"][0]["hashes"] for part in bill["components"])
    package = bill["metadata"]["component"]
    assert (package["name"], package["version"]) == ("player-kg", checklist._version())
    names = {part["bom-ref"]: part["name"] for part in bill["components"]}
    (root,) = (entry for entry in bill["dependencies"] if entry["ref"] == package["bom-ref"])
    needed = {names[ref] for ref in root["dependsOn"]}
    assert {"click", "pyoxigraph", "pyvis", "uvicorn"} <= needed
    assert "ipython" not in needed  # pyvis brings it


def test_a_package_that_the_bill_lacks_is_told(checklist: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checklist, "write_sbom", lambda _output: {"components": []})
    assert "click==" in checklist.bill_of_materials()
