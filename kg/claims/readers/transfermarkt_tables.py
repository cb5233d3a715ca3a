"""The tables about people and teams of the "Football Data from Transfermarkt" set and its relatives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations

from kg.claims.readers.files import Input
from kg.claims.readers.protocol import RowReport
from kg.claims.readers.tables import rows_of
from kg.claims.readers.values import clean, day, identifier, name_of, number, shown
from kg.model.claims import Claim, Event, EventKind, Relationship, RelationshipKind
from kg.model.dates import ImpreciseDate, Precision
from kg.model.people import ExternalId, Person, Position, Team, TeamKind
from kg.rdf.iris import claim_iri, person_iri, team_iri
from kg.text.blanks import is_no_team
from kg.text.countries import country_name
from kg.text.team_kinds import NOT_A_CLUB, TeamNature, club_nature, national_nature

__all__ = ["People", "Teams"]

SCHEME = "transfermarkt"
# Numbers need no care to stand in an IRI: what is minted for one fits all.
_PERSON = person_iri(f"{SCHEME}-0").removesuffix("0")
_TEAM = team_iri(f"{SCHEME}-0").removesuffix("0")
_MOST_ALIASES = 8
_POSITIONS = {
    "goalkeeper": Position.GOALKEEPER,
    "defender": Position.DEFENDER,
    "midfield": Position.MIDFIELDER,
    "attack": Position.FORWARD,
}
_MOST_CLIENTS = 12
_NO_AGENT = re.compile(
    r"\s*(relatives|family|no agent|without agent|player agent under|agent is known|none|-)", re.IGNORECASE
)
_UNREAD = "a value that cannot be read"


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
            names.setdefault(name_of(name))
        if country.strip():
            self._countries.setdefault(club, country_name(name_of(country)))
        return _TEAM + club

    def side(self, club: str, name: str) -> str:
        """The id of one side of a transfer; "" for no team: without club, retired, unknown, career break, ban.

        Numbers that stand for no team do so only where ``clubs.csv`` does not give them to a club.
        """
        nobody = not (club or name) or is_no_team(name) or is_no_team(club)
        nobody = nobody or (club in NOT_A_CLUB and club not in self._listed)
        return "" if nobody else self.see(club, name)

    def clubs(self, source: Input, leagues: dict[str, str], report: RowReport) -> None:
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

    def _rather(self, one: str, other: str) -> bool:
        """Which of two teams that list one another as children is the first team: by name, else by lower number."""

        def rank(club: str) -> tuple[bool, int]:
            return club_nature(next(iter(self._names[club]), "")).kind is not TeamKind.CLUB, int(club)

        return rank(one) < rank(other)

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
            first, *others = names or (f"Transfermarkt team {club}",)
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
        if name and not self._national.isdisjoint(self._line(club)):
            national = national_nature(name, surely=True)
            if national:
                return national
        return club_nature(name, child=bool(self._first_team(club)))

    def _first_team(self, club: str) -> str:
        """The team above all others of its club or country; "" if a list puts nothing but a second team there."""
        top = list(self._line(club))[-1]
        if top == club:
            return ""
        kind = self._kind(top, next(iter(self._names[top]), "")).kind
        return top if kind in (TeamKind.CLUB, TeamKind.NATIONAL) else ""


class People:
    """Every player that any table speaks of, described once."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._iris: dict[str, str] = {}
        self._clients: dict[str, list[str]] = {}
        self.last_season: dict[str, tuple[int, str]] = {}
        """By player id: the last season in which he was seen, and the number of his club then ("" if not told)."""

    def iri(self, player: str) -> str:
        """The id of a player.

        Raises:
            ValueError: the number is none.
        """
        known = self._iris.get(player)
        if known is None:
            known = self._iris[player] = _PERSON + identifier(player, "player id")
        return known

    def __contains__(self, iri: str) -> bool:
        return iri in self._names

    def see(self, iri: str, name: str) -> None:
        """Note a player who may not be in ``players.csv``."""
        if iri not in self._names:
            self._names[iri] = name_of(name)

    def players(self, source: Input, teams: Teams, report: RowReport) -> Iterator[Claim]:
        """``players.csv``: people, and the contracts that it tells of."""
        columns = (
            *("country_of_citizenship", "second_citizenship", "position", "date_of_birth", "birth_year"),
            *("city_of_birth", "country_of_birth", "last_season", "current_club_id", "current_club_name"),
            *("contract_expiration_date", "agent_name"),
        )
        described: set[str] = set()
        for line, (player, name, *rest, last, club, club_name, contract, agent) in rows_of(
            source, ("player_id", "name"), columns, report=report
        ):
            try:
                iri = self.iri(player)
                if iri in described:
                    raise ValueError(f"the player {shown(player)} is listed twice")
                person = _person(iri, player, name, rest)
                season = _season(last)
                until = day(contract, "end of the contract") if contract else None
                team = teams.side(club, club_name)
            except ValueError as error:
                report.skip(source.name, line, str(error), kind=_UNREAD)
                continue
            described.add(iri)
            self._names[iri] = person.name
            if agent.strip() and not _NO_AGENT.match(agent):
                self._clients.setdefault(clean(agent)[:200], []).append(iri)
            if season:
                self.last_season[iri] = (season, club)
            yield Claim(iri, person)
            if until and team:
                event = Event(EventKind.CONTRACT, iri, team, until=ImpreciseDate(until))
                yield Claim(claim_iri(SCHEME, "contract", player, club), event)

    def same_agents(self, report: RowReport) -> Iterator[Claim]:
        """Pairs of players with one agent. Agencies with many clients make none: they tie nobody to anybody."""
        for agent, clients in self._clients.items():
            if len(clients) > _MOST_CLIENTS:
                report.note(f"agencies with more than {_MOST_CLIENTS} players: no ties are made of them")
                continue
            for one, other in combinations(sorted(clients), 2):
                shared = Relationship(RelationshipKind.SAME_AGENT, one, other, detail=agent)
                yield Claim(claim_iri(SCHEME, "agent", agent, one, other), shared)

    def others(self, described: Iterable[str]) -> Iterator[Claim]:
        """Those who are in other tables alone: their names are all that is known."""
        done = set(described)
        for iri, name in self._names.items():
            if iri not in done:
                yield Claim(iri, Person(iri, name, external_ids=(ExternalId(SCHEME, iri.rpartition("-")[2]),)))


@lru_cache(maxsize=1 << 15)
def _birth(born: str, year: str) -> ImpreciseDate | None:
    if born:
        return ImpreciseDate(day(born, "date of birth"))
    if not year:
        return None
    # Worked out from an age, so it can be one year off; whoever compares birth years must allow for that.
    return ImpreciseDate(day(f"{identifier(year, 'year of birth'):>04}-01-01", "year of birth"), Precision.YEAR)


@lru_cache(maxsize=1 << 12)
def _season(last: str) -> int:
    return number(last, "last season", most=2100) if last else 0


@lru_cache(maxsize=1 << 14)
def _citizenships(country: str, second: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(country_name(name_of(one)) for one in (country, second) if one))


def _person(iri: str, player: str, name: str, rest: list[str]) -> Person:
    country, second, position, born, year, city, land = rest
    place = ", ".join(part for part in (clean(city), country_name(clean(land))) if part) if city else ""
    return Person(
        iri,
        name_of(name),
        birth=_birth(born, year),
        birth_place=place[:200],
        citizenships=_citizenships(country, second),
        position=_POSITIONS.get(position.lower()),
        external_ids=(ExternalId(SCHEME, player),),
    )
