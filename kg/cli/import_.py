"""``kg import``: a public source into the graph."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.output import emit, note, skipped_rows
from kg.cli.progress import progress_bars
from kg.cli.prompts import open_graph
from kg.cli.settings import KgCommand, Settings
from kg.cli.types import Word
from kg.lazy import lazy
from kg.render.renditions import import_rendering, readers_rendering

if TYPE_CHECKING:
    from kg import contents
    from kg.model import ImportReport
else:
    contents = lazy("kg.contents")

__all__ = ["command"]


def _readers() -> Iterable[str]:
    return contents.reader_names()


@click.command(
    "import",
    cls=KgCommand,
    short_help="Bring a public source into the graph.",
    epilog="""\b
Examples:
  kg import --list
  kg import openfootball ./euro2024 --dry-run
  kg import transfermarkt ./transfermarkt.zip --report skipped.csv --matches matches.csv
  kg --store https://graph.example.org/sparql import --from ~/.local/share/player-kg/store""",
)
@click.argument("reader", required=False, type=Word("reader", _readers))
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, metavar="[PATH]...")
@click.option("--list", "listing", is_flag=True, help="Name the readers, with source, licence and expected files.")
@click.option("--remove", metavar="NAME", help="Take the release of this name (see kg status) out of the store.")
@click.option("--from", "source", metavar="STORE", help="Take every release of another store or of an export.")
@click.option("--dry-run", is_flag=True, help="Read and report, and store nothing.")
@click.option("--strict", is_flag=True, help="Refuse the release at the first row that cannot be taken.")
@click.option("--report", metavar="FILE", help="Write every row that was not taken to this file, as CSV.")
@click.option(
    "--matches",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write who was taken for whom, and who may be, with scores and reasons, as CSV.",
)
@click.option("--endpoint", metavar="URL", default="", help="wikidata: the SPARQL endpoint to ask in Wikidata's place.")
@click.pass_obj
def command(
    settings: Settings,
    /,
    reader: str | None,
    paths: tuple[Path, ...],
    *,
    listing: bool,
    report: str | None,
    remove: str | None,
    source: str | None,
    **how: Any,
) -> None:
    """Read the files, folders or archives at PATH with READER, and store what they say: all of it or nothing.

    The same release twice changes nothing; a newer one replaces the older. Records are matched by id, name,
    birth date and teams; decisions.csv in the store's folder overrules that.
    """
    if listing:
        emit(settings, readers_rendering(contents.readers()))
        return
    if remove:
        _check_alone("--remove", reader=reader, report=report, source=source, **how)
        with open_graph(settings) as graph:
            release = graph.contents.remove_release(remove, "removed with kg import --remove", today=settings.today)
        note(settings, f"kg: {release.dataset} {release.version} is removed")
        return
    if source:
        _check_alone("--from", reader=reader, report=report, **how)
        with open_graph(settings, create=True) as graph, progress_bars(settings) as progress:
            for done in graph.contents.copy_from(source, progress=progress):
                note(settings, f"kg: {done.release.dataset} {done.release.version}: {done.taken:,} claims")
        return
    if not (reader and paths):
        raise click.UsageError("name a reader and what it should read, or ask for the --list.")
    with (
        open_graph(settings, create=True) as graph,
        progress_bars(settings) as progress,
        skipped_rows(report) as on_skip,
    ):
        if reader == "claims" and settings.may_ask and not how["dry_run"]:
            _confirm(settings, graph.contents.import_files(reader, paths, **{**how, "dry_run": True}))
        done = graph.contents.import_files(reader, paths, on_skip=on_skip, progress=progress, **how)
    emit(settings, import_rendering(done))


def _check_alone(option: str, **others: Any) -> None:
    """Check that nothing else was asked for, which would be passed over.

    Raises:
        UsageError: something was.
    """
    names = {"reader": "a reader", "source": "--from"}
    given = [names.get(name) or "--" + name.replace("_", "-") for name, value in others.items() if value]
    if given:
        raise click.UsageError(f"{option} takes releases as they are: leave out {', '.join(given)}.")


def _confirm(settings: Settings, preview: ImportReport) -> None:
    """Show whom the names in notes were taken for, and ask before anything is stored.

    Raises:
        Abort: the user says no.
    """
    for line in (*preview.notes, *(row.reason for row in preview.rows)):
        note(settings, line)
    click.confirm("Store these claims?", default=True, abort=True, err=True)
