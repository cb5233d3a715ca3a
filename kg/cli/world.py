"""``kg world``: the football world from public sets, in one command."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.addresses import is_address
from kg.cli.output import emit, note, skipped_rows
from kg.cli.progress import progress_bars
from kg.cli.prompts import open_graph
from kg.cli.settings import KgCommand, Settings
from kg.cli.types import Word
from kg.errors import InvalidInput, KgError, StoreError, UsageProblem
from kg.lazy import lazy
from kg.model.world import ImportedSet, PublicSet, SetOffer
from kg.render.renditions import world_rendering

if TYPE_CHECKING:
    from kg.store import world as world_source
    from kg.store import world_sets
else:
    world_source = lazy("kg.store.world")
    world_sets = lazy("kg.store.world_sets")

__all__ = ["command"]

_MEGABYTE = 1e6


def _names() -> Iterable[str]:
    return [source.name for source in world_sets.public_sets()]


@click.command(
    "world",
    cls=KgCommand,
    short_help="Fetch and import the public data sets.",
    epilog="""\b
Examples:
  kg world
  kg world --yes --only transfermarkt
  kg world --from ./downloads
  kg world --from https://mirror.example/football --yes""",
)
@click.option(
    "--from",
    "origin",
    metavar="URL_OR_FOLDER",
    help="A mirror, or a folder of files that are here already, in place of the sets' homes.",
)
@click.option("--yes", is_flag=True, help="Agree to the licences and terms, and fetch without asking.")
@click.option(
    "--only", metavar="NAME", multiple=True, type=Word("set", _names), help="Only this set; may be given several times."
)
@click.option("--report", metavar="FILE", help="Write every row that was not taken to this file, as CSV.")
@click.pass_obj
def command(settings: Settings, /, *, origin: str | None, yes: bool, only: tuple[str, ...], report: str | None) -> None:
    """Fetch the public data sets from their homes, and import them all.

    What is fetched, how large it is and under which terms is shown before the first byte. A download that breaks off
    is continued by the next run. Each set is imported whole or not at all; one that cannot be had leaves the others be.
    """
    if unknown := sorted(set(only) - set(_names())):
        raise UsageProblem(f"there is no set called {unknown[0]!r}", remedy=f"choose of {', '.join(_names())}")
    sets = world_sets.public_sets(only)
    if origin is not None and not is_address(origin):
        done = _from_folder(settings, Path(origin), sets, report)
    elif not (yes or settings.may_ask):
        raise UsageProblem("nobody is here to agree to the licences and terms", remedy="read docs/world.md, add --yes")
    else:
        done = _from_servers(settings, origin or "", sets, report, yes=yes)
    if any(item.report for item in done):
        emit(settings, world_rendering(done))
    errors = [(item.source.name, item.error) for item in done if item.error]
    for name, error in errors[1:]:
        note(settings, f"kg: {name}: {error}")
    if errors:
        raise errors[0][1]


def _from_folder(settings: Settings, folder: Path, sets: Sequence[PublicSet], report: str | None) -> list[ImportedSet]:
    files = world_sets.files_of([folder], sets)
    if not files:
        names = ", ".join(source.name for source in sets)
        raise InvalidInput(f"there is no file of {names} in it", file=str(folder), remedy="see docs/world.md")
    note(settings, f"kg: found {', '.join(files)}")
    return _imported(settings, files, sets, report)


def _from_servers(
    settings: Settings, mirror: str, sets: Sequence[PublicSet], report: str | None, *, yes: bool
) -> list[ImportedSet]:
    world = world_source.WorldSource(sets, world_source.world_cache(mirror), mirror)
    with progress_bars(settings) as progress:
        offers = world.offers(progress)
    left_out = [ImportedSet(offer.source, error=offer.error) for offer in offers if offer.error]
    offered = [offer for offer in offers if not offer.error]
    if not offered:
        return left_out
    # Whoever is asked has seen it, however quiet the command is.
    _show(settings if yes else replace(settings, verbosity=max(settings.verbosity, 0)), offers)
    if not yes:
        click.confirm("Fetch and import these sets?", default=True, abort=True, err=True)
    files: dict[str, list[Path]] = {}
    for offer in offered:
        try:
            with progress_bars(settings) as progress:
                files[offer.source.name] = world.fetch(offer.source, progress)
            note(settings, f"kg: {offer.source.name} is here")
        except (StoreError, InvalidInput) as error:
            note(settings, f"kg: {offer.source.name}: {error.problem}")
            left_out.append(ImportedSet(offer.source, error=error))
    done = _imported(settings, files, sets, report) if files else []
    for item in done:
        if item.error:
            world.forget(item.source)
    return sorted([*done, *left_out], key=lambda item: sets.index(item.source))


def _show(settings: Settings, offers: Sequence[SetOffer]) -> None:
    """Say what would be fetched from where, how large it is, and under which licence and terms."""
    for offer in offers:
        source = offer.source
        note(settings, f"{source.name}: {source.title}")
        note(settings, f"  from     {offer.address} ({_described(offer)})")
        note(settings, f"  licence  {source.licence}; {source.terms}")
        note(settings, f"  page     {source.page}")
    total = sum(offer.size for offer in offers)
    note(settings, f"in all {total / _MEGABYTE:,.1f} MB, as far as the servers say")


def _described(offer: SetOffer) -> str:
    if offer.error:
        return offer.error.problem
    size = f"{offer.size / _MEGABYTE:,.1f} MB" if offer.unsized < offer.files else "of unknown size"
    parts = [f"{offer.files:,} files, {size}" if offer.files > 1 else size]
    if 0 < offer.unsized < offer.files:
        parts.append(f"{offer.unsized:,} of them of unknown size")
    if offer.missing:
        parts.append(f"{offer.missing:,} more are not there")
    if offer.kept:
        parts.append("here already" if offer.kept == offer.files else f"{offer.kept:,} here already")
    return ", ".join(parts)


def _imported(
    settings: Settings, files: dict[str, list[Path]], sets: Sequence[PublicSet], report: str | None
) -> list[ImportedSet]:
    done: list[ImportedSet] = []
    with (
        open_graph(settings, create=True) as graph,
        progress_bars(settings) as progress,
        skipped_rows(report) as on_skip,
    ):
        for item in graph.contents.import_sets(files, sets, on_skip=on_skip, progress=progress):
            done.append(item)
            note(settings, f"kg: {item.source.name} {_result(item)}")
    return done


def _result(item: ImportedSet) -> str:
    if item.report is None:
        return f"is left out: {item.error.problem}" if isinstance(item.error, KgError) else "is left out"
    return "is imported" if item.report.stored else "is in the store already"
