#!/usr/bin/env python3
"""What batches cost as worlds grow: facts, ties and scores of made-up worlds, and the ties of match line-ups.

    python scripts/bench_batch.py [--sizes 1000 3000 10000 30000 100000 300000] [--folder DIR] [--spark]

Each figure is the median of three runs in a process of its own; CPU seconds count all processes. Afterwards straight
lines through the measured points tell what a spell, a tie and a row cost. With ``--spark``, the scores of the middle
size by Spark on ``local[2]`` too, with what starting it costs.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from made_world import AS_OF, build

from kg.network.batch_ties import blocks, in_order, ties_of_squads
from kg.network.columns import day
from kg.network.facts import Facts
from kg.network.ties import everybody
from kg.pipeline.scoring import engine_for, score

if TYPE_CHECKING:
    from kg.pipeline.library import Library

NOW = day(AS_OF)
PLAYED = 15
"""Players of one side who take part in a match."""


def ties(folder: Path, workers: int) -> dict[str, float]:
    """Every tie of a world, each block let go when it is done."""
    facts = Facts.open(folder)
    stays = everybody(facts, NOW)
    count = 0
    for block in in_order(lambda one: ties_of_squads(one, facts.nodes["kind"]), blocks(stays), workers=workers):
        count += len(block["ego"])
    return {"stays": len(stays["squad"]), "ties": count}


def lineups(matches: int) -> dict[str, float]:
    """Ties of players who took part in the same match for the same side: each side of a match a squad of one day."""
    draw = np.random.default_rng(1)
    sides = 2 * matches
    clubs = max(20, sides // 60)
    club = np.repeat(draw.integers(0, clubs, sides), PLAYED)
    stays: dict[str, Any] = {
        "person": (club * 40 + draw.integers(0, 40, sides * PLAYED)).astype(np.int32),
        "squad": np.repeat(np.arange(sides, dtype=np.int32) * 2, PLAYED),
        "role": np.zeros(sides * PLAYED, np.int32), "start": np.repeat(draw.integers(10_000, 19_000, sides), PLAYED),
        "share": np.full(sides * PLAYED, 840, np.int32), "certain": np.ones(sides * PLAYED, np.int32),
    }  # fmt: skip
    stays["end"] = stays["start"] + 1
    kinds = np.zeros(sides + 1, np.int8)
    count = 0
    for block in blocks(stays):
        count += len(ties_of_squads(block, kinds)["ego"])
    return {"rows": sides * PLAYED, "ties": count}


def scores(folder: Path, engine: str, workers: int) -> dict[str, float]:
    """All targets of a world against all clubs."""
    library = cast("Library", SimpleNamespace(facts=Facts.open(folder)))
    by = engine_for(engine, workers=workers, master="local[2]" if engine == "spark" else "")
    with tempfile.TemporaryDirectory() as place:
        output = Path(place) / "scores.parquet"
        done = score(library, output, at=AS_OF, engine=by)
        size = output.stat().st_size
    return {"targets": done.targets, "clubs": done.clubs, "rows": done.rows, "bytes": size}


def measured(folder: Path, *what: str, runs: int = 3) -> dict[str, float]:
    """Medians of some runs of one measurement in a process of its own."""
    told: list[dict[str, float]] = []
    for _ in range(runs):
        command = [sys.executable, __file__, "--folder", str(folder), "--one", *what]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        told.append(json.loads(done.stdout.splitlines()[-1]) | {"all_cpu": cpu})
    return {name: statistics.median(each[name] for each in told) for name in told[0]}


def run_one(folder: Path, what: list[str]) -> None:
    """One measurement."""
    cpu, began = time.process_time(), time.perf_counter()
    match what[0]:
        case "ties":
            found = ties(folder, int(what[1]))
        case "lineups":
            found = lineups(int(what[1]))
        case _:
            found = scores(folder, what[1], int(what[2]))
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    print(json.dumps(found | {"wall": wall, "cpu": cpu, "peak": peak}))


def slope(x: list[float], y: list[float]) -> float:
    """Of the straight line through nought that is nearest to the points in ratio."""
    return float(np.exp(np.mean(np.log(np.array(y) / np.array(x)))))


def main() -> None:
    """Measure, and fit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 3_000, 10_000, 30_000, 100_000, 300_000])
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "made-worlds")
    parser.add_argument("--spark", action="store_true")
    parser.add_argument("--one", nargs="*", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        run_one(given.folder, given.one)
        return
    rows: list[dict[str, Any]] = []
    print(
        "players | spells | facts MB | ties | s CPU | peak MB | targets x clubs | rows | s CPU on 1 | wall 1 | wall 2"
    )
    for players in given.sizes:
        facts = build(given.folder, players)
        size = sum(each.stat().st_size for each in facts.rglob("*") if each.is_file())
        spells = len(Facts.open(facts).spells["person"])
        tied = measured(facts, "ties", "1")
        one, two = (measured(facts, "scores", "numpy", str(n), runs=1 if players > 50_000 else 3) for n in (1, 2))
        rows.append({"players": players, "spells": spells, "bytes": size, "ties": tied, "one": one, "two": two})
        print(
            f"{players} | {spells} | {size / 1e6:.1f} | {tied['ties']:.0f} | {tied['cpu']:.2f} | {tied['peak']:.0f} | "
            f"{one['targets']:.0f} x {one['clubs']:.0f} | {one['rows']:.0f} | {one['all_cpu']:.1f} | "
            f"{one['wall']:.1f} | {two['wall']:.1f} (peak {one['peak']:.0f} MB)",
            flush=True,
        )
    large = rows[len(rows) // 2 :]
    print(f"bytes of facts per spell: {slope([r['spells'] for r in large], [r['bytes'] for r in large]):.0f}")
    print(f"ties per spell: {slope([r['spells'] for r in large], [r['ties']['ties'] for r in large]):.1f}")
    each = slope([r["ties"]["ties"] for r in large], [r["ties"]["cpu"] for r in large])
    print(f"CPU seconds per million ties: {1e6 * each:.2f}")
    each = slope([r["one"]["rows"] for r in large], [r["one"]["all_cpu"] for r in large])
    print(f"CPU seconds per million rows of scores: {1e6 * each:.1f}")
    print(
        f"bytes per row of scores: {slope([r['one']['rows'] for r in large], [r['one']['bytes'] for r in large]):.0f}"
    )
    for matches in (10_000, 100_000):
        found = measured(given.folder, "lineups", str(matches))
        print(
            f"line-ups of {matches} matches: {found['rows']:.0f} rows, {found['ties']:.0f} ties of one match, "
            f"{found['cpu']:.2f} s CPU, {1e6 * found['cpu'] / found['ties']:.2f} s per million, {found['peak']:.0f} MB"
        )
    if given.spark:
        middle = rows[len(rows) // 2]
        facts = build(given.folder, middle["players"])
        found = measured(facts, "scores", "spark", "1")
        print(
            f"Spark on local[2], {middle['players']} players: {found['wall']:.1f} s wall; two processes without it "
            f"{middle['two']['wall']:.1f} s"
        )


if __name__ == "__main__":
    main()
