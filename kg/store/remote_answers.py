"""What a SPARQL endpoint sends back, read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, Triple, parse, parse_query_results

from kg.errors import StoreError
from kg.sparql.transport import Answer

__all__ = ["graph_of", "read_triples", "results_of"]


def read_triples(source: BinaryIO) -> Iterator[Triple]:
    """The triples of a file of N-Triples."""
    return (quad.triple for quad in parse(source, RdfFormat.N_TRIPLES))


def graph_of(answer: Answer) -> Iterator[Triple]:
    """The triples of an answer.

    Raises:
        SyntaxError, ValueError: it is something else, at whatever point.
    """
    form = RdfFormat.from_media_type(answer.media_type)
    if form is None and answer.media_type != "text/plain":
        raise ValueError(f"triples cannot come as {answer.media_type}")
    return (quad.triple for quad in parse(answer.body, form or RdfFormat.N_TRIPLES))


def results_of(answer: Answer, address: str) -> QuerySolutions | QueryBoolean:
    """The rows or the truth value of an answer from the store at an address.

    Raises:
        StoreError: it is something else.
    """
    form = QueryResultsFormat.from_media_type(answer.media_type)
    if form is None:
        raise StoreError(
            f"what answers at {address} is no SPARQL endpoint (it sends {answer.media_type})",
            remedy="name the address of the endpoint itself, such as https://host/sparql",
        )
    try:
        return parse_query_results(answer.body, form)
    except (SyntaxError, ValueError) as error:
        raise StoreError(f"the store at {address} sends what is no answer to a query: {error}") from error
