"""Colours that can be told apart, few stops for Tab, print, forced colours and reduced motion."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest

from kg.render.html import Frame
from kg.render.html.page import asset
from tests.browsing import Opened
from tests.pages.worlds import KINDS, page_of

Shown = Callable[..., Opened]
TOGETHER = (
    ("target", "persuader", "former", "between", "club"),
    ("club", "member", "outsider"),
    ("ego", "alter"),
    ("one", "two", "between"),
    ("a0", "a1", "a2", "a3"),
    tuple(f"c{number}" for number in range(10)),
)
"""Groups that stand beside each other in a legend."""


def _palette(scheme: str) -> dict[str, str]:
    light, dark = asset("page.css").split("@media screen and (prefers-color-scheme: dark)", 1)
    text = light if scheme == "light" else dark.partition("\n}")[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", text))


def _linear(colour: str) -> tuple[float, float, float]:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return red, green, blue


def _contrast(one: str, two: str) -> float:
    light = sorted(sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), _linear(x), strict=True)) for x in (one, two))
    return (light[1] + 0.05) / (light[0] + 0.05)


def _lab(colour: str) -> tuple[float, float, float]:
    red, green, blue = _linear(colour)
    white = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883,
    )
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in white)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(one: str, two: str) -> float:
    """ΔE after CIEDE2000: 1 is just noticed, 10 is told apart at a glance.

    References:
        Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula" (2005).
    """
    (light1, a1, b1), (light2, a2, b2) = _lab(one), _lab(two)
    mean = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * math.sqrt(mean**7 / (mean**7 + 25**7))
    chroma1, chroma2 = math.hypot(a1 * stretch, b1), math.hypot(a2 * stretch, b2)
    hue1, hue2 = (math.degrees(math.atan2(b, a * stretch)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (hue2 - hue1 + 180) % 360 - 180 if chroma1 * chroma2 else 0.0
    hue = (hue1 + turn / 2) % 360 if chroma1 * chroma2 else hue1 + hue2
    light, chroma = (light1 + light2) / 2, (chroma1 + chroma2) / 2
    weight = 1.0
    for factor, times, shift in ((-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.2, 4, -63)):
        weight += factor * math.cos(math.radians(times * hue + shift))
    scaled_light = (light2 - light1) / (1 + 0.015 * (light - 50) ** 2 / math.sqrt(20 + (light - 50) ** 2))
    scaled_chroma = (chroma2 - chroma1) / (1 + 0.045 * chroma)
    scaled_hue = 2 * math.sqrt(chroma1 * chroma2) * math.sin(math.radians(turn / 2)) / (1 + 0.015 * chroma * weight)
    bend = 2 * math.sqrt(chroma**7 / (chroma**7 + 25**7))
    bend *= math.sin(math.radians(60 * math.exp(-(((hue - 275) / 25) ** 2))))
    return math.sqrt(scaled_light**2 + scaled_chroma**2 + scaled_hue**2 - bend * scaled_chroma * scaled_hue)


def test_the_difference_of_colours_is_that_of_the_published_formula() -> None:
    assert difference("#ffffff", "#000000") == pytest.approx(100.0, abs=0.1)
    assert difference("#ff0000", "#00ff00") == pytest.approx(86.6, abs=0.2)
    assert difference("#336699", "#336699") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_neighbours_in_a_legend_are_told_apart_and_lines_stand_out(scheme: str) -> None:
    palette = _palette(scheme)
    kinds = tuple(name for name in palette if name.endswith("-tie"))
    assert len(kinds) == 16
    for names in (kinds, *TOGETHER):
        close = {
            pair: round(apart, 1)
            for pair in combinations(names, 2)
            if (apart := difference(palette[pair[0]], palette[pair[1]])) < 10
        }
        assert close == {}
    faint = {name: round(_contrast(palette[name], palette["card"]), 2) for name in kinds}
    assert {name: value for name, value in faint.items() if value < 3} == {}


@pytest.mark.browser
@pytest.mark.enable_socket
@pytest.mark.parametrize("kind", KINDS)
def test_the_table_is_at_most_twenty_stops_away(kind: str, shown: Shown) -> None:
    page = page_of(kind, 130, frame=Frame(home="index.html"))
    page.links = [(f"question{number}.html", f"Question {number}") for number in range(3)]
    opened = shown(page)
    keyboard = opened.page.keyboard
    stops = 0
    while not opened.page.evaluate("document.activeElement.closest('#table') !== null"):
        assert stops < 20
        keyboard.press("Tab")
        stops += 1
        assert opened.page.evaluate(
            "document.activeElement.matches('a, button, input, select, [tabindex][aria-label]')"
        )
        if opened.page.evaluate("document.activeElement.matches('main .skip')"):
            keyboard.press("Enter")
    opened.page.reload()
    opened.page.wait_for_selector("#graph[data-drawn]")
    keyboard.press("Tab")
    keyboard.press("Enter")
    assert opened.page.evaluate("document.activeElement.closest('#table') !== null")


@pytest.mark.browser
@pytest.mark.enable_socket
def test_the_drawing_has_the_focus_once_it_is_clicked(shown: Shown) -> None:
    opened = shown(page_of("persuasion", 40))
    unit = "document.getElementById('graph').kgScene().nodes.map(({ size }) => size)[0]"
    before = opened.page.evaluate(unit)
    opened.page.mouse.click(*opened.place(1)[:2])
    assert opened.page.evaluate("document.activeElement.id") == "graph"
    opened.page.mouse.wheel(0, -200)
    opened.page.wait_for_timeout(300)
    assert opened.page.evaluate(unit) > before


@pytest.mark.browser
@pytest.mark.enable_socket
@pytest.mark.parametrize("kind", ["persuasion", "person", "club", "path"])
def test_it_prints_on_two_pages_with_round_figures(kind: str, shown: Shown, tmp_path: Path) -> None:
    opened = shown(page_of(kind, 130))
    opened.page.pdf(path=tmp_path / "page.pdf", format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", (tmp_path / "page.pdf").read_bytes())) <= 2
    opened.page.emulate_media(media="print")
    fit = "getComputedStyle(document.querySelector('#graph canvas')).objectFit"
    assert opened.page.evaluate(fit) == "contain"
    assert opened.page.is_visible(".printed")


@pytest.mark.browser
@pytest.mark.enable_socket
def test_forced_colours_keep_the_legend(shown: Shown) -> None:
    opened = shown(page_of("persuasion", 40), forced_colors="active")
    kinds = opened.page.eval_on_selector_all(
        "#legend .stripe line",
        "all => all.map(getComputedStyle).map(({ stroke, strokeDasharray }) => stroke + strokeDasharray)",
    )
    groups = opened.page.eval_on_selector_all(
        "#groups .dot", "all => all.map(one => getComputedStyle(one).backgroundColor)"
    )
    assert len(set(kinds)) == len(kinds) > 2
    assert len(set(groups)) == len(groups) > 2


@pytest.mark.browser
@pytest.mark.enable_socket
def test_who_wants_no_motion_is_shown_none(shown: Shown) -> None:
    opened = shown(page_of("person", 40))
    opened.page.click("#play")
    assert opened.page.get_attribute("#play", "aria-pressed") == "true"
    opened.page.emulate_media(reduced_motion="reduce")
    opened.page.wait_for_selector("#play[aria-pressed=false]", state="attached")
    assert not opened.page.is_visible("#play")
    assert opened.page.is_visible("#season")
