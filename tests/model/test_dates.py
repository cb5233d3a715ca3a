"""Dates with precision, and half-open periods between them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UsageProblem
from kg.model import ImpreciseDate, Period, Precision
from kg.model.dates import day_of

DAYS = st.dates(min_value=date(1870, 1, 1), max_value=date(2199, 12, 31))


def whens() -> st.SearchStrategy[ImpreciseDate]:
    def snapped(day: date, precision: Precision) -> ImpreciseDate:
        match precision:
            case Precision.DAY:
                return ImpreciseDate(day)
            case Precision.MONTH:
                return ImpreciseDate(day.replace(day=1), precision)
            case Precision.SEASON:
                return ImpreciseDate(date(day.year, 7, 1), precision)
            case Precision.YEAR:
                return ImpreciseDate(date(day.year, 1, 1), precision)

    return st.builds(snapped, DAYS, st.sampled_from(Precision))


@given(whens())
def test_a_date_reads_back_what_it_writes(when: ImpreciseDate) -> None:
    assert ImpreciseDate.parse(str(when)) == when


@given(whens())
def test_the_true_day_lies_between_first_and_after(when: ImpreciseDate) -> None:
    longest = {Precision.DAY: 1, Precision.MONTH: 31, Precision.SEASON: 366, Precision.YEAR: 366}[when.precision]
    assert timedelta(days=1) <= when.after - when.first <= timedelta(days=longest)


@given(st.integers(1870, 2199), st.integers(0, 99))
def test_two_digits_are_a_month_where_they_can_be_and_else_the_next_year(year: int, two: int) -> None:
    def read(text: str) -> ImpreciseDate | None:
        try:
            return ImpreciseDate.parse(text)
        except ValueError:
            return None

    season = ImpreciseDate(date(year, 7, 1), Precision.SEASON) if two == (year + 1) % 100 else None
    month = ImpreciseDate(date(year, two, 1), Precision.MONTH) if 1 <= two <= 12 else season
    assert read(f"{year}/{two:02}") == season
    assert read(f"{year}-{two:02}") == month
    assert read(f"{year}-{year + 1}") == ImpreciseDate(date(year, 7, 1), Precision.SEASON)
    assert read(f"{year % 100:02}-{two:02}") is None


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2024-02-29", date(2024, 2, 29), date(2024, 3, 1)),
        ("2024-12", date(2024, 12, 1), date(2025, 1, 1)),
        ("2023/24", date(2023, 7, 1), date(2024, 7, 1)),
        ("2023-24", date(2023, 7, 1), date(2024, 7, 1)),
        ("1999-2000", date(1999, 7, 1), date(2000, 7, 1)),
        (" 1998 ", date(1998, 1, 1), date(1999, 1, 1)),
    ],
)
def test_every_notation_is_read(text: str, first: date, after: date) -> None:
    when = ImpreciseDate.parse(text)
    assert (when.first, when.after) == (first, after)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2023-02-30", "2023-13-01", "2023/25", "2023-00", "24", "2023-2", "0000", "２０２３x"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        ImpreciseDate.parse(text)


@pytest.mark.parametrize(
    ("text", "said"), [("yesterday", "'yesterday' is no date: write"), ("2023/25", "'2023/25' is no")]
)
def test_a_refusal_names_the_text(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        ImpreciseDate.parse(text)


@given(DAYS)
def test_a_question_takes_a_day_as_date_or_as_text(day: date) -> None:
    assert day_of(day) == day_of(f" {day.isoformat()} ") == day


def test_a_question_without_a_day_is_about_today() -> None:
    before = date.today()
    assert before <= day_of(None) <= date.today()


def test_a_question_about_no_day_is_refused_with_the_way_to_write_it() -> None:
    with pytest.raises(UsageProblem, match="'next summer' is no date") as refusal:
        day_of("next summer")
    assert refusal.value.remedy == "write it as YYYY-MM-DD"


def test_a_period_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Period(ImpreciseDate.parse("2024-06-01"), ImpreciseDate.parse("2024-06-01"))


def test_one_season_is_a_period_whose_ends_both_lie_in_it() -> None:
    season = ImpreciseDate.parse("2023/24")
    period = Period(season, season)
    assert (period.earliest_start, period.latest_start) == (date(2023, 7, 1), date(2024, 6, 30))
    assert (period.earliest_end, period.latest_end) == (date(2023, 7, 1), date(2024, 7, 1))


def test_an_end_known_to_the_day_is_the_first_day_after() -> None:
    period = Period(ImpreciseDate.parse("2024-01-01"), ImpreciseDate.parse("2024-02-01"))
    assert period.earliest_end == period.latest_end == date(2024, 2, 1)


def test_unknown_ends_are_unknown() -> None:
    period = Period()
    assert (period.earliest_start, period.latest_start, period.earliest_end, period.latest_end) == (None,) * 4
