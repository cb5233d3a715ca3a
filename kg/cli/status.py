"""``kg status``: what does the store hold?"""

from __future__ import annotations

import click

from kg.cli.output import emit, write
from kg.cli.prompts import open_backend
from kg.cli.settings import ANSWER_FORMS, KgCommand, Settings

__all__ = ["command"]


@click.command(
    "status",
    cls=KgCommand,
    forms=(*ANSWER_FORMS, "turtle", "jsonld"),
    short_help="What does the store hold?",
    epilog="""\b
Examples:
  kg status
  kg status --store ./my-store --format json
  kg status --format turtle > catalogue.ttl""",
)
@click.pass_obj
def command(settings: Settings) -> None:
    """What the store holds: sources, counts, dates, licences, and what is known to be missing.

    In turtle and jsonld it comes as a description of the data for catalogues, in the words of VoID and DCAT.
    """
    from kg.render.rendering import status_rendering
    from kg.store.status import catalogue

    with open_backend(settings) as backend:
        status = backend.status()
    if settings.form in ("turtle", "jsonld"):
        write(catalogue(status, settings.form))
    else:
        emit(settings, status_rendering(status))
