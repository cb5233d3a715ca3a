#!/usr/bin/env python3
"""What an import costs beside a raw bulk load of the very triples it makes, and how that grows with the world.

    python scripts/bench_import.py [--players 1000 10000 100000] [--runs 3] [--folder DIR] [--generator SCRIPT]

For every size a made-up world is written as players, clubs and moves in the columns of the public Transfermarkt
tables: by ``--generator``, a program that takes ``OUT --players N``, or else from the careers of `made_world`. Then,
taking turns:

* ``kg import transfermarkt`` into a store that holds the packaged starter data: read, resolve, write texts and columns,
  load the database, all in one run;
* pyoxigraph's ``bulk_load`` of the N-Quads that the import made, from a file into a new store on the same disk.

Each is a process of its own. Wall and CPU seconds are medians, the memory is the highest peak, and the ratio the median
of the runs' own ratios. The exponent says how the cost grows: 1 is in step with the world. At the end the largest store
is validated against the shapes, timed, and must be without a violation.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import itertools
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from made_world import claims

from kg.model import Person, Role, Spell, SpellKind, Team, TeamKind
from kg.store.backend import open_store

KG = (sys.executable, "-c", "from kg.cli import main; main()")
RAW = "import sys, pyoxigraph as o; o.Store(sys.argv[2]).bulk_load(path=sys.argv[1], format=o.RdfFormat.N_QUADS)"


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took: seconds on the clock and of the processors, and its peak of memory in bytes."""

    wall: float
    cpu: float
    memory: int


def measured(command: Sequence[str]) -> Cost:
    """Run a program, which must succeed."""
    begun = time.monotonic()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            said.seek(0)
            raise SystemExit(f"{' '.join(command)} failed:\n{said.read().decode(errors='replace')}")
    return Cost(time.monotonic() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss << 10)


def write_tables(folder: Path, players: int) -> None:
    """The careers of a made-up world as `players.csv`, `clubs.csv` and `transfers.csv`."""
    clubs: dict[str, tuple[str, str]] = {}
    with (
        (folder / "players.csv").open("w", encoding="utf-8", newline="") as people,
        (folder / "transfers.csv").open("w", encoding="utf-8", newline="") as moves,
    ):
        told, moved = csv.writer(people), csv.writer(moves)
        told.writerow(("player_id", "name", "country_of_citizenship", "date_of_birth"))
        head = ("player_id", "transfer_date", "from_club_id", "to_club_id", "from_club_name", "to_club_name")
        moved.writerow((*head, "player_name"))
        names: dict[str, str] = {}
        spells: list[Spell] = []
        for claim in claims(players):
            said = claim.statement
            if isinstance(said, Team) and said.kind is TeamKind.CLUB:
                clubs[said.id] = (str(len(clubs) + 1), said.name)
            elif isinstance(said, Person):
                names[said.id] = said.name
                if said.birth:
                    told.writerow((_number(said.id), said.name, *said.citizenships, said.birth))
            elif isinstance(said, Spell) and said.role is Role.PLAYER and said.kind is not SpellKind.SELECTION:
                spells.append(said)
        for person, career in itertools.groupby(spells, key=lambda spell: spell.person):
            moved.writerows((_number(person), *row, names[person]) for row in _moves(career, clubs))
    with (folder / "clubs.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((("club_id", "name"), *clubs.values()))


def _number(iri: str) -> int:
    return int(iri[-7:]) + 1


def _moves(career: Iterable[Spell], clubs: dict[str, tuple[str, str]]) -> Iterable[tuple[str, ...]]:
    """The moves between a player's spells: from nowhere to the first club, at last into retirement."""
    here, name = "515", "Without Club"
    last: Spell | None = None
    for last in career:
        there, called = clubs[last.team]
        if there != here:
            yield str(last.period.start), here, there, name, called
        here, name = there, called
    if last and last.period.end:
        yield str(last.period.end), here, "123", name, "Retired"


def world(folder: Path, players: int, generator: Path | None) -> Path:
    """The tables of a world, made unless they are there."""
    place = folder / f"world-{players}"
    if not (place / "transfers.csv").exists():
        place.mkdir(parents=True, exist_ok=True)
        if generator:
            measured((sys.executable, str(generator), str(place), "--players", str(players)))
        else:
            write_tables(place, players)
    return place


def compare(folder: Path, players: int, runs: int, generator: Path | None) -> tuple[list[Cost], list[Cost], int, Path]:
    """The costs of imports and of raw loads of a world, how many triples there are, and the last store."""
    tables = world(folder, players, generator)
    store, quads, raw = (folder / f"{what}-{players}" for what in ("store", "quads", "raw"))
    imports, loads, lines = [], [], 0
    for _ in range(runs):
        for place in (store, raw):
            shutil.rmtree(place, ignore_errors=True)
        open_store(store).close()
        imports.append(measured((*KG, "--store", str(store), "import", "transfermarkt", str(tables), "-q")))
        generation = store / "generations" / (store / "current").read_text().strip()
        (text,) = (generation / "quads").glob("transfermarkt*")
        with gzip.open(text) as packed, quads.open("wb") as plain:
            shutil.copyfileobj(packed, plain, 1 << 20)
        loads.append(measured((sys.executable, "-c", RAW, str(quads), str(raw))))
    with quads.open("rb") as plain:
        lines = sum(1 for _ in plain)
    return imports, loads, lines, store


def main() -> None:
    """Measure every size and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--players", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where worlds and stores are kept; without it nothing is kept")
    parser.add_argument("--generator", type=Path, help="a program that writes a world: SCRIPT OUT --players N")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        folder = given.folder or Path(passing)
        print("| players | triples | import, wall | CPU | peak | raw load, wall | CPU | ratio, wall | CPU |")
        print("|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
        grown: list[tuple[int, float]] = []
        for players in sorted(given.players):
            imports, loads, lines, store = compare(folder, players, given.runs, given.generator)
            grown.append((players, _median(imports, "cpu")))
            ratios = [
                statistics.median(getattr(a, what) / getattr(b, what) for a, b in zip(imports, loads, strict=True))
                for what in ("wall", "cpu")
            ]
            print(
                f"| {players:,} | {lines:,} | {_median(imports, 'wall'):.1f} s | {_median(imports, 'cpu'):.1f} s "
                f"| {max(one.memory for one in imports) / 2**30:.2f} GiB | {_median(loads, 'wall'):.1f} s "
                f"| {_median(loads, 'cpu'):.1f} s | {ratios[0]:.2f} | {ratios[1]:.2f} |",
                flush=True,
            )
        for (few, small), (many, large) in itertools.pairwise(grown):
            print(f"growth from {few:,} to {many:,}: exponent {math.log(large / small, many / few):.2f} (CPU)")
        took = measured((*KG, "--store", str(store), "validate"))
        print(f"kg validate of the largest: {took.wall:.1f} s, {took.cpu:.1f} s CPU, {took.memory / 2**30:.2f} GiB")


def _median(costs: Sequence[Cost], what: str) -> float:
    return float(statistics.median(getattr(one, what) for one in costs))


if __name__ == "__main__":
    main()
