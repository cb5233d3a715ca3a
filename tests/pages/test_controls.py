"""What can be done on a page: by mouse, by key, by address, and by those who see no canvas."""

from __future__ import annotations

import csv
import io
import math
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import UsageProblem
from kg.render.html import Frame
from kg.render.html.messages import CATALOGUES, Words, words_in
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
        opened.page.press("#search", "Enter")
        assert opened.heading() == "Person 3"
    opened.page.fill("#search", "zo")
    opened.page.press("#search", "Enter")
    assert opened.heading() == "Zoë Ødegaard"
    opened.page.fill("#search", "nobody at all")
    assert "Nobody" in opened.page.inner_text("#said")


def test_somebody_beyond_the_limit_is_drawn_once_found(shown: Shown) -> None:
    opened = shown(page_of("person", 300))
    opened.page.fill("#search", "person 150")
    opened.page.press("#search", "Enter")
    assert opened.heading() == "Person 150"
    assert opened.place(151)[2]


def test_the_strongest_way_is_highlighted_and_follows_the_choice(shown: Shown) -> None:
    opened = shown(page_of("path", 12))
    before = opened.page.evaluate(PICTURE)
    opened.page.fill("#search", "person 4")
    opened.page.press("#search", "Enter")
    opened.page.wait_for_timeout(150)
    assert opened.page.evaluate(PICTURE) != before
    assert "via Person 4" in opened.page.inner_text("#panel")


@pytest.mark.parametrize("kind", KINDS)
def test_everything_is_reached_and_done_by_keyboard(kind: str, shown: Shown) -> None:
    opened = shown(page_of(kind, 130), accept_downloads=True)
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
    wanted = [
        "skip",
        "search",
        "reset",
        "graph",
        "season",
        "play",
        "strength",
        "png",
        "legend",
        "panel",
        "csv",
        "head",
        "row",
    ]
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
    page.focus("#play")
    page.keyboard.press("Space")
    assert page.get_attribute("#play", "aria-pressed") == "true"
    page.keyboard.press("Space")
    assert page.get_attribute("#play", "aria-pressed") == "false"
    page.focus("#season")
    page.keyboard.press("End")
    page.focus("#legend input >> nth=0")
    page.keyboard.press("Space")
    before = drawn(opened)
    if page.is_visible("#more"):
        page.focus("#more")
        page.keyboard.press("Enter")
        assert drawn(opened) > before
    page.focus("#search")
    page.keyboard.type("person 11")
    page.keyboard.press("Enter")
    assert opened.heading().startswith("Person 11")
    for button, ends in (("png", ".png"), ("csv", ".csv")):
        page.focus(f"#{button}")
        with page.expect_download() as told:
            page.keyboard.press("Enter")
        assert told.value.suggested_filename.endswith(ends)
    page.focus("#graph")
    page.keyboard.press("Escape")
    assert "#" not in opened.url()
    assert opened.said == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_table_is_sorted_and_saved_and_so_is_the_picture(kind: str, shown: Shown, tmp_path: Path) -> None:
    page = page_of(kind, 130)
    opened = shown(page, accept_downloads=True)
    strong = sum(map(page.page_data.strong, page.page_data.rows))
    assert opened.page.locator("#table tbody tr").count() == min(strong, 100)
    opened.page.click("#all-rows")
    assert opened.page.locator("#table tbody tr").count() == len(page.page_data.rows)
    opened.page.click("#table th >> text=Person")
    names = opened.page.locator("#table td.person").all_inner_texts()
    assert names == sorted(
        names, key=lambda name: [name.split()[0], int(name.split()[-1])] if name[-1].isdigit() else [name, 0]
    ) or len(set(names)) == len(names)
    with opened.page.expect_download() as told:
        opened.page.click("#csv")
    told.value.save_as(tmp_path / "table.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "table.csv").read_text(encoding="utf-8-sig"))))
    numbers = ["Odds as a number", "Low end", "High end", "Sources", "Id"]
    assert rows[0] == [*(column["label"] for column in page.page_data.columns), *numbers]
    by_id = {row[-1]: row for row in rows[1:]}
    # The first of the table, in numbers, with its sources and its whole id.
    figure, *cells = page.page_data.rows[0]
    iri = next(iri for iri, number in page.page_data.ids.items() if number == figure)
    influence = next(cell for cell in cells if isinstance(cell, list))
    *_, size, low, high, sources, _ = by_id[iri]
    told = [float(cell) for cell in (size, low, high) if cell]
    assert told == pytest.approx([math.exp(influence[n]) for n in (0, 2, 3) if n < len(influence)], rel=1e-3)
    assert sources.startswith("https://example.org/page/")
    assert len(rows) == 1 + len(page.page_data.rows)
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
    frame.locator("#search").press("Enter")
    assert frame.locator("#panel h2").first.inner_text() == "Person 7"
    assert opened.said == []
    # A source opens beside the notebook, free of the frame's sandbox.
    source = frame.locator("#panel a[href^=http]").first
    address = source.get_attribute("href")
    page.context.route(
        "https://example.org/**", lambda route: route.fulfill(body="<script>localStorage.x = 1</script>")
    )
    page.context.set_offline(False)
    with page.expect_popup() as popup:
        source.click()
    popup.value.wait_for_load_state()
    assert popup.value.url == address
    assert popup.value.evaluate("localStorage.x") == "1"
    assert frame.locator("#panel h2").first.inner_text() == "Person 7"


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_of_the_table_is_a_small_card_on_a_phone(kind: str, shown: Shown) -> None:
    opened = shown(page_of(kind, 60), viewport={"width": 390, "height": 844})
    rows = opened.page.locator("#table tbody tr")
    assert rows.count() == 25
    heights = opened.page.eval_on_selector_all("#table tbody tr", "all => all.map(row => row.offsetHeight)")
    assert 0 < max(heights) < 170
    assert opened.page.eval_on_selector("#table td.person", "cell => cell.offsetWidth") > 150
    # What the row says is all there, also for those who do not see it.
    assert rows.first.locator("td").count() == opened.page.locator("#table th").count()
    assert opened.page.get_attribute("#table tbody tr", "role") == "row"
    button = opened.page.locator("#to-panel")
    assert opened.heading() in button.inner_text()
    button.click()
    assert opened.page.evaluate("document.activeElement.id") == "panel"
    opened.page.click("#all-rows")
    assert rows.count() > 25


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_stands_for_its_figure(kind: str, shown: Shown) -> None:
    opened = shown(page_of(kind, 60))
    last_label = (
        "(() => { const box = document.getElementById('graph'), one = box.kgLabels().filter(l => l.id >= 0).pop();"
        " return [one.text, box.kgAt(one.x, one.y)]; })()"
    )
    label, before = opened.page.evaluate(last_label), None
    while label != before:  # the drawing comes to rest
        opened.page.wait_for_timeout(200)
        label, before = opened.page.evaluate(last_label), label
    frame = opened.page.locator("#graph").bounding_box()
    assert opened.heading() != label[0]
    opened.page.mouse.click(frame["x"] + label[1]["x"], frame["y"] + label[1]["y"])
    assert opened.heading() == label[0]


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_matters_most_has_a_name_also_on_a_phone(kind: str, shown: Shown) -> None:
    for width in (1280, 390):
        opened = shown(page_of(kind, 60), viewport={"width": width, "height": 844})
        named = {label["text"] for label in opened.page.evaluate("document.getElementById('graph').kgLabels()")}
        wanted = {
            "persuasion": {"Zoë Ødegaard", "Person 0", "Example United"},
            "person": {"Zoë Ødegaard", "Person 0"},
            "club": {"Example United"},
            "path": {"Max Other", "Zoë Ødegaard"},
            "world": {"Cluster 0"},
        }[kind]
        assert wanted <= named


def test_the_picture_says_what_it_answers_and_of_which_day(shown: Shown, tmp_path: Path) -> None:
    opened = shown(page_of("path", 9), accept_downloads=True)
    tall = opened.page.evaluate("document.querySelector('#graph canvas').height")
    texts = opened.page.evaluate(
        "(() => { const told = [], whole = CanvasRenderingContext2D.prototype.fillText;"
        " CanvasRenderingContext2D.prototype.fillText = function (...given) { told.push(given[0]);"
        " return whole.apply(this, given); }; document.getElementById('png').click(); return told; })()"
    )
    assert texts[0] == opened.page.inner_text("h1")
    assert "2024-10-01" in texts[1]
    with opened.page.expect_download() as told:
        opened.page.click("#png")
    told.value.save_as(tmp_path / "picture.png")
    assert struct.unpack(">I", (tmp_path / "picture.png").read_bytes()[20:24])[0] > tall


def test_paper_is_white_where_the_screen_is_dark(shown: Shown) -> None:
    opened = shown(page_of("persuasion", 40), color_scheme="dark")
    dark = opened.page.evaluate(PICTURE)
    opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    opened.page.wait_for_timeout(150)
    ink = "getComputedStyle(document.documentElement).getPropertyValue('--ink')"
    assert opened.page.evaluate(ink).strip() == "#1a2230"
    assert opened.page.evaluate(PICTURE) != dark
    opened.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    opened.page.wait_for_timeout(150)
    assert opened.page.evaluate(ink).strip() == "#eef1f6"
    assert opened.page.evaluate(PICTURE) == dark


def test_the_licences_of_what_is_inside_are_shown(shown: Shown) -> None:
    page = page_of("person", 9)
    text = page.html()
    # The script of vis-network keeps the notice that it came with.
    assert "@license" in text or "Apache-2.0" in text.partition("<script>")[2]
    opened = shown(page)
    opened.page.click("summary")
    told = opened.page.inner_text("footer details")
    for name in ("vis-network", "Apache-2.0", "MIT", "pyvis", "BSD-3-Clause"):
        assert name in told


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_notebook_shows_the_page_as_light_or_dark_as_itself(scheme: str, shown: Shown, tmp_path: Path) -> None:
    opened = shown(page_of("person", 9), color_scheme=scheme)
    (tmp_path / "book.html").write_text(
        "<!doctype html><title>book</title>" + page_of("person", 9)._repr_html_(), "utf-8"
    )
    opened.page.goto((tmp_path / "book.html").as_uri())
    frame = opened.page.frame_locator("iframe")
    frame.locator("#graph[data-drawn]").wait_for(timeout=20_000)
    colour = frame.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    assert colour == {"light": "rgb(247, 245, 240)", "dark": "rgb(15, 19, 25)"}[scheme]


def test_no_cell_of_the_saved_table_is_run_by_a_spreadsheet(shown: Shown, tmp_path: Path) -> None:
    bad = ("=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0")
    opened = shown(page_of("person", 30, texts=lambda n: bad[n % len(bad)]), accept_downloads=True)
    with opened.page.expect_download() as told:
        opened.page.click("#csv")
    told.value.save_as(tmp_path / "table.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "table.csv").read_text(encoding="utf-8-sig"))))
    assert {row["Person"] for row in rows} == {f"'{text}" for text in bad}
    assert not [cell for row in rows for cell in row.values() if cell[:1] in "=+-@" and cell]


def test_a_language_is_refused_that_nobody_has_written_or_that_lacks_words(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageProblem, match="no words for 'tlh'"):
        words_in("tlh")
    monkeypatch.setitem(CATALOGUES, "de", {"graph": "Netz", "more_than_english": "mehr"})
    with pytest.raises(UsageProblem, match="no words for 'de'"):
        words_in("de")
    monkeypatch.setitem(CATALOGUES, "de", dict(CATALOGUES["en"]) | {"graph": "Netz"})
    assert page_of("world", 3, frame=Frame(words=words_in("de"))).html().count('lang="de"') == 1
