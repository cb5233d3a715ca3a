"""``kg export``: what the store holds, in formats that other programs read."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.output import note, opened
from kg.cli.prompts import open_graph
from kg.cli.settings import KgCommand, Settings

__all__ = ["command"]


@click.command(
    "export",
    cls=KgCommand,
    forms=("turtle", "trig", "nquads", "jsonld", "graphml", "gexf", "cytoscape", "neo4j", "csv"),
    short_help="Write what the store holds for other programs.",
    epilog="""\b
Examples:
  kg export -o football.trig
  kg export -o football.gexf
  kg export --format csv -o tables/""",
)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="The file to write, - for standard output; for neo4j and csv the folder.",
)
@click.pass_obj
def command(settings: Settings, output: Path) -> None:
    """Write the whole store as Turtle, TriG, N-Quads or JSON-LD, or its people and teams as a graph.

    The format follows the ending of the file (.ttl, .trig, .nq, .jsonld, .graphml, .gexf, .cyjs), unless --format says.

    GraphML and GEXF are for Gephi and many others, cytoscape for Cytoscape; neo4j is a folder for its bulk import, csv
    a folder of tables.

    Turtle holds the union of all sources; TriG, N-Quads and JSON-LD also say which source states what.
    """
    form = settings.form if settings.form_given else None
    with open_graph(settings) as graph:
        if str(output) == "-":
            with opened("-") as stream:
                graph.contents.write(form or settings.form, stream)
            return
        done = graph.contents.export(output, form, otherwise=settings.form)
    note(settings, f"{done.output}: {done.items:,} {done.unit}, {done.bytes_written / 1e6:.1f} MB")
    for line in done.notes:
        note(settings, line)
