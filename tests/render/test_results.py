"""SPARQL results in the W3C's formats, read back by rdflib's own readers."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib.query import Result
from rdflib.term import BNode, Identifier, Literal, URIRef

from kg.errors import UsageProblem
from kg.model.results import QueryResult, ResultKind, Term, TermKind
from kg.render.results import GRAPH_FORMS, TABLE_FORMS, result_text

XSD = "http://www.w3.org/2001/XMLSchema#"
ROWS = QueryResult(
    ResultKind.ROWS,
    ("person", "name", "born"),
    (
        (
            Term(TermKind.IRI, "https://w3id.org/player-kg/id/person/Q1"),
            Term(TermKind.LITERAL, 'Léo "the wall" <b>\n\tHerbst', language="en"),
            Term(TermKind.LITERAL, "1999-01-02", XSD + "date"),
        ),
        (Term(TermKind.BLANK, "b0"), Term(TermKind.LITERAL, "=1+1"), None),
    ),
)
YES = QueryResult(ResultKind.BOOLEAN, boolean=True)
GRAPH = QueryResult(ResultKind.GRAPH, triples="<urn:a> <urn:b> <urn:c> .\n")

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], include_characters="\n\t"), max_size=20)
terms = st.one_of(
    st.none(),
    st.builds(lambda end: Term(TermKind.IRI, f"urn:x:{end}"), st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True)),
    st.builds(lambda text: Term(TermKind.LITERAL, text), texts),
    st.builds(lambda text: Term(TermKind.LITERAL, text, language="en"), texts),
    st.builds(lambda n: Term(TermKind.LITERAL, str(n), XSD + "integer"), st.integers()),
)
results = st.lists(st.tuples(terms, terms), max_size=5).map(
    lambda rows: QueryResult(ResultKind.ROWS, ("a", "b"), tuple(rows))
)


def _expected(term: Term | None) -> Identifier | None:
    if term is None:
        return None
    if term.kind is TermKind.IRI:
        return URIRef(term.value)
    if term.kind is TermKind.BLANK:
        return BNode(term.value)
    return Literal(term.value, lang=term.language or None, datatype=URIRef(term.datatype) if term.datatype else None)


def _read(text: str, form: str) -> list[tuple[Identifier | None, ...]]:
    result = Result.parse(io.BytesIO(text.encode()), format=form)
    assert result.vars is not None
    return [tuple(binding.get(variable) for variable in result.vars) for binding in result.bindings]


@pytest.mark.parametrize("form", ["json", "xml"])
@given(result=results)
def test_results_come_back_through_somebody_elses_reader(form: str, result: QueryResult) -> None:
    expected = [tuple(map(_expected, row)) for row in result.rows]
    assert _read(result_text(result, form), form) == expected


@given(result=results)
def test_tsv_is_one_line_per_row(result: QueryResult) -> None:
    lines = result_text(result, "tsv").rstrip("\n").split("\n")
    assert lines[0] == "?a\t?b"
    assert len(lines) == len(result.rows) + 1 or not result.rows
    assert all(line.count("\t") == 1 for line in lines[: len(result.rows) + 1])


def test_tsv_terms_are_written_as_turtle() -> None:
    line = result_text(ROWS, "tsv").splitlines()[1]
    assert line.split("\t") == [
        "<https://w3id.org/player-kg/id/person/Q1>",
        r'"Léo \"the wall\" <b>\n\tHerbst"@en',
        f'"1999-01-02"^^<{XSD}date>',
    ]


def test_csv_is_safe_for_spreadsheets() -> None:
    rows = list(csv.reader(io.StringIO(result_text(ROWS, "csv"))))
    assert rows[0] == ["person", "name", "born"]
    assert rows[2] == ["b0", "'=1+1", ""]


def test_yes_and_no() -> None:
    assert result_text(YES, "table") == "ANSWER\nyes\n"
    assert '"boolean": true' in result_text(YES, "json")
    assert result_text(YES, "tsv") == "true\n"
    root = ET.fromstring(result_text(YES, "xml"))  # noqa: S314  our own text
    assert root.findtext("{http://www.w3.org/2005/sparql-results#}boolean") == "true"


def test_a_graph_is_printed_as_it_is() -> None:
    assert result_text(GRAPH, "turtle") == result_text(GRAPH, "table") == GRAPH.triples


@pytest.mark.parametrize(
    ("result", "form"), [(GRAPH, form) for form in TABLE_FORMS if form not in GRAPH_FORMS] + [(ROWS, "turtle")]
)
def test_impossible_forms_are_refused(result: QueryResult, form: str) -> None:
    with pytest.raises(UsageProblem, match="forms are"):
        result_text(result, form)


def test_a_cut_result_says_so() -> None:
    cut = QueryResult(ResultKind.ROWS, ("a",), ((Term(TermKind.LITERAL, "x"),),), truncated=True)
    assert "raise --limit" in result_text(cut, "table")
    assert "limit" not in result_text(cut, "csv")
