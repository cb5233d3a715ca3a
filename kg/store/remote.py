"""A store behind a SPARQL 1.1 endpoint: the same few things that the embedded one does, by queries and updates.

What endpoints differ in, each met in one that was tried:

* the default graph is everything together in some and empty in others: where it is not everything, queries are sent
  with the releases as their dataset;
* some cut results silently, Virtuoso at 10,000 rows: whatever is fetched whole is counted first, and fetched page by
  page where it came short;
* some have no Graph Store Protocol, or one that chokes on large graphs: then triples go in by updates of some thousand;
* few promise that a request of several updates is atomic. So a release is written beside the old one, in a graph that
  no reader looks for, and one request puts it in the old one's place.
"""

from __future__ import annotations

import io
import tempfile
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, Final, cast

from pyoxigraph import NamedNode, Quad, QueryBoolean, QuerySolutions, RdfFormat, serialize

from kg.errors import InvalidInput, KgError, StoreError
from kg.model.progress import Progress, silent
from kg.model.results import QueryResult, ResultKind, Term
from kg.rdf.vocabulary import Pkg
from kg.sparql.checks import guarded, prepare, with_prefixes
from kg.sparql.execution import check_syntax, graph_result, solutions_result
from kg.sparql.transport import Answer, Transport
from kg.store.remote_answers import graph_of, read_triples, results_of

__all__ = ["INCOMING", "MERGED", "RemoteRelease", "RemoteStore"]

INCOMING: Final = "urn:player-kg:incoming:"
"""Graphs of releases that are still being written."""

MERGED: Final = "urn:player-kg:merged"
"""The graph of what queries see by default; see `kg.store.remote_merged`."""

_ROWS: Final = "application/sparql-results+json"
_TRIPLES: Final = "application/n-triples, text/turtle;q=0.5"
_BATCH: Final = 2000
"""Triples of one update: Virtuoso's compiler runs out of memory at 5,000."""

_PIECE: Final = 200_000
"""Triples of one request of the Graph Store Protocol, where it need not be all of a graph."""

_STALE: Final = 24 * 3600
_PROBE: Final = f"<{INCOMING}probe>"


@dataclass(frozen=True, slots=True)
class RemoteRelease:
    """A release in the store: its named graph, and what tells one state of it from another."""

    graph: str
    dataset: str
    version: str
    retrieved: str
    quads: int


class RemoteStore:
    """A store behind a transport.

    Args:
        transport: how it is reached.
        page: triples to fetch at once where the server does not give a graph whole.
    """

    def __init__(self, transport: Transport, *, page: int = 10_000) -> None:
        self._transport = transport
        self._page = page
        self._dataset: tuple[tuple[str, ...], tuple[str, ...]] | None = None

    @property
    def address(self) -> str:
        """What people call the store."""
        return self._transport.address

    # Reading.

    def releases(self) -> tuple[RemoteRelease, ...]:
        """The releases in the store, by graph: named graphs that describe themselves.

        Raises:
            StoreError: the store cannot be reached or used.
        """
        rows = self.rows(
            f"SELECT ?g ?d ?v ?r WHERE {{ GRAPH ?g {{ ?g a <{Pkg.RELEASE}> ; <{Pkg.DATASET}> ?d . "
            f"OPTIONAL {{ ?g <{Pkg.VERSION}> ?v }} OPTIONAL {{ ?g <{Pkg.RETRIEVED}> ?r }} }} }}"
        )
        best: dict[str, tuple[str, str, str]] = {}
        for graph, *rest in rows:
            if graph is not None:
                dataset, version, retrieved = (term.value if term else "" for term in rest)
                best[graph.value] = min(best.get(graph.value, ("\uffff",) * 3), (dataset, version, retrieved))
        return tuple(RemoteRelease(graph, *best[graph], self._count(graph)) for graph in sorted(best))

    def _count(self, graph: str) -> int:
        [(count,)] = self.rows(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        return int(count.value) if count else 0

    def quads(self, release: RemoteRelease, progress: Progress = silent) -> Iterator[Quad]:
        """All quads of a release, as many as it was said to have.

        Raises:
            StoreError: the store cannot be reached, or the release changed while it was read.
        """
        graph = NamedNode(release.graph)
        with tempfile.TemporaryFile() as spool:
            done = self._fetched_whole(release, spool, progress)
            for ordered in (False, True):
                if done != release.quads:
                    spool.seek(0)
                    spool.truncate()
                    done = self._fetched_pages(release, spool, progress, ordered=ordered)
            if done != release.quads:
                raise StoreError(
                    f"the release {release.dataset} changed while it was fetched from {self.address} "
                    f"({done:,} of {release.quads:,} triples)",
                    remedy="run the command again",
                )
            spool.seek(0)
            for triple in read_triples(spool):
                yield Quad(triple.subject, triple.predicate, triple.object, graph)

    def _fetched_whole(self, release: RemoteRelease, spool: BinaryIO, progress: Progress) -> int:
        text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{release.graph}> {{ ?s ?p ?o }} }}"
        done = 0
        with self._transport.ask(text, accept=_TRIPLES, default=(), named=(), timeout=_PATIENT) as answer:
            triples = graph_of(answer)
            try:
                while batch := dict.fromkeys(islice(triples, 8192)):
                    serialize(batch, spool, RdfFormat.N_TRIPLES)
                    done += len(batch)
                    progress(f"fetching {release.dataset}", done, release.quads)
            except (SyntaxError, ValueError):  # not what was asked for: page by page it may be
                return -1
        return done

    def _fetched_pages(self, release: RemoteRelease, spool: BinaryIO, progress: Progress, *, ordered: bool) -> int:
        """Fetch a release page by page; how many different triples came.

        As many different ones as there are is all of them, in whatever order the pages were cut. So the order is left
        to the server at first, which saves it sorting the whole graph for every page.
        """
        order = " ORDER BY ?s ?p ?o" if ordered else ""
        # The order is made in a query of its own: Virtuoso sorts no more than a page where a LIMIT stands beside it.
        graph = f"{{ SELECT ?s ?p ?o WHERE {{ GRAPH <{release.graph}> {{ ?s ?p ?o }} }}{order} }}"
        lines: set[bytes] = set()
        done, size = 0, self._page
        while done < release.quads:
            # Not as rows: Virtuoso takes ten times as long to write those.
            cut = f"{{ SELECT ?s ?p ?o WHERE {{ {graph} }} LIMIT {size} OFFSET {done} }}"
            page = self._triples(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {cut} }}")
            if not page:
                break
            lines |= page
            done += len(page)
            progress(f"fetching {release.dataset}", done, release.quads)
        spool.writelines(lines)
        return len(lines)

    def _triples(self, text: str) -> set[bytes]:
        with self._transport.ask(text, accept=_TRIPLES, default=(), named=(), timeout=_PATIENT) as answer:
            try:
                return set((serialize(graph_of(answer), format=RdfFormat.N_TRIPLES) or b"").splitlines(keepends=True))
            except (SyntaxError, ValueError) as error:
                raise StoreError(f"the store at {self.address} sends triples that are none: {error}") from error

    def rows(self, text: str) -> tuple[tuple[Term | None, ...], ...]:
        """The rows of a query that is sent as it is.

        Raises:
            StoreError: the store cannot be reached or used.
        """
        with self._transport.ask(text, accept=_ROWS, default=(), named=(), timeout=None) as answer:
            return solutions_result(cast("QuerySolutions", results_of(answer, self.address)), None).rows

    def query(
        self, text: str, *, substitutions: Mapping[str, str | Term], timeout: float | None, limit: int | None
    ) -> QueryResult:
        """Answer a query; see `kg.sparql.execution.run`, whose rules hold here too.

        Raises:
            InvalidInput: the query cannot be understood, is an update, or asks another server.
            StoreError: the store cannot be reached, or is too slow.
        """
        query = prepare(text, substitutions)
        for graph in query.graphs:
            if not self.has(graph):
                raise InvalidInput(
                    f"FROM names {graph}, which is no graph in the store; nothing is fetched from elsewhere",
                    remedy="kg status lists the releases",
                )
        default, named = ((), ()) if query.graphs else self._everything()
        makes_graph = query.form in ("CONSTRUCT", "DESCRIBE")
        try:
            with self._transport.ask(
                with_prefixes(query.text),
                accept=_TRIPLES if makes_graph else _ROWS,
                default=default,
                named=named,
                timeout=timeout,
            ) as answer:
                return self._result(query.form, answer, limit)
        except InvalidInput:
            check_syntax(text)  # ours says where the mistake is
            raise

    def _result(self, form: str, answer: Answer, limit: int | None) -> QueryResult:
        try:
            if form in ("CONSTRUCT", "DESCRIBE"):
                result = graph_result(graph_of(answer), limit)
            else:
                results = results_of(answer, self.address)
                if isinstance(results, QueryBoolean):
                    return QueryResult(ResultKind.BOOLEAN, boolean=bool(results))
                result = solutions_result(results, limit)
        except (SyntaxError, ValueError) as error:
            raise StoreError(f"the store at {self.address} sends what is no answer to a query: {error}") from error
        if form == "ASK":  # Virtuoso answers yes with a row that holds 1, and no with none
            yes = any(term is not None and term.value in ("1", "true") for row in result.rows for term in row)
            return QueryResult(ResultKind.BOOLEAN, boolean=yes)
        if answer.cut and not result.truncated:
            return QueryResult(result.kind, result.variables, result.rows, triples=result.triples, truncated=True)
        return result

    def asked(self, text: str) -> bool:
        """The answer to an ``ASK`` that is sent as it is.

        Raises:
            StoreError: the store cannot be reached or used.
        """
        with self._transport.ask(text, accept=_ROWS, default=(), named=(), timeout=None) as answer:
            return self._result("ASK", answer, None).boolean

    def _everything(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The dataset to send with a query, so that its default graph is everything together."""
        if self._dataset is None:
            release = f"?g a <{Pkg.RELEASE}>"
            # Where all graphs are the default graph, the merged one would say everything again.
            union = not self.has(MERGED) and self.asked(f"ASK {{ {release} }}")
            graphs = () if union else self.rows(f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ {release} }} }}")
            releases = tuple(graph.value for (graph,) in graphs if graph)
            self._dataset = releases, releases
        return self._dataset

    def see(self, default: Sequence[str], named: Sequence[str]) -> None:
        """Send this dataset with queries that name none, until something is written."""
        self._dataset = tuple(default), tuple(named)

    def has(self, graph: str) -> bool:
        """Whether there is anything in a graph."""
        return self.asked(f"ASK {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")

    # Writing.

    def takes_updates(self) -> bool:
        """Whether the store lets this user change it; asked by removing what is not there.

        Raises:
            StoreError: the store cannot be reached.
        """
        try:
            self._transport.update(f'DELETE DATA {{ GRAPH {_PROBE} {{ {_PROBE} {_PROBE} "" }} }}')
        except KgError:
            return False
        return True

    def put(self, graph: str, lines: Iterable[str], *, replacing: Sequence[str], progress: Progress = silent) -> int:
        """Put a release in the place of others, all of it or nothing.

        Args:
            graph: its IRI.
            lines: its N-Quads, one a line, as `kg.rdf.codec` writes them.
            replacing: graphs that go in the same moment.
            progress: told how far it is.

        Returns:
            How many triples it has.

        Raises:
            InvalidInput: whatever ``lines`` raises; nothing was changed then.
            StoreError: the store cannot be reached or takes no updates.
        """
        self._dataset = None
        self._sweep()
        others = [old for old in replacing if old != graph]
        ending = f" <{graph}> .\n"
        with tempfile.TemporaryFile() as spool:
            sent = 0
            for line in lines:
                spool.write(line.removesuffix(ending).encode() + b" .\n")
                sent += 1
            self._place(graph, cast("BinaryIO", spool), sent, others, progress)
        return sent

    def _place(self, graph: str, triples: BinaryIO, count: int, others: Sequence[str], progress: Progress) -> None:
        """Put N-Triples in the place of a graph, and remove others in the same moment."""
        staging = f"{INCOMING}{int(time.time())}-{uuid.uuid4().hex}"
        try:
            # One request that replaces the graph is all that is needed where no other goes.
            if not others and self._transport.put(graph, triples):
                return
            if not self._transport.put(staging, triples):
                self._insert(staging, triples, count, progress)
            gone = "".join(f" ; DROP SILENT GRAPH <{old}>" for old in others)
            try:
                self._transport.update(f"MOVE GRAPH <{staging}> TO GRAPH <{graph}>{gone}")
            except KgError:
                # Jena 4.5.0 refuses to move any named graph (and with SILENT does nothing, without a word). Should the
                # error be another one and the triples be moved all the same, this changes nothing.
                new, old = (f"GRAPH <{name}> {{ ?s ?p ?o }}" for name in (staging, graph))
                self._transport.update(
                    f"DELETE {{ {old} }} WHERE {{ GRAPH <{staging}> {{ <{graph}> a <{Pkg.RELEASE}> }} {old} }} ; "
                    f"INSERT {{ {old} }} WHERE {{ {new} }} ; DROP SILENT GRAPH <{staging}>{gone}"
                )
        except BaseException:
            with suppress(KgError):
                self._transport.update(f"DROP SILENT GRAPH <{staging}>")
            raise

    def put_graph(self, graph: str, triples: BinaryIO, count: int, *, progress: Progress = silent) -> None:
        """Put N-Triples in the place of a graph that is no release, piece by piece.

        Not in one request: Oxigraph's server holds all of one in memory, 4 GB for 2.5 million triples.

        Raises:
            StoreError: the store cannot be reached or takes no updates.
        """
        self.update(f"DROP SILENT GRAPH <{graph}>")
        triples.seek(0)
        done = 0
        while piece := list(islice(triples, _PIECE)):
            if not self._transport.put(graph, io.BytesIO(b"".join(piece)), more=True):
                self._insert(graph, triples, count, progress)
                return
            done += len(piece)
            progress("sending", done, count)

    def update(self, text: str) -> None:
        """Send an update as it is.

        Raises:
            StoreError: the store cannot be reached or takes no updates.
        """
        self._dataset = None
        self._transport.update(text)

    def _insert(self, graph: str, triples: BinaryIO, total: int, progress: Progress) -> None:
        triples.seek(0)
        done = 0
        while batch := list(islice(triples, _BATCH)):
            self._transport.update(f"INSERT DATA {{ GRAPH <{graph}> {{\n{guarded(b''.join(batch).decode())}}} }}")
            done += len(batch)
            progress("sending", done, total)

    def amend(self, graph: str, lines: Iterable[str], *, subjects: Iterable[str]) -> None:
        """Say new things of some subjects of a release in one request; everything else in it stays.

        Args:
            graph: the release.
            lines: N-Quads in that graph.
            subjects: IRIs of which what was said before goes.

        Raises:
            StoreError: the store cannot be reached or takes no updates.
        """
        ending = f" <{graph}> .\n"
        new = "".join(line.removesuffix(ending) + " .\n" for line in lines)
        old = "".join(f"DELETE WHERE {{ GRAPH <{graph}> {{ <{subject}> ?p ?o }} }} ;\n" for subject in subjects)
        self._transport.update(f"{old}INSERT DATA {{ GRAPH <{graph}> {{\n{guarded(new)}}} }}")
        self._dataset = None

    def _sweep(self) -> None:
        """Remove what writers that were killed have left; not what somebody may be writing just now."""
        left = self.rows(
            f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?r a <{Pkg.RELEASE}> }} "
            f'FILTER(STRSTARTS(STR(?g), "{INCOMING}")) }}'
        )
        for (graph,) in left:
            begun = graph.value.removeprefix(INCOMING).partition("-")[0] if graph else ""
            if graph and begun.isdigit() and time.time() - int(begun) > _STALE:
                self._transport.update(f"DROP SILENT GRAPH <{graph.value}>")


_PATIENT: Final = 600.0
"""Seconds for fetching a graph, or a page of it."""
