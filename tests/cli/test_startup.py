"""Starting is cheap: nothing heavy is loaded before it is needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cli.running import ROOT, environment

LISTING = "import sys; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
HELP = "\ntry:\n    main()\nexcept SystemExit:\n    pass\n"


def _loaded(code: str, *arguments: str, **more: str) -> set[str]:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys\nbefore = set(sys.modules)\n{code}\n"
            "print('|', *sorted({name.partition('.')[0] for name in set(sys.modules) - before}))",
            *arguments,
        ],
        cwd=ROOT,
        env=environment(**more),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return set(done.stdout.rpartition("|")[2].split())


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        ("import kg.cli", ()),
        ("from kg.cli import main" + HELP, ("--help",)),
        ("from kg.cli import main" + HELP, ("persuade", "--help")),
        ("from kg.cli import main" + HELP, ("--version",)),
    ],
)
def test_only_click_and_the_standard_library(code: str, arguments: tuple[str, ...]) -> None:
    foreign = {name for name in _loaded(code, *arguments) if name not in sys.stdlib_module_names}
    assert foreign <= {"click", "kg"}


def test_completion_is_light_too() -> None:
    words = {"_KG_COMPLETE": "bash_complete", "COMP_WORDS": "kg\npersuade\nJu", "COMP_CWORD": "2"}
    foreign = {n for n in _loaded("from kg.cli import main" + HELP, **words) if n not in sys.stdlib_module_names}
    assert foreign <= {"click", "kg", "platformdirs"}


@pytest.mark.parametrize("command", [("query", "--list"), ("import", "--list"), ("world", "--help")])
def test_what_is_only_listed_loads_nothing_heavy(command: tuple[str, ...]) -> None:
    heavy = {"httpx", "networkx", "numpy", "rapidfuzz", "rdflib", "rich"}
    assert not heavy & _loaded("from kg.cli import main" + HELP, *command)
