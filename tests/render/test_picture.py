"""The card to share: its size, what it says, and that hostile names stay text."""

from __future__ import annotations

import struct
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import pytest

from kg.errors import MissingExtra
from kg.model import EntityRef, TieKind
from kg.render.picture import HEIGHT, WIDTH, png_of, svg_card
from kg.render.text_width import width_of
from tests.pages.payloads import PAYLOADS
from tests.render import samples

_SVG = "{http://www.w3.org/2000/svg}"
_ELEMENTS = {"svg", "title", "rect", "path", "text"}


def _texts(card: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(card).iter(f"{_SVG}text")]  # noqa: S314  our own text


def test_it_says_question_people_ranges_day_and_sources() -> None:
    card = svg_card(samples.ANSWER)
    root = ET.fromstring(card)  # noqa: S314
    words = " ".join(_texts(card))
    assert (root.get("width"), root.get("height")) == (str(WIDTH), str(HEIGHT)) == ("1200", "630")
    assert "Who could persuade Tom Winter to join United?" in words
    assert samples.ANSWER.question.as_of.isoformat() in words
    assert samples.ANSWER.persuaders[0].person.name in words
    assert "reported by The Gazette" in words
    assert "sources: " in words


def test_no_line_lies_over_another() -> None:
    first = max(samples.ANSWER.persuaders, key=lambda person: len(person.ties))
    people = tuple(
        replace(first, person=EntityRef(f"{samples.ANA.id}{n}", f"Person {n}"), influence=1.0) for n in range(9)
    )
    question = replace(
        samples.ANSWER.question, target=EntityRef(samples.TOM.id, "Somebody with a long name of two lines")
    )
    card = svg_card(replace(samples.ANSWER, question=question, persuaders=people))
    assert "With less influence: Person 3" in " ".join(_texts(card))
    lines = [
        (float(element.get("y", "")), float(element.get("font-size", "")))
        for element in ET.fromstring(card).iter(f"{_SVG}text")  # noqa: S314
        if element.get("x") == "110" or (not (element.text or "").isdigit() and element.get("x") == "60")
    ]
    lines.sort()
    assert len(lines) >= 3 + 6 + 3
    for (above, _), (below, size) in pairwise(lines):
        assert below - above >= size


@pytest.mark.parametrize(
    "name", ["W" * 90, "Maximilian Philipp-Mwanga " * 4, "名前" * 40, "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]
)
def test_no_line_runs_into_the_bars_or_off_the_card(name: str) -> None:
    question = replace(samples.ANSWER.question, target=EntityRef(samples.TOM.id, name))
    first = replace(samples.ANSWER.persuaders[0], person=EntityRef(samples.ANA.id, name))
    card = svg_card(replace(samples.ANSWER, question=question, persuaders=(first, *samples.ANSWER.persuaders[1:])))
    cut = 0
    for element in ET.fromstring(card).iter(f"{_SVG}text"):  # noqa: S314
        left, size, bold = element.get("x", ""), float(element.get("font-size", "")), element.get("font-weight")
        room = 880 - 110 if left == "110" and size == 28 else WIDTH - float(left)
        assert width_of(element.text or "", size=size, bold=bold == "bold") <= room
        assert element.text != "…"
        cut += (element.text or "").endswith("…")
    assert cut >= 1


def test_an_empty_answer_is_a_card_too() -> None:
    assert any("Nobody is known" in text for text in _texts(svg_card(samples.EMPTY_ANSWER)))


@pytest.mark.parametrize("payload", PAYLOADS[:40])
def test_hostile_names_stay_text(payload: str) -> None:
    question = replace(samples.ANSWER.question, target=EntityRef(samples.TOM.id, payload))
    first = replace(samples.ANSWER.persuaders[0], person=EntityRef(samples.ANA.id, payload))
    card = svg_card(replace(samples.ANSWER, question=question, persuaders=(first, *samples.ANSWER.persuaders[1:])))
    root = ET.fromstring(card)  # noqa: S314
    assert {element.tag.removeprefix(_SVG) for element in root.iter()} <= _ELEMENTS
    assert not any(
        name.lower().startswith("on") or "href" in name for element in root.iter() for name in element.attrib
    )


def test_a_png_has_the_size_of_a_link_preview() -> None:
    pytest.importorskip("resvg_py", reason="the extra `picture` is not installed")
    image = png_of(svg_card(samples.ANSWER))
    assert image.startswith(b"\x89PNG")
    assert struct.unpack(">II", image[16:24]) == (WIDTH, HEIGHT)


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "resvg_py", None)
    with pytest.raises(MissingExtra, match="player-kg\\[picture\\]"):
        png_of("<svg/>")


def test_somebody_yet_to_come_is_announced() -> None:
    coming = replace(samples.FIRST, presence="arriving")
    card = svg_card(replace(samples.ANSWER, persuaders=(coming,)))
    assert f"{coming.person.name}, announced<" in card


def test_it_gives_the_reason_that_carries_most_of_what_it_says() -> None:
    born = replace(samples.FRIENDS, kind=TieKind.COMPATRIOT)
    first = replace(samples.FIRST, ties=(samples.scored(born, 2.0), samples.scored(samples.FRIENDS, 1.0)))
    words = " ".join(_texts(svg_card(replace(samples.ANSWER, persuaders=(first,)))))
    assert 0 < words.index("friends") < words.index("compatriots")
    coach = replace(samples.FIRST, ties=(), standing="no tie known; head coaches are named in 37% of reports")
    assert coach.standing in _texts(svg_card(replace(samples.ANSWER, persuaders=(coach,))))
