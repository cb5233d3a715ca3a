"""Colour and size by what is known of people, several chosen at once, ranges, and what stands out in a world."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from kg.graph.worlds import bridges, densest
from kg.model import EntityRef, Interval
from kg.model.networks import Standouts, World
from kg.render.html import Frame, persuasion_page, world_page
from kg.render.html.page_data import Traits
from tests.browsing import Opened
from tests.pages.payloads import PAYLOADS
from tests.pages.test_persuasion import answer as an_answer
from tests.pages.worlds import AT, KNOWN, MODEL, page_of

Shown = Callable[..., Opened]
CLUBS = ("Example United", "Example City", "Example Rovers")


def _traits(iri: str) -> Traits:
    number = int(iri.rsplit("/p", 1)[-1]) if "/p" in iri.rsplit("/person", 1)[-1] else 0
    return Traits(
        CLUBS[number % 3], "England" if number % 2 else "", 18 + number % 20, "player" if number else "head_coach"
    )


def _legend(opened: Opened) -> list[str]:
    return [text.strip() for text in opened.page.locator("#groups li").all_text_contents()]


@pytest.mark.browser
@pytest.mark.enable_socket
@pytest.mark.parametrize("kind", ["persuasion", "world"])
def test_figures_are_coloured_by_what_is_known_and_the_legend_says_so(kind: str, shown: Shown) -> None:
    opened = shown(page_of(kind, 40, frame=Frame(traits=_traits)))
    before = _legend(opened)
    opened.page.select_option("#paint", "club")
    assert set(CLUBS) <= set(_legend(opened))
    opened.page.select_option("#paint", "country")
    assert {"England", "not known"} <= set(_legend(opened))
    opened.page.select_option("#paint", "role")
    assert {"player", "head coach"} <= set(_legend(opened))
    opened.page.select_option("#paint", "age")
    assert "under 23" in _legend(opened)
    again = shown(page_of(kind, 40, frame=Frame(traits=_traits)), hash_="#" + opened.url().partition("#")[2])
    assert _legend(again) == _legend(opened)
    opened.page.click("#reset")
    assert _legend(opened) == before
    assert opened.said == []


@pytest.mark.browser
@pytest.mark.enable_socket
def test_what_nobody_is_known_by_is_not_offered(shown: Shown) -> None:
    opened = shown(page_of("person", 20))
    offered = opened.page.eval_on_selector_all("#paint option", "all => all.map(one => one.value)")
    assert offered == ["", "kind"]


@pytest.mark.browser
@pytest.mark.enable_socket
def test_a_line_drawn_with_shift_chooses_several_and_a_click_takes_one_away(shown: Shown) -> None:
    opened = shown(page_of("persuasion", 40))
    mouse = opened.page.mouse
    places = [opened.place(figure) for figure in range(1, 5)]
    left, right = min(x for x, _, _ in places) - 14, max(x for x, _, _ in places) + 14
    top, bottom = min(y for _, y, _ in places) - 14, max(y for _, y, _ in places) + 14
    before = opened.places()
    opened.page.keyboard.down("Shift")
    mouse.move(left, top)
    mouse.down()
    for corner in ((right, top), (right, bottom), (left, bottom)):
        mouse.move(*corner)
    mouse.up()
    heading = opened.heading()
    count = int(heading.split()[0])
    assert 3 <= count < 15
    assert opened.places() == before  # the drawing did not move with it
    x, y, _ = places[1]
    mouse.click(x, y)
    opened.page.keyboard.up("Shift")
    assert int(opened.heading().split()[0]) == count - 1
    opened.page.click("#reset")
    assert "chosen" not in opened.heading()


@pytest.mark.browser
@pytest.mark.enable_socket
def test_the_table_draws_ranges_and_says_where_too_little_is_known(shown: Shown) -> None:
    answer = an_answer()
    wide = Interval(math.log(2.9), math.log(1805))
    first, second = answer.persuaders
    page = persuasion_page(replace(answer, persuaders=(replace(first, influence=5.4, interval=wide), second)))
    opened = shown(page, accept_downloads=True)
    rows = opened.page.locator("#table tbody tr")
    assert "×2.9 or more" in rows.nth(0).inner_text()
    assert "not enough known" in rows.nth(0).inner_text()
    assert "1,805" not in opened.page.content()
    with opened.page.expect_download() as saved:
        opened.page.click("#csv")
    text = Path(saved.value.path()).read_text(encoding="utf-8-sig")
    unknown, known = list(csv.DictReader(io.StringIO(text)))
    assert (unknown["Odds as a number"], unknown["High end"]) == ("", "")
    assert known["Odds as a number"] == "1.221"
    assert rows.nth(0).locator(".whisker").count() == 0
    assert rows.nth(1).locator(".whisker").count() == 1
    box, bar = (rows.nth(1).locator(name).bounding_box() for name in (".whisker", ".scale"))
    assert box is not None
    assert bar is not None
    assert bar["x"] <= box["x"] < box["x"] + box["width"] <= bar["x"] + bar["width"] + 1


@pytest.mark.browser
@pytest.mark.enable_socket
def test_the_drawing_is_saved_as_svg_with_its_legend_and_hostile_names_as_text(shown: Shown, tmp_path: Path) -> None:
    texts = lambda number: PAYLOADS[number % 40]  # noqa: E731
    opened = shown(page_of("persuasion", 40, texts=texts), accept_downloads=True)
    with opened.page.expect_download() as told:
        opened.page.click("#svg")
    told.value.save_as(tmp_path / "drawing.svg")
    root = ElementTree.parse(tmp_path / "drawing.svg").getroot()  # noqa: S314  the page wrote it just now
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags == {"svg", "title", "rect", "text", "path", "circle"}
    said = [element.text or "" for element in root.iter() if element.tag.endswith("}text")]
    assert opened.page.inner_text("h1") == said[0]
    assert "2024-10-01" in said[1]
    assert said[-1].startswith("player-kg · ")
    assert {"club team-mates", "could persuade"} <= set(said)
    assert opened.said == []


def test_bridges_reach_the_most_clusters_and_dense_clusters_hold_the_most_links() -> None:
    clusters = [0] * 5 + [1] * 5 + [2]
    ring = [(person, person + 1, 1.0) for person in range(4)]
    whole = [(one, two, 1.0) for one in range(5, 10) for two in range(one + 1, 10)]
    links = [*ring, *whole, (0, 5, 0.5), (0, 10, 0.5), (1, 5, 0.5)]
    assert bridges(clusters, links, most=3) == [(0, 2)]  # others reach one cluster only
    assert densest(clusters, links, most=3) == [(1, 1.0), (0, 0.4)]  # a cluster of one says nothing


@pytest.mark.browser
@pytest.mark.enable_socket
def test_a_world_says_what_stands_out(shown: Shown) -> None:
    one, two = EntityRef("https://example.org/person/p1", "Person 1"), EntityRef("https://example.org/t", "Other <b>")
    world = World(
        "Cup", AT, (), (), ("Cluster <i>",), 0, KNOWN, MODEL, Standouts(((one, 4),), ((0, 0.46),), ((one, two, 7),))
    )
    opened = shown(world_page(world))
    told = opened.page.locator(".findings li").all_text_contents()
    assert [line.partition(":")[2].strip() for line in told] == [
        "Person 1\u00a0(4).",
        "Cluster <i>\u00a0(46\u00a0%).",
        "Person 1 and Other <b>\u00a0(7).",
    ]


@pytest.mark.browser
@pytest.mark.enable_socket
@pytest.mark.parametrize("width", [1280, 390])
def test_the_most_connected_have_names_at_every_width(width: int, shown: Shown) -> None:
    opened = shown(page_of("world", 500), viewport={"width": width, "height": 844})
    ranks: Any = opened.page.evaluate(
        "(() => { const { people } = JSON.parse(document.getElementById('view').textContent);"
        " return document.getElementById('graph').kgLabels().filter(l => l.id >= 0).map(l => people[l.id].r); })()"
    )
    assert {0, 1} <= set(ranks)


@pytest.mark.parametrize("kind", ["persuasion", "person", "club"])
def test_one_influence_has_one_size_on_every_page(kind: str) -> None:
    page = page_of(kind, 60)
    influence = [column["key"] for column in page.page_data.columns].index("influence") + 1
    sizes = {row[influence][0]: page.page_data.nodes[row[0]]["size"] for row in page.page_data.rows}
    assert len(sizes) > 10
    for value, size in sizes.items():
        assert size == pytest.approx(6 + 15 * math.sqrt(min(abs(value) / math.log(10), 1)), abs=0.06)


def test_the_legend_counts_the_ties_of_each_kind(shown: Callable[..., Opened]) -> None:
    page = page_of("persuasion", 30)
    ties = {id(tie): tie["k"] for link in page.page_data.links for tie in link.get("t", ())}.values()
    labels = shown(page).page.locator("#legend label:has(input[data-kind=club])").inner_text().split()
    assert labels == ["club", "team-mates", str(list(ties).count("club"))]
