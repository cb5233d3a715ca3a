"""Match appearances with minutes: the dose of a tie, season by season (see `kg.claims.readers.sightings`).

Two shapes. Tables of a league by season (``season,date,match_id,player_code,player_name,team,opponent,venue,minutes``,
as made from the Fantasy Premier League), where clubs are known by name; and the public Transfermarkt set's
``appearances.csv``, with ``games.csv`` for the season of each match and ``clubs.csv`` for names, where they are there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.claims.readers.files import Input, dataset_name, matching, version_of
from kg.claims.readers.printed_names import named_team
from kg.claims.readers.protocol import RowReport
from kg.claims.readers.sightings import LONGEST_MATCH, Sightings, season_of
from kg.claims.readers.tables import columns_of, rows_of
from kg.claims.readers.transfermarkt_games import Games, add_appearances
from kg.claims.readers.transfermarkt_tables import People, Teams
from kg.claims.readers.values import clean, day, identifier, name_of, number, shown
from kg.errors import InvalidInput
from kg.model.claims import Claim, Release
from kg.model.people import ExternalId, Person, Team
from kg.rdf.iris import person_iri, release_iri
from kg.text.blanks import is_no_team

__all__ = ["Minutes"]

_PUBLIC = ("clubs.csv", "games.csv", "appearances.csv")
_LEAGUE_COLUMNS = ("date", "match_id", "player_code", "player_name", "team", "minutes")


@dataclass(frozen=True, slots=True)
class Minutes:
    """Reader of who played how long in which match."""

    name: str = "minutes"
    title: str = "Minutes on the pitch, match by match"
    home: str = "https://github.com/vaastav/Fantasy-Premier-League"
    licence: str = "facts from the public Fantasy Premier League service; appearances.csv: CC0 1.0 by its makers"
    expects: tuple[str, ...] = ("*.csv with date, match_id, player_code, team, minutes", *_PUBLIC)

    def release(self, paths: Sequence[Path], *, dataset: str = "") -> Release:
        """See `Reader.release`."""
        league, public = self._files(paths)
        dataset = dataset or dataset_name(self.name, paths)
        version = version_of([*league, *public])
        return Release(release_iri(dataset, version), dataset, self.title, version, self.home, self.licence)

    def read(self, paths: Sequence[Path], *, report: RowReport) -> Iterator[Claim]:
        """See `Reader.read`."""
        league, public = self._files(paths)
        seen = Sightings()
        people: dict[str, Person] = {}
        clubs: dict[str, Team] = {}
        for source in league:
            _league(source, seen, people, clubs, report)
        numbered, teams, games = People(), Teams(), Games()
        for one in sorted(public, key=lambda one: _PUBLIC.index(one.base)):
            if one.base == "clubs.csv":
                teams.clubs(one, {}, report)
            elif one.base == "games.csv":
                games.games(one, teams, report)
            else:
                add_appearances(one, seen, games.seasons, people=numbered, teams=teams, report=report)
        for person in people.values():
            yield Claim(person.id, person)
        for club in clubs.values():
            yield Claim(club.id, club)
        yield from numbered.others(())
        yield from teams.described()
        yield from seen.claims("minutes")

    def _files(self, paths: Sequence[Path]) -> tuple[list[Input], list[Input]]:
        """The tables of leagues, and those of the public set."""
        tables = matching(paths, "*.csv")
        public = [one for one in tables if one.base in _PUBLIC]
        if not any(one.base == "appearances.csv" for one in public):
            public = []
        others = [one for one in tables if one not in public]
        league = [one for one in others if not public or set(_LEAGUE_COLUMNS) <= columns_of(one)]
        if not (league or public):
            raise InvalidInput(
                "there is no table of appearances in it",
                file=clean(", ".join(map(str, paths))),
                remedy=f"expected CSV files with {', '.join(_LEAGUE_COLUMNS)}, or an appearances.csv",
            )
        return league, public


def _club(name: str) -> Team:
    if is_no_team(name):
        raise ValueError(f"{shown(name)} is no club")
    return named_team(name_of(name), scope="minutes")


def _league(
    source: Input, seen: Sightings, people: dict[str, Person], teams: dict[str, Team], report: RowReport
) -> None:
    played: set[tuple[str, str]] = set()
    clubs: dict[str, Team] = {}
    for line, (on, match, code, name, club, minutes, season) in rows_of(
        source, _LEAGUE_COLUMNS, ("season",), report=report
    ):
        try:
            moment = day(on)
            player = person_iri(f"fpl-{identifier(code, 'player code')}")
            team = clubs.get(club) or clubs.setdefault(club, _club(club))
            time = number(minutes, "number of minutes", most=LONGEST_MATCH)
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
        seen.add(player, team.id, clean(season) or season_of(moment), moment, time)
