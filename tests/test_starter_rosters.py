"""How the starter build reads whole squads of clubs."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

from kg.model import Claim, Spell, Team

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


def test_a_list_without_a_season_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Ajax: a list needs a season or a day"):
        claims_in(tmp_path, "Ajax,,list,https://n.example/1,N,,Ana Ruiz")
