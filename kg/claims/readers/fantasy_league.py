"""A clone of the public archive of the Fantasy Premier League: a folder a season, a table a gameweek.

``gws/gw1.csv`` and its like name players by a number of the season (``element``); ``players_raw.csv`` of the same
season tells the number that stays theirs (``code``), the name and, in newer seasons, the birth date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from kg.claims.readers.files import Input
from kg.claims.readers.printed_names import named_team
from kg.claims.readers.protocol import RowReport
from kg.claims.readers.sightings import LONGEST_MATCH, Sightings, season_of
from kg.claims.readers.tables import rows_of
from kg.claims.readers.values import birth_of, day, identifier, name_of, number, shown
from kg.model.dates import ImpreciseDate
from kg.model.people import ExternalId, Person, Team
from kg.rdf.iris import person_iri
from kg.text.blanks import is_no_team

__all__ = ["GAMEWEEK_COLUMNS", "FantasySeason", "read_gameweeks", "seasons_in"]

GAMEWEEK_COLUMNS = frozenset({"element", "fixture", "kickoff_time", "minutes"})
_GAMEWEEK = re.compile(r"gw\d+\.csv")
_UNREAD = "a value that cannot be read"


@dataclass(frozen=True, slots=True)
class FantasySeason:
    """The tables of one season: its gameweeks, and the table of its players if it is there."""

    gameweeks: tuple[Input, ...]
    players: Input | None


def seasons_in(gameweeks: Sequence[Input], squads: Sequence[Input]) -> list[FantasySeason]:
    """Put the tables of each season together: ``gws`` lies in the folder of its ``players_raw.csv``."""
    by_folder: dict[str, list[Input]] = {}
    for table in gameweeks:
        if _GAMEWEEK.fullmatch(table.base):
            by_folder.setdefault(table.folder.removesuffix("/gws"), []).append(table)
    players = {table.folder: table for table in squads}
    return [FantasySeason(tuple(tables), players.get(folder)) for folder, tables in by_folder.items()]


@dataclass(frozen=True, slots=True)
class _Listed:
    code: str
    name: str
    birth: ImpreciseDate | None


def _players(source: Input, report: RowReport) -> Iterator[tuple[str, _Listed]]:
    need = ("id", "code", "first_name", "second_name")
    for line, (element, code, first, second, born) in rows_of(source, need, ("birth_date",), report=report):
        try:
            listed = _Listed(identifier(code, "player code"), name_of(f"{first} {second}"), None)
        except ValueError as error:
            report.skip(source.name, line, str(error), kind=_UNREAD)
            continue
        birth = report.optional(source.name, line, "birth date", partial(day, born), None) if born else None
        yield element, _Listed(listed.code, listed.name, birth_of(birth) if birth else None)


def read_gameweeks(
    season: FantasySeason, seen: Sightings, people: dict[str, Person], clubs: dict[str, Team], report: RowReport
) -> None:
    """Add the matches of a season to ``seen``, with the players and clubs that played them."""
    listed = dict(_players(season.players, report)) if season.players else {}
    need = ("element", "fixture", "kickoff_time", "minutes")
    for source in season.gameweeks:
        played: set[tuple[str, str]] = set()
        for line, (element, fixture, kickoff, minutes, name, club) in rows_of(
            source, need, ("name", "team"), report=report
        ):
            if minutes == "0":
                report.skip(source.name, line, "he did not play", kind="somebody who did not play", harmless=True)
                continue
            try:
                moment = day(kickoff[:10], "kick-off")
                player = listed.get(element)
                if player is None:
                    raise ValueError(f"{name or shown(element)} is not in players_raw.csv of the season")
                if is_no_team(club):
                    raise ValueError(f"the club of {player.name} is not told")
                team = named_team(name_of(club), scope="minutes")
                if (element, fixture) in played:
                    raise ValueError(f"{player.name} is in match {shown(fixture)} twice")
            except ValueError as error:
                report.skip(source.name, line, str(error), kind=_UNREAD)
                continue
            played.add((element, fixture))
            iri = person_iri(f"fpl-{player.code}")
            identifiers = (ExternalId("fpl", player.code),)
            people.setdefault(iri, Person(iri, player.name, birth=player.birth, external_ids=identifiers))
            clubs.setdefault(team.id, team)
            minutes_of = partial(number, minutes, "number of minutes", most=LONGEST_MATCH)
            time = report.optional(source.name, line, "number of minutes", minutes_of, None) if minutes else None
            seen.add(iri, team.id, season_of(moment), moment, time)
