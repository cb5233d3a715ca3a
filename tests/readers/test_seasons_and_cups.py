"""Club seasons, World Cup history, internationals and moves by league: what the readers make of small tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kg.claims.readers.world_cups import WorldCups
from kg.errors import InvalidInput
from kg.model import Position, Precision, Role, Spell, SpellKind, TeamKind
from tests.readers.helpers import claims_of, columns, people, put, spells, table, teams

SEASON_COLUMNS = columns("id player_name team_title league year games time position")
SIGHTING_COLUMNS = columns("player_id player team season league first_seen last_seen matches")
UNDERSTAT = {
    "player_seasons.csv": table(
        SEASON_COLUMNS,
        (7, "Ada N&#039;Example", "Town", "EPL", 2020, 30, 2500, "D M S"),
        (7, "Ada N&#039;Example", "Town", "EPL", 2021, 20, 1500, "D S"),
        (7, "Ada N&#039;Example", "Town", "EPL", 2022, 3, 100, "D"),
        (8, "Bea Example", "City,Town", "EPL", 2020, 12, 900, "F S"),
        (8, "Bea Example", "City", "EPL", 2021, 2, 20, "GK"),
    ),
    "sightings.csv": table(
        SIGHTING_COLUMNS,
        (7, "Ada N&#039;Example", "Town", 2020, "epl", "2021-01-20", "2021-05-16", 14),
        (7, "Ada N&#039;Example", "Town", 2021, "epl", "2021-08-14", "2022-05-20", 18),
        (8, "Bea Example", "Town", 2020, "epl", "2020-09-12", "2020-12-20", 6),
        (8, "Bea Example", "City", 2020, "epl", "2021-02-01", "2021-05-20", 5),
    ),
}
CUPS = {
    "tournaments.csv": table(
        columns("tournament_id tournament_name start_date end_date"),
        ("WC-1986", "1986 FIFA Men's World Cup", "1986-05-31", "1986-06-29"),
        ("WC-2019", "2019 FIFA Women's World Cup", "2019-06-07", "2019-07-07"),
    ),
    "players.csv": table(
        columns("player_id family_name given_name birth_date player_wikipedia_link"),
        ("P-1", "Example", "Ada", "1990-01-02", "https://en.wikipedia.org/wiki/Ada_Example"),
        ("P-2", "Pelé", "not applicable", "not available", "not available"),
    ),
    "squads.csv": table(
        columns("tournament_id team_name player_id position_code"),
        ("WC-2019", "Spain", "P-1", "GK"),
        ("WC-1986", "Spain", "P-2", "FW"),
    ),
    "managers.csv": table(
        columns("manager_id family_name given_name country_name manager_wikipedia_link"),
        ("M-1", "Example", "Ada", "Spain", "https://en.wikipedia.org/wiki/Ada_Example"),
    ),
    "manager_appointments.csv": table(columns("tournament_id team_name manager_id"), ("WC-1986", "Spain", "M-1")),
}
GOALS = {
    "goalscorers.csv": table(
        columns("date home_team away_team team scorer minute own_goal penalty"),
        ("2020-03-01", "Spain", "Wales", "Spain", "Ada Example", 5, "FALSE", "FALSE"),
        ("2020-11-01", "Spain", "Malta", "Spain", "Ada Example", 7, "FALSE", "TRUE"),
        ("2020-03-01", "Spain", "Wales", "Spain", "Bea Example", 9, "TRUE", "FALSE"),
    )
}
MOVE_COLUMNS = columns(
    "club_name player_name age position club_involved_name fee transfer_movement transfer_period year country"
)
LEAGUE_MOVES = {
    "league.csv": table(
        MOVE_COLUMNS,
        ("Town", "Ada Example", 20, "Back", "City", "€1m", "in", "Summer", 2010, "England"),
        ("City", "Ada Example", 20, "Back", "Town", "€1m", "out", "Summer", 2010, "England"),
        ("Town", "Ada Example", 22, "Back", "Rovers", "Loan fee:€25Th.", "out", "Winter", 2012, "England"),
        ("Town", "Ada Example", 22, "Back", "Rovers", "End of loanJun 30, 2013", "in", "Summer", 2013, "England"),
        ("Town", "Ada Example", 35, "Back", "City", "free transfer", "in", "Summer", 2010, "England"),
    )
}


def test_a_season_seen_is_a_spell_between_its_sightings(tmp_path: Path) -> None:
    claims, _ = claims_of("understat", put(tmp_path, UNDERSTAT), strict=True)
    seen = [spell for spell in spells(claims, "Ada N'Example") if spell.matches is not None]
    assert {(str(spell.period.start), spell.period.attested) for spell in seen if spell.period.attested} == {
        ("2021-01-20", date(2021, 5, 16)),
        ("2021-08-14", date(2022, 5, 20)),
    }
    assert {(spell.matches, spell.minutes) for spell in seen} == {(30, 2500), (20, 1500), (3, 100)}


def test_a_run_leaves_out_the_half_season_before_a_winter_arrival(tmp_path: Path) -> None:
    claims, _ = claims_of("understat", put(tmp_path, UNDERSTAT), strict=True)
    runs = [spell.period for spell in spells(claims, "Ada N'Example") if spell.matches is None]
    assert [(str(run.start), str(run.end)) for run in runs] == [("2021/22", "2022/23")]


def test_the_matches_of_a_season_at_two_clubs_are_those_seen_at_each(tmp_path: Path) -> None:
    claims, _ = claims_of("understat", put(tmp_path, UNDERSTAT), strict=True)
    split = [spell for spell in spells(claims, "Bea Example") if spell.period.attested]
    assert {(spell.matches, spell.minutes) for spell in split} == {(6, None), (5, None)}


def test_a_position_is_where_most_minutes_were_played(tmp_path: Path) -> None:
    claims, _ = claims_of("understat", put(tmp_path, UNDERSTAT), strict=True)
    assert people(claims)["understat-7"].position is Position.DEFENDER
    assert people(claims)["understat-8"].position is Position.FORWARD
    assert {team.country for team in teams(claims).values()} == {"England"}


def test_a_sighting_that_ends_before_it_begins_is_refused(tmp_path: Path) -> None:
    rows = table(SIGHTING_COLUMNS, (7, "Ada", "Town", 2020, "epl", "2021-05-20", "2021-01-20", 2))
    with pytest.raises(InvalidInput, match="before it was first seen"):
        claims_of("understat", put(tmp_path, {"sightings.csv": rows}), strict=True)


def test_women_have_a_team_of_their_own_and_a_coach_who_played_is_known_by_one_article(tmp_path: Path) -> None:
    claims, _ = claims_of("worldcup-history", put(tmp_path, CUPS), strict=True)
    names = {team.name: team.kind for team in teams(claims).values()}
    assert names == {"Spain": TeamKind.NATIONAL, "Spain (women)": TeamKind.NATIONAL}
    chosen = spells(claims, team="Spain (women)")
    assert [(spell.occasion, spell.role, spell.kind) for spell in chosen] == [
        ("Women's World Cup 2019", Role.PLAYER, SpellKind.SELECTION)
    ]
    assert chosen[0].period.latest_end == date(2019, 7, 8)
    article = {("wikipedia", "Ada_Example")}
    known = people(claims)
    assert article < {(one.scheme, one.value) for one in known["fjelstul-P-1"].external_ids}
    assert article < {(one.scheme, one.value) for one in known["fjelstul-manager-M-1"].external_ids}
    assert known["fjelstul-P-2"].name == "Pelé"
    assert known["fjelstul-P-2"].birth is None


def test_tournaments_before_the_year_asked_for_are_left_out(tmp_path: Path) -> None:
    claims, rows = claims_of(WorldCups(since=2000), put(tmp_path, CUPS), strict=True)
    assert set(people(claims)) == {"fjelstul-P-1"}
    assert rows.skipped == 2


def test_a_scorer_is_seen_in_his_own_team_by_year(tmp_path: Path) -> None:
    claims, _ = claims_of("international-goals", put(tmp_path, GOALS), strict=True)
    (scored,) = spells(claims, "Ada Example", "Spain")
    assert (str(scored.period.start), scored.period.attested) == ("2020-03-01", date(2020, 11, 1))
    assert scored.matches is None
    assert [spell.team.rpartition("-")[2] for spell in spells(claims, "Bea Example")] == ["wales"]


def test_moves_by_league_tell_loans_and_namesakes_apart(tmp_path: Path) -> None:
    claims, _ = claims_of("league-transfers", put(tmp_path, LEAGUE_MOVES), strict=True)
    known = people(claims)
    assert set(known) == {"league-transfers-ada-example-1990", "league-transfers-ada-example-1975"}
    assert {birth.precision for person in known.values() if (birth := person.birth)} == {Precision.YEAR}
    mine = [claim.statement for claim in claims if isinstance(claim.statement, Spell)]
    loans = [spell for spell in mine if spell.kind is SpellKind.LOAN and spell.period.end]
    assert [(str(spell.period.start), str(spell.period.end)) for spell in loans] == [("2013-01", "2013-06-30")]


@pytest.mark.parametrize("name", ["understat", "worldcup-history", "international-goals", "league-transfers"])
def test_a_folder_without_the_tables_is_one_clear_line(tmp_path: Path, name: str) -> None:
    put(tmp_path, {"other.csv": table(("a", "b"), (1, 2))})
    with pytest.raises(InvalidInput, match="there is no"):
        claims_of(name, tmp_path)
