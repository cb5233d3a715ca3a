"""Lines of openfootball's squad lists: ``number, name, position, facts…`` in any spacing.

The number may be missing (shirts had none before the 1950s). Facts are a birth date (``b. 1998/10/07``,
``b. 7 Oct 1998``) or year (``b. 1998``), caps and goals (``31/0``), and a club, mostly with its country (``Everton F.C.
(ENG)``). ``MG`` is the head coach. A fact that cannot be read is lost and told; the player stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kg.claims.readers.printed_names import named_team
from kg.claims.readers.values import day, name_of, shown
from kg.model.dates import ImpreciseDate, Precision
from kg.model.people import Position, Team
from kg.rdf.iris import slug
from kg.text.blanks import is_blank, is_no_team
from kg.text.countries import country_name, country_with_code, is_country

__all__ = ["SquadLine", "is_squad_line", "parsed_line"]

_POSITIONS = {
    "GK": Position.GOALKEEPER,
    "DF": Position.DEFENDER,
    "MF": Position.MIDFIELDER,
    "FW": Position.FORWARD,
    "MG": None,
}
_NUMBER = re.compile(r"\d{0,3}|[-–?]")
_BORN = re.compile(r"(?:b\.|born|\*)\s*(?:on |in )?(.*)", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})(?:[/.-](\d{1,2})[/.-](\d{1,2}))?")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:\.|st|nd|rd|th)?[ /.-]*([A-Za-z]{3})[a-z]*\.?,?[ /.-]*(\d{4})")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3})[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CAPS = re.compile(r"\d+\s*(?:/\s*\d+)?(?: caps?)?|\(?c(?:apt(?:ain)?)?\.?\)?", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"(.*?)\s*\(([^()]*)\)")
_Lose = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class SquadLine:
    """What a line tells; ``code`` is the country of a head coach from abroad."""

    name: str
    position: Position | None
    coach: bool
    birth: ImpreciseDate | None
    club: Team | None
    code: str


def _places(line: str) -> tuple[str, str, list[str]] | None:
    """Name, position and facts of a line; ``None`` if it has no position where one should be."""
    parts = [part.strip() for part in line.split(",")]
    if parts and _NUMBER.fullmatch(parts[0]) and len(parts) > 2:
        parts = parts[1:]
    if len(parts) < 2 or parts[1] not in _POSITIONS:
        return None
    return parts[0], parts[1], parts[2:]


def is_squad_line(line: str) -> bool:
    """Whether a line lists somebody."""
    return _places(line) is not None


def parsed_line(line: str, lose: _Lose) -> SquadLine:
    """Read a line.

    Args:
        line: cleaned, without comment.
        lose: told of each fact that cannot be read: what it is, and why.

    Raises:
        ValueError: it lists nobody.
    """
    places = _places(line)
    if places is None:
        raise ValueError(f"{shown(line)} does not read 'number, name, position, …'")
    printed, position, facts = places
    printed, _, code = printed.partition("(")
    name = name_of(printed)
    birth, club = _facts(facts, lose)
    return SquadLine(name, _POSITIONS[position], position == "MG", birth, club, code.strip(") "))


def _facts(facts: Sequence[str], lose: _Lose) -> tuple[ImpreciseDate | None, Team | None]:
    birth: ImpreciseDate | None = None
    club: Team | None = None
    for fact in facts:
        if is_blank(fact) or _CAPS.fullmatch(fact):
            continue
        born = _BORN.fullmatch(fact)
        try:
            if born or not re.search(r"[^\W\d_]{2}", fact) or _dated(fact):
                birth = _birth(born[1] if born else fact)
            else:
                club = _club(fact) or club
        except ValueError as error:
            lose("birth date" if born else "fact", str(error))
    return birth, club


def _dated(fact: str) -> bool:
    """Whether a fact is a date without the word that says of what."""
    return any(pattern.fullmatch(fact) for pattern in (_YEAR_FIRST, _DAY_FIRST, _MONTH_FIRST))


def _birth(text: str) -> ImpreciseDate:
    if match := _YEAR_FIRST.fullmatch(text):
        if not match[2]:
            return ImpreciseDate(day(f"{match[1]}-01-01", "birth year"), Precision.YEAR)
        return ImpreciseDate(day(f"{match[1]}-{match[2]:>02}-{match[3]:>02}", "birth date"))
    if match := _DAY_FIRST.fullmatch(text):
        number, month, year = match.groups()
    elif match := _MONTH_FIRST.fullmatch(text):
        month, number, year = match.groups()
    else:
        raise ValueError(f"{shown(text)} is no birth date")
    if month.lower() not in _MONTHS:
        raise ValueError(f"{shown(text)} is no birth date")
    return ImpreciseDate(day(f"{year}-{_MONTHS.index(month.lower()) + 1:02}-{int(number):02}", "birth date"))


def _club(fact: str) -> Team | None:
    placed = _IN_BRACKETS.fullmatch(fact)
    name, mark = (placed[1], placed[2]) if placed else (fact, "")
    if is_no_team(name):
        return None
    country = country_with_code(mark) or (country_name(mark) if is_country(mark) else "")
    scope = f"openfootball-{slug(country or mark)}".strip("-")
    return named_team(name_of(name), scope=scope, country=country)
