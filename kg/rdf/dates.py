"""Dates as values that say themselves how exact they are: the literals of RDF, and those literals read.

A day is an ``xsd:date``, a month an ``xsd:gYearMonth``, a year an ``xsd:gYear``. A season has no datatype of XML
Schema's; it is an interval of the Extended Date/Time Format of the Library of Congress, level 0, from its first day to
its last: ``"2018-07-01/2019-06-30"^^edtf:EDTF``. Of each of the four the first ten characters are the first day as
far as it is written, which sorts as text.
"""

from __future__ import annotations

import re
from datetime import MAXYEAR, date
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from kg.model.dates import ImpreciseDate, Precision
from kg.rdf.vocabulary import Terms

__all__ = ["DATATYPES", "date_literal", "date_text", "dated"]

DATATYPES: Final = MappingProxyType(
    {
        Precision.DAY: Terms.DATE,
        Precision.MONTH: Terms.YEAR_MONTH,
        Precision.SEASON: Terms.EDTF,
        Precision.YEAR: Terms.YEAR,
    }
)
"""The datatype of each precision."""

# Datatypes are not always at hand, so the text alone says which form it is. A time zone, which XML Schema allows after
# any of its dates, is passed over: football's days are local.
_MONTH_OR_YEAR: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:Z|[+-][0-9]{2}:[0-9]{2})?")


def date_text(when: ImpreciseDate) -> str:
    """A date as the text of a literal of its datatype."""
    return _season(when.first.year) if when.precision is Precision.SEASON else str(when)


def _season(year: int) -> str:
    return f"{year:04d}-07-01/{year + 1:04d}-06-30"


def date_literal(when: ImpreciseDate) -> str:
    """A date as a literal of N-Quads.

    >>> date_literal(ImpreciseDate.parse("2018-07"))
    '"2018-07"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>'
    >>> date_literal(ImpreciseDate.parse("2018/19"))
    '"2018-07-01/2019-06-30"^^<http://id.loc.gov/datatypes/edtf/EDTF>'
    """
    if when.precision is Precision.DAY:
        return f'"{when.first.isoformat()}"^^<{Terms.DATE}>'
    return f'"{date_text(when)}"^^<{DATATYPES[when.precision]}>'


@lru_cache(maxsize=1 << 14)
def dated(text: str) -> ImpreciseDate | None:
    """A month, season or year; ``None`` for everything else, days among it.

    >>> str(dated("2018-07-01/2019-06-30"))
    '2018/19'
    """
    if text[:4].isdecimal() and text == _season(year := int(text[:4])):
        month, precision = (7, Precision.SEASON)
    elif match := _MONTH_OR_YEAR.fullmatch(text):
        year = int(match[1])
        month, precision = (int(match[2]), Precision.MONTH) if match[2] else (1, Precision.YEAR)
    else:
        return None
    # The last year of all has no day after it.
    if not 0 < year < MAXYEAR or not 1 <= month <= 12:
        return None
    return ImpreciseDate(date(year, month, 1), precision)
