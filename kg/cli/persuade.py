"""``kg persuade``: who could persuade a player (to join a club)?"""

from __future__ import annotations

from datetime import date

import click

from kg.cli.asking import choosing, the_library
from kg.cli.output import emit
from kg.cli.settings import KgCommand, Settings
from kg.cli.types import Day, Name

__all__ = ["command"]


@click.command(
    "persuade",
    cls=KgCommand,
    short_help="Who could persuade a player to join a club?",
    epilog="""\b
Examples:
  kg persuade "Trent Alexander-Arnold" --to "Real Madrid" --at 2024-10-01
  kg persuade TAA --to "Real Madrid" --format json""",
)
@click.argument("player", type=Name("person"))
@click.option("--to", "club", type=Name("team"), metavar="CLUB", help="The club to join; without it, any club.")
@click.option("--at", type=Day(), metavar="DATE", help="As things stood on this day, YYYY-MM-DD [default: today].")
@click.option("--limit", type=click.IntRange(0), default=10, metavar="N", help="How many to show [10]; 0: all.")
@click.pass_obj
def command(settings: Settings, player: str, club: str | None, at: date | None, limit: int) -> int:
    """Rank the people who could persuade PLAYER to join a club, with every tie and its source.

    JSON and CSV always hold everybody, whatever --limit says.
    """
    from kg.pipeline import desk
    from kg.render.reply import answer_reply

    day = at or settings.today
    with the_library(settings) as library:
        answer = choosing(settings, lambda who, to: desk.persuade(library, player=who, club=to, at=day), player, club)
    emit(settings, answer_reply(answer, limit=limit or None))
    return 0 if answer.persuaders or answer.already_there else 1
