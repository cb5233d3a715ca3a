"""``kg validate``: do data keep to the shapes?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.output import emit
from kg.cli.prompts import open_graph
from kg.cli.settings import KgCommand, Settings
from kg.errors import InvalidInput
from kg.lazy import lazy
from kg.render.renditions import violations_rendering

if TYPE_CHECKING:
    from kg import contents
else:
    contents = lazy("kg.contents")

__all__ = ["command"]


@click.command(
    "validate",
    cls=KgCommand,
    short_help="Do data keep to the shapes?",
    epilog="""\b
Examples:
  kg validate
  kg validate my-claims.ttl --format json""",
)
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, metavar="[FILE]...")
@click.pass_obj
def command(settings: Settings, files: tuple[Path, ...]) -> int:
    """Check RDF files, or without any the whole store, against the SHACL shapes of the ontology.

    The exit status is 4 when something breaks a shape.
    """
    if files:
        violations = contents.file_violations(files)
    else:
        with open_graph(settings) as graph:
            violations = graph.validate()
    emit(settings, violations_rendering(violations))
    return InvalidInput.exit_status if violations else 0
