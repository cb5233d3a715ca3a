"""Releases as compressed N-Quads text: what the rest of a generation can always be made from again."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import groupby, islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from kg.errors import InvalidInput
from kg.lazy import lazy

if TYPE_CHECKING:
    import pyoxigraph
    from pyoxigraph import Quad
else:
    pyoxigraph = lazy("pyoxigraph")

__all__ = ["Chain", "QuadsWriter", "digest_of", "read_quads", "split_by_graph"]

_BATCH: Final = 1 << 20
_STATEMENTS: Final = 1 << 14
_LEVEL: Final = 1  # a tenth of the text already; higher levels cost more time than the loading


def _hash() -> blake2b:
    return blake2b(digest_size=16)


class QuadsWriter:
    """Writes lines of N-Quads to a compressed file, counting them and taking the digest of their text."""

    def __init__(self, path: Path) -> None:
        self._raw = path.open("xb")
        # No file name and no time in the header: the same lines make the same file.
        self._file = gzip.GzipFile(filename="", mode="wb", compresslevel=_LEVEL, fileobj=self._raw, mtime=0)
        self._hash = _hash()
        self._batch: list[str] = []
        self._size = 0
        self.lines = 0

    def __enter__(self) -> QuadsWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._flush()
                self._file.close()
        finally:
            self._raw.close()

    def write(self, lines: Iterable[str]) -> None:
        """Write lines, each ended by a newline."""
        batch = self._batch
        before = len(batch)
        batch.extend(lines)
        self.lines += len(batch) - before
        if len(batch) > 8192:
            self._flush()

    def write_bytes(self, text: bytes, lines: int = 1) -> None:
        """Write whole lines that are encoded already."""
        self._hash.update(text)
        self._file.write(text)
        self.lines += lines

    def _flush(self) -> None:
        data = "".join(self._batch).encode()
        self._batch.clear()
        self._hash.update(data)
        self._file.write(data)

    @property
    def digest(self) -> str:
        """Digest of all that was written; complete once the writer is closed."""
        return self._hash.hexdigest()


def digest_of(path: Path) -> str:
    """The digest of a compressed file's text; "" when the file is damaged or missing."""
    digest = _hash()
    try:
        with gzip.open(path) as file:
            while chunk := file.read(_BATCH):
                digest.update(chunk)
    except (OSError, EOFError, zlib.error):
        return ""
    return digest.hexdigest()


def read_quads(path: Path) -> Iterator[Quad]:
    """The quads of a file of N-Quads, compressed.

    Raises:
        InvalidInput: the file is damaged or holds something else.
        OSError: it cannot be opened.
    """
    try:
        with gzip.open(path) as file:
            yield from pyoxigraph.parse(cast("BinaryIO", file), pyoxigraph.RdfFormat.N_QUADS)
    except (SyntaxError, gzip.BadGzipFile, EOFError, zlib.error) as error:
        line = getattr(error, "lineno", None)
        raise InvalidInput(f"not compressed N-Quads: {error}", file=str(path), line=line) from error


def split_by_graph(file: BinaryIO, writer: Callable[[str], QuadsWriter], *, form: str = "TRIG") -> None:
    """Copy the statements of a text to one writer of N-Quads for each named graph.

    Args:
        file: the text.
        writer: called with the IRI of each graph when its first statement is met.
        form: its notation, by its name among pyoxigraph's.

    Raises:
        InvalidInput: it is not in this notation, or a statement is in no named graph.
    """
    writers: dict[str, QuadsWriter] = {}
    try:
        quads = pyoxigraph.parse(file, getattr(pyoxigraph.RdfFormat, form))
        for graph, together in groupby(quads, key=lambda quad: quad.graph_name):
            if not isinstance(graph, pyoxigraph.NamedNode):
                raise InvalidInput("a statement in no named graph", file=getattr(file, "name", ""))
            to = writers.get(graph.value)
            if to is None:
                to = writers[graph.value] = writer(graph.value)
            while some := list(islice(together, _STATEMENTS)):
                to.write_bytes(pyoxigraph.serialize(some, format=pyoxigraph.RdfFormat.N_QUADS) or b"", len(some))
    except SyntaxError as error:
        form = {"TRIG": "TriG", "N_QUADS": "N-Quads", "JSON_LD": "JSON-LD"}.get(form, form)
        raise InvalidInput(f"no {form}: {error}", file=getattr(file, "name", ""), line=error.lineno) from error


class Chain(io.RawIOBase):
    """The text of several compressed files, one after the other, telling how far it was read.

    Oxigraph reads from it in small pieces. As each piece passes through Python, Ctrl-C is heard in between.
    """

    def __init__(self, files: Sequence[Path], progress: Callable[[int, int], None]) -> None:
        """``progress`` is called with the compressed bytes read so far and their total."""
        super().__init__()
        self._files = list(files)
        self._progress = progress
        self._total = sum(file.stat().st_size for file in self._files)
        self._before = self._said = 0
        self._raw: BinaryIO | None = None
        self._open: gzip.GzipFile | None = None

    def readable(self) -> bool:
        """It can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Some more of the text, at most ``size`` bytes; empty at its end."""
        while True:
            if self._open is None or self._raw is None:
                if not self._files:
                    return b""
                self._raw = self._files.pop(0).open("rb")
                self._open = gzip.GzipFile(fileobj=self._raw)
            if piece := self._open.read(size):
                self._tell(self._before + self._raw.tell())
                return piece
            self._before += self._raw.tell()
            self.close_current()

    def _tell(self, done: int) -> None:
        if done - self._said > self._total // 200 or done == self._total != self._said:
            self._said = done
            self._progress(done, self._total)

    def close_current(self) -> None:
        """Close the file being read."""
        if self._open is not None and self._raw is not None:
            self._open.close()
            self._raw.close()
        self._open = self._raw = None

    def close(self) -> None:
        """Close it, wherever reading had got to."""
        self.close_current()
        super().close()
