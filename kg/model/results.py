"""What a SPARQL query brings back, in plain values that every backend can make and every renderer can show."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeAlias

__all__ = ["QueryResult", "ResultKind", "Row", "Term", "TermKind"]


class TermKind(StrEnum):
    """What a term is."""

    IRI = "iri"
    LITERAL = "literal"
    BLANK = "blank"


class Term(NamedTuple):
    """One RDF term: ``datatype`` is the IRI of a literal's datatype, "" for plain text; ``language`` its tag, or ""."""

    kind: TermKind
    value: str
    datatype: str = ""
    language: str = ""


Row: TypeAlias = tuple[Term | None, ...]
"""One solution, in the order of the variables; ``None`` is unbound."""


class ResultKind(StrEnum):
    """Which sort of answer the form of the query asks for."""

    ROWS = "rows"
    BOOLEAN = "boolean"
    GRAPH = "graph"


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The answer to a query.

    Attributes:
        kind: ``rows`` for SELECT, ``boolean`` for ASK, ``graph`` for CONSTRUCT and DESCRIBE.
        variables: their names without ``?``, in the order of the query.
        boolean: the answer to an ASK.
        triples: the answer to a CONSTRUCT or DESCRIBE as N-Triples text, one triple a line.
        truncated: whether there was more than the limit asked for.
    """

    kind: ResultKind
    variables: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    boolean: bool = False
    triples: str = ""
    truncated: bool = False
