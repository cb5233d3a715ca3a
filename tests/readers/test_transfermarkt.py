"""The public Transfermarkt set: what its tables become, in older and newer shapes."""

from __future__ import annotations

import gzip
import zipfile
from datetime import date
from pathlib import Path

import pytest

from kg.errors import InvalidInput
from kg.model.claims import Event, EventKind, Relationship, RelationshipKind, Role, SpellKind
from kg.model.dates import Precision
from kg.model.people import TeamKind
from tests.readers.helpers import claims_of, columns, people, put, spells, table, teams

TRANSFERS = (
    "player_id",
    "transfer_date",
    "transfer_season",
    "from_club_id",
    "to_club_id",
    "from_club_name",
    "to_club_name",
    "transfer_fee",
    "player_name",
    "transfer_type",
    "window",
)


def move(
    on: str, a: int | str, b: int | str, kind: str = "Transfer", *, player: int = 7, window: str = "x"
) -> tuple[object, ...]:
    name = {"": "", 515: "Without Club", "Retired": "Retired", 75: "Unknown", 2113: "Career break"}
    return (
        *(player, on, "12/13", a, b, name.get(a, f"Club {a}"), name.get(b, f"Club {b}"), ""),
        *("Ada Example", kind, window),
    )


def world(*moves: tuple[object, ...], last: int = 2018) -> dict[str, bytes]:
    return {
        "players.csv": table(
            (
                "player_id",
                "name",
                "country_of_citizenship",
                "second_citizenship",
                "position",
                "birth_year",
                "last_season",
            ),
            (7, "Ada Example", "Korea, South", "Turkey", "Attack", 1990, f"{last}.0"),
        ),
        "transfers.csv": table(TRANSFERS, *moves),
    }


def periods(tmp_path: Path, *moves: tuple[object, ...]) -> list[tuple[str, str, str, str]]:
    claims, _ = claims_of("transfermarkt", put(tmp_path, world(*moves)))
    names = {one.id: one.name for one in teams(claims).values()}
    return [
        (names[spell.team], str(spell.period.start or ""), str(spell.period.end or ""), spell.kind.value)
        for spell in spells(claims)
    ]


def test_a_career_with_a_loan_and_its_return(tmp_path: Path) -> None:
    assert periods(
        tmp_path,
        move("2012-01-15", 1, 2, "Loan"),
        move("2012-06-30", 2, 1, "Return from loan"),
        move("2013-01-15", 1, 3),
        move("2015-07-15", 3, 4, "Free transfer"),
    ) == [
        ("Club 1", "", "2012-01", "unstated"),
        ("Club 2", "2012-01", "2012-06-30", "loan"),
        ("Club 1", "2012-06-30", "2013-01", "permanent"),
        ("Club 3", "2013-01", "2015-07", "permanent"),
        ("Club 4", "2015-07", "", "permanent"),
    ]


def test_a_return_followed_by_a_move_in_the_same_window_was_on_paper(tmp_path: Path) -> None:
    stays = periods(
        tmp_path,
        move("2010-07-15", 1, 2, "Loan"),
        move("2011-06-30", 2, 1, "Return from loan"),
        move("2011-07-15", 1, 2),
    )
    assert [(team, kind) for team, _, _, kind in stays] == [
        ("Club 1", "unstated"),
        ("Club 2", "loan"),
        ("Club 2", "permanent"),
    ]


def test_window_dates_are_months_and_printed_days_are_days(tmp_path: Path) -> None:
    claims, _ = claims_of(
        "transfermarkt", put(tmp_path, world(move("2012-07-15", 1, 2), move("2013-07-15", 2, 3, window="")))
    )
    first, _, last = spells(claims)
    assert first.period.end is not None
    assert first.period.end.precision is Precision.MONTH
    assert last.period.start is not None
    assert last.period.start.precision is Precision.DAY


@pytest.mark.parametrize("nowhere", [515, "Retired", 75, 2113, ""])
def test_no_team_is_ever_made_of_having_no_team(tmp_path: Path, nowhere: int | str) -> None:
    claims, rows = claims_of(
        "transfermarkt", put(tmp_path, world(move("2012-07-15", 1, nowhere), move("2014-01-15", nowhere, 2)))
    )
    assert sorted(one.name for one in teams(claims).values()) == ["Club 1", "Club 2"]
    assert rows.skipped == 0
    first, second = spells(claims)
    assert (str(first.period.end), str(second.period.start)) == ("2012-07", "2014-01")


def test_a_number_of_no_club_is_a_club_where_the_clubs_table_says_so(tmp_path: Path) -> None:
    files = world(move("2012-07-15", 1, 3)) | {
        "clubs.csv": table(("club_id", "name"), (515, "FC Five"), (1, "One"), (3, "Three"))
    }
    files["transfers.csv"] = files["transfers.csv"].replace(b",1,3,Club 1,", b",515,3,FC Five,")
    claims, _ = claims_of("transfermarkt", put(tmp_path, files))
    assert "FC Five" in {one.name for one in teams(claims).values()}


def test_a_gap_in_the_list_leaves_ends_and_starts_unknown(tmp_path: Path) -> None:
    claims, _ = claims_of("transfermarkt", put(tmp_path, world(move("2010-07-15", 1, 2), move("2015-01-15", 3, 4))))
    unknown_end = spells(claims, team="Club 2")[0].period
    assert (unknown_end.end, unknown_end.attested) == (None, date(2010, 7, 31))
    assert spells(claims, team="Club 3")[0].period.start is None


def test_the_last_club_is_attested_while_its_league_is_covered(tmp_path: Path) -> None:
    files = world(move("2012-07-15", 1, 2)) | {
        "team_competitions_seasons.csv": table(
            ("club_id", "team_name", "season_id", "competition_name", "competition_id"),
            *((2, "Club 2", season, "League", "L1") for season in (2012, 2013, 2015)),
        )
    }
    claims, _ = claims_of("transfermarkt", put(tmp_path, files))
    assert spells(claims, team="Club 2")[0].period.attested == date(2014, 6, 30)


def test_without_a_coverage_table_the_last_season_seen_attests(tmp_path: Path) -> None:
    claims, _ = claims_of("transfermarkt", put(tmp_path, world(move("2012-07-15", 1, 2), last=2016)))
    assert spells(claims, team="Club 2")[0].period.attested == date(2017, 6, 30)


def test_returns_planned_for_the_future_attest_nothing(tmp_path: Path) -> None:
    claims, _ = claims_of(
        "transfermarkt",
        put(
            tmp_path,
            world(move("2018-07-15", 1, 2, "Loan"), move("2025-06-30", 2, 1, "Return from loan"), last=2018),
        ),
    )
    planned = spells(claims, team="Club 1")[-1].period
    assert str(planned.start) == "2025-06-30"
    assert planned.attested is None


def test_the_published_shape_without_types_tells_loans_by_their_return(tmp_path: Path) -> None:
    files = {
        "transfers.csv": table(
            columns(
                "player_id transfer_date transfer_season from_club_id to_club_id from_club_name "
                "to_club_name transfer_fee market_value_in_eur player_name"
            ),
            (7, "2021-06-30", "20/21", 2, 1, "Two", "One", "0.000", "", "Ada Example"),
            (7, "2020-09-01", "20/21", 1, 2, "One", "Two", "0.000", "", "Ada Example"),
            (7, "2021-08-31", "21/22", 1, 3, "One", "Three", "5.000", "", "Ada Example"),
        )
    }
    claims, _ = claims_of("transfermarkt", put(tmp_path, files))
    assert [(spell.kind, str(spell.period.start or ""), str(spell.period.end or "")) for spell in spells(claims)] == [
        (SpellKind.UNSTATED, "", "2020-09-01"),
        (SpellKind.LOAN, "2020-09-01", "2021-06-30"),
        (SpellKind.PERMANENT, "2021-06-30", "2021-08-31"),
        (SpellKind.UNSTATED, "2021-08-31", ""),
    ]


def test_people_with_birth_places_contracts_and_citizenships(tmp_path: Path) -> None:
    files = {
        "players.csv": table(
            columns(
                "player_id name date_of_birth city_of_birth country_of_birth country_of_citizenship "
                "position contract_expiration_date current_club_id current_club_name agent_name last_season"
            ),
            (
                7,
                "Ada Example",
                "1990-02-03 00:00:00",
                "Opole",
                "Poland",
                "Türkiye",
                "Goalkeeper",
                "2026-06-30 00:00:00",
                5,
                "Five FC",
                "Someone",
                2024,
            ),
        )
    }
    claims, _ = claims_of("transfermarkt", put(tmp_path, files))
    (person,) = people(claims).values()
    assert (str(person.birth), person.birth_place, person.citizenships) == ("1990-02-03", "Opole, Poland", ("Turkey",))
    (contract,) = (claim.statement for claim in claims if isinstance(claim.statement, Event))
    assert (contract.kind, str(contract.until)) == (EventKind.CONTRACT, "2026-06-30")


def test_small_agencies_tie_their_players_and_large_ones_nobody(tmp_path: Path) -> None:
    agents = ["Us Two", "Us Two", "Relatives", "Relatives", "no agent", "no agent", "", "", *["Giant"] * 13]
    rows = [(n, f"Player {n}", agent) for n, agent in enumerate(agents)]
    claims, told = claims_of(
        "transfermarkt", put(tmp_path, {"players.csv": table(("player_id", "name", "agent_name"), *rows)})
    )
    (shared,) = [claim.statement for claim in claims if isinstance(claim.statement, Relationship)]
    assert (shared.kind, shared.detail) == (RelationshipKind.SAME_AGENT, "Us Two")
    assert sum(told.notes.values()) == 1


def test_first_caps_and_what_kind_of_team(tmp_path: Path) -> None:
    files = world(move("2012-07-15", 1, 2)) | {
        "player_national_performances.csv": table(
            ("player_id", "team_id", "team_name", "first_game_date"),
            (7, 90, "South Korea", "2011-03-04"),
            (7, 91, "South Korea U20", "2009-03-04"),
            (7, 92, "South Korea Olympic Team", "2010-03-04"),
            (99, 90, "South Korea", "2010-03-04"),
        ),
        "team_children.csv": table(
            ("parent_team_id", "parent_team_name", "child_team_id", "child_team_name"),
            (1, "Club 1", 11, "Club 1 U19"),
            (1, "Club 1", 12, "Club 1 II"),
            (1, "Club 1", 13, "Example Athletic"),
            (1, "Club 1", 14, "Club 1 Juniors"),
            (12, "Club 1 II", 1, "Club 1"),
        ),
    }
    claims, rows = claims_of("transfermarkt", put(tmp_path, files))
    kinds = {one.name: (one.kind, one.age_group) for one in teams(claims).values()}
    assert kinds["South Korea"] == (TeamKind.NATIONAL, None)
    assert kinds["South Korea U20"] == (TeamKind.NATIONAL_YOUTH, 20)
    assert kinds["South Korea Olympic Team"] == (TeamKind.NATIONAL_YOUTH, 23)
    assert kinds["Club 1"] == (TeamKind.CLUB, None)
    assert kinds["Club 1 U19"] == (TeamKind.YOUTH, 19)
    assert kinds["Club 1 II"] == kinds["Example Athletic"] == (TeamKind.RESERVE, None)
    assert kinds["Club 1 Juniors"] == (TeamKind.YOUTH, None)
    (cap,) = spells(claims, team="South Korea")
    assert (str(cap.period.start), cap.period.end, cap.period.attested) == ("2011-03-04", None, date(2011, 3, 4))
    assert rows.skipped == 2  # the cap of a player without a name, and the ring of parents


def test_games_give_minutes_and_head_coaches(tmp_path: Path) -> None:
    games = columns(
        "game_id competition_type season date home_club_id away_club_id home_club_manager_name "
        "away_club_manager_name home_club_name away_club_name"
    )
    files = {
        "games.csv": table(
            games,
            (1, "domestic_league", 2020, "2020-08-01", 1, 2, "Old Coach", "Other", "One", "Two"),
            (2, "domestic_league", 2020, "2020-09-01", 2, 1, "Other", "Old Coach", "Two", "One"),
            (3, "domestic_league", 2020, "2020-10-01", 1, 2, "New Coach", "", "One", "Two"),
            (4, "national_team_competition", 2020, "2020-11-01", 3, 4, "", "", "Brazil", "Argentina"),
        ),
        "club_games.csv": table(("game_id", "club_id", "own_manager_name"), (3, 2, "Other"), (99, 2, "Nobody")),
        "appearances.csv": table(
            columns(
                "appearance_id game_id player_id player_club_id player_current_club_id date player_name minutes_played"
            ),
            ("1_7", 1, 7, 1, 1, "2020-08-01", "Ada Example", 90),
            ("2_7", 2, 7, 1, 1, "2020-09-01", "Ada Example", 15),
            ("2_7", 2, 7, 1, 1, "2020-09-01", "Ada Example", 15),
        ),
        "game_lineups.csv": table(
            ("game_lineups_id", "date", "game_id", "player_id", "club_id", "player_name", "type"),
            ("x", "2020-10-01", 3, 7, 1, "Ada Example", "substitutes"),
            ("y", "2020-11-01", 4, 8, 3, "Bea Example", "starting_lineup"),
        ),
    }
    claims, rows = claims_of("transfermarkt", put(tmp_path, files))
    (seen,) = spells(claims, "Ada Example")
    assert (str(seen.period.start), seen.period.attested) == ("2020-08-01", date(2020, 10, 1))
    assert (seen.matches, seen.minutes) == (2, 105)
    assert {one.name: one.kind for one in teams(claims).values()}["Brazil"] is TeamKind.NATIONAL
    (old,) = spells(claims, "Old Coach")
    assert (old.role, str(old.period.start), str(old.period.end)) == (Role.HEAD_COACH, "2020-08-01", "2020-10-01")
    (other,) = spells(claims, "Other")
    assert (other.period.attested, other.matches) == (date(2020, 10, 1), 3)
    assert rows.skipped == 2  # the appearance told twice, and the game of which nobody knows the day
    doses, _ = claims_of("minutes", tmp_path)
    (dose,) = spells(doses, "Ada Example")
    assert (dose.matches, dose.minutes) == (2, 105)


def test_countries_and_national_teams_of_the_present_shape(tmp_path: Path) -> None:
    files = {
        "players.csv": table(("player_id", "name"), (7, "Ada Example")),
        "clubs.csv": table(("club_id", "name", "domestic_competition_id"), (1, "Rovers", "W1")),
        "competitions.csv": table(
            ("competition_id", "country_name", "country_id", "type"),
            ("W1", "", 191, "domestic_league"),
            ("EURO", "", -1, "national_team_competition"),
        ),
        "countries.csv": table(("country_id", "country_name"), (191, "Wales"), (189, "England")),
        "national_teams.csv": table(
            ("national_team_id", "name", "country_id", "country_name", "coach_name"),
            (3864, "Wales", 191, "", "Some Coach"),
            (3299, "England", 189, "England", ""),
            (3299, "England", 189, "England", ""),
        ),
        "games.csv": table(
            columns("game_id competition_id date home_club_id away_club_id home_club_name away_club_name"),
            (1, "EURO", "2020-06-20", 3864, 77, "Wales", "Elsewhere"),
        ),
        "player_valuations.csv": table(("player_id", "date", "market_value_in_eur"), (7, "2020-01-01", 5)),
    }
    claims, rows = claims_of("transfermarkt", put(tmp_path, files))
    named = {one.name: one for one in teams(claims).values()}
    assert named["Rovers"].country == "Wales"
    assert (named["Wales"].kind, named["Wales"].country) == (TeamKind.NATIONAL, "Wales")
    assert (named["England"].kind, named["England"].country) == (TeamKind.NATIONAL, "England")
    assert named["Elsewhere"].kind is TeamKind.NATIONAL, "it played a competition of national teams"
    assert rows.skipped == 1, "the national team listed twice"
    assert "Some Coach" not in {one.name for one in people(claims).values()}, "no day says since when"
    assert [note for note in rows.notes if "player_valuations.csv" in note]


def test_events_tell_of_games_without_line_ups(tmp_path: Path) -> None:
    events = columns("game_id minute type club_id player_id description player_in_id player_assist_id")
    files = {
        "players.csv": table(
            ("player_id", "name"), (7, "Ada Example"), (8, "Bea Example"), (9, "Cleo Example"), (10, "Di Example")
        ),
        "games.csv": table(
            columns("game_id season date home_club_id away_club_id home_club_name away_club_name"),
            (1, 2020, "2020-08-01", 1, 2, "One", "Two"),
            (2, 2020, "2020-09-01", 2, 1, "Two", "One"),
        ),
        "appearances.csv": table(
            columns("game_id player_id player_club_id date player_name minutes_played"),
            (1, 7, 1, "2020-08-01", "Ada Example", 90),
        ),
        "game_events.csv": table(
            events,
            (1, 5, "Goals", 1, 7, "Header", "", 8),
            (2, 60, "Substitutions", 1, 7, "Tactical", 9, ""),
            (2, 70, "Goals", 1, 10, "Own-goal", "", ""),
            (2, 80, "Cards", 1, "", "Yellow card", "", ""),
            (2, 85, "Cards", 1, 99, "Yellow card", "", ""),
            (3, 85, "Cards", 1, 7, "Yellow card", "", ""),
        ),
    }
    claims, rows = claims_of("transfermarkt", put(tmp_path, files))
    (ada,) = spells(claims, "Ada Example")
    assert (str(ada.period.start), ada.period.attested) == ("2020-08-01", date(2020, 9, 1))
    assert (ada.matches, ada.minutes) == (1, 90), "an event tells no minutes"
    (bea,) = spells(claims, "Bea Example")
    assert (str(bea.period.start), bea.matches) == ("2020-08-01", None)
    (cleo,) = spells(claims, "Cleo Example")
    assert str(cleo.period.start) == "2020-09-01"
    assert not spells(claims, "Di Example"), "whose side an own goal stands under is not known"
    assert rows.skipped == 4


def test_plain_gzipped_and_zipped_are_read_alike(tmp_path: Path) -> None:
    files = world(move("2012-07-15", 1, 2))
    plain, _ = claims_of("transfermarkt", put(tmp_path / "plain", files))
    packed, _ = claims_of(
        "transfermarkt", put(tmp_path / "gz", {f"{name}.gz": gzip.compress(data) for name, data in files.items()})
    )
    with zipfile.ZipFile(tmp_path / "archive.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(f"archive/{name}", data)
    zipped, _ = claims_of("transfermarkt", tmp_path / "archive.zip")
    assert plain == packed == zipped


def test_one_table_in_two_files_is_refused(tmp_path: Path) -> None:
    files = world(move("2012-07-15", 1, 2))
    put(tmp_path, files | {"transfers.csv.gz": gzip.compress(files["transfers.csv"])})
    with pytest.raises(InvalidInput, match="two files hold the table"):
        claims_of("transfermarkt", tmp_path)


def test_strict_refuses_a_row_but_lets_repeats_pass(tmp_path: Path) -> None:
    again = move("2012-07-15", 1, 2)
    _, rows = claims_of("transfermarkt", put(tmp_path, world(again, again)), strict=True)
    assert rows.skipped == 1
    put(tmp_path, world(move("2012-02-31", 1, 2)))
    with pytest.raises(InvalidInput, match="no calendar has") as caught:
        claims_of("transfermarkt", tmp_path, strict=True)
    assert caught.value.line == 2


def test_a_second_team_that_a_list_puts_above_its_club_is_nobodys_first_team(tmp_path: Path) -> None:
    files = world(move("2012-07-15", 21, 22)) | {
        "team_children.csv": table(
            ("parent_team_id", "parent_team_name", "child_team_id", "child_team_name"),
            (20, "Towers Reserve", 21, "Towers"),
            (20, "Towers Reserve", 22, "Towers U17"),
            (90, "Wales", 91, "Wales B"),
        ),
        "player_national_performances.csv": table(
            ("player_id", "team_id", "team_name", "first_game_date"), (7, 90, "Wales", "2011-03-04")
        ),
    }
    claims, _ = claims_of("transfermarkt", put(tmp_path, files))
    found = {one.name: (one.kind, one.parent) for one in teams(claims).values()}
    assert found["Towers"] == (TeamKind.CLUB, "")
    assert found["Towers U17"] == (TeamKind.YOUTH, "")
    kind, parent = found["Wales B"]
    assert (kind, parent.rpartition("/")[2]) == (TeamKind.RESERVE, "transfermarkt-90")
