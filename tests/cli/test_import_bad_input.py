"""Broken files through the real command: status 4 and one line, or claims that keep to the shapes; never in between."""

from __future__ import annotations

import gzip
import io
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.cli.guard import run
from tests.cli.test_import import contents
from tests.readers.bad_bytes import HOSTILE
from tests.readers.helpers import put, table
from tests.readers.test_bad_input import FILES, broken, reader_of
from tests.store.imports import bare, release


def kg(store: Path, *arguments: str) -> tuple[int, str, str]:
    """Run a command in this process: its status, and what it prints and says."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = run(["--store", str(store), *arguments])
    return status, out.getvalue(), err.getvalue()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that the tests of a process import into, one after the other, in whatever order."""
    return _with_a_release(tmp_path_factory.mktemp("stores"))


def _with_a_release(folder: Path) -> Path:
    place = bare(folder / "store")
    assert kg(place, "import", "transfermarkt", str(release(folder / "before")))[0] == 0
    return place


def attempt(store: Path, reader: str, *paths: Path, options: tuple[str, ...] = ()) -> int:
    """Import, and check all that must hold whatever the files are; returns the status."""
    before = contents(store)
    status, out, err = kg(store, "import", reader, *map(str, paths), *options)
    assert "Traceback" not in out + err
    if status == 0:
        assert err == ""
        assert out.startswith("Import\n")
        assert all(line.isprintable() for line in out.splitlines())
        assert kg(store, "validate") == (0, "Everything keeps to the shapes.\n", "")
    else:
        assert (status, out) == (4, ""), err
        assert err.startswith("kg: ")
        assert err.count("\n") == 1
        assert err[:-1].isprintable()
        assert is_as_before(store, before)
    return status


def is_as_before(store: Path, before: dict[str, tuple[int, int]]) -> bool:
    """Whether nothing was written, and nothing is gone but what nobody reads any more.

    Generations before the current one may go at any time; inventories note anew when files that they share with such a
    generation are touched, as they are when it goes.
    """
    current = store / "generations" / (store / "current").read_text(encoding="utf-8").strip()
    then, now = (
        {name: state for name, state in files.items() if Path(name).parent.name != "inventory"}
        for files in (before, contents(store))
    )
    gone = [Path(name) for name in then.keys() - now.keys()]
    earlier = all(path.is_relative_to(store / "generations") and not path.is_relative_to(current) for path in gone)
    return now.items() <= then.items() and earlier


@pytest.mark.parametrize("name", sorted(FILES))
def test_whole_files_are_imported_and_keep_to_the_shapes(store: Path, tmp_path: Path, name: str) -> None:
    assert attempt(store, reader_of(name), put(tmp_path / "whole", FILES[name])) == 0


@pytest.mark.parametrize("name", sorted(FILES))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), strict=st.booleans())
def test_any_bytes_are_refused_in_one_line_or_keep_to_the_shapes(
    store: Path, name: str, data: st.DataObject, strict: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        put(Path(folder) / "broken", data.draw(broken(name)))
        attempt(store, reader_of(name), Path(folder) / "broken", options=("--strict",) if strict else ())


MOVES = FILES["transfermarkt"]


def changed(**tables: bytes) -> dict[str, bytes]:
    return MOVES | {f"{name}.csv": data for name, data in tables.items()}


def zipped(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir()
    with zipfile.ZipFile(folder / "archive.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return folder / "archive.zip"


REFUSED: dict[str, Callable[[Path], Path]] = {
    "an empty table": lambda to: put(to, changed(transfers=b"")),
    "a needed column missing": lambda to: put(
        to, changed(transfers=MOVES["transfers.csv"].replace(b"player_id", b"x"))
    ),
    "semicolons": lambda to: put(to, changed(transfers=MOVES["transfers.csv"].replace(b",", b";"))),
    "broken UTF-8": lambda to: put(to, changed(players=MOVES["players.csv"].replace(b"Ada", b"Ad\xe1"))),
    "UTF-16": lambda to: put(to, changed(players=MOVES["players.csv"].decode().encode("utf-16"))),
    "a quotation mark that never closes": lambda to: put(to, changed(players=MOVES["players.csv"] + b'9,"x')),
    "a field of 10 MB": lambda to: put(to, changed(players=MOVES["players.csv"] + b'9,"' + b"x" * 10_000_000 + b'"')),
    "two columns of one name": lambda to: put(to, changed(clubs=b"club_id,name,name\n1,a,b\n")),
    "a gzip that is none": lambda to: put(to, MOVES | {"players.csv.gz": b"player_id,name\n"}),
    "a gzip cut off": lambda to: put(to, {"transfers.csv.gz": gzip.compress(MOVES["transfers.csv"])[:-9]}),
    "an archive bomb": lambda to: zipped(to, changed(players=MOVES["players.csv"] + b"8,Ada,,,,,\n" * 2_000_000)),
    "a path that climbs out": lambda to: zipped(to, MOVES | {"../../clubs.csv": MOVES["clubs.csv"]}),
    "a zip that is none": lambda to: put(to, {"archive.zip": b"PK\x03\x04 no"}) / "archive.zip",
    "nothing to read": lambda to: put(to, {"readme.md": b"x"}),
    "nothing there": lambda to: to / "missing",
}
TAKEN: dict[str, dict[str, bytes]] = {
    "a byte order mark and Windows line ends": {
        name: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n") for name, data in MOVES.items()
    },
    "moves in any order": changed(
        transfers=b"\n".join([MOVES["transfers.csv"].split(b"\n")[0], *MOVES["transfers.csv"].split(b"\n")[:0:-1]])
    ),
    "everybody twice": changed(players=MOVES["players.csv"] + MOVES["players.csv"].split(b"\n", 1)[1]),
    "teams in a ring": changed(
        team_children=table(
            ("parent_team_id", "parent_team_name", "child_team_id", "child_team_name"),
            (1, "Town", 2, "City"),
            (2, "City", 3, "Borough"),
            (3, "Borough", 1, "Town"),
        )
    ),
    "years that cannot be": changed(players=MOVES["players.csv"].replace(b"1990", b"99999")),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_read_is_status_4_and_changes_nothing(store: Path, tmp_path: Path, what: str) -> None:
    assert attempt(store, "transfermarkt", REFUSED[what](tmp_path / "files")) == 4


@pytest.mark.parametrize("what", TAKEN)
def test_what_is_odd_but_clear_is_taken(store: Path, tmp_path: Path, what: str) -> None:
    assert attempt(store, "transfermarkt", put(tmp_path / "files", TAKEN[what])) == 0


def test_hostile_names_change_nothing_but_names(tmp_path: Path) -> None:
    """Whatever somebody is called, he is stored and told by it, or his row is skipped; nobody else is lost."""
    store = _with_a_release(tmp_path / "mine")
    files = changed(
        players=table(
            ("player_id", "name", "country_of_citizenship", "date_of_birth"),
            *((100 + n, name, name, "1990-02-03") for n, name in enumerate(HOSTILE) if len(name) < 1000),
            (7, "Ada Example", "England", "1990-02-03"),
        )
    )
    assert attempt(store, "transfermarkt", put(tmp_path / "hostile", files)) == 0
    status, told, complaint = kg(store, "show", "Ada Example", "--at", "2014-01-01")
    assert status == 0, complaint
    assert "Town 3" in told, "club 3, as the release imported before calls it"
    script = kg(store, "show", "<script>alert(1)</script>", "--format", "md")[1]
    assert "<script>" not in script
    dropped = kg(store, "show", "'; DROP TABLE people; --")[1]
    assert dropped.startswith("'; DROP TABLE people; --")
    assert "\u202e" not in kg(store, "show", "right to left Ada", "--no-input")[1]
