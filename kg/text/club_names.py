"""Club names: one club has many names, one name many clubs, and a club's teams are never one another.

A name is reduced to a *key*: folded and without the legal forms that sources and fans add or leave out (``F.C.``,
``Club de Fútbol``). One rule, for telling clubs of several sources apart and for asking.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from kg.errors import InvalidInput
from kg.model import TeamKind
from kg.text.countries import same_country
from kg.text.names import tokens
from kg.text.team_kinds import TeamNature, club_nature

__all__ = ["ClubNames", "club_key", "plain_key", "read_club_names"]

# Legal forms and words that say no more than "football club", in the languages of the sources. "Real", "Sporting",
# "Athletic", "United", "Sociedad" and their like are not among them: they tell clubs of one town apart.
_GENERIC = frozenset(
    """fc cf afc ac acf as sa sc sfc cfc bc fk nk sk gnk hnk kf ff if bk jk kv kvc kaa krc rsc rc rcd cd ud sd ca cp ss
    ssc us uc sv vfb vfl tsg tsv fsv sl bsc pfc mfk mks acs ogc osc hsc fb sad calcio futbol club clube football futebol
    fotboll fussball associazione sportiva de do da del der the balompie kulubu spor 1 04 05 07 09 1846 1899 1904 1907
    1909 1913 1918 1919 1928""".split()  # noqa: SIM905
)
# Legal forms in full, of words that mean something by themselves.
_COMPANY = re.compile(
    r"\b(?:sociedad anonima deportiva|sociedade anonima desportiva|s a d|real club(?: deportivo)?|real cd"
    r"|club deportivo|union deportiva|sociedad deportiva(?= )|societa sportiva(?: calcio)?|unione (?:calcio|sportiva)"
    r"|associazione (?:calcio|sportiva)|cricket and)\b"
)
_TAIL = re.compile(r"\s+(?:A\.?)?(?:F\.?C|C\.?F|S\.?C|S\.?K|F\.?K)\.?$")


@lru_cache(maxsize=65536)
def plain_key(name: str) -> str:
    """The folded name with initials closed up, legal forms kept: ``A.C. Milan`` is ``ac milan``."""
    return " ".join(tokens(name))


@lru_cache(maxsize=65536)
def club_key(name: str) -> str:
    """The name reduced to what tells clubs apart.

    >>> club_key("Real Madrid Club de Fútbol"), club_key("A.F.C. Bournemouth"), club_key("FC Bayern München")
    ('real madrid', 'bournemouth', 'bayern munchen')
    >>> club_key("Real Sociedad"), club_key("Real SC")
    ('real sociedad', 'real')
    """
    words = _COMPANY.sub(" ", plain_key(name)).split() or plain_key(name).split()
    return " ".join([word for word in words if word not in _GENERIC] or words)


@dataclass(frozen=True, slots=True)
class ClubNames:
    """Other names of clubs, from ``data/club_names.csv``: what no rule on words can know.

    Attributes:
        aliases: plain key of another name → (name, country) of the club meant, several where countries differ.
        affiliates: plain key of a reserve or youth team with a name of its own → (parent's name, kind).
    """

    aliases: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    affiliates: Mapping[str, tuple[str, TeamKind]] = field(default_factory=dict)

    def expand(self, name: str, country: str) -> str:
        """The club's usual name if ``name`` is a known other name of a club of that country, else ``name``."""
        for usual, land in self.aliases.get(plain_key(name), ()):
            if same_country(land, country, clubs=True):
                return usual
        return name

    def usual(self, name: str, country: str) -> str:
        """The name to show: the usual one where it is known, else without the legal form at its end.

        >>> ClubNames().usual("Everton F.C.", "England"), ClubNames().usual("FC Dallas", "United States")
        ('Everton', 'FC Dallas')
        """
        usual = self.expand(name, country)
        listed = plain_key(name) in self.aliases
        return usual if listed or usual != name else _TAIL.sub("", name) or name

    def nature(self, name: str) -> TeamNature:
        """As `club_nature`, with the teams that no rule recognises."""
        affiliate = self.affiliates.get(plain_key(name))
        return TeamNature(affiliate[1], base=affiliate[0]) if affiliate else club_nature(name)


def read_club_names(paths: Iterable[Path]) -> ClubNames:
    """Read ``name,country,club,kind`` files: ``kind`` is empty for another name of the club itself.

    Raises:
        InvalidInput: a column is missing or a kind is unknown.
    """
    aliases: dict[str, list[tuple[str, str]]] = {}
    affiliates: dict[str, tuple[str, TeamKind]] = {}
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), start=2):
                name, club, kind = row.get("name"), row.get("club"), row.get("kind")
                if not name or not club:
                    raise InvalidInput("a row needs name and club", file=path.name, line=number)
                if not kind:
                    aliases.setdefault(plain_key(name), []).append((club, row.get("country") or ""))
                elif kind in (TeamKind.RESERVE, TeamKind.YOUTH):
                    affiliates[plain_key(name)] = (club, TeamKind(kind))
                else:
                    raise InvalidInput(
                        f"unknown kind {kind!r}",
                        file=path.name,
                        line=number,
                        field="kind",
                        remedy="reserve, youth or empty",
                    )
    return ClubNames({key: tuple(value) for key, value in aliases.items()}, affiliates)
