"""What can be done on a page: by mouse, by key, by address, and by those who see no canvas."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.render.html import Frame
from kg.render.html.catalogue import CATALOGUES, Words
from tests.browsing import Opened
from tests.pages.worlds import KINDS, page_of

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]

Shown = Callable[..., Opened]
PICTURE = "document.querySelector('#graph canvas').toDataURL()"


def drawn(opened: Opened) -> int:
    return int(opened.page.get_attribute("#graph", "data-nodes") or 0)


@pytest.mark.parametrize("kind", KINDS)
def test_an_earlier_season_shows_fewer_and_nobody_moves(kind: str, shown: Shown) -> None:
    opened = shown(page_of(kind, 60))
    before = opened.places()
    last = drawn(opened)
    slider = opened.page.locator("#season")
    slider.focus()
    slider.press("Home")
    assert drawn(opened) < last
    assert f"season={slider.get_attribute('min')}" in opened.url()
    assert opened.places() == before
    counts = []
    for _ in range(12):
        slider.press("ArrowRight")
        counts.append(drawn(opened))
    assert counts == sorted(counts)
    assert counts[-1] == last
    assert opened.said == []


def test_play_runs_through_the_seasons_and_pauses(shown: Shown) -> None:
    opened = shown(page_of("person", 40))
    opened.page.click("#play")
    first = int(opened.page.input_value("#season"))
    for _ in range(50):
        if int(opened.page.input_value("#season")) > first:
            break
        opened.page.wait_for_timeout(100)
    assert int(opened.page.input_value("#season")) > first
    assert opened.page.get_attribute("#play", "aria-pressed") == "true"
    opened.page.click("#play")
    paused = opened.page.input_value("#season")
    opened.page.wait_for_timeout(1100)
    assert opened.page.input_value("#season") == paused


@pytest.mark.parametrize("kind", KINDS)
def test_strength_and_kinds_are_filters_and_the_address_keeps_them(kind: str, shown: Shown) -> None:
    opened = shown(page_of(kind, 60))
    whole = drawn(opened)
    opened.page.fill("#strength", "80")
    assert drawn(opened) < whole
    opened.page.uncheck("#legend input >> nth=0")
    here = drawn(opened)
    address = opened.url().partition("#")[2]
    again = shown(page_of(kind, 60), hash_="#" + address)
    assert drawn(again) == here
    assert not again.page.is_checked("#legend input >> nth=0")
    again.page.click("#reset")
    assert drawn(again) == whole
    assert "#" not in again.url()


@pytest.mark.parametrize("kind", ["persuasion", "person", "club", "path"])
def test_more_is_shown_on_request_and_those_shown_stay(kind: str, shown: Shown) -> None:
    opened = shown(page_of(kind, 200))
    whole = drawn(opened)
    first = opened.page.evaluate("JSON.parse(document.getElementById('nodes').textContent).slice(0, 5)")
    opened.page.click("#more")
    assert drawn(opened) > whole
    assert opened.page.evaluate("JSON.parse(document.getElementById('nodes').textContent).slice(0, 5)") == first
    while opened.page.is_visible("#more"):
        opened.page.click("#more")
    count = opened.page.inner_text("#count").split()
    assert count[0] == count[2]


def test_nicknames_accents_and_initials_find_somebody(shown: Shown) -> None:
    nick = {"https://example.org/person/p3": ("El Niño", "Günther Łoś")}
    opened = shown(page_of("person", 60, frame=Frame(aliases=lambda iri: nick.get(iri, ()))))
    for typed in ("el nino", "gunther los", "Los Gunther", "GÜNTHER ŁOŚ"):
        opened.page.fill("#search", typed)
        assert opened.heading() == "Person 3"
    opened.page.fill("#search", "zo")
    assert opened.heading() == "Zoë Ødegaard"
    opened.page.fill("#search", "nobody at all")
    assert "Nobody" in opened.page.inner_text("#said")


def test_somebody_beyond_the_limit_is_drawn_once_found(shown: Shown) -> None:
    opened = shown(page_of("person", 300))
    opened.page.fill("#search", "person 150")
    assert opened.heading() == "Person 150"
    assert opened.place(151)[2]


def test_the_strongest_way_is_highlighted_and_follows_the_choice(shown: Shown) -> None:
    opened = shown(page_of("path", 12))
    before = opened.page.evaluate(PICTURE)
    opened.page.fill("#search", "person 4")
    opened.page.wait_for_timeout(150)
    assert opened.page.evaluate(PICTURE) != before
    assert "via Person 4" in opened.page.inner_text("#panel")


@pytest.mark.parametrize("kind", KINDS)
def test_everything_is_reached_and_done_by_keyboard(kind: str, shown: Shown) -> None:
    opened = shown(page_of(kind, 130))
    page = opened.page
    reached: list[str] = []
    for _ in range(400):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "(e => e.id || (e.closest('#legend') && 'legend') || (e.closest('#panel') && 'in panel') ||"
                " (e.closest('thead') && 'head') || (e.closest('tbody') && 'row') || e.className || e.tagName)"
                "(document.activeElement)"
            )
        )
        if reached[-1] == "row":
            break
    wanted = ["skip", "search", "reset", "graph", "season", "play", "strength", "png", "legend", "panel", "csv", "head",
              "row"]  # fmt: skip
    order = [reached.index(name) for name in wanted]
    assert order == sorted(order)
    page.focus("#graph")
    seen = set()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
        seen.add(opened.heading())
    assert len(seen) == 3
    assert opened.heading() in page.inner_text("#said")
    scale = "document.getElementById('graph').kgPlace(0).x - document.getElementById('graph').kgPlace(1).x"
    near = page.evaluate(scale)
    page.keyboard.press("+")
    assert abs(page.evaluate(scale)) >= abs(near)
    page.keyboard.press("0")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel"
    page.focus("#legend input >> nth=0")
    page.keyboard.press("Space")
    assert "hide=" in opened.url()
    page.focus("#table thead button >> nth=1")
    page.keyboard.press("Enter")
    assert page.locator("#table th[aria-sort=ascending]").count() == 1
    page.focus("#table tbody button >> nth=0")
    page.keyboard.press("Enter")
    assert page.locator("#table tbody tr.chosen").count() >= 1
    page.focus("#graph")
    page.keyboard.press("Escape")
    assert "#" not in opened.url()
    assert opened.said == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_table_is_sorted_and_saved_and_so_is_the_picture(kind: str, shown: Shown, tmp_path: Path) -> None:
    page = page_of(kind, 130)
    opened = shown(page, accept_downloads=True)
    assert opened.page.locator("#table tbody tr").count() == 100
    opened.page.click("#all-rows")
    assert opened.page.locator("#table tbody tr").count() == len(page.sketch.rows)
    opened.page.click("#table th >> text=Person")
    names = opened.page.locator("#table td.person").all_inner_texts()
    assert names == sorted(names, key=lambda name: [name.split()[0], int(name.split()[-1])] if name[-1].isdigit() else
                           [name, 0]) or len(set(names)) == len(names)  # fmt: skip
    with opened.page.expect_download() as told:
        opened.page.click("#csv")
    told.value.save_as(tmp_path / "table.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "table.csv").read_text(encoding="utf-8-sig"))))
    assert rows[0] == [column["label"] for column in page.sketch.columns]
    assert len(rows) == 1 + len(page.sketch.rows)
    with opened.page.expect_download() as told:
        opened.page.click("#png")
    told.value.save_as(tmp_path / "picture.png")
    assert (tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG")


def test_dark_and_light_differ_and_print_shows_no_controls(shown: Shown) -> None:
    opened = shown(page_of("person", 40), color_scheme="light")
    light = opened.page.evaluate(PICTURE)
    opened.page.emulate_media(color_scheme="dark")
    opened.page.wait_for_timeout(200)
    assert opened.page.evaluate(PICTURE) != light
    opened.page.emulate_media(media="print")
    assert not opened.page.is_visible("#search")
    assert opened.page.is_visible("#table")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_sticks_out_on_a_phone(kind: str, shown: Shown) -> None:
    opened = shown(page_of(kind, 500), viewport={"width": 360, "height": 740})
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_of_the_page_comes_from_the_catalogue(kind: str, shown: Shown) -> None:
    pseudo = Words("en-x-pseudo", {key: f"⟦{text}⟧" for key, text in CATALOGUES["en"].items()})
    opened = shown(page_of(kind, 130, frame=Frame(words=pseudo)))
    page = opened.page
    page.click("#all-rows")
    selectors = [
        ".skip",
        "h1",
        ".asof",
        "#keys",
        "button:not(td button):not(.whom button)",
        "legend",
        "#legend label",
        "#groups li",
        "h2:not(#panel h2)",
        "#panel h3",
        "footer p",
        "summary",
        "th",
        "#count",
        "label",
    ]
    for selector in selectors:
        for text in page.locator(selector).all_text_contents():
            said = text.strip()
            assert not said or said.startswith("⟦") or said == "30 people considered.", (selector, text)
    for attribute in ("aria-label", "aria-roledescription"):
        for text in page.eval_on_selector_all(f"[{attribute}]", f"all => all.map(e => e.getAttribute('{attribute}'))"):
            assert text.startswith("⟦")
    assert page.get_attribute("html", "lang") == "en-x-pseudo"


def test_a_notebook_shows_the_page_in_a_frame_of_its_own(browser: object, tmp_path: Path, shown: Shown) -> None:
    opened = shown(page_of("person", 30))
    page = opened.page
    (tmp_path / "book.html").write_text(
        "<!doctype html><title>book</title><style>h1{color:red}</style>" + page_of("person", 30)._repr_html_(), "utf-8"
    )
    page.goto((tmp_path / "book.html").as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("#graph[data-drawn]").wait_for(timeout=20_000)
    frame.locator("#search").fill("person 7")
    assert frame.locator("#panel h2").first.inner_text() == "Person 7"
    assert opened.said == []
