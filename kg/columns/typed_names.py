"""What people type: an id or an address, a name with what tells namesakes apart, a name that only tables know."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from kg.resources import data_file
from kg.text.club_names import plain_key, read_club_names
from kg.text.countries import country_name, is_country
from kg.text.names import compact

__all__ = ["MeantName", "Qualifier", "TypedName", "identifier_in", "known_names", "typed_name"]

_WIKIDATA: Final = re.compile(
    r"(?:https?://)?(?:www\.|m\.)?wikidata\.org/(?:wiki|entity)/(?:Special:EntityData/|Item:)?(Q\d+)\b.*|wd:(Q\d+)",
    re.IGNORECASE,
)
_TRANSFERMARKT: Final = re.compile(
    r"(?:https?://)?(?:www\.)?transfermarkt\.[a-z.]+/.*/(spieler|verein|trainer)/(\d+)\b.*", re.IGNORECASE
)
_IN_BRACKETS: Final = re.compile(r"(.+?)\s*[(\[]([^()\[\]]+)[)\]]\s*")
_YEAR_AFTER: Final = re.compile(r"(.*\D)[\s,]+(?:born |b\.? ?|\*)?((?:18|19|20)\d\d)\s*", re.IGNORECASE)
_ARTICLES: Final = frozenset({"the", "die", "les", "los", "i"})
"""Those of nicknames, in the plural; a name such as La Real is another without its article."""
_BORN: Final = re.compile(r"(?:born|b\.|\*)?\s*(?:in\s+)?((?:18|19|20)\d\d)(?:-\d\d(?:-\d\d)?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Qualifier:
    """What tells namesakes apart: a year of birth (give or take ``slack`` years), a country, or a club or position."""

    year: int = 0
    country: str = ""
    text: str = ""
    slack: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return not (self.year or self.country or self.text)


@dataclass(frozen=True, slots=True)
class TypedName:
    """A name, and what was typed beside it to tell namesakes apart."""

    name: str
    qualifiers: tuple[Qualifier, ...] = ()


@dataclass(frozen=True, slots=True)
class MeantName:
    """The usual name behind one that only the tables know, and what tells its bearer from namesakes."""

    name: str
    person: bool
    mark: Qualifier


def identifier_in(text: str) -> str:
    """The identifier in what was typed: a Wikidata id out of its address, ``transfermarkt:581678`` out of a page's.

    >>> identifier_in("https://www.wikidata.org/wiki/Q615"), identifier_in(" Q615 ")
    ('Q615', 'Q615')
    >>> identifier_in("https://www.transfermarkt.com/jude-bellingham/profil/spieler/581678")
    'transfermarkt:581678'
    """
    text = text.strip()
    if match := _WIKIDATA.fullmatch(text):
        return (match[1] or match[2]).upper()
    if match := _TRANSFERMARKT.fullmatch(text):
        return f"transfermarkt{'-coach' if match[1].lower() == 'trainer' else ''}:{match[2]}"
    return text


def typed_name(text: str) -> TypedName:
    """Take what was typed apart: ``Fabinho 1993``, ``Fabinho (Monaco)``, ``Fabinho (born 1993, Brazil)``.

    >>> typed_name("Fabinho 1993").qualifiers[0].year, typed_name("Fabinho (Monaco)").qualifiers[0].text
    (1993, 'Monaco')
    """
    if match := _IN_BRACKETS.fullmatch(text):
        return TypedName(match[1], tuple(_qualifier(part) for part in match[2].split(",") if part.strip()))
    if match := _YEAR_AFTER.fullmatch(text):
        return TypedName(match[1].rstrip(" ,"), (Qualifier(int(match[2])),))
    return TypedName(text)


def _qualifier(part: str) -> Qualifier:
    part = part.strip()
    if match := _BORN.fullmatch(part):
        return Qualifier(int(match[1]))
    return Qualifier(country=country_name(part) if is_country(part) else "", text=part)


def known_names(text: str, *, people: bool, clubs: bool) -> Iterator[MeantName]:
    """The usual names that the tables of other names have for ``text``."""
    if clubs:
        for club, country in _clubs().get(plain_key(text), ()):
            yield MeantName(club, False, Qualifier(country=country))
    if people:
        for name, year in _people().get(compact(text), ()):
            yield MeantName(name, True, Qualifier(year, slack=1))


@cache
def _clubs() -> dict[str, tuple[tuple[str, str], ...]]:
    """Other names of clubs by their letters; nicknames with and without their article (The Gunners, Gunners)."""
    names = read_club_names([data_file("club_names.csv")])
    aliases = dict(names.aliases)
    for key, meant in names.aliases.items():
        article, _, rest = key.partition(" ")
        if article in _ARTICLES and rest:
            aliases.setdefault(rest, meant)
    return aliases


@cache
def _people() -> dict[str, tuple[tuple[str, int], ...]]:
    """Other names of people, from ``data/person_names.csv``, by their letters: usual name and year of birth."""
    names: dict[str, tuple[tuple[str, int], ...]] = {}
    with data_file("person_names.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for name in row["other_names"].split("|"):
                key = compact(name)
                names[key] = (*names.get(key, ()), (row["name"], int(row["born"] or 0)))
    return names
