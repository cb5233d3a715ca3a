"""``kg cite``: the sources of an answer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from kg.cli.output import write
from kg.cli.prompts import choosing, open_graph
from kg.cli.settings import KgCommand, Settings
from kg.cli.types import Day, Name
from kg.lazy import lazy

if TYPE_CHECKING:
    from kg.render import citations
else:
    citations = lazy("kg.render.citations")

__all__ = ["command"]


@click.command(
    "cite",
    cls=KgCommand,
    forms=("text", "bibtex", "csl"),
    short_help="The sources of an answer, as references.",
    epilog="""\b
Examples:
  kg cite TAA --to "Real Madrid" --at 2024-10-01
  kg cite "Jude Bellingham" --format bibtex
  kg cite TAA --to "Real Madrid" --format csl""",
)
@click.argument("name", type=Name("person", "team"))
@click.option("--to", "club", type=Name("team"), metavar="CLUB", help="Of `kg persuade NAME --to CLUB`.")
@click.option("--at", type=Day(), metavar="DATE", help="As things stood on this day, YYYY-MM-DD [default: today].")
@click.pass_obj
def command(settings: Settings, name: str, club: str | None, at: date | None) -> int:
    """Print the sources of `kg persuade NAME --to CLUB`, or without a club those of `kg show NAME`.

    As plain text, BibTeX (--format bibtex) or CSL-JSON (--format csl), each source once.
    """
    day = at or settings.today
    with open_graph(settings, at=at) as graph:
        if club:
            sources = citations.cited_sources(
                choosing(settings, lambda who, to: graph.persuade(who, to=to, at=day), name, club).value
            )
        else:
            sources = citations.cited_sources(choosing(settings, lambda who: graph.show(who, at=day), name).value)
    writer = {"bibtex": citations.bibtex, "csl": citations.csl_json}.get(settings.form, citations.references)
    write(writer(sources, accessed=settings.today))
    return 0 if sources else 1
