"""What is refused, completed or let through before Oxigraph sees a query."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InvalidInput
from kg.sparql.catalog import NamedQuestion, list_questions
from kg.sparql.checks import guarded, prepare, syntax_problem
from kg.sparql.mistakes import mistake

GAPS = st.lists(st.sampled_from([" ", "\n", "\t", "\r\n", "# a comment {\n", "#\r", "# SELECT ' \n"]), max_size=3).map(
    "".join
)
WHERE_TO = st.sampled_from(
    ["<http://192.0.2.1/x>", "?where", "$w", "ex:there", ":", "<http://192.0.2.1/#a'b>", "a:b\\#c"]
)
# Texts that look to a tokeniser as if what follows were inside an IRI, a string or a comment.
BEFORE = st.sampled_from(
    [
        "SELECT * WHERE { ",
        "SELECT * WHERE { ?s ?p ?o . ",
        "SELECT * WHERE { ?s ?p ?o FILTER(?o<'x>') ",
        "SELECT * WHERE { ?s ?p ?o FILTER(?o<1) ",
        "SELECT * WHERE { ?s ?p 1",
        "PREFIX ex: <http://example.org/#> ASK { FILTER(?a<?b) ",
        'SELECT * WHERE { ?s ?p "a\\"b" . ',
        'SELECT * WHERE { ?s ?p """it\'s""" . ',
        "SELECT * WHERE { ?s <http://example.org/#x> ?o # <\n",
        "SELECT * WHERE { GRAPH ?g { ",
        "SELECT * WHERE { { SELECT ?s { ",
    ]
)


@given(
    before=BEFORE,
    word=st.sampled_from(["SERVICE", "service", "SerViCe"]),
    silent=st.sampled_from(["", "SILENT", "silent"]),
    where=WHERE_TO | st.text("abc", min_size=4000, max_size=9000).map("ex:".__add__),
    gaps=st.tuples(GAPS, GAPS, GAPS),
)
def test_a_service_clause_is_found_wherever_it_hides(
    before: str, word: str, silent: str, where: str, gaps: tuple[str, str, str]
) -> None:
    # Words need something between them, IRIs do not.
    first = gaps[0] or (" " if silent or where[0] not in "<?$" else "")
    second = gaps[1] or (" " if silent and where[0] not in "<?$" else "")
    query = f"{before}{word}{first}{silent}{second if silent else ''}{where}{gaps[2]}{{ ?a ?b ?c }} }}"
    with pytest.raises(InvalidInput, match="SERVICE"):
        prepare(query, {})


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service a ?t }",
        "PREFIX service: <http://example.org/service/> SELECT * { ?s service:of ?o . GRAPH ?service { ?a ?b ?c } }",
        'SELECT * { ?s ?p "at your service" }',
        "# at your service\nSELECT * { ?s ?p ?o }",
        "SELECT * { ?s <http://example.org/service#> ?o }",
    ],
)
def test_the_word_alone_does_no_harm(query: str) -> None:
    assert prepare(query, {}).text == query


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("INSERT DATA { <a:b> <a:b> <a:b> }", "INSERT is an update"),
        (
            "PREFIX ex: <http://example.org/>\n# first\nDELETE WHERE { ?s ?p ?o }",
            "DELETE is an update (line 3, column 1)",
        ),
        ("load <http://192.0.2.1/x>", "LOAD is an update"),
        ("WITH <a:b> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "WITH is an update"),
        ("drop all", "DROP is an update"),
        ("", "the query is empty"),
        ("  # nothing\n", "the query is empty"),
        ("SELEC ?s { ?s ?p ?o }", "'SELEC' (line 1, column 1) begins no query"),
        ("\x00\x01\x02", "begins no query"),
    ],
)
def test_what_is_no_query_is_refused(query: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=re.escape(said)):
        prepare(query, {})


@pytest.mark.parametrize(
    ("query", "graphs"),
    [
        ("SELECT * { ?s ?p ?o }", ()),
        ("SELECT * FROM <http://example.org/a> FROM NAMED <http://example.org/b> { ?s ?p ?o }", ("a", "b")),
        ("PREFIX e: <http://example.org/> ASK FROM e:a FROM\nNAMED e:b { ?s ?p ?o }", ("a", "b")),
        ("SELECT ?from { ?from <http://example.org/FROM> 'FROM <http://example.org/c>' }", ()),
    ],
)
def test_graphs_named_by_the_query(query: str, graphs: tuple[str, ...]) -> None:
    prepared = prepare(query, {})
    assert prepared.graphs == tuple("http://example.org/" + graph for graph in graphs)


def answers(query: str) -> list[tuple[str | None, ...]]:
    store = ox.Store()
    text = (
        '<http://e/a> <http://e/name> "Zoë \\"Z\\"" . <http://e/b> <http://e/name> "Bo" .\n'
        '<http://e/a> <http://e/born> "2000-01-02"^^<http://www.w3.org/2001/XMLSchema#date> .\n'
        "<http://e/a> <http://e/knows> <http://e/b> . <http://e/b> <http://e/knows> <http://e/a> .\n"
    )
    store.load(text, ox.RdfFormat.TURTLE)
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    return sorted(tuple(term.value if term is not None else None for term in row) for row in found)


@pytest.mark.parametrize(
    ("query", "values", "expected"),
    [
        ("SELECT ?b { ?a <http://e/knows> ?b }", {"a": "http://e/a"}, [("http://e/b",)]),
        ("SELECT ?b { ?a <http://e/knows> ?b }", {"?a": "<http://e/b>"}, [("http://e/a",)]),
        ("SELECT ?a ?b { ?a <http://e/knows> ?b }", {"a": "http://e/a"}, [("http://e/a", "http://e/b")]),
        ("SELECT ?a { ?a <http://e/name> ?name }", {"name": 'Zoë "Z"'}, [("http://e/a",)]),
        ("SELECT ?a { ?a <http://e/name> ?name }", {"name": '" } . ?x ?y ?z #'}, []),
        ("SELECT ?a { ?a <http://e/born> ?d FILTER(?d < ?day) }", {"day": "2000-01-03"}, [("http://e/a",)]),
        ("SELECT ?a { ?a <http://e/born> ?d FILTER(?d < ?day) }", {"day": "2000-01-02"}, []),
        ("SELECT (COUNT(?b) AS ?n) { ?a <http://e/knows> ?b }", {"a": "http://e/a"}, [("1",)]),
        ("SELECT ?a { { SELECT ?a ?b { ?a <http://e/knows> ?b } } }", {"b": "http://e/b"}, [("http://e/a",)]),
    ],
)
def test_values_take_the_place_of_variables(
    query: str, values: dict[str, str], expected: list[tuple[str | None, ...]]
) -> None:
    assert answers(prepare(query, values).text) == expected


@given(st.text(max_size=30))
def test_no_value_escapes_from_its_place(value: str) -> None:
    query = "SELECT ?a { ?a <http://e/name> ?name }"
    try:
        prepared = prepare(query, {"name": value})
    except InvalidInput:
        return
    assert answers(prepared.text) in ([], [("http://e/b",)])


def test_values_that_fit_nowhere_are_said() -> None:
    with pytest.raises(InvalidInput, match=r"no variable \?player"):
        prepare("SELECT * { ?s ?p ?o }", {"player": "x"})
    with pytest.raises(InvalidInput, match="no day"):
        prepare("SELECT * { ?s ?p ?at }", {"at": "2024-02-31"})
    with pytest.raises(InvalidInput, match="no IRI"):
        prepare("SELECT * { ?s ?p ?o }", {"s": "<not an iri>"})


@pytest.mark.parametrize(
    ("query", "line", "near"),
    [
        ("SELECT *\nWHERE { ?s ?p\n ?o", 3, "at the end of the line"),
        ("SELECT ?x { ?s ex:a ?x }", 1, "column 16"),
        ("SELECT (COUNT(?x) AS ?n) ?y { ?x ?y ?z }", 1, "a variable that is unbound"),
    ],
)
def test_syntax_errors_have_a_place_and_one_line(query: str, line: int, near: str) -> None:
    with pytest.raises(SyntaxError) as caught:
        ox.Store().query(query)
    problem = syntax_problem(str(caught.value), query)
    assert problem.line == line
    assert near in str(problem)
    assert "\n" not in str(problem)
    assert len(str(problem)) < 300


@pytest.mark.parametrize(
    "marked",
    [
        "SELECT * {\n  ?s ?p ?o . ?o ?q @}",
        "SELECT * {\n  ?s ?p ?o FILTER(?o =@= 1) }",
        "SELECT ?x { OPTIONAL @?x ?y ?z } ",
        "SELECT ?x {\n\n BIND(1 @ASS ?x)\n}",
        "SELECT ?x (COUNT(?y) @?n) { ?x ?y ?z }",
        "SELECT ?x { ?x ?y ?z } ORDER @BYE ?x",
        "SELECT ?x { VALUES ?x { 1 2 @. } }",
        "SELECT ?x { GRAPH ?g { ?x ?y ?z . FILTER(?x < 3 && @|| ?y) } }",
        "SELECT ?x { ?x ?y ?z @",
    ],
)
def test_a_mistake_is_pointed_at_where_it_is(marked: str) -> None:
    before, _, after = marked.partition("@")
    text = before + after
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    with pytest.raises(SyntaxError) as caught:
        ox.Store().query(text)
    problem = syntax_problem(str(caught.value), text)
    assert problem.line == line
    found = int(problem.problem.partition("column ")[2].partition(":")[0])
    assert found == column or text[found - 1 :].strip() == ""


@pytest.mark.parametrize("question", list_questions(), ids=lambda one: one.name)
def test_what_is_whole_is_no_mistake(question: NamedQuestion) -> None:
    """The blame falls on what was added behind it."""
    assert mistake(question.query + " %") == len(question.query) + 1


@given(st.text(alphabet=st.sampled_from('\\uU0"x\n'), max_size=30))
def test_a_guarded_text_means_the_same_and_hides_no_escape(text: str) -> None:
    literal = str(ox.Literal(text))
    guarded_literal = guarded(literal)
    [quad] = ox.parse(f"<urn:a> <urn:b> {guarded_literal} .", ox.RdfFormat.N_TRIPLES)
    assert quad.object == ox.Literal(text)
    for match in re.finditer(r"\\[uU]", guarded_literal):
        before = guarded_literal[: match.start()]
        assert (len(before) - len(before.rstrip("\\"))) % 2 == 0, "an escaped backslash could be taken for the escape's"
