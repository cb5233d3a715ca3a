#!/usr/bin/env python3
"""A made-up football world as the twelve tables of "Football Data from Transfermarkt", in their present shape.

    python scripts/world_tables.py FOLDER [--players 37000] [--seed 7] [--zip]

Nobody in it exists. 37,000 players, the default, make a world of the true size: some 460 clubs in leagues of twenty,
77,000 games of fourteen seasons, 1.8 million appearances, 2.8 million rows of line-ups and 1.2 million events. Players
move between seasons. ``--zip`` writes the tables gzipped into one archive, as the makers publish them.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from _csv import Writer

FIRST, LAST = 2012, 2025
_SYLLABLES = [first + second for first in "bdklmnrs" for second in "aeio"]
_LINES = ("Goalkeeper", "Defender", "Defender", "Midfield", "Midfield", "Attack")
_STARTERS, _BENCH, _GAMES_AT_HOME = 11, 9, 12
_LEAGUE = 20

COLUMNS = {
    "countries": "country_id country_name country_code confederation total_clubs total_players average_age url",
    "competitions": "competition_id competition_code name sub_type type country_id country_name domestic_league_code "
    "confederation url",
    "national_teams": "national_team_id name team_code country_id country_name country_code confederation "
    "team_image_url squad_size average_age foreigners_number foreigners_percentage total_market_value coach_name "
    "fifa_ranking last_season url",
    "clubs": "club_id club_code name domestic_competition_id total_market_value squad_size average_age "
    "foreigners_number foreigners_percentage national_team_players stadium_name stadium_seats net_transfer_record "
    "coach_name last_season filename url",
    "players": "player_id first_name last_name name last_season current_club_id player_code country_of_birth "
    "city_of_birth country_of_citizenship date_of_birth sub_position position foot height_in_cm "
    "contract_expiration_date agent_name image_url international_caps international_goals current_national_team_id "
    "url current_club_domestic_competition_id current_club_name market_value_in_eur highest_market_value_in_eur",
    "transfers": "player_id transfer_date transfer_season from_club_id to_club_id from_club_name to_club_name "
    "transfer_fee market_value_in_eur player_name",
    "player_valuations": "player_id date market_value_in_eur current_club_name current_club_id "
    "player_club_domestic_competition_id",
    "games": "game_id competition_id season round date home_club_id away_club_id home_club_goals away_club_goals "
    "home_club_position away_club_position home_club_manager_name away_club_manager_name stadium attendance referee "
    "url home_club_formation away_club_formation home_club_name away_club_name aggregate competition_type",
    "club_games": "game_id club_id own_goals own_position own_manager_name opponent_id opponent_goals "
    "opponent_position opponent_manager_name hosting is_win",
    "appearances": "appearance_id game_id player_id player_club_id player_current_club_id date player_name "
    "competition_id yellow_cards red_cards goals assists minutes_played",
    "game_lineups": "game_lineups_id date game_id player_id club_id player_name type position number team_captain",
    "game_events": "game_event_id game_id minute type club_id club_name player_id description player_in_id "
    "player_assist_id",
}
"""The columns of every table, in the order of the makers' models."""


@dataclass(frozen=True, slots=True)
class Player:
    """One player: ``clubs`` has his club by season; his id is his number plus one."""

    name: str
    country: int
    born: date
    line: str
    clubs: dict[int, int]


@dataclass(frozen=True, slots=True)
class Game:
    """One game: its number and day, the clubs at home and away, and the numbers of their players."""

    number: int
    season: int
    on: date
    sides: tuple[int, int]
    squads: tuple[Sequence[int], Sequence[int]]


@dataclass(slots=True)
class Tables:
    """Writers of all tables; rows give the columns by name, others stay empty."""

    writers: dict[str, Writer]
    rows: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COLUMNS, 0))
    _columns: dict[str, list[str]] = field(
        default_factory=lambda: {name: text.split() for name, text in COLUMNS.items()}
    )

    def add(self, table: str, **values: object) -> None:
        """Write a row."""
        self.writers[table].writerow([values.get(column, "") for column in self._columns[table]])
        self.rows[table] += 1


@lru_cache(maxsize=1 << 17)
def word(number: int) -> str:
    """A word of three syllables or more, another for every number."""
    text = ""
    while number or len(text) < 6:
        number, place = divmod(number, len(_SYLLABLES))
        text += _SYLLABLES[place]
    return text.capitalize()


def made_players(count: int, clubs: int, countries: int, draw: np.random.Generator) -> list[Player]:
    """Players with careers of two to eight seasons, who stay or move from season to season."""
    players = []
    for number in range(count):
        begin = int(draw.integers(FIRST - 2, LAST + 1))
        seasons = range(max(begin, FIRST), min(begin + int(draw.integers(2, 9)), LAST + 1))
        club, career = int(draw.integers(clubs)), {}
        for season in seasons or range(FIRST, FIRST + 1):
            career[season] = club
            if draw.random() < 0.35:
                club = int(draw.integers(clubs))
        born = date(begin - 20, 1 + number % 12, 1 + number % 28)
        name = f"{word(number)} {word(number * 7 + 3)}"
        players.append(Player(name, int(draw.integers(countries)), born, _LINES[number % len(_LINES)], career))
    return players


def write_world(tables: Tables, count: int, seed: int) -> None:
    """Write a world of so many players."""
    draw = np.random.default_rng(seed)
    clubs, countries = max(4, count // 80), max(2, count // 1500)
    players = made_players(count, clubs, countries, draw)
    _write_places(tables, clubs, countries)
    for number, player in enumerate(players, 1):
        _write_player(tables, number, player)
    game = 0
    for season in range(FIRST, LAST + 1):
        squads: dict[int, list[int]] = {club: [] for club in range(clubs)}
        for number, player in enumerate(players, 1):
            if season in player.clubs:
                squads[player.clubs[season]].append(number)
        for home, away, on in _fixtures(clubs, season, draw):
            game += 1
            _write_game(tables, Game(game, season, on, (home, away), (squads[home], squads[away])), players, draw)


def _fixtures(clubs: int, season: int, draw: np.random.Generator) -> Iterator[tuple[int, int, date]]:
    for home in range(clubs):
        league = home // _LEAGUE * _LEAGUE
        rivals = [club for club in range(league, min(league + _LEAGUE, clubs)) if club != home] or [(home + 1) % clubs]
        for turn in range(_GAMES_AT_HOME):
            yield (
                home,
                rivals[int(draw.integers(len(rivals)))],
                date(season, 8, 8) + timedelta(days=22 * turn + home % 7),
            )


def _league(club: int) -> str:
    return f"L{club // _LEAGUE + 1}"


def _coach(club: int, season: int) -> str:
    return f"{word(900_000 + club * 9 + season // 3)} {word(club)}"


def _write_places(tables: Tables, clubs: int, countries: int) -> None:
    for country in range(countries):
        land = f"Land {word(country)}"
        tables.add("countries", country_id=country + 1, country_name=land, confederation="europa")
        tables.add(
            "national_teams", national_team_id=90_000 + country, name=land, country_id=country + 1, country_name=land
        )
    for league in range((clubs - 1) // _LEAGUE + 1):
        land = f"Land {word(league % countries)}"
        name = f"L{league + 1}"
        common = {"country_id": league % countries + 1, "country_name": land, "type": "domestic_league"}
        tables.add("competitions", competition_id=name, competition_code=name.lower(), name=name.lower(), **common)
    for club in range(clubs):
        name = f"Club {word(club)}"
        tables.add(
            "clubs", club_id=club + 1, club_code=f"club-{club}", name=name, domestic_competition_id=_league(club)
        )


def _write_player(tables: Tables, number: int, player: Player) -> None:
    last = max(player.clubs)
    club = player.clubs[last]
    first_name, last_name = player.name.split()
    tables.add(
        "players",
        player_id=number,
        first_name=first_name,
        last_name=last_name,
        name=player.name,
        last_season=last,
        current_club_id=club + 1,
        current_club_name=f"Club {word(club)}",
        country_of_citizenship=f"Land {word(player.country)}",
        date_of_birth=f"{player.born} 00:00:00",
        position=player.line,
        contract_expiration_date=f"{last + 2}-06-30 00:00:00" if last == LAST else "",
        agent_name=f"Agency {word(number // 9)}" if number % 3 else "",
        current_club_domestic_competition_id=_league(club),
    )
    before: int | None = None
    for season, team in sorted(player.clubs.items()):
        if before is not None and team != before:
            tables.add(
                "transfers",
                player_id=number,
                player_name=player.name,
                transfer_fee="0.000",
                transfer_date=date(season, 7, 1 + number % 28),
                transfer_season=f"{season % 100:02}/{(season + 1) % 100:02}",
                from_club_id=before + 1,
                from_club_name=f"Club {word(before)}",
                to_club_id=team + 1,
                to_club_name=f"Club {word(team)}",
            )
        for month in (1, 6, 10):
            tables.add(
                "player_valuations", player_id=number, date=date(season + 1, month, 1), market_value_in_eur=100_000
            )
        before = team


def _write_game(tables: Tables, game: Game, players: Sequence[Player], draw: np.random.Generator) -> None:
    home, away = game.sides
    season = game.season
    common: dict[str, object] = {"game_id": game.number, "date": game.on}
    tables.add(
        "games",
        **common,
        competition_id=_league(home),
        season=season,
        competition_type="domestic_league",
        home_club_id=home + 1,
        away_club_id=away + 1,
        home_club_manager_name=_coach(home, season),
        away_club_manager_name=_coach(away, season),
        home_club_name=f"Club {word(home)}",
        away_club_name=f"Club {word(away)}",
    )
    for club, squad, hosting in ((home, game.squads[0], "Home"), (away, game.squads[1], "Away")):
        tables.add(
            "club_games", game_id=game.number, club_id=club + 1, own_manager_name=_coach(club, season), hosting=hosting
        )
        if not squad:
            continue
        chosen = draw.permutation(np.asarray(squad))[: _STARTERS + _BENCH].tolist()
        for place, number in enumerate(chosen):
            name = players[number - 1].name
            kind = "starting_lineup" if place < _STARTERS else "substitutes"
            row = {"player_id": number, "player_name": name} | common
            tables.add("game_lineups", game_lineups_id=f"{game.number}_{number}", club_id=club + 1, type=kind, **row)
            if place <= _STARTERS:
                minutes = 90 if place < _STARTERS else 30
                ids = {"appearance_id": f"{game.number}_{number}", "player_club_id": club + 1}
                tables.add("appearances", competition_id=_league(club), minutes_played=minutes, **ids, **row)
        for turn, number in enumerate(chosen[:8]):
            comer = chosen[_STARTERS] if turn == 0 and len(chosen) > _STARTERS else ""
            kind = "Substitutions" if turn == 0 else "Goals" if turn < 3 else "Cards"
            row = {
                "game_event_id": f"{game.number}_{club}_{turn}",
                "game_id": game.number,
                "minute": 10 * turn + 5,
                "type": kind,
            }
            tables.add("game_events", club_id=club + 1, player_id=number, player_in_id=comer, **row)


def write_tables(folder: Path, players: int, seed: int = 7) -> dict[str, int]:
    """Write the tables of a world into a folder; how many rows each has."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        writers = {}
        for name, columns in COLUMNS.items():
            file = stack.enter_context((folder / f"{name}.csv").open("w", encoding="utf-8", newline=""))
            writers[name] = csv.writer(file, lineterminator="\n")
            writers[name].writerow(columns.split())
        tables = Tables(writers)
        write_world(tables, players, seed)
        return tables.rows


def zip_tables(folder: Path, archive: Path) -> None:
    """Put the tables of a folder, gzipped, into one archive."""
    with zipfile.ZipFile(archive, "w") as target:
        for name in COLUMNS:
            packed = io.BytesIO()
            with (
                (folder / f"{name}.csv").open("rb") as table,
                gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as file,
            ):
                while chunk := table.read(1 << 20):
                    file.write(chunk)
            target.writestr(f"{name}.csv.gz", packed.getvalue())


def main(arguments: Iterable[str] | None = None) -> None:
    """Write a world."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--players", type=int, default=37_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--zip", action="store_true", help="one archive of gzipped tables")
    given = parser.parse_args(None if arguments is None else list(arguments))
    if given.zip:
        given.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as passing:
            rows = write_tables(Path(passing), given.players, given.seed)
            zip_tables(Path(passing), given.folder / "transfermarkt-datasets.zip")
    else:
        rows = write_tables(given.folder, given.players, given.seed)
    for name, number in rows.items():
        print(f"{name:20} {number:>10,}")


if __name__ == "__main__":
    main()
