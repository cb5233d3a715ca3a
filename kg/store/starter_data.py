"""The starter data that come with the package: which they are, and how they get into a store."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Collection
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from kg.errors import InvalidInput, StoreError
from kg.lazy import lazy
from kg.model.progress import Progress
from kg.rdf.quads import QuadsWriter, split_by_graph
from kg.store.manifest import STARTER, Entry

if TYPE_CHECKING:
    import pyoxigraph

    from kg.store import releases
    from kg.store.generation import Draft
else:
    pyoxigraph = lazy("pyoxigraph")
    releases = lazy("kg.store.releases")

__all__ = ["WITHOUT", "Starter"]

WITHOUT: Final = "none"
"""In the place of a name: this store holds no starter data and never will, such as the copy of another store."""

_OWN: Final = "own-"
_TRAILER: Final = 8


class Starter:
    """The compressed TriG of several releases that a store is filled with on first use.

    Attributes:
        path: the file.
        packaged: whether it is what came with the package, wherever the file lies.
    """

    def __init__(self, path: Path, *, packaged: bool = True) -> None:
        self.path = path
        self.packaged = packaged

    @property
    def name(self) -> str:
        """Tells one set of starter data from another, without reading it: the checksum and size in gzip's trailer.

        "" when there are none. One that did not come with the package says so.
        """
        try:
            with self.path.open("rb") as file:
                size = file.seek(0, 2)
                file.seek(max(size - _TRAILER, 0))
                name = f"{file.read()[:4][::-1].hex()}-{size}"
                return name if self.packaged else f"{_OWN}{name}"
        except OSError:
            return ""

    def replaces(self, name: str) -> bool:
        """Whether a store that was filled from starter data of this name is to have these in their place.

        Who filled a store from a file of their own does not want the package's in it.
        """
        if name == WITHOUT or (self.packaged and name.startswith(_OWN)):
            return False
        return self.name not in ("", name)

    def record(self, draft: Draft, *, without: Collection[str], progress: Progress) -> list[Entry]:
        """Write the releases into a draft, as text and as columns.

        Args:
            draft: where to write.
            without: data sets to leave out, because the user has brought in releases of them.
            progress: told how far it is.

        Raises:
            StoreError: the starter data are missing or damaged.
        """
        parts = self._split(draft)
        done, total = 0, sum(writer.lines for _, writer in parts)
        entries: list[Entry] = []
        try:
            for part, writer in parts:
                progress("reading the starter data", done, total)
                done += writer.lines
                if without and releases.read_release(part)[0].dataset in without:
                    part.unlink()
                    continue
                entries.append(
                    releases.record_text(draft, part, lines=writer.lines, digest=writer.digest, origin=STARTER)
                )
        except InvalidInput as error:
            raise self._broken(error) from error
        progress("reading the starter data", total, total)
        return entries

    def _split(self, draft: Draft) -> list[tuple[Path, QuadsWriter]]:
        """One compressed text for each named graph."""
        parts: list[tuple[Path, QuadsWriter]] = []
        with ExitStack() as stack:

            def writer(_graph: str) -> QuadsWriter:
                part = draft.places.folder / f"part-{len(parts)}.nq.gz"
                parts.append((part, stack.enter_context(QuadsWriter(part))))
                return parts[-1][1]

            try:
                with gzip.open(self.path) as file:
                    split_by_graph(cast("BinaryIO", file), writer)
            except (FileNotFoundError, EOFError, gzip.BadGzipFile, zlib.error, InvalidInput) as error:
                raise self._broken(error) from error
        return parts

    def graphs(self) -> set[str]:
        """IRIs of the releases; empty when the starter data are missing or damaged."""
        try:
            with gzip.open(self.path) as file:
                quads = pyoxigraph.parse(cast("BinaryIO", file), pyoxigraph.RdfFormat.TRIG)
                named = pyoxigraph.NamedNode  # looked up once, not for every quad
                return {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, named)}
        except (OSError, EOFError, zlib.error, SyntaxError):
            return set()

    def _broken(self, error: Exception) -> StoreError:
        missing = isinstance(error, FileNotFoundError)
        trouble = "are missing" if missing else f"are damaged: {error}"
        return StoreError(f"the starter data {trouble} ({self.path})", remedy="install player-kg again")
