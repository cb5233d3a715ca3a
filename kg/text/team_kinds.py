"""Which team a name speaks of: first team, reserves, youth, women, national team; by its words and the competition's.

One rule for every reader, for telling teams apart and for asking.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kg.model.people import TeamKind
from kg.text.countries import country_name, is_country
from kg.text.names import fold

__all__ = ["NATIONAL_KINDS", "NOT_A_CLUB", "TeamNature", "club_nature", "is_womens", "national_nature"]

NOT_A_CLUB = frozenset({"75", "123", "515", "2077", "2113"})
"""Transfermarkt's numbers for Unknown, Retired, Without Club, Disqualification and Career break."""

NATIONAL_KINDS = frozenset({TeamKind.NATIONAL, TeamKind.NATIONAL_YOUTH})

WOMEN, OLYMPIC, AMATEUR, SECOND, FUTSAL = "women", "Olympic", "amateur", "B", "futsal"

_YEARS = re.compile(r"\s*\([-–\s\d]*\d{4}[-–\s\d]*\)\s*$")
_AGE = re.compile(
    r"\(?\b(?:U|Sub|Under|Y|M|Youth|Juvenis|Juniors?)[\s-]?(1[0-9]|2[0-3])(?:s|'s|\b)(?: years)?\)?", re.IGNORECASE
)
_WOMEN = re.compile(
    r"\(?\b(?:women(?:['’]?s)?|ladies|girls|female|femen[ií]n?[oa]?|femenil|f[ée]minin(?:e|es|as?|os?)?|feminino|femminile"
    r"|frauen|damen|dames$|vrouwen|dam(?:er|elag)?|kvinner|kvinder|naiset|[wl](?:\.?f\.?c|\.?f\.?k))(?![\w'])\)?"
    r"|\((?:w|f)\)|\bUSWNT\b|(?<=\w)\s(?:W|WFC|LFC Women)$",
    re.IGNORECASE,
)
_OLYMPIC = re.compile(
    r"\(?\b(?:olympi\w*|olímpi\w*)(?: (?:games|team|football tournament|tournament))?\)?", re.IGNORECASE
)
_AMATEUR = re.compile(r"\(?\bamat(?:eur|ör)\w*(?: team)?\)?", re.IGNORECASE)
_FUTSAL = re.compile(r"\(?\b(?:futsal|beach soccer|beach football)\)?", re.IGNORECASE)
_SECOND = re.compile(r"\s\(?(?:[BCA]'|[BC]|A2)\)?(?:[ -]team)?$|\bCHAN\b|\bAfrican Nations Championship\b")
_WORLD_YOUTH = re.compile(r"\bworld youth championship|\bFIFA youth\b|\bToulon\b|\bMaurice Revello\b", re.IGNORECASE)

_YOUTH = re.compile(
    r"\b(?:youth(?: team)?|jugend|jgd\.?|yth\.?|giovanili|berretti|primavera|academy|jeugd|forma[çc][ãa]o"
    r"|camadas jovens|fu(?:ß|ss)ballschule|development squad|juniors? team|juvenil)(?!\w)",
    re.IGNORECASE,
)
# Words that a first team's name can hold as well (Boca Juniors): they count where a list says whose child it is.
_YOUTH_OF = re.compile(r"\b(?:juniors?|juvenil\w*|formation|academia|cadet\w*|infantil\w*)\b", re.IGNORECASE)
_SCHOOL = re.compile(r"\b(?:football|soccer|sports?|aspire)\s+academy", re.IGNORECASE)
_RESERVE = re.compile(
    r"^jong\s|\b(?:reserves?|res\.|reserve team|castilla|promesas|next ?gen|amateur[es])(?!\w)"
    r"|(?<=\w)\s\(?(?:II|III|B|C|2|NXT|Futures|Atlètic)\)?$",
    re.IGNORECASE,
)
_THIRD = re.compile(r"\s(?:III|C)$", re.IGNORECASE)
# First teams whose names end as a reserve team's would: a king's number, a city's legal form.
_FIRST_TEAMS = frozenset({"willem ii", "willem ii tilburg", "barcelona sc"})
_LEGAL_FORMS = frozenset(
    {"fc", "cf", "afc", "ac", "as", "sc", "ec", "ca", "cd", "ud", "sd", "sv", "fk", "nk", "sk", "bk", "club", "clube"}
)


@dataclass(frozen=True, slots=True)
class TeamNature:
    """What a team is.

    Attributes:
        kind: its kind.
        age_group: the age limit, ``None`` without one.
        country: of a national team, the country's English name; "" for clubs.
        base: the name of the club, or of the country, that is left without the marks.
        variant: what sets it apart from the team of the same kind: ``women``, ``Olympic``, ``amateur``, ``B``,
            ``third``; "" for most.
    """

    kind: TeamKind
    age_group: int | None = None
    country: str = ""
    base: str = ""
    variant: str = ""

    @property
    def name(self) -> str:
        """The usual name of a national team: ``England``, ``England U21``, ``England (women)``; of a club its base."""
        age = f" U{self.age_group}" if self.age_group and self.country else ""
        if not self.country or not self.variant:
            return f"{self.base}{age}"
        return f"{self.base} B" if self.variant == SECOND else f"{self.base}{age} ({self.variant})"


@lru_cache(maxsize=65536)
def club_nature(name: str, *, child: bool = False) -> TeamNature:
    """Read the marks of reserve, youth and women's teams off a club's name. A ``child`` is at least a reserve team.

    >>> club_nature("FC Bayern Munich II").kind.value, club_nature("Chelsea U21").age_group
    ('reserve', 21)
    >>> club_nature("Boca Juniors").kind.value, club_nature("Willem II").kind.value
    ('club', 'club')
    >>> club_nature("Arsenal Women").variant, club_nature("Real Madrid Castilla").base
    ('women', 'Real Madrid')
    """
    text = _YEARS.sub("", " ".join(name.split()))
    bare, women = _without(_WOMEN, text)
    variant = WOMEN if women else ""
    if fold(bare) in _FIRST_TEAMS:
        return TeamNature(TeamKind.CLUB, base=bare, variant=variant)
    rest, age = _without(_AGE, bare)
    if age:
        return TeamNature(TeamKind.YOUTH, int(age[1]), base=_without(_YOUTH, rest)[0], variant=variant)
    rest, youth = _without(_YOUTH, bare) if child or not _SCHOOL.search(bare) else (bare, None)
    rest, reserve = _without(_RESERVE, rest)
    rest = rest.removesuffix(" and")  # Everton Reserves and Academy
    if reserve:
        return TeamNature(TeamKind.RESERVE, base=rest, variant=variant or ("third" if _THIRD.search(bare) else ""))
    if youth or (child and _YOUTH_OF.search(bare)):
        return TeamNature(TeamKind.YOUTH, base=rest, variant=variant)
    # A club's women are nobody's reserves, whoever is named as their parent.
    return TeamNature(TeamKind.RESERVE if child and not women else TeamKind.CLUB, base=bare, variant=variant)


def is_womens(name: str) -> bool:
    """Whether a team's name says that women play in it.

    >>> is_womens("Arsenal Women"), is_womens("England (women)"), is_womens("Arsenal")
    (True, True, False)
    """
    return _without(_WOMEN, name)[1] is not None


def _without(mark: re.Pattern[str], text: str) -> tuple[str, re.Match[str] | None]:
    """The text without a mark, and the mark; a mark that would leave no name is part of the name (EC Primavera)."""
    match = mark.search(text)
    if not match:
        return text, None
    rest = " ".join(f"{text[: match.start()]} {text[match.end() :]}".split()).strip(" -–,")
    rest = rest.removesuffix(" team").removesuffix(" Team")
    if not any(word not in _LEGAL_FORMS for word in fold(rest).split()):
        return text, None
    return rest, match


@lru_cache(maxsize=65536)
def national_nature(name: str, competition: str = "", *, surely: bool = False) -> TeamNature | None:
    """Read what national team is meant off its name and the competition it plays; ``None`` if the name is no country's.

    Women's, youth (U15 to U23), Olympic, amateur, futsal and B selections are teams of their own. At the Olympic Games
    since 1992 men's teams are an age group of 23, as the tournament's rules are; women's are the senior team.

    Args:
        name: of the team, such as ``England U21`` or ``England``.
        competition: the tournament, such as ``Women's World Cup 2023`` or ``U21 Euro 2023``; "" if not known.
        surely: the source says that this is a national team, whatever its name.

    >>> national_nature("England U21").name, national_nature("England", "Women's World Cup 2023").name
    ('England U21', 'England (women)')
    >>> national_nature("Spain", "Olympics 2024").name, national_nature("Everton") is None
    ('Spain U23', True)
    """
    stem = _YEARS.sub("", name).strip()
    marks: dict[str, re.Match[str] | None] = {}
    for key, mark in (("age", _AGE), (WOMEN, _WOMEN), (OLYMPIC, _OLYMPIC), (AMATEUR, _AMATEUR), (FUTSAL, _FUTSAL)):
        stem, match = _without(mark, stem)
        marks[key] = match or mark.search(competition)
    second = _SECOND.search(stem)
    if second:
        stem = stem[: second.start()].strip()
    stem = re.sub(r"\s+national(?: (?:football|soccer))?(?: team)?$", "", stem, flags=re.IGNORECASE)
    if not stem or not (surely or is_country(stem)):
        return None
    return _national(country_name(stem), competition, marks, second=bool(second or _SECOND.search(competition)))


def _national(country: str, competition: str, marks: dict[str, re.Match[str] | None], *, second: bool) -> TeamNature:
    women = WOMEN if marks[WOMEN] else ""
    age = int(marks["age"][1]) if marks["age"] else 20 if _WORLD_YOUTH.search(competition) else None

    def of_kind(kind: TeamKind, age_group: int | None = None, variant: str = women) -> TeamNature:
        return TeamNature(kind, age_group, country, country, variant)

    if marks[FUTSAL]:
        return of_kind(TeamKind.RESERVE, variant=FUTSAL)
    if age:
        return of_kind(TeamKind.NATIONAL_YOUTH, age)
    if marks[AMATEUR]:
        return of_kind(TeamKind.RESERVE, variant=AMATEUR)
    if marks[OLYMPIC] and not women:
        year = re.search(r"\b(?:18|19|20)\d{2}\b", competition)
        if year and int(year[0]) < 1992:
            return of_kind(TeamKind.RESERVE, variant=OLYMPIC)
        return of_kind(TeamKind.NATIONAL_YOUTH, 23)
    return of_kind(TeamKind.RESERVE, variant=SECOND) if second else of_kind(TeamKind.NATIONAL)
