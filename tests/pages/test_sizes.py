"""Every kind of page at every size, in a browser with the network cut."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browsing import Opened
from tests.pages.worlds import KINDS, SIZES, page_of

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


@pytest.mark.parametrize("count", SIZES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_asks_for_nothing_complains_of_nothing_and_answers_to_a_click(
    kind: str, count: int, shown: Callable[..., Opened]
) -> None:
    opened = shown(page_of(kind, count))
    page = opened.page
    # Somebody in the middle of the ranking of those that are drawn, who is not the one told of at first.
    first = "JSON.parse(document.getElementById('view').textContent).people.slice(0, 30).map(one => [one.r, one.n])"
    told = page.evaluate(first)
    drawn = [
        (figure, x, y)
        for figure, (rank, _) in enumerate(told)
        for x, y, there in [opened.place(figure)]
        if figure and there and rank > 2
    ]
    box = page.locator("#graph").bounding_box()
    hits = 0
    for figure, x, y in drawn[:6]:
        if box["x"] < x < box["x"] + box["width"] and box["y"] < y < box["y"] + box["height"]:
            page.mouse.click(x, y)
            hits += opened.heading() == told[figure][1]
    assert hits
    assert page.evaluate("document.querySelector('#graph canvas').toDataURL().length") > 2000
    assert opened.requests() == []
    assert opened.said == []


@pytest.mark.parametrize("kind", KINDS)
def test_names_keep_out_of_each_others_way_at_first_sight(kind: str, shown: Callable[..., Opened]) -> None:
    for width in (1280, 390):
        opened = shown(page_of(kind, 500), viewport={"width": width, "height": 844})
        labels = opened.page.evaluate("document.getElementById('graph').kgLabels()")
        assert len(labels) > 8
        for place, one in enumerate(labels):
            for two in labels[:place]:
                apart = abs(one["x"] - two["x"]) >= (one["w"] + two["w"]) / 2 - 1e-6
                assert apart or abs(one["y"] - two["y"]) >= (one["h"] + two["h"]) / 2 - 1e-6


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_data_give_the_same_page(kind: str) -> None:
    assert page_of(kind, 120).html() == page_of(kind, 120).html()
