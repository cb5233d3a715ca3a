"""``kg explain``: what ties two people together?"""

from __future__ import annotations

from datetime import date

import click

from kg.cli.output import emit
from kg.cli.prompts import choosing, open_backend
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
@click.option("--over-time", is_flag=True, help="Also: how the influence went over the years.")
@click.pass_obj
def command(settings: Settings, /, *, person: str, other: str, at: date | None, over_time: bool) -> int:
    """Every tie between PERSON and OTHER, and the best paths of influence, in both directions."""
    from kg.answers import questions, recommendations
    from kg.render.rendering import explanation_rendering

    day = at or settings.today
    with open_backend(settings) as backend:
        found = choosing(
            settings, lambda one, two: questions.explain(backend, person=one, other=two, at=day), person, other
        )
        one, two = found.person.id, found.other.id
        moments = recommendations.over_time(backend, person=one, other=two, at=day) if over_time else ()
    emit(settings, explanation_rendering(found, moments))
    return 0 if any(view.ties or view.paths for view in (found.forward, found.backward)) else 1
