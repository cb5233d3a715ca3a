"""Help and documentation say the same things, and say them of every command."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from kg.cli.app import LazyGroup, app
from tests.cli.running import ROOT, kg
from tests.snapshots import assert_snapshot

SNAPSHOTS = Path(__file__).with_name("snapshots")
DOCS = ROOT / "docs" / "cli.md"


def _commands(group: LazyGroup, *before: str) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for name in group.modules:
        command = group.get_command(click.Context(group), name)
        inner = _commands(command, *before, name) if isinstance(command, LazyGroup) else []
        found += inner or [(*before, name)]
    return found


COMMANDS = _commands(app)


def _options(command: tuple[str, ...]) -> set[str]:
    found: click.Command | None = app
    for name in command:
        assert isinstance(found, LazyGroup)
        found = found.get_command(click.Context(found), name)
    assert found is not None
    return {word for one in found.params if isinstance(one, click.Option) for word in one.opts if word[:2] == "--"}


@pytest.mark.parametrize("command", [(), *COMMANDS], ids=" ".join)
def test_help_snapshot(command: tuple[str, ...]) -> None:
    done = kg(*command, "--help", COLUMNS="100")
    assert (done.returncode, done.stderr) == (0, "")
    assert_snapshot(SNAPSHOTS / f"{'-'.join(('kg', *command))}.help.txt", done.stdout)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_has_an_example_and_the_shared_options(command: tuple[str, ...]) -> None:
    text = kg(*command, "--help").stdout
    assert re.search(rf"Examples?:\n +kg {' '.join(command)}\b", text)
    assert "Shared options" in text
    assert "--store" in text


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_docs_tell_of_every_command_and_every_option(command: tuple[str, ...]) -> None:
    section = re.search(rf"^## `kg {' '.join(command)}\b.*?(?=^## |\Z)", DOCS.read_text(), re.MULTILINE | re.DOTALL)
    assert section, f"docs/cli.md has no section on kg {' '.join(command)}"
    shared = _options(("status",))
    missing = {option for option in _options(command) - shared if f"`{option}" not in section[0]}
    assert not missing
    everywhere = DOCS.read_text()
    assert not {option for option in shared if f"`{option}" not in everywhere}


@pytest.mark.parametrize("status", [0, 1, 2, 3, 4, 5, 70, 130])
def test_docs_and_help_tell_of_every_exit_status(status: int) -> None:
    assert f"| {status} |" in DOCS.read_text()
    assert re.search(rf"\b{status} ", kg("--help").stdout.partition("Exit status")[2])


def test_version() -> None:
    assert re.fullmatch(r"kg \d+\.\d+\.\d+\S*\n", kg("--version").stdout)


def test_without_a_command_the_help_is_shown_as_a_usage_error() -> None:
    done = kg()
    assert done.returncode == 2
    assert "persuade" in done.stdout + done.stderr
