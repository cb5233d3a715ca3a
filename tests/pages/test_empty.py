"""Pages with nothing or hardly anything on them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browsing import Opened
from tests.pages.worlds import KINDS, page_of

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


@pytest.mark.parametrize("count", [0, 1, 2])
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_with_hardly_anybody_still_stands(kind: str, count: int, shown: Callable[..., Opened]) -> None:
    opened = shown(page_of(kind, count))
    assert opened.said == []
    assert opened.page.inner_text("h1")
    assert opened.page.inner_text(".lead")
    opened.page.focus("#graph")
    opened.page.keyboard.press("ArrowRight")
    opened.page.click("#reset")
    assert opened.said == []
