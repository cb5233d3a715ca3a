"""The made-up world in the present shape of the Transfermarkt set: every table is read, and nothing of it is lost."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from kg.model.claims import Role
from kg.model.people import TeamKind
from tests.cli.running import ROOT
from tests.readers.helpers import claims_of, people, spells, teams


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("world_tables", ROOT / "scripts" / "world_tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["world_tables"] = module
    spec.loader.exec_module(module)
    return module


def test_every_row_is_taken_and_every_table_counts(generator: ModuleType, tmp_path: Path) -> None:
    rows = generator.write_tables(tmp_path / "world", 120)
    claims, report = claims_of("transfermarkt", tmp_path / "world", strict=True)
    assert report.skipped == 0
    assert report.read == sum(number for name, number in rows.items() if name != "player_valuations")
    assert len([iri for iri in people(claims) if "coach" not in iri]) == rows["players"] == 120
    kinds = [team.kind for team in teams(claims).values()]
    assert kinds.count(TeamKind.NATIONAL) == rows["national_teams"]
    assert kinds.count(TeamKind.CLUB) == rows["clubs"]
    assert all(team.country for team in teams(claims).values())
    assert sum(spell.matches or 0 for spell in spells(claims) if spell.role is Role.PLAYER) == rows["appearances"]
    assert any(spell.role is Role.HEAD_COACH for spell in spells(claims))


def test_the_archive_holds_the_same(generator: ModuleType, tmp_path: Path) -> None:
    generator.main([str(tmp_path / "plain"), "--players", "60"])
    generator.main([str(tmp_path / "packed"), "--players", "60", "--zip"])
    plain, _ = claims_of("transfermarkt", tmp_path / "plain")
    packed, _ = claims_of("transfermarkt", tmp_path / "packed" / "transfermarkt-datasets.zip")
    assert plain == packed
