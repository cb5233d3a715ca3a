#!/usr/bin/env python3
"""Attack the server on loopback: hostile queries, many requests, long queries beside quick ones, idle connections.

    python scripts/attack_server.py [--part requests] [--queries 500] [--requests 20000] [--clients 50] [--long 8]

Starts ``kg serve`` with a store filled from the starter data (or the one named with --store), and prints what came of
each part. The exit status is 1 when a request ended in a fault of the server's own, a quick client was starved, memory
grew, or stopping was not clean.
"""

from __future__ import annotations

import argparse
import http.client
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from kg.store.backend import open_store

HOURS = "SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }} # {}"
QUICK = "SELECT ?s {{ ?s a <https://w3id.org/player-kg/ns#Person> }} LIMIT 3 # {}"
SEEDS = (
    "SELECT * { ?s ?p ?o } LIMIT 3",
    "PREFIX s: <http://schema.org/> SELECT ?n { ?p s:name ?n FILTER(STRLEN(?n) > 3) } ORDER BY ?n LIMIT 5",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 2",
    "ASK { ?s ?p 'x' }",
    "DESCRIBE <https://w3id.org/player-kg/id/person/Q1>",
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT (REPLACE('a', '(a+)+$', 'b') AS ?x) {}",
    "INSERT DATA { <a:a> <a:b> 1 }",
)
PIECES = (
    *(
        "{",
        "}",
        "(",
        "UNION",
        "OPTIONAL",
        "MINUS",
        "\x00",
        "\\u0000",
        "'",
        '"',
        "#",
        "<",
        ">",
        "GRAPH ?g",
        "* 1e9",
        "💥",
    ),
    "a" * 3000,
)
PARTS = ("lanes", "queries", "requests", "idle", "stop")
PROMISED = frozenset({200, 204, 400, 401, 403, 404, 405, 406, 408, 409, 413, 414, 415, 422, 503})


@contextmanager
def server(store: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """``kg serve`` on a free port: the process and its port."""
    command = [sys.executable, "-c", "from kg.cli import main; main()", "serve", "--port", "0", "--store", str(store)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        for line in process.stderr or ():
            if match := re.search(r"127\.0\.0\.1:(\d+)/sparql", line):
                yield process, int(match[1])
                return
        raise SystemExit("the server did not start")
    finally:
        process.kill()
        process.wait()


def ask(connection: http.client.HTTPConnection, path: str) -> int:
    """The status of a request; 0 where the connection was closed."""
    try:
        connection.request("GET", path, headers={"Accept": "*/*"})
        reply = connection.getresponse()
        reply.read()
        return reply.status
    except (OSError, http.client.HTTPException):
        connection.close()
        return 0


def memory(pid: int) -> int:
    """Bytes of the server and its workers in memory."""
    total = 0
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    for process in (pid, *map(int, children)):
        with suppress(OSError):
            status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
            match = re.search(r"VmRSS:\s+(\d+)", status)
            total += int(match[1]) * 1024 if match else 0
    return total


def mutilated(draw: random.Random) -> str:
    """A query with something wrong in it."""
    text = draw.choice(SEEDS)
    for _ in range(draw.randrange(5)):
        place = draw.randrange(len(text) + 1)
        text = text[:place] + draw.choice(PIECES) + text[place + draw.randrange(3) :]
    return text * draw.choice((1, 1, 1, 3))


def queries(port: int, times: int, draw: random.Random) -> int:
    """Send mutilated queries; how many ended in a status that is not promised."""
    statuses: Counter[int] = Counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    for _ in range(times):
        statuses[ask(connection, "/sparql?query=" + quote(mutilated(draw)))] += 1
    faults = sum(number for status, number in statuses.items() if status not in PROMISED)
    print(f"{times} hostile queries: {faults} faults, statuses {dict(sorted(statuses.items()))}")
    return faults


def requests(process: int, port: int, times: int, draw: random.Random) -> int:
    """Send many small requests of every kind; how many failed, and whether memory grew."""
    paths = [
        "/",
        "/console",
        "/nowhere",
        "/api/show?name=Saka",
        "/api/persuade",
        "/sparql?query=" + quote(QUICK.format(1)),
    ]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    for path in paths * 20:
        ask(connection, path)
    before, statuses = memory(process), Counter[int]()
    began = time.monotonic()
    for _ in range(times):
        statuses[ask(connection, draw.choice(paths))] += 1
    took, after = time.monotonic() - began, memory(process)
    faults = sum(number for status, number in statuses.items() if status not in PROMISED)
    grown = after > 1.2 * before + (32 << 20)
    print(
        f"{times} requests in {took:.0f} s: {faults} faults, statuses {dict(sorted(statuses.items()))}, "
        f"memory {before >> 20} MiB before, {after >> 20} MiB after"
    )
    return faults + grown


def rate(port: int, clients: int, seconds: float, long: int) -> float:
    """Answers a second that quick clients get beside some clients who ask for hours of work over and over."""
    until = time.monotonic() + seconds
    answered: Counter[str] = Counter()

    def client(template: str, kind: str, number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        while time.monotonic() < until:
            status = ask(connection, "/sparql?query=" + quote(template.format(number)))
            answered[kind if status == 200 else f"{kind} {status}"] += 1
            if kind == "long" and status != 200:
                time.sleep(0.1)

    threads = [threading.Thread(target=client, args=(QUICK, "quick", n), daemon=True) for n in range(clients)]
    threads += [threading.Thread(target=client, args=(HOURS, "long", n), daemon=True) for n in range(long)]
    for thread in threads:
        thread.start()
    time.sleep(max(0.0, until - time.monotonic()))
    result = answered["quick"] / seconds
    print(f"{clients} quick clients beside {long} long ones: {result:.0f} answers a second, {dict(answered)}")
    for thread in threads[:clients]:
        thread.join(60)
    return result


def lanes(port: int, clients: int, seconds: float, long: int) -> int:
    """Whether quick clients keep at least half of their rate beside long queries."""
    alone = rate(port, clients, seconds, 0)
    beside = rate(port, clients, seconds, long)
    print(f"quick clients keep {100 * beside / max(alone, 1e-9):.0f} % of their rate beside {long} long queries")
    return beside < alone / 2


def idle(port: int) -> int:
    """Whether a client is answered while hundreds of connections stand idle."""
    connections = [socket.create_connection(("127.0.0.1", port)) for _ in range(300)]
    try:
        status = ask(http.client.HTTPConnection("127.0.0.1", port, timeout=60), "/sparql?query=ASK%7B%7D")
    finally:
        for connection in connections:
            connection.close()
    print(f"beside 300 idle connections a query is answered with {status}")
    return status != 200


def stop(process: subprocess.Popen[str], port: int) -> int:
    """Whether SIGTERM in the middle of requests ends the server without a traceback."""
    going = threading.Event()

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while not going.is_set():
            if not ask(connection, "/sparql?query=" + quote(QUICK.format(2))):
                return

    threads = [threading.Thread(target=client, daemon=True) for _ in range(8)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    process.send_signal(signal.SIGTERM)
    status = process.wait(90)
    going.set()
    told = process.stderr.read() if process.stderr else ""
    print(f"SIGTERM: status {status}, {'a traceback' if 'Traceback' in told else 'no traceback'}")
    return "Traceback" in told or status not in (0, -signal.SIGTERM)


def main() -> int:
    """Attack, and say whether everything held."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path)
    for name, most in (("queries", 500), ("requests", 20_000), ("clients", 50), ("long", 8)):
        parser.add_argument(f"--{name}", type=int, default=most)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--part", choices=PARTS, action="append", help="run this part alone; may be given again")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    draw = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="attack-") as folder:
        store = options.store or Path(folder) / "store"
        open_store(store).close()
        with server(store) as (process, port):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
            while ask(connection, "/sparql?query=" + quote(QUICK.format(0))) != 200:
                time.sleep(1)  # the database for queries is made on first use
            parts: dict[str, Callable[[], int]] = {
                "lanes": lambda: lanes(port, options.clients, options.seconds, options.long),
                "queries": lambda: queries(port, options.queries, draw),
                "requests": lambda: requests(process.pid, port, options.requests, draw),
                "idle": lambda: idle(port),
                "stop": lambda: stop(process, port),
            }
            failed = [parts[name]() for name in parts if name in (options.part or parts)]
    print("all held" if not any(failed) else "failed")
    return bool(any(failed))


if __name__ == "__main__":
    sys.exit(main())
