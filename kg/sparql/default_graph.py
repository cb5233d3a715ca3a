"""The default graph of a database for queries: every triple of the releases once, and what is derived from them.

Written beside the named graphs of a copy of a generation's database. Triples with blank nodes are copied inside the
database, because loading text would give their nodes new names; all others are loaded from the releases' texts.
"""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final, cast

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, parse

from kg.rdf.vocabulary import KIND, NAMESPACE
from kg.resources import ontology_file

__all__ = ["fill", "load_lines", "load_vocabulary", "replace_graph"]

_PIECE: Final = 1 << 20
_FEW: Final = 1 << 19
"""Characters of N-Triples up to which they are added one by one."""
_GRAPH: Final = re.compile(rb" <[^<> ]*> \.\n")
"""How a line of N-Quads ends: no text has such an end before, because its line breaks are escaped."""


class _Stream(io.RawIOBase):
    """Pieces of text as one file to read."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        super().__init__()
        self._pieces = iter(pieces)
        self._piece = b""
        self._place = 0

    def readable(self) -> bool:
        """It can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Some more of the text, at most ``size`` bytes; empty at its end."""
        while self._place >= len(self._piece):
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._piece, self._place = piece, 0
        start = self._place
        self._place = len(self._piece) if size < 0 else min(start + size, len(self._piece))
        return self._piece[start : self._place]


def _without_graph(texts: Sequence[Path], progress: Callable[[int, int], None], blank: set[str]) -> Iterator[bytes]:
    """The triples of compressed N-Quads as N-Triples; graphs with blank nodes are noted, and those triples left out."""
    for number, text in enumerate(texts):
        progress(number, len(texts))
        with gzip.open(text) as file:
            while lines := file.readlines(_PIECE):
                piece = b"".join(lines)
                if b"_:" in piece:
                    piece = b"".join(_named(lines, blank))
                yield _GRAPH.sub(b" .\n", piece)


def _named(lines: Iterable[bytes], blank: set[str]) -> Iterator[bytes]:
    for line in lines:
        triple, graph, _ = line.rsplit(b" ", 2)
        if line.startswith(b"_:") or triple.rsplit(b" ", 1)[-1].startswith(b"_:"):
            blank.add(graph[1:-1].decode())
        else:
            yield line


def load_lines(store: Store, lines: Iterable[str]) -> None:
    """Add N-Triples to the default graph."""
    # All IRIs in them stand in the database already, and so were checked.
    syntax, waiting = RdfFormat.N_TRIPLES, iter(lines)
    first, size = list[str](), 0
    for line in waiting:
        first.append(line)
        size += len(line)
        if size > _FEW:
            stream = _Stream(line.encode() for line in chain(first, waiting))
            store.bulk_load(cast("BinaryIO", stream), syntax, lenient=True)
            return
    # What is loaded in bulk goes to files of its own, each of which every later opening reads.
    store.extend(parse("".join(first), syntax, lenient=True))


def load_vocabulary(store: Store) -> None:
    """Add the ontology and its schemes as named graphs, and the schemes to the default graph too."""
    schemes = ontology_file("schemes.ttl")
    for graph, file in ((NAMESPACE.rstrip("#"), ontology_file("player-kg.ttl")), (KIND, schemes)):
        name = NamedNode(graph)
        store.load(path=file, format=RdfFormat.TURTLE, to_graph=name)
    store.load(path=schemes, format=RdfFormat.TURTLE)


def fill(store: Store, texts: Sequence[Path], progress: Callable[[int, int], None]) -> None:
    """Put every triple of the releases into the default graph, beside what stands there.

    Args:
        store: a database that holds the releases as named graphs.
        texts: their compressed N-Quads, each line in a named graph.
        progress: called with how many texts are done, and how many there are.
    """
    blank: set[str] = set()
    stream = _Stream(_without_graph(texts, progress, blank))
    # The database beside it has taken the same triples in already, and so checked them.
    store.bulk_load(cast("BinaryIO", stream), RdfFormat.N_TRIPLES, lenient=True)
    for name in sorted(blank):
        graph = NamedNode(name)
        quads = store.quads_for_pattern(None, None, None, graph)
        store.extend(_quad(quad.triple, DefaultGraph()) for quad in list(quads) if _has_blank(quad))


def _has_blank(quad: Quad) -> bool:
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)


def replace_graph(store: Store, graph: str, before: set[Triple], after: set[Triple], unnamed: set[Triple]) -> int:
    """Bring one release of a database for queries up to date, in its graph and in the default graph.

    Args:
        store: the database.
        graph: IRI of the release; "" for triples that stand in no named graph.
        before: its triples so far.
        after: its triples from now on.
        unnamed: triples that stand in no named graph, which the default graph keeps whatever releases say.

    Returns:
        How many triples came or went.
    """
    default = DefaultGraph()
    name = NamedNode(graph) if graph else default
    for triple in before - after:
        if graph:
            store.remove(_quad(triple, name))
        copies = store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        elsewhere = any(quad.graph_name != default for quad in copies)
        if triple not in unnamed and not elsewhere:
            store.remove(_quad(triple, default))
    added = after - before
    if graph:
        store.extend(_quad(triple, name) for triple in added)
    store.extend(_quad(triple, default) for triple in added)
    if graph and not after:
        store.remove_graph(NamedNode(graph))
    return len(added) + len(before - after)


def _quad(triple: Triple, graph: NamedNode | DefaultGraph) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)
