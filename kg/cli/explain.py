"""``kg explain``: what ties two people together?"""

from __future__ import annotations

from datetime import date

import click

from kg.cli.asking import choosing, the_library
from kg.cli.output import emit
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
  kg explain Coutinho "Luis Suárez" --format md""",
)
@click.argument("person", type=Name("person"))
@click.argument("other", type=Name("person"))
@click.option("--at", type=Day(), metavar="DATE", help="As things stood on this day, YYYY-MM-DD [default: today].")
@click.pass_obj
def command(settings: Settings, person: str, other: str, at: date | None) -> int:
    """Every tie between PERSON and OTHER, and the best paths of influence, in both directions."""
    from kg.pipeline import desk
    from kg.render.reply import explanation_reply

    day = at or settings.today
    with the_library(settings) as library:
        found = choosing(settings, lambda one, two: desk.explain(library, person=one, other=two, at=day), person, other)
    emit(settings, explanation_reply(found))
    return 0 if any(view.ties or view.paths for view in (found.forward, found.backward)) else 1
