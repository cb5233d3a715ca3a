"""``kg persuade``: who could persuade a player (to join a club)?"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.output import emit, note, opened
from kg.cli.prompts import choosing, open_graph
from kg.cli.settings import KgCommand, Settings
from kg.cli.types import Day, Name
from kg.errors import UsageProblem
from kg.lazy import lazy

if TYPE_CHECKING:
    from kg.api import Result
    from kg.model import Answer
    from kg.render import picture as cards
else:
    cards = lazy("kg.render.picture")

__all__ = ["command"]


@click.command(
    "persuade",
    cls=KgCommand,
    short_help="Who could persuade a player to join a club?",
    epilog="""\b
Examples:
  kg persuade "Trent Alexander-Arnold" --to "Real Madrid" --at 2024-10-01
  kg persuade TAA --to "Real Madrid" --format json
  kg persuade TAA --to "Real Madrid" --at 2024-10-01 --picture card.svg
  kg persuade "Declan Rice" --to Arsenal --at 2023-06-30 --together 3""",
)
@click.argument("player", type=Name("person"))
@click.option("--to", "club", type=Name("team"), metavar="CLUB", help="The club to join; without it, any club.")
@click.option("--at", type=Day(), metavar="DATE", help="As things stood on this day, YYYY-MM-DD [default: today].")
@click.option("--known-by", type=Day(), metavar="DATE", help="Published by this day [default: the day asked about].")
@click.option("--limit", type=click.IntRange(0), default=10, metavar="N", help="How many to show [10]; 0: all.")
@click.option("--why", is_flag=True, help="Every tie, path and source in full.")
@click.option(
    "--picture",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also draw a card to share: FILE.svg or FILE.png.",
)
@click.option("--together", type=click.IntRange(1, 10), metavar="N", help="Also: which N of them together pull most?")
@click.option(
    "--with", "first", type=Name("person"), metavar="PERSON", help="Also: what if the club signed PERSON first?"
)
@click.pass_obj
def command(
    settings: Settings,
    /,
    *,
    player: str,
    club: str | None,
    at: date | None,
    known_by: date | None,
    limit: int,
    why: bool,
    picture: Path | None,
    together: int | None,
    first: str | None,
) -> int:
    """Rank the people who could persuade PLAYER to join a club, on one screen.

    With --why every tie, path and source in full. CSV always holds everybody; JSON holds as many as 60,000 characters
    have room for, says how many it leaves out, and with --why holds everybody and every piece of evidence.
    """
    if picture and picture.suffix.lower() not in (".svg", ".png"):
        raise UsageProblem(f"{picture.name!r} is no picture", remedy="end its name in .svg or .png")
    with open_graph(settings, at=at) as graph:

        def ask(who: str, to: str | None, signing: str | None) -> Result[Answer]:
            return graph.persuade(
                who, to=to, at=at or settings.today, known_by=known_by, together=together or 0, first=signing
            )

        answer = choosing(settings, ask, player, club, first)
    if picture:
        _draw(settings, answer.value, picture)
    emit(settings, answer.rendering(limit=limit or None, why=why))
    return 0 if answer.persuaders or answer.already_there else 1


def _draw(settings: Settings, answer: Answer, picture: Path) -> None:
    card = cards.svg_card(answer)
    image = cards.png_of(card) if picture.suffix.lower() == ".png" else card.encode()
    with opened(str(picture)) as stream:
        stream.write(image)
    note(settings, f"{picture}: a card of 1200 × 630 pixels")
