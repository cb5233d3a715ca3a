"""``kg site``: a whole static site of the store."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from kg.cli.output import note
from kg.cli.progress import progress_bars
from kg.cli.prompts import open_graph
from kg.cli.settings import KgCommand, Settings
from kg.cli.types import Day
from kg.errors import UsageProblem

__all__ = ["command"]


@click.command(
    "site",
    cls=KgCommand,
    forms=("html",),
    short_help="A linked static site with a page for everybody in the store.",
    epilog="""\b
Examples:
  kg site public
  kg site public --at 2024-10-01
  kg site public --address https://example.org/players/""",
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--at", type=Day(), metavar="DATE", help="As things stood on this day, YYYY-MM-DD [default: today].")
@click.option(
    "--address",
    default="",
    metavar="URL",
    help="Where the site will be published: pages of questions get a picture for links to them.",
)
@click.pass_obj
def command(settings: Settings, folder: Path, at: date | None, address: str) -> int:
    """Write a static site to DIR: a page for every person and team, linked, and an index to search them.

    DIR is a new or empty folder, or an older site, which is replaced once the new one is whole. It opens from the
    disk and asks nothing of any server.
    """
    if address and not address.startswith(("https://", "http://")):
        raise UsageProblem(f"{address!r} is no web address", remedy="begin it with https://")

    with open_graph(settings, at=at) as graph, progress_bars(settings) as progress:
        report = graph.contents.site(folder, at=at or settings.today, address=address, progress=progress)
    pages, size = report.people + report.teams + report.questions, report.bytes_written / 1e6
    parts = f"{report.people} people, {report.teams} teams, {report.questions} questions"
    note(settings, f"{folder}: {pages} pages ({parts}), {size:.0f} MB")
    return 0
