"""Who played for which club in which season of six European leagues, in the shape of Understat's tables.

Two tables, either of which may be missing. *Seasons* (``id,player_name,team_title,league,year,games,time,position``)
name the club or clubs of a season (``Swansea,Chelsea``, in no order) with the matches and minutes of all of them
together. *Sightings* (``player_id,player,team,season,league,first_seen,last_seen,matches``) give the first and the last
day on which somebody had a part in a shot for a club in a season.

A season seen is one spell from its first to its last sighting (see `kg.claims.readers.sightings`), with the matches
and minutes of the season if he had one club in it. A season without sightings is known to the season alone. Beside
that stand the runs of seasons at one club in which he had no other: known to the season at both ends. A season at the
edge of a run counts only if he was seen in the half that joins it to the rest, because a man who came in January is
listed for the whole season.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from pathlib import Path
from types import MappingProxyType

from kg.claims.readers.files import Input, dataset_name, matching, version_of
from kg.claims.readers.printed_names import named_team
from kg.claims.readers.protocol import RowReport
from kg.claims.readers.tables import columns_of, rows_of
from kg.claims.readers.values import clean, day, identifier, name_of, number, shown
from kg.errors import InvalidInput
from kg.model.claims import Claim, Release, Spell
from kg.model.dates import ImpreciseDate, Period, Precision
from kg.model.people import ExternalId, Person, Position, Team
from kg.rdf.iris import claim_iri, person_iri, release_iri
from kg.text.blanks import is_no_team

__all__ = ["Understat"]

_SEASONS = ("id", "player_name", "team_title", "league", "year", "games", "time", "position")
_SIGHTINGS = ("player_id", "player", "team", "season", "league", "first_seen", "last_seen", "matches")
_COUNTRIES: Mapping[str, str] = MappingProxyType(
    {
        "epl": "England",
        "la_liga": "Spain",
        "serie_a": "Italy",
        "bundesliga": "Germany",
        "ligue_1": "France",
        "rfpl": "Russia",
    }
)
_POSITIONS = {
    "GK": Position.GOALKEEPER,
    "D": Position.DEFENDER,
    "M": Position.MIDFIELDER,
    "F": Position.FORWARD,
}
_MOST_MATCHES, _MOST_MINUTES = 99, 9_999


@dataclass(frozen=True, slots=True)
class _Sighting:
    first: date
    last: date
    matches: int


@dataclass(frozen=True, slots=True)
class _Dose:
    matches: int
    minutes: int
    clubs: int


@dataclass(slots=True)
class _Player:
    """What the tables say of one player; seasons are their first years."""

    person: str
    name: str
    minutes_by_position: Counter[str] = field(default_factory=Counter)
    clubs: defaultdict[int, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    doses: dict[tuple[int, str], _Dose] = field(default_factory=dict)
    sightings: dict[tuple[int, str], _Sighting] = field(default_factory=dict)


@dataclass(slots=True)
class _League:
    """Everybody read so far."""

    players: dict[str, _Player] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    last_day: date = date.min

    def player(self, key: str, name: str) -> _Player:
        if key not in self.players:
            self.players[key] = _Player(person_iri(f"understat-{key}"), name)
        return self.players[key]

    def team(self, name: str, league: str) -> str:
        name = unescape(name).strip()
        if is_no_team(name):
            raise ValueError(f"{shown(name)} is no club")
        team = named_team(name_of(name), scope="understat", country=_COUNTRIES.get(league.strip().lower(), ""))
        return self.teams.setdefault(team.id, team).id


@dataclass(frozen=True, slots=True)
class Understat:
    """Reader of club seasons with matches and minutes."""

    name: str = "understat"
    title: str = "Club seasons in six European leagues, after Understat"
    home: str = "https://github.com/vibedatascience/understat_players_aggregated"
    licence: str = "facts of understat.com; the table's makers state no terms"
    expects: tuple[str, ...] = (f"*.csv with {', '.join(_SEASONS)}", f"*.csv with {', '.join(_SIGHTINGS)}")

    def release(self, paths: Sequence[Path], *, dataset: str = "") -> Release:
        """See `Reader.release`."""
        dataset = dataset or dataset_name(self.name, paths)
        version = version_of([source for group in self._files(paths) for source in group])
        return Release(release_iri(dataset, version), dataset, self.title, version, self.home, self.licence)

    def read(self, paths: Sequence[Path], *, report: RowReport) -> Iterator[Claim]:
        """See `Reader.read`."""
        seasons, sightings = self._files(paths)
        league = _League()
        for source in seasons:
            _read_seasons(source, league, report)
        for source in sightings:
            _read_sightings(source, league, report)
        for key, player in league.players.items():
            person = Person(
                player.person, player.name, position=_position(player), external_ids=(ExternalId("understat", key),)
            )
            yield Claim(person.id, person)
        for team in league.teams.values():
            yield Claim(team.id, team)
        for player in league.players.values():
            yield from _spells(player, league.last_day)

    def _files(self, paths: Sequence[Path]) -> tuple[list[Input], list[Input]]:
        """The tables of seasons, and those of sightings."""
        tables = matching(paths, "*.csv")
        sightings = [table for table in tables if {"first_seen", "last_seen"} <= columns_of(table)]
        seasons = [table for table in tables if table not in sightings and "team_title" in columns_of(table)]
        if not (seasons or sightings):
            raise InvalidInput(
                "there is no table of club seasons in it",
                file=clean(", ".join(map(str, paths))),
                remedy="expected " + " or ".join(self.expects),
            )
        return seasons, sightings


def _year(text: str) -> int:
    year = number(text, "season")
    if not 1900 <= year <= 2100:
        raise ValueError(f"the season is {shown(text)}: expected its first year")
    return year


def _read_seasons(source: Input, league: _League, report: RowReport) -> None:
    for line, (key, name, clubs, where, season, games, time, position) in rows_of(source, _SEASONS, report=report):
        try:
            player = league.player(identifier(key, "player id"), name_of(unescape(name)))
            year = _year(season)
            matches = number(games, "number of matches", most=_MOST_MATCHES)
            minutes = number(time, "number of minutes", most=_MOST_MINUTES)
            teams = list(dict.fromkeys(league.team(club, where) for club in clubs.split(",")))
        except ValueError as error:
            report.skip(source.name, line, str(error), kind="a value that cannot be read")
            continue
        if all((year, team) in player.doses for team in teams):
            reason = f"the season {year} of {player.name} is listed twice"
            report.skip(source.name, line, reason, kind="a season listed twice", harmless=True)
            continue
        for team in teams:
            player.clubs[year][team] = None
            player.doses[year, team] = _Dose(matches, minutes, len(teams))
        for letter in position.split():
            player.minutes_by_position[letter] += minutes + 1


def _read_sightings(source: Input, league: _League, report: RowReport) -> None:
    for line, (key, name, club, season, where, first, last, matches) in rows_of(source, _SIGHTINGS, report=report):
        try:
            player = league.player(identifier(key, "player id"), name_of(unescape(name)))
            year, team = _year(season), league.team(club, where)
            seen = _Sighting(
                day(first, "first day"), day(last, "last day"), number(matches, "number of matches", most=_MOST_MATCHES)
            )
            if seen.last < seen.first:
                raise ValueError(f"it was last seen on {seen.last}, before it was first seen on {seen.first}")
        except ValueError as error:
            report.skip(source.name, line, str(error), kind="a value that cannot be read")
            continue
        if (year, team) in player.sightings:
            reason = f"{player.name} is listed twice for {shown(club)} in {year}"
            report.skip(source.name, line, reason, kind="a season listed twice", harmless=True)
            continue
        player.clubs[year][team] = None
        player.sightings[year, team] = seen
        league.last_day = max(league.last_day, seen.last)


def _position(player: _Player) -> Position | None:
    """Where he played most by the letters of his seasons; ``None`` if two are level, or there are none."""
    ranked = [(minutes, letter) for letter, minutes in player.minutes_by_position.items() if letter in _POSITIONS]
    ranked.sort(reverse=True)
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return _POSITIONS[ranked[0][1]]


def _spells(player: _Player, last_day: date) -> Iterator[Claim]:
    whole: defaultdict[str, set[int]] = defaultdict(set)
    for year, teams in player.clubs.items():
        for team in teams:
            yield _season_claim(player, year, team)
            if len(teams) == 1:
                whole[team].add(year)
    for team, years in whole.items():
        for first, last in _runs(player, team, years, last_day):
            period = Period(_season(first), _season(last))
            yield Claim(
                claim_iri("understat", "run", player.person, team, str(first)), Spell(player.person, team, period)
            )


def _season(year: int) -> ImpreciseDate:
    return ImpreciseDate(date(year, 7, 1), Precision.SEASON)


def _season_claim(player: _Player, year: int, team: str) -> Claim:
    seen, dose = player.sightings.get((year, team)), player.doses.get((year, team))
    alone = dose if dose and dose.clubs == 1 else None
    matches, minutes = (alone.matches, alone.minutes) if alone else (seen.matches if seen else None, None)
    period = Period(ImpreciseDate(seen.first), None, seen.last) if seen else Period(_season(year), _season(year))
    spell = Spell(player.person, team, period, matches=matches, minutes=minutes)
    return Claim(claim_iri("understat", "season", player.person, team, str(year)), spell)


def _runs(player: _Player, team: str, years: set[int], last_day: date) -> Iterator[tuple[int, int]]:
    """First and last season of each run that is longer than what the single seasons say already."""
    for begin in sorted(years):
        if begin - 1 in years:
            continue
        end = begin
        while end + 1 in years:
            end += 1
        came, went = player.sightings.get((begin, team)), player.sightings.get((end, team))
        first = begin + 1 if came and came.first >= date(begin + 1, 1, 1) else begin
        last = end - 1 if went and went.last < date(end + 1, 1, 1) <= last_day else end
        if first < last or (first == last and (first, team) in player.sightings):
            yield first, last
