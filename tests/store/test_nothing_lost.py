"""What the user has put somewhere stays: notes, links, files of other people, stores that are moved while served."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kg.atomic_files import replacing, replacing_folder
from kg.errors import KgError, StoreError, UsageProblem
from kg.server.http_problem import HttpProblem
from kg.server.jobs import Desk
from kg.store.backend import Backend, open_store
from kg.store.imports import import_files
from kg.store.manual_claims import NOTES, Note, add_note, claim_of
from tests.cli.running import ROOT, environment
from tests.server.running import small_store

TODAY = date(2024, 6, 1)
NOTE = Note("friendship", ("Person 1", "Person 3"), "https://news.example/1", "News")


def own(backend: Backend) -> list[str]:
    """The ids of the user's own claims."""
    release, claims = None, []
    for statement in backend.statements():
        if hasattr(statement, "dataset"):
            release = statement.dataset
        elif release == NOTES.dataset:
            claims.append(statement.id)
    return claims


def test_a_page_may_say_several_things_of_the_same_people() -> None:
    iris = replace(NOTE, people=("urn:one", "urn:two"))
    event = Note("interest", ("urn:one",), NOTE.source_url, "News", club="urn:club", when="2024")
    variants = [
        iris,
        replace(iris, until="2020"),
        replace(iris, detail="sibling"),
        replace(iris, strength="weak"),
        event,
        replace(event, other_club="urn:club2"),
        replace(event, outcome="joined"),
        replace(event, until="2026"),
        replace(event, outcome="2026"),
    ]
    ids = [claim_of(note, today=TODAY).id for note in variants]
    assert len(set(ids)) == len(ids)
    # What says the same, better, replaces the older.
    assert claim_of(replace(iris, summary="They are friends."), today=TODAY).id == ids[0]


def test_a_file_that_calls_itself_own_notes_replaces_none(tmp_path: Path) -> None:
    with open_store(small_store(tmp_path / "theirs")) as theirs:
        add_note(theirs, replace(NOTE, source_url="https://news.example/theirs"), today=TODAY)
        with (tmp_path / "notes.nq").open("wb") as file:
            theirs.dump("nquads", file)
    lines = [line for line in (tmp_path / "notes.nq").read_text().splitlines() if f"<{NOTES.id}>" in line]
    (tmp_path / "notes.nq").write_text("\n".join(lines) + "\n")
    with open_store(small_store(tmp_path / "mine")) as mine:
        mine_claim, _ = add_note(mine, NOTE, today=TODAY)
        for _ in range(2):
            report = import_files(mine, "claims", [tmp_path / "notes.nq"])
            assert "none was replaced" in " ".join(report.notes)
            assert own(mine)[0] == mine_claim.id
            assert len(own(mine)) == 2
        add_note(mine, replace(NOTE, source_url="https://news.example/2"), today=TODAY)
        import_files(mine, "claims", [tmp_path / "notes.nq"])
        assert len(own(mine)) == 3


def test_what_lies_in_wait_under_a_name_is_not_written_through(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("thesis")
    for ending in ("part", "old", f"{os.getpid()}.part"):
        (tmp_path / f".out.{ending}").symlink_to(precious)
    with replacing(tmp_path / "out") as file:
        file.write(b"new")
    assert ((tmp_path / "out").read_text(), precious.read_text()) == ("new", "thesis")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(KgError, match="loop"), replacing(tmp_path / "loop") as file:
        file.write(b"new")


def replace_beside(output: Path) -> None:
    with replacing_folder(output, {"ours"}) as folder:
        (folder / "ours").write_text("ours")
        (output / "theirs").write_text("theirs")


def test_what_comes_into_a_folder_while_it_is_written_stays(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(KgError, match="holds other things"):
        replace_beside(tmp_path / "out")
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["theirs"]


def test_a_served_store_that_moves_away_is_no_new_one(tmp_path: Path) -> None:
    store = small_store(tmp_path / "store")
    desk = Desk(store)
    job = {"kind": "show", "values": {"name": "Person 1"}, "today": "2024-06-01"}
    query = {
        "kind": "query",
        "text": "ASK {}",
        "default": (),
        "named": (),
        "base": "urn:x",
        "rows": 9,
        "bytes": 999,
        "accept": "",
    }
    update = {"kind": "update", "text": "INSERT DATA { <a:a> <a:b> 1 }", "base": "urn:x", "default": (), "named": ()}
    desk.done(job)
    desk.done(query)
    store.rename(tmp_path / "away")
    for work in (job, query, update):
        with pytest.raises(HttpProblem, match="is gone") as refused:
            desk.done(work)
        assert refused.value.status == 503
    assert not store.exists()
    (tmp_path / "away").rename(store)
    desk.done(job)
    desk.done(query)


def test_a_store_that_is_not_there_is_made_only_by_those_who_write(tmp_path: Path) -> None:
    for folder in (tmp_path / "none", tmp_path):
        with pytest.raises(StoreError, match="there is no store at"):
            open_store(folder, create=False)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(UsageProblem, match="nobody has"):
        open_store("~no-such-user-here/x")


@pytest.mark.slow
def test_claims_added_at_once_are_all_stored(tmp_path: Path) -> None:
    store = small_store(tmp_path / "store")

    def add(number: int) -> subprocess.CompletedProcess[str]:
        words = ["claim", "add", "--kind", "friendship", "--person", "Person 1", "--person", "Person 3"]
        source = ["--source-url", f"https://news.example/{number}", "--publisher", "News", "--store", str(store)]
        command = [sys.executable, "-c", "from kg.cli import main; main()", *words, *source]
        return subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)

    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(add, range(12)))
    assert [(each.returncode, each.stderr) for each in done] == [(0, "")] * 12
    with open_store(store) as backend:
        assert len(own(backend)) == 12
