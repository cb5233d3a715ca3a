"""axe-core finds nothing to complain of, light and dark, desk and phone.

axe-core comes from npm by name: ``npm install --no-save axe-core`` in the checkout, or ``AXE_CORE`` names its file.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browsing import Opened
from tests.pages.worlds import KINDS, page_of

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]

_PLACES = (Path(os.environ.get("AXE_CORE", "")), Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js")
AXE = next((place for place in _PLACES if place.is_file()), None)
PEOPLE = 30
"""Enough for every part of each kind of page; what axe-core needs grows with the rows of the table."""
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Any) -> list[str]:
    """What axe-core finds wrong, each with the elements concerned."""
    if AXE is None:
        pytest.skip("no axe-core: run `npm install --no-save axe-core`, or name its axe.min.js in AXE_CORE")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("tags => axe.run({runOnly: tags})", _TAGS)["violations"]
    return [f"{each['id']}: {[node['html'][:200] for node in each['nodes']][:4]}" for each in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_violation_on_any_kind_of_page(kind: str, scheme: str, shown: Callable[..., Opened]) -> None:
    opened = shown(page_of(kind, PEOPLE), color_scheme=scheme)
    assert violations(opened.page) == []
    opened.page.fill("#search", "person 3")
    opened.page.press("#search", "Enter")
    opened.page.locator("#season").press("ArrowLeft")
    assert violations(opened.page) == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_violation_on_a_phone(kind: str, shown: Callable[..., Opened]) -> None:
    opened = shown(page_of(kind, PEOPLE), viewport={"width": 360, "height": 740})
    assert violations(opened.page) == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_violation_on_an_empty_page(kind: str, shown: Callable[..., Opened]) -> None:
    assert violations(shown(page_of(kind, 0)).page) == []
