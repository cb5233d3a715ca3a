"""What tests of several rooms share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from kg.store.backend import open_store
from kg.store.file_lock import lock_when_free, open_lock_file
from tests.browsing import ARGUMENTS, CHROMIUM

# How long one example takes depends on what else the machine is doing, and says nothing about what is tested.
settings.register_profile("project", deadline=None)
settings.load_profile("project")


@pytest.fixture(scope="session")
def starter_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store filled with the starter data, for tests that change nothing in it.

    Filling takes long, so that all processes of a run share one store; whoever comes first fills it.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "starter" / "store"
    folder.parent.mkdir(exist_ok=True)
    fd = open_lock_file(shared / "starter" / "lock")
    try:
        lock_when_free(fd)
        open_store(folder).close()
    finally:
        os.close(fd)
    return folder


@pytest.fixture(scope="session")
def starter_copy(starter_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Makes stores of the starter data that a test may change; their databases for queries are yet to be made."""

    def copied() -> Path:
        folder = tmp_path_factory.mktemp("copy") / "store"
        return Path(shutil.copytree(starter_store, folder, ignore=shutil.ignore_patterns("queries")))

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
