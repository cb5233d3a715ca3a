"""Days as people type them."""

from __future__ import annotations

from datetime import date

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.cli.types import Day, Name


@given(st.dates())
def test_every_day_is_read(day: date) -> None:
    assert Day().convert(day.isoformat(), None, None) == day


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


@given(st.text(max_size=12).filter(lambda text: not _is_day(text.strip())))
def test_everything_else_is_refused_in_words(text: str) -> None:
    with pytest.raises(click.BadParameter, match="is no date"):
        Day().convert(text, None, None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2024-02-30", "February 2024 has 29 days"),
        ("2023-02-29", "February 2023 has 28 days"),
        ("2024-13-01", "there is no month 13"),
        ("0000-01-01", "there is no year 0"),
        ("2024-00-10", "there is no month 0"),
        ("01.10.2024", "write YYYY-MM-DD"),
        ("2024-10", "write YYYY-MM-DD"),
        ("２０２４-10-01", "write YYYY-MM-DD"),
        ("", "write YYYY-MM-DD"),
    ],
)
def test_the_reason_is_told(text: str, reason: str) -> None:
    with pytest.raises(click.BadParameter, match=reason):
        Day().convert(text, None, None)


def test_names_lose_their_outer_blanks_alone() -> None:
    assert Name().convert("  N'Golo  Kanté ", None, None) == "N'Golo  Kanté"
