"""Query results in the standard formats, written by Oxigraph's own serialisers."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, RdfFormat, Triple, parse_query_results

from kg.errors import UsageProblem
from kg.model.results import QueryResult, ResultKind, Term, TermKind
from kg.rdf.vocabulary import PREFIXES, Terms

__all__ = ["GRAPH_FORMATS", "TABLE_FORMATS", "converted", "turtle", "well_formed", "write_results"]

TABLE_FORMATS: Final = ("json", "csv", "tsv", "xml", "turtle", "jsonld")
"""Formats of rows and booleans: the W3C's SPARQL results in JSON, CSV, TSV and XML, and as RDF in the vocabulary of
its test suites (Turtle, JSON-LD), which rdflib reads. CSV has no booleans."""

GRAPH_FORMATS: Final = ("turtle", "ntriples", "rdfxml", "jsonld")
"""Formats of graphs."""

_RESULT_SET: Final = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"

_SPARQL_KINDS: Final = {TermKind.IRI: "uri", TermKind.LITERAL: "literal", TermKind.BLANK: "bnode"}


# What XML 1.0 has no place for, not even escaped: control characters, and the two that are no characters.
_NOT_XML: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


def well_formed(xml: bytes) -> bytes:
    """XML in UTF-8 with U+FFFD in the place of every character that XML 1.0 cannot hold."""
    return _NOT_XML.sub(b"\xef\xbf\xbd", xml)


def converted(turtle: Path, media_type: str) -> bytes:
    """A Turtle file of ours in another form of graphs."""
    quads = pyoxigraph.parse(path=turtle, format=RdfFormat.TURTLE)
    form = RdfFormat.from_media_type(media_type)
    return pyoxigraph.serialize((quad.triple for quad in quads), format=form, prefixes=dict(PREFIXES)) or b""


def turtle(lines: Iterable[str]) -> str:
    """Lines of N-Triples as Turtle, with the prefixes that they use."""
    text = "".join(f"{line}\n" for line in lines)
    quads = pyoxigraph.parse(text, RdfFormat.N_TRIPLES)
    used = {prefix: iri for prefix, iri in PREFIXES.items() if f"<{iri}" in text}
    return (pyoxigraph.serialize((q.triple for q in quads), format=RdfFormat.TURTLE, prefixes=used) or b"").decode()


def _binding(term: Term) -> dict[str, str]:
    binding = {"type": _SPARQL_KINDS[term.kind], "value": term.value}
    if term.language:
        binding["xml:lang"] = term.language
    elif term.datatype:
        binding["datatype"] = term.datatype
    return binding


def _sparql_json(result: QueryResult) -> bytes:
    data: dict[str, Any]
    if result.kind is ResultKind.BOOLEAN:
        data = {"head": {}, "boolean": result.boolean}
    else:
        rows = [
            {name: _binding(term) for name, term in zip(result.variables, row, strict=True) if term is not None}
            for row in result.rows
        ]
        data = {"head": {"vars": list(result.variables)}, "results": {"bindings": rows}}
    return json.dumps(data, ensure_ascii=False).encode()


def _rdf(value: Term) -> NamedNode | BlankNode | Literal:
    if value.kind is TermKind.IRI:
        return NamedNode(value.value)
    if value.kind is TermKind.BLANK:
        return BlankNode(value.value)
    if value.language:
        return Literal(value.value, language=value.language)
    return Literal(value.value, datatype=NamedNode(value.datatype)) if value.datatype else Literal(value.value)


def _result_set(result: QueryResult) -> Iterator[Triple]:
    """Rows, numbered from 1, or a boolean, as RDF."""

    def rs(name: str) -> NamedNode:
        return NamedNode(_RESULT_SET + name)

    answer = BlankNode()
    yield Triple(answer, NamedNode(Terms.TYPE), rs("ResultSet"))
    if result.kind is ResultKind.BOOLEAN:
        yield Triple(answer, rs("boolean"), Literal(result.boolean))
    for name in result.variables:
        yield Triple(answer, rs("resultVariable"), Literal(name))
    for number, row in enumerate(result.rows, 1):
        solution = BlankNode()
        yield Triple(answer, rs("solution"), solution)
        yield Triple(solution, rs("index"), Literal(number))
        for name, value in zip(result.variables, row, strict=True):
            if value is not None:
                binding = BlankNode()
                yield Triple(solution, rs("binding"), binding)
                yield Triple(binding, rs("variable"), Literal(name))
                yield Triple(binding, rs("value"), _rdf(value))


def _table_format(name: str) -> QueryResultsFormat:
    formats = QueryResultsFormat
    return {"json": formats.JSON, "csv": formats.CSV, "tsv": formats.TSV, "xml": formats.XML}[name]


def _graph_format(name: str) -> RdfFormat:
    formats = RdfFormat
    return {
        "turtle": formats.TURTLE,
        "ntriples": formats.N_TRIPLES,
        "rdfxml": formats.RDF_XML,
        "jsonld": formats.JSON_LD,
    }[name]


def write_results(result: QueryResult, format: str, output: BinaryIO) -> None:  # noqa: A002
    """Write a result.

    Args:
        result: rows, a boolean or a graph.
        format: one of `TABLE_FORMATS` for rows and booleans, one of `GRAPH_FORMATS` for graphs.
        output: where to, in bytes.

    Raises:
        UsageProblem: the format is not one for this kind of result.
    """
    formats = GRAPH_FORMATS if result.kind is ResultKind.GRAPH else TABLE_FORMATS
    if format not in formats or (format == "csv" and result.kind is ResultKind.BOOLEAN):
        suitable = [name for name in formats if name != "csv" or result.kind is ResultKind.ROWS]
        raise UsageProblem(
            f"{format!r} cannot hold what this query brings back", remedy="use one of " + ", ".join(suitable)
        )
    written = io.BytesIO()
    if result.kind is ResultKind.GRAPH or format in GRAPH_FORMATS:
        graph = _result_set(result)
        prefixes = {**PREFIXES, "rs": _RESULT_SET}
        if result.kind is ResultKind.GRAPH:
            triples = pyoxigraph.parse(result.triples, RdfFormat.N_TRIPLES)
            graph, prefixes = (quad.triple for quad in triples), dict(PREFIXES)
        named = prefixes if format in ("turtle", "rdfxml") else None
        pyoxigraph.serialize(graph, written, _graph_format(format), prefixes=named)
    else:
        text = _sparql_json(result)
        if format == "json":
            output.write(text)
            return
        parsed = parse_query_results(io.BytesIO(text), QueryResultsFormat.JSON)
        parsed.serialize(cast("Any", written), _table_format(format))
    data = written.getvalue()
    output.write(well_formed(data) if format in ("xml", "rdfxml") else data)
