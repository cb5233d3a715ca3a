"""Queries on a finished database, in this process and in one that can be killed."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib.plugins.sparql.results.rdfresults import RS, RDFResult

from kg.errors import InvalidInput, StoreError, UsageProblem
from kg.model.results import QueryResult, ResultKind, Term, TermKind
from kg.sparql.execution import run
from kg.sparql.formats import GRAPH_FORMATS, TABLE_FORMATS, write_results

QUADS = """
<http://e/a> <http://e/name> "Zoë" <http://e/g1> .
<http://e/a> <http://e/name> "Zoé"@fr <http://e/g2> .
<http://e/a> <http://e/age> "7"^^<http://www.w3.org/2001/XMLSchema#integer> <http://e/g1> .
<http://e/a> <http://e/knows> _:b <http://e/g1> .
<http://e/c> <http://e/name> "=1+1, \\"x\\"\\n<b>" <http://e/g2> .
"""
# Grows with the fifth power: nothing that a test could wait for.
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?s{n} ?p{n} ?o{n} ." for n in range(5)) + " FILTER(?o0 != ?o4) }"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("db") / "oxigraph"
    store = pyoxigraph.Store(str(folder))
    many = "".join(f'<http://e/many/{n}> <http://e/number> "{n}" <http://e/g3> .\n' for n in range(300))
    store.bulk_load((QUADS + many).encode(), pyoxigraph.RdfFormat.N_QUADS)
    store.extend(pyoxigraph.Quad(quad.subject, quad.predicate, quad.object) for quad in list(store))
    return folder


def ask(database: Path, text: str, *, timeout: float | None = None, limit: int | None = None) -> QueryResult:
    return run(database, text, substitutions={}, timeout=timeout, limit=limit)


@pytest.mark.parametrize("timeout", [None, 60.0])
def test_rows_come_back_as_plain_terms(database: Path, timeout: float | None) -> None:
    found = ask(
        database,
        "SELECT ?p ?o ?none { <http://e/a> ?p ?o FILTER(!isBlank(?o)) } ORDER BY ?p DESC(LANG(?o))",
        timeout=timeout,
    )
    assert found.variables == ("p", "o", "none")
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    assert found.rows == (
        (Term(TermKind.IRI, "http://e/age"), Term(TermKind.LITERAL, "7", integer), None),
        (Term(TermKind.IRI, "http://e/name"), Term(TermKind.LITERAL, "Zoé", "", "fr"), None),
        (Term(TermKind.IRI, "http://e/name"), Term(TermKind.LITERAL, "Zoë"), None),
    )
    assert isinstance(found.rows[0][0], Term)


@pytest.mark.parametrize("timeout", [None, 60.0])
def test_the_three_kinds_of_answer(database: Path, timeout: float | None) -> None:
    assert ask(database, "ASK { ?s <http://e/age> 7 }", timeout=timeout).boolean
    assert not ask(database, "ASK { ?s <http://e/age> 8 }", timeout=timeout).boolean
    graph = ask(database, "CONSTRUCT { ?s <http://e/is> ?o } WHERE { ?s <http://e/age> ?o }", timeout=timeout)
    assert graph.kind is ResultKind.GRAPH
    assert graph.triples == '<http://e/a> <http://e/is> "7"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'


def test_patterns_see_the_default_graph_unless_the_query_names_others(database: Path) -> None:
    names = "SELECT ?o {} {{ <http://e/a> <http://e/name> ?o }}"
    assert len(ask(database, names.format("")).rows) == 2
    assert len(ask(database, names.format("FROM <http://e/g1>")).rows) == 1
    with pytest.raises(InvalidInput, match=r"192\.0\.2\.1/x, which is no release in the store; nothing is fetched"):
        ask(database, names.format("FROM <http://192.0.2.1/x>"))


@pytest.mark.parametrize(("limit", "rows", "truncated"), [(None, 300, False), (10, 10, True), (300, 300, False)])
def test_a_limit_says_when_there_is_more(database: Path, limit: int | None, rows: int, truncated: bool) -> None:
    found = ask(database, "SELECT ?s { ?s <http://e/number> ?n }", limit=limit)
    assert (len(found.rows), found.truncated) == (rows, truncated)
    graph = ask(database, "CONSTRUCT WHERE { ?s <http://e/number> ?n }", limit=limit)
    assert (len(graph.triples.splitlines()), graph.truncated) == (rows, truncated)


def test_a_query_that_takes_too_long_is_stopped_for_good(database: Path) -> None:
    begun = time.monotonic()
    with pytest.raises(StoreError, match=r"longer than 1\.5 seconds and was stopped"):
        ask(database, ENDLESS, timeout=1.5)
    assert time.monotonic() - begun < 20
    workers = subprocess.run(["ps", "-eo", "ppid,args"], capture_output=True, text=True, check=True).stdout
    mine = [line for line in workers.splitlines() if line.split()[0] == str(os.getpid())]
    assert not any("query_worker" in line for line in mine)


def test_a_forgotten_worker_ends_itself(database: Path) -> None:
    request: dict[str, object] = {"folder": str(database), "text": ENDLESS, "graphs": [], "limit": None, "alarm": 1}
    done = subprocess.run(
        [sys.executable, "-m", "kg.sparql.query_worker"], input=json.dumps(request).encode(), check=False
    )
    assert done.returncode == -signal.SIGALRM


@pytest.mark.parametrize("timeout", [None, 60.0])
def test_errors_are_the_same_in_both_ways(database: Path, tmp_path: Path, timeout: float | None) -> None:
    with pytest.raises(InvalidInput, match=r"query, line 2: column 6"):
        ask(database, "SELECT *\n{ ?s ? }", timeout=timeout)
    with pytest.raises(InvalidInput, match="<http://e/f> is not supported"):
        ask(database, "SELECT (<http://e/f>(1) AS ?x) {}", timeout=timeout)
    with pytest.raises(InvalidInput, match="brings back a triple"):
        ask(database, "SELECT (TRIPLE(<http://e/a>, <http://e/a>, 1) AS ?t) {}", timeout=timeout)
    with pytest.raises(StoreError, match="cannot be read"):
        ask(tmp_path / "nothing", "ASK {}", timeout=timeout)


@pytest.mark.parametrize("text", ["{" * 20_000 + "}" * 20_000, "SELECT * { FILTER(" + "(" * 30_000 + ") }"])
def test_nesting_without_end_does_not_take_the_program_down(database: Path, text: str) -> None:
    with pytest.raises(InvalidInput):
        ask(database, "SELECT * " + text if text[0] == "{" else text)


ROWS = "SELECT ?s ?o { ?s <http://e/name> ?o } ORDER BY ?o"


def as_rdf(text: bytes, form: str) -> list[tuple[str, str, str | None]]:
    """Rows of ?s and ?o as another library reads them from RDF, in the order of their numbers."""
    graph = rdflib.Graph().parse(data=text, format="json-ld" if form == "jsonld" else form)
    found = RDFResult(graph)
    assert found.type == "SELECT"
    assert {str(name) for name in found.vars or ()} == {"s", "o"}
    numbered = {
        (str(row[rdflib.Variable("s")]), str(row[rdflib.Variable("o")])): row[rdflib.Variable("o")]
        for row in found.bindings
    }
    assert len(numbered) == 3
    order = {}
    for solution, number in graph.subject_objects(RS["index"]):
        values = {
            str(graph.value(one, RS.variable)): graph.value(one, RS.value)
            for one in graph.objects(solution, RS.binding)
        }
        order[int(str(number))] = (str(values["s"]), str(values["o"]), getattr(values["o"], "language", None))
    assert set(order) == {1, 2, 3}
    assert {row[:2] for row in order.values()} == set(numbered)
    return [order[number] for number in sorted(order)]


@pytest.mark.parametrize("form", TABLE_FORMATS)
def test_tables_in_the_standard_formats(database: Path, form: str) -> None:
    found = ask(database, ROWS)
    out = io.BytesIO()
    write_results(found, form, out)
    if form == "csv":
        assert out.getvalue().decode() == (
            's,o\r\nhttp://e/c,"=1+1, ""x""\n<b>"\r\nhttp://e/a,Zoé\r\nhttp://e/a,Zoë\r\n'
        )
        return
    if form in GRAPH_FORMATS:
        assert as_rdf(out.getvalue(), form) == [
            ("http://e/c", '=1+1, "x"\n<b>', None),
            ("http://e/a", "Zoé", "fr"),
            ("http://e/a", "Zoë", None),
        ]
        return
    formats = pyoxigraph.QueryResultsFormat
    syntax = {"json": formats.JSON, "tsv": formats.TSV, "xml": formats.XML}[form]
    read = pyoxigraph.parse_query_results(out.getvalue(), syntax)
    assert isinstance(read, pyoxigraph.QuerySolutions)
    assert [[str(term) for term in row] for row in read] == [
        ["<http://e/c>", '"=1+1, \\"x\\"\\n<b>"'],
        ["<http://e/a>", '"Zoé"@fr'],
        ["<http://e/a>", '"Zoë"'],
    ]


@pytest.mark.parametrize("form", GRAPH_FORMATS)
def test_graphs_in_the_standard_formats(database: Path, form: str) -> None:
    found = ask(database, "CONSTRUCT { ?s <http://e/name> ?o } WHERE { ?s <http://e/name> ?o }")
    out = io.BytesIO()
    write_results(found, form, out)
    formats = pyoxigraph.RdfFormat
    syntax = {
        "turtle": formats.TURTLE,
        "ntriples": formats.N_TRIPLES,
        "rdfxml": formats.RDF_XML,
        "jsonld": formats.JSON_LD,
    }[form]
    assert {str(quad.triple) for quad in pyoxigraph.parse(out.getvalue(), syntax)} == {
        line.removesuffix(" .") for line in found.triples.splitlines()
    }


def test_yes_or_no_as_rdf(database: Path) -> None:
    for text, answer in (("ASK {}", True), ("ASK { <urn:x:no> ?p ?o }", False)):
        out = io.BytesIO()
        write_results(ask(database, text), "turtle", out)
        found = RDFResult(rdflib.Graph().parse(data=out.getvalue(), format="turtle"))
        assert (found.type, found.askAnswer) == ("ASK", answer)


def test_a_format_that_cannot_hold_the_answer_is_refused(database: Path) -> None:
    for text, form in (("ASK {}", "csv"), ("ASK {}", "ntriples"), (ROWS, "rdfxml"), ("CONSTRUCT WHERE {}", "csv")):
        with pytest.raises(UsageProblem, match="use one of"):
            write_results(ask(database, text), form, io.BytesIO())
