"""Answering one query in this process: checked, run by Oxigraph, written in the form that the client prefers.

Works on any Oxigraph database. Time is not kept here: whoever started the process ends it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO, Any, Final, TypeVar, cast

import pyoxigraph
from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
)

from kg.errors import InvalidInput
from kg.rdf.vocabulary import PREFIXES, QUERY_PREFIXES
from kg.server.http_problem import HttpProblem, one_line
from kg.server.limits import MIB
from kg.server.negotiation import GRAPH_FORMS, TABLE_FORMS, Form, chosen
from kg.sparql.checks import prepare, syntax_problem
from kg.sparql.formats import well_formed
from kg.sparql.functions import Functions, adapted, calls_functions

__all__ = ["answer", "capped", "preferred", "rows_in", "written"]

T = TypeVar("T")

_OUTSIDE: Final = "nothing is fetched from elsewhere"
_JSON_TEXT: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)


class _Bounded:
    """Collects what a serialiser writes, up to a size."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.data = bytearray()

    def write(self, data: bytes) -> int:
        if len(self.data) + len(data) > self._most:
            raise HttpProblem(
                422,
                f"the result is larger than {self._most / MIB:g} MiB and is not sent in part: select less, or page "
                "through it with ORDER BY, LIMIT and OFFSET",
            )
        self.data += data
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


def _body(output: _Bounded, form: Form) -> bytes:
    data = bytes(output.data)
    return well_formed(data) if form.media_type.endswith("+xml") else data


def _too_many(limit: int, unit: str) -> HttpProblem:
    return HttpProblem(
        422,
        f"the result has more than {limit} {unit} and is not sent in part: select less, or page through it with "
        "ORDER BY, LIMIT and OFFSET",
    )


def rows_in(data: bytes, media_type: str) -> int:
    """How many rows a serialised result has: the serialiser does not say.

    Args:
        data: the result as pyoxigraph writes it.
        media_type: the form it is in.
    """
    if media_type.endswith("+xml"):
        return data.count(b"<result>")  # "<" is escaped wherever it is content
    if media_type.endswith("+json"):
        # With all strings taken out, a brace opens right after another one closes only between rows.
        bare = _JSON_TEXT.sub(b"", data)
        return 0 if b"[]}}" in bare else bare.count(b"},{") + 1
    if media_type == "text/csv":
        # Every second piece between quotation marks is inside a quoted field.
        return sum(piece.count(b"\r\n") for piece in data.split(b'"')[::2]) - 1
    return data.count(b"\n") - 1  # in TSV a line break inside a term is escaped


def preferred(accept: str, forms: Sequence[Form]) -> Form:
    """The form that suits the client.

    Raises:
        Refusal: 406, none does.
    """
    form = chosen(accept, forms)
    if form is None:
        offered = ", ".join(form.media_type for form in forms)
        raise HttpProblem(406, f"none of the accepted media types is on offer; there are {offered}")
    return form


def _graph(store: Store, iri: str, parameter: str) -> NamedNode:
    """A graph that a request's parameter names.

    One with an address of the web that is not in the store stands for an empty graph, as the protocol's test suite
    asks for. A name of another sort that is not in the store can only be an attempt to read a file.
    """
    try:
        node = NamedNode(iri)
    except ValueError:
        raise HttpProblem(400, f"{parameter} is no IRI: {iri[:200]}") from None
    if iri.partition(":")[0].lower() not in ("http", "https", "urn") and not store.contains_named_graph(node):
        raise HttpProblem(400, f"{parameter} names {iri[:200]}, which is not in the store; {_OUTSIDE}")
    return node


def _check_from(store: Store, graphs: Iterable[str]) -> None:
    for iri in graphs:
        try:
            present = store.contains_named_graph(NamedNode(iri))
        except ValueError:
            present = False
        if not present:
            raise HttpProblem(400, f"FROM names {iri[:200]}, which is not in the store; {_OUTSIDE}")


def capped(items: Iterable[T], limit: int) -> Iterator[T]:
    """The items, as long as they are no more than ``limit``.

    Raises:
        HttpProblem: 422, there are more.
    """
    for number, item in enumerate(items):
        if number >= limit:
            raise _too_many(limit, "triples")
        yield item


def written(triples: Iterable[Triple], form: Form, *, most: int) -> bytes:
    """Triples in a form, of at most ``most`` bytes.

    Raises:
        Refusal: 422, there is more.
    """
    output = _Bounded(most)
    rdf_format = RdfFormat.from_media_type(form.media_type)
    pyoxigraph.serialize(triples, cast("IO[bytes]", output), rdf_format, prefixes=dict(PREFIXES))
    return _body(output, form)


def _table(results: QuerySolutions | QueryBoolean, accept: str, rows: int, most: int) -> tuple[str, bytes]:
    form = preferred(accept, TABLE_FORMS)
    output = _Bounded(most)
    results_format = QueryResultsFormat.from_media_type(form.media_type)
    results.serialize(cast("IO[bytes]", output), results_format)
    if isinstance(results, QuerySolutions) and rows_in(bytes(output.data), form.media_type) > rows:
        raise _too_many(rows, "rows")
    return form.header, _body(output, form)


def _evaluated(store: Store, job: dict[str, Any], functions: Callable[[], Functions]) -> Any:
    query = prepare(job["text"], {})
    _check_from(store, query.graphs)
    prefixes = dict(QUERY_PREFIXES)
    custom = adapted(functions()) if calls_functions(query.text) else {}
    default: list[Any] = [_graph(store, iri, "default-graph-uri") for iri in job["default"]]
    named: list[Any] = [_graph(store, iri, "named-graph-uri") for iri in job["named"]]
    if default or named:
        return store.query(
            query.text,
            base_iri=job["base"],
            prefixes=prefixes,
            custom_functions=custom,
            default_graph=default,
            named_graphs=named,
        )
    return store.query(query.text, base_iri=job["base"], prefixes=prefixes, custom_functions=custom)


def answer(store: Store, job: dict[str, Any], functions: Callable[[], Functions] = dict) -> tuple[str, bytes]:
    """Answer a query.

    Args:
        store: opened for reading.
        job: ``text`` of the query; ``default`` and ``named``, the graphs that the request's parameters name; ``base``,
            against which relative IRIs are read; ``accept``, the client's header; ``rows`` and ``bytes`` at most.
        functions: gives the functions that the query may call.

    Returns:
        Content type and body.

    Raises:
        Refusal: the query is not understood, not allowed, or its result too large.
        OSError: the database is damaged.
    """
    try:
        results = _evaluated(store, job, functions)
        if isinstance(results, QueryTriples):
            form = preferred(job["accept"], GRAPH_FORMS)
            return form.header, written(capped(results, job["rows"]), form, most=job["bytes"])
        return _table(results, job["accept"], job["rows"], job["bytes"])
    except SyntaxError as error:
        raise HttpProblem(400, str(syntax_problem(str(error), job["text"]))) from error
    except InvalidInput as error:
        raise HttpProblem(400, str(error)) from error
    except (RuntimeError, ValueError) as error:
        raise HttpProblem(400, f"the query cannot be answered: {one_line(str(error), 200)}") from error
    except PermissionError as error:
        raise HttpProblem(400, "the query asks another server, which is refused") from error
