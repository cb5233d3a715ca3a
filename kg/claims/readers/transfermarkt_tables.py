"""The tables about people and teams of the "Football Data from Transfermarkt" set and its relatives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kg.claims.readers.files import Input
from kg.claims.readers.protocol import RowReport
from kg.claims.readers.tables import rows_of
from kg.claims.readers.values import clean, identifier, name_of, shown
from kg.model.claims import Claim
from kg.model.people import ExternalId, Team, TeamKind
from kg.rdf.iris import person_iri, team_iri
from kg.text.blanks import is_no_team
from kg.text.countries import country_name
from kg.text.team_kinds import NOT_A_CLUB, TeamNature, club_nature, national_nature

__all__ = ["NATIONAL", "SCHEME", "Competitions", "Teams"]

SCHEME = "transfermarkt"
# Numbers need no care to stand in an IRI: what is minted for one fits all.
_PERSON = person_iri(f"{SCHEME}-0").removesuffix("0")
_TEAM = team_iri(f"{SCHEME}-0").removesuffix("0")
_MOST_ALIASES = 8
_NO_CLUB = frozenset({"-1", "0"})
"""What releases of the set write in place of a club's number where there is no club."""
_UNREAD = "a value that cannot be read"
NATIONAL = "national_team"
"""How the kind of a competition begins that national teams play in."""


@dataclass(frozen=True, slots=True)
class Competitions:
    """What ``competitions.csv`` and ``countries.csv`` tell.

    Attributes:
        countries: name by the number of a country. leagues: country by the id of a competition.
        national: ids of the competitions that national teams play in.
    """

    countries: Mapping[str, str] = field(default_factory=dict)
    leagues: Mapping[str, str] = field(default_factory=dict)
    national: frozenset[str] = frozenset()

    @classmethod
    def read(cls, competitions: Input | None, countries: Input | None, report: RowReport) -> Competitions:
        """Read the two tables, either of which may be missing."""
        names: dict[str, str] = {}
        if countries:
            for _, (number, name) in rows_of(countries, ("country_id", "country_name"), report=report):
                names[number] = country_name(clean(name))
        leagues: dict[str, str] = {}
        national: set[str] = set()
        if competitions:
            also = ("country_id", "type")
            for _, (league, name, number, kind) in rows_of(
                competitions, ("competition_id", "country_name"), also, report=report
            ):
                if country := country_name(clean(name)) or names.get(number, ""):
                    leagues[league] = country
                if kind.startswith(NATIONAL):
                    national.add(league)
        return cls(names, leagues, frozenset(national))


class Teams:
    """Every team that any table speaks of, by its number; what they are is settled when all tables are read."""

    def __init__(self) -> None:
        self._names: dict[str, dict[str, None]] = {}
        self._countries: dict[str, str] = {}
        self._parents: dict[str, str] = {}
        self._national: set[str] = set()
        self._listed: set[str] = set()

    def see(self, club: str, name: str = "", country: str = "") -> str:
        """Note a team and return its id.

        Raises:
            ValueError: the number or the name is none.
        """
        names = self._names.setdefault(identifier(club, "club id"), {})
        if name.strip() and len(names) <= _MOST_ALIASES:
            names.setdefault(name_of(name).removesuffix(f" ({club})"))
        if country.strip():
            self._countries.setdefault(club, country_name(name_of(country)))
        return _TEAM + club

    def side(self, club: str, name: str) -> str:
        """The id of one side of a transfer; "" for no team: without club, retired, unknown, career break, ban.

        Numbers that stand for no team do so only where ``clubs.csv`` does not give them to a club.
        """
        nobody = club in _NO_CLUB or (club in NOT_A_CLUB and club not in self._listed)
        return "" if nobody or is_no_team(name or club) else self.see(club, name)

    def clubs(self, source: Input, leagues: Mapping[str, str], report: RowReport) -> None:
        """``clubs.csv``; ``leagues`` tells the country of a league where the table does not."""
        columns = ("country_name", "domestic_competition_id")
        for line, (club, name, country, league) in rows_of(source, ("club_id", "name"), columns, report=report):
            try:
                if club in self._listed:
                    raise ValueError(f"the club {shown(club)} is listed twice")
                if not is_no_team(name):
                    self.see(club, name, country or leagues.get(league, ""))
                    self._listed.add(club)
            except ValueError as error:
                report.skip(source.name, line, str(error), kind=_UNREAD)

    def national_teams(self, source: Input, countries: Mapping[str, str], report: RowReport) -> None:
        """``national_teams.csv``; its coaches are named without a day, so the benches of games tell them."""
        columns = ("country_name", "country_id")
        for line, (team, name, country, number) in rows_of(
            source, ("national_team_id", "name"), columns, report=report
        ):
            try:
                if team in self._national:
                    raise ValueError(f"the national team {shown(team)} is listed twice")
                self.see(team, name_of(name), country or countries.get(number, ""))
                self.national(team)
            except ValueError as error:
                report.skip(source.name, line, str(error), kind=_UNREAD)

    def children(self, source: Input, report: RowReport) -> None:
        """``team_children.csv``: which teams belong to the same club, or country."""
        columns = ("parent_team_id", "parent_team_name", "child_team_id", "child_team_name")
        rows: dict[tuple[str, str], int] = {}
        for line, (parent, parent_name, child, child_name) in rows_of(source, columns, report=report):
            try:
                self.see(parent, parent_name)
                self.see(child, child_name)
                if (parent, child) in rows:
                    raise ValueError(f"it repeats line {rows[parent, child]}")
            except ValueError as error:
                report.skip(source.name, line, str(error), kind=_UNREAD)
                continue
            rows[parent, child] = line
        for (parent, child), line in rows.items():
            try:
                if (child, parent) in rows and not self._rather(parent, child):
                    raise ValueError(f"team {child} is above team {parent}, says line {rows[child, parent]}")
                if child in self._line(parent):
                    raise ValueError(f"team {child} would be above and below team {parent}")
                above = self._parents.get(child, parent)
                if above != parent:
                    raise ValueError(f"team {child} belongs to team {above} already")
            except ValueError as error:
                # Some clubs list one another, or their second team lists its brothers: nothing is lost by that.
                same = bool({*self._line(parent)} & {*self._line(child), child} or (child, parent) in rows)
                report.skip(source.name, line, str(error), kind="a team that belongs to another already", harmless=same)
                continue
            self._parents[child] = parent

    def _rather(self, first: str, second: str) -> bool:
        """Which of two teams that list one another as children is the first team: by name, else by lower number."""

        def rank(club: str) -> tuple[bool, int]:
            return club_nature(next(iter(self._names[club]), "")).kind is not TeamKind.CLUB, int(club)

        return rank(first) < rank(second)

    def _line(self, team: str) -> Iterator[str]:
        """A team and everything above it; rows that would close a ring are refused, so this ends."""
        while team:
            yield team
            team = self._parents.get(team, "")

    def national(self, team: str) -> None:
        """Say that a team is a country's."""
        self._national.add(team)

    def described(self) -> Iterator[Claim]:
        """Every team once."""
        for club, names in self._names.items():
            kind = self._kind(club, next(iter(names), ""))
            nameless = "Transfermarkt national team" if club in self._national else "Transfermarkt team"
            first, *others = names or (f"{nameless} {club}",)
            above, parent = list(self._line(club))[-1], self._first_team(club)
            team = Team(
                _TEAM + club,
                first,
                kind.kind,
                tuple(others),
                kind.country or self._countries.get(club, "") or self._countries.get(above, ""),
                kind.age_group,
                _TEAM + parent if parent and kind.kind in (TeamKind.RESERVE, TeamKind.YOUTH) else "",
                (ExternalId(SCHEME, club),),
            )
            yield Claim(team.id, team)

    def _kind(self, club: str, name: str) -> TeamNature:
        if not self._national.isdisjoint(self._line(club)):
            national = national_nature(name, surely=True)
            return national or TeamNature(TeamKind.NATIONAL, base=name)
        return club_nature(name, child=bool(self._first_team(club)))

    def _first_team(self, club: str) -> str:
        """The team above all others of its club or country; "" if a list puts nothing but a second team there."""
        top = list(self._line(club))[-1]
        if top == club:
            return ""
        kind = self._kind(top, next(iter(self._names[top]), "")).kind
        return top if kind in (TeamKind.CLUB, TeamKind.NATIONAL) else ""
