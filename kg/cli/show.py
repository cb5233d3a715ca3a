"""``kg show``: what is known of a person or a team?"""

from __future__ import annotations

from datetime import date

import click

from kg.cli.output import emit
from kg.cli.prompts import choosing, open_graph
from kg.cli.settings import KgCommand, Settings
from kg.cli.types import Day, Name

__all__ = ["command"]


@click.command(
    "show",
    cls=KgCommand,
    short_help="What is known of a person or a team?",
    epilog="""\b
Examples:
  kg show Ødegaard
  kg show "Real Madrid" --at 2024-10-01""",
)
@click.argument("name", type=Name("person", "team"), metavar="PERSON_OR_TEAM")
@click.option("--at", type=Day(), metavar="DATE", help="As things stood on this day, YYYY-MM-DD [default: today].")
@click.option("--known-by", type=Day(), metavar="DATE", help="Published by this day [default: the day asked about].")
@click.pass_obj
def command(settings: Settings, name: str, at: date | None, known_by: date | None) -> None:
    """Career, squads, relationships and events of PERSON_OR_TEAM, and who made each claim.

    Of a team: who is there on that day.
    """
    with open_graph(settings, at=at) as graph:
        profile = choosing(settings, lambda who: graph.show(who, at=at or settings.today, known_by=known_by), name)
    emit(settings, profile.rendering())
