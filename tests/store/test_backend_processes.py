"""Several processes on one store: any number may read while one writes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import StoreError
from kg.model.progress import silent
from kg.store.backend import open_store
from kg.store.embedded import EmbeddedStore
from tests.store.test_backend import agrees
from tests.store.test_backend_killed import start
from tests.store.worlds import starter_file, world

READER = """
import sys, pathlib
from kg.store.backend import open_store
store, starter, stop = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?spell a <https://w3id.org/player-kg/ns#Spell> }"
def look(library):
    spells = library.status().totals.spells
    assert len(library.facts.spells["person"]) == spells
    assert library.query(COUNT).rows[0][0].value == str(spells)
    return spells
patient = open_store(store, starter=starter)
seen = patient.status().totals.spells
print("ready", flush=True)
rounds = 0
while rounds < 3 or not stop.exists():
    with open_store(store, starter=starter) as library:
        assert look(library) >= seen
    rounds += 1
assert look(patient) == seen  # nothing of it was read before, and it is still there
"""


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    return starter_file(tmp_path / "starter.trig.gz", world("alpha"))


def test_readers_never_break_while_another_process_writes(tmp_path: Path, starter: Path) -> None:
    store = tmp_path / "store"
    open_store(store, starter=starter).close()
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(store), str(starter), str(tmp_path / "stop")],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "ready\n"
    with open_store(store, starter=starter) as backend:
        for version in range(1, 7):
            backend.put_release(*world("mine", str(version), people=10 * version))
    (tmp_path / "stop").touch()
    for reader in readers:
        _, said = reader.communicate()
        assert reader.returncode == 0, said
    # Nobody reads any more: the next writer keeps the current generation and the one before it.
    with open_store(store, starter=starter) as backend:
        backend.put_release(*world("mine", "last"))
    assert {path.name for path in (store / "generations").iterdir()} == {"6", "7", "8"}


def test_processes_that_fill_one_store_at_once_fill_it_once(tmp_path: Path, starter: Path) -> None:
    running = [start("fill", tmp_path / "store", starter) for _ in range(3)]
    for each in running:
        _, said = each.communicate()
        assert each.returncode == 0, said
    with open_store(tmp_path / "store", starter=starter) as backend:
        assert backend.status().generation == 1
        assert agrees(backend, world("alpha"))


def test_a_second_writer_is_told_who_writes(tmp_path: Path, starter: Path) -> None:
    open_store(tmp_path / "store", starter=starter).close()
    told: list[str] = []
    holder = start("hold", tmp_path / "store", starter, 60)
    try:
        assert holder.stdout is not None
        assert [holder.stdout.readline() for _ in range(2)] == ["ready\n", "held\n"]
        with (
            pytest.raises(StoreError, match=rf"is being written by another process \(number {holder.pid}\); wait"),
            EmbeddedStore(tmp_path / "store").writing(wait=0.3, progress=lambda what, *_: told.append(what)),
        ):
            pytest.fail("two writers at once")
        assert told == ["waiting for another process that writes to the store"]
        newer = starter_file(tmp_path / "newer.trig.gz", world("alpha", "2"))
        with open_store(tmp_path / "store", silent, starter=newer) as backend:
            assert agrees(backend, world("alpha"))  # reading goes on, with the starter data there are
    finally:
        holder.kill()
        holder.communicate()
    with open_store(tmp_path / "store", starter=newer) as backend:
        assert agrees(backend, world("alpha", "2"))


def test_a_second_writer_waits_for_the_first(tmp_path: Path, starter: Path) -> None:
    open_store(tmp_path / "store", starter=starter).close()
    holder = start("hold", tmp_path / "store", starter, 0.7)
    assert holder.stdout is not None
    assert [holder.stdout.readline() for _ in range(2)] == ["ready\n", "held\n"]
    with open_store(tmp_path / "store", starter=starter) as backend:
        backend.put_release(*world("mine"))
        assert agrees(backend, world("alpha"), world("mine"))
    assert holder.wait() == 0
