#!/usr/bin/env python3
"""Attack a store: kills, flipped bits, writers at once, absurd command lines, mutilated files. Prints what came of it.

    python scripts/attack_store.py [--kills 100] [--bits 144] [--writers 8] [--lines 3000] [--files 2000] [--seed 7]

Everything happens in a temporary folder; nothing is sent anywhere. The store attacked holds a made-up world of 300
players without the starter data, so that filling and repairing it cost little; one bit in twelve is flipped in a store
that has the starter data too. A figure of 0 leaves a part out. The exit status is 1 when anything was lost, went
unnoticed, or ended in a fault of the program's own.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import io
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest import mock

from made_world import claims, person_id

from kg.cli.guard import run
from kg.model import Claim, Release
from kg.resources import data_file
from kg.store import embedded_backend
from kg.store.backend import open_store
from kg.store.embedded_backend import EmbeddedBackend

# The program as it is, but that the starter data it takes are a file named by the first argument.
_PROGRAM = (
    "import pathlib, sys; from kg.store import embedded_backend; starter = pathlib.Path(sys.argv.pop(1));"
    "embedded_backend.data_file = lambda name: starter; from kg.cli import main; main()"
)
WORLD = Release("https://example.org/release/made", "made", "A made-up world", "1")
PEOPLE = 300
OK = frozenset(range(6))
"""Statuses that docs/cli.md promises; any other is a fault of the program's own."""


def kg(folder: Path) -> list[str]:
    """The command of a process of its own that leaves the starter data out."""
    return [sys.executable, "-c", _PROGRAM, str(folder / "empty.nq.gz")]


def made_store(folder: Path, name: str) -> Path:
    """A store of a made-up world of 300 players, and of the starter data that are in force."""
    with open_store(folder / name, create=True) as backend:
        backend.put_release(WORLD, claims(PEOPLE))
    return folder / name


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
    return [
        "claim",
        "add",
        "--kind",
        "friendship",
        "--person",
        one,
        "--person",
        two,
        "--source-url",
        page,
        "--publisher",
        "News",
    ]


def notes_file(path: Path, rows: int) -> Path:
    """A table of claims to import."""
    head = "kind,person,other,club,since,until,source_url,publisher,published,summary\n"
    lines = (
        f"friend,Player {n},Player {n + 1},,,,https://news.example/t{n},News,2024-01-01,told\n" for n in range(rows)
    )
    path.write_text(head + "".join(lines), encoding="utf-8")
    return path


def kills(store: Path, folder: Path, times: int, draw: random.Random) -> list[str]:
    """Kill every writing command at random moments; what had been there must be there, and the store whole."""
    notes = notes_file(folder / "notes.csv", 200)
    commands: dict[str, Callable[[int], list[str]]] = {
        "claim add": lambda number: claim_words(number, draw),
        "import": lambda _: ["import", "claims", str(notes)],
        "export": lambda _: ["export", "-o", str(folder / "out.nq"), "--format", "nquads"],
        "score": lambda _: ["score", "-o", str(folder / "scores.csv"), "--at", "2020-01-01"],
    }
    problems: list[str] = []
    for name, words in commands.items():
        lost = broken = 0
        for number in range(times):
            before = content(store)
            exported = (folder / "out.nq").read_bytes() if (folder / "out.nq").exists() else None
            process = subprocess.Popen(
                [*kg(folder), "--store", str(store), *words(number)],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(draw.uniform(0.05, 1.5))
            process.send_signal(signal.SIGKILL)
            process.wait()
            lost += not content(store) >= before
            if name == "export" and exported is not None:
                lost += len((folder / "out.nq").read_bytes()) != len(exported)
            with EmbeddedBackend.at(store, create=False) as backend:
                broken += bool(backend.check() or backend.maintenance.repaired)
        print(f"{times} kills of kg {name}: {lost} lost, {broken} damaged")
        if lost or broken:
            problems.append(name)
    return problems


def bits(store: Path, folder: Path, times: int, draw: random.Random) -> list[str]:
    """Flip bits under a kept size and time of change; each must be noticed, and everything be there afterwards."""
    before = content(store)
    current = store / "generations" / (store / "current").read_text(encoding="ascii").strip()
    files = [store / "format", store / "current", *(file for file in sorted(current.rglob("*")) if file.is_file())]
    files = [file for file in files if file.stat().st_size]
    draw.shuffle(files)
    noticed = restored = 0
    for number in range(times):
        copy = Path(shutil.copytree(store, folder / "copy"))
        file = copy / files[number % len(files)].relative_to(store)
        stat, place = file.stat(), draw.randrange(file.stat().st_size)
        with file.open("r+b") as stream:
            stream.seek(place)
            byte = stream.read(1)[0]
            stream.seek(place)
            stream.write(bytes([byte ^ (1 << draw.randrange(8))]))
        os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        with EmbeddedBackend.at(copy, create=False) as backend:
            noticed += bool(backend.maintenance.repaired or backend.check())
        restored += content(copy) == before
        shutil.rmtree(copy)
    print(f"{times} flipped bits in {len(files)} files: {noticed} noticed, {restored} stores whole afterwards")
    return [] if noticed == restored == times else ["bits"]


def writers(store: Path, folder: Path, processes: int, draw: random.Random) -> list[str]:
    """Add claims by several processes at once, 20 each."""
    before = content(store)
    words = [claim_words(10_000 + number, draw) for number in range(processes * 20)]

    def add(arguments: Sequence[str]) -> int:
        return subprocess.run(
            [*kg(folder), "--store", str(store), *arguments], capture_output=True, check=False
        ).returncode

    began = time.monotonic()
    with ThreadPoolExecutor(processes) as threads:
        statuses = Counter(threads.map(add, words))
    stored = len(content(store) - before)
    print(f"{processes} writers at once: {stored} of {len(words)} stored, {time.monotonic() - began:.0f} s, {statuses}")
    return [] if stored == len(words) else ["writers"]


_WORDS = (
    *("Player 1", "Club Ban", "", "\x1b[2J", "x" * 5000, "2024-01-01", "0000-99-99", "-1", "~nosuch/x", "/dev/zero"),
    *(
        "../..",
        "%s%n",
        "\u202eevil",
        "SELECT * { ?s ?p ?o } LIMIT 1",
        "--",
        "-q",
        "--format",
        "json",
        "csv",
        "nonsense",
    ),
    *("--at", "--to", "--person", "--kind", "friendship", "--source-url", "https://x.example/", "--publisher"),
    *("💥", "NULL", "1e309", "--help"),
)
_COMMANDS = (
    *("persuade", "destinations", "targets", "explain", "show", "query", "status", "validate", "import", "claim"),
    *("export", "page", "cite", "no-such-command"),
)


def command_lines(store: Path, times: int, draw: random.Random) -> list[str]:
    """Run random command lines; each ends in a status that is promised, and says what is wrong in some lines."""
    statuses: Counter[int] = Counter()
    faults = 0
    for _ in range(times):
        words = [draw.choice(_COMMANDS), *draw.choices(_WORDS, k=draw.randrange(5))]
        status, told = _run(["--store", str(store), "--no-input", *words])
        statuses[status] += 1
        if status not in OK or "Traceback" in told or len(told) > 20_000:
            faults += 1
            print(f"  fault: {words!r:.200} {status} {told[:200]!r}")
    print(f"{times} command lines: {faults} faults, statuses {dict(sorted(statuses.items()))}")
    return ["command lines"] if faults else []


def _run(arguments: Sequence[str]) -> tuple[int, str]:
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run(arguments)
    return status, err.getvalue()


def files(store: Path, folder: Path, times: int, draw: random.Random) -> list[str]:
    """Import and validate mutilated files."""
    notes = notes_file(folder / "seed.csv", 5).read_bytes()
    turtle = b'@prefix s: <http://schema.org/> .\n<http://e/a> a s:Person ; s:name "A" ; s:birthDate "2000-01-01" .\n'
    seeds = {
        "notes.csv": notes,
        "a.ttl": turtle,
        "a.nt": b'<http://e/a> <http://e/b> "c" .\n',
        "a.jsonld": b'{"@id": "http://e/a", "http://e/b": [1, 2, {"@id": "_:x"}]}',
        "a.rdf": b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
    }
    statuses: Counter[int] = Counter()
    faults = 0
    for number in range(times):
        name = draw.choice(list(seeds))
        place = folder / "mutilated" / name
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(_mutilated(seeds[name], draw))
        csv = name.endswith("csv") or number % 2
        words = ["import", "claims", str(place), "--dry-run"] if csv else ["validate", str(place)]
        status, told = _run(["--store", str(store), *words])
        statuses[status] += 1
        if status not in OK or "Traceback" in told:
            faults += 1
            print(f"  fault: {words} {status} {told[:200]!r} {place.read_bytes()[:100]!r}")
    print(f"{times} mutilated files: {faults} faults, statuses {dict(sorted(statuses.items()))}")
    return ["files"] if faults else []


def _mutilated(data: bytes, draw: random.Random) -> bytes:
    raw = bytearray(data)
    for _ in range(draw.randrange(1, 8)):
        place = draw.randrange(len(raw) + 1)
        match draw.randrange(5):
            case 0:
                raw[place:place] = draw.randbytes(draw.randrange(20))
            case 1:
                del raw[place : place + draw.randrange(30)]
            case 2:
                raw[place:place] = raw[: draw.randrange(60)] * draw.randrange(1, 40)
            case 3:
                raw[place:place] = draw.choice(
                    [b'"', b"\x00", b"\xff", b"{" * 2000, b"<" * 50, "é\u202e".encode(), b","]
                )
            case _:
                raw[place : place + 1] = bytes([draw.randrange(256)])
    return bytes(raw)


@contextlib.contextmanager
def _workplace() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="attack-") as folder:
        before = Path.cwd()
        os.chdir(folder)
        os.environ["PYTHONPATH"] = os.pathsep.join([str(before), *filter(None, [os.environ.get("PYTHONPATH")])])
        try:
            yield Path(folder)
        finally:
            os.chdir(before)


def main() -> int:
    """Attack, and say whether everything held."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, most in (("kills", 100), ("bits", 144), ("writers", 8), ("lines", 3000), ("files", 2000)):
        parser.add_argument(f"--{name}", type=int, default=most)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    draw = random.Random(options.seed)
    with _workplace() as folder:
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        (folder / "empty.nq.gz").write_bytes(gzip.compress(b""))
        large = -(-options.bits // 12)
        with starter_data(data_file("starter.nq.gz")):
            problems = bits(made_store(folder, "large"), folder, large, draw) if large else []
        with starter_data(folder / "empty.nq.gz"):
            store = made_store(folder, "store")
            problems += [
                *(bits(store, folder, options.bits - large, draw) if options.bits else ()),
                *(writers(store, folder, options.writers, draw) if options.writers else ()),
                *(command_lines(store, options.lines, draw) if options.lines else ()),
                *(files(store, folder, options.files, draw) if options.files else ()),
                *(kills(store, folder, options.kills, draw) if options.kills else ()),
            ]
    print("all held" if not problems else "failed: " + ", ".join(problems))
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
