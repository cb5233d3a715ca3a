"""What a SPARQL endpoint sends back, read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from kg.errors import StoreError
from kg.sparql.transport import Answer

if TYPE_CHECKING:
    from pyoxigraph import QueryBoolean, QuerySolutions, Triple

__all__ = ["graph_of", "read_triples", "results_of"]


def read_triples(source: BinaryIO) -> Iterator[Triple]:
    """The triples of a file of N-Triples."""
    from pyoxigraph import RdfFormat, parse

    return (quad.triple for quad in parse(source, RdfFormat.N_TRIPLES))


def graph_of(answer: Answer) -> Iterator[Triple]:
    """The triples of an answer.

    Raises:
        SyntaxError, ValueError: it is something else, at whatever point.
    """
    from pyoxigraph import RdfFormat, parse

    form = RdfFormat.from_media_type(answer.media_type)
    if form is None and answer.media_type != "text/plain":
        raise ValueError(f"triples cannot come as {answer.media_type}")
    return (quad.triple for quad in parse(answer.body, form or RdfFormat.N_TRIPLES))


def results_of(answer: Answer, address: str) -> QuerySolutions | QueryBoolean:
    """The rows or the truth value of an answer from the store at an address.

    Raises:
        StoreError: it is something else.
    """
    import pyoxigraph

    form = pyoxigraph.QueryResultsFormat.from_media_type(answer.media_type)
    if form is None:
        raise StoreError(
            f"what answers at {address} is no SPARQL endpoint (it sends {answer.media_type})",
            remedy="name the address of the endpoint itself, such as https://host/sparql",
        )
    try:
        return pyoxigraph.parse_query_results(answer.body, form)
    except (SyntaxError, ValueError) as error:
        raise StoreError(f"the store at {address} sends what is no answer to a query: {error}") from error
