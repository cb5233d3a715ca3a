"""The real data sets, where they are at hand: every row accounted for, nothing dangling, figures that cannot shrink."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.model.claims import Role, SpellKind
from tests.readers.helpers import claims_of, people, people_and_teams, spells

DATA = Path(__file__).parents[3] / "shared" / "datasets"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real data sets are not at hand")


@pytest.mark.parametrize(
    ("reader", "folder", "read", "lost"),
    [
        ("openfootball", "openfootball", 7249, 0),
        ("careers", "worldcup2026-careers", 17864, 0),
        ("minutes", "premier-league-minutes", 105995, 0),
        ("minutes", "transfermarkt-sample", 1200, 0),
        ("managers", "english-managers", 807, 0),
        ("managers", "bundesliga-staff", 466, 4),
        ("claims", "claims", 213, 0),
        ("transfermarkt", "transfermarkt", 76545, 20),
        ("transfermarkt", "transfermarkt-sample", 2849, 0),
    ],
)
def test_every_row_is_taken_or_accounted_for(reader: str, folder: str, read: int, lost: int) -> None:
    claims, rows = claims_of(reader, DATA / folder)
    assert rows.read == read
    kinds = {kind for _, kind in rows.reasons}
    harmless = {
        kind
        for kind in kinds
        if kind.startswith(("a role that is neither", "a row that repeats", "a team that belongs"))
    }
    assert sum(n for (_, kind), n in rows.reasons.items() if kind not in harmless) <= lost
    assert not {"Without Club", "Retired", "Unknown", "Career break", "Disqualification"} & people_and_teams(claims)


def test_a_career_that_is_well_known() -> None:
    claims, _ = claims_of("transfermarkt", DATA / "transfermarkt")
    told = [
        (str(spell.period.start or ""), str(spell.period.end or ""))
        for spell in spells(claims, "Philippe Coutinho")
        if spell.kind in (SpellKind.LOAN, SpellKind.PERMANENT)
    ]
    assert told == [("2012-01", "2012-06-30"), ("2012-06-30", "2013-01"), ("2013-01", "2018-01"), ("2018-01", "")]


def test_squads_have_their_coaches() -> None:
    claims, _ = claims_of("openfootball", DATA / "openfootball" / "worldcup" / "2018.txt")
    coaches = [spell for spell in spells(claims) if spell.role is Role.HEAD_COACH]
    assert len(coaches) == 32
    assert len(people(claims)) == 32 * 24
