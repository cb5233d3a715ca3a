"""What queries see by default, written into a remote store: the releases merged, and what is derived from them.

It is the default graph of the copy's database for queries (`kg.store.query_database`) as one more named graph, so that
the remote store gives a query the rows that a folder gives. Beside it stands of which state of the releases it was
made: it is asked while they are in that state, whoever writes to the store.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import astuple
from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, RdfFormat, Triple, parse

from kg.model.progress import Progress
from kg.rdf.vocabulary import BASE, KIND, NAMESPACE, Pkg
from kg.resources import ontology_file
from kg.sparql.database import open_read_only
from kg.store.query_database import QUERY_VERSION
from kg.store.remote import MERGED, RemoteStore

__all__ = ["Merged"]

_STATE: Final = MERGED + ":state"
_VOCABULARY: Final = {NAMESPACE.rstrip("#"): "player-kg.ttl", KIND: "schemes.ttl"}


def _named(file: Path) -> Iterator[Triple]:
    """The triples of a Turtle file, IRIs in the place of blank nodes, which Virtuoso takes in no ``INSERT DATA``."""

    def node(term: Any) -> Any:
        return NamedNode(f"{BASE}.well-known/genid/{term.value}") if isinstance(term, BlankNode) else term

    for quad in parse(path=file, format=RdfFormat.TURTLE):
        yield Triple(node(quad.subject), quad.predicate, node(quad.object))


class Merged:
    """The merged graph of one remote store."""

    def __init__(self, store: RemoteStore) -> None:
        self._store = store
        self._current: bool | None = None

    def forget(self) -> None:
        """Look again when somebody asks: something was written."""
        self._current = None

    def current(self) -> bool:
        """Whether it is there and that of the releases as they are now; if so, queries are asked of it from now on.

        Raises:
            StoreError: the store cannot be reached or used.
        """
        if self._current is None:
            # One request tells where there is none; the releases are counted only where there is one.
            noted = self._store.rows(f"SELECT ?v WHERE {{ GRAPH <{_STATE}> {{ <{MERGED}> <{Pkg.VERSION}> ?v }} }}")
            self._current = bool(noted) and {term.value for (term,) in noted if term} == {self._state()}
            if self._current:
                releases = [release.graph for release in self._store.releases()]
                self._store.see([MERGED], [*releases, *_VOCABULARY])
        return self._current

    def _state(self) -> str:
        """Tells one state of the releases from another."""
        text = json.dumps([QUERY_VERSION, [astuple(release) for release in self._store.releases()]])
        return blake2b(text.encode(), digest_size=12).hexdigest()

    def write(self, database: Path, progress: Progress) -> int:
        """Write it, and the ontology and its schemes.

        Args:
            database: the copy's database for queries, of the releases as they are now.
            progress: told how far it is.

        Returns:
            How many triples it has.

        Raises:
            StoreError: the store cannot be reached or takes no updates.
        """
        self.forget()
        state = self._state()
        self._store.update(f"DROP SILENT GRAPH <{_STATE}>")
        with tempfile.NamedTemporaryFile() as spool:
            default = DefaultGraph()
            open_read_only(database).dump(spool.name, RdfFormat.N_TRIPLES, from_graph=default)
            count = sum(1 for _ in spool)
            self._store.put_graph(MERGED, cast("BinaryIO", spool), count, progress=progress)
        for graph, file in _VOCABULARY.items():
            with tempfile.TemporaryFile() as spool:
                triples = list(_named(ontology_file(file)))
                pyoxigraph.serialize(triples, spool, RdfFormat.N_TRIPLES)
                self._store.put_graph(graph, spool, len(triples))
        self._store.update(f'INSERT DATA {{ GRAPH <{_STATE}> {{ <{MERGED}> <{Pkg.VERSION}> "{state}" }} }}')
        return count
