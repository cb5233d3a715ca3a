"""``kg persuade``: who could persuade a player (to join a club)?"""

from __future__ import annotations

from datetime import date

import click

from kg.cli.output import emit
from kg.cli.prompts import choosing, open_backend
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
  kg persuade TAA --to "Real Madrid" --format json
  kg persuade "Declan Rice" --to Arsenal --at 2023-06-30 --together 3""",
)
@click.argument("player", type=Name("person"))
@click.option("--to", "club", type=Name("team"), metavar="CLUB", help="The club to join; without it, any club.")
@click.option("--at", type=Day(), metavar="DATE", help="As things stood on this day, YYYY-MM-DD [default: today].")
@click.option("--limit", type=click.IntRange(0), default=10, metavar="N", help="How many to show [10]; 0: all.")
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
    limit: int,
    together: int | None,
    first: str | None,
) -> int:
    """Rank the people who could persuade PLAYER to join a club, with every tie and its source.

    JSON and CSV always hold everybody, whatever --limit says.
    """
    from kg.answers import questions, recommendations
    from kg.render.rendering import answer_rendering

    day = at or settings.today
    joint = None
    with open_backend(settings) as backend:
        answer = choosing(
            settings, lambda who, to: questions.persuade(backend, player=who, club=to, at=day), player, club
        )
        if together or first:
            most = together or 3
            joint = choosing(settings, lambda one: recommendations.joint(backend, answer, most=most, first=one), first)
    emit(settings, answer_rendering(answer, limit=limit or None, joint=joint))
    return 0 if answer.persuaders or answer.already_there else 1
