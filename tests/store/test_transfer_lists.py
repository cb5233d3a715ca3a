"""Transfer lists kept with a store: read again as they came, renewed with their release, joined if there are more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kg.answers.calibration import world_of
from kg.claims.readers.transfer_tables import read_transfer_tables
from kg.errors import InvalidInput
from kg.store.backend import open_store
from kg.store.imports import import_files
from kg.store.transfer_lists import joined, kept_transfer_lists
from tests.influence.calibration.worlds import synthetic, write_csv
from tests.store.worlds import starter_file, world

TABLES = synthetic(90, 9, 6)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_csv(TABLES, tmp_path / "transfermarkt")


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    return starter_file(tmp_path / "starter.trig.gz", world("alpha"))


def test_a_store_keeps_the_lists_and_forgets_those_of_an_older_release(
    folder: Path, starter: Path, tmp_path: Path
) -> None:
    with open_store(tmp_path / "store", starter=starter) as backend:
        with pytest.raises(InvalidInput, match="league seasons"):
            world_of([], backend=backend)
        import_files(backend, "transfermarkt", [folder], dry_run=True)
        assert kept_transfer_lists(backend) == {}
        import_files(backend, "transfermarkt", [folder])
        mine, theirs = world_of([], backend=backend), world_of([folder])
        assert (mine.moves.to == theirs.moves.to).all()
        assert (mine.players, mine.leagues, mine.title) == (theirs.players, theirs.leagues, "transfermarkt")
        (older,) = kept_transfer_lists(backend).values()
        write_csv(replace(TABLES, moves=TABLES.moves[:-5]), folder)
        import_files(backend, "transfermarkt", [folder])
        (newer,) = kept_transfer_lists(backend).values()
        assert newer != older
        assert not older.exists()
        # Lost lists come back when the same files are imported again.
        newer.unlink()
        import_files(backend, "transfermarkt", [folder])
        assert len(world_of([], backend=backend).moves.to) == len(theirs.moves.to) - 5


def test_lists_that_overlap_are_joined_without_telling_anything_twice(folder: Path) -> None:
    whole = read_transfer_tables([folder])
    half = len(whole.moves) // 2
    first = replace(whole, moves=whole.moves[: half + 3], listings=whole.listings[:20])
    second = replace(whole, moves=whole.moves[half:])
    both = joined([first, second])
    assert both.moves == whole.moves
    assert sorted(both.listings) == sorted(whole.listings)
    assert sorted(both.players) == sorted(whole.players)
