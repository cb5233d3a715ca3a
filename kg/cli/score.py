"""``kg score``: every target against every club."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from kg.cli.output import note
from kg.cli.progress import progress_bars
from kg.cli.prompts import open_graph
from kg.cli.settings import KgCommand, Settings
from kg.cli.types import Day

__all__ = ["command"]

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(
    "score",
    cls=KgCommand,
    forms=("text",),
    short_help="Score every target against every club.",
    epilog="""\b
Examples:
  kg score -o scores.parquet --at 2024-10-01 --top 20
  kg score -o scores.csv --players targets.txt --clubs rivals.txt --workers 2
  kg score -o scores.parquet --engine spark --master spark://head:7077""",
)
@click.option("-o", "--output", required=True, type=_FILE, metavar="FILE", help="A .parquet or .csv file to write.")
@click.option("--at", type=Day(), metavar="DATE", help="As things stood on this day, YYYY-MM-DD [default: today].")
@click.option("--players", type=_FILE, metavar="FILE", help="Targets, one name to a line; without it, all players.")
@click.option("--clubs", type=_FILE, metavar="FILE", help="Clubs, one name to a line; without it, all clubs.")
@click.option("--top", type=click.IntRange(1), metavar="K", help="Keep only the K strongest clubs of each target.")
@click.option("--workers", type=click.IntRange(1), default=1, metavar="N", help="Processes on this machine [1].")
@click.option("--engine", type=click.Choice(("numpy", "spark")), default="numpy", help="Who does the work [numpy].")
@click.option("--master", default="", metavar="URL", help="Where Spark is, such as local[2] or spark://host:7077.")
@click.pass_obj
def command(
    settings: Settings, /, output: Path, at: date | None, *, workers: int, engine: str, master: str, **label: Any
) -> None:
    """Write what everybody at a club carries with a target, for every target and club that anything ties together.

    Killed or out of room, the same command goes on where it stopped. docs/batch.md says what is counted.
    """
    with open_graph(settings, at=at) as graph, progress_bars(settings) as progress:
        how = {"engine": engine, "workers": workers, "master": master, "progress": progress, **label}
        done = graph.contents.score(output, at=at or settings.today, **how)
    resumed = f", {done.resumed} of {done.parts} parts from before" if done.resumed else ""
    note(settings, f"kg: {done.rows} rows of {done.targets} targets and {done.clubs} clubs in {done.path}{resumed}")
