"""What a worker does: the kinds of job, and the generation of the store that they see."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kg.errors import StoreError
from kg.lazy import lazy
from kg.model.progress import silent
from kg.server.http_problem import HttpProblem
from kg.sparql.database import open_read_only
from kg.store.embedded import EmbeddedStore
from kg.store.query_database import QueryDatabase

if TYPE_CHECKING:
    from pyoxigraph import Store

    from kg import api
    from kg.api import KnowledgeGraph
    from kg.server import api_jobs, description, graph_jobs, page_jobs, reading_jobs, sparql_jobs
    from kg.sparql.functions import Functions
    from kg.store.generation import Generation
else:
    api = lazy("kg.api")
    api_jobs = lazy("kg.server.api_jobs")
    description = lazy("kg.server.description")
    graph_jobs = lazy("kg.server.graph_jobs")
    page_jobs = lazy("kg.server.page_jobs")
    reading_jobs = lazy("kg.server.reading_jobs")
    sparql_jobs = lazy("kg.server.sparql_jobs")

__all__ = ["Desk"]

_OF_CHANGES: Final = (
    "kg.columns.amend_spells",
    "kg.sparql.execution",
    "kg.store.derived_graph",
    "kg.store.sparql_updates",
)
"""Modules that a change loads on its way."""

_QUESTIONS: Final = frozenset(
    ("persuade", "explain", "show", "where", "squad", "destinations", "targets", "score", "question")
)
"""Kinds of job that the JSON API's questions are."""

_State = tuple[int, int]
"""The number of a generation, and which folder of the file system it is."""


class Desk:
    """Does jobs on one store folder, always on the generation that is current when a job comes."""

    def __init__(self, location: Path) -> None:
        self._location = location
        self._holding = EmbeddedStore(location)
        self._database: tuple[_State, Store] | None = None
        self._queries: QueryDatabase | None = None
        self._graph: tuple[_State, KnowledgeGraph] | None = None

    def _state(self) -> _State:
        """What tells the current generation of this very folder from any other.

        Raises:
            HttpProblem: the store has been moved away, emptied or damaged.
        """
        layout = self._holding.layout
        try:
            number = layout.number()
            if number is not None:
                return number, layout.folder(number).stat().st_ino
        except (StoreError, OSError):
            pass
        raise HttpProblem(
            503, f"the store at {self._location} is gone; answers come again when it is back", {"Retry-After": "30"}
        )

    def _current(self) -> Store:
        """The database of the current generation, opened anew when there is a newer one.

        Raises:
            StoreError: the store is not usable.
        """
        state = self._state()
        if self._database is None or state != self._database[0]:
            self._database = None
            self._holding.refresh()
            generation = self._holding.generation
            if generation is None:
                raise HttpProblem(503, "the store is empty")
            self._queries = self._query_database(generation)
            folder = self._queries.folder()
            if self._queries.made:  # its files are links to those of the generation
                with suppress(OSError):
                    self._queries.tidy()
                    generation.renew_times()
            self._database = state, open_read_only(folder)
        return self._database[1]

    def _query_database(self, generation: Generation) -> QueryDatabase:
        """The database for the queries of a generation, in the place of the one before.

        Raises:
            HttpProblem: the generation cannot be read.
        """
        if self._queries is not None:
            self._queries.close()
        if generation.manifest is None:
            raise HttpProblem(503, "the store is being repaired")
        return QueryDatabase(self._holding.root, generation, generation.manifest, silent)

    def _asked(self) -> KnowledgeGraph:
        """The store at the current generation; never a new one in its place."""
        state = self._state()
        if self._graph is None or state != self._graph[0]:
            if self._graph is not None:
                self._graph[1].close()
                self._graph = None
            self._graph = state, self._opened()
        return self._graph[1]

    def _opened(self) -> KnowledgeGraph:
        return api.open_graph(self._location, create=False, renew=False)

    def _functions(self) -> Functions:
        """The functions that queries may call; the facts are opened only for a query that does."""
        return self._asked().contents.functions()

    def done(self, job: dict[str, Any]) -> tuple[str, bytes]:
        """Do a job.

        Returns:
            Content type and body of the answer.

        Raises:
            Refusal: it cannot be done as asked. StoreError: the store is not usable.
        """
        match job["kind"]:
            case "warm up":
                self._warm_up(changes=job.get("changes", False))
                return "text/plain", b""
            case "query" | "describe" | "graph" | "resource" | "void" | "change graph":
                return self._of_sparql(job)
            case kind if kind in _QUESTIONS:
                return api_jobs.answered(self._asked(), job)
            case "read":
                return reading_jobs.read_story_job(self._asked(), job)
            case "page" | "start" | "names":
                return page_jobs.drawn(self._asked(), job)
            case "update":
                self._state()
                with self._opened() as graph:
                    how = {"base": job["base"], "using": job["default"], "using_named": job["named"]}
                    graph.contents.update(job["text"], **how)
                    graph.contents.queries_ready()
                return "text/plain", b""
            case kind:
                raise ValueError(f"no such job: {kind}")

    def _warm_up(self, *, changes: bool) -> None:
        """Open the store, and the database for queries if it has been made: making it is no worker's job.

        What a change needs is loaded only: it opens the store anew, for others may change it meanwhile. What changes
        before it have left is removed.
        """
        if changes:
            with self._opened() as graph:
                graph.contents.tidy()
                graph.contents.facts_ready()
            for name in _OF_CHANGES:
                import_module(name)
            return
        self._asked().contents.facts_ready()
        if self._queries_exist():
            self._current()

    def _queries_exist(self) -> bool:
        self._holding.refresh()
        generation = self._holding.generation
        if generation is None or generation.manifest is None:
            return False
        return QueryDatabase(self._holding.root, generation, generation.manifest, silent).exists()

    def _of_sparql(self, job: dict[str, Any]) -> tuple[str, bytes]:
        """Do a job that concerns RDF."""
        match job["kind"]:
            case "query":
                return sparql_jobs.answer(self._current(), job, self._functions)
            case "graph":
                return graph_jobs.read_graph(self._current(), job)
            case "resource":
                return graph_jobs.described_resource(self._current(), job)
            case "void":
                return description.catalogue_of(self._asked(), job)
            case "describe":
                return description.described(self._current(), job)
        with self._opened() as graph:
            return graph_jobs.changed(graph, self._current(), job)
