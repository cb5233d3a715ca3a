"""Dragging: a figure goes where it is put, and a view that is dragged is not drawn anew for every step."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browsing import Opened
from tests.pages.test_conversation import STRONG
from tests.pages.worlds import KINDS, page_of

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]

Shown = Callable[..., Opened]
_COUNT = """() => {
  window.arcs = 0;
  const arc = CanvasRenderingContext2D.prototype.arc;
  CanvasRenderingContext2D.prototype.arc = function (...all) { window.arcs += 1; return arc.apply(this, all); };
}"""


def _drag(opened: Opened, start: tuple[float, float], by: tuple[float, float], *, steps: int = 12) -> None:
    mouse = opened.page.mouse
    mouse.move(*start)
    mouse.down()
    mouse.move(start[0] + by[0], start[1] + by[1], steps=steps)


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_goes_where_it_is_put(kind: str, shown: Shown) -> None:
    opened = shown(page_of(kind, 40))
    x, y, _ = opened.place(1)
    others = opened.places()
    _drag(opened, (x, y), (30, 24))
    opened.page.mouse.up()
    assert opened.place(1)[:2] == pytest.approx((x + 30, y + 24), abs=2)
    moved = [one != pytest.approx(two, abs=2) for one, two in zip(others, opened.places(), strict=True)]
    assert moved == [number == 1 for number in range(len(moved))]
    assert opened.said == []


def test_a_dragged_view_moves_without_drawing_its_figures_again(shown: Shown) -> None:
    opened = shown(page_of("world", 500))
    whole = opened.page.evaluate(STRONG)
    opened.page.evaluate(_COUNT)
    box = opened.page.locator("#graph").bounding_box()
    x, y, _ = opened.place(0)
    _drag(opened, (box["x"] + 8, box["y"] + 8), (60, 40), steps=40)
    opened.page.wait_for_timeout(100)
    assert 0 < opened.page.evaluate("window.arcs") <= 2 * 500
    assert opened.page.evaluate(STRONG) > 0.8 * whole
    opened.page.mouse.up()
    opened.page.wait_for_timeout(200)
    assert opened.place(0)[:2] == pytest.approx((x + 60, y + 40), abs=1)


def test_a_view_dragged_far_is_drawn_anew_where_its_picture_ends(shown: Shown) -> None:
    opened = shown(page_of("world", 500))
    opened.page.evaluate(_COUNT)
    box = opened.page.locator("#graph").bounding_box()
    opened.page.mouse.move(box["x"] + 8, box["y"] + 8)
    opened.page.mouse.down()
    opened.page.mouse.move(box["x"] + 20, box["y"] + 20, steps=3)
    once = opened.page.evaluate("window.arcs")
    opened.page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 20, steps=10)
    opened.page.wait_for_timeout(100)
    assert opened.page.evaluate("window.arcs") == 2 * once
    opened.page.mouse.up()
