#!/usr/bin/env python3
"""All ties of a made-up world: the project's program beside programs written by hand for DuckDB, Polars and NumPy.

    python scripts/bench_ties.py [--players 100000] [--runs 5] [--patience 600] [--folder DIR]

Every program gets the same stays (person, squad, role, start, end, share, certain, as of one date) in the columns it
likes best, and has to end with the same twelve columns in memory: every tie once with its days, certain days, weighed
days, first and last day, and circle. Results are compared row by row before any time is printed. Each run is a process
of its own, the programs take turns, and medians of wall and CPU seconds, of their ratios to the project's and of the
memory beyond that of the loaded columns are told.

Then the same is asked of Oxigraph in SPARQL, for at most ``--patience`` CPU seconds (0 leaves it out; see
`bench_ties_sparql.py`). DuckDB and Polars come with the development environment.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from bench_ties_sparql import sparql
from made_world import AS_OF, build
from measuring import peak_mb

from kg.columns.facts import Facts
from kg.columns.files import day
from kg.graph.batch_ties import all_ties, joined
from kg.graph.ties import everybody

NAMES = ("person", "squad", "role", "start", "end", "share", "certain")
KEYS = ("squad", "ego", "ego_role", "alter", "alter_role")
TOLD = (*KEYS, "start", "end", "days", "days_low", "days_high", "circle")
NOW = day(AS_OF)

SQL = """
with events as (
    select squad, "start"::bigint as day, share::bigint as change from stays where role = 0
    union all select squad, "end", -share from stays where role = 0
), sums as (
    select squad, day, sum(sum(change)) over w as here, sum(sum(change * day)) over w as moment
    from events group by squad, day window w as (partition by squad order by day)
), crowd as (
    select s.*, coalesce(a.here * s."start" - a.moment, 0) as by_start,
        coalesce(b.here * s."end" - b.moment, 0) as by_end
    from stays s asof left join sums a on s.squad = a.squad and s."start" >= a.day
    asof left join sums b on s.squad = b.squad and s."end" >= b.day
), pairs as (
    select a.squad, a.person as ego, b.person as alter, a.role as ego_role, b.role as alter_role,
        greatest(a."start", b."start") as "start", least(a."end", b."end") as "end",
        a.share * b.share as weight, a.certain * b.certain as certain,
        least(a.by_end, b.by_end) - greatest(a.by_start, b.by_start) as there
    from crowd a join crowd b
        on a.squad = b.squad and a."start" < b."end" and b."start" < a."end" and a.person < b.person
)
select squad, ego, ego_role, alter, alter_role, min("start") as "start", max("end") as "end",
    ((2 * sum(("end" - "start")::bigint * weight) + 705600) // 1411200)::int as days,
    sum(("end" - "start") * certain)::int as days_low, sum("end" - "start")::int as days_high,
    greatest((2 * sum(there) + 840 * sum("end" - "start")) // (1680 * sum("end" - "start")), 2)::int as circle
from pairs group by squad, ego, ego_role, alter, alter_role
"""

Table = dict[str, Any]


def project(facts: Facts, workers: int) -> Table:
    """The project's own program."""
    return joined(all_ties(facts, NOW, workers=workers))


def prepare_duckdb(stays: Table) -> Callable[[], Table]:
    """DuckDB: the columns in a table of its own, the program in SQL, the result as NumPy columns."""
    import duckdb

    link = duckdb.connect()
    link.execute("set threads to 2")
    link.execute("set preserve_insertion_order to false")
    link.register("given", stays)
    link.execute('create table stays as select * from given order by squad, "start"')
    return lambda: dict(link.execute(SQL).fetchnumpy())


def prepare_polars(stays: Table) -> Callable[[], Table]:
    """Polars: a lazy frame, collected."""
    import polars as pl

    frame = pl.DataFrame(stays)
    long = pl.Int64

    def run() -> Table:
        players = frame.lazy().filter(pl.col("role") == 0)
        sums = (
            pl.concat(
                [
                    players.select("squad", at="start", change=pl.col("share").cast(long)),
                    players.select("squad", at="end", change=-pl.col("share").cast(long)),
                ]
            )
            .group_by("squad", "at")
            .agg(moment=(pl.col("change") * pl.col("at")).sum(), here=pl.col("change").sum())
            .sort("squad", "at")
            .with_columns(pl.col("here", "moment").cum_sum().over("squad"))
            .sort("at")
        )
        crowd = frame.lazy().with_row_index("row")
        for bound in ("start", "end"):
            crowd = (
                crowd.sort(bound)
                .join_asof(sums, left_on=bound, right_on="at", by="squad", strategy="backward", check_sortedness=False)
                .with_columns((pl.col("here") * pl.col(bound) - pl.col("moment")).fill_null(0).alias(f"by_{bound}"))
                .drop("here", "moment", "at", strict=False)
            )
        both = crowd.join(crowd, on="squad", suffix="_b").filter(
            (pl.col("person") < pl.col("person_b"))
            & (pl.col("start") < pl.col("end_b"))
            & (pl.col("start_b") < pl.col("end"))
        )
        pairs = both.select(
            "squad",
            ego="person",
            ego_role="role",
            alter="person_b",
            alter_role="role_b",
            start=pl.max_horizontal("start", "start_b"),
            end=pl.min_horizontal("end", "end_b"),
            weight=pl.col("share") * pl.col("share_b"),
            certain=pl.col("certain") * pl.col("certain_b"),
            there=pl.min_horizontal("by_end", "by_end_b") - pl.max_horizontal("by_start", "by_start_b"),
        ).with_columns(length=(pl.col("end") - pl.col("start")).cast(long))
        ties = pairs.group_by(KEYS).agg(
            start=pl.col("start").min(),
            end=pl.col("end").max(),
            weighed=(pl.col("length") * pl.col("weight")).sum(),
            days_low=(pl.col("length") * pl.col("certain")).sum(),
            days_high=pl.col("length").sum(),
            there=pl.col("there").sum(),
        )
        told = ties.select(
            *KEYS,
            "start",
            "end",
            "days_low",
            "days_high",
            days=(2 * pl.col("weighed") + 705_600) // 1_411_200,
            circle=((2 * pl.col("there") + 840 * pl.col("days_high")) // (1680 * pl.col("days_high"))).clip(2),
        ).collect()
        return {name: told[name].to_numpy() for name in TOLD}

    return run


def prepare_numpy(stays: Table) -> Callable[[], Table]:
    """NumPy as one would write it: a sweep over sorted columns, one sort of all pairs, sums by runs."""
    rows = {name: column.astype(np.int64) for name, column in stays.items()}
    span = 1 << 23

    def cumulated(squad: Any, at: Any) -> Any:
        players = rows["role"] == 0
        total = np.zeros(len(at), np.int64)
        for sign, bound in ((1, "start"), (-1, "end")):
            key = rows["squad"][players] * span + rows[bound][players] + span // 2
            order = np.argsort(key)
            share, when = rows["share"][players][order], rows[bound][players][order]
            count = np.append(0, np.cumsum(share))
            moment = np.append(0, np.cumsum(share * when))
            place = np.searchsorted(key[order], squad * span + at + span // 2)
            base = np.searchsorted(key[order], squad * span)
            total += sign * ((count[place] - count[base]) * at - (moment[place] - moment[base]))
        return total

    def run() -> Table:
        order = np.lexsort((rows["start"], rows["squad"]))
        s = {name: column[order] for name, column in rows.items()}
        by_start, by_end = cumulated(s["squad"], s["start"]), cumulated(s["squad"], s["end"])
        begins = s["squad"] * span + s["start"] + span // 2
        until = np.searchsorted(begins, s["squad"] * span + s["end"] + span // 2)
        size = until - np.arange(1, len(begins) + 1)
        one = np.repeat(np.arange(len(size)), size)
        two = np.arange(len(one)) - np.repeat(np.cumsum(size) - size, size) + one + 1
        kept = s["person"][one] != s["person"][two]
        one, two = one[kept], two[kept]
        turned = s["person"][one] > s["person"][two]
        one, two = np.where(turned, two, one), np.where(turned, one, two)
        start, end = np.maximum(s["start"][one], s["start"][two]), np.minimum(s["end"][one], s["end"][two])
        there = np.minimum(by_end[one], by_end[two]) - np.maximum(by_start[one], by_start[two])
        ids = np.unique((s["squad"] * 4 + s["role"]) * (1 << 31) + s["person"], return_inverse=True)[1]
        pair = ids[one] * (1 << 31) + ids[two]
        order = np.argsort(pair, kind="stable")
        pair = pair[order]
        first = np.flatnonzero(np.append(True, pair[1:] != pair[:-1]))
        one, two, lead = one[order], two[order], first
        length = (end - start)[order]
        high = np.add.reduceat(length, first)
        weighed = np.add.reduceat(length * s["share"][one] * s["share"][two], first)
        return {
            "squad": s["squad"][one[lead]],
            "ego": s["person"][one[lead]],
            "alter": s["person"][two[lead]],
            "ego_role": s["role"][one[lead]],
            "alter_role": s["role"][two[lead]],
            "start": np.minimum.reduceat(start[order], first),
            "end": np.maximum.reduceat(end[order], first),
            "days": (2 * weighed + 705_600) // 1_411_200,
            "days_low": np.add.reduceat(length * s["certain"][one] * s["certain"][two], first),
            "days_high": high,
            "circle": np.maximum((2 * np.add.reduceat(there[order], first) + 840 * high) // (1680 * high), 2),
        }

    return run


def run_one(program: str, folder: Path) -> None:
    """One program in this process: prints seconds, CPU seconds, extra memory in MB and a check of its result."""
    facts = Facts.open(folder)
    stays = {name: column.copy() for name, column in everybody(facts, NOW).items() if name in NAMES}
    if program.startswith("project"):
        workers = int(program[-1])
        kernel: Callable[[], Table] = lambda: project(facts, workers)  # noqa: E731
    else:
        kernel = {"duckdb": prepare_duckdb, "polars": prepare_polars, "numpy": prepare_numpy}[program](stays)
    before = peak_mb()
    cpu, began = time.process_time(), time.perf_counter()
    ties = kernel()
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    memory = peak_mb() - before
    order = np.lexsort([ties[name] for name in reversed(KEYS)])
    import hashlib

    digest = hashlib.sha256()
    for name in TOLD:
        digest.update(np.asarray(ties[name])[order].astype(np.int64).tobytes())
    print(json.dumps([wall, cpu, memory, len(order), digest.hexdigest()]))


def main() -> None:
    """Compare the programs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--players", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--patience", type=float, default=600.0, metavar="SECONDS")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "made-worlds")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    given = parser.parse_args()
    facts = build(given.folder, given.players)
    if given.one:
        run_one(given.one, facts)
        return
    programs = ("project on 1", "project on 2", "duckdb", "polars", "numpy")
    told: dict[str, list[tuple[float, float, float]]] = {name: [] for name in programs}
    digests: dict[str, set[str]] = {}
    count = 0
    for _ in range(given.runs):
        for name in programs:
            command = [sys.executable, __file__, "--players", str(given.players), "--folder", str(given.folder)]
            done = subprocess.run([*command, "--one", name], check=True, capture_output=True, text=True)
            wall, cpu, memory, count, digest = json.loads(done.stdout)
            told[name].append((wall, cpu, memory))
            digests.setdefault(digest, set()).add(name)
    if len(digests) != 1:
        sys.exit(f"the programs do not agree: {sorted(map(sorted, digests.values()))}")
    print(f"{count} ties of {given.players} players, all programs agree; medians of {given.runs} runs")
    print("wall s | CPU s | more MB | the same beside the project on 1, run by run")
    own = told["project on 1"]
    for name in programs:
        medians = [statistics.median(column) for column in zip(*told[name], strict=True)]
        pairs = [[a / b for a, b in zip(*each, strict=True)] for each in zip(told[name], own, strict=True)]
        ratios = [statistics.median(column) for column in zip(*pairs, strict=True)]
        wall, cpu, memory = medians
        print(f"{name:13} {wall:6.2f} | {cpu:6.2f} | {memory:6.0f} | " + ", ".join(f"x{each:.2f}" for each in ratios))
    if given.patience:
        sparql(given.folder, given.players, given.patience)


if __name__ == "__main__":
    main()
