"""``kg explain``: what ties two people together?"""

from __future__ import annotations

from datetime import date

import click

from kg.cli.output import emit
from kg.cli.prompts import choosing, open_graph
from kg.cli.settings import KgCommand, Settings
from kg.cli.types import Day, Name

__all__ = ["command"]


@click.command(
    "explain",
    cls=KgCommand,
    short_help="What ties two people together?",
    epilog="""\b
Examples:
  kg explain "Trent Alexander-Arnold" "Jude Bellingham" --at 2024-10-01
  kg explain Coutinho "Lionel Messi" --format md""",
)
@click.argument("person", type=Name("person"))
@click.argument("other", type=Name("person"))
@click.option("--at", type=Day(), metavar="DATE", help="As things stood on this day, YYYY-MM-DD [default: today].")
@click.option("--known-by", type=Day(), metavar="DATE", help="Published by this day [default: the day asked about].")
@click.option("--over-time", is_flag=True, help="Also: how the influence went over the years.")
@click.pass_obj
def command(
    settings: Settings, /, *, person: str, other: str, at: date | None, known_by: date | None, over_time: bool
) -> int:
    """Every tie between PERSON and OTHER, and the best paths of influence, in both directions."""
    with open_graph(settings, at=at) as graph:
        day = at or settings.today
        explanation = choosing(
            settings,
            lambda first, second: graph.explain(first, second, at=day, known_by=known_by, over_time=over_time),
            person,
            other,
        )
    emit(settings, explanation.rendering())
    return 0 if any(view.ties or view.paths for view in (explanation.forward, explanation.backward)) else 1
