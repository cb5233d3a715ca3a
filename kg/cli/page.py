"""``kg page``: an answer, or what is around somebody, as one interactive page that opens offline."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from kg.cli.output import note, opened
from kg.cli.prompts import choosing, open_graph
from kg.cli.settings import KgCommand, Settings
from kg.cli.types import Day, Name

if TYPE_CHECKING:
    from kg.render.html import Page

__all__ = ["command"]

_KINDS = ("persuasion", "person", "club", "path", "world")


@click.command(
    "page",
    cls=KgCommand,
    forms=("html",),
    short_help="The same answer as one page that opens offline.",
    epilog="""\b
Examples:
  kg page "Trent Alexander-Arnold" --to "Real Madrid" --at 2024-10-01 -o trent.html
  kg page "Jude Bellingham" --kind person -o bellingham.html
  kg page "Real Madrid" --kind club -o madrid.html
  kg page Modrić --to "Alexander-Arnold" --kind path -o path.html
  kg page "World Cup 2026" --kind world -o world.html
  kg page "Arsenal, Chelsea, Liverpool" --kind world -o three.html""",
)
@click.argument("name", type=Name())
@click.option("--to", type=Name(), metavar="NAME", help="The club to join, or whom a path leads to.")
@click.option(
    "--kind",
    type=click.Choice(_KINDS),
    default="persuasion",
    show_default=True,
    help="What to show of NAME: who could persuade the player, a person's network, whom a club could bring, "
    "how one reaches another, clusters of squads.",
)
@click.option("--at", type=Day(), metavar="DATE", help="As things stood on this day, YYYY-MM-DD [default: today].")
@click.option("--known-by", type=Day(), metavar="DATE", help="Published by this day [default: the day asked about].")
@click.option("-o", "--output", required=True, metavar="FILE", help="The page to write; - is standard output.")
@click.pass_obj
def command(
    settings: Settings, /, *, name: str, to: str | None, kind: str, at: date | None, known_by: date | None, output: str
) -> int:
    """Write one interactive HTML page: NAME is a player, a person, a club, or squads.

    For a world NAME is a tournament whose squads are known, or teams with commas between them.
    """
    with open_graph(settings, at=at) as graph:
        day = at or settings.today

        def draw(first: str, second: str | None) -> Page:
            return graph.page(kind, first, to=second, at=day, known_by=known_by)

        page = choosing(settings, draw, name, to)
    document = page.html().encode()
    with opened(output) as stream:
        stream.write(document)
    if output != "-":
        note(settings, f"{output}: {len(page.page_data.nodes)} names, {len(document) / 1e6:.1f} MB")
    return 0 if page.found else 1
