"""The lines of a large world: stroked together, and each still there to be pointed at and saved."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browsing import Opened
from tests.pages.worlds import page_of

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]

Shown = Callable[..., Opened]
_COUNT = """() => {
  window.strokes = 0;
  const pen = CanvasRenderingContext2D.prototype, stroke = pen.stroke;
  pen.stroke = function (...all) { window.strokes += 1; return stroke.apply(this, all); };
}"""
_FIRM = """() => {
  const edges = JSON.parse(document.getElementById('edges').textContent), box = document.getElementById('graph');
  const view = JSON.parse(document.getElementById('view').textContent), [way] = view.ways[0], i = way.l[0];
  const [one, two] = [edges[i].from, edges[i].to].map((id) => box.kgPlace(id));
  const frame = box.getBoundingClientRect();
  const around = [...Array(9).keys()].map((n) => (n + 1) / 10);
  return {
    names: [edges[i].from, edges[i].to].map((id) => view.people[id].n),
    spots: around.map((part) => [frame.x + one.x + part * (two.x - one.x), frame.y + one.y + part * (two.y - one.y)]),
  };
}"""


def test_lines_that_look_alike_are_stroked_together(shown: Shown) -> None:
    page = page_of("world", 500)
    links = len(page.page_data.edges)
    opened = shown(page)
    opened.page.evaluate(_COUNT)
    opened.page.locator("#graph").focus()
    opened.page.keyboard.press("+")
    opened.page.wait_for_timeout(200)
    # Each of 500 figures has no more than its outline besides.
    assert 20 < opened.page.evaluate("window.strokes") - 500 < links / 4


def test_a_line_of_a_world_is_told_of_when_it_is_clicked(shown: Shown) -> None:
    opened = shown(page_of("world", 500))
    line = opened.page.evaluate(_FIRM)
    headings = []
    for x, y in line["spots"]:
        opened.page.mouse.move(x, y)
        opened.page.mouse.click(x, y)
        headings.append(opened.heading())
    assert " – ".join(line["names"]) in headings


def test_every_line_of_a_world_is_saved(shown: Shown, tmp_path: Path) -> None:
    page = page_of("world", 500)
    opened = shown(page)
    with opened.page.expect_download() as saved:
        opened.page.click("#svg")
    saved.value.save_as(tmp_path / "world.svg")
    lines = re.findall(r"<path [^>]*stroke-opacity", (tmp_path / "world.svg").read_text(encoding="utf-8"))
    assert len(lines) == len(page.page_data.edges) > 1_200
