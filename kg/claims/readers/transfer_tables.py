"""Tables in the shape of the "Football Data from Transfermarkt" set as plain rows, for fitting and back-testing.

The importer turns the same files into claims; a choice model needs what claims do not say: fees, the window of a move,
which clubs were in which league.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from kg.claims.readers.files import Input, matching
from kg.claims.readers.protocol import RowReport
from kg.claims.readers.tables import rows_of
from kg.claims.readers.values import clean, day, identifier, number, shown
from kg.errors import InvalidInput
from kg.model.progress import Progress, silent
from kg.model.transfers import CapRow, ListingRow, MoveRow, PlayerRow, RatingRow, TransferTables, ValueRow
from kg.text.blanks import is_no_team
from kg.text.team_kinds import NOT_A_CLUB

__all__ = ["TABLES", "found_tables", "read_transfer_tables"]

TABLES = ("players.csv", "transfers.csv", "team_competitions_seasons.csv")
"""What a choice model cannot do without; clubs, children, caps, market values and ratings are read where present."""

_MORE = (
    "clubs.csv",
    "team_children.csv",
    "player_national_performances.csv",
    "player_valuations.csv",
    "player_ratings.csv",
)
_HOW = {
    "transfer": "transfer",
    "draft": "transfer",
    "": "transfer",
    "free transfer": "free",
    "loan": "loan",
    "return from loan": "return",
    "end of loan": "return",
    "debut": "debut",
    "retired": "retired",
}
_YOUTH_SIDE = re.compile(r"U\s?\d\d|Olympic|Youth", re.IGNORECASE)
_SEASON = re.compile(r"(\d\d)/(\d\d)")
_Row = TypeVar("_Row")


def read_transfer_tables(paths: Sequence[Path], *, progress: Progress = silent) -> TransferTables:
    """Read the tables at these paths: files, folders or archives.

    Rows that cannot be read are left out, as an import leaves them out.

    Args:
        paths: where the tables are.
        progress: told how far it is.

    Raises:
        InvalidInput: a table that is needed is missing, there twice, or no table at all.
    """
    tables = _found(paths)
    report = RowReport(progress=progress)
    teams: dict[str, str] = {}
    countries: dict[str, str] = {}
    nobody = set(NOT_A_CLUB)

    def see(team: str, name: str) -> str:
        if name and team not in teams:
            teams[team] = clean(name)
        return team

    if source := tables.get("clubs.csv"):
        for _, (club, name, country) in rows_of(source, ("club_id", "name"), ("country_name",), report=report):
            if not is_no_team(name):
                see(club, name)
                nobody.discard(club)
                if country.strip():
                    countries[club] = clean(country)

    def side(team: str, name: str) -> str:
        return "" if not team or is_no_team(name) or is_no_team(team) or team in nobody else see(team, name)

    def listing(row: tuple[str, ...]) -> ListingRow:
        club, name, season, league = row
        return ListingRow(see(identifier(club, "club"), name), number(season, "season", most=2100), clean(league))

    columns = ("club_id", "team_name", "season_id", "competition_id")
    listings = tuple(_rows(tables["team_competitions_seasons.csv"], columns, (), listing, report))
    nobody.difference_update(row.club for row in listings)
    return TransferTables(
        title=", ".join(clean(str(path.resolve().name)) for path in paths),
        players=tuple(_players(tables["players.csv"], report)),
        moves=tuple(_moves(tables["transfers.csv"], side, report)),
        listings=listings,
        children=tuple(_children(tables.get("team_children.csv"), see, report)),
        caps=tuple(_caps(tables.get("player_national_performances.csv"), report)),
        teams=teams,
        countries=countries,
        values=tuple(_values(tables.get("player_valuations.csv"), report)),
        ratings=tuple(_ratings(tables.get("player_ratings.csv"), report)),
    )


def found_tables(paths: Sequence[Path]) -> list[Input] | None:
    """The tables at these paths that a choice model reads; ``None`` if one that it cannot do without is missing.

    Raises:
        InvalidInput: a path cannot be read.
    """
    tables = {item.base: item for item in matching(paths, *TABLES, *_MORE)}
    return list(tables.values()) if tables.keys() >= set(TABLES) else None


def _found(paths: Sequence[Path]) -> dict[str, Input]:
    tables: dict[str, Input] = {}
    for item in matching(paths, *TABLES, *_MORE):
        if item.base in tables:
            raise InvalidInput(f"two files hold the table {item.base}", file=item.name, remedy="leave one of them")
        tables[item.base] = item
    for name in TABLES:
        if name not in tables:
            raise InvalidInput(
                f"there is no {name} in it",
                file=clean(", ".join(map(str, paths))),
                remedy=f"a folder is needed that holds at least {', '.join(TABLES)}",
            )
    return tables


def _rows(
    source: Input,
    need: Sequence[str],
    also: Sequence[str],
    make: Callable[[tuple[str, ...]], _Row | None],
    report: RowReport,
) -> Iterator[_Row]:
    for line, row in rows_of(source, need, also, report=report):
        try:
            made = make(row)
        except ValueError as error:
            report.skip(source.name, line, str(error))
            continue
        if made is not None:
            yield made


def _players(source: Input, report: RowReport) -> Iterator[PlayerRow]:
    seen: set[str] = set()

    def player(row: tuple[str, ...]) -> PlayerRow | None:
        key, name, country, second, group, place, year, born = row
        if key in seen:
            return None
        seen.add(identifier(key, "player"))
        birth = number(year, "year of birth", most=2100) if year else day(born).year if born else 0
        return PlayerRow(key, clean(name), clean(country), clean(second), clean(group), clean(place), birth)

    also = ("country_of_citizenship", "second_citizenship", "position", "sub_position", "birth_year", "date_of_birth")
    return _rows(source, ("player_id", "name"), also, player, report)


def _moves(source: Input, side: Callable[[str, str], str], report: RowReport) -> Iterator[MoveRow]:
    def move(row: tuple[str, ...]) -> MoveRow:
        player, on, season, from_id, to_id, origin, to, fee, how, window, order = row
        when = day(on)
        result = _SEASON.fullmatch(season)
        year = when.year - (when.month < 7)
        if result:
            year = 2000 + int(result[1]) if int(result[1]) < 60 else 1900 + int(result[1])
        # Lists without a column for the window are read by the date: the season's second year is winter.
        winter = window == "winter" if window else when.year > year
        kind = "retired" if to.strip().lower() == "retired" else _HOW.get(how.lower(), "transfer")
        return MoveRow(
            identifier(player, "player"),
            when,
            year,
            winter,
            side(from_id, origin),
            side(to_id, to),
            kind,
            float(fee) if fee else None,
            number(order, "transfer id", most=10**12) if order else 0,
        )

    need = ("player_id", "transfer_date", "transfer_season", "from_club_id", "to_club_id", "from_club_name")
    also = ("to_club_name", "transfer_fee", "transfer_type", "window", "transfer_id")
    return _rows(source, need, also, move, report)


def _children(source: Input | None, see: Callable[[str, str], str], report: RowReport) -> Iterator[tuple[str, str]]:
    if source is None:
        return iter(())

    def child(row: tuple[str, ...]) -> tuple[str, str]:
        parent, parent_name, below, below_name = row
        return see(parent, parent_name), see(below, below_name)

    need = ("parent_team_id", "parent_team_name", "child_team_id", "child_team_name")
    return _rows(source, need, (), child, report)


def _caps(source: Input | None, report: RowReport) -> Iterator[CapRow]:
    if source is None:
        return iter(())

    def cap(row: tuple[str, ...]) -> CapRow | None:
        player, team, name, on = row
        return CapRow(player, team, day(on), bool(_YOUTH_SIDE.search(name))) if on else None

    return _rows(source, ("player_id", "team_id", "team_name", "first_game_date"), (), cap, report)


def _values(source: Input | None, report: RowReport) -> Iterator[ValueRow]:
    if source is None:
        return iter(())

    def value(row: tuple[str, ...]) -> ValueRow | None:
        player, on, euros, basis = row
        return ValueRow(player, day(on), _amount(euros, "market value"), basis) if on and euros else None

    return _rows(source, ("player_id", "date", "market_value_in_eur"), ("basis",), value, report)


def _ratings(source: Input | None, report: RowReport) -> Iterator[RatingRow]:
    if source is None:
        return iter(())

    def rating(row: tuple[str, ...]) -> RatingRow | None:
        player, on, club, level, owner, until = row
        if not on or not level:
            return None
        year = number(until, "end of the contract", most=2200) if until else 0
        return RatingRow(player, day(on), club, number(level, "rating", most=100), year, bool(owner))

    need, also = ("player_id", "as_of", "club", "rating"), ("loaned_from", "contract_until")
    return _rows(source, need, also, rating, report)


def _amount(text: str, label: str) -> float:
    """An amount of money.

    Raises:
        ValueError: it is no amount.
    """
    try:
        amount = float(text)
    except ValueError:
        amount = -1.0
    if not 0 <= amount < 1e12:
        raise ValueError(f"the {label} is {shown(text)}, which is no amount")
    return amount
