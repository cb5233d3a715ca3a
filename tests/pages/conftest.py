"""One browser for all tests of pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.render.html import Page
from tests.pages.browsing import ARGUMENTS, CHROMIUM, Opened


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: install the package chromium to run the page tests")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def shown(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Opens a page in a browser."""
    opened: list[Opened] = []

    def show(page: Page, **more: Any) -> Opened:
        file = tmp_path / f"page{len(opened)}.html"
        file.write_text(page.html(), encoding="utf-8")
        opened.append(Opened(browser, file, **more))
        return opened[-1]

    yield show
    for each in opened:
        each.close()
