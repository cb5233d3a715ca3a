"""``kg status``: what does the store hold?"""

from __future__ import annotations

import click

from kg.cli.output import emit, note, write
from kg.cli.prompts import open_graph
from kg.cli.settings import ANSWER_FORMS, KgCommand, Settings
from kg.render.renditions import status_rendering

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
  kg status --check
  kg status --format turtle > catalogue.ttl""",
)
@click.option("--check", is_flag=True, help="Read every file of the store first, and repair what was changed.")
@click.pass_obj
def command(settings: Settings, *, check: bool) -> None:
    """What the store holds: sources, counts, dates, licences, and what is known to be missing.

    In turtle and jsonld it comes as a description of the data for catalogues, in the words of VoID and DCAT.
    """
    with open_graph(settings) as graph:
        if check:
            problems = graph.contents.check()
            for problem in problems:
                note(settings, f"kg: {problem}; repaired")
            if not problems:
                note(settings, "kg: every file is as it was written")
        if settings.form in ("turtle", "jsonld"):
            write(graph.contents.catalogue(settings.form))
        else:
            emit(settings, status_rendering(graph.status()))
