"""``kg targets``: whom could the people of a club best persuade to come?"""

from __future__ import annotations

from datetime import date

import click

from kg.cli.output import emit
from kg.cli.prompts import choosing, open_graph
from kg.cli.settings import KgCommand, Settings
from kg.cli.types import Day, Name

__all__ = ["command"]


@click.command(
    "targets",
    cls=KgCommand,
    short_help="Whom could the people of a club best persuade to come?",
    epilog="""\b
Examples:
  kg targets "Real Madrid" --at 2024-10-01
  kg targets Arsenal --limit 30
  kg targets Arsenal --doors""",
)
@click.argument("club", type=Name("team"))
@click.option("--at", type=Day(), metavar="DATE", help="As things stood on this day, YYYY-MM-DD [default: today].")
@click.option("--known-by", type=Day(), metavar="DATE", help="Published by this day [default: the day asked about].")
@click.option("--limit", type=click.IntRange(0), default=10, metavar="N", help="How many to show [10]; 0: all.")
@click.option("--doors", is_flag=True, help="Instead: whose signing would open most doors to them?")
@click.pass_obj
def command(settings: Settings, club: str, at: date | None, known_by: date | None, limit: int, *, doors: bool) -> int:
    """Rank the players elsewhere whom the people of CLUB have ties to, by what those carry together.

    What several people say overlaps, so together they carry less than the sum. JSON and CSV always hold all.
    """
    if doors:
        with open_graph(settings, at=at) as graph:
            answer = choosing(settings, lambda name: graph.doors(name, at=at or settings.today), club)
        emit(settings, answer.rendering(limit=limit or None))
        return 0
    with open_graph(settings, at=at) as graph:
        ranking = choosing(settings, lambda name: graph.targets(name, at=at or settings.today, known_by=known_by), club)
    emit(settings, ranking.rendering(limit=limit or None))
    return 0 if ranking.recommendations else 1
