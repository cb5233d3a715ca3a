"""``kg status``: what does the store hold?"""

from __future__ import annotations

import click

from kg.cli.asking import the_library
from kg.cli.output import emit
from kg.cli.settings import KgCommand, Settings

__all__ = ["command"]


@click.command(
    "status",
    cls=KgCommand,
    short_help="What does the store hold?",
    epilog="""\b
Examples:
  kg status
  kg status --store ./my-store --format json""",
)
@click.pass_obj
def command(settings: Settings) -> None:
    """What the store holds: sources, counts, dates, licences, and what is known to be missing."""
    from kg.render.reply import status_reply

    with the_library(settings) as library:
        status = library.status()
    emit(settings, status_reply(status))
