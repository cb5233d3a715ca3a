"""Processes ended at any moment: the next one finds all of a change or none of it."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.store.backend import open_store
from tests.store.test_backend import agrees
from tests.store.worlds import starter_file, world

ALPHA, OLD, NEW = world("alpha"), world("mine", "1", people=20), world("mine", "2", people=40)


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return starter_file(tmp_path_factory.mktemp("data") / "starter.trig.gz", ALPHA)


@pytest.fixture(scope="module")
def filled(starter: Path) -> Path:
    with open_store(starter.with_name("filled"), starter=starter) as backend:
        backend.put_release(*OLD)
    return starter.with_name("filled")


def start(operation: str, store: Path, starter: Path, *more: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.store.dying", operation, str(store), str(starter), *map(str, more)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def prepare(operation: str, store: Path, filled: Path) -> None:
    if operation == "put":
        # With their times, so that nothing needs to be looked at twice; without sharing files with the original.
        shutil.copytree(filled, store)


def check(operation: str, store: Path, starter: Path) -> bool:
    """Whether the change was made, wholly; fails if it was made in part."""
    with open_store(store, starter=starter) as backend:
        if operation == "fill":
            assert agrees(backend, ALPHA)
        changed = any(each.release == NEW.release for each in backend.status().releases)
        if operation == "put":
            assert agrees(backend, ALPHA, NEW if changed else OLD)
        backend.put_release(*world("after", people=3))  # and it can be written again
        assert len(backend.status().releases) == (2 if operation == "fill" else 3)
    drafts = [path.name for path in (store / "generations").iterdir() if not path.name.isdigit()]
    assert drafts == []
    return changed


def events(operation: str, store: Path, starter: Path) -> int:
    done = start(operation, store, starter)
    out, err = done.communicate()
    assert done.returncode == 0, err
    return int(out.split()[-1])


@pytest.mark.parametrize("operation", ["fill", "put"])
def test_killed_at_any_file_operation(operation: str, tmp_path: Path, starter: Path, filled: Path) -> None:
    prepare(operation, tmp_path / "whole", filled)
    total = events(operation, tmp_path / "whole", starter)
    assert total > 20
    # The last steps are those that make the change count, so none of them is left out.
    points = sorted({*range(0, total, total // 9), *range(total - 6, total)})
    outcomes = set()
    for point in points:
        store = tmp_path / str(point)
        prepare(operation, store, filled)
        dying = start(operation, store, starter, point)
        dying.communicate()
        assert dying.returncode == -signal.SIGKILL
        outcomes.add(check(operation, store, starter))
    assert outcomes == ({False, True} if operation == "put" else {False})


@pytest.mark.parametrize(("operation", "how"), [("fill", "kill"), ("put", "kill"), ("fill", "int"), ("put", "int")])
def test_ended_at_random_times(operation: str, how: str, tmp_path: Path, starter: Path, filled: Path) -> None:
    moments = random.Random(operation + how)
    prepare(operation, tmp_path / "whole", filled)
    running = start(operation, tmp_path / "whole", starter)
    assert running.stdout is not None
    running.stdout.readline()
    begun = time.monotonic()
    running.communicate()
    lasts = time.monotonic() - begun
    for trial in range(6):
        store = tmp_path / str(trial)
        prepare(operation, store, filled)
        running = start(operation, store, starter)
        assert running.stdout is not None
        running.stdout.readline()
        time.sleep(lasts * moments.random())
        running.send_signal(signal.SIGKILL if how == "kill" else signal.SIGINT)
        _, said = running.communicate()
        # Where it had finished already, or was just about to leave, there is nothing to say.
        if how == "int" and said:
            assert said.strip().endswith("KeyboardInterrupt")
        check(operation, store, starter)
