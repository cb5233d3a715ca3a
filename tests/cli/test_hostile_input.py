"""Files without end, bombs, absurd arguments: refused with one short line, at once, and never as a fault of ours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kg.cli.guard import run
from tests.server.running import small_store

LAUGH = (
    '<!DOCTYPE rdf:RDF [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
    '<rdf:Description rdf:about="http://e/x"><e:p>&b;</e:p></rdf:Description></rdf:RDF>'
)
DEEP_XML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
    + "<rdf:Description><e:p>" * 20_000
)
DEEP_JSON = '{"http://x/a":' * 20_000 + "1" + "}" * 20_000


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_store(tmp_path_factory.mktemp("hostile") / "store")


def refused(store: Path, capsys: pytest.CaptureFixture[str], *arguments: object, status: int = 4) -> str:
    assert run(["--store", str(store), *map(str, arguments)]) == status
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("kg: ")
    assert len(err) < 3000
    assert "Traceback" not in err
    assert all(char.isprintable() or char == "\n" for char in err)
    return err


@pytest.mark.parametrize(
    "case",
    [
        ("a.rdf", LAUGH, "grow without end"),
        ("a.rdf", DEEP_XML, "levels deep"),
        ("a.jsonld", DEEP_JSON, "levels deep"),
        ("a.ttl", "", "no statement"),
        ("a.bin", "x", "nothing is known of files that end in"),
        ("a.ttl", "<a:b> <a:c>", "not valid RDF"),
    ],
)
def test_bombs_are_validated_no_more_than_imported(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], case: tuple[str, str, str]
) -> None:
    name, text, part = case
    (tmp_path / name).write_text(text)
    assert part in refused(store, capsys, "validate", tmp_path / name)
    refused(store, capsys, "import", "claims", tmp_path / name, "--dry-run")


def test_files_are_validated_without_a_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.ttl").write_text("<http://e/a> <http://e/b> 1 .")
    assert run(["--store", str(tmp_path / "none"), "validate", str(tmp_path / "a.ttl")]) == 0
    assert "keeps to the shapes" in capsys.readouterr().out
    assert not (tmp_path / "none").exists()
    assert "there is no store" in refused(tmp_path / "none", capsys, "status", status=5)
    assert not (tmp_path / "none").exists()


def test_a_header_of_many_columns_is_refused_at_once(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    columns = ",".join(f"x{number}" for number in range(40_000))
    (tmp_path / "notes.csv").write_text(f"kind,person,other,source_url,{columns}\n")
    assert "40,004 columns" in refused(store, capsys, "import", "claims", tmp_path / "notes.csv")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_what_has_no_end_is_not_read(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    with (tmp_path / "hollow").open("wb") as file:
        file.truncate(1 << 40)
    for kind in ("pipe", "zero", "hollow"):
        link = tmp_path / "managers.csv"
        link.unlink(missing_ok=True)
        link.symlink_to(tmp_path / kind)
        part = "holes" if kind == "hollow" else "a pipe or a device"
        assert part in refused(store, capsys, "import", "managers", link, "--dry-run")
        assert part in refused(store, capsys, "score", "-o", tmp_path / "s.csv", "--players", link)
        turtle = tmp_path / f"{kind}.ttl"
        turtle.symlink_to(tmp_path / kind)
        assert part in refused(store, capsys, "validate", turtle)


def test_absurd_arguments_are_usage_problems_and_are_not_echoed(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    long = "x" * 1_000_000
    assert "nobody has" in refused(Path("~no-such-user/x"), capsys, "status", status=2)
    assert "too long" in refused(tmp_path / long, capsys, "status", status=2)
    refused(store, capsys, "persuade", long, status=3)
    refused(store, capsys, "persuade", "x", "--at", long, status=2)
    refused(store, capsys, long, status=2)
    refused(store, capsys, "query", long, status=4)
    assert "\x1b" not in refused(store, capsys, "persuade", "x\x1b[2J\x07", status=3)


def test_a_files_name_controls_no_terminal(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = tmp_path / "o\x1b[2J\x1b]0;title\x07ut.ttl"
    assert run(["--store", str(store), "export", "-o", str(name)]) == 0
    out, err = capsys.readouterr()
    assert "\x1b" not in out + err
    assert name.exists()
