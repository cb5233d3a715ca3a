"""Games: when they were, whose they were, and who sat on the bench as head coach."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from itertools import pairwise

from kg.claims.readers.files import Input
from kg.claims.readers.printed_names import named_person
from kg.claims.readers.protocol import RowReport
from kg.claims.readers.sightings import LONGEST_MATCH, Sightings, season_of
from kg.claims.readers.tables import rows_of
from kg.claims.readers.transfermarkt_people import People
from kg.claims.readers.transfermarkt_tables import NATIONAL, SCHEME, Teams
from kg.claims.readers.values import day, identifier, name_of, number, shown
from kg.model.claims import Claim, Role, Spell
from kg.model.dates import ImpreciseDate, Period
from kg.model.people import Person
from kg.rdf.iris import claim_iri

__all__ = ["Games", "add_appearances", "add_events", "add_lineups"]

_UNREAD = "a value that cannot be read"
# A national team can go without a game for most of a year; a longer silence is no proof that the coach stayed.
_LONGEST_SILENCE = timedelta(days=400)
_OWN_GOAL = re.compile(r"own[ -]?goal", re.IGNORECASE)


class Games:
    """What ``games.csv`` and ``club_games.csv`` tell: the day and season of each game, and its head coaches.

    Args:
        national: ids of the competitions that national teams play in, for games whose own row does not say.
    """

    def __init__(self, national: frozenset[str] = frozenset()) -> None:
        self._national = national
        self.seasons: dict[str, str] = {}
        self._sides: dict[str, tuple[str, ...]] = {}
        self._days: dict[str, date] = {}
        self._benches: dict[str, dict[str, tuple[date, str]]] = {}  # team id, game: day and coach

    def games(self, source: Input, teams: Teams, report: RowReport) -> None:
        """``games.csv``."""
        need = ("game_id", "date", "home_club_id", "away_club_id")
        also = (
            *("season", "competition_id", "competition_type", "home_club_name", "away_club_name"),
            *("home_club_manager_name", "away_club_manager_name"),
        )
        for line, values in rows_of(source, need, also, report=report):
            game, on, home, away, season, competition, kind, home_name, away_name, home_coach, away_coach = values
            try:
                moment = day(on)
                if identifier(game, "game id") in self._days:
                    raise ValueError(f"the game {shown(game)} is listed twice")
                sides = [
                    (teams.see(club, name), club, coach)
                    for club, name, coach in ((home, home_name, home_coach), (away, away_name, away_coach))
                    if club
                ]
                if kind.startswith(NATIONAL) or competition in self._national:
                    for _, club, _ in sides:
                        teams.national(club)
            except ValueError as error:
                report.skip(source.name, line, str(error), kind=_UNREAD)
                continue
            for team, _, coach in sides:
                bench = partial(self._coach, team, game, moment, coach)
                report.optional(source.name, line, "head coach", bench, None)
            self._days[game] = moment
            self._sides[game] = tuple(team for team, *_ in sides)
            if season:
                self.seasons[game] = season

    def club_games(self, source: Input, teams: Teams, report: RowReport) -> None:
        """``club_games.csv``: the head coaches once more, for games whose day ``games.csv`` tells."""
        for line, (game, club, coach) in rows_of(source, ("game_id", "club_id", "own_manager_name"), report=report):
            try:
                if game not in self._days:
                    raise ValueError(f"the game {shown(game)} is not in games.csv, so its day is unknown")
                self._coach(teams.see(club), game, self._days[game], coach)
            except ValueError as error:
                report.skip(source.name, line, str(error), kind=_UNREAD)

    def day(self, game: str) -> date | None:
        """The day of a game; ``None`` if the game is not known."""
        return self._days.get(game)

    def opponent(self, game: str, team: str) -> str:
        """The id of the other team in a game; "" if the game, or the team in it, is not known."""
        sides = self._sides.get(game, ())
        return next((side for side in sides if side != team), "") if team in sides else ""

    def _coach(self, team: str, game: str, moment: date, name: str) -> None:
        if name.strip():
            self._benches.setdefault(team, {}).setdefault(game, (moment, name_of(name)))

    def coaches(self) -> Iterator[Claim]:
        """Head coaches' spells: from the first game of a run on the bench until the next man's first game."""
        described: set[str] = set()
        for team, bench in self._benches.items():
            runs: list[tuple[str, list[date]]] = []
            for moment, name in sorted(bench.values()):
                if runs and runs[-1][0] == name and moment - runs[-1][1][-1] <= _LONGEST_SILENCE:
                    runs[-1][1].append(moment)
                else:
                    runs.append((name, [moment]))
            for (name, days), after in pairwise([*runs, ("", [])]):
                person = named_person(name, scope=f"{SCHEME}-coach")
                if person.id not in described:
                    described.add(person.id)
                    yield Claim(person.id, Person(person.id, name))
                start, last = ImpreciseDate(days[0]), days[-1]
                followed = after[1] and after[0] != name and after[1][0] > last
                period = Period(start, ImpreciseDate(after[1][0])) if followed else Period(start, None, last)
                spell = Spell(person.id, team, period, Role.HEAD_COACH, matches=len(days))
                yield Claim(claim_iri(SCHEME, "coach", team, name, start.first.isoformat()), spell)


def add_appearances(
    source: Input, seen: Sightings, games: Games, *, people: People, teams: Teams, report: RowReport
) -> None:
    """``appearances.csv``: who played how long in which game."""
    need = ("game_id", "player_id", "player_club_id", "date", "player_name", "minutes_played")
    played: set[int] = set()
    clubs: dict[str, str] = {}
    for line, (game, player, club, on, name, minutes) in rows_of(source, need, report=report):
        try:
            moment = day(on)
            person = people.iri(player)
            # One number a pair, because there are millions of them.
            pair = int(identifier(game, "game id")) * 10**12 + int(player)
            if pair in played:
                raise ValueError(f"the player {player} is in game {game} twice")
            team = clubs.get(club) or clubs.setdefault(club, teams.see(club))
            if person not in people:
                people.see(person, name)
        except ValueError as error:
            report.skip(source.name, line, str(error), kind=_UNREAD)
            continue
        played.add(pair)
        time = None
        if minutes:
            minutes_of = partial(number, minutes, "number of minutes", most=LONGEST_MATCH)
            time = report.optional(source.name, line, "number of minutes", minutes_of, None)
        season = games.seasons.get(game) or season_of(moment)
        seen.add(person, team, season, moment, time, opponent=games.opponent(game, team))


def add_lineups(
    source: Input, seen: Sightings, games: Games, *, people: People, teams: Teams, report: RowReport
) -> None:
    """``game_lineups.csv``: who was in the squad of a game, on the pitch or not."""
    need = ("date", "game_id", "player_id", "club_id", "player_name")
    clubs: dict[str, str] = {}
    for line, (on, game, player, club, name) in rows_of(source, need, report=report):
        try:
            moment = day(on)
            person = people.iri(player)
            if person not in people:
                people.see(person, name)
            team = clubs.get(club) or clubs.setdefault(club, teams.see(club))
        except ValueError as error:
            report.skip(source.name, line, str(error), kind=_UNREAD)
            continue
        season = games.seasons.get(game) or season_of(moment)
        seen.add(person, team, season, moment, None, opponent=games.opponent(game, team))


def add_events(
    source: Input, seen: Sightings, games: Games, *, people: People, teams: Teams, report: RowReport
) -> None:
    """``game_events.csv``: who scored, assisted, came on, went off or was booked.

    Most of it says again what appearances and line-ups say; it adds the players of games for which these are missing.
    Own goals are left out: the side named beside one may be the scorer's or the one it counts for.
    """
    need = ("game_id", "club_id", "player_id")
    also = ("date", "description", "player_in_id", "player_assist_id")
    clubs: dict[str, str] = {}
    for line, (game, club, player, on, description, comer, helper) in rows_of(source, need, also, report=report):
        if not player:
            report.skip(source.name, line, "it names no player", kind="an event without a player", harmless=True)
            continue
        if _OWN_GOAL.search(description):
            report.skip(source.name, line, "an own goal", kind="own goals", harmless=True)
            continue
        try:
            moment = games.day(game) or day(on)
            team = clubs.get(club) or clubs.setdefault(club, teams.see(club))
            persons = [people.iri(number) for number in (player, comer, helper) if number]
            if persons[0] not in people:
                raise ValueError(f"the player {shown(player)} is in no other table, so his name is unknown")
        except ValueError as error:
            report.skip(source.name, line, str(error), kind=_UNREAD)
            continue
        season = games.seasons.get(game) or season_of(moment)
        for person in persons:
            if person in people and not seen.covers(person, team, season, moment):
                seen.add(person, team, season, moment, None, opponent=games.opponent(game, team))
