"""Countries of football: one English name for every usual spelling, code and name in the country's own language.

The table ``countries.csv`` has FIFA's code, the English name and other names: those of public football data, written
by hand, and those in the country's official languages and in seven widely read ones, from the Unicode CLDR.
"""

from __future__ import annotations

import csv
from functools import cache, lru_cache
from pathlib import Path

from kg.text.names import tokens

__all__ = ["countries_by_code", "country_code", "country_name", "country_with_code", "is_country", "same_country"]

_TABLE = Path(__file__).with_name("countries.csv")
_HOME_NATIONS = frozenset({"England", "Scotland", "Wales", "Northern Ireland"})
_UNITED_KINGDOM = "United Kingdom"
# Clubs that play in a neighbour's league are listed under either country; people are not.
_SHARED_LEAGUES = frozenset(
    map(
        frozenset,
        (
            ("Monaco", "France"),
            ("England", "Wales"),
            ("Canada", "United States"),
            ("Australia", "New Zealand"),
            ("Liechtenstein", "Switzerland"),
        ),
    )
)
# Their names alone mean the club or the island: they have no team in FIFA.
_WITHOUT_TEAM = frozenset({"Monaco", "Mayotte", "Zanzibar"})
_CODES_AS_NAMES = frozenset({"usa", "uae"})


def _key(text: str) -> str:
    return " ".join(tokens(text))


@cache
def _spellings() -> dict[str, str]:
    """Folded spelling or code → English name."""
    spellings: dict[str, str] = {}
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        spellings[_key(row["name"])] = row["name"]
    for row in rows:
        for spelling in (row["code"], *row["other_names"].split("|")):
            if spelling:
                spellings.setdefault(_key(spelling), row["name"])
    return spellings


@lru_cache(maxsize=4096)
def country_name(text: str) -> str:
    """Return the English name of a country however it is written; an unknown one is returned trimmed.

    >>> country_name("Türkiye"), country_name("KOR"), country_name("Korea, South"), country_name("Atlantis ")
    ('Turkey', 'South Korea', 'South Korea', 'Atlantis')
    """
    return _spellings().get(_key(text), text.strip())


def is_country(text: str) -> bool:
    """Whether this is the name of a country that has or had a national team; codes alone are none.

    >>> is_country("Deutschland"), is_country("USA"), is_country("GER"), is_country("Monaco")
    (True, True, False, False)
    """
    key = _key(text)
    return (len(key) > 3 or key in _CODES_AS_NAMES) and _spellings().get(key, "Monaco") not in _WITHOUT_TEAM


@cache
def _codes() -> dict[str, str]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {row["name"]: row["code"] for row in csv.DictReader(file)}


def country_code(name: str) -> str:
    """FIFA's code of a country by its English name; "" where it has none.

    >>> country_code("England"), country_code("Atlantis")
    ('ENG', '')
    """
    return _codes().get(name, "")


def countries_by_code() -> dict[str, str]:
    """English names by FIFA's codes, of the countries that have one."""
    return {code: name for name, code in _codes().items() if code}


def country_with_code(code: str) -> str:
    """Return the country with this code of three letters, FIFA's or another in use; "" if there is none.

    >>> country_with_code("FRA"), country_with_code("XXX")
    ('France', '')
    """
    return _spellings().get(_key(code), "") if len(code) == 3 else ""


@lru_cache(maxsize=65536)
def same_country(first: str, second: str, *, clubs: bool = False) -> bool:
    """Whether two countries can be the same thing said twice: the United Kingdom covers its four nations.

    Args:
        first: a country, "" if it is not known.
        second: another.
        clubs: count leagues that clubs cross a border for (Monaco in France, Swansea in England).

    >>> same_country("United Kingdom", "England"), same_country("Scotland", "England"), same_country("", "Spain")
    (True, False, True)
    """
    if not first or not second:
        return True
    pair = frozenset({country_name(first), country_name(second)})
    if len(pair) == 1:
        return True
    if _UNITED_KINGDOM in pair and pair & _HOME_NATIONS:
        return True
    return clubs and pair in _SHARED_LEAGUES
