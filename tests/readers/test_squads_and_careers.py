"""openfootball's squads and careers by season."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from kg.claims.readers.openfootball import OpenFootball, tournaments_of
from kg.errors import InvalidInput
from kg.model.claims import Role, SpellKind
from kg.model.dates import Precision
from kg.model.people import Position, TeamKind
from tests.readers.helpers import claims_of, people, put, spells, table, teams

WHOLE = """= World Cup 1950     # two teams\r
\r
== Republic of Ireland     # 3\r
\r
       1, Tim O'NEILL,                   GK,  b. 1920/06/28\r
\t7,\tVirgil  VAN DIJK,\tDF,\tb. 1921/07/08   # captain\r
        , SON Heungmin,                  FW,  b. 1922/7/8\r
       -, Bob MANAGER (FRA),             MG,  b. 1900/01/02\r
== USA\r
       1, Ann Other, GK, b. 1920/06/28\r
"""
ONE = """==========================
=  England - Euro 1960


  1,  Jordan Example,                   GK,     31/0  , b. 1934,  Éverton F.C. (ENG)
 26,  Jude Example,                     MF,      4/0  , b. 1935,  Borussia Example (GER)
 27,  Free Agent,                       FW,      4/0  , b. 1935,  Without Club (ENG)
"""


def test_both_notations(tmp_path: Path) -> None:
    claims, rows = claims_of(
        "openfootball", put(tmp_path, {"1950.txt": WHOLE.encode(), "euro/england.txt": ONE.encode()})
    )
    assert (rows.read, rows.skipped) == (8, 0)
    by_name = {one.name: one for one in people(claims).values()}
    assert by_name["Tim O'Neill"].position is Position.GOALKEEPER
    assert by_name["Tim O'Neill"].citizenships == ("Ireland",)
    assert str(by_name["Virgil van Dijk"].birth) == "1921-07-08"
    assert by_name["Son Heungmin"].aliases == ("Heungmin Son",)
    assert by_name["Bob Manager"].citizenships == ("France",)
    assert str(by_name["Jude Example"].birth) == "1935"
    (coach,) = spells(claims, "Bob Manager")
    assert (coach.role, coach.kind, coach.occasion) == (Role.HEAD_COACH, SpellKind.SELECTION, "World Cup 1950")
    (squad,) = spells(claims, "Virgil van Dijk")
    assert squad.period.start is not None
    assert (squad.period.start.precision, str(squad.period.start)) == (Precision.YEAR, "1950")
    countries = {"Ireland", "United States", "England"}
    assert {one.name for one in teams(claims).values()} == countries | {"Éverton F.C.", "Borussia Example"}
    (club,) = [spell for spell in spells(claims, "Jude Example") if spell.kind is not SpellKind.SELECTION]
    assert (str(club.period.start), club.period.attested) == ("1960", None), "known to the year of the tournament"


def test_dates_come_from_a_table_of_tournaments_and_then_clubs_are_attested(tmp_path: Path) -> None:
    put(tmp_path, {"england.txt": ONE.encode()})
    put(
        tmp_path / "dates",
        {
            "t.csv": table(
                ("tournament", "start", "end", "title"), ("Euro 1960", "1960-07-06", "1960-07-10", "Euro 1960 finals")
            )
        },
    )
    dates = tournaments_of(tmp_path / "dates" / "t.csv")
    claims, _ = claims_of(OpenFootball(dates), tmp_path / "england.txt")
    at_club, selection = sorted(spells(claims, "Jude Example"), key=lambda spell: spell.kind)[::-1]
    assert (selection.occasion, str(selection.period.start), str(selection.period.end)) == (
        "Euro 1960 finals",
        "1960-07-06",
        "1960-07-11",
    )
    assert (at_club.period.start, at_club.period.end, at_club.period.attested) == (None, None, date(1960, 7, 6))
    clubs = {one.name: one.country for one in teams(claims).values() if one.kind is TeamKind.CLUB}
    assert clubs == {"Éverton F.C.": "England", "Borussia Example": "Germany"}


def test_lines_that_are_no_squad_lines_are_told(tmp_path: Path) -> None:
    bad = "\n".join(
        [
            "= World Cup 1950",
            " 1, No Team, GK",
            "== Wales",
            "1, X, QB",
            "99999, A B, GK",
            " 1, A B, GK, b. 1950/13/45",
            " 2, C D, GK, what",
            "3, E F, GK",
            "4, E F, GK",
        ]
    )
    claims, rows = claims_of("openfootball", put(tmp_path, {"x.txt": bad.encode()}))
    assert [row.line for row in rows.rows] == [2, 4, 5, 9]
    assert len([spell for spell in spells(claims) if spell.kind is SpellKind.SELECTION]) == 3
    assert any("birth date left out" in line for line in rows.losses())


@pytest.mark.parametrize("text", ["", "no heading\n", "== Wales\n1, A B, GK\n"])
def test_a_file_without_a_tournament_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidInput, match="no line names a tournament"):
        claims_of("openfootball", put(tmp_path, {"x.txt": text.encode()}))


def career(*stints: tuple[str, str], current: str = "Q1") -> bytes:
    return json.dumps(
        {
            "meta": {"generated_at": "2026-06-12"},
            "clubs": [{"id": f"Q{n}", "name": f"Club {n}" if n < 4 else None, "country": "Spain"} for n in range(1, 5)],
            "players": [
                {
                    "id": "Q77",
                    "name": "Ada Example",
                    "country": "Ivory Coast",
                    "position": "DF",
                    "current_club_id": current,
                    "stints": [{"club_id": club, "season": season} for club, season in stints],
                }
            ],
        }
    ).encode()


def test_consecutive_seasons_are_one_spell_and_the_present_one_is_open(tmp_path: Path) -> None:
    data = career(
        *(
            ("Q2", "2011-12"),
            ("Q2", "2012-13"),
            ("Q3", "2012-13"),
            ("Q2", "2014-15"),
            ("Q1", "2025-26"),
            ("Q1", "2024-25"),
        ),
        *(("Q1", "2026-27"), ("Q4", "1999-00")),
    )
    claims, rows = claims_of("careers", put(tmp_path, {"players.json": data}))
    names = {one.id: one.name for one in teams(claims).values()}
    assert [(names[s.team], str(s.period.start), str(s.period.end), s.period.attested) for s in spells(claims)] == [
        ("Q4", "1999/00", "1999/00", None),
        ("Club 2", "2011/12", "2012/13", None),
        ("Club 3", "2012/13", "2012/13", None),
        ("Club 2", "2014/15", "2014/15", None),
        ("Club 1", "2024/25", "None", date(2026, 6, 12)),
    ]
    assert rows.read == 4 + 1 + 8
    assert people(claims)["Q77"].external_ids[0].value == "Q77"


def test_stints_that_cannot_be_are_skipped_one_by_one(tmp_path: Path) -> None:
    data = career(
        ("Q1", "2012-12"),
        ("Q9", "2012-13"),
        ("Q1", ""),
        ("javascript:", "2012-13"),
        ("Q1", "2012-13"),
        ("Q1", "2012-13"),
    )
    claims, rows = claims_of("careers", put(tmp_path, {"players.json": data}))
    assert rows.skipped == 5
    assert len(spells(claims)) == 1
