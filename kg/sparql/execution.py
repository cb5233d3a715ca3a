"""Running a query on a finished Oxigraph database, in this process or in one that can be killed.

pyoxigraph 0.5 cannot stop a query once it runs: there is no cancellation token, and Ctrl-C is heard only between two
rows. A query with a time limit therefore runs in a process of its own, which costs some 50 ms. So does a long text:
Oxigraph's parser recurses, and some thousand nested brackets would take the whole process down with it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import pyoxigraph
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolution,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
)

from kg.errors import InvalidInput, KgError, StoreError
from kg.model.results import QueryResult, ResultKind, Row, Term, TermKind
from kg.rdf.vocabulary import QUERY_PREFIXES
from kg.sparql.checks import Prepared, prepare, syntax_problem
from kg.sparql.database import open_read_only
from kg.sparql.functions import Functions, FunctionSource, adapted, calls_functions

__all__ = ["check_syntax", "evaluate", "from_json", "graph_result", "run", "solutions_result", "to_json"]

_IN_PROCESS: Final = 3000
"""Characters of the longest query that runs in this process: no nesting of that length overflows the stack."""

_RESERVE: Final = 5
"""Seconds after its time is up that a forgotten worker lives at most."""

_PLAIN: Final = frozenset(
    {"http://www.w3.org/2001/XMLSchema#string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"}
)


def _rows(solutions: Iterable[QuerySolution], limit: int | None) -> tuple[tuple[Row, ...], bool]:
    iri, literal, blank = TermKind.IRI, TermKind.LITERAL, TermKind.BLANK

    def term(value: Any) -> Term | None:
        if value is None:
            return None
        if isinstance(value, NamedNode):
            return Term(iri, value.value)
        if isinstance(value, Literal):
            datatype = value.datatype.value
            return Term(literal, value.value, "" if datatype in _PLAIN else datatype, value.language or "")
        if isinstance(value, BlankNode):
            return Term(blank, value.value)
        raise InvalidInput("the query brings back a triple as a value", remedy="select its parts instead")

    cut = solutions if limit is None else islice(solutions, limit + 1)
    rows = [tuple(map(term, solution)) for solution in cut]
    return tuple(rows[:limit]), limit is not None and len(rows) > limit


def graph_result(source: Iterable[Triple], limit: int | None) -> QueryResult:
    """The result of a query that makes a graph, cut at ``limit`` triples."""
    triples = list(islice(source, None if limit is None else limit + 1))
    text = pyoxigraph.serialize(triples[:limit], format=RdfFormat.N_TRIPLES) or b""
    truncated = limit is not None and len(triples) > limit
    return QueryResult(ResultKind.GRAPH, triples=text.decode(), truncated=truncated)


def _check_graphs(store: Store, query: Prepared) -> None:
    for iri in query.graphs:
        try:
            present = store.contains_named_graph(NamedNode(iri))
        except ValueError:
            present = False
        if not present:
            raise InvalidInput(
                f"FROM names {iri}, which is no release in the store; nothing is fetched from elsewhere",
                remedy="kg status lists the releases",
            )


def evaluate(
    store: Store, query: Prepared, *, limit: int | None, functions: Functions = MappingProxyType({})
) -> QueryResult:
    """Run a query to its end in this process.

    Args:
        store: the database.
        query: what `kg.sparql.checks.prepare` let through.
        limit: rows or triples at most; ``None`` is all.
        functions: functions that it may call.

    Raises:
        InvalidInput: Oxigraph does not understand it.
        OSError: the database is damaged.
    """
    _check_graphs(store, query)
    try:
        answer = store.query(query.text, prefixes=dict(QUERY_PREFIXES), custom_functions=adapted(functions))
        if isinstance(answer, QueryBoolean):
            return QueryResult(ResultKind.BOOLEAN, boolean=bool(answer))
        if isinstance(answer, QueryTriples):
            return graph_result(answer, limit)
        return solutions_result(answer, limit)
    except SyntaxError as error:
        raise syntax_problem(str(error), query.text) from error
    except RuntimeError as error:
        raise InvalidInput(f"the query cannot be answered: {error}", file="query") from error


def solutions_result(solutions: QuerySolutions, limit: int | None) -> QueryResult:
    """The result of a query that selects, cut at ``limit`` rows."""
    variables = tuple(variable.value for variable in solutions.variables)
    rows, truncated = _rows(solutions, limit)
    return QueryResult(ResultKind.ROWS, variables, rows, truncated=truncated)


def to_json(result: QueryResult) -> str:
    """A result as JSON text, to pass between processes."""
    return json.dumps([result.kind, result.variables, result.rows, result.boolean, result.triples, result.truncated])


def from_json(text: bytes) -> QueryResult:
    """Read what `to_json` wrote."""
    kind, variables, rows, boolean, triples, truncated = json.loads(text)
    terms = tuple(tuple(None if term is None else Term(TermKind(term[0]), *term[1:]) for term in row) for row in rows)
    return QueryResult(ResultKind(kind), tuple(variables), terms, boolean, triples, truncated)


def _in_worker(
    folder: Path, query: Prepared, timeout: float | None, limit: int | None, functions: FunctionSource | None
) -> QueryResult:
    request = {
        "folder": str(folder),
        "text": query.text,
        "graphs": query.graphs,
        "functions": functions.recipe if functions else None,
        "limit": limit,
        "alarm": None if timeout is None else int(timeout) + _RESERVE,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "kg.sparql.query_worker"],
            input=json.dumps(request).encode(),
            capture_output=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise StoreError(
            f"the query took longer than {timeout:g} seconds and was stopped",
            remedy="ask for less (put what is known first, add a LIMIT), or allow more time",
        ) from None
    if done.returncode == 0:
        return from_json(done.stdout)
    if done.returncode in (InvalidInput.exit_status, StoreError.exit_status):
        raise _worker_error(done.returncode, done.stdout)
    if done.returncode < 0:
        raise InvalidInput("the query is nested too deeply or needs too much memory", remedy="ask in smaller parts")
    raise StoreError("the query failed: " + done.stderr.decode(errors="replace").strip().rpartition("\n")[2][:200])


def _worker_error(status: int, output: bytes) -> KgError:
    problem = json.loads(output)
    if status == InvalidInput.exit_status:
        return InvalidInput(problem["problem"], remedy=problem["remedy"])
    return StoreError(problem["problem"], remedy=problem["remedy"])


def run(
    folder: Path,
    text: str,
    *,
    substitutions: Mapping[str, str | Term],
    timeout: float | None,
    limit: int | None,
    opened: Callable[[], Store] | None = None,
    functions: FunctionSource | None = None,
) -> QueryResult:
    """Answer a query.

    Args:
        folder: a finished Oxigraph database for queries (`kg.store.query_database`).
        text: SPARQL 1.1, in which `QUERY_PREFIXES` need not be declared. Patterns outside `GRAPH` see its default
            graph, in which every triple of the releases stands once, unless the query says `FROM`.
        substitutions: see `kg.sparql.checks.prepare`.
        timeout: seconds after which the query is stopped for good; ``None`` lets it run.
        limit: rows or triples to bring back at most; ``None`` is all.
        opened: gives that database opened, where it is asked more than once in this process.
        functions: functions that the query may call.

    Raises:
        InvalidInput: the query cannot be understood, is an update, or asks another server.
        StoreError: it took too long, or the database is damaged.
    """
    query = prepare(text, substitutions)
    try:
        opened = opened or (lambda: open_read_only(folder))
        functions = functions if calls_functions(query.text) else None
        return _run(folder, query, timeout, limit, opened=opened, functions=functions)
    except InvalidInput:
        if substitutions:
            check_syntax(text)  # to point at the place in the text as it was written
        raise


def check_syntax(text: str) -> None:
    """See that a query can be read, without asking it of anything.

    Raises:
        InvalidInput: it cannot; with line and column.
    """
    if len(text) > _IN_PROCESS:
        return
    try:
        Store().query(text, prefixes=dict(QUERY_PREFIXES))
    except SyntaxError as error:
        raise syntax_problem(str(error), text) from error


def _run(
    folder: Path,
    query: Prepared,
    timeout: float | None,
    limit: int | None,
    *,
    opened: Callable[[], Store],
    functions: FunctionSource | None,
) -> QueryResult:
    if timeout is not None or len(query.text) > _IN_PROCESS:
        return _in_worker(folder, query, timeout, limit, functions)
    try:
        return evaluate(opened(), query, limit=limit, functions=functions.functions if functions else {})
    except OSError as error:
        raise StoreError(f"the database in {folder} cannot be read: {error}") from error
