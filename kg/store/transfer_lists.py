"""Transfer lists as they were imported, kept with the store for `kg fit` and `kg backtest`.

Fees, the window of a move and which club was in which league in which season are no statements about ties, so the graph
does not hold them. The tables that do are kept as they came, in one archive for each release that has them.
"""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.claims.readers.transfer_tables import found_tables
from kg.model.claims import Release
from kg.model.transfers import TransferTables
from kg.store.manifest import folder_name

if TYPE_CHECKING:
    from kg.store.backend import Backend

__all__ = ["joined", "keep_transfer_lists", "kept_transfer_lists"]

_CHUNK: Final = 1 << 20


def keep_transfer_lists(backend: Backend, release: Release, paths: Sequence[Path]) -> str:
    """Keep the tables of a release that a choice model reads, if it has all that such a model cannot do without.

    Whatever was kept of an older release of the same data set is thrown away.

    Returns:
        Why they could not be kept; "" if they were, or if there are none.
    """
    tables = found_tables(paths)
    target = _archive(backend, release)
    if tables is None or target.exists():
        return ""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f"{target.name}.{os.getpid()}.new")
        with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for table in tables:
                with table.open() as source, archive.open(table.base, "w", force_zip64=True) as into:
                    shutil.copyfileobj(source, into, _CHUNK)
        fresh.replace(target)
        for older in target.parent.iterdir():
            if older != target:
                older.unlink()
    except OSError as error:
        return f"the transfer lists could not be kept for kg fit and kg backtest: {error.strerror or error}"
    return ""


def kept_transfer_lists(backend: Backend) -> dict[str, Path]:
    """The archives kept of the releases that the store holds, by data set."""
    releases = {item.release.dataset: item.release for item in backend.status().releases}
    archives = {dataset: _archive(backend, releases[dataset]) for dataset in sorted(releases)}
    return {dataset: archive for dataset, archive in archives.items() if archive.exists()}


def _archive(backend: Backend, release: Release) -> Path:
    return backend.transfer_lists / folder_name(release.dataset) / f"{release.version}.zip"


def joined(lists: Sequence[TransferTables]) -> TransferTables:
    """Several lists as one: of what two of them tell alike, the first is heard."""
    teams: dict[str, str] = {}
    countries: dict[str, str] = {}
    for tables in reversed(lists):
        teams |= tables.teams
        countries |= tables.countries

    return TransferTables(
        title=", ".join(tables.title for tables in lists),
        players=tuple({row.id: row for tables in reversed(lists) for row in tables.players}.values()),
        moves=tuple({row._replace(order=0): row for tables in lists for row in tables.moves}.values()),
        listings=tuple(dict.fromkeys(row for tables in lists for row in tables.listings)),
        children=tuple(dict.fromkeys(row for tables in lists for row in tables.children)),
        caps=tuple(dict.fromkeys(row for tables in lists for row in tables.caps)),
        values=tuple(dict.fromkeys(row for tables in lists for row in tables.values)),
        ratings=tuple(dict.fromkeys(row for tables in lists for row in tables.ratings)),
        teams=teams,
        countries=countries,
    )
