"""The Graph Store Protocol, linked data, and how answers travel: compressed, tagged, well-formed, across sites."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from urllib.parse import quote, urlencode
from xml.dom import minidom

import pyoxigraph as ox
import pytest

from tests.server.conftest import LIMITS, PATIENT
from tests.server.running import PERSON, RELEASE, TOKEN, Server, limited, small_store

pytestmark = pytest.mark.enable_socket

GRAPH = "http://example.org/graphs/mine"
AT = "/graphs?" + urlencode({"graph": GRAPH})
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
OWNER = {"Authorization": f"Bearer {TOKEN}"}
TURTLE = {**OWNER, "Content-Type": "text/turtle"}


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose store these tests change."""
    with limited(
        small_store(tmp_path_factory.mktemp("graphs") / "store"), LIMITS | PATIENT | {"rows": 100_000}
    ) as running:
        yield running


def labels(body: bytes) -> set[str]:
    return {str(getattr(quad.object, "value", "")) for quad in ox.parse(body, ox.RdfFormat.TURTLE)}


def test_a_graph_is_put_read_added_to_and_dropped(own_server: Server) -> None:
    send = own_server.send
    assert send("GET", AT).status == 404
    assert (
        send(
            "PUT", AT, headers=TURTLE, body=(f'<urn:x> <{LABEL}> "One" ; <urn:p> [ <{LABEL}> "Blank" ] .').encode()
        ).status
        == 201
    )
    assert labels(send("GET", AT).body) >= {"One", "Blank"}
    assert send("HEAD", AT).body == b""
    assert send("GET", "/sparql?" + urlencode({"graph": GRAPH})).body == send("GET", AT).body
    assert send("POST", AT, headers=TURTLE, body=(f'<urn:y> <{LABEL}> "Two \\\\u0041" .').encode()).status == 204
    assert labels(send("GET", AT).body) >= {"One", "Two \\u0041"}
    assert send("PUT", AT, headers=TURTLE, body=(f'<urn:z> <{LABEL}> "Three" .').encode()).status == 204
    assert labels(send("GET", AT).body) == {"Three"}
    rows = own_server.ask(f"SELECT ?s {{ ?s <{LABEL}> 'Three' }}").rows
    assert [row["s"]["value"] for row in rows] == ["urn:z"]
    assert send("DELETE", AT, headers=OWNER).status == 204
    assert send("DELETE", AT, headers=OWNER).status == 404
    assert send("GET", AT).status == 404


def test_the_default_graph_takes_triples_of_its_own(own_server: Server) -> None:
    body = f'<urn:d> <{LABEL}> "Default" .'
    before = own_server.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows
    assert own_server.send("POST", "/graphs?default", headers=TURTLE, body=body.encode()).status == 204
    assert "Default" in labels(own_server.send("GET", "/graphs?default").body)
    assert own_server.send("DELETE", "/graphs?default", headers=OWNER).status == 204
    assert own_server.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows == before


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("PUT", AT, {"Content-Type": "text/turtle"}, 401),
        ("PUT", AT, {**OWNER, "Content-Type": "text/html"}, 415),
        ("PUT", AT, {**OWNER, "Content-Type": "application/n-quads"}, 415),
        ("PUT", AT, TURTLE, 400),
        ("GET", "/graphs", {}, 400),
        ("GET", AT + "&default", {}, 400),
        ("GET", "/graphs?graph=", {}, 400),
        ("GET", "/graphs?graph=no+iri", {}, 400),
        ("GET", "/graphs?default", {"Accept": "image/png"}, 406),
        ("PATCH", AT, OWNER, 405),
    ],
)
def test_what_makes_no_sense_is_refused(
    own_server: Server, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    body = b"this is no Turtle" if method == "PUT" else None
    assert own_server.send(method, path, headers=headers, body=body).status == status


def test_a_release_is_read_whole(server: Server) -> None:
    reply = server.send("GET", "/graphs?" + urlencode({"graph": RELEASE}), headers={"Accept": "application/n-triples"})
    [row] = server.ask(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{RELEASE}> {{ ?s ?p ?o }} }}").rows
    assert reply.body.count(b"\n") == int(row["n"]["value"])


def test_answers_are_compressed_for_those_who_can_read_them(server: Server) -> None:
    path = "/sparql?" + urlencode({"query": "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 100"})
    plain = server.send("GET", path)
    packed = server.send("GET", path, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["vary"]
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 3
    assert "content-encoding" not in server.send("GET", path, headers={"Accept-Encoding": "gzip;q=0"}).headers


def test_an_answer_that_the_client_has_is_not_sent_again(server: Server) -> None:
    path = "/sparql?" + urlencode({"query": "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 3"})
    tag = server.send("GET", path).headers["etag"]
    again = server.send("GET", path, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status, again.body) == (304, b"")
    assert server.send("GET", path, headers={"If-None-Match": '"other"'}).status == 200


@pytest.mark.parametrize("accept", ["application/sparql-results+xml", "application/rdf+xml"])
def test_control_characters_do_not_break_xml(server: Server, accept: str) -> None:
    value = r'BIND("a\u0001b\uFFFE" AS ?x)'
    rdf = accept.endswith("rdf+xml")
    query = f"CONSTRUCT {{ <urn:s> <urn:p> ?x }} {{ {value} }}" if rdf else f"SELECT ?x {{ {value} }}"
    reply = server.ask(query, accept)
    assert reply.status == 200
    assert "a\ufffdb\ufffd" in minidom.parseString(reply.body).toxml()  # noqa: S318  our own server wrote it
    assert (
        json.loads(server.ask(f"SELECT ?x {{ {value} }}").body)["results"]["bindings"][0]["x"]["value"]
        == "a\x01b\ufffe"
    )


def test_an_empty_graph_of_a_web_form_is_none(server: Server) -> None:
    form = urlencode({"query": "ASK { ?s ?p ?o }", "default-graph-uri": "", "named-graph-uri": ""})
    reply = server.send(
        "POST", "/sparql", headers={"Content-Type": "application/x-www-form-urlencoded"}, body=form.encode()
    )
    assert reply.status == 200
    assert json.loads(reply.body)["boolean"] is True


def test_ids_lead_to_pages_and_to_what_is_known(server: Server) -> None:
    path = "/" + PERSON.removeprefix("https://w3id.org/player-kg/")
    page = server.send("GET", path, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page.status == 303
    assert page.headers["location"] == "/page/person?" + urlencode({"name": PERSON})
    known = server.send("GET", path, headers={"Accept": "text/turtle"})
    assert known.status == 200
    assert {str(quad.subject) for quad in ox.parse(known.body, ox.RdfFormat.TURTLE)} == {f"<{PERSON}>"}
    assert server.send("GET", "/id/person/nobody-at-all").status == 404
    assert server.send("GET", "/id/person/" + quote("> } DROP ALL"), headers={"Accept": "text/turtle"}).status == 404


@pytest.mark.parametrize("path", ["/kind/friendship", "/event/transfer", "/event/", "/country/"])
def test_concepts_and_schemes_are_looked_up_by_their_ids(server: Server, path: str) -> None:
    known = server.send("GET", path, headers={"Accept": "text/turtle"})
    assert known.status == 200
    assert {str(quad.subject) for quad in ox.parse(known.body, ox.RdfFormat.TURTLE)} == {
        f"<https://w3id.org/player-kg{path}>"
    }
    assert server.send("GET", path + "nothing").status == 404


def test_the_ontology_and_the_catalogue_are_served(server: Server) -> None:
    terms = server.send("GET", "/ns", headers={"Accept": "text/turtle"})
    assert any("ns#Person" in str(quad.subject) for quad in ox.parse(terms.body, ox.RdfFormat.TURTLE))
    void = server.send("GET", "/.well-known/void", headers={"Accept": "text/turtle"})
    assert void.status == 200
    assert "http://rdfs.org/ns/void#Dataset" in {
        str(getattr(quad.object, "value", "")) for quad in ox.parse(void.body, ox.RdfFormat.TURTLE)
    }


@pytest.mark.parametrize("path", ["/sparql", "/graphs?default", "/api/show?name=x", "/ns", "/.well-known/void"])
def test_pages_of_this_machine_may_ask(server: Server, path: str) -> None:
    origin = "http://localhost:5173"
    assert server.send("GET", path, headers={"Origin": origin}).headers["access-control-allow-origin"] == origin
    elsewhere = server.send("GET", path, headers={"Origin": "https://example.org"})
    assert "access-control-allow-origin" not in elsewhere.headers
