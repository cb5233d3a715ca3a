"""``kg query``: SPARQL, by name, from a file or from standard input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kg.cli.asking import choosing, the_library
from kg.cli.output import emit, emit_result
from kg.cli.settings import KgCommand, Settings
from kg.cli.types import Day, Name

if TYPE_CHECKING:
    from kg.model.results import QueryResult

__all__ = ["command"]


@click.command(
    "query",
    cls=KgCommand,
    forms=("table", "json", "csv", "md", "tsv", "xml", "turtle", "jsonld"),
    short_help="Ask in SPARQL: a named question, a file, or standard input.",
    epilog="""\b
Examples:
  kg query --list
  kg query team-mates --person "Jude Bellingham" --date 2024-10-01
  echo "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }" | kg query - --format json""",
)
@click.argument("query", required=False, metavar="[NAME|FILE|-]")
@click.option("--list", "listing", is_flag=True, help="Name the questions, and what each wants to be told.")
@click.option("--person", "people", multiple=True, type=Name("person"), metavar="NAME", help="For ?person, ?other …")
@click.option("--team", "teams", multiple=True, type=Name("team"), metavar="NAME", help="For ?team, ?club …")
@click.option("--date", "day", type=Day(), metavar="DATE", help="For ?date; YYYY-MM-DD [default: today].")
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    default=60.0,
    metavar="SECONDS",
    help="Stop it then [default: 60].",
)
@click.option("--limit", type=click.IntRange(1), default=10_000, metavar="N", help="Rows at most [default: 10000].")
@click.pass_obj
def command(settings: Settings, /, query: str | None, listing: bool, **told: Any) -> int:
    """Ask the store in SPARQL 1.1, read-only; the default graph is everything together.

    NAME is a competency question of the ontology; FILE holds a query; - reads one from standard input.
    """
    from kg.pipeline import questions

    if listing:
        emit(settings, questions.listing_reply())
        return 0
    if not query:
        raise click.UsageError("name a question, a file or -, or ask for the --list.")
    names = (*told["people"], *told["teams"])

    def ask(*given: str | None) -> QueryResult:
        people, teams = given[: len(told["people"])], given[len(told["people"]) :]
        return questions.ask(
            library, query, people, teams, told["day"] or settings.today, told["timeout"], told["limit"]
        )

    with the_library(settings) as library:
        result = choosing(settings, ask, *names)
    emit_result(settings, result)
    return 0 if result.rows or result.triples or result.kind == "boolean" else 1
