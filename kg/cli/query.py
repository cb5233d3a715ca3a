"""``kg query``: SPARQL, by name, from a file or from standard input."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from kg.cli.output import emit, emit_result, note
from kg.cli.prompts import choosing, open_graph
from kg.cli.settings import KgCommand, Settings
from kg.cli.types import Day, Name, Word
from kg.lazy import lazy

if TYPE_CHECKING:
    from kg import api
    from kg.api import KnowledgeGraph, QueryRows
    from kg.render import results
else:
    api = lazy("kg.api")
    results = lazy("kg.render.results")

__all__ = ["command"]


def _questions() -> Iterable[str]:
    return [question.name for question in api.named_questions()]


@click.command(
    "query",
    cls=KgCommand,
    forms=("table", "json", "csv", "md", "tsv", "xml", "turtle", "jsonld"),
    short_help="Ask in SPARQL: a named question, a file, or standard input.",
    epilog="""\b
Examples:
  kg query --list
  kg query team-mates --person "Jude Bellingham" --date 2024-10-01
  kg query born-in --year 2003 --format csv
  kg query "SELECT (COUNT(?p) AS ?people) { ?p a :Person }"
  echo "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }" | kg query - --format json""",
)
@click.argument("query", required=False, type=Word("query", _questions, files=True), metavar="[NAME|FILE|QUERY|-]")
@click.option("--list", "listing", is_flag=True, help="Name the questions, and what each needs.")
@click.option("--person", "people", multiple=True, type=Name("person"), metavar="NAME", help="?person, then ?other.")
@click.option("--team", "teams", multiple=True, type=Name("team"), metavar="NAME", help="?team, then ?other_team.")
@click.option("--date", "day", type=Day(), metavar="DATE", help="?date, YYYY-MM-DD [default: today].")
@click.option("--year", type=click.IntRange(1, 9999), metavar="YYYY", help="?year.")
@click.option("--text", "texts", multiple=True, metavar="TEXT", help="?text, looked for as it is.")
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    default=60.0,
    metavar="SECONDS",
    help="Stop it then [default: 60].",
)
@click.option("--limit", type=click.IntRange(1), default=10_000, metavar="N", help="Rows at most [default: 10000].")
@click.option("--into", metavar="GRAPH", help="Put the triples of a CONSTRUCT into this graph of a remote store.")
@click.pass_obj
def command(settings: Settings, /, query: str | None, listing: bool, into: str | None, **details: Any) -> int:
    """Ask the store in SPARQL 1.1, read-only; the default graph is everything together.

    NAME is a competency question of the ontology; FILE holds a query; - reads one from standard input; a
    QUERY, which has braces, is asked as it is.
    """
    if listing:
        emit(settings, results.questions_rendering(api.named_questions()))
        return 0
    if not query:
        raise click.UsageError("name a question, a file or -, or ask for the --list.")
    people, teams = details.pop("people"), details.pop("teams")

    def asked(*names: str) -> QueryRows:
        who, which = names[: len(people)], names[len(people) :]
        return graph.ask(query, people=who, teams=which, today=settings.today, **details)

    with open_graph(settings) as graph:
        rows = choosing(settings, asked, *people, *teams)
        if into:
            _put(settings, graph, into, rows)
            return 0
        emit_result(settings, rows)
    return 0 if rows or rows.result.kind == "boolean" else 1


def _put(settings: Settings, graph: KnowledgeGraph, name: str, rows: QueryRows) -> None:
    result = rows.result
    if result.kind != "graph" or result.truncated:
        raise click.UsageError("--into wants all triples of a CONSTRUCT: write one, or raise --limit.")
    graph.contents.write_graph(name, result.triples)
    note(settings, f"kg: {name} holds {result.triples.count(chr(10)):,} triples")
