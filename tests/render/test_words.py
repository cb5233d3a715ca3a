"""The voice of the answers."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Confidence, Evidence, Interval, TieKind
from kg.render.markdown import escape
from kg.render.plain import display_width
from kg.render.words import clean, duration, odds, odds_range, path_words, span, tie_words, years
from tests.render import samples

NAMES = {samples.TOM.id: "Tom Winter", samples.MAX.id: "Max Lenz", samples.ANA.id: "Ana Sommer"}


@pytest.mark.parametrize(
    ("influence", "words"),
    [(0.0, "×1"), (math.log(2.3), "×2.3"), (math.log(0.5), "×0.5"), (math.log(1.04), "×1.04"), (math.log(250), "×250")],
)
def test_log_odds_are_spoken_as_a_multiplier(influence: float, words: str) -> None:
    assert odds(influence) == words


def test_range_of_odds() -> None:
    assert odds_range(Interval(math.log(1.4), math.log(3.9))) == "1.4–3.9"


@given(st.floats(-50, 50))
def test_stronger_influence_never_reads_weaker(influence: float) -> None:
    def value(spoken: str) -> float:
        return math.inf if "million" in spoken else float(spoken.removeprefix("×").replace(",", ""))

    assert value(odds(influence)) <= value(odds(influence + 0.5))


@given(st.text())
def test_clean_text_is_one_line_without_controls(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned.splitlines()) <= 1
    assert cleaned == clean(cleaned)
    assert not any(
        ord(letter) < 32 or 0x7F <= ord(letter) <= 0x9F or 0xD800 <= ord(letter) < 0xE000 for letter in cleaned
    )


@given(st.integers(1, 20_000))
def test_longer_never_sounds_shorter(days: int) -> None:
    def length(words: str) -> float:
        parts = words.split()
        units = {"day": 1.0, "month": 30.44, "year": 365.25}
        return sum(int(n) * units[unit.rstrip("s")] for n, unit in zip(parts[::2], parts[1::2], strict=True))

    assert abs(length(duration(days)) - days) <= max(16, days * 0.01)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(1, 5000))
def test_spans_end_on_the_last_day_inside(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    last = end - timedelta(days=1)
    assert years(start, end) == (str(start.year) if start.year == last.year else f"{start.year}–{last.year}")
    assert span(start, end).endswith(str(last.year))


def test_open_spans() -> None:
    assert span(date(2023, 7, 1), None) == "since Jul 2023"
    assert span(None, date(2023, 7, 1)) == "until Jun 2023"
    assert span(None, None) == years(None, None) == ""


def test_what_was_said_about_people_is_attributed() -> None:
    words = tie_words(samples.FRIENDS, NAMES)
    assert words == "close friends, reported by The Gazette, 2024-09-19"


def test_hearsay_is_called_unconfirmed() -> None:
    assert "(unconfirmed)" in tie_words(samples.FEUD, NAMES)
    sure = replace(samples.FEUD, evidence=(replace(samples.FEUD.evidence[0], confidence=Confidence.HIGH),))
    assert "(unconfirmed)" not in tie_words(sure, NAMES)


def test_a_relationship_without_a_source_says_so() -> None:
    assert "no source given" in tie_words(replace(samples.FRIENDS, evidence=()), NAMES)


def test_more_reports_are_counted() -> None:
    other = Evidence(samples.SQUADS)
    tie = replace(samples.FRIENDS, evidence=(*samples.FRIENDS.evidence, other, other))
    assert tie_words(tie, NAMES).endswith("2024-09-19, and 1 more")


def test_team_mates_are_told_by_occasion_and_days() -> None:
    assert tie_words(samples.CAPS, NAMES) == "Elbonia team-mates: World Cup 2022, Euro 2024, 60 days"


def test_inexact_days_are_about() -> None:
    assert "about 2 years" in tie_words(samples.ROVERS_DAYS, NAMES)
    exact = replace(samples.ROVERS_DAYS, days_low=731, days_high=731)
    assert "about 2 years" not in tie_words(exact, NAMES)


def test_who_coached_whom() -> None:
    assert tie_words(samples.COACHED, NAMES).startswith("Max Lenz coached Tom Winter at Rovers 2017")
    turned = replace(samples.COACHED, ego_role="assistant_coach", alter_role="player")
    assert tie_words(turned, NAMES).startswith("Tom Winter coached Max Lenz at Rovers as assistant coach")


@pytest.mark.parametrize("kind", TieKind)
def test_every_kind_of_tie_has_words(kind: TieKind) -> None:
    tie = replace(samples.CAPS, kind=kind, detail="Elbonia City")
    words = tie_words(tie, NAMES)
    assert words
    assert "_" not in words
    assert len(tie_words(tie, NAMES, brief=False)) >= len(words)


def test_indirect_ways_name_the_go_between() -> None:
    words = path_words(samples.VIA_LEO)
    assert words.startswith(
        "via Léo Herbst: Elbonia U21 team-mates: Under-21 Euro 2017, 12 days; then Rovers team-mates"
    )


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("Real Madrid", "Real Madrid"),
        ("*x* _y_ `z`", r"\*x\* \_y\_ \`z\`"),
        ("- item", r"\- item"),
        ("1. first", r"1\. first"),
        ("1.4–3.9", "1.4–3.9"),
        ("a\nb|c", r"a b\|c"),
        ("see https://evil.example or www.evil.example", r"see https\://evil.example or www\.evil.example"),
    ],
)
def test_markdown_escaping(text: str, escaped: str) -> None:
    assert escape(text) == escaped


def test_display_width_of_wide_and_combining_letters() -> None:
    assert display_width("abc") == 3
    assert display_width("香川") == 4
    assert display_width("e\u0301") == 1
