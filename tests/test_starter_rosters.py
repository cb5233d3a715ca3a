"""How the starter build reads whole squads of clubs."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

from kg.model import Claim, ImpreciseDate, Period, Person, Spell, Team

HEADER = "club,season,occasion,source_url,publisher,published,players"


@pytest.fixture(autouse=True)
def _scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[1] / "scripts"))
    sys.modules.pop("starter", None)


def claims_in(folder: Path, *rows: str) -> list[Claim]:
    from starter.rosters import Rosters

    (folder / "rosters.csv").write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return Rosters(folder).claims()


def periods_of(claims: list[Claim]) -> list[tuple[str, str, date | None]]:
    spells = [claim.statement for claim in claims if isinstance(claim.statement, Spell)]
    return [(f"{each.period.start}", f"{each.period.end}", each.period.attested) for each in spells]


def test_seasons_in_a_row_are_one_spell(tmp_path: Path) -> None:
    rows = [f"Austin FC,{year},guide,https://n.example/{year},N,,Ana Ruiz Lee" for year in (2020, 2021, 2024)]
    assert periods_of(claims_in(tmp_path, *rows)) == [("2020", "2021", None), ("2024", "2024", None)]


def test_a_list_of_a_day_attests_that_day(tmp_path: Path) -> None:
    claims = claims_in(tmp_path, "Ajax,2023-09-05,Europa League,https://n.example/1,N,2023-09-05,Ana Ruiz; Bea Sol")
    assert periods_of(claims) == [("None", "None", date(2023, 9, 5))] * 2


def test_single_names_and_namesakes_of_one_list_are_left_out(tmp_path: Path) -> None:
    claims = claims_in(
        tmp_path, "Al-Ahli [Egypt],2021/22,list,https://n.example/1,N,,Fred; Ana Ruiz; Ana Ruiz; Bea Sol"
    )
    assert len(periods_of(claims)) == 1
    assert ("Al-Ahli", "Egypt") in {
        (claim.statement.name, claim.statement.country) for claim in claims if isinstance(claim.statement, Team)
    }


def test_a_list_that_tells_countries_and_births_knows_namesakes_apart(tmp_path: Path) -> None:
    rose = "Danny Rose (England, born 1990-07-02, from 2016-07)"
    other = "Danny Rose (England, born 1993-12-10)"
    claims = claims_in(
        tmp_path,
        f'Spurs,2017-03-01,game,https://n.example/1,N,,"{rose}; Pedro (Spain); Ana Ruiz"',
        f'Mansfield,2017-03-01,game,https://n.example/1,N,,"{other}"',
        'Spurs,2018-09-28,game,https://n.example/2,M,,"Danny Rose (England); Pedro (Spain, born 1987-07-28)"',
    )
    people = [claim.statement for claim in claims if isinstance(claim.statement, Person)]
    assert sorted((one.name, one.citizenships, f"{one.birth}") for one in people) == [
        ("Ana Ruiz", (), "None"),
        ("Danny Rose", ("England",), "1990-07-02"),
        ("Danny Rose", ("England",), "1993-12-10"),
        ("Pedro", ("Spain",), "1987-07-28"),
    ]
    # Which of the two Roses the second list means it does not say; Pedro is one through both.
    assert sorted(periods_of(claims), key=str) == [
        ("2016-07", "None", date(2017, 3, 1)),
        ("None", "None", date(2017, 3, 1)),
        ("None", "None", date(2017, 3, 1)),
        ("None", "None", date(2017, 3, 1)),
        ("None", "None", date(2018, 9, 28)),
    ]


def test_two_of_one_name_and_country_on_one_day_are_told_apart_by_birth_or_not_at_all(tmp_path: Path) -> None:
    claims = claims_in(
        tmp_path,
        "City,2023-09-01,game,https://n.example/1,N,,Ederson (Brazil)",
        "Atalanta,2023-09-01,game,https://n.example/1,N,,Éderson (Brazil)",
        'Benfica,2017-03-01,game,https://n.example/2,M,,"Ederson (Brazil, born 1993-08-17)"',
    )
    assert periods_of(claims) == [("None", "None", date(2017, 3, 1))]


def test_a_day_of_joining_that_comes_after_the_list_is_left_out(tmp_path: Path) -> None:
    claims = claims_in(tmp_path, 'Ajax,2017-03-01,g,https://n.example/1,N,,"Ana Ruiz (Spain, from 2017-07)"')
    assert periods_of(claims) == [("None", "None", date(2017, 3, 1))]


@pytest.mark.parametrize("entry", ["Ana (", "Ana (Spain, from June)", "Ana (Spain, aged 20)"])
def test_an_entry_that_is_not_written_so_is_refused(tmp_path: Path, entry: str) -> None:
    with pytest.raises(ValueError, match="is not 'Name'"):
        claims_in(tmp_path, f'Ajax,2023-09-05,list,https://n.example/1,N,,"{entry}"')


def test_a_list_without_a_season_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Ajax: a list needs a season or a day"):
        claims_in(tmp_path, "Ajax,,list,https://n.example/1,N,,Ana Ruiz")


@pytest.mark.parametrize(
    ("moved", "kept"),
    [("2024-08-30", False), ("2024-05-01", True), ("2024-09-05", True), ("", True)],
)
def test_a_list_that_lags_behind_a_move_is_left_out(moved: str, kept: bool) -> None:
    from build_starter import up_to_date

    listed = Claim("urn:listed", Spell("urn:ivo", "urn:old", Period(None, None, date(2024, 9, 1))))
    move = Claim("urn:move", Spell("urn:ivo", "urn:new", Period(ImpreciseDate.parse(moved) if moved else None)))
    assert list(up_to_date([listed], [move])) == ([listed] if kept else [])


def test_a_list_that_shows_the_move_is_kept() -> None:
    from build_starter import up_to_date

    listed = Claim("urn:listed", Spell("urn:ivo", "urn:new", Period(None, None, date(2024, 9, 1))))
    move = Claim("urn:move", Spell("urn:ivo", "urn:new", Period(ImpreciseDate.parse("2024-08-30"))))
    assert list(up_to_date([listed], [move])) == [listed]
