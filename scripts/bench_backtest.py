"""How long fit and back-test take, beside a plain Python double loop over movers and people, in the same run.

The loop does what the columns do for one thing alone, the meetings of movers with people at the clubs they can choose;
it is timed on a share of the movers and scaled up. CPU seconds are what to compare on a machine that others use too.

    python scripts/bench_backtest.py FOLDER [--share 0.02]
"""

from __future__ import annotations

import os

for backend in ("OPENBLAS", "MKL", "OMP"):  # as the command does; before NumPy is loaded
    os.environ.setdefault(f"{backend}_NUM_THREADS", "1")

import argparse  # noqa: E402
import time  # noqa: E402
from datetime import date  # noqa: E402
from pathlib import Path  # noqa: E402

from kg.answers.calibration import world_of  # noqa: E402
from kg.influence.calibration.backtest import backtest, periods  # noqa: E402
from kg.influence.calibration.ties import meetings_of  # noqa: E402
from kg.influence.calibration.windows import Window, open_window, windows_between  # noqa: E402
from kg.influence.calibration.world import World  # noqa: E402

Times = dict[int, list[tuple[int, int, int]]]
"""Organisation, start and end of everybody's times, by player."""


def times_of(world: World, window: Window) -> Times:
    """Where everybody has been, as known before the window opens."""
    stints, times = world.stints, Times()
    columns = (stints.player, world.organisation[stints.team], stints.start, stints.end, stints.known)
    for player, org, start, end, known in zip(*(column.tolist() for column in columns), strict=True):
        if known < window.opening:
            times.setdefault(player, []).append((org, start, end))
    for player, last in enumerate(window.last.tolist()):
        if last >= 0 and window.org_now[player] >= 0:
            here = int(window.org_now[player]), int(world.moves.day[last]), window.opening
            times.setdefault(player, []).append(here)
    return times


def together(one: list[tuple[int, int, int]], other: list[tuple[int, int, int]]) -> bool:
    """Whether two people were in one organisation for a month or more."""
    return any(
        org == at and min(end, until) - max(start, begin) >= 30 for org, start, end in one for at, begin, until in other
    )


def plain_meetings(world: World, window: Window, events: range) -> set[tuple[int, int]]:
    """Who met whom, by comparing every mover with everybody at every club that he can choose."""
    times = times_of(world, window)
    clubs = window.column_now.tolist()
    found = set()
    for event in events:
        ego, open_to = int(window.player[event]), window.mask[event].tolist()
        for alter, club in enumerate(clubs):
            if club < 0 or alter == ego or not open_to[club]:
                continue
            if together(times.get(ego, []), times.get(alter, [])):
                found.add((event, alter))
    return found


def main() -> None:
    """Print the times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--share", type=float, default=0.02, help="share of the movers that the loop is timed on")
    options = parser.parse_args()
    begin, burnt = time.perf_counter(), time.process_time()
    world = world_of([options.folder])
    period = periods(world)
    backtest(world, period)
    whole, burnt = time.perf_counter() - begin, time.process_time() - burnt
    moves = int(world.moves.event.sum())
    print(f"fit and back-test, {moves:,} moves in all: {whole:.1f} s on {os.cpu_count()} cores, {burnt:.1f} s of CPU")
    loop = columns = 0.0
    for season, winter in windows_between(world, period.train_from, date.max):
        window = open_window(world, season, winter=winter)
        begin = time.process_time()
        met = meetings_of(world, window)
        columns += time.process_time() - begin
        count = max(1, round(options.share * len(window.player)))
        begin = time.process_time()
        plain = plain_meetings(world, window, range(count))
        loop += (time.process_time() - begin) * len(window.player) / count
        # The columns also know of movers who left another club than the one last heard of, so they may hold more.
        mine = {(int(e), int(a)) for e, a in zip(met.event, met.alter, strict=True) if e < count}
        if not plain <= mine:
            raise SystemExit(f"the loop finds {len(plain - mine)} meetings that the columns do not hold")
    times = loop / columns
    print(f"meetings of all movers: {columns:.1f} s of CPU by columns, {loop:,.0f} s by the loop ({times:,.0f} times)")


if __name__ == "__main__":
    main()
