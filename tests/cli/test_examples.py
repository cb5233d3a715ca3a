"""Every example in ``--help`` runs as it stands, in a folder that holds the files that it names."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import click
import pytest

from kg.cli.app import LazyGroup, app
from kg.store.backend import open_store
from tests.cli.running import ROOT, environment
from tests.cli.stories import PAGE
from tests.readers.helpers import table
from tests.store.worlds import copy_store, starter_file, world

# What only starts a service, needs data or machines, or makes whole sites: these have their own tests.
_NOT_HERE = re.compile(
    r"^kg (?:serve|mcp|fit|backtest|site|import wikidata|claim retract|world(?! --from \./))\b"
    r"|^kg --store https?:|spark://"
)

_WRITES = re.compile(r"\b(?:import|add|retract|world)\b|--accept|--remove|--reject|--ledger")
"""Examples that change the store: they get a copy of it, the others share one."""

_WHOLE = re.compile(r"^kg (?:export|validate|import|world)\b(?!.*--remove)")
"""Examples that go through the whole store and name nobody: they get a small one."""


def _examples(group: LazyGroup, *before: str) -> list[str]:
    found: list[str] = []
    for name in group.modules:
        command = group.get_command(click.Context(group), name)
        if isinstance(command, LazyGroup):
            found += _examples(command, *before, name)
        elif command is not None:
            text = re.sub(r"\\\n\s*", "", command.epilog or "")
            found += re.findall(r"^ +((?:echo .*\| *)?kg .*)$", text, re.MULTILINE)
    return found


EXAMPLES = _examples(app) + re.findall(r"^ +(kg .*)$", app.help or "", re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the files that the examples name."""
    (tmp_path / "euro2024").mkdir()
    squad = " 1,  Ada Example,  GK,  3/0, b. 1998,  Town FC (NOR)\n"
    (tmp_path / "euro2024" / "norway.txt").write_text(f"=  Norway - Euro 2024\n\n{squad}")
    moves = table(
        ("player_id", "transfer_date", "from_club_id", "to_club_id", "from_club_name", "to_club_name", "player_name"),
        (90000001, "2020-07-01", 90000002, 90000003, "Town", "City", "Ada Example"),
    )
    with zipfile.ZipFile(tmp_path / "transfermarkt.zip", "w") as archive:
        archive.writestr("transfers.csv", moves)
    shutil.copytree(tmp_path / "euro2024", tmp_path / "downloads")
    (tmp_path / "targets.txt").write_text("Jude Bellingham\n")
    (tmp_path / "rivals.txt").write_text("Real Madrid\n")
    story = "Jude Bellingham is a close friend of Trent Alexander-Arnold, The News reported.\n"
    (tmp_path / "story.txt").write_text(story)
    (tmp_path / "story.html").write_text(PAGE)
    (tmp_path / "saved-stories").mkdir()
    (tmp_path / "saved-stories" / "one.html").write_text(PAGE)
    (tmp_path / "my-claims.ttl").write_text(
        "<http://a.example/x> a <https://w3id.org/player-kg/ns#Person> ;"
        " <http://www.w3.org/2000/01/rdf-schema#label> 'Xaver' .\n"
    )
    return tmp_path


@pytest.fixture(scope="module")
def small_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of a few people, with the starter data that it was filled from beside it."""
    folder = tmp_path_factory.mktemp("small")
    with open_store(folder / "store", starter=starter_file(folder / "starter.trig.gz", world("alpha"))):
        return folder / "store"


@pytest.mark.slow
@pytest.mark.parametrize("example", [line for line in dict.fromkeys(EXAMPLES) if not _NOT_HERE.search(line)])
def test_the_example_runs(store: Path, small_store: Path, folder: Path, example: str) -> None:
    program = [f"#!{sys.executable}", "import pathlib, sys", f'sys.path.insert(0, "{ROOT}")']
    copy = store
    if _WHOLE.search(example):
        copy, starter = small_store, small_store.parent / "starter.trig.gz"
        program.append("from kg.store import embedded_backend")
        program.append(f'embedded_backend.data_file = lambda name: pathlib.Path("{starter}")')
    command = folder / "kg"
    command.write_text("\n".join([*program, "from kg.cli import main", "main()", ""]))
    command.chmod(0o755)
    if _WRITES.search(example):
        copy = copy_store(copy, folder / "store")
    env = environment(KG_STORE=str(copy)) | {"PATH": f"{folder}:{environment()['PATH']}"}
    line = example.replace("./my-store", shlex.quote(str(copy)))
    done = subprocess.run(["bash", "-c", line], env=env, cwd=folder, capture_output=True, text=True, check=False)
    # Status 1 is an answer too: nothing is found.
    assert done.returncode in (0, 1), f"{example}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr


def test_there_are_examples_of_every_kind() -> None:
    assert len(EXAMPLES) > 30
