"""Dates as sources give them: a day, a month, a season or a year, and periods between two of them.

Conventions used everywhere in the project:

* a date known less exactly than the day is an interval of days, ``[first, after)``;
* periods are half-open: ``end`` is the first day on which it no longer holds;
* an unknown date is ``None``: unknown, never "now".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kg.errors import UsageProblem

__all__ = ["ImpreciseDate", "Period", "Precision", "day_of"]

_DAY = timedelta(days=1)
_SEASON = re.compile(r"(\d{4})[/-](\d{2}|\d{4})")


class Precision(StrEnum):
    """How exactly a source states a date."""

    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class ImpreciseDate:
    """A date with its precision: the true day lies in ``[first, after)``.

    A season runs from 1 July to 30 June, the convention of most European leagues.

    >>> ImpreciseDate.parse("2024-06-14")
    ImpreciseDate(first=datetime.date(2024, 6, 14), precision=<Precision.DAY: 'day'>)
    >>> ImpreciseDate.parse("2023/24").after
    datetime.date(2024, 7, 1)
    >>> str(ImpreciseDate.parse("2024-06"))
    '2024-06'
    """

    first: date
    precision: Precision = Precision.DAY

    @property
    def after(self) -> date:
        """The first day that the date can no longer be."""
        first = self.first
        match self.precision:
            case Precision.DAY:
                return first + _DAY
            case Precision.MONTH:
                return date(first.year + first.month // 12, first.month % 12 + 1, 1)
            case Precision.SEASON | Precision.YEAR:
                return first.replace(year=first.year + 1)

    @classmethod
    def parse(cls, text: str) -> ImpreciseDate:
        """Read ``YYYY-MM-DD``, ``YYYY-MM``, ``YYYY/YY`` (a season) or ``YYYY``.

        ``2023-24`` is a season too, because 24 is no month.

        Raises:
            ValueError: the text is none of these, or names a day that no calendar has.
        """
        text = text.strip()
        season = _SEASON.fullmatch(text)
        if season and ("/" in text or not 1 <= int(season[2]) <= 12):
            year = int(season[1])
            if int(season[2]) % 100 != (year + 1) % 100:
                raise ValueError(f"{text!r} is no season: its second year does not follow its first")
            return cls(date(year, 7, 1), Precision.SEASON)
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return cls(date.fromisoformat(text))
        if re.fullmatch(r"\d{4}-\d{2}", text):
            return cls(date(int(text[:4]), int(text[5:]), 1), Precision.MONTH)
        if re.fullmatch(r"\d{4}", text):
            return cls(date(int(text), 1, 1), Precision.YEAR)
        raise ValueError(f"{text!r} is no date: write YYYY-MM-DD, YYYY-MM, YYYY/YY or YYYY")

    def __str__(self) -> str:
        first = self.first
        match self.precision:
            case Precision.DAY:
                return first.isoformat()
            case Precision.MONTH:
                return f"{first:%Y-%m}"
            case Precision.SEASON:
                return f"{first.year:04d}/{(first.year + 1) % 100:02d}"
            case Precision.YEAR:
                return f"{first.year:04d}"


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open span ``[start, end)`` whose ends may be inexact or unknown.

    Attributes:
        start: when it began; ``None`` is unknown.
        end: when it had ended, that is the first day (or month, season, year) *in or before whose end* it no
            longer held. With day precision it is the first day after. ``None`` is open or unknown.
        attested: for an open end, the last day on which the source says that it still held; ``None`` when the
            end is known or simply not stated.
    """

    start: ImpreciseDate | None = None
    end: ImpreciseDate | None = None
    attested: date | None = None

    def __post_init__(self) -> None:
        if self.start and self.end and self.latest_end is not None and self.latest_end <= self.start.first:
            raise ValueError(f"a period cannot end ({self.end}) before it starts ({self.start})")

    @property
    def earliest_start(self) -> date | None:
        """The first day on which it can have held."""
        return self.start.first if self.start else None

    @property
    def latest_start(self) -> date | None:
        """The last day on which it can have begun."""
        return self.start.after - _DAY if self.start else None

    @property
    def earliest_end(self) -> date | None:
        """The first day on which it can have been over (exclusive end)."""
        if self.end is None:
            return None
        return self.end.first

    @property
    def latest_end(self) -> date | None:
        """The day from which it was certainly over (exclusive end): outermost date the source allows."""
        if self.end is None:
            return None
        return self.end.first if self.end.precision is Precision.DAY else self.end.after


def day_of(at: str | date | None) -> date:
    """A day as given to a question; ``None`` is today.

    Raises:
        UsageProblem: the text is no ISO date.
    """
    if at is None:
        return date.today()
    if isinstance(at, date):
        return at
    try:
        return date.fromisoformat(at.strip())
    except ValueError:
        raise UsageProblem(f"{at!r} is no date", remedy="write it as YYYY-MM-DD") from None
