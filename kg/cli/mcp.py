"""``kg mcp``: the store for assistants."""

from __future__ import annotations

import click

from kg.cli.prompts import open_graph
from kg.cli.settings import KgCommand, Settings
from kg.errors import KgError
from kg.server.limits import Limits

__all__ = ["command"]


@click.command(
    "mcp",
    cls=KgCommand,
    forms=("text",),
    short_help="A read-only MCP server for assistants.",
    epilog="""\b
Examples:
  kg mcp
  kg mcp --store ./my-store --timeout 5""",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 3600),
    default=20.0,
    show_default=True,
    help="Seconds until a call is stopped.",
)
@click.option(
    "--max-rows", type=click.IntRange(1), default=1000, show_default=True, help="Rows or triples of an answer at most."
)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Calls that run at once.")
@click.pass_obj
def command(settings: Settings, timeout: float, max_rows: int, workers: int) -> None:
    """Serve an assistant over standard input and output: the tools persuade, explain, show and query.

    Made to be started by the assistant's program, not by hand. Nothing can be changed through it.
    """
    try:
        from kg.server.mcp import mcp_server  # noqa: PLC0415  needs an extra that may not be installed
    except ImportError as error:
        raise KgError(
            f"kg mcp needs {error.name}, which is not installed", remedy="install it with: pip install 'player-kg[mcp]'"
        ) from error
    with open_graph(settings) as graph:
        location = graph.contents.folder_ready()
    limits = Limits(seconds=timeout, rows=max_rows, workers=workers)
    mcp_server(location, limits, clock=lambda: settings.today).run("stdio")
