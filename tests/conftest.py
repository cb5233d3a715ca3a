"""What tests of several rooms share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from kg.store.backend import open_store
from tests.browsing import ARGUMENTS, CHROMIUM

# How long one example takes depends on what else the machine is doing, and says nothing about what is tested.
settings.register_profile("project", deadline=None)
settings.load_profile("project")


@pytest.fixture(scope="session")
def starter_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store filled with the starter data, for tests that change nothing in it."""
    folder = tmp_path_factory.mktemp("starter") / "store"
    open_store(folder).close()
    return folder


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
