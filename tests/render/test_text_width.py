"""Text broken into lines of a width."""

from __future__ import annotations

import pytest

from kg.render.text_width import fitting_lines, width_of

LONG = "close friends; friends, reported by The Gazette; England team-mates: World Cup 2022, Euro 2024"


@pytest.mark.parametrize("room", [90, 200, 333])
@pytest.mark.parametrize("text", [LONG, "W" * 60, "名前は長い" * 9, "Ainsley Maitland-Niles-Wolverhampton"])
def test_every_line_fits_and_nothing_is_lost(text: str, room: float) -> None:
    lines = fitting_lines(text, room, size=19, most=99)
    assert all(width_of(line, size=19) <= room for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_what_has_no_room_ends_in_three_dots() -> None:
    [first, second] = fitting_lines(LONG, 300, size=19, most=2)
    assert second.endswith("…")
    assert LONG.startswith(f"{first} {second[:-1]}")
    assert width_of(second, size=19) <= 300


def test_a_word_breaks_only_where_it_has_no_room_and_then_at_its_hyphen() -> None:
    assert fitting_lines("Trent Alexander-Arnold", 200, size=19, most=3) == ["Trent", "Alexander-Arnold"]
    assert fitting_lines("Trent Alexander-Arnold", 140, size=19, most=3) == ["Trent", "Alexander-", "Arnold"]
    assert fitting_lines("", 140, size=19) == []


def test_bold_and_broad_letters_are_wider() -> None:
    assert width_of("Wim", size=10, bold=True) > width_of("Wim", size=10) > width_of("Til", size=10)
    assert width_of("e\u0301", size=10) == width_of("e", size=10)
