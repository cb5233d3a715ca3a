"""Players of the "Football Data from Transfermarkt" set and its relatives, with their contracts and agents."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from itertools import combinations
from typing import Protocol, TypeVar

from kg.claims.readers.files import Input
from kg.claims.readers.protocol import RowReport
from kg.claims.readers.tables import rows_of
from kg.claims.readers.transfermarkt_tables import SCHEME, Teams
from kg.claims.readers.values import birth_of, clean, day, identifier, name_of, number, shown
from kg.model.claims import Claim, Event, EventKind, Relationship, RelationshipKind
from kg.model.dates import ImpreciseDate, Precision
from kg.model.people import ExternalId, Person, Position
from kg.rdf.iris import claim_iri, person_iri
from kg.text.countries import country_name

__all__ = ["PLAYER_TABLES", "People"]

# Numbers need no care to stand in an IRI: what is minted for one fits all.
_PERSON = person_iri(f"{SCHEME}-0").removesuffix("0")
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
_COLUMNS = (
    *("country_of_citizenship", "second_citizenship", "position", "date_of_birth", "birth_year"),
    *("city_of_birth", "country_of_birth", "name_in_home_country", "last_season", "current_club_id"),
    *("current_club_name", "contract_expiration_date", "agent_name"),
)
_OTHER_COLUMNS = {
    "country_of_citizenship": "citizenship",
    "position": "main_position",
    "city_of_birth": "place_of_birth",
    "contract_expiration_date": "contract_expires",
    "agent_name": "player_agent_name",
}
PLAYER_TABLES = {
    "players.csv": (("player_id", "name"), _COLUMNS),
    "player_profiles.csv": (("player_id", "player_name"), tuple(_OTHER_COLUMNS.get(name, name) for name in _COLUMNS)),
}
"""The tables of players, by file: the columns needed, and those read where they are there, in one order for all."""
_SEVERAL_COUNTRIES = re.compile(r"\s{2,}|[\n;/|]")


_T = TypeVar("_T")


class _Optional(Protocol):
    """`RowReport.optional` for one row."""

    def __call__(self, field: str, read: Callable[[], _T], default: _T) -> _T: ...


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
        existing = self._iris.get(player)
        if existing is None:
            existing = self._iris[player] = _PERSON + identifier(player, "player id")
        return existing

    def __contains__(self, iri: str) -> bool:
        return iri in self._names

    def see(self, iri: str, name: str) -> None:
        """Note a player who may not be in ``players.csv``."""
        if iri not in self._names:
            self._names[iri] = name_of(name)

    def players(self, source: Input, teams: Teams, report: RowReport) -> Iterator[Claim]:
        """``players.csv`` or ``player_profiles.csv``: people, and the contracts that they tell of."""
        need, columns = PLAYER_TABLES[source.base]
        described: set[str] = set()
        for line, (player, name, *rest, last, club, club_name, contract, agent) in rows_of(
            source, need, columns, report=report
        ):
            try:
                iri = self.iri(player)
                if iri in described:
                    raise ValueError(f"the player {shown(player)} is listed twice")
                shown_name = name_of(name).removesuffix(f" ({player})")
            except ValueError as error:
                report.skip(source.name, line, str(error), kind=_UNREAD)
                continue
            optional = partial(report.optional, source.name, line)
            person = _person(iri, player, shown_name, rest, optional)
            season = optional("last season", partial(_season, last), 0)
            ends = partial(day, contract, "end of the contract")
            until = optional("end of the contract", ends, None) if contract else None
            team = optional("club", partial(teams.side, club, club_name), "")
            if team:
                teams.see(club, club_name)
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
            for first, peer in combinations(sorted(clients), 2):
                shared = Relationship(RelationshipKind.SAME_AGENT, first, peer, detail=agent)
                yield Claim(claim_iri(SCHEME, "agent", agent, first, peer), shared)

    def others(self, described: Iterable[str]) -> Iterator[Claim]:
        """Those who are in other tables alone: their names are all that is known."""
        done = set(described)
        for iri, name in self._names.items():
            if iri not in done:
                yield Claim(iri, Person(iri, name, external_ids=(ExternalId(SCHEME, iri.rpartition("-")[2]),)))


@lru_cache(maxsize=1 << 15)
def _birth(born: str, year: str) -> ImpreciseDate | None:
    if born:
        return birth_of(day(born, "date of birth"))
    if not year:
        return None
    # Worked out from an age, so it can be one year off; whoever compares birth years must allow for that.
    return ImpreciseDate(day(f"{identifier(year, 'year of birth'):>04}-01-01", "year of birth"), Precision.YEAR)


@lru_cache(maxsize=1 << 12)
def _season(last: str) -> int:
    return number(last, "last season", most=2100) if last else 0


@lru_cache(maxsize=1 << 14)
def _citizenships(country: str, second: str) -> tuple[str, ...]:
    countries = [*_SEVERAL_COUNTRIES.split(country), second]
    return tuple(dict.fromkeys(country_name(name_of(name)) for name in countries if name))


def _own_name(text: str, name: str) -> tuple[str, ...]:
    return (name_of(text),) if text and text != name else ()


def _person(iri: str, player: str, name: str, rest: list[str], optional: _Optional) -> Person:
    country, second, position, born, year, city, land, own_name = rest
    aliases: tuple[str, ...] = ()
    aliases = optional("name in his own language", partial(_own_name, own_name, name), aliases)
    place = ", ".join(part for part in (clean(city), country_name(clean(land))) if part) if city else ""
    return Person(
        iri,
        name,
        aliases,
        birth=optional("date of birth", partial(_birth, born, year), None),
        birth_place=place[:200],
        citizenships=optional("country", partial(_citizenships, country, second), ()),
        position=_POSITIONS.get(position.lower()),
        external_ids=(ExternalId(SCHEME, player),),
    )
