"""How tests open a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.render.html import Page
from tests.browsing import Opened


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
