"""Dates as stories tell them, relative to the day of publication."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from kg.claims.reading.language import Language
from kg.model import ImpreciseDate, Precision

__all__ = ["date_in", "resolved"]

_SEASON_ENDS: Final = 6
_SUMMER: Final = 7


def date_in(text: str, language: Language, published: date) -> ImpreciseDate | None:
    """Return the first date that a text tells of, as exactly as it tells it; ``None`` without any.

    Args:
        text: a piece of a sentence, in lower case.
        language: its language.
        published: the day that "yesterday" and the like count from.
    """
    dated: list[tuple[int, int, ImpreciseDate]] = []
    for pattern, kind in language.dates:
        for match in pattern.finditer(text):
            day = resolved(kind, match, language, published)
            if day is not None:
                dated.append((match.start(), match.end(), day))
                break
    if not dated:
        return None
    first = min(dated, key=lambda span: span[:2])
    # Of ways of telling that overlap ("in June" and "June 2025") the one that goes on the furthest.
    return max((span for span in dated if span[0] < first[1]), key=lambda span: (span[1], span[1] - span[0]))[2]


def _year(year: int) -> ImpreciseDate | None:
    return ImpreciseDate(date(year, 1, 1), Precision.YEAR) if 1900 <= year <= 2100 else None


def _month(year: int, month: int) -> ImpreciseDate:
    return ImpreciseDate(date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1), Precision.MONTH)


def _day(year: int, month: int, day: int) -> ImpreciseDate | None:
    try:
        return ImpreciseDate(date(year, month, day))
    except ValueError:
        return None


def resolved(kind: str, match: re.Match[str], language: Language, published: date) -> ImpreciseDate | None:  # noqa: C901, PLR0911, PLR0912  one line a way of telling
    """Return the date of one way of telling it (the values of ``[dates]`` in a language's file), or ``None``."""
    year, month = published.year, published.month
    season_end = year + (month > _SEASON_ENDS)
    match kind:
        case "season_end":
            return _month(season_end, _SEASON_ENDS)
        case "next_season_end":
            return _month(season_end + 1, _SEASON_ENDS)
        case "year":
            return _year(year)
        case "last_year":
            return _year(year - 1)
        case "next_year":
            return _year(year + 1)
        case "summer":
            return _year(year)
        case "next_summer":
            return _year(year if month <= 2 else year + 1)  # early in the year the next summer is the coming one
        case "last_summer":
            return _year(year if month > _SUMMER + 1 else year - 1)
        case "january":
            return _month(year + (month > _SEASON_ENDS), 1)
        case "month":
            return _month(year, month)
        case "last_month":
            return _month(year - (month == 1), (month - 2) % 12 + 1)
        case "last_week":
            week = published - timedelta(days=7)
            return _month(week.year, week.month)
        case "today":
            return ImpreciseDate(published)
        case "yesterday":
            return ImpreciseDate(published - timedelta(days=1))
        case "weekday":
            back = (published.weekday() - language.numbers["weekdays"].index(match[1].lower())) % 7
            return ImpreciseDate(published - timedelta(days=back))
        case "stated_year":
            return _year(int(match[1]))
        case "season":
            return _season(match)
        case _:
            return _counted(kind, match, language, published)


def _season(match: re.Match[str]) -> ImpreciseDate | None:
    try:
        return ImpreciseDate.parse(f"{match[1]}/{match[2]}")
    except ValueError:
        return None


def _counted(kind: str, match: re.Match[str], language: Language, published: date) -> ImpreciseDate | None:  # noqa: PLR0911  one line a way of telling
    """Dates with a number or the name of a month in them."""
    groups = [group.lower() for group in match.groups() if group]
    if kind in ("month_year", "day_month", "month_day", "past_month"):
        return _calendar(kind, groups, language.numbers["months"], published)
    count = _number(groups[0], language) if groups else 1
    if count is None:
        return None
    match kind:
        case "years_ago":
            return _year(published.year - count)
        case "months_left":
            return _month(published.year, published.month + count)
        case "years_left":
            return _month(published.year + count - (published.month < _SEASON_ENDS), _SEASON_ENDS)
        case "years_long":
            return _year(published.year + count)
        case _:
            return None


def _calendar(kind: str, groups: list[str], months: list[str], published: date) -> ImpreciseDate | None:
    """A date with the name of a month in it."""
    month = next(months.index(group) + 1 for group in groups if group in months)
    if kind == "past_month":
        return _month(published.year - (month > published.month), month)
    numbers = [int(number) for group in groups for number in re.findall(r"\d+", group)]
    year = next((number for number in numbers if number > 31), published.year)
    day = next((number for number in numbers if number <= 31), None)
    return _day(year, month, day) if day else _month(year, month)


def _number(word: str, language: Language) -> int | None:
    words: list[str] = language.numbers["words"]
    if word.isdigit() and len(word) <= 3:
        return int(word)
    if word in language.numbers["one"]:
        return 1
    return words.index(word) if word in words else None
