"""SPARQL results as lists to read."""

from __future__ import annotations

import csv
import io

from kg.model.results import QueryResult, ResultKind, Term, TermKind
from kg.render.results import result_rendering

ROWS = QueryResult(
    ResultKind.ROWS,
    ("person", "name", "born"),
    (
        (
            Term(TermKind.IRI, "https://w3id.org/player-kg/id/person/Q1"),
            Term(TermKind.LITERAL, 'Léo "the wall" <b>\n\tHerbst', language="en"),
            Term(TermKind.LITERAL, "1999-01-02", "http://www.w3.org/2001/XMLSchema#date"),
        ),
        (Term(TermKind.BLANK, "b0"), Term(TermKind.LITERAL, "=1+1"), None),
    ),
)


def test_csv_is_safe_for_spreadsheets() -> None:
    rows = list(csv.reader(io.StringIO(result_rendering(ROWS).text("csv"))))
    assert rows == [
        ["person", "name", "born"],
        ["https://w3id.org/player-kg/id/person/Q1", 'Léo "the wall" <b> Herbst', "1999-01-02"],
        ["b0", "'=1+1", ""],
    ]


def test_a_row_is_a_line() -> None:
    lines = result_rendering(ROWS).text("table").splitlines()
    assert len(lines) == 3
    assert lines[0].split() == ["PERSON", "NAME", "BORN"]


def test_people_read_short_names() -> None:
    ours, base = "https://w3id.org/player-kg/", "http://www.w3.org/2000/01/rdf-schema#"
    said = {
        ours + "id/person/Q1": "Q1",
        ours + "id/team/ärö-b": "ärö-b",
        ours + "ns#Person": "pkg:Person",
        base + "label": "rdfs:label",
        ours + "id/person/a/b": "id/person/a/b",
        ours + "release/x/1": "release/x/1",
        "https://example.org/Q1": "https://example.org/Q1",
    }
    rows = tuple((Term(TermKind.IRI, iri),) for iri in said)
    reply = result_rendering(QueryResult(ResultKind.ROWS, ("x",), rows))
    assert reply.text("table").split() == ["X", *said.values()]
    assert reply.text("csv").split() == ["x", *said]
    text = Term(TermKind.LITERAL, ours + "id/person/Q1")
    assert ours in result_rendering(QueryResult(ResultKind.ROWS, ("x",), ((text,),))).text("table")


def test_yes_and_no() -> None:
    for boolean, word in ((True, "yes"), (False, "no")):
        assert result_rendering(QueryResult(ResultKind.BOOLEAN, boolean=boolean)).text("table") == f"ANSWER\n{word}\n"


def test_no_rows_are_said_to_be_none() -> None:
    assert result_rendering(QueryResult(ResultKind.ROWS, ("a",))).text("table") == "Nothing answers to this query.\n"


def test_a_cut_result_says_so() -> None:
    cut = QueryResult(ResultKind.ROWS, ("a",), ((Term(TermKind.LITERAL, "x"),),), truncated=True)
    assert "raise --limit" in result_rendering(cut).text("table")
    assert "limit" not in result_rendering(cut).text("csv")
