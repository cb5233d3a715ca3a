"""How the starter build reads squads that pages announced."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from kg.model import Claim, Person, Spell, SpellKind, Team

HEADER = "team,start,end,occasion,source_url,publisher,published,players"


@pytest.fixture(autouse=True)
def _scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[1] / "scripts"))
    sys.modules.pop("starter", None)


def claims_in(folder: Path, *rows: str) -> list[Claim]:
    from starter.call_ups import CallUps

    (folder / "call_ups.csv").write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return CallUps(folder).claims()


def spells_of(claims: Sequence[Claim]) -> list[Spell]:
    return [claim.statement for claim in claims if isinstance(claim.statement, Spell)]


def test_a_squad_attests_clubs_on_its_day_and_places_for_its_matches(tmp_path: Path) -> None:
    row = (
        "Scotland,2021-09-01,2021-09-07,World Cup 2022 qualifiers,https://n.example/1,N,2021-08-24,"
        "Craig Gordon (Hearts); Andy Robertson (Liverpool); Ryan Fraser"
    )
    claims = claims_in(tmp_path, row)
    camps = [spell for spell in spells_of(claims) if spell.kind is SpellKind.SELECTION]
    clubs = [spell for spell in spells_of(claims) if spell.kind is not SpellKind.SELECTION]
    assert len(camps) == 3
    assert {(str(spell.period.start), str(spell.period.end)) for spell in camps} == {("2021-09-01", "2021-09-08")}
    assert [spell.period.attested for spell in clubs] == [date(2021, 8, 24)] * 2
    people = [claim.statement for claim in claims if isinstance(claim.statement, Person)]
    assert {person.citizenships for person in people} == {("Scotland",)}
    assert {claim.source.url for claim in claims if claim.source is not None} == {"https://n.example/1"}


def test_what_is_told_by_the_month_counts_from_its_end(tmp_path: Path) -> None:
    claims = claims_in(tmp_path, "Egypt,,,friendlies,https://n.example/2,N,2024-09,Mohamed Salah (Liverpool)")
    (spell,) = spells_of(claims)
    assert spell.period.attested == date(2024, 9, 30)


def test_a_club_may_name_its_country_and_namesakes_are_left_out(tmp_path: Path) -> None:
    squad = "Danilo (Juventus); Danilo (Palmeiras); Fred (Al-Ahli [Egypt])"
    claims = claims_in(tmp_path, f"Brazil,,,friendlies,https://n.example/3,N,2022-09-09,{squad}")
    assert len(spells_of(claims)) == 1
    assert ("Al-Ahli", "Egypt") in {
        (claim.statement.name, claim.statement.country) for claim in claims if isinstance(claim.statement, Team)
    }


def test_what_is_not_written_so_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"call_ups.csv, Brazil 2022-09-09: .* is not 'Name \(Club\)'"):
        claims_in(tmp_path, "Brazil,,,,https://n.example/4,N,2022-09-09,Fred (Al-Ahli) (loan)")


def test_a_womens_squad_names_the_womens_teams_of_clubs(tmp_path: Path) -> None:
    squad = "Ana Ruiz (Barcelona); Bea Sol (Portland Thorns); Cora Diaz (Arsenal Women)"
    claims = claims_in(tmp_path, f"Spain Women,,,friendlies,https://n.example/4,N,2022-09-09,{squad}")
    names = {claim.statement.name for claim in claims if isinstance(claim.statement, Team)}
    assert names == {"Barcelona Women", "Portland Thorns", "Arsenal Women"}
