"""What is said when a remote store is down, slow, closed or something else; and what is never sent."""

# ruff: noqa: S106  passwords of nobody

from __future__ import annotations

import base64
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest

from kg.errors import InvalidInput, StoreError
from kg.sparql.transport import HttpTransport
from kg.store.remote import RemoteStore

pytestmark = pytest.mark.enable_socket

ROWS = json.dumps(
    {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "literal", "value": "1"}}]}}
).encode()
JSON = "application/sparql-results+json"
QUESTION = "SELECT ?x FROM <urn:g> { ?x ?y ?z }"


class Server:
    """An endpoint that answers each request by the next of ``replies``; the last one stays."""

    def __init__(self) -> None:
        self.replies: list[Callable[[Any], None]] = []
        self.seen: list[tuple[str, str, dict[str, str], bytes]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                outer.seen.append((self.command, self.path, dict(self.headers.items()), body))
                reply = outer.replies.pop(0) if len(outer.replies) > 1 else outer.replies[0]
                reply(self)

            do_POST = do_PUT = do_GET = handle_any  # noqa: N815  names of the library

            def log_message(self, *_: Any) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.http.server_address[1]}/sparql"

    def transport(self, **environment: str) -> HttpTransport:
        return HttpTransport(self.address, environment)

    def store(self, **environment: str) -> RemoteStore:
        return RemoteStore(self.transport(**environment))


def says(status: int, body: bytes = b"", *, media: str = "text/plain", **headers: str) -> Callable[[Any], None]:
    def reply(handler: Any) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": media, "Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return reply


ok = says(200, ROWS, media=JSON)


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.http.shutdown()
    running.http.server_close()


def asked(store: RemoteStore, **more: Any) -> str:
    result = store.query(QUESTION, substitutions={}, timeout=more.get("timeout"), limit=None)
    return str(result.rows[0][0].value) if result.rows[0][0] else ""


def test_a_server_that_is_down_is_named_and_asked_more_than_once() -> None:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{place.getsockname()[1]}/sparql"
        with pytest.raises(StoreError, match="cannot be reached: Connection refused; see that it runs"):
            asked(RemoteStore(HttpTransport(address, {})))


def test_a_host_that_does_not_exist() -> None:
    with pytest.raises(StoreError, match="cannot be reached"):
        asked(RemoteStore(HttpTransport("https://nowhere.invalid/sparql", {"KG_STORE_TIMEOUT": "3"})))


def test_a_slow_server_is_given_up(server: Server) -> None:
    server.replies = [lambda _: time.sleep(3)]
    begun = time.monotonic()
    with pytest.raises(StoreError, match=r"took longer than 0.3 seconds for the query"):
        asked(server.store(KG_STORE_TIMEOUT="0.3"))
    assert time.monotonic() - begun < 2


def test_a_server_that_trickles_is_given_up(server: Server) -> None:
    def trickle(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", JSON)
        handler.end_headers()
        handler.wfile.write(b'{"head":{"vars":["x"]},"results":{"bindings":[')
        for _ in range(30):
            time.sleep(0.1)
            handler.wfile.write(b" " * 9000)

    server.replies = [ok, trickle]
    store = server.store(KG_STORE_TIMEOUT="0.6")
    with pytest.raises(StoreError, match=r"took longer than 0.6 seconds"):
        asked(store)


def test_a_busy_server_is_asked_again_after_the_time_it_wants(server: Server) -> None:
    server.replies = [says(503, Retry_After="1"), says(429), ok]
    begun = time.monotonic()
    assert asked(server.store()) == "1"
    assert time.monotonic() - begun > 1
    server.replies = [says(503, b"maintenance until noon")]
    with pytest.raises(StoreError, match=r"busy or down \(503\): maintenance until noon; try again later"):
        asked(server.store(KG_STORE_TIMEOUT="1"))


def test_an_answer_that_breaks_off(server: Server) -> None:
    def breaks(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", JSON)
        handler.send_header("Content-Length", "5000")
        handler.end_headers()
        handler.wfile.write(ROWS[:30])
        handler.close_connection = True

    server.replies = [ok, breaks]
    with pytest.raises(StoreError, match="store at"):
        asked(server.store())


@pytest.mark.parametrize("status", [401, 403])
def test_who_may_not_come_in_is_told_how(server: Server, status: int) -> None:
    server.replies = [says(status)]
    with pytest.raises(StoreError, match="KG_STORE_USER and KG_STORE_PASSWORD, or KG_STORE_TOKEN"):
        asked(server.store())
    with pytest.raises(StoreError, match="takes no updates from you"):
        server.transport().update("CLEAR ALL")


def test_names_and_tokens_are_sent_where_they_are_asked_for(server: Server) -> None:
    server.replies = [says(401, WWW_Authenticate='Basic realm="store"'), ok]
    assert asked(server.store(KG_STORE_USER="ann", KG_STORE_PASSWORD="s3cret: ü")) == "1"
    assert "Authorization" not in server.seen[0][2]
    sent = server.seen[1][2]["Authorization"]
    assert base64.b64decode(sent.removeprefix("Basic ")).decode() == "ann:s3cret: ü"
    assert asked(server.store(KG_STORE_TOKEN="abc")) == "1"
    assert server.seen[-1][2]["Authorization"] == "Bearer abc"


def test_digest_is_answered(server: Server) -> None:
    challenge = 'Digest realm="SPARQL", nonce="abc", qop="auth", algorithm=MD5'
    server.replies = [says(401, WWW_Authenticate=challenge), ok]
    assert asked(server.store(KG_STORE_USER="dba", KG_STORE_PASSWORD="dba")) == "1"
    sent = server.seen[1][2]["Authorization"]
    assert sent.startswith("Digest ")
    assert 'username="dba"' in sent


@pytest.mark.parametrize(
    ("address", "environment", "said"),
    [
        ("https://ann:pw@example.org/sparql", {}, "must not hold a user name or password"),
        ("http://example.org/sparql", {"KG_STORE_TOKEN": "x"}, "for anybody to read"),
        ("http://example.org/sparql", {"KG_STORE_USER": "x"}, "for anybody to read"),
        ("http:///sparql", {}, "is no address"),
        ("http://[::1/sparql", {}, "is no address"),
        ("http://host:99999/", {}, "is no address"),
        ("https://host/a b", {}, "is no address"),
        ("https://host/", {"KG_STORE_TIMEOUT": "soon"}, "no number of seconds"),
    ],
)
def test_what_cannot_be_used_is_refused_before_anything_is_sent(
    address: str, environment: dict[str, str], said: str
) -> None:
    with pytest.raises(StoreError, match=said) as caught:
        HttpTransport(address, environment)
    assert "pw" not in str(caught.value).replace("KG_STORE_PASSWORD", "")


def test_nobody_is_followed_elsewhere(server: Server) -> None:
    server.replies = [says(307, Location="http://192.0.2.1/\x1b[31m")]
    with pytest.raises(StoreError, match=r"has moved to http://192.0.2.1/\[31m; name that address"):
        asked(server.store(KG_STORE_TOKEN="secret"))
    assert len(server.seen) == 1


def test_a_page_is_no_endpoint(server: Server) -> None:
    server.replies = [says(200, b"<html>Hello</html>", media="text/html")]
    with pytest.raises(StoreError, match="is no SPARQL endpoint"):
        asked(server.store())
    server.replies = [says(200, b"<html>Hello</html>", media=JSON)]
    with pytest.raises(StoreError, match="no answer to a query"):
        asked(server.store())


def test_what_a_server_says_is_one_plain_line(server: Server) -> None:
    server.replies = [ok, says(400, b"bad \x1b[2J query\nsecond line" + b"x" * 9000)]
    with pytest.raises(InvalidInput, match=r"does not understand the query: bad \[2J query$"):
        asked(server.store())


@pytest.mark.parametrize("status", [404, 405, 501])
def test_a_store_without_updates_says_where_they_might_go(server: Server, status: int) -> None:
    server.replies = [says(status)]
    with pytest.raises(StoreError, match="KG_STORE_UPDATE"):
        server.transport().update("CLEAR ALL")
    assert server.store().takes_updates() is False


def test_an_update_that_may_have_begun_is_not_sent_twice(server: Server) -> None:
    def hangs_up(handler: Any) -> None:
        handler.close_connection = True
        handler.connection.shutdown(socket.SHUT_RDWR)

    server.replies = [hangs_up]
    with pytest.raises(StoreError, match="cannot be reached"):
        server.transport().update("INSERT DATA {}")
    assert len(server.seen) == 1


def test_rows_that_the_server_cut_are_said_to_be_cut(server: Server) -> None:
    server.replies = [ok, says(200, ROWS, media=JSON, X_SPARQL_MaxRows="10000")]
    assert server.store().query(QUESTION, substitutions={}, timeout=None, limit=None).truncated


def test_a_query_is_posted_as_a_form_with_its_dataset(server: Server) -> None:
    server.replies = [ok]
    with server.transport().ask("ASK {}", accept=JSON, default=["urn:a", "urn:b"], named=["urn:a"], timeout=1):
        pass
    command, path, headers, body = server.seen[0]
    assert (command, path, headers["Accept"]) == ("POST", "/sparql", JSON)
    assert parse_qs(body.decode()) == {
        "query": ["ASK {}"],
        "default-graph-uri": ["urn:a", "urn:b"],
        "named-graph-uri": ["urn:a"],
    }


@pytest.mark.parametrize(
    ("address", "environment", "update", "graphs"),
    [
        ("https://h/query", {}, "https://h/update", "https://h/store"),
        ("https://h/ds/query", {"KG_STORE_GRAPHS": "https://h/ds/data"}, "https://h/ds/update", "https://h/ds/data"),
        ("https://h/ds/query", {"KG_STORE_GRAPHS": "none"}, "https://h/ds/update", ""),
        ("https://h/sparql", {}, "https://h/sparql", ""),
        (
            "https://h/repositories/x",
            {"KG_STORE_UPDATE": "https://h/repositories/x/statements"},
            "https://h/repositories/x/statements",
            "",
        ),
    ],
)
def test_where_updates_and_graphs_go(address: str, environment: dict[str, str], update: str, graphs: str) -> None:
    transport = HttpTransport(address, environment)
    assert (transport._update_address, transport._graphs_address) == (update, graphs)
