"""``kg page``: an answer as one interactive page that opens offline."""

from __future__ import annotations

from datetime import date

import click

from kg.cli.asking import choosing, the_library
from kg.cli.output import note, opened
from kg.cli.settings import KgCommand, Settings
from kg.cli.types import Day, Name

__all__ = ["command"]


@click.command(
    "page",
    cls=KgCommand,
    forms=("html",),
    short_help="The same answer as one page that opens offline.",
    epilog="""\b
Example:
  kg page "Trent Alexander-Arnold" --to "Real Madrid" --at 2024-10-01 -o trent.html""",
)
@click.argument("player", type=Name("person"))
@click.option("--to", "club", type=Name("team"), metavar="CLUB", help="The club to join; without it, any club.")
@click.option("--at", type=Day(), metavar="DATE", help="As things stood on this day, YYYY-MM-DD [default: today].")
@click.option("-o", "--output", required=True, metavar="FILE", help="The page to write; - is standard output.")
@click.pass_obj
def command(settings: Settings, player: str, club: str | None, at: date | None, output: str) -> int:
    """Write the answer of "kg persuade" as one interactive HTML page."""
    from kg.pipeline import desk
    from kg.render.html import persuasion_page

    day = at or settings.today
    with the_library(settings) as library:
        answer = choosing(settings, lambda who, to: desk.persuade(library, player=who, club=to, at=day), player, club)
    page = persuasion_page(answer).html()
    with opened(output) as stream:
        stream.write(page.encode())
    if output != "-":
        note(settings, f"{output}: {len(answer.persuaders)} people, {len(page.encode()) / 1e6:.1f} MB")
    return 0 if answer.persuaders or answer.already_there else 1
