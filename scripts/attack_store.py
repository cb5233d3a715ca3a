#!/usr/bin/env python3
"""Attack a store: kills, flipped bits, writers at once, absurd command lines, mutilated files. Prints what came of it.

    python scripts/attack_store.py [--part kills] [--kills 100] [--bits 144] [--writers 8] [--lines 3000] [--files 2000]

Everything happens in a temporary folder; nothing is sent anywhere. The store attacked holds a made-up world of 300
players without the starter data, so that filling and repairing it cost little; one bit in twelve is flipped in a store
that has the starter data too. Every writing command is killed so many times; nine in ten kills hit a process whose
modules are loaded, so that it is the writing that is hit, and not the start. The exit status is 1 when anything was
lost, went unnoticed, or ended in a fault of the program's own.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import io
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from attack_kills import kills
from attacked_store import claim_words, content, files_of, flip, kg, made_store, notes_file, starter_data

from kg.cli.guard import run
from kg.resources import data_file
from kg.store.embedded_backend import EmbeddedBackend

OK = frozenset(range(6))
"""Statuses that docs/cli.md promises; any other is a fault of the program's own."""


def all_bits(folder: Path, times: int, draw: random.Random) -> list[str]:
    """Flip one bit in twelve in a store that has the starter data, the others in one that has none."""
    large = -(-times // 12)
    with starter_data(data_file("starter.trig.gz")):
        problems = bits(made_store(folder / "large"), folder, large, draw)
    return problems + bits(made_store(folder / "little"), folder, times - large, draw)


def bits(store: Path, folder: Path, times: int, draw: random.Random) -> list[str]:
    """Flip bits under a kept size and time of change; each must be noticed, and everything be there afterwards."""
    before = content(store)
    files = files_of(store)
    draw.shuffle(files)
    noticed = restored = 0
    for number in range(times):
        copy = Path(shutil.copytree(store, folder / "copy"))
        file = copy / files[number % len(files)].relative_to(store)
        flip(file, draw)
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
            [*kg(folder / "empty.nq.gz"), "--store", str(store), *arguments], capture_output=True, check=False
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
    sizes = {"bits": 144, "writers": 8, "lines": 3000, "files": 2000, "kills": 100}
    for name, most in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=most)
    parser.add_argument("--part", choices=sizes, action="append", help="run this part alone; may be given again")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    draw = random.Random(options.seed)
    problems: list[str] = []
    with _workplace() as folder:
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        empty = folder / "empty.nq.gz"
        empty.write_bytes(gzip.compress(b""))
        parts: dict[str, Callable[[], list[str]]] = {
            "bits": lambda: all_bits(folder, options.bits, draw),
            "writers": lambda: writers(made_store(folder / "written"), folder, options.writers, draw),
            "lines": lambda: command_lines(made_store(folder / "asked"), options.lines, draw),
            "files": lambda: files(made_store(folder / "fed"), folder, options.files, draw),
            "kills": lambda: kills(folder, options.kills, draw),
        }
        for name in options.part or parts:
            with starter_data(empty):
                began = time.process_time()
                problems += parts[name]()
                print(f"  {name}: {time.process_time() - began:.0f} s of processor time in this process", flush=True)
    print("all held" if not problems else "failed: " + ", ".join(problems))
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
