#!/usr/bin/env python3
"""What batches cost as worlds grow: facts, ties and scores of made-up worlds, and the ties of match line-ups.

    python scripts/bench_batch.py measure MEASURED.json [--sizes 1000 3000 …] [--matches 10000 …] [--folder DIR]
    python scripts/bench_batch.py fit MEASURED.json [--memory 24]

`measure` runs each measurement in processes of its own, three times for small worlds, and writes the medians into a
file after each; a file that is there is gone on with. CPU seconds count all processes of a measurement and hardly
depend on what else the machine does; wall seconds do. `fit` makes the model of cost from it: by power laws it shows
that a cost is in proportion to what it is fitted to, then tells the factor, and what follows for all line-ups of the
world. `docs/batch.md` explains both.
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
from typing import Any, Final, cast

import numpy as np
from made_world import AS_OF, RELEASE, build, claims
from measuring import peak_mb

from kg.answers.batch import engine_for, score
from kg.columns.facts import Facts, SegmentWriter, merge
from kg.columns.files import day
from kg.graph.batch_ties import STAYS_AT_ONCE, all_ties, blocks, ties_of_squads
from kg.model import TeamKind
from kg.store.backend import Backend

NOW: Final = day(AS_OF)
PLAYED: Final = 15
"""Players of one side who take part in a match."""
SQUAD: Final = 30
"""Players whom a made-up club picks its sides from; they are others after `LASTING` matches."""
LASTING: Final = 40
MATCHES_OF_A_CLUB: Final = 1000
LARGE: Final = 50_000
"""Worlds with more players are measured once."""

Description = dict[str, float]


def facts_of(players: int) -> Description:
    """The claims of a world written and merged."""
    with tempfile.TemporaryDirectory() as place:
        segment, facts = Path(place) / "segment", Path(place) / "facts"
        begun = time.process_time()
        count = sum(1 for _ in claims(players))
        cpu = time.process_time()
        with SegmentWriter(segment, RELEASE) as writer:
            for claim in claims(players):
                writer.add(claim)
        written = time.process_time()
        merge([segment], facts)
        done = time.process_time()
        size = sum(each.stat().st_size for each in facts.rglob("*") if each.is_file())
        return {
            "spells": len(Facts.open(facts).spells["person"]),
            "claims": count,
            "bytes": size,
            "write_cpu": written - cpu - (cpu - begun),
            "merge_cpu": done - written,
        }


def ties_of(folder: Path, workers: int) -> Description:
    """Every tie of a world, each block let go when it is done."""
    facts = Facts.open(folder)
    count = sum(len(block["ego"]) for block in all_ties(facts, NOW, workers=workers))
    return {"stays": len(facts.squads["person"]), "ties": count}


def lineups(matches: int, clubs: int) -> Description:
    """Ties of players who took part in the same matches for the same club: each match a day, each club a squad."""
    draw = np.random.default_rng(1)
    each = 2 * matches // clubs
    at_once = max(1, STAYS_AT_ONCE // (each * PLAYED))
    told = {"rows": 0.0, "ties": 0.0, "meetings": 0.0, "ties_cpu": 0.0}
    national = np.full(clubs + 1, list(TeamKind).index(TeamKind.NATIONAL), np.int8)  # single days count
    for begin in range(0, clubs, at_once):
        stays = appearances(np.arange(begin, min(begin + at_once, clubs)), each, draw)
        cpu = time.process_time()
        for block in blocks(stays):
            ties = ties_of_squads(block, national, NOW)
            told["ties"] += len(ties["ego"])
            told["meetings"] += int(ties["days"].sum())
        told["ties_cpu"] += time.process_time() - cpu
        told["rows"] += len(stays["person"])
    return told


def appearances(clubs: Any, matches: int, draw: np.random.Generator) -> dict[str, Any]:
    """Stays of one day each, for so many matches of each of some clubs; sorted by club and day."""
    club, nth = np.repeat(clubs, matches), np.tile(np.arange(matches), len(clubs))
    # Of the squad of the time fifteen different ones: a place at random, and those that follow it in steps of seven.
    place = (draw.integers(0, SQUAD, len(club))[:, None] + 7 * np.arange(PLAYED)) % SQUAD
    person = (club[:, None] * 1000 + nth[:, None] // LASTING * SQUAD + place) % (2**31 - 1)
    start = np.repeat((5_000 + 5 * nth).astype(np.int32), PLAYED)
    nought, rows = np.zeros(len(start), np.int32), len(start)
    return {
        "person": person.ravel().astype(np.int32),
        "squad": np.repeat(club.astype(np.int32) * 2, PLAYED),
        "role": nought,
        "start": start,
        "end": start + np.int32(1),
        "share": np.full(rows, 840, np.int32),
        "certain": nought + np.int32(1),
    }


def scores(folder: Path, engine: str, workers: int) -> Description:
    """All targets of a world against all clubs."""
    backend = cast("Backend", SimpleNamespace(facts=Facts.open(folder)))
    by = engine_for(engine, workers=workers, master="local[2]" if engine == "spark" else "")
    with tempfile.TemporaryDirectory() as place:
        output = Path(place) / "scores.parquet"
        done = score(backend, output, at=AS_OF, engine=by)
        size = output.stat().st_size
    return {"targets": done.targets, "clubs": done.clubs, "rows": done.rows, "bytes": size}


def run_one(what: list[str], folder: Path) -> None:
    """One measurement in this process."""
    if what[0] in ("ties", "scores"):
        build(folder, int(what[1]))
    world = folder / f"made-{what[1]}-7" / "facts"
    before = peak_mb()
    cpu, began = time.process_time(), time.perf_counter()
    match what[0]:
        case "facts":
            found = facts_of(int(what[1]))
        case "ties":
            found = ties_of(world, 1)
        case "lineups":
            found = lineups(int(what[1]), int(what[2]))
        case _:
            found = scores(world, what[2], int(what[3]))
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps(found | {"wall": wall, "cpu": cpu, "before": before, "peak": max(peak_mb(), children)}))


def measured(folder: Path, what: list[str], runs: int) -> Description:
    """Medians of some runs of one measurement; ``all_cpu`` counts every process that had a part in it."""
    told: list[Description] = []
    for _ in range(runs):
        command = [sys.executable, __file__, "one", *what, "--folder", str(folder)]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        told.append(json.loads(done.stdout.splitlines()[-1]) | {"all_cpu": cpu})
    return {name: statistics.median(each[name] for each in told) for name in told[0]}


def measure(file: Path, folder: Path, sizes: list[int], matches: list[int]) -> None:
    """Measure what is not in the file yet."""
    known: dict[str, Description] = json.loads(file.read_text()) if file.exists() else {}
    asked: list[tuple[list[str], int]] = []
    for size in sizes:
        runs = 1 if size > LARGE else 3
        build(folder, size)
        asked += [(["facts", str(size)], 1), (["ties", str(size)], 3)]
        asked += [(["scores", str(size), "numpy", workers], runs) for workers in ("1", "2")]
    asked += [(["lineups", str(each), str(max(1, 2 * each // MATCHES_OF_A_CLUB))], 1) for each in matches]
    asked += [(["lineups", str(each), "1"], 1) for each in (2_000, 10_000, 50_000)]
    asked += [(["scores", "10000", "spark", "2"], 3)]
    for what, runs in asked:
        name = " ".join(what)
        if name not in known:
            known[name] = measured(folder, what, runs)
            file.write_text(json.dumps(known, indent=1))
            print(name, known[name], flush=True)


def law(x: list[float], y: list[float]) -> tuple[float, float, float]:
    """The exponent of a power law; the factor of the line through nought nearest in ratio, and how far off it is."""
    exponent = float(np.polyfit(np.log(x), np.log(y), 1)[0])
    ratio = np.log(np.array(y) / np.array(x))
    return exponent, float(np.exp(ratio.mean())), float(np.exp(np.abs(ratio - ratio.mean()).max()) - 1)


def fit(file: Path, memory: float) -> None:
    """Print the model of cost."""
    known: dict[str, Description] = json.loads(file.read_text())

    def rows(kind: str, *rest: str) -> list[tuple[int, Description]]:
        named = [(name.split(), told) for name, told in known.items()]
        return sorted((int(words[1]), told) for words, told in named if words[0] == kind and words[2:] == list(rest))

    print("players | spells | facts MB | write s | merge s | merge MB | ties | s | MB")
    worlds = {size: (told, dict(rows("ties"))[size]) for size, told in rows("facts")}
    for size, (told, tied) in worlds.items():
        print(
            f"{size} | {told['spells']:.0f} | {told['bytes'] / 1e6:.1f} | {told['write_cpu']:.2f} | "
            f"{told['merge_cpu']:.2f} | {told['peak']:.0f} | {tied['ties']:.0f} | {tied['cpu']:.2f} | "
            f"{tied['peak']:.0f}"
        )
    print("players | targets x clubs | rows | s CPU on 1 | on 2 | wall 1 | wall 2 | pairs/s | rows/s | MB a process")
    two = dict(rows("scores", "numpy", "2"))
    for size, told in rows("scores", "numpy", "1"):
        pairs = told["targets"] * told["clubs"]
        print(
            f"{size} | {told['targets']:.0f} x {told['clubs']:.0f} | {told['rows']:.0f} | {told['all_cpu']:.1f} | "
            f"{two[size]['all_cpu']:.1f} | {told['wall']:.1f} | {two[size]['wall']:.1f} | {pairs / told['cpu']:.0f} | "
            f"{told['rows'] / told['cpu']:.0f} | {told['peak']:.0f}"
        )
    print("matches | clubs | rows | meetings | ties | s | s per million meetings | MB more")
    for clubs in sorted({name.split()[2] for name in known if name.startswith("lineups")}, key=int):
        for matches, told in rows("lineups", clubs):
            print(
                f"{matches} | {clubs} | {told['rows']:.0f} | {told['meetings']:.0f} | {told['ties']:.0f} | "
                f"{told['ties_cpu']:.1f} | {1e6 * told['ties_cpu'] / told['meetings']:.2f} | "
                f"{told['peak'] - told['before']:.0f}"
            )
    _laws(known, worlds, memory)


def _laws(known: dict[str, Description], worlds: dict[int, tuple[Description, Description]], memory: float) -> None:
    large = [pair for size, pair in worlds.items() if size >= 10_000]
    scored = [told for name, told in known.items() if name.endswith("numpy 1") and told["targets"] >= 2_000]
    line = [
        told
        for name, told in known.items()
        if name.startswith("lineups") and not name.endswith(" 1") and told["rows"] >= 300_000
    ]
    alone = [told for name, told in known.items() if name.startswith("lineups") and name.endswith(" 1")]

    def over(told: Description) -> float:
        return 1e6 * (told["peak"] - told["before"])

    spells = [facts["spells"] for facts, _ in large]
    print("what | exponent | factor | furthest off")
    for name, unit, x, y in (
        ("bytes of facts", "spell", spells, [facts["bytes"] for facts, _ in large]),
        (
            "CPU µs to write",
            "claim",
            [facts["claims"] for facts, _ in large],
            [1e6 * facts["write_cpu"] for facts, _ in large],
        ),
        ("CPU µs to merge", "spell", spells, [1e6 * facts["merge_cpu"] for facts, _ in large]),
        ("bytes of memory to merge", "spell", spells, [over(facts) for facts, _ in large]),
        ("ties", "spell", spells, [tied["ties"] for _, tied in large]),
        ("CPU µs", "tie", [tied["ties"] for _, tied in large], [1e6 * tied["cpu"] for _, tied in large]),
        ("rows of scores", "target", [t["targets"] for t in scored], [t["rows"] for t in scored]),
        ("CPU µs", "row of scores", [t["rows"] for t in scored], [1e6 * t["cpu"] for t in scored]),
        ("bytes", "row of scores", [t["rows"] for t in scored], [t["bytes"] for t in scored]),
        ("CPU µs", "meeting in line-ups", [t["meetings"] for t in line], [1e6 * t["ties_cpu"] for t in line]),
        ("bytes of memory", "meeting at one club", [t["meetings"] for t in alone], [over(t) for t in alone]),
    ):
        exponent, factor, off = law(x, y)
        print(f"{name} per {unit} | {exponent:.2f} | {factor:.3g} | {off:.0%}")
    disk = law(spells, [facts["bytes"] for facts, _ in large])[1]
    merged = law(spells, [over(facts) for facts, _ in large])[1]
    meeting = law([t["meetings"] for t in line], [t["ties_cpu"] for t in line])[1]
    print(f"{memory:.0f} GB of memory merge {1e3 * memory / merged:.0f} million spells")
    for matches in (10e6, 100e6):
        appearances, met = matches * 2 * PLAYED, matches * 2 * PLAYED * (PLAYED - 1) / 2
        machines = appearances * merged / (1e9 * memory)
        print(
            f"{matches / 1e6:.0f} million matches: {appearances / 1e6:.0f} million appearances, {met / 1e9:.1f} "
            f"thousand million meetings: {met * meeting / 3600:.1f} CPU hours; a spell each: "
            f"{appearances * disk / 1e9:.0f} GB of facts, merged in parts on {machines:.0f} machines"
        )


def main() -> None:
    """Measure, or fit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("measure", "fit", "one"))
    parser.add_argument("rest", nargs="+")
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 3_000, 10_000, 30_000, 100_000, 300_000])
    parser.add_argument("--matches", type=int, nargs="*", default=[10_000, 30_000, 100_000, 300_000])
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "made-worlds")
    parser.add_argument("--memory", type=float, default=24.0, metavar="GB")
    given = parser.parse_args()
    match given.what:
        case "measure":
            measure(Path(given.rest[0]), given.folder, given.sizes, given.matches)
        case "fit":
            fit(Path(given.rest[0]), given.memory)
        case _:
            run_one(given.rest, given.folder)


if __name__ == "__main__":
    main()
