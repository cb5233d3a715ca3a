"""``kg claim add``: one claim with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kg.cli.output import emit
from kg.cli.prompts import choosing, open_graph
from kg.cli.settings import KgCommand, Settings
from kg.cli.types import Name
from kg.render.renditions import claim_rendering

if TYPE_CHECKING:
    from kg.model import Claim

__all__ = ["command"]

_RELATIONSHIPS = ("friendship", "family", "mentor", "idol", "same_agent", "feud")
_EVENTS = ("interest", "offer", "rejection", "contract", "transfer", "persuasion", "denial", "contact")


@click.command(
    "add",
    cls=KgCommand,
    short_help="Add one claim with its source.",
    epilog="""\b
Examples:
  kg claim add --kind friendship --person "Jude Bellingham" --person TAA \\
    --source-url https://news.example/friends --publisher "News" --published 2024-09-19 \\
    --summary "The two are said to be close friends."
  kg claim add --kind interest --person TAA --club "Real Madrid" --when 2024-03 \\
    --source-url https://news.example/interest --publisher "News" --confidence low""",
)
@click.option(
    "--kind",
    required=True,
    type=click.Choice((*_RELATIONSHIPS, *_EVENTS)),
    metavar="KIND",
    help=(f"A relationship ({', '.join(_RELATIONSHIPS)}) or an event ({', '.join(_EVENTS)})."),
)
@click.option(
    "--person",
    "people",
    required=True,
    multiple=True,
    type=Name("person"),
    metavar="NAME",
    help=("Whom it is about: two for a relationship (the mentor or idol first), one for an event."),
)
@click.option("--club", type=Name("team"), metavar="CLUB", help="Event: the club that wants, offers, signs, is joined.")
@click.option("--other-club", type=Name("team"), metavar="CLUB", help="Event: the other side, such as the seller.")
@click.option("--by", type=Name("person"), metavar="NAME", help="Event: the person who acts, such as the persuader.")
@click.option("--source-url", required=True, metavar="URL", help="The page that makes the claim.")
@click.option("--publisher", required=True, help="Who published the page.")
@click.option("--title", default="", help="What the page is called.")
@click.option("--published", default="", metavar="DATE", help="When it was published; leave it out if unknown.")
@click.option("--summary", default="", metavar="TEXT", help="What the page says, in your own words.")
@click.option(
    "--confidence",
    default="medium",
    show_default=True,
    type=click.Choice(("high", "medium", "low")),
    help=("high: the people concerned themselves; medium: a named publisher; low: hearsay."),
)
@click.option("--since", default="", metavar="DATE", help="Relationship: since when.")
@click.option("--until", default="", metavar="DATE", help="Until when; of a contract, what it runs to.")
@click.option("--when", default="", metavar="DATE", help="Event: when it happened.")
@click.option("--detail", default="", help="Relationship: the finer word, such as sibling or childhood friend.")
@click.option("--strength", type=click.Choice(("strong", "moderate", "weak")), help="Relationship.")
@click.option("--outcome", default="", help="Event: what came of it, such as joined.")
@click.pass_obj
def command(settings: Settings, /, people: tuple[str, ...], **details: Any) -> None:
    """Add one claim to the store: who is said to stand how to whom, on which page.

    Dates are written YYYY-MM-DD, YYYY-MM, YYYY/YY (a season) or YYYY. Everything is checked before anything is
    written, and the claim is printed as it was stored.
    """
    clubs = details.pop("club"), details.pop("other_club")

    def add(*names: str | None) -> tuple[Claim, dict[str, str]]:
        *who, by, club, peer = names
        named = {"people": tuple(map(str, who)), "by": by, "club": club, "other_club": peer}
        return graph.contents.add_claim(today=settings.today, **named, **details)

    with open_graph(settings, create=True) as graph:
        claim, names = choosing(settings, add, *people, details.pop("by"), *clubs)
    emit(settings, claim_rendering(claim, names))
