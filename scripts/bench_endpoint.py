"""Measure the endpoint under load: many clients with mixed queries, without and with one that asks for hours of work.

    python scripts/bench_endpoint.py --seconds 60 --clients 50

Starts ``kg serve`` on loopback with a store that is filled from the starter data (or the one named with --store), and
prints for each round how many short queries were answered, their latency, how many were told to come back later (503),
anything else that came back, and the memory of the server with its workers before and after.
"""

from __future__ import annotations

import argparse
import http.client
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kg.store.backend import open_store

PREFIXES = """PREFIX pkg: <https://w3id.org/player-kg/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
# Dates are days, months, seasons or years: docs/ontology.md#dates tells how their texts compare.
FIRST = 'CONCAT(SUBSTR(STR({0}), 1, 10), SUBSTR("0000-01-01", STRLEN(STR({0})) + 1))'
OVER = 'IF(DATATYPE({0}) = xsd:date, STR({0}), CONCAT(REPLACE(STR({0}), ".*/", ""), "~"))'
SHORT = {
    "ask": "ASK { ?s a pkg:Person }",
    "career": "SELECT ?team ?start ?end { ?spell pkg:hasPerson <PERSON> ; pkg:hasTeam ?t . ?t rdfs:label ?team "
    "OPTIONAL { ?spell pkg:start ?start } OPTIONAL { ?spell pkg:end ?end } }",
    "team-mates": "SELECT DISTINCT ?name { { SELECT ?t ?a ?b { ?s pkg:hasPerson <PERSON> ; pkg:hasTeam ?t ; "
    f"pkg:start ?from ; pkg:end ?to BIND({FIRST.format('?from')} AS ?a) BIND({OVER.format('?to')} AS ?b) }} }} "
    "?o pkg:hasTeam ?t ; pkg:start ?c ; pkg:end ?d ; pkg:hasPerson ?p . ?p rdfs:label ?name "
    f"FILTER(?a < {OVER.format('?d')} && {FIRST.format('?c')} < ?b) }} LIMIT 100",
    "describe": "DESCRIBE <PERSON>",
    "relationships": "SELECT ?kind ?other { ?claim a ?kind ; pkg:hasSubject <PERSON> ; pkg:hasObject ?other }",
}
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@dataclass
class Round:
    """What came back in one round."""

    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    endless: Counter[int] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)


def ask(connection: http.client.HTTPConnection, query: str) -> tuple[int, bool]:
    """Send a query over a kept connection; its status, and whether a 503 said when to come back."""
    headers = {"Content-Type": "application/sparql-query", "Accept": "application/sparql-results+json, text/turtle"}
    connection.request("POST", "/sparql", body=(PREFIXES + query).encode(), headers=headers)
    response = connection.getresponse()
    response.read()
    return response.status, response.status != 503 or "retry-after" in response.headers


def client(port: int, people: list[str], until: float, seed: int, result: Round) -> None:
    """One short query after another until time is up."""
    choice = random.Random(seed)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    while time.monotonic() < until:
        query = choice.choice(list(SHORT.values())).replace("<PERSON>", f"<{choice.choice(people)}>")
        began = time.perf_counter()
        try:
            status, honest = ask(connection, query)
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            with result.lock:
                result.problems[type(error).__name__] += 1
            continue
        took = time.perf_counter() - began
        with result.lock:
            result.statuses[status] += 1
            if status == 200:
                result.latencies.append(took)
            if not honest:
                result.problems["503 without Retry-After"] += 1
    connection.close()


def bad_client(port: int, until: float, result: Round) -> None:
    """One query of hours after another."""
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        try:
            status, _ = ask(connection, ENDLESS)
            result.endless[status] += 1
        except (OSError, http.client.HTTPException) as error:
            with result.lock:
                result.problems["bad client: " + type(error).__name__] += 1
        finally:
            connection.close()


def memory(pid: int) -> tuple[float, float]:
    """Resident MiB of the server, and of all its workers."""

    def resident(process: int) -> float:
        try:
            status = Path(f"/proc/{process}/status").read_text()
        except OSError:
            return 0.0
        found = re.search(r"VmRSS:\s+(\d+)", status)
        return int(found[1]) / 1024 if found else 0.0

    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return resident(pid), sum(resident(int(child)) for child in children)


def filled(store: Path) -> Path:
    """A new store with the starter data."""
    open_store(store).close()
    return store


@contextmanager
def server(store: Path, seconds: float, workers: int) -> Iterator[tuple[int, int]]:
    """``kg serve`` on a free port: its process and port."""
    command = ["-c", "from kg.cli import main; main()", "serve", "--port", "0", "--store", str(store)]
    options = ["--timeout", str(seconds), "--workers", str(workers)]
    process = subprocess.Popen([sys.executable, *command, *options], stderr=subprocess.PIPE, text=True)
    try:
        for line in process.stderr or ():
            if found := re.search(r"127\.0\.0\.1:(\d+)/sparql", line):
                yield process.pid, int(found[1])
                return
        raise SystemExit("the server did not start")
    finally:
        process.terminate()
        process.wait()


def run(port: int, people: list[str], *, clients: int, seconds: float, bad: bool) -> Round:
    """All clients at once for some seconds; with ``bad`` the last of them is the bad one."""
    result = Round()
    until = time.monotonic() + seconds
    good = clients - bad
    threads = [
        threading.Thread(target=client, args=(port, people, until, number, result), daemon=True)
        for number in range(good)
    ]
    if bad:
        threads.append(threading.Thread(target=bad_client, args=(port, until, result), daemon=True))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds + 150)
    return result


def some_people(port: int) -> list[str]:
    """IRIs of people to ask about."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    query = PREFIXES + "SELECT DISTINCT ?p { ?p a pkg:Person } LIMIT 300"
    connection.request("POST", "/sparql", query, {"Content-Type": "application/sparql-query", "Accept": "text/csv"})
    lines = connection.getresponse().read().decode().split()[1:]
    connection.close()
    return lines


def told(title: str, result: Round, seconds: float, before: tuple[float, float], after: tuple[float, float]) -> None:
    """Print a round."""
    ordered = sorted(result.latencies)
    median, p99 = statistics.median(ordered), ordered[int(len(ordered) * 0.99)]
    others = {status: count for status, count in result.statuses.items() if status not in (200, 503)}
    print(f"{title}:")
    print(f"  answered {len(ordered)}, {len(ordered) / seconds:.0f} a second")
    print(f"  median {median * 1000:.1f} ms, p99 {p99 * 1000:.0f} ms, slowest {ordered[-1] * 1000:.0f} ms")
    print(f"  503: {result.statuses[503]}; other statuses: {others or 'none'}")
    print(f"  problems: {dict(result.problems) or 'none'}")
    if result.endless:
        print(f"  the bad client's queries: {dict(result.endless)}")
    print(f"  memory of the server {before[0]:.0f} -> {after[0]:.0f} MiB")
    print(f"  memory of the workers {before[1]:.0f} -> {after[1]:.0f} MiB")


def main() -> None:
    """Run the rounds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--clients", type=int, default=50, choices=range(2, 201), metavar="2..200")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--timeout", type=float, default=20.0, help="of a query, in seconds")
    parser.add_argument("--workers", type=int, default=4)
    asked = parser.parse_args()
    seconds = min(asked.seconds, 600.0)
    with (
        tempfile.TemporaryDirectory() as folder,
        server(asked.store or filled(Path(folder) / "store"), asked.timeout, asked.workers) as (
            pid,
            port,
        ),
    ):
        people = some_people(port)
        run(port, people, clients=asked.clients, seconds=min(5.0, seconds), bad=False)  # caches warm, connections made
        for title, bad in (("short queries alone", False), ("with one client that asks for hours of work", True)):
            before = memory(pid)
            result = run(port, people, clients=asked.clients, seconds=seconds, bad=bad)
            time.sleep(1)
            told(f"{asked.clients} clients, {seconds:g} s, {title}", result, seconds, before, memory(pid))


if __name__ == "__main__":
    main()
