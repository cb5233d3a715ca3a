"""What tests of several rooms share."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from kg.cli.periods import single_threaded_blas
from kg.store.backend import open_store
from kg.store.file_lock import lock_when_free, open_lock_file
from tests.browsing import ARGUMENTS, CHROMIUM
from tests.store.worlds import copy_store

# How long one example takes depends on what else the machine is doing, and says nothing about what is tested.
settings.register_profile("project", deadline=None)
settings.load_profile("project")


_MEMORY = Path("/dev/shm")  # noqa: S108  a file system, not a file's name
_ROOM = 6 << 30
"""Bytes that the folders of a whole run take at most, with room to spare."""


def pytest_configure() -> None:
    """Keep temporary folders in memory where there is room: every store waits for its disk many times.

    Fits use the cores by themselves, as in the commands: with threads of NumPy's beside those of the other test process
    they take ten times the processor time.
    """
    single_threaded_blas()  # before a test loads NumPy
    with suppress(OSError):
        if shutil.disk_usage(_MEMORY).free > _ROOM:
            os.environ.setdefault("TMPDIR", str(_MEMORY))
            tempfile.tempdir = None  # to be found again


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that hold slow tests, so that no process is left alone with one at the end.

    Whoever comes first fills the store that many share; the next have files of their own until it is there.
    """
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    sharing = {item.path for item in items if "starter_store" in getattr(item, "fixturenames", ())}
    first = next((item.path for item in items if item.path in slow & sharing), None)
    items.sort(key=lambda item: (item.path != first, item.path not in slow, item.path in slow & sharing))


@pytest.fixture(scope="session")
def starter_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store filled with the starter data, for tests that change nothing in it.

    Filling takes long, and so does making the database for queries: all processes of a run share one store, and
    whoever comes first makes both.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "starter" / "store"
    folder.parent.mkdir(exist_ok=True)
    fd = open_lock_file(shared / "starter" / "lock")
    try:
        lock_when_free(fd)
        with open_store(folder) as backend:
            backend.query("ASK {}")
    finally:
        os.close(fd)
    return folder


@pytest.fixture(scope="session")
def starter_copy(starter_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Makes stores of the starter data that a test may change."""

    def copied() -> Path:
        return copy_store(starter_store, tmp_path_factory.mktemp("copy") / "store")

    return copied


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The one browser of a test process: Playwright's synchronous interface cannot be started twice in one."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: install the package chromium to run the tests in a browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()
