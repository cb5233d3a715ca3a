"""Match appearances with minutes: the dose of a tie, season by season (see `kg.claims.readers.sightings`).

Three shapes. Tables of a league by season, as made from the Fantasy Premier League
(``season,date,match_id,player_code,player_name,team,opponent,venue,minutes``), where clubs are known by name; a clone
of that game's public archive (`kg.claims.readers.fantasy_league`); and ``appearances.csv`` of the Transfermarkt set,
with ``games.csv`` for the season of each match and ``clubs.csv`` for names, where they are there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from kg.claims.readers.fantasy_league import GAMEWEEK_COLUMNS, read_gameweeks, seasons_in
from kg.claims.readers.files import Input, dataset_name, matching, version_of
from kg.claims.readers.printed_names import named_team
from kg.claims.readers.protocol import RowReport
from kg.claims.readers.sightings import LONGEST_MATCH, Sightings, season_of
from kg.claims.readers.tables import columns_of, rows_of
from kg.claims.readers.transfermarkt_games import Games, add_appearances
from kg.claims.readers.transfermarkt_people import People
from kg.claims.readers.transfermarkt_tables import Teams
from kg.claims.readers.values import clean, day, identifier, name_of, number, shown
from kg.errors import InvalidInput
from kg.model.claims import Claim, Release
from kg.model.people import ExternalId, Person, Team
from kg.rdf.iris import person_iri, release_iri
from kg.text.blanks import is_no_team

__all__ = ["Minutes"]

_PUBLIC = ("clubs.csv", "games.csv", "appearances.csv")
_LEAGUE_COLUMNS = ("date", "match_id", "player_code", "player_name", "team", "minutes")


@dataclass(slots=True)
class _Tables:
    """The tables at a path, by shape."""

    league: list[Input] = field(default_factory=list)
    public: list[Input] = field(default_factory=list)
    gameweeks: list[Input] = field(default_factory=list)
    squads: list[Input] = field(default_factory=list)
    others: list[Input] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Minutes:
    """Reader of who played how long in which match."""

    name: str = "minutes"
    title: str = "Minutes on the pitch, match by match"
    home: str = "https://github.com/vaastav/Fantasy-Premier-League"
    licence: str = "facts from the public Fantasy Premier League service; appearances.csv: CC0 1.0 by its makers"
    expects: tuple[str, ...] = (
        "*.csv with date, match_id, player_code, team, minutes",
        "gw*.csv beside players_raw.csv",
        *_PUBLIC,
    )

    def release(self, paths: Sequence[Path], *, dataset: str = "") -> Release:
        """See `Reader.release`."""
        tables = _tables(paths)
        dataset = dataset or dataset_name(self.name, paths)
        version = version_of([*tables.league, *tables.gameweeks, *tables.squads, *tables.public])
        return Release(release_iri(dataset, version), dataset, self.title, version, self.home, self.licence)

    def read(self, paths: Sequence[Path], *, report: RowReport) -> Iterator[Claim]:
        """See `Reader.read`."""
        tables = _tables(paths)
        for source in tables.others:
            report.note(f"not read: {source.base}")
        seen = Sightings()
        people: dict[str, Person] = {}
        clubs: dict[str, Team] = {}
        for source in tables.league:
            _league(source, seen, people, clubs, report)
        for season in seasons_in(tables.gameweeks, tables.squads):
            read_gameweeks(season, seen, people, clubs, report)
        numbered, teams, games = People(), Teams(), Games()
        for source in sorted(tables.public, key=lambda table: _PUBLIC.index(table.base)):
            if source.base == "clubs.csv":
                teams.clubs(source, {}, report)
            elif source.base == "games.csv":
                games.games(source, teams, report)
            else:
                add_appearances(source, seen, games, people=numbered, teams=teams, report=report)
        for person in people.values():
            yield Claim(person.id, person)
        for club in clubs.values():
            yield Claim(club.id, club)
        yield from numbered.others(())
        yield from teams.described()
        yield from seen.claims("minutes")


def _tables(paths: Sequence[Path]) -> _Tables:
    """The tables of leagues, of gameweeks, of the public set, and those that are none of them.

    Raises:
        InvalidInput: there is no table of appearances.
    """
    result = matching(paths, "*.csv")
    tables = _Tables()
    appearances = any(table.base == "appearances.csv" for table in result)
    for table in result:
        if appearances and table.base in _PUBLIC:
            tables.public.append(table)
            continue
        columns = columns_of(table, lenient=True)
        if columns.issuperset(_LEAGUE_COLUMNS):
            tables.league.append(table)
        elif columns.issuperset(GAMEWEEK_COLUMNS) and table.base.startswith("gw"):
            tables.gameweeks.append(table)
        elif table.base == "players_raw.csv":
            tables.squads.append(table)
        else:
            tables.others.append(table)
    if len(result) == 1 and tables.others:
        tables.league, tables.others = tables.others, []  # named by hand: reading it tells which column is missing
    if not (tables.league or tables.gameweeks or tables.public):
        raise InvalidInput(
            "there is no table of appearances in it",
            file=clean(", ".join(map(str, paths))),
            remedy=f"expected CSV files with {', '.join(_LEAGUE_COLUMNS)}, or an appearances.csv",
        )
    return tables


def _club(name: str) -> Team:
    if is_no_team(name):
        raise ValueError(f"{shown(name)} is no club")
    return named_team(name_of(name), scope="minutes")


def _league(
    source: Input, seen: Sightings, people: dict[str, Person], teams: dict[str, Team], report: RowReport
) -> None:
    played: set[tuple[str, str]] = set()
    clubs: dict[str, Team] = {}
    columns = (*_LEAGUE_COLUMNS, "season", "opponent")
    for line, values in rows_of(source, _LEAGUE_COLUMNS, columns[len(_LEAGUE_COLUMNS) :], report=report):
        on, match, code, name, club, minutes, season, opponent = values
        try:
            moment = day(on)
            player = person_iri(f"fpl-{identifier(code, 'player code')}")
            team = clubs.get(club) or clubs.setdefault(club, _club(club))
            label = name_of(name)
        except ValueError as error:
            report.skip(source.name, line, str(error), kind="a value that cannot be read")
            continue
        if (player, match) in played:
            report.skip(source.name, line, f"{label} is in match {clean(match)!r} twice", kind="twice in one match")
            continue
        played.add((player, match))
        people.setdefault(player, Person(player, label, external_ids=(ExternalId("fpl", code),)))
        teams.setdefault(team.id, team)
        minutes_of = partial(number, minutes, "number of minutes", most=LONGEST_MATCH)
        time = report.optional(source.name, line, "number of minutes", minutes_of, None) if minutes else None
        rival = ""
        if opponent and not is_no_team(opponent):
            rival = (clubs.get(opponent) or clubs.setdefault(opponent, named_team(opponent, scope="minutes"))).id
        seen.add(player, team.id, season or season_of(moment), moment, time, opponent=rival)
