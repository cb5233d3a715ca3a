"""`kg import` ended by SIGKILL at any moment: the store opens and holds all of the release or none of it."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from kg.store.backend import Backend, open_store
from kg.store.imports import import_files
from tests.store.imports import bare, release
from tests.store.test_backend import agrees
from tests.store.test_backend_killed import start
from tests.store.worlds import World, held

DATASET = "transfermarkt-tables"


class Kills:
    """An older release in a store, a newer one to be imported, and what both of them are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        older, self.newer = release(folder / "old" / "tables"), release(folder / "new" / "tables", season=2024)
        self.filled = bare(folder / "filled")
        with open_store(self.filled) as backend:
            import_files(backend, "transfermarkt", [older])
            self.old = self.held(backend)
        with open_store(shutil.copytree(self.filled, folder / "done")) as backend:
            import_files(backend, "transfermarkt", [self.newer])
            self.new = self.held(backend)
        self.outcomes: Counter[bool] = Counter()

    @staticmethod
    def held(backend: Backend) -> World:
        found = held(backend)[DATASET]
        return World(found.release, tuple(found.claims))

    def prepare(self, name: str) -> Path:
        return Path(shutil.copytree(self.filled, self.folder / name))

    def start(self, store: Path, *event: int) -> subprocess.Popen[str]:
        return start("import", store, self.newer, *event)

    def check(self, store: Path) -> None:
        with open_store(store) as backend:
            changed = backend.status().releases[0].release == self.new.release
            assert agrees(backend, self.new if changed else self.old)
            assert import_files(backend, "transfermarkt", [self.newer]).stored is not changed
            assert agrees(backend, self.new)  # and it can be imported afterwards
        assert [path.name for path in (store / "generations").iterdir() if not path.name.isdigit()] == []
        self.outcomes[changed] += 1
        shutil.rmtree(store)


@pytest.fixture(scope="module")
def kills(tmp_path_factory: pytest.TempPathFactory) -> Kills:
    return Kills(tmp_path_factory.mktemp("kills"))


def test_at_any_file_operation(kills: Kills) -> None:
    whole = kills.start(kills.prepare("whole"))
    out, err = whole.communicate()
    assert whole.returncode == 0, err
    total = int(out.split()[-1])
    assert total > 40
    kills.outcomes.clear()
    for point in sorted({*range(0, total, total // 10), *range(total - 20, total, 4)}):
        store = kills.prepare(str(point))
        dying = kills.start(store, point)
        dying.communicate()
        assert dying.returncode == -signal.SIGKILL
        kills.check(store)
    assert set(kills.outcomes) == {False, True}
    assert kills.outcomes.total() >= 14


def test_at_random_times(kills: Kills) -> None:
    moments = random.Random(11)
    running = kills.start(kills.prepare("timed"))
    assert running.stdout is not None
    running.stdout.readline()
    begun = time.monotonic()
    running.communicate()
    lasts = time.monotonic() - begun
    for trial in range(14):
        store = kills.prepare(f"time-{trial}")
        running = kills.start(store)
        assert running.stdout is not None
        running.stdout.readline()
        # Most of the time is the start of the program, which writes nothing.
        time.sleep(lasts * moments.uniform(0.3, 1.0))
        running.kill()
        running.communicate()
        kills.check(store)
