"""The protocol beyond the W3C's tests: forms of answers, methods, the service description, CORS, updates."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import urlencode

import pyoxigraph
import pytest
from rdflib import RDF, Graph, Namespace, URIRef

from kg.server.negotiation import GRAPH_FORMS, TABLE_FORMS, chosen
from kg.server.sparql_jobs import rows_in
from kg.store.backend import open_store
from tests.server.running import HOSTILE, PERSON, RELEASE, TOKEN, Server

pytestmark = pytest.mark.enable_socket

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
NAMES = "SELECT ?p ?name { ?p <http://www.w3.org/2000/01/rdf-schema#label> ?name } ORDER BY ?p LIMIT 5"
TRIPLES = "CONSTRUCT WHERE { ?p <http://www.w3.org/2000/01/rdf-schema#label> ?name }"
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("text/csv", "text/csv"),
        ("TEXT/CSV;Q=1", "text/csv"),
        ("text/*;q=0.5, application/sparql-results+xml;q=0.4", "text/csv"),
        ("text/csv;q=0, text/*", "text/tab-separated-values"),
        ("application/json", "application/sparql-results+json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/sparql-results+xml"),
        (
            "application/sparql-results+xml;q=0.9, application/sparql-results+json;q=0.8",
            "application/sparql-results+xml",
        ),
        ("image/png", None),
        ("text/csv;q=0", None),
        ("text/csv;q=nonsense", None),
        ("text/csv;q=7", None),
    ],
)
def test_which_form_suits(accept: str, expected: str | None) -> None:
    form = chosen(accept, TABLE_FORMS)
    assert (form.media_type if form else None) == expected


def test_rows_arrive_alike_in_every_form(server: Server) -> None:
    told = server.ask(NAMES)
    values = [row["name"]["value"] for row in told.rows]
    assert len(values) == 5
    assert told.headers["content-type"] == "application/sparql-results+json"
    assert "Accept" in told.headers["vary"].split(", ")
    listed = list(csv.reader(io.StringIO(server.ask(NAMES, "text/csv").text, newline="")))
    assert [row[1] for row in listed[1:]] == values
    tabs = server.ask(NAMES, "text/tab-separated-values")
    assert tabs.headers["content-type"].startswith("text/tab-separated-values; charset=utf-8")
    assert tabs.text.splitlines()[0] == "?p\t?name"
    assert len(tabs.text.strip().split("\n")) == 6
    xml = server.ask(NAMES, "application/sparql-results+xml").text
    assert xml.count("<result>") == 5


@pytest.mark.parametrize("form", GRAPH_FORMS, ids=[form.media_type for form in GRAPH_FORMS])
def test_graphs_arrive_alike_in_every_form(server: Server, form: object) -> None:
    media_type = getattr(form, "media_type", "")
    reply = server.ask(TRIPLES, media_type)
    assert reply.status == 200
    assert reply.headers["content-type"].partition(";")[0] == media_type
    rdf_format = pyoxigraph.RdfFormat.from_media_type(media_type)
    assert rdf_format is not None
    quads = list(pyoxigraph.parse(reply.body, rdf_format))
    assert len(quads) == 61
    assert {quad.graph_name for quad in quads} == {pyoxigraph.DefaultGraph()}
    assert HOSTILE in {quad.object.value for quad in quads if isinstance(quad.object, pyoxigraph.Literal)}


@pytest.mark.parametrize("accept", ["image/png", "text/turtle"])
def test_no_form_that_suits_is_406(server: Server, accept: str) -> None:
    assert server.ask(NAMES, accept).status == 406
    assert "text/csv" in server.ask(NAMES, accept).text
    assert server.ask(TRIPLES, "text/csv").status == 406


@pytest.mark.parametrize(
    "media_type",
    ["text/csv", "text/tab-separated-values", "application/sparql-results+json", "application/sparql-results+xml"],
)
@pytest.mark.parametrize("rows", [0, 1, 2, 3])
def test_counting_rows(media_type: str, rows: int) -> None:
    value = pyoxigraph.Literal('},{"a":{ \\ <result>\r\n"quoted",\r\n\t"')
    store = pyoxigraph.Store()
    for number in range(rows):
        store.add(pyoxigraph.Quad(pyoxigraph.NamedNode(f"urn:x:{number}"), pyoxigraph.NamedNode("urn:p"), value))
    results_format = pyoxigraph.QueryResultsFormat.from_media_type(media_type)
    for variables in ("?s ?o", "?o", "?missing"):
        found = store.query(f"SELECT {variables} {{ ?s ?p ?o }}")
        assert isinstance(found, pyoxigraph.QuerySolutions)
        data = found.serialize(None, results_format)
        assert data is not None
        assert rows_in(data, media_type) == rows


def test_the_service_description(server: Server) -> None:
    for media_type in ("text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"):
        reply = server.send("GET", "/sparql", headers={"Accept": media_type})
        assert reply.headers["content-type"].startswith(media_type)
        triples = pyoxigraph.parse(reply.body, pyoxigraph.RdfFormat.from_media_type(media_type))
        plain = pyoxigraph.serialize((quad.triple for quad in triples), format=pyoxigraph.RdfFormat.N_TRIPLES)
        told = Graph().parse(data=plain, format="nt")
        (service,) = told.subjects(RDF.type, SD.Service)
        assert told.value(service, SD.endpoint) == URIRef(f"http://{server.host}:{server.port}/sparql")
        assert set(told.objects(service, SD.supportedLanguage)) == {SD.SPARQL11Query, SD.SPARQL11Update}
        dataset = told.value(service, SD.defaultDataset)
        named = {told.value(graph, SD.name) for graph in told.objects(dataset, SD.namedGraph)}
        assert URIRef(RELEASE) in named
        assert told.value(told.value(dataset, SD.defaultGraph), RDF.type) == SD.Graph
    assert server.send("GET", "/sparql", headers={"Accept": "text/csv"}).status == 406


def test_methods(server: Server) -> None:
    for method in ("PUT", "DELETE", "PATCH", "TRACE"):
        reply = server.send(method, "/sparql")
        assert reply.status == 405
        assert reply.headers["allow"] == "GET, HEAD, POST, OPTIONS"
    options = server.send("OPTIONS", "/sparql")
    assert (options.status, options.body) == (204, b"")
    head = server.send("HEAD", "/sparql?" + urlencode({"query": NAMES}))
    assert (head.status, head.body) == (200, b"")
    assert int(head.headers["content-length"]) == len(server.ask(NAMES).body)
    assert server.send("GET", "/nowhere").status == 404
    assert server.send("POST", "/console").status == 405


def test_pages_of_this_machine_may_ask(server: Server) -> None:
    origin = "http://localhost:3000"
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type, authorization",
    }
    before = server.send("OPTIONS", "/sparql", headers=headers)
    assert before.status == 200
    assert before.headers["access-control-allow-origin"] == origin
    assert "POST" in before.headers["access-control-allow-methods"]
    assert "authorization" in before.headers["access-control-allow-headers"].lower()
    reply = server.send("GET", "/sparql?query=ASK%7B%7D", headers={"Origin": origin})
    assert reply.headers["access-control-allow-origin"] == origin
    assert "access-control-allow-credentials" not in reply.headers
    broken = server.send("GET", "/sparql?query=ASK%7B", headers={"Origin": origin})
    assert (broken.status, broken.headers["access-control-allow-origin"]) == (400, origin)
    assert "access-control-allow-origin" not in server.send("GET", "/console", headers={"Origin": origin}).headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://127.0.0.1.evil.example:80"},
        {"Host": "evil.example"},
        {"Host": "evil.example:8000"},
        {"Host": "localhost.evil.example"},
        {"Host": "192.168.1.7:8000"},
        {"Host": "localhost@evil.example"},
    ],
)
@pytest.mark.parametrize("path", ["/sparql?query=ASK%7B%7D", "/api/show?name=Person+1", "/", "/console"])
def test_other_websites_read_nothing(server: Server, headers: dict[str, str], path: str) -> None:
    reply = server.send("GET", path, headers=headers)
    assert reply.status == 403
    assert "access-control-allow-origin" not in reply.headers
    assert b"Person 1" not in reply.body


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1", "[::1]:8000", "LOCALHOST:9"])
def test_names_of_this_machine_are_answered(server: Server, host: str) -> None:
    assert server.send("GET", "/sparql?query=ASK%7B%7D", headers={"Host": host}).status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/sparql?query=ASK%7B%7D&query=ASK%7B%7D",
        "/sparql?query=ASK%7B%7D&update=DROP+ALL",
        "/sparql?query=ASK%7B%7D&using-graph-uri=http%3A%2F%2Fg.example",
        "/sparql?update=DROP+ALL",
        "/sparql?query=",
        "/sparql?query=%FF",
        "/sparql?" + "a=b&" * 300 + "query=ASK%7B%7D",
    ],
)
def test_parameters_that_make_no_sense(server: Server, path: str) -> None:
    assert server.send("GET", path).status == 400


def test_a_get_has_no_body(server: Server) -> None:
    assert server.send("GET", "/sparql?query=ASK%7B%7D", body=b"query=ASK%7B%7D").status == 400


def test_a_query_and_its_form_come_together(server: Server) -> None:
    headers = {"Content-Type": "application/sparql-query"}
    assert server.send("POST", "/sparql?query=ASK%7B%7D", headers=headers, body=b"ASK {}").status == 400
    assert server.send("POST", "/sparql", headers={"Content-Type": FORM}, body=b"nothing=here").status == 400
    body = urlencode({"query": f"ASK {{ <{PERSON}> ?p ?o }}", "default-graph-uri": RELEASE}).encode()
    assert server.send("POST", "/sparql/", headers={"Content-Type": f"{FORM}; charset=UTF-8"}, body=body).boolean


def test_mistakes_are_placed(server: Server) -> None:
    reply = server.post("SELECT *\nWHERE { ?s ?p }")
    assert reply.status == 400
    assert "line 2" in reply.text
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"


def test_the_default_graph_is_all_releases_together(server: Server) -> None:
    assert server.ask(f"ASK {{ <{PERSON}> ?p ?o }}").boolean
    assert server.ask(f"ASK {{ GRAPH <{RELEASE}> {{ <{PERSON}> ?p ?o }} }}").boolean
    only_named = urlencode({"query": f"ASK {{ <{PERSON}> ?p ?o }}", "named-graph-uri": RELEASE})
    assert not server.send("GET", "/sparql?" + only_named).boolean
    only_default = urlencode({"query": "ASK { GRAPH ?g { ?s ?p ?o } }", "default-graph-uri": RELEASE})
    assert not server.send("GET", "/sparql?" + only_default).boolean
    assert server.ask(f"ASK FROM <{RELEASE}> {{ <{PERSON}> ?p ?o }}").boolean


def test_an_update_is_seen_by_queries_and_by_answers(server: Server) -> None:
    person = "https://w3id.org/player-kg/id/person/Q9001"
    label = "http://www.w3.org/2000/01/rdf-schema#label"
    added = server.update(
        f"INSERT DATA {{ GRAPH <{RELEASE}> {{ <{person}> a <https://w3id.org/player-kg/ns#Person> ; "
        f'<{label}> "Añá New" }} GRAPH <http://g.example/> {{ <a:s> <a:p> "é\\n\\"" }} }}'
    )
    assert (added.status, added.body) == (204, b"")
    assert server.ask(f"ASK {{ <{person}> ?p ?o }}").boolean
    with open_store(server.location) as backend:
        assert backend.facts.find("Añá New", "person") >= 0
        assert {status.release.id for status in backend.status().releases} == {RELEASE, "http://g.example/"}
        assert sum(1 for _ in backend.statements()) == 1 + 61 + 3 + 1
    assert server.update("CLEAR GRAPH <http://g.example/>").status == 204
    assert not server.ask("ASK { GRAPH <http://g.example/> { ?s ?p ?o } }").boolean


def test_an_update_is_all_or_nothing(server: Server) -> None:
    def generations() -> list[str]:
        return sorted(path.name for path in (server.location / "generations").iterdir())

    before = generations()
    refused = [
        server.update("INSERT DATA { <a:s> <a:p> 1 } ; INSERT DATA { <a:s> "),
        server.update(  # a claim that says nothing of whom
            f"INSERT DATA {{ GRAPH <{RELEASE}> {{ <http://x.example/> a <https://w3id.org/player-kg/ns#LoanSpell> }} }}"
        ),
        server.update(
            f"WITH <{RELEASE}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}", path=f"/sparql?using-graph-uri={RELEASE}"
        ),
    ]
    assert [reply.status for reply in refused] == [400, 400, 400]
    assert not server.ask("ASK { <a:s> ?p ?o }").boolean
    assert generations() == before
    assert server.update("DELETE DATA { <a:nobody> <a:p> 1 }").status == 204
    assert generations() == before


def test_using_is_added_where_it_belongs(server: Server) -> None:
    using = f"/sparql?using-graph-uri={RELEASE}"
    marks = "http://marks.example/"
    assert (
        server.update(
            f'PREFIX m: <{marks}> # WHERE {{\nINSERT {{ GRAPH m: {{ <{PERSON}> m:is "WHERE {{" }} }} '
            f"WHERE {{ {{ SELECT ?p WHERE {{ <{PERSON}> ?p ?o }} LIMIT 1 }} }}",
            path=using,
        ).status
        == 204
    )
    assert server.ask(f"ASK {{ GRAPH <{marks}> {{ <{PERSON}> <{marks}is> ?o }} }}").boolean
    # The pattern sees the graph that the request names, the deletion works on the default graph: nothing goes.
    assert server.update(f"DELETE WHERE {{ <{PERSON}> ?p ?o }}", path=using).status == 204
    assert server.ask(f"ASK {{ GRAPH <{RELEASE}> {{ <{PERSON}> ?p ?o }} }}").boolean
    assert server.update(f"DELETE WHERE {{ GRAPH <{marks}> {{ ?s ?p ?o }} }}").status == 204


def test_another_process_that_changes_the_store_is_noticed(server: Server) -> None:
    with open_store(server.location) as backend:
        backend.update("INSERT DATA { <a:other> <a:process> 1 }", base="http://b.example/")
    assert server.ask("ASK { <a:other> ?p ?o }").boolean
    assert server.update("DELETE DATA { <a:other> <a:process> 1 }").status == 204


def test_the_console_and_its_files(server: Server) -> None:
    page = server.send("GET", "/console")
    assert page.headers["content-type"].startswith("text/html")
    assert "<script>" not in page.text
    assert "http://" not in page.text
    for name in ("console.js", "console.css", "examples.json"):
        assert server.send("GET", f"/console/{name}").status == 200
    for path in ("/console/../app.py", "/console/%2e%2e/app.py", "/console/__init__.py", "/console/console.html/"):
        assert server.send("GET", path).status in (404, 307)
    start = server.send("GET", "/")
    assert start.status == 200
    assert 'href="/console"' in start.text
    first, *questions = json.loads(server.send("GET", "/console/examples.json").body)["examples"]
    assert server.post(first["query"]).rows
    assert {question["name"] for question in questions} >= {"team-mates"}
    assert HOSTILE not in page.text
    assert TOKEN not in page.text
