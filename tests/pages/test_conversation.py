"""A page that converses: neighbours light up, the wheel scrolls, Back undoes, and the slider changes the verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kg.render.html import Page, persuasion_page
from tests.browsing import Opened
from tests.pages.test_persuasion import answer as an_answer
from tests.pages.worlds import KINDS, page_of

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]

Shown = Callable[..., Opened]
STRONG = """(() => {
  const canvas = document.querySelector('#graph canvas'), pen = canvas.getContext('2d');
  const pixels = pen.getImageData(0, 0, canvas.width, canvas.height).data;
  let strong = 0;
  for (let i = 3; i < pixels.length; i += 4) if (pixels[i] > 200) strong += 1;
  return strong;
})()"""
"""How many pixels of the drawing are all but opaque."""
_SCALE = """(() => {
  const [one, two] = [0, 5].map((figure) => document.getElementById('graph').kgPlace(figure));
  return Math.hypot(one.x - two.x, one.y - two.y);
})()"""


def _hover(opened: Opened, figure: int) -> None:
    x, y, shown = opened.place(figure)
    assert shown
    opened.page.mouse.move(x - 40, y - 40)
    opened.page.mouse.move(x, y)
    opened.page.wait_for_timeout(250)


@pytest.mark.parametrize("kind", KINDS)
def test_hovering_dims_everything_but_the_neighbourhood(kind: str, shown: Shown) -> None:
    opened = shown(page_of(kind, 40))
    before = opened.page.evaluate(STRONG)
    _hover(opened, 3 if kind == "path" else 1)  # the first two of a path know everybody
    lit = int(opened.page.get_attribute("#graph", "data-lit") or 0)
    assert 1 <= lit < opened.page.evaluate("JSON.parse(document.getElementById('nodes').textContent).length")
    assert opened.page.evaluate(STRONG) < before
    opened.page.mouse.move(2, 2)
    opened.page.wait_for_timeout(250)
    assert not opened.page.get_attribute("#graph", "data-lit")


def test_a_go_between_lights_both_halves(shown: Shown) -> None:
    opened = shown(persuasion_page(an_answer()))
    people = opened.page.evaluate("JSON.parse(document.getElementById('view').textContent).people.map(p => p.n)")
    _hover(opened, people.index("Mia Between"))
    # The go-between, the target, and whoever reaches the target through her.
    assert int(opened.page.get_attribute("#graph", "data-lit") or 0) >= 3


def test_the_wheel_scrolls_the_page_until_the_drawing_is_chosen(shown: Shown) -> None:
    opened = shown(page_of("person", 60), viewport={"width": 1000, "height": 800})
    x, y, _ = opened.place(0)
    before = opened.page.evaluate(_SCALE)
    opened.page.mouse.move(x, y)
    opened.page.mouse.wheel(0, 200)
    opened.page.wait_for_timeout(200)
    assert opened.page.evaluate("window.scrollY") > 0
    assert opened.page.evaluate(_SCALE) == pytest.approx(before)
    opened.page.evaluate("window.scrollTo(0, 0)")
    opened.page.focus("#graph")
    opened.page.mouse.move(x + 1, y)
    opened.page.mouse.wheel(0, -200)
    opened.page.wait_for_timeout(200)
    assert opened.page.evaluate(_SCALE) > before


def test_search_lists_first_jumps_on_enter_and_back_undoes(shown: Shown) -> None:
    opened = shown(page_of("person", 60))
    heading = opened.heading()
    opened.page.type("#search", "person 3")
    assert opened.heading() == heading
    assert "Person 3" in opened.page.inner_text("#hit")
    opened.page.keyboard.press("Enter")
    assert opened.heading() == "Person 3"
    opened.page.go_back()
    opened.page.wait_for_timeout(200)
    assert opened.heading() == heading
    opened.page.fill("#search", "")
    opened.page.type("#search", "nobody at all")
    assert "Nobody" in opened.page.inner_text("#hit")


def _seasons() -> Page:
    answer = an_answer()
    _, *others = answer.persuaders
    before = replace(
        answer,
        question=replace(answer.question, as_of=date(2022, 7, 1)),
        persuaders=tuple(replace(person, rank=rank) for rank, person in enumerate(others, 1)),
        former=(),
    )
    assert others, "the sample answer needs a second persuader"
    page = persuasion_page(answer)
    page.seasons = {2021: persuasion_page(before)}
    return page


def test_the_slider_changes_verdict_and_table(shown: Shown) -> None:
    opened = shown(_seasons())
    names = "[...document.querySelectorAll('#table tbody td.person')].map(cell => cell.textContent)"
    lead, rows = opened.page.inner_text(".lead"), opened.page.evaluate(names)
    _to_season(opened, 2021)
    assert opened.page.inner_text(".lead") != lead
    assert "2022-07-01" in opened.page.inner_text("#asof")
    # Whoever leads then is told of, and has the highlighted way.
    assert opened.heading() == opened.page.evaluate(names)[0]
    bold = "document.getElementById('graph').kgLabels().filter(name => name.bold).map(name => name.text)"
    opened.page.wait_for_timeout(100)
    assert opened.heading() in opened.page.evaluate(bold)
    assert opened.page.evaluate(names) == rows[1 : len(opened.page.evaluate(names)) + 1]
    _to_season(opened, 2022)
    assert "day asked about" in opened.page.inner_text("#asof")  # ties only: the page holds no answer for it
    opened.page.click("#reset")
    assert opened.page.inner_text(".lead") == lead
    assert opened.page.evaluate(names) == rows


def _to_season(opened: Opened, year: int) -> Any:
    return opened.page.evaluate(
        "year => { const slider = document.getElementById('season'); slider.value = year;"
        " slider.dispatchEvent(new Event('input')); }",
        year,
    )


def test_a_source_published_later_is_marked(shown: Shown) -> None:
    page = _seasons()  # its sources are of September 2024
    opened = shown(page)
    later = "[...document.querySelectorAll('#panel li')].filter(li => li.textContent.includes('published later'))"
    assert opened.page.locator("#panel li").count() > 0
    assert opened.page.evaluate(f"{later}.length") == 0
    _to_season(opened, 2021)
    assert opened.page.evaluate(f"{later}.length") == opened.page.locator("#panel li").count() > 0


def test_an_earlier_season_draws_whom_its_own_answer_names(shown: Shown) -> None:
    opened = shown(_seasons())
    first, second = (opened.page.evaluate(_NUMBER, name) for name in ("Ann First", "Person 1"))
    assert opened.place(first)[2]
    _to_season(opened, 2021)
    assert not opened.place(first)[2]  # who comes first now was not there then
    assert opened.heading() == "Person 1"
    panel = opened.page.inner_text("#panel")
    assert "2021/22: Role player" in panel
    assert "told as of 2024-10-01" in panel  # her ties are those of the day asked about
    opened.page.click("#reset")
    assert opened.place(first)[2]
    assert opened.place(second)[2]


def test_a_season_whose_leader_is_not_drawn_still_tells_of_him(shown: Shown) -> None:
    page = persuasion_page(an_answer())
    page.seasons = {2021: persuasion_page(an_answer("Zed Then", many=1))}
    page.seasons[2021].page_data.people[1]["k"] = "zed"
    opened = shown(page)
    _to_season(opened, 2021)
    assert opened.heading() == "Zed Then"
    assert "Odds ×4.5" in opened.page.inner_text("#panel")
    assert "Ann First" not in opened.page.inner_text("#panel")
    assert opened.said == []


_NUMBER = "name => JSON.parse(document.getElementById('view').textContent).people.findIndex((one) => one.n === name)"
_BROKEN = """() => {
  const broken = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode, range = document.createRange();
    const holder = text.parentElement;
    if (!holder.offsetParent || holder.closest('script, noscript, datalist, .visually-hidden, #keys')) continue;
    for (const date of text.data.matchAll(/[0-9]{4}-[0-9]{2}(-[0-9]{2})?|[A-Z][a-z]{2} [0-9]{4}/g)) {
      range.setStart(text, date.index); range.setEnd(text, date.index + date[0].length);
      if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) broken.push(date[0]);
    }
  }
  return broken;
}"""


@pytest.mark.parametrize("width", [360, 420, 510, 1000, 1280])
def test_no_date_is_broken(width: int, shown: Shown) -> None:
    told = "Somebody, head coach of a club that has a rather long name from 2019-12-23 to 2021-06-01 (a paper)"
    opened = shown(
        page_of("persuasion", 60, texts=lambda number: f"{told} {number}"), viewport={"width": width, "height": 900}
    )
    assert opened.page.locator("#panel .date").count() > 4
    assert opened.page.evaluate(_BROKEN) == []
    # The test can fail: without the rule dates are broken.
    opened.page.evaluate("document.querySelectorAll('.date').forEach((date) => { date.style.whiteSpace = 'normal'; })")
    assert opened.page.evaluate(_BROKEN) != []


def test_one_switch_leaves_out_what_was_published_later(shown: Shown) -> None:
    opened = shown(_seasons())
    page = opened.page
    lines = "document.getElementById('graph').kgScene().edges.length"
    before, rows = page.evaluate(lines), page.locator("#table tbody tr").count()
    page.check("#early")
    assert page.evaluate(lines) == before  # nothing is later than the day asked about
    assert page.inner_text("#early-told").startswith("0 ties")
    _to_season(opened, 2021)
    assert page.evaluate(lines) < before
    assert not page.inner_text("#early-told").startswith("0 ties")
    assert "published later" not in page.inner_text("#panel")
    assert page.locator("#table tbody tr").count() > 0
    assert "early=1" in opened.url()
    page.click("#reset")
    assert page.evaluate(lines) == before
    assert not page.is_checked("#early")
    assert page.locator("#table tbody tr").count() == rows
    assert shown(page_of("world", 50, urls=lambda: "")).page.is_hidden("#early-box")
    assert opened.said == []


def test_a_view_without_later_sources_opens_from_its_address(shown: Shown) -> None:
    opened = shown(_seasons(), hash_="#season=2021&early=1")
    assert opened.page.is_checked("#early")
    assert "published later" not in opened.page.inner_text("#panel")
    assert opened.said == []
