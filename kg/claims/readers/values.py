"""Values as files hold them: text made safe to keep, days, years, numbers, addresses.

Every function raises `ValueError` with a reason that reads on in a sentence about a row.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache

from kg.model.dates import ImpreciseDate, Period, Precision
from kg.rdf.iris import is_http_iri
from kg.text.blanks import is_blank
from kg.text.mojibake import is_damaged, mended

__all__ = [
    "address",
    "birth_of",
    "clean",
    "day",
    "day_after",
    "identifier",
    "name_of",
    "number",
    "readable",
    "sentence",
    "shown",
    "span",
    "stated_when",
    "when_month",
]

_LONGEST_NAME = 200
_LONGEST_TEXT = 2_000
_DAY = timedelta(days=1)
_FIRST_YEAR, _LAST_YEAR = 1800, 2100
# What turns the reading direction of a line round, or hides in it, has no business in a name.
_HIDDEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00(?:\.0+)?)?)?")


def clean(text: str) -> str:
    r"""``text`` on one line, in Unicode's composed form, without control characters, half characters and hidden marks.

    Markup and quotes stay: whoever shows a text escapes it.

    >>> clean(" N'Golo\u202e\n  Kanté ")
    "N'Golo Kanté"
    """
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", _HIDDEN.sub("", text))
        text = "".join(char if unicodedata.category(char) not in ("Cc", "Cs", "Cn", "Co") else " " for char in text)
    return " ".join(text.split())


def shown(text: str) -> str:
    """A value as it can stand in a message: one line, not too long."""
    text = clean(text[:200])
    return repr(text if len(text) <= 40 else text[:39] + "…")


def readable(text: str) -> str:
    """A value as a file holds it, "" for a word that stands for nothing, mended where it was damaged.

    >>> readable("NA"), readable(" - "), readable("MbappÃ©")
    ('', '', 'Mbappé')
    """
    return "" if is_blank(text) else mended(text.strip())


def name_of(text: str) -> str:
    """A name: of a person, a team, a country.

    Raises:
        ValueError: there is none, it is longer than any name, or damaged so that nobody can tell what it was.
    """
    if len(text) > 4 * _LONGEST_NAME:
        raise ValueError(f"a name of {len(text)} characters is no name")
    name = clean(mended(text))
    if is_blank(name):
        name = ""
    if not any(map(str.isalnum, name)):
        raise ValueError(f"the name is missing (there is {shown(text)})" if text.strip() else "the name is missing")
    if is_damaged(name):
        raise ValueError(f"the name {shown(text)} was damaged by a wrong encoding: get the file anew, as UTF-8")
    if len(name) > _LONGEST_NAME:
        raise ValueError(f"a name of {len(name)} characters is no name")
    return name


def sentence(text: str) -> str:
    """A few sentences of text, such as a summary; "" stays "".

    Raises:
        ValueError: it is longer than a summary can be.
    """
    if len(text) > _LONGEST_TEXT:
        raise ValueError(f"a text of {len(text)} characters is too long: at most {_LONGEST_TEXT}")
    return clean(text)


def identifier(text: str, field: str) -> str:
    """A whole number given as an identifier (``"27"``; ``"27.0"`` as spreadsheets write it).

    Raises:
        ValueError: it is none.
    """
    text = text.removesuffix(".0")
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise ValueError(f"the {field} is {shown(text)}, which is no number" if text else f"the {field} is missing")
    return text


def number(text: str, field: str, *, most: int = 10**9) -> int:
    """A whole number from 0 to ``most``.

    Raises:
        ValueError: it is none.
    """
    value = int(identifier(text.strip(), field))
    if value > most:
        raise ValueError(f"the {field} is {value}, which cannot be")
    return value


@lru_cache(maxsize=1 << 16)
def day(text: str, field: str = "date") -> date:
    """A day: ``2024-06-30``, with or without a time of 00:00:00 after it.

    Raises:
        ValueError: it is no day, or in a year without football.
    """
    match = _ISO.fullmatch(text)
    if not match:
        raise ValueError(
            f"the {field} is {shown(text)}, which is no day" if text.strip() else f"the {field} is missing"
        )
    try:
        value = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise ValueError(f"the {field} is {shown(text)}, a day that no calendar has") from None
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise ValueError(f"the {field} is {shown(text)}, a year that cannot be")
    return value


def stated_when(text: str, field: str = "date") -> ImpreciseDate | None:
    """A date as exact as it is stated (see `When.parse`); ``None`` for "".

    Raises:
        ValueError: it is no date.
    """
    text = text.strip()
    if not text:
        return None
    try:
        when = ImpreciseDate.parse(text[:40])
    except ValueError:
        raise ValueError(f"the {field} is {shown(text)}: write YYYY-MM-DD, YYYY-MM, YYYY/YY or YYYY") from None
    if not _FIRST_YEAR <= when.first.year <= _LAST_YEAR:
        raise ValueError(f"the {field} is {shown(text)}, a year that cannot be")
    return when


def when_month(moment: date) -> ImpreciseDate:
    """The month in which a day lies."""
    return ImpreciseDate(moment.replace(day=1), Precision.MONTH)


def birth_of(born: date) -> ImpreciseDate:
    """A birth date from a source that fills in 1 January where it knows the year alone: that is the year.

    One birth in 365 is on that day; in the table of World Cup squads it is 87 of 10,401.

    >>> str(birth_of(date(1998, 1, 1))), str(birth_of(date(1998, 10, 7)))
    ('1998', '1998-10-07')
    """
    return ImpreciseDate(born, Precision.YEAR if (born.month, born.day) == (1, 1) else Precision.DAY)


def day_after(moment: date) -> date:
    """The exclusive end that goes with a last day."""
    return moment + _DAY


def span(start: ImpreciseDate | None, end: ImpreciseDate | None, attested: date | None = None) -> Period:
    """A `Period`; of exactly one day where a source starts and ends it on the same day.

    Raises:
        ValueError: it ends before it starts.
    """
    if start and end and start == end and start.precision is Precision.DAY:
        end = ImpreciseDate(start.first + _DAY)
    return Period(start, end, attested)


def address(text: str) -> str:
    """An http or https address.

    Raises:
        ValueError: it is missing or cannot be an address.
    """
    text = text.strip()
    if not text:
        raise ValueError("the address of the source is missing")
    if len(text) > _LONGEST_TEXT or not is_http_iri(text):
        raise ValueError(f"{shown(text)} is no web address (http or https)")
    return text
