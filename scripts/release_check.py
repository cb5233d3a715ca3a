"""Is this checkout ready to be released? Every point of the checklist, checked or said to be open.

    python scripts/release_check.py            all but the test suite
    python scripts/release_check.py --sbom bom.json   also write the list of what a release consists of (CycloneDX)

Exit status 1 if a point fails. Needs the development environment (`scripts/check` makes it).
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_IN_SDIST = ("README.md", "requirements.lock", "requirements-dev.lock", "scripts/check", "tests/conftest.py")
_EPOCH = "1735689600"
"""SOURCE_DATE_EPOCH of both builds: 1 January 2025."""


def _version() -> str:
    found = re.search(r'^__version__ = "(.+)"$', (ROOT / "kg" / "__init__.py").read_text(encoding="utf-8"), re.M)
    return found[1] if found else ""


def _built(folder: Path) -> tuple[Path, Path]:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        env={"SOURCE_DATE_EPOCH": _EPOCH, "PATH": "/usr/bin:/bin"},
    )
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, sdist


def same_bytes() -> str:
    """Two builds of the wheel and the sdist give the same bytes."""
    digests = []
    for _ in range(2):
        with tempfile.TemporaryDirectory() as folder:
            digests.append([hashlib.sha256(file.read_bytes()).hexdigest() for file in _built(Path(folder))])
    return "" if digests[0] == digests[1] else f"the builds differ: {digests}"


def whole_sdist() -> str:
    """The sdist holds the locks, the tests and the check."""
    with tempfile.TemporaryDirectory() as folder:
        _, sdist = _built(Path(folder))
        with tarfile.open(sdist) as archive:
            names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    missing = [name for name in _IN_SDIST if name not in names]
    return f"missing: {', '.join(missing)}" if missing else ""


def whole_wheel() -> str:
    """The wheel holds the package, the ontology and the starter data, and nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        wheel, _ = _built(Path(folder))
        with zipfile.ZipFile(wheel) as archive:
            tops = {name.split("/", 1)[0] for name in archive.namelist()}
            data = sum(item.file_size for item in archive.infolist() if item.filename.startswith("kg/_data/"))
    strangers = sorted(top for top in tops if top != "kg" and not top.endswith(".dist-info"))
    if strangers:
        return f"strangers in the wheel: {', '.join(strangers)}"
    return "" if 0 < data <= 12_000_000 else f"the data take {data / 1e6:.1f} MB; at most 12 are allowed"


def one_version() -> str:
    """Package, changelog and citation name one version."""
    version = _version()
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    problems = []
    if f"## [{version}]" not in changelog:
        problems.append(f"CHANGELOG.md has no section [{version}]")
    if f"version: {version}" not in citation:
        problems.append(f"CITATION.cff does not say {version}")
    return "; ".join(problems)


def classifiers() -> str:
    """The metadata name every Python that is supported."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {f"Programming Language :: Python :: 3.{minor}" for minor in range(11, 15)}
    missing = sorted(wanted - set(project["classifiers"]))
    return f"missing: {', '.join(missing)}" if missing else ""


def clean_tree() -> str:
    """Nothing is uncommitted."""
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    return f"uncommitted: {len(status.splitlines())} files" if status else ""


CHECKS: tuple[Callable[[], str], ...] = (one_version, classifiers, whole_wheel, whole_sdist, same_bytes, clean_tree)


def write_sbom(output: Path) -> None:
    """What a release consists of, from the environment at hand, as CycloneDX JSON (needs `cyclonedx-bom`)."""
    subprocess.run(
        [sys.executable, "-m", "cyclonedx_py", "requirements", str(ROOT / "requirements.lock"), "-o", str(output)],
        check=True,
    )


def main() -> int:
    """Run the checklist."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sbom", type=Path, help="also write the bill of materials to this file")
    options = parser.parse_args()
    failed = 0
    for check in CHECKS:
        problem = check()
        failed += bool(problem)
        print(f"{'FAIL' if problem else 'ok  '}  {(check.__doc__ or '').splitlines()[0]}  {problem}".rstrip())
    if options.sbom:
        write_sbom(options.sbom)
        print(f"ok    Bill of materials in {options.sbom}")
    print(f"\nBy hand, on {date.today()}: scripts/check; tag v{_version()}; build; upload; announce.")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
