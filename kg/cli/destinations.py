"""``kg destinations``: to which clubs do a player's ties pull?"""

from __future__ import annotations

from datetime import date

import click

from kg.cli.output import emit
from kg.cli.prompts import choosing, open_graph
from kg.cli.settings import KgCommand, Settings
from kg.cli.types import Day, Name

__all__ = ["command"]


@click.command(
    "destinations",
    cls=KgCommand,
    short_help="To which clubs do a player's ties pull?",
    epilog="""\b
Examples:
  kg destinations "Trent Alexander-Arnold" --at 2024-10-01
  kg destinations Saka --format json""",
)
@click.argument("player", type=Name("person"))
@click.option("--at", type=Day(), metavar="DATE", help="As things stood on this day, YYYY-MM-DD [default: today].")
@click.option("--known-by", type=Day(), metavar="DATE", help="Published by this day [default: the day asked about].")
@click.option("--limit", type=click.IntRange(0), default=10, metavar="N", help="How many to show [10]; 0: all.")
@click.pass_obj
def command(settings: Settings, player: str, at: date | None, known_by: date | None, limit: int) -> int:
    """Rank the clubs at which people have ties to PLAYER, by what those carry together.

    What several people say overlaps, so together they carry less than the sum. JSON and CSV always hold all.
    """
    with open_graph(settings, at=at) as graph:
        ranking = choosing(
            settings, lambda name: graph.destinations(name, at=at or settings.today, known_by=known_by), player
        )
    emit(settings, ranking.rendering(limit=limit or None))
    return 0 if ranking.recommendations else 1
