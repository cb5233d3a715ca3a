"""`kg world` against a local server with its faults, and against folders."""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from kg.api import KnowledgeGraph
from kg.claims.readers import READERS
from kg.cli.guard import run
from kg.store.backend import open_store
from kg.store.imports import import_files
from kg.store.world_sets import public_sets
from tests.cli.file_server import serving_files
from tests.readers.helpers import put, table
from tests.store.imports import bare

Ask = Callable[..., Any]
ARCHIVE = "transfermarkt/transfermarkt-datasets.zip"
MOVES = ("player_id", "transfer_date", "from_club_id", "to_club_id", "from_club_name", "to_club_name", "player_name")
TABLES = {
    "players.csv": table(("player_id", "name", "date_of_birth"), (7, "Ada Example", "1990-01-02")),
    "transfers.csv": table(
        MOVES,
        (7, "2012-07-01", 1, 2, "Town", "City", "Ada Example"),
        *((number, "2013-07-01", 2, 3, "City", "Rovers", f"Player Number{number}") for number in range(100, 200)),
    ),
    "player_valuations.csv": table(("player_id", "date", "market_value_in_eur"), (7, "2012-01-01", 5)),
}
GOALS = table(
    ("date", "home_team", "away_team", "team", "scorer", "minute", "own_goal", "penalty"),
    ("2020-09-01", "Wales", "Finland", "Wales", "Bea Sample", 5, "FALSE", "FALSE"),
)


def archive(files: dict[str, bytes] = TABLES) -> bytes:
    """An archive as the set's makers publish it: gzipped tables in a zip."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name, data in files.items():
            target.writestr(f"{name}.gz", gzip.compress(data, mtime=0))
    return packed.getvalue()


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return bare(tmp_path / "store")


@pytest.fixture
def kg(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Run `kg world` in this process: what it prints as JSON, or what it says where it fails."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("kg.downloads._PAUSE", 0.001)

    def ask(*arguments: object, status: int = 0) -> Any:
        command = ["--store", str(store), "--format", "json", "world", *map(str, arguments)]
        found = run(command, clock=lambda: date(2025, 1, 1))
        out, err = capsys.readouterr()
        assert found == status, err
        assert "Traceback" not in err
        return json.loads(out) if status == 0 else (out, err)

    return ask


def datasets(store: Path) -> set[str]:
    with open_store(store) as backend:
        return {entry.release.dataset for entry in backend.status().releases}


def kept(tmp_path: Path) -> set[str]:
    """The names of the files that the cache holds whole."""
    files = (path for path in (tmp_path / "cache").rglob("*") if path.is_file())
    return {path.name for path in files if path.suffix not in (".part", ".version") and path.name != ".lock"}


def test_nobody_there_to_agree_is_one_line_and_nothing_is_asked_of_any_server(kg: Ask) -> None:
    with serving_files({ARCHIVE: archive()}) as server:
        out, err = kg("--from", server.address, status=2)
    assert out == ""
    assert len(err.splitlines()) == 1
    assert "--yes" in err
    assert server.requests == []


def test_terms_and_sizes_come_before_the_first_byte(
    kg: Ask, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.cli.settings._is_terminal", lambda _: True)
    monkeypatch.setattr("click.confirm", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    with serving_files({ARCHIVE: archive()}) as server:
        _, err = kg("--from", server.address, "--only", "transfermarkt", status=130)
        assert {method for method, *_ in server.requests} == {"HEAD"}
    (source,) = public_sets(["transfermarkt"])
    assert source.licence in err
    assert source.terms in err
    assert "0.0 MB" in err


def test_a_mirror_is_fetched_imported_and_kept(kg: Ask, store: Path, tmp_path: Path) -> None:
    with serving_files({ARCHIVE: archive(), "international-goals/goalscorers.csv": GOALS}) as server:
        told = kg("--from", server.address, "--yes", "--only", "transfermarkt", "--only", "international-goals")
        assert [item["name"] for item in told["sets"]] == ["transfermarkt", "international-goals"]
        assert all(item["report"]["stored"] for item in told["sets"])
        assert datasets(store) >= {"transfermarkt", "world-international-goals"}
        assert kept(tmp_path) == {"transfermarkt-datasets.zip", "goalscorers.csv"}
        again = kg("--from", server.address, "--yes", "--only", "transfermarkt")
        assert not again["sets"][0]["report"]["stored"]
        assert len(server.got(ARCHIVE)) == 1, "what is here already is not fetched again"
        server.files[ARCHIVE] = archive(TABLES | {"clubs.csv": table(("club_id", "name"), (1, "Town"))})
        newer = kg("--from", server.address, "--yes", "--only", "transfermarkt")
        assert newer["sets"][0]["report"]["stored"]


def test_single_tables_may_stand_in_for_the_archive(kg: Ask, store: Path) -> None:
    tables = {f"{name}.gz": gzip.compress(data) for name, data in TABLES.items()}
    with serving_files(tables) as server:
        told = kg("--from", f"{server.address}/", "--yes", "--only", "transfermarkt")
    assert told["sets"][0]["report"]["taken"] == 102
    assert "transfermarkt" in datasets(store)


def test_a_cut_is_continued_where_it_was(kg: Ask, store: Path) -> None:
    with serving_files({ARCHIVE: archive()}, cuts=1, cut_after=300) as server:
        kg("--from", server.address, "--yes", "--only", "transfermarkt")
        assert server.got(ARCHIVE) == ["", "bytes=300-"]
    assert "transfermarkt" in datasets(store)


def test_a_later_run_continues_what_an_earlier_one_began(kg: Ask, store: Path, tmp_path: Path) -> None:
    with serving_files({ARCHIVE: archive()}, budget=300) as server:
        out, err = kg("--from", server.address, "--yes", "--only", "transfermarkt", status=5)
        assert out == ""
        assert "breaks off after 300 of" in err.splitlines()[-1]
        assert kept(tmp_path) == set()
        assert datasets(store) == set()
        server.budget, server.requests = None, []
        kg("--from", server.address, "--yes", "--only", "transfermarkt")
        assert server.got(ARCHIVE) == ["bytes=300-"]
    assert datasets(store) == {"transfermarkt"}


def test_what_changed_between_two_runs_is_fetched_from_its_beginning(kg: Ask, store: Path) -> None:
    with serving_files({ARCHIVE: archive()}, budget=300) as server:
        kg("--from", server.address, "--yes", "--only", "transfermarkt", status=5)
        server.files[ARCHIVE] = archive(TABLES | {"clubs.csv": table(("club_id", "name"), (1, "Town"))})
        server.budget = None
        told = kg("--from", server.address, "--yes", "--only", "transfermarkt")
    assert told["sets"][0]["report"]["read"] == 103
    assert datasets(store) == {"transfermarkt"}


def test_a_server_without_parts_sends_all_again(kg: Ask, store: Path) -> None:
    with serving_files({ARCHIVE: archive()}, cuts=2, cut_after=300, ranges=False) as server:
        kg("--from", server.address, "--yes", "--only", "transfermarkt")
        assert len(server.got(ARCHIVE)) == 3
    assert datasets(store) == {"transfermarkt"}


@pytest.mark.parametrize(
    ("faults", "words"),
    [
        pytest.param({"announced": {ARCHIVE: 99_999}}, (5, "breaks off"), id="says more than it sends"),
        pytest.param(
            {"announced": {ARCHIVE: 500}, "tags": {ARCHIVE: '"v1"'}}, (4, "damaged|no readable zip"), id="says less"
        ),
        pytest.param({"announced_first": {ARCHIVE: 500}}, (5, "by its second"), id="two lengths"),
        pytest.param({"tags": {ARCHIVE: f'"{"0" * 32}"'}}, (5, "digest"), id="a digest of something else"),
    ],
)
def test_a_server_that_lies(
    kg: Ask, store: Path, tmp_path: Path, faults: dict[str, Any], words: tuple[int, str]
) -> None:
    with serving_files({ARCHIVE: archive()}, **faults) as server:
        out, err = kg("--from", server.address, "--yes", "--only", "transfermarkt", status=words[0])
    assert out == ""
    assert re.search(words[1], err.splitlines()[-1])
    assert kept(tmp_path) == set()
    assert datasets(store) == set()


@pytest.mark.parametrize(
    "body", [b"<!doctype html><title>Sign in</title>", b"", archive({"notes.csv": b"a,b\n1,2\n"})], ids=len
)
def test_what_is_no_file_of_the_set_is_refused_and_not_kept(kg: Ask, store: Path, tmp_path: Path, body: bytes) -> None:
    with serving_files({ARCHIVE: body}) as server:
        out, err = kg("--from", server.address, "--yes", "--only", "transfermarkt", status=4)
    assert out == ""
    assert "what the server sent is no file of this set" in err.splitlines()[-1]
    assert kept(tmp_path) == set()
    assert datasets(store) == set()


def test_a_set_that_is_not_there_leaves_the_others_be(kg: Ask, store: Path) -> None:
    with serving_files({ARCHIVE: archive()}) as server:
        out, err = kg("--from", server.address, "--yes", "--only", "understat", "--only", "transfermarkt", status=5)
    told = {item["name"]: item for item in json.loads(out)["sets"]}
    assert told["transfermarkt"]["report"]["stored"]
    assert "there is nothing of understat" in told["understat"]["error"]
    assert "there is nothing of understat" in err.splitlines()[-1]
    assert datasets(store) == {"transfermarkt"}


def test_a_mirror_that_has_nothing_or_is_not_there(kg: Ask, store: Path) -> None:
    with serving_files({}) as server:
        out, err = kg("--from", server.address, "--yes", "--only", "transfermarkt", status=5)
    assert (out, len(err.splitlines())) == ("", 1)
    out, err = kg("--from", server.address, "--yes", "--only", "transfermarkt", status=5)
    assert "cannot be reached" in err
    assert (out, len(err.splitlines())) == ("", 1)
    kg("--from", "http://", "--yes", status=2)
    kg("--only", "wrongname", "--yes", status=2)
    assert datasets(store) == set()


def test_a_folder_of_the_older_shape_and_of_several_sets(kg: Ask, store: Path, tmp_path: Path) -> None:
    older = {name: data for name, data in TABLES.items() if name != "player_valuations.csv"}
    older["games.csv"] = table(
        ("game_id", "date", "home_club_id", "away_club_id", "home_club_manager_name"),
        (1, "2012-09-01", 2, 3, "Old Coach"),
    )
    files = {f"tables/{name}": data for name, data in older.items()}
    files |= {"goals.csv": GOALS, "notes/mine.csv": b"a,b\n1,2\n", "readme.txt": b"nothing of interest\n"}
    told = kg("--from", put(tmp_path / "downloads", files))
    assert [item["name"] for item in told["sets"]] == ["transfermarkt", "international-goals"]
    assert datasets(store) == {"transfermarkt", "world-international-goals"}


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"notes.csv": b"a,b\n1,2\n"}, "there is no file of"),
        ({"players.csv": b"\xff\xfe"}, "UTF-8"),
        ({"a.zip": b"PK nothing"}, "no readable zip"),
    ],
)
def test_a_folder_without_a_set_or_with_a_broken_one(
    kg: Ask, store: Path, tmp_path: Path, files: dict[str, bytes], words: str
) -> None:
    out, err = kg("--from", put(tmp_path / "downloads", files), status=4)
    assert words in err
    assert (out, len(err.splitlines())) == ("", 1)
    kg("--from", tmp_path / "nowhere", status=4)
    assert datasets(store) == set()


def test_a_set_stands_beside_an_earlier_import_of_its_rows(kg: Ask, store: Path, tmp_path: Path) -> None:
    seasons = table(
        ("id", "player_name", "team_title", "league", "year", "games", "time", "position"),
        (7, "Ada Example", "Arsenal", "EPL", 2020, 30, 2500, "F"),
    )
    folder = put(tmp_path / "earlier", {"seasons.csv": seasons})
    with open_store(store) as backend:
        import_files(backend, "understat", [folder])
    kg("--from", folder)
    assert datasets(store) == {"understat-earlier", "world-understat"}
    with open_store(store) as backend:
        assert backend.status().people == 1
        standings = KnowledgeGraph(backend).where("Ada Example", at="2020-11-01")
    assert [standing.team.name for standing in standings] == ["Arsenal"], "two sources, one stay"


def test_every_set_has_a_reader_terms_and_files_that_its_shapes_know() -> None:
    for source in public_sets():
        assert source.reader in READERS
        assert all((source.title, source.licence, source.terms))
        assert source.page.startswith("https://")
        assert source.home.startswith("https://")
        assert len(set(source.files)) == len(source.files)
        for file in (*source.files, *source.tables):
            name = PurePosixPath(file).name
            assert name.endswith(".zip") or any(fnmatch(name, shape.pattern) for shape in source.shapes), file
