"""The Oxigraph database of a generation: made once from compressed N-Quads, then only ever read.

Facts about pyoxigraph 0.5 that this rests on, each tried out: an SST file is never changed once it is written, so a
closed database is copied by hard-linking those and copying the few small files beside them (`Store.backup` does the
same, but only for a database opened for writing, which would change the generation that others read);
`Store.read_only` writes nothing, not even a log, and so works on a read-only file system; `remove_graph` is one
transaction held in memory, removing quad by quad is as fast and needs none.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from kg.errors import InvalidInput
from kg.lazy import lazy
from kg.model.progress import Progress
from kg.rdf.quads import Chain

if TYPE_CHECKING:
    import pyoxigraph
    from pyoxigraph import Quad, Store
else:
    pyoxigraph = lazy("pyoxigraph")

__all__ = ["Opened", "build", "graph_quads", "open_read_only", "share"]

_REMOVAL_COST: Final = 4
"""How many quads are loaded in the time in which one is removed (measured: 3 to 5)."""

_MANY_FILES: Final = 300
"""SST files above which a database is loaded afresh: each small change adds some, and every open reads them all."""


def open_read_only(folder: Path) -> Store:
    """Open a finished database for queries.

    Raises:
        OSError: it is damaged or cannot be read.
    """
    return pyoxigraph.Store.read_only(str(folder))


class Opened:
    """A finished database that is opened when it is first asked for, and unchanged."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._store: Store | None = None

    def __call__(self) -> Store:
        """The database.

        Raises:
            OSError: it is damaged or cannot be read.
        """
        if self._store is None:
            self._store = open_read_only(self.folder)
        return self._store


def graph_quads(folder: Path, graph: str) -> Iterator[Quad]:
    """The quads of one graph of a finished database; "" is the default graph.

    Raises:
        OSError: it is damaged or cannot be read.
    """
    name = pyoxigraph.NamedNode(graph) if graph else pyoxigraph.DefaultGraph()
    yield from open_read_only(folder).quads_for_pattern(None, None, None, name)


def share(base: Path, folder: Path) -> None:
    """Copy a finished database to a new folder, by hard links as far as its files never change.

    Raises:
        OSError: it cannot be read, or the copy not be written.
    """
    folder.mkdir()
    for file in base.iterdir():
        if file.suffix == ".sst":
            try:
                os.link(file, folder / file.name)
            except OSError:  # a file system without hard links
                shutil.copy2(file, folder / file.name)
        elif file.name not in ("LOCK", "LOG"):
            shutil.copy2(file, folder / file.name)


def _load(folder: Path, files: Sequence[Path], removed: Mapping[str, int], progress: Progress) -> None:
    store = pyoxigraph.Store(str(folder))
    total = sum(removed.values())
    done = 0
    for name in removed:
        graph = pyoxigraph.NamedNode(name)
        for quad in store.quads_for_pattern(None, None, None, graph):
            store.remove(quad)
            done += 1
            if not done % 4096:
                progress("removing the older release", done, total)
        store.remove_graph(graph)
    if files:
        chain = Chain(files, lambda read, size: progress("storing the triples", read, size))
        try:
            store.bulk_load(cast("BinaryIO", chain), pyoxigraph.RdfFormat.N_QUADS)
        except SyntaxError as error:
            raise InvalidInput(f"a release is no valid RDF: {error}", line=error.lineno) from error
        finally:
            chain.close()
    store.flush()


def build(
    folder: Path,
    *,
    base: Path | None,
    unchanged: Mapping[Path, int],
    added: Mapping[Path, int],
    removed: Mapping[str, int],
    progress: Progress,
) -> None:
    """Make the database of a generation.

    Args:
        folder: where to make it; must not exist.
        base: the database of the generation before, ``None`` to load everything afresh.
        unchanged: files of the releases that stay, with their numbers of quads.
        added: files of the releases that come, likewise.
        removed: IRIs of the graphs that go, likewise.
        progress: told how far it is.

    Raises:
        InvalidInput: what comes is not valid RDF.
        OSError: the disk is full, or something else of the system's.
    """
    shares = (
        base is not None
        and sum(removed.values()) * _REMOVAL_COST <= sum(unchanged.values())
        and sum(1 for _ in base.glob("*.sst")) <= _MANY_FILES
    )
    if shares and base is not None:
        share(base, folder)
        _load(folder, list(added), removed, progress)
    else:
        _load(folder, [*unchanged, *added], {}, progress)
    # What Oxigraph writes about its own work is of no use to a reader.
    for log in folder.glob("LOG*"):
        log.unlink()
