"""Names in the drawing: nothing lies over those that are lit, no line runs through one, and no range is broken."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.browsing import Opened
from tests.pages.worlds import page_of

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]

Shown = Callable[..., Opened]
_COVERED = """() => {
  const box = document.getElementById('graph'), tip = document.getElementById('tip');
  if (tip.hidden) return 'no tip';
  const frame = box.getBoundingClientRect(), scene = box.kgScene();
  const { left, right, top, bottom } = tip.getBoundingClientRect();
  const over = (x, y, wide, high) => frame.x + x + wide / 2 > left && frame.x + x - wide / 2 < right
    && frame.y + y + high / 2 > top && frame.y + y - high / 2 < bottom;
  return scene.labels.filter(({ bold, text, x, y, wide, high }) => bold && over(x, y, wide, high))
    .map(({ text }) => text.join(' '));
}"""


@pytest.mark.parametrize("width", [1280, 700])
@pytest.mark.parametrize("kind", ["persuasion", "person", "club", "path"])
def test_a_tip_lies_over_no_name_that_is_lit(kind: str, width: int, shown: Shown) -> None:
    opened = shown(page_of(kind, 60), viewport={"width": width, "height": 900})
    tips = 0
    for figure in range(14):
        x, y, there = opened.place(figure)
        if not there:
            continue
        opened.page.mouse.move(x, y)
        opened.page.wait_for_timeout(120)
        covered = opened.page.evaluate(_COVERED)
        tips += covered != "no tip"
        # Whoever is not lit may have a bold name as well: only of those next to the pointer must all be seen.
        lit = opened.page.evaluate("document.getElementById('graph').kgLit()")
        assert not set(covered if isinstance(covered, list) else []) & set(lit), (figure, covered)
    assert tips > 5


def test_lines_stop_at_names_but_among_the_figures_of_a_world(shown: Shown) -> None:
    plates = "document.getElementById('graph').kgScene().labels.map(({ plate }) => plate)"
    assert min(shown(page_of("persuasion", 40)).page.evaluate(plates)) > 0.8
    assert max(shown(page_of("world", 500)).page.evaluate(plates)) == 0


def test_a_range_stays_in_one_line(shown: Shown) -> None:
    opened = shown(page_of("persuasion", 40), viewport={"width": 390, "height": 800})
    ranges = opened.page.eval_on_selector_all(
        "#panel .date",
        "all => all.filter((one) => one.textContent.includes('–'))"
        ".map((one) => [one.textContent, one.getClientRects().length])",
    )
    assert any("." in text for text, _ in ranges)
    assert any(re.fullmatch(r"\w{3} \d{4} – \w{3} \d{4}", text) for text, _ in ranges)
    assert {lines for _, lines in ranges} == {1}


@pytest.mark.parametrize("kind", ["persuasion", "person", "club"])
def test_on_a_phone_how_much_stands_beside_who(kind: str, shown: Shown) -> None:
    opened = shown(page_of(kind, 60), viewport={"width": 390, "height": 800})
    apart = opened.page.eval_on_selector_all(
        "#table tbody tr:not(.between)",
        "all => all.map((row) => ['.person', '.measure'].map((cell) => row.querySelector(cell)"
        ".getBoundingClientRect().top)).map(([one, two]) => Math.round(two - one))",
    )
    assert len(apart) > 5
    assert max(apart) < 12


def test_a_world_names_its_clusters_in_full(shown: Shown) -> None:
    names = ("Borussia Mönchengladbach · Switzerland", "Leicester City · Egypt")
    page = page_of("world", 50, texts=lambda number: names[number % 2])
    captions = shown(page).page.evaluate(
        "document.getElementById('graph').kgScene().labels.map(({ text }) => text.join(' '))"
    )
    assert set(names) <= set(captions)
