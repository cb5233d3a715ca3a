"""Stores to attack: made-up worlds without the starter data, and commands that are run on them."""

from __future__ import annotations

import contextlib
import os
import random
import sys
from pathlib import Path
from unittest import mock

from made_world import claims, person_id

from kg.model import Claim, Release
from kg.store import embedded_backend
from kg.store.backend import open_store

# The program as it is, but that the starter data it takes are a file named by the first argument.
_PROGRAM = (
    "import pathlib, sys; from kg.store import embedded_backend; starter = pathlib.Path(sys.argv.pop(1));"
    "embedded_backend.data_file = lambda name: starter; from kg.cli import main; main()"
)
WORLD = Release("https://example.org/release/made", "made", "A made-up world", "1")
PEOPLE = 300


def kg(starter: Path) -> list[str]:
    """The command of a process of its own that takes these starter data in place of the packaged ones."""
    return [sys.executable, "-c", _PROGRAM, str(starter)]


def made_store(store: Path, people: int = PEOPLE) -> Path:
    """A store of a made-up world, and of the starter data that are in force."""
    with open_store(store, create=True) as backend:
        backend.put_release(WORLD, claims(people))
    return store


def starter_data(path: Path) -> contextlib.AbstractContextManager[object]:
    """Take these starter data in place of the packaged ones."""
    return mock.patch.object(embedded_backend, "data_file", return_value=path)


def content(store: Path) -> set[str]:
    """The ids of all claims in a store."""
    with open_store(store, create=False) as backend:
        return {statement.id for statement in backend.statements() if isinstance(statement, Claim)}


def claim_words(number: int, draw: random.Random) -> list[str]:
    """A command that adds a claim of its own."""
    one, two = (person_id(place) for place in draw.sample(range(PEOPLE), 2))
    page = f"https://news.example/{number}"
    people = ["--person", one, "--person", two]
    return ["claim", "add", "--kind", "friendship", *people, "--source-url", page, "--publisher", "News"]


def notes_file(path: Path, rows: int) -> Path:
    """A table of claims to import."""
    head = "kind,person,other,club,since,until,source_url,publisher,published,summary\n"
    lines = (
        f"friend,Player {n},Player {n + 1},,,,https://news.example/t{n},News,2024-01-01,told\n" for n in range(rows)
    )
    path.write_text(head + "".join(lines), encoding="utf-8")
    return path


def flip(file: Path, draw: random.Random) -> None:
    """Change one bit of a file, and leave its size and its time of change as they are."""
    stat = file.stat()
    with file.open("r+b") as stream:
        place = draw.randrange(stat.st_size)
        stream.seek(place)
        byte = stream.read(1)[0]
        stream.seek(place)
        stream.write(bytes([byte ^ (1 << draw.randrange(8))]))
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def files_of(store: Path) -> list[Path]:
    """The files of a store that hold something, but locks: every kind that is read."""
    current = store / "generations" / (store / "current").read_text(encoding="ascii").strip()
    inner = (file for file in sorted(current.rglob("*")) if file.is_file())
    return [file for file in (store / "format", store / "current", *inner) if file.stat().st_size]
