"""Transfer tables as plain rows: what is read, what stands for no team, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kg.claims.readers.persuasions import read_persuasions
from kg.claims.readers.transfer_tables import read_transfer_tables
from kg.errors import InvalidInput
from kg.model.transfers import RatingRow, ValueRow

PLAYERS = "player_id,name,country_of_citizenship,birth_year\n1,Åke Ås,Sweden,1990\n2,Bo Bø,Norway,\n"
MOVES = (
    "player_id,transfer_date,transfer_season,from_club_id,to_club_id,from_club_name,to_club_name,transfer_fee,"
    "transfer_type,window\n"
    "1,2012-07-15,12/13,10,11,A,B,1500000,Transfer,summer\n"
    "1,2013-01-15,12/13,11,515,B,Without Club,,Transfer,winter\n"
    "2,2013-06-30,12/13,11,123,B,Retired,,Retired,summer\n"
    "2,not a day,12/13,10,11,A,B,,Loan,winter\n"
)
LEAGUES = "club_id,team_name,season_id,competition_name,competition_id\n10,A,2012,One,L1\n11,B,2012,One,L1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "players.csv").write_text(PLAYERS, encoding="utf-8")
    (tmp_path / "transfers.csv").write_text(MOVES, encoding="utf-8")
    (tmp_path / "team_competitions_seasons.csv").write_text(LEAGUES, encoding="utf-8")
    return tmp_path


def test_rows_are_read_as_they_stand(folder: Path) -> None:
    tables = read_transfer_tables([folder])
    assert [row.name for row in tables.players] == ["Åke Ås", "Bo Bø"]
    first, second, third = tables.moves  # the row without a day is left out
    assert (first.day, first.season, first.winter, first.fee) == (date(2012, 7, 15), 2012, False, 1_500_000)
    assert (first.origin, first.to, second.to, third.to, third.how) == ("10", "11", "", "", "retired")
    assert [(row.club, row.season, row.league) for row in tables.listings] == [("10", 2012, "L1"), ("11", 2012, "L1")]


def test_numbers_of_no_team_are_clubs_where_they_are_listed(folder: Path) -> None:
    (folder / "team_competitions_seasons.csv").write_text(LEAGUES + "123,C,2012,One,L1\n", encoding="utf-8")
    with (folder / "transfers.csv").open("a", encoding="utf-8") as file:
        file.write("1,2013-07-15,13/14,11,123,B,C,,Loan,summer\n")
    tables = read_transfer_tables([folder])
    assert tables.moves[-1].to == "123"
    assert next(row for row in tables.moves if row.how == "retired").to == ""


@pytest.mark.parametrize("name", ["players.csv", "transfers.csv", "team_competitions_seasons.csv"])
def test_a_missing_table_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(InvalidInput, match=f"no {name}"):
        read_transfer_tables([folder])


def test_a_missing_column_is_named(folder: Path) -> None:
    (folder / "players.csv").write_text("player_id,called\n1,A\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="'name' is missing"):
        read_transfer_tables([folder])


def test_reports_of_persuasion_and_their_windows(tmp_path: Path) -> None:
    table = tmp_path / "reports.csv"
    table.write_text(
        "player,destination_club,transfer_window,persuader\nA B,Club,2017s,C D\nA B,Club,2017w,C D\n", encoding="utf-8"
    )
    assert [row.opens for row in read_persuasions(table)] == [date(2017, 7, 1), date(2018, 1, 1)]
    table.write_text("player,destination_club,transfer_window,persuader\nA B,Club,soon,C D\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="write 2017s or 2017w"):
        read_persuasions(table)


def test_values_and_ratings_are_read_where_present_and_bad_rows_left_out(folder: Path) -> None:
    (folder / "player_valuations.csv").write_text(
        "player_id,date,market_value_in_eur,basis\n1,2010-05-01,1500000,history\n1,someday,1,history\n"
        "2,2010-05-01,nan,\n3,2010-05-01,,\n",
        encoding="utf-8",
    )
    (folder / "player_ratings.csv").write_text(
        "ea_id,player_id,as_of,club,loaned_from,position,rating,value_eur,wage_eur_week,contract_until\n"
        "9,,2010-06-30,Club,,forward,77,1,500,2012\n8,1,2010-06-30,Club,Owner,forward,101,1,500,2012\n",
        encoding="utf-8",
    )
    tables = read_transfer_tables([folder])
    assert tables.values == (ValueRow("1", date(2010, 5, 1), 1.5e6, "history"),)
    assert tables.ratings == (RatingRow("", date(2010, 6, 30), "Club", 77, 2012, on_loan=False),)
