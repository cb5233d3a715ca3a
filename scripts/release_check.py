"""Is this checkout ready to be released? Every point of the checklist, checked or said to be open.

    python scripts/release_check.py            all but the test suite
    python scripts/release_check.py --sbom bom.json   also write the list of what a release consists of (CycloneDX)

Exit status 1 if a point fails. Needs the development environment (`scripts/check` makes it). The tag is no point of the
list: the owner makes it last, on the commit on which every point holds.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
_IN_SDIST = ("README.md", "requirements.lock", "requirements-dev.lock", "scripts/check", "tests/conftest.py")
_EPOCH = "1735689600"
"""SOURCE_DATE_EPOCH of both builds: 1 January 2025."""


def _version() -> str:
    found = re.search(r'^__version__ = "(.+)"$', (ROOT / "kg" / "__init__.py").read_text(encoding="utf-8"), re.M)
    return found[1] if found else ""


@dataclass(frozen=True, slots=True)
class Build:
    """A wheel and an sdist: the files in each with their sizes, and digests of both archives."""

    wheel: dict[str, int]
    sdist: frozenset[str]
    digests: tuple[str, str]


def _build() -> Build:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)],
            cwd=ROOT,
            check=True,
            capture_output=True,
            env={"SOURCE_DATE_EPOCH": _EPOCH, "PATH": "/usr/bin:/bin"},
        )
        (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
        with zipfile.ZipFile(wheel) as packed:
            sizes = {item.filename: item.file_size for item in packed.infolist()}
        with tarfile.open(sdist) as unpacked:
            names = frozenset(name.split("/", 1)[1] for name in unpacked.getnames() if "/" in name)
        first, second = (hashlib.sha256(file.read_bytes()).hexdigest() for file in (wheel, sdist))
        return Build(sizes, names, (first, second))


_first_build = cache(_build)


def same_bytes() -> str:
    """Two builds of the wheel and the sdist give the same bytes."""
    digests = _first_build().digests, _build().digests
    return "" if digests[0] == digests[1] else f"the builds differ: {digests}"


def whole_sdist() -> str:
    """The sdist holds the locks, the tests and the check."""
    missing = [name for name in _IN_SDIST if name not in _first_build().sdist]
    return f"missing: {', '.join(missing)}" if missing else ""


def whole_wheel() -> str:
    """The wheel holds the package, the ontology and the starter data, and nothing else."""
    sizes = _first_build().wheel
    strangers = sorted({top for name in sizes if (top := name.split("/", 1)[0]) != "kg" and ".dist-info" not in top})
    if strangers:
        return f"strangers in the wheel: {', '.join(strangers)}"
    data = sum(size for name, size in sizes.items() if name.startswith("kg/_data/"))
    return "" if 0 < data <= 12_000_000 else f"the data take {data / 1e6:.1f} MB; at most 12 are allowed"


def one_version() -> str:
    """Package, changelog and citation name one version."""
    version = _version()
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    problems = []
    if not re.search(rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d$", changelog, re.MULTILINE):
        problems.append(f"CHANGELOG.md has no section [{version}] with a date")
    if re.search(r"^## \[Unreleased\]\s+(?!## )\S", changelog, re.MULTILINE):
        problems.append(f"what stands under [Unreleased] in CHANGELOG.md belongs to [{version}]")
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


def bill_of_materials() -> str:
    """The bill of materials names every locked package and hangs it on this version."""
    with tempfile.TemporaryDirectory() as folder:
        bill = write_sbom(Path(folder) / "bom.json")
    listed = {f"{part['name']}=={part['version']}" for part in bill["components"]}
    missing = sorted(_locked() - listed)
    return f"missing: {', '.join(missing)}" if missing else ""


CHECKS: tuple[Callable[[], str], ...] = (
    one_version,
    classifiers,
    whole_wheel,
    whole_sdist,
    same_bytes,
    bill_of_materials,
    clean_tree,
)


def _locked() -> set[str]:
    """The packages of the lock, as ``name==version``."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return set(re.findall(r"^[\w.-]+==[^\s;\\]+", lock, re.MULTILINE))


def write_sbom(output: Path) -> dict[str, Any]:
    """What a release consists of, from the lock, as CycloneDX JSON; the same lock gives the same bytes."""
    tool = [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "requirements", str(ROOT / "requirements.lock")]
    options = ["--pyproject", str(ROOT / "pyproject.toml"), "--output-reproducible", "-o", str(output)]
    subprocess.run([*tool, *options], check=True)
    bill: dict[str, Any] = json.loads(output.read_text(encoding="utf-8"))
    # The tool knows neither a version that stands in the package, nor what the lock's packages are there for.
    package = bill["metadata"]["component"]
    package["version"] = _version()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    direct = {re.split(r"[^\w.-]", line)[0] for line in project["dependencies"]}
    needed = [part["bom-ref"] for part in bill["components"] if part["name"] in direct]
    others = [entry for entry in bill["dependencies"] if entry["ref"] != package["bom-ref"]]
    bill["dependencies"] = [{"ref": package["bom-ref"], "dependsOn": needed}, *others]
    output.write_text(json.dumps(bill, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return bill


def _tag_line() -> str:
    """What is left to the owner: the tag, and what comes after it."""
    tag = f"v{_version()}"
    made = subprocess.run(["git", "tag", "--list", tag], cwd=ROOT, check=False, capture_output=True, text=True).stdout
    todo = (
        f"tag {tag} exists" if made.strip() else f"tag {tag} is not made yet; the owner makes it last: git tag -a {tag}"
    )
    return f"By hand: scripts/check; then {todo}; build; upload; announce."


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
    print(f"\n{_tag_line()}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
