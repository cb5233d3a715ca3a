"""``kg claim retract``: a claim out of every answer, for good."""

from __future__ import annotations

import click

from kg.cli.output import note
from kg.cli.prompts import open_graph
from kg.cli.settings import KgCommand, Settings
from kg.errors import UsageProblem

__all__ = ["command"]


@click.command(
    "retract",
    cls=KgCommand,
    forms=("text",),
    short_help="Take a claim out for good.",
    epilog="""\b
Examples:
  kg claim retract https://w3id.org/player-kg/id/claim/88f4ed801327735894658e0b --reason "the page was corrected\"""",
)
@click.argument("claim", metavar="ID")
@click.option("--reason", required=True, metavar="TEXT", help="Why, in a sentence; it is kept with the id.")
@click.pass_obj
def command(settings: Settings, /, claim: str, reason: str) -> None:
    """Take the claim with this ID out of every answer, and keep only its id and the reason.

    Later imports and newer starter data do not bring it back. kg show --format json tells the ids of claims.
    """
    if not reason.strip():
        raise UsageProblem("the reason is empty", remedy='say why: --reason "the page was corrected"')
    with open_graph(settings) as graph:
        graph.contents.retract(claim.strip(), " ".join(reason.split()), today=settings.today)
    note(settings, f"kg: {claim.strip()} is retracted")
