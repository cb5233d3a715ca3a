"""Match appearances with minutes: the dose of a tie, season by season (see `kg.sources.sightings`).

Two shapes. Tables of a league by season (``season,date,match_id,player_code,player_name,team,opponent,venue,minutes``,
as made from the Fantasy Premier League), where clubs are known by name; and the public Transfermarkt set's
``appearances.csv``, with ``games.csv`` for the season of each match where it is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InvalidInput
from kg.model.claims import Claim, Release
from kg.model.people import ExternalId, Person, Team
from kg.rdf.iris import person_iri, release_iri, team_iri
from kg.sources.files import Input, dataset_name, matching, version_of
from kg.sources.names import named_team
from kg.sources.protocol import RowReport
from kg.sources.sightings import Sightings, season_of
from kg.sources.tables import columns_of, rows_of
from kg.sources.teams import NOT_A_CLUB, is_no_team
from kg.sources.values import clean, day, identifier, name_of, number, shown

__all__ = ["APPEARANCE_COLUMNS", "Minutes", "add_appearances", "seasons_of_games"]

APPEARANCE_COLUMNS = ("game_id", "player_id", "player_club_id", "date", "player_name", "minutes_played")
_LEAGUE_COLUMNS = ("date", "match_id", "player_code", "player_name", "team", "minutes")
_LONGEST_MATCH = 150  # with extra time and a long stoppage; more is no count of minutes


@dataclass(frozen=True, slots=True)
class Minutes:
    """Reader of who played how long in which match."""

    name: str = "minutes"
    title: str = "Minutes on the pitch, match by match"
    home: str = "https://github.com/vaastav/Fantasy-Premier-League"
    licence: str = "facts from the public Fantasy Premier League service; appearances.csv: CC0 1.0 by its makers"
    expects: tuple[str, ...] = ("*.csv with date, match_id, player_code, team, minutes", "appearances.csv", "games.csv")

    def release(self, paths: Sequence[Path], *, dataset: str = "") -> Release:
        """See `Reader.release`."""
        league, public, games = self._files(paths)
        dataset = dataset or dataset_name(self.name, paths)
        version = version_of([*league, *public, *games])
        return Release(release_iri(dataset, version), dataset, self.title, version, self.home, self.licence)

    def read(self, paths: Sequence[Path], *, report: RowReport) -> Iterator[Claim]:
        """See `Reader.read`."""
        league, public, games = self._files(paths)
        seen = Sightings()
        people: dict[str, Person] = {}
        teams: dict[str, Team] = {}
        for source in league:
            _league(source, seen, people, teams, report)
        if public:
            seasons = seasons_of_games(games, report)
            for source in public:
                names = add_appearances(source, seen, seasons, report)
                people.update({iri: _by_number(iri, number, name) for iri, (number, name) in names.items()})
        for iri, person in people.items():
            yield Claim(iri, person)
        for iri, team in teams.items():
            yield Claim(iri, team)
        yield from seen.claims("minutes")

    def _files(self, paths: Sequence[Path]) -> tuple[list[Input], list[Input], list[Input]]:
        tables = matching(paths, "*.csv")
        public = [one for one in tables if one.base == "appearances.csv"]
        games = [one for one in tables if one.base == "games.csv"]
        others = [one for one in tables if one not in public and one not in games]
        league = [one for one in others if not public or set(_LEAGUE_COLUMNS) <= columns_of(one)]
        if not (league or public):
            raise InvalidInput(
                "there is no table of appearances in it",
                file=clean(", ".join(map(str, paths))),
                remedy=f"expected CSV files with {', '.join(_LEAGUE_COLUMNS)}, or an appearances.csv",
            )
        return league, public, games


def _by_number(iri: str, player: str, name: str) -> Person:
    return Person(iri, name, external_ids=(ExternalId("transfermarkt", player),))


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
            time = number(minutes, "number of minutes", most=_LONGEST_MATCH)
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


def seasons_of_games(games: Sequence[Input], report: RowReport) -> dict[str, str]:
    """The season of every match in ``games.csv``: leagues that play from spring to autumn have seasons of their own."""
    seasons: dict[str, str] = {}
    for source in games:
        for line, (game, season) in rows_of(source, ("game_id", "season"), report=report):
            try:
                seasons[game] = identifier(season, "season")
            except ValueError as error:
                report.skip(source.name, line, str(error), kind="a value that cannot be read")
    return seasons


def add_appearances(
    source: Input, seen: Sightings, seasons: dict[str, str], report: RowReport
) -> dict[str, tuple[str, str]]:
    """Add ``appearances.csv`` to what was seen; returns number and name of everybody in it, by id."""
    names: dict[str, tuple[str, str]] = {}
    ids: dict[str, str] = {}
    played: set[int] = set()
    for line, (game, player, club, on, name, minutes) in rows_of(source, APPEARANCE_COLUMNS, report=report):
        try:
            person = ids.get(player) or ids.setdefault(
                player, person_iri(f"transfermarkt-{identifier(player, 'player_id')}")
            )
            team = ids.get(f"/{club}") or ids.setdefault(
                f"/{club}", team_iri(f"transfermarkt-{identifier(club, 'player_club_id')}")
            )
            if club in NOT_A_CLUB:
                raise ValueError(f"{club} stands for no club")
            moment = day(on)
            time = number(minutes, "number of minutes", most=_LONGEST_MATCH)
            # One number a pair, because there are millions of them.
            pair = int(identifier(game, "game_id")) * 10**12 + int(player)
            if person not in names:
                names[person] = (player, name_of(name))
        except ValueError as error:
            report.skip(source.name, line, str(error), kind="a value that cannot be read")
            continue
        if pair in played:
            report.skip(source.name, line, f"player {player} is in match {game} twice", kind="twice in one match")
            continue
        played.add(pair)
        seen.add(person, team, seasons.get(game) or season_of(moment), moment, time)
    return names
