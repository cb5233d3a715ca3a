"""What a SPARQL query brought back, in the W3C's own formats and as tables.

SPARQL 1.1 Query Results JSON Format, CSV and TSV Formats, and XML Format (all W3C Recommendations of 21 March 2013).
CSV departs from the letter in one thing: cells that a spreadsheet would run as a formula get an apostrophe, as in
every CSV of ours; TSV is the exact form.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from kg.errors import UsageProblem
from kg.model.results import QueryResult, ResultKind, Term, TermKind
from kg.render.csv import csv_text
from kg.render.json import json_text
from kg.render.markdown import markdown
from kg.render.plain import plain
from kg.render.records import Records, record_blocks

__all__ = ["GRAPH_FORMS", "TABLE_FORMS", "result_records", "result_text"]

TABLE_FORMS = ("table", "json", "csv", "md", "tsv", "xml")
"""Forms of rows and booleans."""
GRAPH_FORMS = ("table", "turtle")
"""Forms of graphs; N-Triples is Turtle."""

_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


def result_text(result: QueryResult, form: str) -> str:
    """A result as text.

    Raises:
        UsageProblem: this kind of result has no such form.
    """
    graph = result.kind is ResultKind.GRAPH
    if form not in (GRAPH_FORMS if graph else TABLE_FORMS):
        forms = " and ".join(GRAPH_FORMS if graph else TABLE_FORMS)
        what = "a graph" if graph else "rows" if result.kind is ResultKind.ROWS else "yes or no"
        raise UsageProblem(f"this query answers with {what}, whose forms are {forms}", remedy="choose with --format")
    return result.triples if graph else _WRITERS[form](result)


def result_records(result: QueryResult) -> Records:
    """Rows (or the one boolean) as a list to draw."""
    after = ("… and more: raise --limit to see them",) if result.truncated else ()
    if result.kind is ResultKind.BOOLEAN:
        return Records(("answer",), (("yes" if result.boolean else "no",),))
    rows = tuple(tuple(term.value if term else None for term in row) for row in result.rows)
    return Records(result.variables, rows, after=after, empty="Nothing answers to this query.")


def _csv(result: QueryResult) -> str:
    records = result_records(result)
    return csv_text(records.columns, records.rows)


def _json(result: QueryResult) -> str:
    if result.kind is ResultKind.BOOLEAN:
        return json_text({"head": {}, "boolean": result.boolean})
    rows = [
        {name: _binding(term) for name, term in zip(result.variables, row, strict=True) if term} for row in result.rows
    ]
    return json_text({"head": {"vars": list(result.variables)}, "results": {"bindings": rows}})


def _binding(term: Term) -> dict[str, Any]:
    kind = {TermKind.IRI: "uri", TermKind.BLANK: "bnode", TermKind.LITERAL: "literal"}[term.kind]
    binding = {"type": kind, "value": term.value}
    if term.language:
        binding["xml:lang"] = term.language
    elif term.datatype and term.datatype != _XSD_STRING:
        binding["datatype"] = term.datatype
    return binding


def _tsv(result: QueryResult) -> str:
    if result.kind is ResultKind.BOOLEAN:
        return f"{'true' if result.boolean else 'false'}\n"
    lines = ["\t".join(f"?{name}" for name in result.variables)]
    lines += ["\t".join(_turtle(term) if term else "" for term in row) for row in result.rows]
    return "\n".join(lines) + "\n"


def _turtle(term: Term) -> str:
    if term.kind is TermKind.IRI:
        return f"<{term.value}>"
    if term.kind is TermKind.BLANK:
        return f"_:{term.value}"
    quoted = json.dumps(term.value, ensure_ascii=False)  # JSON escapes the very letters that Turtle does
    if term.language:
        return f"{quoted}@{term.language}"
    return f"{quoted}^^<{term.datatype}>" if term.datatype and term.datatype != _XSD_STRING else quoted


def _xml(result: QueryResult) -> str:
    if result.kind is ResultKind.BOOLEAN:
        head, body = "<head/>", f"<boolean>{'true' if result.boolean else 'false'}</boolean>"
    else:
        head = "<head>" + "".join(f"<variable name={quoteattr(name)}/>" for name in result.variables) + "</head>"
        rows = [
            "".join(
                f"<binding name={quoteattr(name)}>{_xml_term(term)}</binding>"
                for name, term in zip(result.variables, row, strict=True)
                if term
            )
            for row in result.rows
        ]
        body = "<results>\n" + "".join(f"<result>{row}</result>\n" for row in rows) + "</results>"
    root = f'<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n{head}\n{body}\n</sparql>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n'


def _xml_term(term: Term) -> str:
    value = escape("".join(letter for letter in term.value if letter in "\t\n\r" or letter >= " "))
    if term.kind is TermKind.IRI:
        return f"<uri>{value}</uri>"
    if term.kind is TermKind.BLANK:
        return f"<bnode>{value}</bnode>"
    extra = f" xml:lang={quoteattr(term.language)}" if term.language else ""
    if not extra and term.datatype and term.datatype != _XSD_STRING:
        extra = f" datatype={quoteattr(term.datatype)}"
    return f"<literal{extra}>{value}</literal>"


_WRITERS: dict[str, Callable[[QueryResult], str]] = {
    "table": lambda result: plain(record_blocks(result_records(result))),
    "md": lambda result: markdown(record_blocks(result_records(result))),
    "json": _json,
    "csv": _csv,
    "tsv": _tsv,
    "xml": _xml,
}
