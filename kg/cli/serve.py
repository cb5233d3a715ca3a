"""``kg serve``: the store over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.addresses import is_address, is_loopback
from kg.cli.output import shown
from kg.cli.prompts import open_graph
from kg.cli.settings import KgCommand, Settings
from kg.errors import UsageProblem
from kg.lazy import lazy
from kg.server.limits import Limits

if TYPE_CHECKING:
    from kg.server import app, run, sandbox
else:
    app = lazy("kg.server.app")
    run = lazy("kg.server.run")
    sandbox = lazy("kg.server.sandbox")

__all__ = ["command"]


@click.command(
    "serve",
    cls=KgCommand,
    forms=("text",),
    short_help="SPARQL endpoint, JSON API and query console.",
    epilog="""\b
Examples:
  kg serve
  kg serve --port 8080 --timeout 5
  KG_UPDATE_TOKEN=… kg serve""",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen at; others than this machine's own make the store public.",
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port; 0 is any that is free."
)
@click.option(
    "--update-token",
    envvar="KG_UPDATE_TOKEN",
    default="",
    metavar="TOKEN",
    help="Take updates from those who send this token [environment: KG_UPDATE_TOKEN].",
)
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="Answer to this name of the server too, such as that of a proxy in front of it.",
)
@click.option(
    "--allow-origin",
    "origins",
    multiple=True,
    metavar="ORIGIN",
    help="Let pages of this origin ask too, such as https://yasgui.example; * is any.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 3600),
    default=20.0,
    show_default=True,
    help="Seconds until a query is stopped.",
)
@click.option(
    "--max-rows",
    type=click.IntRange(1),
    default=100_000,
    show_default=True,
    help="Rows or triples of an answer at most.",
)
@click.option("--workers", type=click.IntRange(1, 64), default=4, show_default=True, help="Queries that run at once.")
@click.pass_obj
def command(  # noqa: PLR0917  click passes them by name
    settings: Settings,
    host: str,
    port: int,
    update_token: str,
    hosts: tuple[str, ...],
    origins: tuple[str, ...],
    timeout: float,
    max_rows: int,
    workers: int,
) -> None:
    """Serve the store over HTTP, until Ctrl-C: pages at /, the console at /console, SPARQL at
    /sparql.

    Only this machine can reach it, and nobody can change anything, unless you say otherwise.
    """
    if update_token != update_token.strip() or not update_token.isprintable() or not update_token.isascii():
        raise UsageProblem("an update token is made of visible ASCII characters")
    with open_graph(settings) as graph:
        if is_address(graph.contents.address):
            raise UsageProblem(f"{graph.contents.address} serves itself", remedy="kg serve is for a store in a folder")
        location = graph.contents.folder_ready()
    if not is_loopback(host):
        click.echo(
            f"kg: warning: {shown(host)} can be reached from other machines, and anybody there may query the store",
            err=True,
        )

    if not sandbox.is_confined_here():
        click.echo("kg: warning: this system cannot keep queries from the network or bound their memory", err=True)

    def ready(address: str) -> None:
        kind = "takes updates with the token" if update_token else "read-only"
        click.echo(
            f"kg: serving {shown(str(location))} ({kind})\n"
            f"kg: pages {address}/, console {address}/console, SPARQL {address}/sparql; Ctrl-C stops",
            err=True,
        )

    limits = Limits(seconds=timeout, rows=max_rows, workers=workers, long_queries=max(1, workers // 2))
    access = app.Access(host, update_token, hosts, origins)
    run.serve(location, access=access, port=port, limits=limits, ready=ready)
