"""Windows on long answers: what is shown is what the whole answer says there, and nothing of it is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.answers.results import answer_result
from kg.model import EntityRef, Interval, Persuader
from kg.render.renditions import answer_rendering
from kg.render.window import LISTS, Window, windowed
from tests.render.samples import ANSWER, PEOPLE

NAMELESS = Persuader(1, EntityRef(PEOPLE + "a", "A"), None, "", 0.0, Interval(0.0, 0.0))


@pytest.mark.parametrize("why", [False, True])
@pytest.mark.parametrize("offset", [0, 7, 295, 300])
def test_it_shows_what_the_whole_answer_says_there(offset: int, why: bool) -> None:
    many = tuple(replace(NAMELESS, rank=rank, person=EntityRef(f"{PEOPLE}{rank}", "A")) for rank in range(1, 301))
    answer = replace(ANSWER, persuaders=many)
    result = answer_result(answer, None, network=lambda: pytest.fail("unasked"), page=lambda: "")
    window = Window(offset, why=why, characters=8_000)
    shown = result.to_dict(window)
    whole = windowed(answer_rendering(answer).data(), LISTS["persuade"], replace(window, characters=None))
    seen = shown["persuaders"]
    assert seen == whole["persuaders"][: len(seen)]
    assert len(seen) >= min(5, 300 - offset)
    assert len(seen) + shown["left_out"].get("persuaders", 0) == 300


def test_whoever_takes_least_room_takes_what_a_window_counts_on() -> None:
    """Sources apart, and however short the names are."""
    answer = replace(ANSWER, persuaders=(NAMELESS,) * 200, former=(), circle=(), reports=())
    window = Window(characters=8_000)
    seen = windowed(answer_rendering(answer).data(), LISTS["persuade"], window)["persuaders"]
    assert len(seen) < window.reach.stop
