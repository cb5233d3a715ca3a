"""How the starter build mends careers by what other sources saw."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

from kg.claims.identity import Resolver, TeamRecord
from kg.model import Claim, ImpreciseDate, Period, Spell, Team, TeamKind
from kg.rdf.iris import claim_iri, person_iri, team_iri

PLAYER = person_iri("a")


@pytest.fixture(autouse=True)
def _scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[1] / "scripts"))
    sys.modules.pop("starter", None)


def spell(team: str, start: str, end: str = "", attested: str = "") -> Claim:
    period = Period(
        ImpreciseDate.parse(start),
        ImpreciseDate.parse(end) if end else None,
        date.fromisoformat(attested) if attested else None,
    )
    return Claim(claim_iri("t", team, start), Spell(PLAYER, team_iri(team), period))


def mended(careers: list[Claim], others: list[Claim]) -> list[tuple[str, str, str]]:
    from starter.careers import mend_careers

    resolver = Resolver()
    for claim in (*careers, *others):
        assert isinstance(claim.statement, Spell)
        resolver.teams.add(TeamRecord(claim.statement.team, claim.statement.team.rpartition("/")[2]))
    claims, _ = mend_careers(careers, others, resolver)
    periods = [claim.statement.period for claim in claims if isinstance(claim.statement, Spell)]
    return [(str(period.start or ""), str(period.end or ""), str(period.attested or "")) for period in periods]


def test_a_last_season_begun_elsewhere_is_taken_off() -> None:
    seen = spell("new", "2020-09-12", attested="2021-05-20")
    assert mended([spell("old", "2017/18", "2020/21")], [seen]) == [("2017/18", "2019/20", "")]


def test_a_season_begun_and_left_elsewhere_in_winter_leaves_the_first_season_alone() -> None:
    seen = spell("old", "2017-09-12", attested="2017-12-20")
    assert mended([spell("new", "2017/18", "2019/20")], [seen]) == [("2017/18", "2019/20", "")]


def test_a_spell_that_lost_its_end_ends_where_others_see_him_elsewhere_for_good() -> None:
    seen = [spell("new", f"{year}-09-01", attested=f"{year + 1}-05-20") for year in range(2019, 2026)]
    (period,) = mended([spell("old", "2015/16", "2025/26")], seen)
    assert period[:2] == ("2015/16", "2018/19")


def test_a_season_elsewhere_with_none_after_it_ends_nothing() -> None:
    loan = spell("loan", "2017-09-01", attested="2018-05-20")
    current = spell("current", "2025/26", attested="2026-06-12")
    old, _ = mended([spell("old", "2015/16", "2025/26"), current], [loan])
    assert old == ("2015/16", "", "")


def test_a_current_club_known_from_the_last_season_alone_is_there_since_an_unknown_day() -> None:
    current = spell("current", "2025/26", attested="2026-06-12")
    assert mended([current], []) == [("", "", "2026-06-12")]
    before = spell("old", "2024-09-01", attested="2025-05-20")
    assert mended([current], [before]) == [("2025/26", "", "2026-06-12")]


def test_national_teams_have_the_ids_of_their_table() -> None:
    from starter.curated import Curated

    claims = Curated(Path(__file__).resolve().parents[1] / "data" / "curated").claims()
    known = [claim for claim in claims if isinstance(claim.statement, Team) and claim.statement.external_ids]
    ids = {claim.statement.external_ids[0].value for claim in known if isinstance(claim.statement, Team)}
    assert len(ids) == len(known) == 39
    assert all(claim.source is not None for claim in known)
    assert {claim.statement.kind for claim in known if isinstance(claim.statement, Team)} == {TeamKind.NATIONAL}
