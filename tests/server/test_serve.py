"""``kg serve`` as a command: what it says, where it listens, what it refuses."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.addresses import is_loopback
from tests.server.running import TOKEN, serving, small_store

pytestmark = pytest.mark.enable_socket


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_store(tmp_path_factory.mktemp("serve") / "store", count=3)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from kg.cli import main; main()", "serve", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def test_read_only_unless_told_otherwise(store: Path) -> None:
    with serving(store) as server:
        assert server.host == "127.0.0.1"
        reply = server.update("DROP ALL")
        assert reply.status == 403
        assert "--update-token" in reply.text
        assert "SPARQL11Update" not in server.send("GET", "/sparql").text


def test_options_bound_queries(store: Path) -> None:
    with serving(store, "--timeout", "6", "--max-rows", "4", "--workers", "1") as server:
        assert server.ask("SELECT * { ?s ?p ?o } LIMIT 5").status == 422
        assert server.ask("SELECT * { ?s ?p ?o } LIMIT 4").status == 200
        began = time.monotonic()
        assert (
            server.ask("SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(9)) + " }").status
            == 503
        )
        assert time.monotonic() - began < 60


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_with_all_its_processes(store: Path, sent: signal.Signals) -> None:
    with serving(store) as server:
        children = [int(pid) for pid in Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()]
        assert len(children) == 6  # four for quick queries, two in reserve
        os.kill(server.pid, sent)
        for _ in range(600):
            if not any(Path(f"/proc/{child}").exists() for child in children):
                break
            time.sleep(0.1)
        assert not any(Path(f"/proc/{child}").exists() for child in children)


def test_answers_under_way_are_sent_before_it_stops(store: Path) -> None:
    command = [sys.executable, "-c", "from kg.cli import main; main()", "serve", "--port", "0", "--store", str(store)]
    body = b"SELECT (COUNT(*) AS ?n) { " + b" ".join(b"?a%d ?b%d ?c%d ." % (i, i, i) for i in range(9)) + b" }"
    with subprocess.Popen([*command, "--timeout", "4"], stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        told = server.stderr.readline() + server.stderr.readline()
        port = int(told.partition("/sparql")[0].rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
            head = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
            connection.sendall(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
            time.sleep(0.5)
            server.terminate()
            answer = b""
            while piece := connection.recv(65536):
                answer += piece
        assert answer.startswith(b"HTTP/1.1 503")
        assert b"longer than 4 seconds" in answer
        assert server.stderr.read() == ""
        assert server.wait(60) in (0, -signal.SIGTERM)


def test_workers_end_when_the_server_is_killed(store: Path) -> None:
    with serving(store, "--timeout", "1") as server:
        children = [int(pid) for pid in Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()]
        with socket.create_connection((server.host, server.port)) as connection:
            body = b"SELECT (COUNT(*) AS ?n) { " + b" ".join(b"?a%d ?b%d ?c%d ." % (i, i, i) for i in range(9)) + b" }"
            head = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
            connection.sendall(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
            time.sleep(0.2)
            os.kill(server.pid, signal.SIGKILL)
        for _ in range(600):
            if not any(_runs(child) for child in children):
                return
            time.sleep(0.1)
        raise AssertionError("a worker outlived its server")


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_port_that_is_taken_and_hosts_that_are_none(store: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run("--store", str(store), "--port", str(taken.getsockname()[1]))
    assert done.returncode == 5
    assert "cannot listen" in done.stderr
    assert "Traceback" not in done.stderr
    assert run("--store", str(store), "--host", "no.such.host.invalid").returncode == 2
    assert run("--store", str(store), "--port", "70000").returncode == 2
    assert run("--store", str(store), "--update-token", "a b\n").returncode == 2
    assert run("--store", "https://example.org/sparql").returncode == 2


def test_other_addresses_than_loopback_are_warned_of(store: Path) -> None:
    assert is_loopback("127.0.0.1")
    assert is_loopback("127.8.8.8")
    assert is_loopback("::1")
    assert is_loopback("localhost")
    assert not is_loopback("0.0.0.0")  # noqa: S104
    assert not is_loopback("192.168.1.7")
    assert not is_loopback("example.org")
    done = run("--store", str(store), "--host", "192.0.2.1")  # no machine has this address
    assert done.returncode == 5
    assert "can be reached from other machines" in done.stderr


def test_the_token_may_come_from_the_environment(store: Path) -> None:
    with serving(store, environment={"KG_UPDATE_TOKEN": TOKEN}) as server:
        assert server.update("DELETE DATA { <a:b> <a:b> 1 }").status == 204
