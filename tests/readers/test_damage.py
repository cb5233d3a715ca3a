"""Damaged and unusual input, kind by kind: one field is lost alone, and every loss is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import InvalidInput
from kg.model import Event, Person, Relationship, TeamKind
from kg.text.blanks import is_blank
from kg.text.mojibake import mended
from tests.readers.helpers import claims_of, columns, people, put, spells, table, teams

PLAYERS = columns(
    "player_id name country_of_citizenship date_of_birth city_of_birth country_of_birth last_season current_club_id "
    "current_club_name contract_expiration_date agent_name"
)
GAMES = columns("game_id date home_club_id away_club_id season home_club_name away_club_name")
SEEN = columns("game_id player_id player_club_id date player_name minutes_played")
MINUTES = columns("season date match_id player_code player_name team opponent minutes")


def players(*rows: tuple[object, ...]) -> dict[str, bytes]:
    return {"players.csv": table(PLAYERS, *rows)}


def birth_of(person: Person) -> str:
    return str(person.birth or "")


@pytest.mark.parametrize(
    ("field", "value", "lost"),
    [
        ("current_club_id", "-1", False),
        ("current_club_id", "0", False),
        ("current_club_id", "Q7", True),
        ("contract_expiration_date", "June 2027", True),
        ("date_of_birth", "12 May", True),
        ("last_season", "soon", True),
        ("country_of_citizenship", "x" * 900, True),
    ],
)
def test_a_field_that_cannot_be_read_costs_that_field(tmp_path: Path, field: str, value: str, lost: bool) -> None:
    row = {"player_id": "7", "name": "Ada Example", "date_of_birth": "1999-05-06", "country_of_citizenship": "Chile"}
    row[field] = value
    claims, report = claims_of("transfermarkt", put(tmp_path, players(tuple(row.get(name, "") for name in PLAYERS))))
    (person,) = people(claims).values()
    assert (person.name, report.skipped) == ("Ada Example", 0)
    assert bool(report.losses()) is lost
    if field != "date_of_birth":
        assert birth_of(person) == "1999-05-06"
    if lost:
        with pytest.raises(InvalidInput):
            claims_of("transfermarkt", tmp_path, strict=True)


@pytest.mark.parametrize(
    "nothing", ["NA", "n/a", "NaN", "nan", "None", "NULL", "null", "-", "?", "Unknown", "<NA>", "\\N"]
)
def test_words_for_nothing_are_nothing_in_every_reader(tmp_path: Path, nothing: str) -> None:
    rows = [(n, f"Ada Example {n}", nothing, f"1999-05-0{n}", *[nothing] * 7) for n in (1, 2)]
    claims, report = claims_of("transfermarkt", put(tmp_path / "players", players(*rows)))
    for person in people(claims).values():
        assert (person.citizenships, person.birth_place) == ((), "")
    assert not [claim for claim in claims if isinstance(claim.statement, Relationship | Event)], "no shared agent"
    assert (report.skipped, report.losses()) == (0, [])
    squad = f"= World Cup 1950\n== Wales\n 1, Ben EXAMPLE, GK, {nothing}\n"
    claims, _ = claims_of("openfootball", put(tmp_path / "squads", {"x.txt": squad.encode()}))
    assert {team.name for team in teams(claims).values()} == {"Wales"}
    match = ("2020-21", "2021-02-15", "1", 7, "Ada Example", "Town", nothing, nothing)
    claims, _ = claims_of("minutes", put(tmp_path / "minutes", {"a.csv": table(MINUTES, match)}))
    assert {team.name for team in teams(claims).values()} == {"Town"}
    assert spells(claims)[0].minutes is None


def test_surnames_are_no_words_for_nothing() -> None:
    assert not any(map(is_blank, ("Na", "Nani", "Nul", "Noneto", "0", "Al-Nasr", "Null & Sons")))


@pytest.mark.parametrize(
    ("damaged", "right"),
    [
        ("Jos\u00c3\u00a9 Example", "José Example"),
        ("\u00c3\u2013zil Example", "Özil Example"),
        ("M\u00c3\u0192\u00c2\u00bcller Example", "Müller Example"),
        ("N&#039;Golo Ex&aacute;mple", "N'Golo Exámple"),
    ],
)
def test_text_read_in_a_wrong_encoding_is_mended_and_told(tmp_path: Path, damaged: str, right: str) -> None:
    match = ("2020-21", "2021-02-15", "1", 7, damaged, "Town", "City", 90)
    claims, report = claims_of("minutes", put(tmp_path, {"a.csv": table(MINUTES, match)}))
    assert [person.name for person in people(claims).values()] == [right]
    assert any("wrong encoding" in line for line in report.losses())


def test_text_whose_letters_are_lost_is_refused(tmp_path: Path) -> None:
    matches = [
        ("2020-21", "2021-02-15", "1", 7, "Jos\ufffd Example", "Town", "City", 90),
        ("2020-21", "2021-02-15", "1", 8, "José Example", "Town", "City", 90),
    ]
    claims, report = claims_of("minutes", put(tmp_path, {"a.csv": table(MINUTES, *matches)}))
    assert [person.name for person in people(claims).values()] == ["José Example"]
    assert "wrong encoding" in report.rows[0].reason


@pytest.mark.parametrize(
    "name", ["JOÃO FÉLIX", "ÇALHANOĞLU", "Ângel", "Đoković", "Łukasz", "Müller", "Андрей", "Ñíguez"]
)
def test_names_with_unusual_letters_are_left_alone(name: str) -> None:
    assert mended(name) == name


def test_a_first_of_january_is_a_year(tmp_path: Path) -> None:
    rows = [(1, "Ada Example", "", "1999-01-01"), (2, "Bea Example", "", "1999-01-02")]
    claims, _ = claims_of("transfermarkt", put(tmp_path, players(*(row + ("",) * 7 for row in rows))))
    assert sorted(birth_of(person) for person in people(claims).values()) == ["1999", "1999-01-02"]


def test_squads_without_numbers_clubs_or_proper_dates(tmp_path: Path) -> None:
    squad = "\n".join(
        [
            "=  Chile - Copa América 1955",
            "    Ada EXAMPLE,  GK,  b. 1930/01/12,  12/0",
            " -, Bea EXAMPLE,  DF,  b. 3 March 1931, Without Club",
            " 3, Cid EXAMPLE,  DF,  March 4 1932, Town FC",
            " 4, Dan EXAMPLE,  MF,  b. whenever, Town FC (CHI)",
            "    Eve EXAMPLE (ARG), MG, *1900",
        ]
    )
    claims, report = claims_of("openfootball", put(tmp_path, {"chile.txt": squad.encode()}))
    births = {person.name: birth_of(person) for person in people(claims).values()}
    assert births == {
        "Ada Example": "1930-01-12",
        "Bea Example": "1931-03-03",
        "Cid Example": "1932-03-04",
        "Dan Example": "",
        "Eve Example": "1900",
    }
    assert report.skipped == 0
    assert len(report.losses()) == 1
    clubs = [team for team in teams(claims).values() if team.kind is TeamKind.CLUB]
    assert {(team.name, team.country) for team in clubs} == {("Town FC", ""), ("Town FC", "Chile")}
    assert {str(spell.period.start) for spell in spells(claims, "Dan Example")} == {"1955"}


@pytest.mark.parametrize(
    ("heading", "name", "kind"),
    [
        ("= Women's Euro 2025\n== Chile", "Chile (women)", TeamKind.NATIONAL),
        ("= FIFA U-17 Women's World Cup 2018\n== Chile", "Chile U17 (women)", TeamKind.NATIONAL_YOUTH),
        ("= Frauen-WM 2011\n== Chile", "Chile (women)", TeamKind.NATIONAL),
        ("=  Chile - Under-19 Championship 2014", "Chile U19", TeamKind.NATIONAL_YOUTH),
        ("=  Chile U20 - South American Championship 2013", "Chile U20", TeamKind.NATIONAL_YOUTH),
        ("= Olympic Football Tournament 2008\n== Chile", "Chile U23", TeamKind.NATIONAL_YOUTH),
        ("= Olympics 1928\n== Chile", "Chile (Olympic)", TeamKind.RESERVE),
        ("=  Chile B - Friendly 1995", "Chile B", TeamKind.RESERVE),
        ("= Amateur World Cup 1920\n== Chile", "Chile (amateur)", TeamKind.RESERVE),
        ("= World Cup 2014\n== Chile", "Chile", TeamKind.NATIONAL),
    ],
)
def test_the_competition_tells_which_team_of_a_country(tmp_path: Path, heading: str, name: str, kind: TeamKind) -> None:
    squad = f"{heading}\n 1, Ada EXAMPLE, GK, b. 2000\n"
    claims, _ = claims_of("openfootball", put(tmp_path, {"x.txt": squad.encode()}))
    (team,) = teams(claims).values()
    assert (team.name, team.kind, team.country) == (name, kind, "Chile")


@pytest.mark.parametrize(
    ("printed", "kind", "age"),
    [
        ("Town FC Women", TeamKind.CLUB, None),
        ("Town U21", TeamKind.YOUTH, 21),
        ("Town II", TeamKind.RESERVE, None),
        ("Chile U20", TeamKind.NATIONAL_YOUTH, 20),
        ("Chile", TeamKind.NATIONAL, None),
    ],
)
def test_a_teams_own_words_tell_its_kind(tmp_path: Path, printed: str, kind: TeamKind, age: int | None) -> None:
    match = ("2020-21", "2021-02-15", "1", 7, "Ada Example", printed, "City", 90)
    claims, _ = claims_of("minutes", put(tmp_path, {"a.csv": table(MINUTES, match)}))
    (team,) = teams(claims).values()
    assert (team.kind, team.age_group) == (kind, age)


def test_a_national_team_without_a_name_is_no_club(tmp_path: Path) -> None:
    head = (*GAMES, "competition_type")
    files = {
        "games.csv": table(head, (1, "2020-06-01", 900, 901, "2019", "-", "Chile", "national_team_competition")),
        "appearances.csv": table(SEEN, (1, 7, 900, "2020-06-01", "Ada Example", 90)),
    }
    claims, _ = claims_of("transfermarkt", put(tmp_path, files))
    assert {team.kind for team in teams(claims).values()} == {TeamKind.NATIONAL}


@pytest.mark.parametrize("reader", ["transfermarkt", "minutes"])
def test_a_match_listed_for_the_opponent_counts_for_the_players_club(tmp_path: Path, reader: str) -> None:
    days = ("2020-08-01", "2020-09-01", "2020-10-01")
    if reader == "transfermarkt":
        sides = (10, 20, "2020", "Town", "City")
        files = {
            "games.csv": table(GAMES, *[(n, day, *sides) for n, day in enumerate(days, 1)]),
            "appearances.csv": table(
                SEEN, *[(n, 7, 20 if n == 2 else 10, day, "Ada Example", 90) for n, day in enumerate(days, 1)]
            ),
        }
    else:
        rows = [
            ("2020-21", day, n, 7, "Ada Example", "City" if n == 2 else "Town", "Town" if n == 2 else "City", 90)
            for n, day in enumerate(days, 1)
        ]
        files = {"a.csv": table(MINUTES, *rows)}
    claims, _ = claims_of(reader, put(tmp_path, files))
    (spell,) = [spell for spell in spells(claims) if spell.matches]
    assert (spell.matches, spell.minutes) == (3, 270)
    assert "opponent" in spell.occasion


def test_a_move_to_an_opponent_is_no_slip(tmp_path: Path) -> None:
    rows = [("2020-21", f"2020-{8 + n:02}-01", n, 7, "Ada Example", "Town", "City", 90) for n in range(2)]
    rows.append(("2020-21", "2021-02-01", 9, 7, "Ada Example", "City", "Town", 90))
    claims, _ = claims_of("minutes", put(tmp_path, {"a.csv": table(MINUTES, *rows)}))
    assert [spell.matches for spell in spells(claims)] == [2, 1]


def test_folders_as_cloned_are_read_and_the_rest_is_named(tmp_path: Path) -> None:
    managers = table(("manager", "start_date", "end_date", "club"), ("Ada Example", "22 Dec, 2019", "Present", "Town"))
    other = {"README.md": b"x", "seeds/other.csv": b"a,b\n1,2\n", "package.json": b"{}"}
    claims, report = claims_of("managers", put(tmp_path / "managers", {"seeds/managers.csv": managers, **other}))
    assert len(spells(claims)) == 1
    assert set(report.notes) == {"not read: other.csv", "not read: package.json"}
    squad = b"= World Cup 1950\n== Wales\n 1, Ben EXAMPLE, GK\n"
    results = b"= World Cup 1950\n\n(1) Sun Jul/9  Wales 1-0 Chile @ Town\n"
    files = {"1950/squads.txt": squad, "1950/cup.txt": results, "notes/a.txt": b"some notes"}
    claims, report = claims_of("openfootball", put(tmp_path / "squads", files))
    assert len(spells(claims)) == 1
    assert (report.skipped, set(report.notes)) == (0, {"not read: a.txt", "not read: cup.txt"})


def test_seasons_of_two_shapes_lie_side_by_side(tmp_path: Path) -> None:
    raw = table(
        columns("code first_name second_name id birth_date"),
        (900, "Ada", "Example", 7, "2001-02-03"),
        (901, "Bea", "Example", 8, "None"),
    )
    head = columns("name position team element fixture kickoff_time minutes opponent_team was_home")
    week = table(
        head,
        ("Ada Example", "MID", "Town", 7, 6, "2024-08-17T14:00:00Z", 62, 16, "True"),
        ("Bea Example", "MID", "Town", 8, 6, "2024-08-17T14:00:00Z", 0, 16, "True"),
        ("Who", "MID", "Town", 99, 6, "2024-08-17T14:00:00Z", 5, 16, "True"),
    )
    files = {
        "data/2024-25/players_raw.csv": raw,
        "data/2024-25/gws/gw1.csv": week,
        "data/2024-25/gws/merged_gw.csv": week,
        "data/2024-25/fixtures.csv": b"id,code\n1,2\n",
        "tables/2020-21.csv": table(MINUTES, ("2020-21", "2021-02-15", "1", 900, "Ada Example", "Town", "City", 90)),
    }
    claims, report = claims_of("minutes", put(tmp_path, files))
    assert sorted(spell.minutes or 0 for spell in spells(claims)) == [62, 90]
    assert [(person.name, birth_of(person)) for person in people(claims).values()] == [("Ada Example", "")]
    assert report.skipped == 2
    assert "not read: fixtures.csv" in report.notes


def test_the_tables_of_profiles_and_histories_are_read(tmp_path: Path) -> None:
    profiles = table(
        columns("player_id player_name name_in_home_country date_of_birth citizenship main_position current_club_id"),
        (7, "Ada Example (7)", "Ada Example Segunda", "1999-05-01", "Norway  Sweden", "Defender", 20),
    )
    history = table(
        columns("player_id transfer_date from_team_id from_team_name to_team_id to_team_name transfer_type"),
        (7, "2020-09-01", 10, "Town", 30, "Village", "on loan"),
        (7, "2021-06-30", 30, "Village", 10, "Town", "Return from loan"),
        (7, "2023-07-01", 10, "Town", 20, "City (20)", "Transfer"),
    )
    files = {"player_profiles/player_profiles.csv": profiles, "transfer_history/transfer_history.csv": history}
    claims, report = claims_of("transfermarkt", put(tmp_path, files))
    (person,) = people(claims).values()
    assert (person.name, person.aliases, person.citizenships) == (
        "Ada Example",
        ("Ada Example Segunda",),
        ("Norway", "Sweden"),
    )
    assert {team.name for team in teams(claims).values()} == {"Town", "City", "Village"}
    assert [spell.kind for spell in spells(claims, team="Village")] == ["loan"]
    assert report.skipped == 0
