"""Small synthetic worlds of transfers: players who choose their next club by known effects, and tables by hand."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from kg.model.transfers import CapRow, ListingRow, MoveRow, PlayerRow, TransferTables

__all__ = ["TRUTH", "handmade", "move", "synthetic", "write_csv"]

TRUTH = {"country": 0.9, "teammate": 0.8, "national": 0.5, "compatriot": 0.25}
FIRST = 2005


def move(
    player: str, year: int, origin: str, to: str, how: str = "transfer", *, winter: bool = False, order: int = 0
) -> MoveRow:
    """A move in the summer of a year, or in the January after it."""
    day = date(year + 1, 1, 15) if winter else date(year, 7, 15)
    return MoveRow(player, day, year, winter, origin, to, how, None, order)


def handmade(
    moves: Sequence[MoveRow],
    *,
    countries: dict[str, str],
    seasons: Iterable[int],
    nations: dict[str, str] | None = None,
    children: Sequence[tuple[str, str]] = (),
    caps: Sequence[CapRow] = (),
) -> TransferTables:
    """Tables by hand: every club of ``countries`` is listed in all ``seasons``, one league a country."""
    people = sorted({row.player for row in moves})
    names = {team for row in moves for team in (row.origin, row.to) if team}
    names |= {team for pair in children for team in pair} | set(countries)
    return TransferTables(
        title="by hand",
        players=tuple(
            PlayerRow(key, f"Player {key}", (nations or {}).get(key, "Aland"), "", "Midfield", "CM", 1990)
            for key in people
        ),
        moves=tuple(moves),
        listings=tuple(ListingRow(club, year, countries[club]) for year in seasons for club in countries),
        children=tuple(children),
        caps=tuple(caps),
        teams={team: f"Club {team}" for team in names},
        countries=countries,
    )


def synthetic(players: int = 2500, clubs: int = 60, seasons: int = 12, *, seed: int = 3) -> TransferTables:
    """A world in which nothing but `TRUTH` moves a player; counts enter as log(1 + people)."""
    rng = np.random.default_rng(seed)
    lands = 6
    nation, country = rng.integers(0, lands, players), rng.integers(0, lands, clubs)
    start = rng.integers(-4, seasons - 1, players)
    until = start + rng.integers(3, 14, players)
    capped = rng.random(players) < 0.15
    cap_season = np.maximum(start, 0) + rng.integers(1, 4, players)
    history = np.full((players, seasons), -1)
    now = np.full(players, -1)
    moves: list[MoveRow] = []
    for season in range(seasons):
        active = (start <= season) & (season < until)
        ended = date(FIRST + season, 6, 30)
        moves += [
            MoveRow(str(player), ended, FIRST + season - 1, False, str(now[player]), "", "retired", None, 0)
            for player in np.flatnonzero(~active & (now >= 0))
        ]
        now[~active] = -1
        for player in np.flatnonzero(active & (now < 0)):
            pull = 3.0 * (country == nation[player]) + rng.gumbel(size=clubs)
            now[player] = int(pull.argmax())
            moves.append(
                MoveRow(
                    str(player),
                    date(FIRST + season, 7, 1),
                    FIRST + season,
                    False,
                    "",
                    str(now[player]),
                    "debut",
                    None,
                    0,
                )
            )
        before = now.copy()
        there = np.flatnonzero(before >= 0)
        leavers = there[(start[there] < season) & (season > 0) & (rng.random(len(there)) < 0.3)]
        for player in leavers:
            past = history[player, :season] >= 0
            mates = (history[there][:, :season][:, past] == history[player, :season][past]).any(1)
            same = nation[there] == nation[player]
            side = same & capped[there] & (cap_season[there] < season)
            side &= bool(capped[player] and cap_season[player] < season)

            def people(which: np.ndarray) -> np.ndarray:
                return np.log1p(np.bincount(before[there[which]], minlength=clubs))  # noqa: B023

            pull = (
                TRUTH["country"] * (country == nation[player])
                + TRUTH["teammate"] * people(mates)
                + TRUTH["national"] * people(side)
                + TRUTH["compatriot"] * people(same)
                + rng.gumbel(size=clubs)
            )
            pull[before[player]] = -np.inf
            to = int(pull.argmax())
            moves.append(move(str(player), FIRST + season, str(before[player]), str(to)))
            now[player] = to
        history[:, season] = now
    caps = [
        CapRow(str(player), f"N{nation[player]}", date(FIRST + int(cap_season[player]), 9, 5), youth=False)
        for player in np.flatnonzero(capped)
    ]
    seen = sorted({int(row.player) for row in moves})
    born = FIRST + start - 18
    years = range(FIRST, FIRST + seasons)
    return TransferTables(
        title="synthetic",
        players=tuple(
            PlayerRow(str(key), f"Player {key}", f"Land {nation[key]}", "", "Attack", "CF", int(born[key]))
            for key in seen
        ),
        moves=tuple(moves),
        listings=tuple(ListingRow(str(club), year, f"L{country[club]}") for year in years for club in range(clubs)),
        children=(),
        caps=tuple(caps),
        teams={str(club): f"Club {club}" for club in range(clubs)},
        countries={str(club): f"Land {country[club]}" for club in range(clubs)},
    )


def write_csv(tables: TransferTables, folder: Path) -> Path:
    """The tables as files with the column names of the public set."""
    how = {
        "transfer": "Transfer",
        "free": "Free transfer",
        "loan": "Loan",
        "return": "Return from loan",
        "debut": "Debut",
        "retired": "Retired",
    }
    names = {"": "", **tables.teams}

    def season(year: int) -> str:
        return f"{year % 100:02d}/{(year + 1) % 100:02d}"

    def table(name: str, head: str, rows: Iterable[Sequence[object]]) -> None:
        with (folder / name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([head.split(), *rows])

    folder.mkdir(parents=True, exist_ok=True)
    table(
        "players.csv",
        "player_id name country_of_citizenship position birth_year",
        ((p.id, p.name, p.country, p.group, p.birth_year) for p in tables.players),
    )
    table("clubs.csv", "club_id name country_name", ((t, tables.teams[t], c) for t, c in tables.countries.items()))
    table(
        "transfers.csv",
        "player_id transfer_date transfer_season from_club_id to_club_id from_club_name to_club_name transfer_fee "
        "transfer_type window",
        (
            (
                m.player,
                m.day,
                season(m.season),
                m.origin,
                m.to,
                names[m.origin],
                "Retired" if m.how == "retired" else names[m.to],
                "" if m.fee is None else m.fee,
                how[m.how],
                "winter" if m.winter else "summer",
            )
            for m in tables.moves
        ),
    )
    table(
        "team_competitions_seasons.csv",
        "club_id team_name season_id competition_name competition_id",
        ((x.club, tables.teams[x.club], x.season, x.league, x.league) for x in tables.listings),
    )
    table(
        "player_national_performances.csv",
        "player_id team_id team_name first_game_date",
        ((c.player, c.team, c.team, c.day) for c in tables.caps),
    )
    return folder
