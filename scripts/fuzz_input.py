"""Damaged files and arguments by the thousand, over every reader and command: none may end in anything undocumented.

    python scripts/fuzz_input.py [--files 8000] [--commands 2000] [--seed 1]

Every file of every reader (those of `tests/readers/test_bad_input.py`) is damaged at random and imported into a store;
every command is run with damaged arguments. A run is right if it ends with a documented status, without a traceback,
and with a line on standard error that names what is wrong where it refuses something. Prints the count of every end
as JSON; with status 1 where a run was wrong.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from kg.claims.readers import reader  # noqa: E402
from kg.claims.readers.protocol import RowReport  # noqa: E402
from kg.cli.guard import run  # noqa: E402
from kg.errors import InvalidInput  # noqa: E402
from tests.readers.helpers import check, put  # noqa: E402
from tests.readers.test_bad_input import FILES, reader_of  # noqa: E402
from tests.store.imports import bare, release  # noqa: E402

DOCUMENTED = frozenset({0, 1, 2, 3, 4, 5})
VALUES = (
    *("", " ", "NA", "nan", "NULL", "-", "?", "-1", "0", "1e9", "9" * 30, "2024-02-30", "0000-00-00", "12/31/2020"),
    *("=1+1", '"', "'", ";", "\\", "\x00", "\x1b[31m", "\u202e", "\ufeff", "\ufffd", "MbappÃ©", "É" * 300, "x" * 5000),
    *("Without Club", "Free agent", "Q0", "Q99999999999999", "<b>", "&amp;", "日本", "\U0001f600", "None", "[]", "{}"),
)
WORDS = ("Player Number1", "Player Number2", "Town 1", "Town 2", "Land 1", "Player", "Q1", "Nobody", "2015-01-01")
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("persuade", "Player Number1", "--to", "Town 2", "--at", "2015-01-01"),
    ("persuade", "Player Number1", "--to", "Town 1", "--together", "2"),
    ("destinations", "Player Number1", "--at", "2015-01-01"),
    ("targets", "Town 1", "--at", "2015-01-01", "--limit", "2"),
    ("explain", "Player Number1", "Player Number2", "--at", "2015-01-01"),
    ("show", "Player Number1"),
    ("show", "Town 1", "--at", "2015-01-01", "--format", "csv"),
    ("page", "Player Number1", "--kind", "person", "-o", "page.html"),
    ("query", "team-mates", "--person", "Player Number1", "--date", "2015-01-01"),
    ("query", "born-in", "--year", "1991", "--format", "json"),
    ("query", "query.rq", "--limit", "3"),
    ("validate", "data.ttl"),
    ("status",),
    ("export", "-o", "out.gexf"),
    ("import", "--list"),
    ("import", "openfootball", "squad.txt", "--dry-run"),
    ("cite", "Player Number1", "--format", "bibtex"),
    (
        *("claim", "add", "--kind", "friendship", "--person", "Player Number1", "--person", "Player Number2"),
        *("--source-url", "https://news.example/1", "--publisher", "The News"),
    ),
)


class Damage:
    """Damages bytes and words, from one seed."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self._ways: tuple[Callable[[bytes], bytes], ...] = (
            self._cut,
            self._flip,
            self._lines,
            self._field,
            self._field,
            self._encode,
            self._columns,
        )

    def file(self, data: bytes) -> bytes:
        """The bytes with one to three kinds of damage."""
        for _ in range(self._draw.randint(1, 3)):
            data = self._draw.choice(self._ways)(data)
        return data

    def words(self, words: Sequence[str]) -> list[str]:
        """Arguments of which one or two are damaged, left out, doubled or exchanged."""
        damaged = list(words)
        for _ in range(self._draw.choice((1, 1, 1, 2))):
            values = [place for place, word in enumerate(damaged) if place and not word.startswith("-")]
            place = self._draw.randrange(len(damaged)) if damaged else 0
            if values and self._draw.random() < 0.8:
                place = self._draw.choice(values)  # mostly what an option says, for a wrong option is soon refused
            way = self._draw.choice((0, 0, 0, 1, 2, 3, 3, 4, 5))
            if way == 0 and damaged:
                damaged[place] = self._word(damaged[place])
            elif way == 1 and damaged:
                del damaged[place]
            elif way == 2:
                damaged.insert(place, self._draw.choice((*VALUES, *WORDS)))
            elif way == 3 and damaged:
                damaged[place] = self._draw.choice((*VALUES, *WORDS))
            elif way == 4 and damaged:
                other = self._draw.randrange(len(damaged))
                damaged[place], damaged[other] = damaged[other], damaged[place]
            elif damaged:
                damaged.append(damaged[place])
        return [word.replace("\x00", "\x01") for word in damaged]  # no shell can hand a zero byte over

    def _word(self, word: str) -> str:
        place = self._draw.randint(0, len(word))
        return word[:place] + self._draw.choice(("", "x", "é", " ", "-", "\n", "\u202e")) + word[place + 1 :]

    def _cut(self, data: bytes) -> bytes:
        return data[: self._draw.randint(0, len(data))]

    def _flip(self, data: bytes) -> bytes:
        changed = bytearray(data)
        for _ in range(self._draw.randint(1, 5) if data else 0):
            changed[self._draw.randrange(len(changed))] = self._draw.randrange(256)
        return bytes(changed)

    def _lines(self, data: bytes) -> bytes:
        lines = data.split(b"\n")
        place, other = self._draw.randrange(len(lines)), self._draw.randrange(len(lines))
        way = self._draw.randrange(3)
        if way == 0:
            del lines[place]
        elif way == 1:
            lines.insert(other, lines[place])
        else:
            lines[place], lines[other] = lines[other], lines[place]
        return b"\n".join(lines)

    def _field(self, data: bytes) -> bytes:
        lines = data.split(b"\n")
        place = self._draw.randrange(len(lines))
        fields = lines[place].split(b",")
        fields[self._draw.randrange(len(fields))] = self._draw.choice(VALUES).encode()
        lines[place] = b",".join(fields)
        return b"\n".join(lines)

    def _columns(self, data: bytes) -> bytes:
        rows = [line.split(b",") for line in data.split(b"\n")]
        place = self._draw.randrange(max(len(rows[0]), 1))
        keep = self._draw.random() < 0.5
        return b"\n".join(
            b",".join(row[:place] + (row[place : place + 1] * 2 if keep else []) + row[place + 1 :]) for row in rows
        )

    def _encode(self, data: bytes) -> bytes:
        text = data.decode("utf-8", "replace")
        encoding = self._draw.choice(("utf-16", "latin-1", "utf-8-sig", "cp1252"))
        if self._draw.random() < 0.5:
            return text.encode(encoding, "replace")
        return text.encode().decode("latin-1").encode()


def read_damaged(draw: random.Random, folder: Path) -> tuple[str, str]:
    """Read damaged files with their reader: how it ended, and what was wrong with that ("" if nothing)."""
    name = draw.choice(sorted(FILES))
    files = dict(FILES[name])
    target = draw.choice(sorted(files))
    files[target] = Damage(draw).file(files[target])
    folder = put(folder / reader_of(name) / str(sorted(FILES).index(name)), files)
    source, rows = reader(reader_of(name)), RowReport(strict=draw.random() < 0.2)
    try:
        opened = source.release([folder])
        check(opened, list(source.read([folder], report=rows)), rows)
    except InvalidInput as error:
        one_line = "\n" not in str(error) and str(folder) in str(error)
        return "refused", "" if one_line else f"{name}, {target}: the message is {str(error)!r}"
    except Exception:  # noqa: BLE001  every other end is a fault to tell of
        return "fault", f"{name}, {target}: {traceback.format_exc()}"
    return "taken", ""


def command_damaged(draw: random.Random, store: Path) -> tuple[str, str]:
    """Run a command with damaged arguments: its status, and what was wrong with that ("" if nothing)."""
    words = Damage(draw).words(draw.choice(COMMANDS))
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            status = run(["--store", str(store), "--no-input", *words], clock=lambda: date(2016, 1, 1))
        except SystemExit as left:
            status = int(left.code or 0)
    message = err.getvalue()
    if status not in DOCUMENTED or "Traceback" in message or "internal error" in message:
        return str(status), f"{words}: {message[:500]}"
    if status > 1 and not message.startswith("kg: "):
        return str(status), f"{words}: status {status} and {message[:200]!r}"
    return str(status), ""


def main() -> int:
    """Run them all, print how they ended, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=8_000, help="damaged sets of files to read")
    parser.add_argument("--commands", type=int, default=2_000, help="commands to run with damaged arguments")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    ends: dict[str, Counter[str]] = {"files": Counter(), "commands": Counter()}
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        store = bare(root / "store")
        if run(["--store", str(store), "import", "transfermarkt", str(release(root / "release")), "-q"]):
            return 1
        work = root / "work"
        work.mkdir()
        put(
            work,
            {"query.rq": b"SELECT ?s { ?s ?p ?o }", "data.ttl": b"", "squad.txt": FILES["openfootball"]["all.txt"]},
        )
        for number in range(options.files):
            end, fault = read_damaged(random.Random(f"{options.seed} file {number}"), root / "files")
            ends["files"][end] += 1
            faults += [fault] if fault else []
        os.chdir(work)
        for number in range(options.commands):
            end, fault = command_damaged(random.Random(f"{options.seed} command {number}"), store)
            ends["commands"][end] += 1
            faults += [fault] if fault else []
    for fault in faults[:20]:
        print(fault, file=sys.stderr)
    print(json.dumps({**ends, "faults": len(faults)}, indent=2))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
