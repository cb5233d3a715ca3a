"""Files that people name: how large, of what sort, and what is said of those that are refused."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from kg.errors import InvalidInput
from kg.text.club_names import read_club_names
from kg.text.plain_files import check_ordinary, read_whole


def test_a_file_may_be_as_large_as_it_may_be(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes(b"x" * (1 << 20))
    assert read_whole(path, 1 << 20) == path.read_bytes()
    with pytest.raises(InvalidInput, match="larger than 0 MiB") as caught:
        read_whole(path, (1 << 20) - 1)
    assert (caught.value.file, caught.value.remedy) == (str(path), "split it")


def test_what_is_no_file_is_refused_by_its_name(tmp_path: Path) -> None:
    missing = tmp_path / "missing.txt"
    for path, said in ((tmp_path, "folder"), (missing, "No such file"), (Path("a\0b"), "null byte")):
        with pytest.raises(InvalidInput, match=said) as caught:
            check_ordinary(path)
        assert caught.value.file == str(path)
    with pytest.raises(InvalidInput, match="name the files"):
        read_whole(tmp_path, 10)


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes in folders, no count of blocks")
def test_a_pipe_is_refused_and_so_is_a_file_of_holes(tmp_path: Path) -> None:
    pipe, hollow, small = tmp_path / "pipe", tmp_path / "hollow", tmp_path / "small"
    os.mkfifo(pipe)
    with pytest.raises(InvalidInput, match="pipe or a device") as caught:
        check_ordinary(pipe)
    assert (caught.value.file, caught.value.remedy) == (str(pipe), "save what it gives in a file")
    for path, size in ((hollow, (1 << 30) + 1), (small, 1 << 30)):
        path.touch()
        os.truncate(path, size)
    with pytest.raises(InvalidInput, match="holes") as caught:
        check_ordinary(hollow)
    assert caught.value.file == str(hollow)
    check_ordinary(small)


def test_a_file_that_may_not_be_opened_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "locked.txt"
    path.touch()

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InvalidInput, match="cannot be read: Permission denied") as caught:
        read_whole(path, 10)
    assert caught.value.file == str(path)


def test_of_a_file_without_end_no_more_is_read_than_there_may_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Endless(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            assert size is not None
            assert 0 < size < 100, "this would never end"
            return b"x" * size

    path = tmp_path / "growing.txt"
    path.touch()
    monkeypatch.setattr(Path, "open", lambda *_: Endless())
    with pytest.raises(InvalidInput, match="larger than"):
        read_whole(path, 10)


HEAD = "name,country,club,kind\n"


def test_other_names_of_clubs_are_read_country_by_country(tmp_path: Path) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text(
        f"{HEAD}Los Blancos,Spain,Real Madrid,\nJong Ajax II,,Ajax,reserve\nDe Toekomst,,Ajax,youth\n", "utf-8"
    )
    two.write_text(f"{HEAD}los blancos,Peru,Blancos de Lima,\n", "utf-8")
    names = read_club_names([one, two])
    assert names.aliases == {"los blancos": (("Real Madrid", "Spain"), ("Blancos de Lima", "Peru"))}
    assert names.affiliates == {"jong ajax ii": ("Ajax", "reserve"), "de toekomst": ("Ajax", "youth")}
    assert names.expand("LOS BLANCOS", "Peru") == "Blancos de Lima"
    assert names.expand("Los Blancos", "Chile") == "Los Blancos"
    assert names.expand("Los Blancos", "") == "Real Madrid"
    two.write_text(f"{HEAD}The Swans,Wales,Swansea City,\n", "utf-8")  # who play in England's league
    assert read_club_names([two]).expand("The Swans", "England") == "Swansea City"
    assert (names.nature("De Toekomst").base, names.nature("De Toekomst").kind) == ("Ajax", "youth")
    # A name that is listed stands as it is, whatever its end; others lose the legal form at theirs.
    two.write_text(f"{HEAD}Sport F.C.,Peru,Sport F.C.,\n", "utf-8")
    assert read_club_names([two]).usual("Sport F.C.", "Peru") == "Sport F.C."
    assert read_club_names([]).usual("Sport F.C.", "Peru") == "Sport"


@pytest.mark.parametrize(
    ("row", "said", "field"),
    [
        (",Spain,Real Madrid,", "name and club", ""),
        ("Los Blancos,Spain,,", "name and club", ""),
        ("Los Blancos", "name and club", ""),
        ("Los Blancos,Spain,Real Madrid,club", "unknown kind 'club'; reserve, youth or empty", "kind"),
    ],
)
def test_a_row_without_sense_is_refused_with_its_line(tmp_path: Path, row: str, said: str, field: str) -> None:
    path = tmp_path / "names.csv"
    path.write_text(f"{HEAD}Los Blancos,,Real Madrid,\n{row}\n", "utf-8")
    with pytest.raises(InvalidInput, match=said) as caught:
        read_club_names([path])
    assert (caught.value.file, caught.value.line, caught.value.field) == ("names.csv", 3, field)
