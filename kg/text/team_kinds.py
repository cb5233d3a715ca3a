"""What kind of team a name speaks of: first team, reserves, youth, national team, or no team at all."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.model.people import TeamKind
from kg.text.associations import country_of, is_country

__all__ = ["NOT_A_CLUB", "Kind", "is_no_team", "kind_of_club", "kind_of_national_team"]

NOT_A_CLUB = frozenset({"75", "123", "515", "2077", "2113"})
"""Transfermarkt's numbers for Unknown, Retired, Without Club, Disqualification and Career break."""

_NO_TEAM = re.compile(
    r"without (a )?club|retired|unknown|career break|ban|banned|disqualification|suspended|free agent|unattached"
    r"|vereinslos|karriereende|unbekannt|no club|none|end of career|pause|-+",
    re.IGNORECASE,
)
_YEARS = re.compile(r"\s*\([-–\s\d]*\d{4}[-–\s\d]*\)\s*$")
_AGE = re.compile(r"\b(?:U|Sub|Under|Y|M|Youth|Juvenis)[\s-]?(1[0-9]|2[0-3])(?:s|\b)", re.IGNORECASE)
_YOUTH = re.compile(
    r"\b(youth|jugend|jgd|giovanili|berretti|academy|jeugd|forma[çc][ãa]o|camadas jovens|fu(ß|ss)ballschule"
    r"|development squad)\b",
    re.IGNORECASE,
)
# Words that a first team's name can hold as well (Boca Juniors): they count where a list says whose child it is.
_YOUTH_OF = re.compile(r"\b(juniors?|juvenil\w*|primavera|formation|academia|cadet\w*|infantil\w*)\b", re.IGNORECASE)
_SCHOOL = re.compile(r"\b(football|soccer|sports?|aspire)\s+academy", re.IGNORECASE)
_RESERVE = re.compile(
    r"^jong\s|\b(reserves?|reserve team|castilla|promesas|next gen|amateurs)\b|\s(ii|iii|b|c)$", re.IGNORECASE
)
_KINGS = frozenset({"willem ii", "willem ii tilburg"})  # a king's number, not a second team
_OLYMPIC = re.compile(r"\bolympi(c|a)\w*( team)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a team is: its kind, the age limit if there is one, and the name without that (``country`` if national)."""

    kind: TeamKind
    age_group: int | None = None
    country: str = ""


def is_no_team(name: str) -> bool:
    """Whether a name stands for having no team.

    >>> is_no_team("Without Club"), is_no_team("Free State Stars")
    (True, False)
    """
    return _NO_TEAM.fullmatch(name.strip()) is not None


def kind_of_club(name: str, *, child: bool = False) -> Kind:
    """The kind of a club's team by its name. A ``child`` of another team is at least its reserves.

    >>> kind_of_club("FC Bayern Munich II").kind.value, kind_of_club("FC Barcelona U19")
    ('reserve', Kind(kind=<TeamKind.YOUTH: 'youth'>, age_group=19, country=''))
    >>> kind_of_club("Boca Juniors").kind.value, kind_of_club("Willem II").kind.value
    ('club', 'club')
    """
    bare = _YEARS.sub("", name)
    age = _AGE.search(bare)
    if age:
        return Kind(TeamKind.YOUTH, int(age[1]))
    if (_YOUTH.search(bare) and (child or not _SCHOOL.search(bare))) or (child and _YOUTH_OF.search(bare)):
        return Kind(TeamKind.YOUTH)
    if child or (_RESERVE.search(bare) and bare.casefold() not in _KINGS):
        return Kind(TeamKind.RESERVE)
    return Kind(TeamKind.CLUB)


def kind_of_national_team(name: str, *, surely: bool = False) -> Kind | None:
    """The kind of a national team by its name; ``None`` if the name is no country's and it is not ``surely`` one.

    Olympic teams are age groups of 23, as the tournament's rules are. A ``B`` side has no age limit: it is the
    second team of the senior one.

    >>> kind_of_national_team("England U21")
    Kind(kind=<TeamKind.NATIONAL_YOUTH: 'national_youth'>, age_group=21, country='England')
    >>> kind_of_national_team("Everton") is None
    True
    """
    bare = _YEARS.sub("", name).strip()
    age = _AGE.search(bare)
    stem = bare[: age.start()].strip(" -") if age else bare
    olympic = _OLYMPIC.search(stem)
    if olympic:
        stem = stem[: olympic.start()].strip()
    second = re.search(r"\s[BCA]'?$", stem)
    if second:
        stem = stem[: second.start()].strip()
    if not stem or not (surely or is_country(stem)):
        return None
    country = country_of(stem)
    if age:
        return Kind(TeamKind.NATIONAL_YOUTH, int(age[1]), country)
    if olympic:
        return Kind(TeamKind.NATIONAL_YOUTH, 23, country)
    return Kind(TeamKind.RESERVE if second else TeamKind.NATIONAL, None, country)
