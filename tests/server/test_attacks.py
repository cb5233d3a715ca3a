"""What hostile clients try, against the running server: refused with one line, and everybody else goes on."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import repeat
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from tests.server.running import HOSTILE, PERSON, TOKEN, Server

pytestmark = pytest.mark.enable_socket

HOURS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """An address that somebody listens at, and what came there."""
    came: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as place:
        place.settimeout(0.1)
        going = threading.Event()

        def listen() -> None:
            while not going.is_set():
                try:
                    connection, _ = place.accept()
                except TimeoutError:
                    continue
                with connection:
                    came.append(b"somebody")

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{place.getsockname()[1]}/", came
        going.set()
        thread.join()


@pytest.fixture(autouse=True)
def _still_there(request: pytest.FixtureRequest) -> Iterator[None]:
    """After whatever was tried, everybody else is answered, even if workers have to start anew for it."""
    yield
    for name in {"server", "hasty"} & set(request.fixturenames):
        asked: Server = request.getfixturevalue(name)
        for _ in range(30):
            reply = asked.ask(f"ASK {{ <{PERSON}> ?p ?o }}")
            if reply.status != 503:
                break
            time.sleep(1)
        assert reply.boolean


def sent_until_hung_up(connection: socket.socket, pieces: Iterable[bytes], *, pause: float) -> int:
    """How many pieces can be sent until the server hangs up; it has to."""
    for number, piece in enumerate(pieces):
        try:
            connection.sendall(piece)
        except (ConnectionResetError, BrokenPipeError):
            return number
        time.sleep(pause)
    raise AssertionError("the server went on listening")


SERVICE_FORMS = [
    "SELECT * { SERVICE <ADDRESS> { ?s ?p ?o } }",
    "SELECT * { service silent<ADDRESS>{ ?s ?p ?o } }",
    "PREFIX ex: <ADDRESS> SELECT * { SERVICEex:x { ?s ?p ?o } }",
    "PREFIX ex: <ADDRESS> SELECT * { SERVICESILENTex:x { ?s ?p ?o } }",
    "SELECT * { BIND(1 AS ?a) FILTER(?a<2)SERVICE#>\n<ADDRESS> {} }",
    'SELECT * { BIND(1 AS ?a) FILTER(?a<2)SERVICE#>"""\n<ADDRESS> {}#"""\n}',
    "SELECT * { VALUES ?v { <ADDRESS> } SERVICE ?v { ?s ?p ?o } }",
    "SELECT * { { SELECT * { OPTIONAL { SERVICE # c\n <ADDRESS> # d {\n { ?s ?p ?o } } } } }",
    "SELECT * { SERVICE <ADDRESS?" + "a" * 6000 + "> { ?s ?p ?o } }",
    "ASK { FILTER EXISTS { SERVICE SILENT <ADDRESS> { ?s ?p ?o } } }",
]


@pytest.mark.parametrize("query", SERVICE_FORMS)
def test_service_is_refused_and_reaches_nobody(server: Server, listener: tuple[str, list[bytes]], query: str) -> None:
    address, came = listener
    reply = server.post(query.replace("ADDRESS", address))
    assert reply.status == 400
    assert "SERVICE" in reply.text
    time.sleep(0.1)
    assert came == []


def test_a_worker_has_no_sockets_even_when_the_text_gets_past(
    server: Server, listener: tuple[str, list[bytes]], tmp_path: Path
) -> None:
    """The second fence alone: Oxigraph itself, asked to follow SERVICE and LOAD in a confined process."""
    import subprocess
    import sys

    address, came = listener
    program = (
        "import sys, pyoxigraph; from kg.server.sandbox import confine, cut_off\n"
        "if not cut_off(): sys.exit(77)\n"
        "confine(1 << 30); store = pyoxigraph.Store()\n"
        "for ask, text in ((store.query, 'SELECT * {SERVICE <%s> {?s ?p ?o}}'), (store.update, 'LOAD <%s>')):\n"
        "    try: list(ask(text % sys.argv[1]) or ())\n"
        "    except PermissionError: continue\n"
        "    sys.exit(1)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, address], check=False)
    if done.returncode == 77:
        pytest.skip("this system has no seccomp")
    assert done.returncode == 0
    assert came == []


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
        "PREFIX f: <file:///etc/> ASK FROM f:passwd { ?s ?p ?o }",
        "SELECT * FROM <ADDRESS> { ?s ?p ?o }",
    ],
)
def test_from_outside_the_store_is_refused(server: Server, listener: tuple[str, list[bytes]], query: str) -> None:
    address, came = listener
    reply = server.post(query.replace("ADDRESS", address))
    assert reply.status == 400
    assert "not in the store" in reply.text or "no release in the store" in reply.text
    assert came == []


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_a_graph_parameter_reads_no_file_and_no_network(
    server: Server, listener: tuple[str, list[bytes]], name: str
) -> None:
    address, came = listener
    query = urlencode({"query": "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"})
    refused = server.send("GET", f"/sparql?{query}&{name}={quote('file:///etc/passwd')}")
    assert refused.status == 400
    assert "file:///etc/passwd" in refused.text
    empty = server.send("GET", f"/sparql?{query}&{name}={quote(address)}")
    assert empty.status == 200
    assert empty.rows == []
    assert came == []


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <ADDRESS>",
        "load silent <file:///etc/passwd> INTO GRAPH <http://g.example/>",
        "PREFIX ex: <ADDRESS> LOADex:data",
        "INSERT DATA { <a:a> <a:b> <a:c> } ; LOAD <ADDRESS>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <ADDRESS> { ?s ?p ?o } }",
        "INSERT { ?s ?p ?o } USING <file:///etc/passwd> WHERE { ?s ?p ?o }",
    ],
)
def test_updates_fetch_nothing(server: Server, listener: tuple[str, list[bytes]], text: str) -> None:
    address, came = listener
    reply = server.update(text.replace("ADDRESS", address))
    assert reply.status == 400, reply.text
    assert came == []
    assert not server.ask("ASK { <a:a> ?p ?o }").boolean


@pytest.mark.parametrize("token", [None, "", "wrong", TOKEN[:-1], TOKEN + "x", "a-token-for-tests\u00e9"])
def test_no_update_without_the_token(server: Server, token: str | None) -> None:
    headers = {"Content-Type": "application/sparql-update"}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    reply = server.send("POST", "/sparql", headers=headers, body=b"DROP ALL")
    assert reply.status == 401
    assert reply.headers["www-authenticate"].startswith("Bearer")
    form = server.send(
        "POST",
        "/sparql",
        headers={**headers, "Content-Type": "application/x-www-form-urlencoded"},
        body=b"update=DROP+ALL",
    )
    assert form.status == 401


def test_a_token_does_not_come_by_other_ways(server: Server) -> None:
    headers = {"Content-Type": "application/sparql-update", "Authorization": f"Basic {TOKEN}"}
    assert server.send("POST", f"/sparql?token={TOKEN}", headers=headers, body=b"DROP ALL").status == 401
    assert server.send("GET", f"/sparql?update=DROP+ALL&token={TOKEN}").status == 400


def test_an_update_sent_as_a_query_changes_nothing(server: Server) -> None:
    for text in ("DROP ALL", "DELETE WHERE { ?s ?p ?o }", f"ASK {{}} ; DELETE DATA {{ <{PERSON}> a <a:b> }}"):
        assert server.post(text).status == 400


def test_hostile_names_come_back_as_text_in_every_form(server: Server) -> None:
    query = "SELECT ?name { ?p <http://www.w3.org/2000/01/rdf-schema#label> ?name FILTER(CONTAINS(?name, 'script')) }"
    assert server.ask(query).rows[0]["name"]["value"] == HOSTILE
    for accept in ("text/csv", "text/tab-separated-values", "application/sparql-results+xml"):
        reply = server.ask(query, accept)
        assert reply.status == 200
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert "&lt;script" in server.ask(query, "application/sparql-results+xml").text


@pytest.mark.parametrize(
    "value", ["http://g.example/> { ?s ?p ?o } #", "<x>", "a b", "http://g.example/\r\nX-Evil: 1", "\u0000"]
)
def test_injection_through_parameters(server: Server, value: str) -> None:
    reply = server.ask("SELECT * { ?s ?p ?o }", **{"default-graph-uri": value})
    assert reply.status == 400
    assert "x-evil" not in reply.headers
    assert reply.text.count("\n") == 1
    update = server.update(
        "INSERT { <a:a> ?p ?o } WHERE { ?s ?p ?o }", path="/sparql?" + urlencode({"using-graph-uri": value})
    )
    assert update.status == 400


def test_a_query_of_hours_is_stopped_and_its_process_with_it(hasty: Server) -> None:
    began = time.monotonic()
    reply = hasty.post(HOURS)
    took = time.monotonic() - began
    assert reply.status == 503
    assert "longer than 2.5 seconds" in reply.text
    assert "retry-after" in reply.headers
    assert took < 60
    assert _calm(hasty.pid)


def test_a_query_is_stopped_when_its_client_goes(server: Server) -> None:
    request = f"GET /sparql?{urlencode({'query': HOURS})} HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with socket.create_connection((server.host, server.port)) as connection:
        connection.sendall(request.encode())
        assert _eventually(lambda: _busy_children(server.pid, over=0.2) > 0.05), "it never ran"
    assert _calm(server.pid)  # long before the query's own time is up


def _eventually(holds: Callable[[], bool]) -> bool:
    """Whether something comes to hold within half a minute."""
    until = time.monotonic() + 30
    while not (held := holds()) and time.monotonic() < until:
        time.sleep(0.1)
    return held


def _calm(pid: int) -> bool:
    """Whether the workers come to rest."""
    return _eventually(lambda: _busy_children(pid, over=0.3) < 0.1)


def _children(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == pid:
                found.append(int(entry.name))
    return found


def _busy_children(pid: int, *, over: float) -> float:
    """Seconds of processor time that the workers use in the time ``over``."""

    def used() -> float:
        total = 0.0
        for child in _children(pid):
            try:
                fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return total

    before = used()
    time.sleep(over)
    return used() - before


@pytest.mark.parametrize(
    "query",
    [
        "ASK " + "{" * 20_000 + "}" * 20_000,
        "ASK { FILTER(" + "(" * 40_000 + "1" + ")" * 40_000 + ") }",
        "ASK { FILTER(" + "!" * 60_000 + "true) }",
        "ASK {" + "OPTIONAL{?s ?p ?o}" * 5_000 + "}",
        "ASK {?s ?p " + "(" * 300 + ")" * 300 + "}",
    ],
    ids=["groups", "parentheses", "negations", "optionals", "lists"],
)
def test_deep_nesting_costs_a_worker_and_no_more(hasty: Server, query: str) -> None:
    reply = hasty.post(query)
    assert reply.status in (422, 503)
    assert reply.text.count("\n") == 1


def test_a_costly_pattern_does_not_blow_up(server: Server, hasty: Server) -> None:
    text = "a" * 50_000 + "!"
    reply = server.post(f'ASK {{ FILTER(REGEX("{text}", "^(a+)+$") || REGEX("{text}", "(a|aa)+$")) }}')
    assert reply.status == 200
    assert reply.boolean is False
    assert hasty.post('ASK { FILTER(REGEX("x", "' + "(x{1,1000}){1,1000}" * 3 + '")) }').status in (200, 400, 422, 503)


def test_a_huge_result_is_refused_whole(server: Server) -> None:
    rows = server.post("SELECT * { ?s ?p ?o . ?a ?b ?c }", "text/csv")
    assert rows.status == 422
    assert "is not sent in part" in rows.text
    many = server.post("SELECT ?s { ?s ?p ?o . ?a ?b ?c } LIMIT 301", "text/csv")
    assert many.status == 422
    assert "more than 300 rows" in many.text
    assert server.post("SELECT ?s { ?s ?p ?o . ?a ?b ?c } LIMIT 300", "text/csv").status == 200
    graph = server.post("CONSTRUCT { ?s ?p ?c } { ?s ?p ?o . ?a ?b ?c }", "text/turtle")
    assert graph.status == 422
    assert "more than 300 triples" in graph.text
    long = ",".join(['"' + "x" * 1000 + '"'] * 150)
    large = server.post(f"SELECT (CONCAT({long}) AS ?x) {{}}")
    assert large.status == 422
    assert "MiB" in large.text


def test_a_join_that_fills_memory_costs_a_worker_and_no_more(hasty: Server) -> None:
    every = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
    query = f"SELECT DISTINCT (CONCAT(STR(?a), STR(?c), STR(?d), STR(?f), STR(?g)) AS ?x) {{ {every} }} ORDER BY ?x"
    assert hasty.post(query).status in (422, 503)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("Content-Type: text/plain", b"ASK {}"),
        (
            "Content-Type: multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="query"\r\n\r\nASK {}\r\n--x--',
        ),
        ("Content-Type: application/sparql-query, application/sparql-update", b"ASK {}"),
        ("Content-Type: application/sparql-query\r\nContent-Type: application/sparql-update", b"ASK {}"),
        ("Content-Type: application/sparql-query; charset=utf-16", "ASK {}".encode("utf-16")),
        ("Content-Type: application/sparql-query; charset=utf-7", b"ASK {}"),
        ("Content-Type: application/sparql-query\r\nContent-Encoding: gzip", b"ASK {}"),
        ("Content-Type: application/sparql-query\x0b", b"ASK {}"),
        ("X: y", b"query=ASK%20%7B%7D"),
    ],
)
def test_odd_content_types(hasty: Server, headers: str, body: bytes) -> None:
    head = f"POST /sparql HTTP/1.1\r\nHost: localhost\r\n{headers}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    reply = hasty.raw(head + body, seconds=60)
    assert reply.startswith((b"HTTP/1.1 415", b"HTTP/1.1 400"))
    assert reply.count(b"HTTP/1.1") == 1


@pytest.mark.parametrize(
    "framing",
    [
        b"Content-Length: 6\r\nContent-Length: 60\r\n",
        b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: xchunked\r\n",
        b"Transfer-Encoding: chunked, identity\r\n",
        b"Content-Length: +6\r\n",
        b"Content-Length: 6\r\n Transfer-Encoding: chunked\r\n",
        b"Content-Length : 6\r\n",
    ],
)
def test_a_request_is_never_read_as_two(hasty: Server, framing: bytes) -> None:
    smuggled = b"ASK {}GET /console HTTP/1.1\r\nHost: localhost\r\n\r\n"
    head = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
    reply = hasty.raw(head + framing + b"\r\n" + smuggled, seconds=60)
    assert b"Query console" not in reply
    assert reply.count(b"HTTP/1.1 ") <= 1


def test_a_body_without_end(hasty: Server) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
    began = time.monotonic()
    reply = hasty.raw(head + b"Content-Length: 100\r\n\r\nASK {", seconds=60)
    assert reply.startswith(b"HTTP/1.1 408")
    assert time.monotonic() - began < 50
    with socket.create_connection((hasty.host, hasty.port), timeout=60) as connection:
        connection.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n")
        chunks = (b"3e8\r\n" + b"#" * 1000 + b"\r\n" for _ in range(5000))
        sent_until_hung_up(connection, chunks, pause=0.005)


def test_a_large_body_is_refused_before_it_has_all_come(server: Server) -> None:
    assert server.post("#" * 200_000 + "\nASK {}").status == 413


def test_headers_that_never_end(hasty: Server) -> None:
    began = time.monotonic()
    assert hasty.raw(b"GET /sparql HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", seconds=60) == b""
    assert time.monotonic() - began < 50
    # Drop by drop, and after a first request that was complete.
    with socket.create_connection((hasty.host, hasty.port), timeout=60) as connection:
        connection.sendall(b"GET /console/console.css HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(0.2)
        began = time.monotonic()
        letters = (bytes([letter]) for letter in b"GET /sparql HTTP/1.1\r\nX: " + b"y" * 2000)
        sent_until_hung_up(connection, letters, pause=0.05)
        assert time.monotonic() - began < 50


def test_long_addresses_and_headers(hasty: Server) -> None:
    assert hasty.ask("ASK {} #" + "x" * 9000).status == 414
    with socket.create_connection((hasty.host, hasty.port), timeout=60) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ")
        sent_until_hung_up(connection, repeat(b"y" * 10_000, 200), pause=0.002)


def test_more_connections_than_are_taken(server: Server) -> None:
    held: list[socket.socket] = []
    try:
        held += [socket.create_connection((server.host, server.port), timeout=2) for _ in range(60)]
    finally:
        time.sleep(0.2)
        for connection in held:
            connection.close()
    time.sleep(0.2)


def test_many_slow_queries_leave_room_for_quick_ones(hasty: Server) -> None:
    statuses: list[int] = []
    slow = [threading.Thread(target=lambda: statuses.append(hasty.post(HOURS).status)) for _ in range(6)]
    for thread in slow:
        thread.start()
    time.sleep(0.2)
    quick = [hasty.ask("ASK {}").status for _ in range(8)]
    for thread in slow:
        thread.join()
    assert set(statuses) == {503}
    assert quick.count(200) >= 6  # the first may come before anybody knows that the others are slow
    again = threading.Thread(target=lambda: statuses.append(hasty.post(HOURS + " # again 7").status))
    again.start()
    assert [hasty.ask("ASK {}").status for _ in range(8)] == [200] * 8
    again.join()


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="this system has no niceness")
@pytest.mark.parametrize("nice", [0, 15])
def test_a_long_query_gives_way_however_nice_the_server_is(nice: int, tmp_path: Path) -> None:
    script = (
        "import asyncio, os, sys; from pathlib import Path; from kg.server.pool import _Worker\n"
        f"own = os.nice(max({nice} - os.nice(0), 0))\n"
        "async def main():\n"
        "    worker = await _Worker.start(Path(sys.argv[1]), 1 << 30)\n"
        "    worker.slow_down()\n"
        "    print(own, os.getpriority(os.PRIO_PROCESS, worker.process.pid))\n"
        "    worker.kill()\n"
        "    await worker.process.wait()\n"
        "asyncio.run(main())"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True)
    own, given = map(int, done.stdout.split())
    assert given == min(own + 10, 19)


def test_idle_connections_make_room_for_others(hasty: Server) -> None:
    idle = [socket.create_connection((hasty.host, hasty.port)) for _ in range(40)]
    try:
        assert [hasty.ask("ASK {}").status for _ in range(5)] == [200] * 5
    finally:
        for connection in idle:
            connection.close()


def test_a_client_that_does_not_read(hasty: Server) -> None:
    query = urlencode({"query": "SELECT ?x { VALUES ?x { " + '"' + "x" * 700 + '" ' + "} ?s ?p ?o } LIMIT 100"})
    with socket.create_connection((hasty.host, hasty.port), timeout=60) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        request = f"GET /sparql?{query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        connection.sendall(request * 200)
        time.sleep(2.5)
        sent_until_hung_up(connection, repeat(request, 3000), pause=0.01)
