"""``kg page`` and ``kg site`` as people run them, and what they say when something is in the way."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import ROOT, environment, kg

AT = ("--at", "2024-10-01")
TRENT = ("Trent Alexander-Arnold", "--to", "Real Madrid", *AT)


@pytest.fixture(scope="module")
def store(starter_store: Path) -> str:
    return str(starter_store)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (TRENT, "Who could persuade Trent Alexander-Arnold to join Real Madrid?"),
        (("Bellingham, Jude", "--kind", "person", *AT), "Jude Bellingham: the people around"),
        (("Real Madrid", "--kind", "club", *AT), "Real Madrid: whom its people could bring"),
        (("Luka Modric", "--to", "TAA", "--kind", "path", *AT), "How Luka Modrić reaches Trent Alexander-Arnold"),
        (("World Cup 2022", "--kind", "world", *AT), "World Cup 2022: who knows whom"),
        (("Arsenal, Chelsea, Liverpool", "--kind", "world", *AT), "Arsenal, Chelsea, Liverpool: who knows whom"),
    ],
)
def test_every_kind_of_page_of_the_starter_store(
    arguments: tuple[str, ...], says: str, store: str, tmp_path: Path
) -> None:
    target = tmp_path / "page.html"
    done = kg("--store", store, "page", *arguments, "-o", str(target))
    assert done.returncode == 0, done.stderr
    text = target.read_text(encoding="utf-8")
    assert f"<h1>{says}</h1>" in text
    assert "https://" in text.partition('id="view"')[2]


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("Bellingham, Jude", "--kind", "person", "--to", "TAA"), 2, "--to says nothing"),
        (("Bellingham, Jude", "--kind", "path"), 2, "name them with --to"),
        (("TAA", "--to", "TAA", "--kind", "path"), 2, "different people"),
        (("Nobody Whatsoever", "--kind", "person"), 3, "is known"),
        (("Nowhere Cup", "--kind", "world"), 3, "is known"),
        (("Bellingham, Jude", "--kind", "person", "--at", "1901-01-01"), 1, "nothing is known"),
    ],
)
def test_what_cannot_be_shown_is_said_in_a_line(
    arguments: tuple[str, ...], status: int, says: str, store: str, tmp_path: Path
) -> None:
    target = tmp_path / "page.html"
    target.write_text("old")
    done = kg("--store", store, "page", *arguments, "-o", str(target))
    assert done.returncode == status
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert target.read_text() == "old"


@pytest.mark.parametrize("kind", ["person", "club"])
def test_somebody_with_no_tie_still_has_a_page(kind: str, store: str, tmp_path: Path) -> None:
    # He was a child then.
    name, at = {"person": ("Ellyes Skhiri", "1996-01-01"), "club": ("Real Madrid", "1990-01-01")}[kind]
    target = tmp_path / "page.html"
    done = kg("--store", store, "page", name, "--kind", kind, "--at", at, "-o", str(target))
    assert done.returncode == 1
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_folder_a_missing_one_and_a_full_device_are_told_of(store: str, tmp_path: Path) -> None:
    for target, says in (
        (tmp_path, "is a folder"),
        (tmp_path / "no" / "page.html", "No such file"),
        (Path("/dev/full"), "No space left"),
    ):
        done = kg("--store", store, "page", *TRENT, "-o", str(target))
        assert done.returncode in (2, 5)
        assert says in done.stderr
        assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["page", "site"])
def test_no_room_on_the_disk_leaves_what_stood_there(command: str, store: str, tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    target.write_text("old")
    arguments = ["page", *TRENT, "-o", str(target)] if command == "page" else ["site", str(tmp_path / "site"), *AT]

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    done = subprocess.run(
        [sys.executable, "-c", "from kg.cli import main; main()", "--store", store, *arguments],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        preexec_fn=little_room,
    )
    assert done.returncode == 5
    assert "cannot be written" in done.stderr
    assert target.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["page.html"]


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="no folder here in which not even root may write")
def test_where_nobody_may_write_a_line_says_so(store: str) -> None:
    for arguments in (("page", *TRENT, "-o", "/sys/kernel/page.html"), ("site", "/sys/kernel/site", *AT)):
        done = kg("--store", store, *arguments)
        assert done.returncode == 5
        assert any(why in done.stderr for why in ("Permission denied", "not permitted", "Read-only file system"))
        assert done.stderr.count("\n") <= 2
        assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_without_leave_to_write_nothing_is_touched(store: str, tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    target.write_text("old")
    tmp_path.chmod(0o500)
    try:
        for arguments in (("page", *TRENT, "-o", str(target)), ("site", str(tmp_path / "site"))):
            done = kg("--store", store, *arguments)
            assert done.returncode == 5
            assert "Permission denied" in done.stderr
    finally:
        tmp_path.chmod(0o700)
    assert target.read_text() == "old"
