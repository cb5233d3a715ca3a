"""The W3C's tests of the SPARQL 1.1 Graph Store Protocol, in their order, against ``kg serve`` over HTTP.

The suite describes requests and answers; the triples here are our own. ``put__mismatched_payload`` is told by its name:
the suite's own payload is Turtle that is called Turtle. Where the suite expects 200, the protocol allows 204 as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.server.conftest import LIMITS, PATIENT
from tests.server.running import TOKEN, Server, WorkerResponse, limited, small_store

ROOT = Path(__file__).resolve().parents[2]
ONE, TWO, NONE = "/graphs/person/1.ttl", "/graphs/person/2.ttl", "/graphs/person/4.ttl"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
FORM = "multipart/form-data; boundary=between"

pytestmark = pytest.mark.enable_socket


class Client:
    """Sends what the tests say, and remembers the address of a graph that the server named."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.created = ""

    def send(
        self, method: str, path: str, body: str = "", media_type: str = "text/turtle; charset=utf-8"
    ) -> WorkerResponse:
        headers = {"Authorization": f"Bearer {TOKEN}", "Accept": "text/turtle"}
        if body:
            headers["Content-Type"] = media_type
        return self.server.send(method, path, headers=headers, body=body.encode() if body else None)

    def labels(self, path: str) -> list[str]:
        reply = self.send("GET", path)
        assert (reply.status, reply.headers["content-type"]) == (200, "text/turtle; charset=utf-8")
        quads = ox.parse(reply.body, ox.RdfFormat.TURTLE)
        return sorted(quad.object.value for quad in quads if isinstance(quad.object, ox.Literal))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    location = small_store(tmp_path_factory.mktemp("graph-store") / "store", count=0)
    with limited(location, LIMITS | PATIENT) as running:
        yield Client(running)


def said(label: str, subject: str = "<#it>") -> str:
    return f'{subject} <{LABEL}> "{label}" ; <urn:p> [ <{LABEL}> "within" ] .'


def put_initial_state(client: Client) -> None:
    assert client.send("PUT", ONE, said("John")).status == 201


def get_of_put_initial_state(client: Client) -> None:
    assert client.labels(f"/graphs?graph={ONE}") == ["John", "within"]
    subjects = {str(quad.subject) for quad in ox.parse(client.send("GET", ONE).body, ox.RdfFormat.TURTLE)}
    assert f"<http://{client.server.host}:{client.server.port}{ONE}#it>" in subjects


def put_graph_already_in_store(client: Client) -> None:
    assert client.send("PUT", ONE, said("Jane")).status == 204


def get_of_put_graph_already_in_store(client: Client) -> None:
    assert client.labels(ONE) == ["Jane", "within"]


def put_default_graph(client: Client) -> None:
    assert client.send("PUT", "/graphs?default", said("Alice", "[]")).status in (201, 204)


def get_of_put_default_graph(client: Client) -> None:
    assert {"Alice", "within"} <= set(client.labels("/graphs?default"))


def put_mismatched_payload(client: Client) -> None:
    assert client.send("PUT", ONE, said("Jane"), "application/rdf+xml").status == 400
    assert client.labels(ONE) == ["Jane", "within"]


def delete_existing_graph(client: Client) -> None:
    assert client.send("PUT", TWO, said("Gone")).status == 201
    assert client.send("DELETE", TWO).status in (200, 204)


def get_of_delete_existing_graph(client: Client) -> None:
    assert client.send("GET", TWO).status == 404


def delete_nonexistent_graph(client: Client) -> None:
    assert client.send("DELETE", TWO).status == 404


def post_existing_graph(client: Client) -> None:
    assert client.send("POST", ONE, f'<#it> <{LABEL}> "more" .').status in (200, 204)


def get_of_post_existing_graph(client: Client) -> None:
    assert client.labels(ONE) == ["Jane", "more", "within"]


def post_multipart_formdata(client: Client) -> None:
    files = "".join(
        f'--between\r\nContent-Disposition: form-data; name="{name}"; filename="{name}.ttl"\r\n'
        f'Content-Type: text/turtle; charset=utf-8\r\n\r\n_:b <{LABEL}> "{name}" .\r\n'
        for name in ("first", "läst")
    )
    assert client.send("POST", ONE, files + "--between--\r\n", FORM).status in (200, 204)


def get_of_post_multipart_formdata(client: Client) -> None:
    assert client.labels(ONE) == ["Jane", "first", "läst", "more", "within"]
    reply = client.send("GET", ONE)
    named = [
        quad for quad in ox.parse(reply.body, ox.RdfFormat.TURTLE) if quad.object in map(ox.Literal, ("first", "läst"))
    ]
    assert len({quad.subject for quad in named}) == 2  # `_:b` of one file is not that of another


def post_create_new_graph(client: Client) -> None:
    reply = client.send("POST", "/graphs", said("Alice", "[]"))
    assert reply.status == 201
    address = f"http://{client.server.host}:{client.server.port}"
    assert reply.headers["location"].startswith(address + "/graphs/")
    client.created = reply.headers["location"].removeprefix(address)


def get_of_post_create_new_graph(client: Client) -> None:
    assert client.labels(client.created) == ["Alice", "within"]


def get_of_post_after_noop(client: Client) -> None:
    assert client.send("POST", client.created, "# nothing").status == 204
    assert client.labels(client.created) == ["Alice", "within"]


def head_on_an_existing_graph(client: Client) -> None:
    reply = client.send("HEAD", ONE)
    assert (reply.status, reply.body, reply.headers["content-type"]) == (200, b"", "text/turtle; charset=utf-8")


def head_on_a_nonexisting_graph(client: Client) -> None:
    reply = client.send("HEAD", NONE)
    assert (reply.status, reply.body) == (404, b"")


SUITE: dict[str, Callable[[Client], None]] = {
    "put__initial_state": put_initial_state,
    "get_of_put__initial_state": get_of_put_initial_state,
    "put__graph_already_in_store": put_graph_already_in_store,
    "get_of_put__graph_already_in_store": get_of_put_graph_already_in_store,
    "put__default_graph": put_default_graph,
    "get_of_put__default_graph": get_of_put_default_graph,
    "put__mismatched_payload": put_mismatched_payload,
    "delete__existing_graph": delete_existing_graph,
    "get_of_delete__existing_graph": get_of_delete_existing_graph,
    "delete__nonexistent_graph": delete_nonexistent_graph,
    "post__existing_graph": post_existing_graph,
    "get_of_post__existing_graph": get_of_post_existing_graph,
    "post__multipart_formdata": post_multipart_formdata,
    "get_of_post__multipart_formdata": get_of_post_multipart_formdata,
    "post__create__new_graph": post_create_new_graph,
    "get_of_post__create__new_graph": get_of_post_create_new_graph,
    "get_of_post__after_noop": get_of_post_after_noop,
    "head_on_an_existing_graph": head_on_an_existing_graph,
    "head_on_a_nonexisting_graph": head_on_a_nonexisting_graph,
}


def test_the_suite_in_its_order(client: Client) -> None:
    failures = []
    for name, check in SUITE.items():
        try:
            check(client)
        except AssertionError as error:
            failures.append(f"{name}: {error}")
    assert failures == []


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        ("--between\r\nno files", "multipart/form-data; boundary=other"),
        ("nothing", "multipart/form-data"),
        (f"--between\r\nContent-Type: text/html\r\n\r\n{said('x')}\r\n--between--\r\n", FORM),
    ],
)
def test_a_form_without_files_of_triples_is_refused(client: Client, body: str, media_type: str) -> None:
    assert client.send("POST", TWO, body, media_type).status in (400, 415)
    assert client.send("GET", TWO).status == 404


def test_the_published_list_names_every_test() -> None:
    page = (ROOT / "docs" / "endpoint.md").read_text(encoding="utf-8")
    assert [name for name in SUITE if f"`{name}`" not in page] == []
