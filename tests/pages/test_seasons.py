"""The slider brings up the answer of an earlier season: in a file, on a site, and asked of the server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from kg.answers.pages import Pages
from kg.render.html import Page
from kg.store.backend import open_store
from tests.browsing import Opened
from tests.server.running import Server, serving

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]

Shown = Callable[..., Opened]
AT, BEFORE = date(2024, 10, 1), date(2022, 7, 1)
ASKED: dict[str, tuple[str, ...]] = {
    "persuasion": ("TAA", "Real Madrid"),
    "person": ("Jude Bellingham",),
    "club": ("Real Madrid",),
    "path": ("Jude Bellingham", "TAA"),
}
_NAMES = "[...document.querySelectorAll('#table tbody td.person')].map(cell => cell.textContent)"
_SLIDE = """year => {
  const slider = document.getElementById('season');
  slider.value = year;
  slider.dispatchEvent(new Event('input'));
}"""


@pytest.fixture(scope="module")
def drawn(starter_store: Path) -> Iterator[Callable[[str, date], Page]]:
    """Draws a page of a kind as of a day."""
    with open_store(starter_store) as backend:
        yield lambda kind, at: Pages(backend, at).page(kind, *ASKED[kind])


@pytest.fixture(scope="module")
def live(starter_store: Path) -> Iterator[Server]:
    with serving(starter_store) as server:
        yield server


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_page_of_the_readme_prints_on_two_pages(
    paper: str, drawn: Callable[[str, date], Page], shown: Shown
) -> None:
    printed = shown(drawn("persuasion", AT)).page.pdf(format=paper)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 2


@pytest.mark.parametrize("kind", ASKED)
def test_a_file_holds_the_answer_of_an_earlier_season(
    kind: str, drawn: Callable[[str, date], Page], shown: Shown
) -> None:
    opened, before = shown(drawn(kind, AT)), drawn(kind, BEFORE)
    told = before.moment()
    lead = opened.page.inner_text(".lead")
    opened.page.evaluate(_SLIDE, 2021)
    assert opened.page.inner_text(".lead") == before.lead != lead
    assert "2022-07-01" in opened.page.inner_text("#asof")
    name = told["columns"].index("name") + 1
    assert opened.page.evaluate(_NAMES) == [row[name] for row in told["rows"]][:100]
    opened.page.click("#reset")
    assert opened.page.inner_text(".lead") == lead
    assert opened.said == []


@pytest.mark.parametrize("kind", ASKED)
def test_the_server_is_asked_for_any_season(
    kind: str, drawn: Callable[[str, date], Page], live: Server, browser: Any
) -> None:
    asked = dict(zip(("player", "club") if kind == "persuasion" else ("name", "to"), ASKED[kind], strict=False))
    page = browser.new_context().new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"http://{live.host}:{live.port}/page/{kind}?" + urlencode({**asked, "at": AT.isoformat()}))
    page.wait_for_selector("#graph[data-drawn]")
    page.evaluate(_SLIDE, 2021)
    assert "only" in page.inner_text("#asof")  # until the server has answered
    page.locator("#asof", has_text="2022-07-01").wait_for()
    assert page.inner_text(".lead") == drawn(kind, BEFORE).lead
    page.context.set_offline(True)
    page.evaluate(_SLIDE, 2020)
    page.wait_for_timeout(400)
    assert "only" in page.inner_text("#asof")
    assert said == []
    page.context.close()


def test_the_page_of_the_readme_converses(drawn: Callable[[str, date], Page], shown: Shown) -> None:
    opened = shown(drawn("persuasion", AT))
    page = opened.page
    names = page.evaluate("JSON.parse(document.getElementById('view').textContent).people.map((one) => one.n)")
    x, y, there = opened.place(names.index("Mohamed Salah"))
    assert there
    page.mouse.move(x - 30, y - 30)
    page.mouse.move(x, y)
    page.wait_for_function("document.getElementById('graph').dataset.lit")
    scene = page.evaluate("document.getElementById('graph').kgScene()")
    # Both halves of a way through him, and nothing else, at full strength.
    for things in (scene["nodes"], scene["edges"]):
        assert 2 <= sum(one["opacity"] == 1 for one in things) < len(things) / 4
    target, far = (
        opened.place(names.index("Trent Alexander-Arnold"))[0],
        opened.place(names.index("Antonio Rüdiger"))[0],
    )
    assert target < x < far
    assert "Jude Bellingham" in page.inner_text(".lead")
    page.mouse.move(2, 2)
    page.evaluate(_SLIDE, 2019)
    for part in (".lead", "#panel", "#table"):
        assert "Bellingham" not in page.inner_text(part)
    assert opened.said == []
