"""The server as its users run it: a process of its own, asked over real HTTP on loopback."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from kg.model import Claim, ExternalId, ImpreciseDate, Period, Person, Position, Release, Spell, Team
from kg.store.backend import Backend, open_store

TOKEN = "a-token-for-tests"  # noqa: S105
RELEASE = "https://w3id.org/player-kg/release/tests/1"
TEAM = "https://w3id.org/player-kg/id/team/example-united"
PERSON = "https://w3id.org/player-kg/id/person/Q1"
HOSTILE = "<script>alert('x')</script>\r\n\"; DROP ALL ;\u202e"


@dataclass(frozen=True)
class WorkerResponse:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def rows(self) -> list[dict[str, Any]]:
        bindings: list[dict[str, Any]] = json.loads(self.body)["results"]["bindings"]
        return bindings

    @property
    def boolean(self) -> bool:
        return bool(json.loads(self.body)["boolean"])


@dataclass(frozen=True)
class Server:
    host: str
    port: int
    pid: int
    location: Path

    def send(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> WorkerResponse:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=150)
        try:
            connection.request(method, path, body=body, headers=dict(headers or {}))
            response = connection.getresponse()
            return WorkerResponse(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def ask(self, query: str, accept: str = "application/sparql-results+json", **parameters: str) -> WorkerResponse:
        return self.send(
            "GET", "/sparql?" + urlencode({"query": query, **parameters}), headers={"Accept": accept} if accept else {}
        )

    def post(self, query: str, accept: str = "application/sparql-results+json") -> WorkerResponse:
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        return self.send("POST", "/sparql", headers=headers, body=query.encode())

    def update(self, text: str, *, token: str | None = TOKEN, path: str = "/sparql") -> WorkerResponse:
        headers = {"Content-Type": "application/sparql-update"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        return self.send("POST", path, headers=headers, body=text.encode())

    def raw(self, data: bytes, *, seconds: float = 10) -> bytes:
        """Whatever comes back for bytes sent as they are, until the server closes or time is up."""
        with socket.create_connection((self.host, self.port), timeout=seconds) as connection:
            connection.sendall(data)
            received = b""
            try:
                while piece := connection.recv(65536):
                    received += piece
            except TimeoutError:
                pass
            return received


def team_mates() -> Iterator[Claim]:
    """Person 1 and Person 3, two years together at one club."""
    yield Claim(TEAM, Team(TEAM, "Example United"))
    for number in (1, 3):
        person = f"https://w3id.org/player-kg/id/person/Q{number}"
        period = Period(ImpreciseDate.parse("2020-07-01"), ImpreciseDate.parse("2022-06-30"))
        yield Claim(f"https://w3id.org/player-kg/id/claim/{number}", Spell(person, TEAM, period))


def people(count: int) -> Iterator[Claim]:
    for number in range(1, count + 1):
        iri = f"https://w3id.org/player-kg/id/person/Q{number}"
        name = HOSTILE if number == 2 else f"Person {number}"
        wikidata = ExternalId("wikidata", f"Q{number}")
        yield Claim(iri, Person(iri, name, position=Position.FORWARD, external_ids=(wikidata,)))


def small_store(location: Path, *, count: int = 60) -> Path:
    """A store of a few people, which no starter data will be added to."""
    with opened_empty(location) as backend:
        if count:
            backend.put_release(
                Release(RELEASE, "tests", "A release for tests", "1"), chain(people(count), team_mates())
            )
    return location


def opened_empty(location: Path) -> Backend:
    """A new store without the starter data; later openings take it as filled."""
    starter = location.parent / "starter.trig.gz"
    starter.write_bytes(gzip.compress(b""))
    open_store(location, starter=starter).close()
    return open_store(location)


_READY = re.compile(r"http://([^\s/]+):(\d+)/sparql")


@contextmanager
def _process(command: list[str], location: Path, extra: Mapping[str, str] | None = None) -> Iterator[Server]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KG_")} | dict(extra or {})
    process = subprocess.Popen(
        [sys.executable, *command], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment
    )
    assert process.stderr is not None
    told = ""
    try:
        for line in process.stderr:
            told += line
            if ready := _READY.search(line):
                yield Server(ready[1], int(ready[2]), process.pid, location)
                return
        raise AssertionError(f"the server did not start: {told}")
    finally:
        process.terminate()
        process.wait(120)
        process.stderr.close()


@contextmanager
def serving(location: Path, *options: str, environment: Mapping[str, str] | None = None) -> Iterator[Server]:
    """``kg serve``."""
    main = "from kg.cli import main; main()"
    command = ["-c", main, "serve", "--port", "0", "--store", str(location), *options]
    with _process(command, location, environment) as server:
        yield server


@contextmanager
def limited(location: Path, limits: Mapping[str, float], *, token: str = TOKEN) -> Iterator[Server]:
    """The server with limits that the command has no option for, so that tests need not wait for them."""
    program = (
        "import json, sys; from pathlib import Path\n"
        "from kg.server.app import Access; from kg.server.limits import Limits; from kg.server.run import serve\n"
        "def ready(address): print(address + '/sparql', file=sys.stderr, flush=True)\n"
        "limits = Limits(**json.loads(sys.argv[3]))\n"
        "serve(Path(sys.argv[1]), access=Access(token=sys.argv[2]), port=0, limits=limits, ready=ready)"
    )
    with _process(["-c", program, str(location), token, json.dumps(limits)], location) as server:
        yield server
