"""A SPARQL server on loopback with a small world in Wikidata's shape, and with every fault that a server can have."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pyoxigraph

__all__ = ["Server", "serving"]

PREFIXES = """
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix s: <http://www.wikidata.org/entity/statement/> .
@prefix v: <http://www.wikidata.org/value/> .
@prefix p: <http://www.wikidata.org/prop/> .
@prefix ps: <http://www.wikidata.org/prop/statement/> .
@prefix psv: <http://www.wikidata.org/prop/statement/value/> .
@prefix pq: <http://www.wikidata.org/prop/qualifier/> .
@prefix pqv: <http://www.wikidata.org/prop/qualifier/value/> .
@prefix wikibase: <http://wikiba.se/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def spell(
    name: str,
    person: str,
    team: str,
    start: tuple[str, int] | None,
    end: tuple[str, int] | None,
    *,
    prop: str = "P54",
) -> str:
    """A statement with qualifiers, with plain and full values as Wikidata exports them."""
    parts = [f"wd:{person} p:{prop} s:{name} . s:{name} ps:{prop} wd:{team} ; wikibase:rank wikibase:NormalRank ."]
    for qualifier, moment in (("P580", start), ("P582", end)):
        if moment:
            time, precision = moment
            parts.append(
                f's:{name} pq:{qualifier} "{time}T00:00:00Z"^^xsd:dateTime ; pqv:{qualifier} v:{name}{qualifier} . '
                f'v:{name}{qualifier} wikibase:timeValue "{time}T00:00:00Z"^^xsd:dateTime ; '
                f"wikibase:timePrecision {precision} ."
            )
    return "\n".join(parts)


def named(item: str, label: str, *others: str) -> str:
    more = " ".join(f'wd:{item} skos:altLabel "{other}"@es .' for other in others)
    return f'wd:{item} rdfs:label "{label}"@en . {more}'


def born(item: str, time: str, precision: int, rank: str = "NormalRank") -> str:
    key = f"{item}b{precision}"
    return (
        f"wd:{item} p:P569 s:{key} . s:{key} psv:P569 v:{key} ; wikibase:rank wikibase:{rank} . "
        f'v:{key} wikibase:timeValue "{time}T00:00:00Z"^^xsd:dateTime ; wikibase:timePrecision {precision} .'
    )


LABELS = {
    "Q101": "Town F.C.",
    "Q102": "City F.C.",
    "Q103": "Town F.C. U21",
    "Q104": "Ivory Coast national football team",
    "Q105": "Ivory Coast national under-20 football team",
    "Q201": "Côte d'Ivoire",
    "Q202": "goalkeeper",
    "Q203": "French language",
    "Q204": "Abidjan",
    "Q205": "loan",
    "Q206": "Agents & Co",
}
WORLD = "\n".join(
    [
        PREFIXES,
        *(named(item, label) for item, label in LABELS.items()),
        "wd:Q101 wdt:P31 wd:Q300 ; wdt:P17 wd:Q201 . wd:Q103 wdt:P31 wd:Q300 ; wdt:P831 wd:Q101 .",
        "wd:Q400 wdt:P31 wd:Q301 ; wdt:P1923 wd:Q101 , wd:Q102 ; "
        'wdt:P580 "2011-08-01T00:00:00Z"^^xsd:dateTime ; wdt:P582 "2012-05-30T00:00:00Z"^^xsd:dateTime .',
        named("Q1", "Ada Example", "Adita", "Ada\\nExample Two"),
        "wd:Q1 wdt:P31 wd:Q5 ; wdt:P27 wd:Q201 ; wdt:P413 wd:Q202 ; wdt:P103 wd:Q203 .",
        "wd:Q1 wdt:P19 wd:Q204 ; wdt:P2446 '777' .",
        born("Q1", "1990-01-01", 9),
        born("Q1", "1990-02-03", 11),
        born("Q1", "1980-02-03", 11, "DeprecatedRank").replace("Q1b11", "Q1old"),
        spell("a", "Q1", "Q103", ("2008-01-01", 9), ("2010-01-01", 9)),
        spell("b", "Q1", "Q102", ("2010-08-01", 10), ("2011-01-31", 11)),
        "s:b pq:P1642 wd:Q205 ; pq:P1350 '+12'^^xsd:decimal .",
        spell("c", "Q1", "Q101", ("2011-02-01", 11), None),
        spell("d", "Q1", "Q104", ("2012-01-01", 9), None),
        spell("e", "Q1", "Q102", ("2014-01-01", 9), ("2013-01-01", 9)),
        "wd:Q1 p:P54 s:f . s:f ps:P54 _:unknown ; wikibase:rank wikibase:NormalRank .",
        "wd:Q1 p:P54 s:g . s:g ps:P54 wd:Q102 ; wikibase:rank wikibase:DeprecatedRank .",
        named("Q2", "Bea Example"),
        "wd:Q2 wdt:P31 wd:Q5 ; wdt:P3373 wd:Q1 , wd:Q9 ; wdt:P1875 wd:Q206 .",
        "wd:Q1 wdt:P3373 wd:Q2 ; wdt:P1875 wd:Q206 .",
        spell("h", "Q2", "Q101", ("2005-01-01", 9), ("2006-01-01", 9)),
        named("Q9", "Someone Private"),
        named("Q3", "Cid Coach"),
        "wd:Q3 wdt:P31 wd:Q5 . wd:Q101 p:P286 s:i . s:i ps:P286 wd:Q3 ; wikibase:rank wikibase:NormalRank .",
        named("Q4", "Dan Child"),
        spell("j", "Q4", "Q102", ("2012-01-01", 9), None),
        "wd:Q4 wdt:P31 wd:Q5 ; wdt:P22 wd:Q3 . wd:Q3 wdt:P40 wd:Q4 .",
        spell("k", "Q3", "Q102", ("2010-07-01", 11), ("2012-06-30", 11), prop="P6087"),
    ]
)


@dataclass
class Server:
    """What the server has been asked and how it shall fail: one entry of ``faults`` for each request, then none."""

    address: str = ""
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    too_many: int = 10**9
    """More items than this in one question, and the server runs out of time."""
    spoil: Callable[[bytes], bytes] = lambda answer: answer
    """What becomes of every answer."""


@contextmanager
def serving() -> Iterator[Server]:
    store = pyoxigraph.Store()
    store.load(WORLD.encode(), pyoxigraph.RdfFormat.TURTLE)
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            query = parse_qs(body)["query"][0]
            state.asked.append(query)
            state.agents.add(self.headers["User-Agent"])
            items = query.partition("VALUES")[2].partition("}")[0].count("wd:")
            fault = state.faults.pop(0) if state.faults else "504" if items > state.too_many else ""
            if fault.startswith("sleep"):
                time.sleep(float(fault[5:]))
            elif fault.partition(" ")[0].isdigit():
                code, _, after = fault.partition(" ")
                self.send_response(int(code))
                if after:
                    self.send_header("Retry-After", after)
                self.send_header("Content-Length", "5")
                self.end_headers()
                self.wfile.write(b"oops\n")
                return
            results: Any = store.query(query)
            data = results.serialize(format=pyoxigraph.QueryResultsFormat.JSON)
            self.send_response(200)
            self.send_header("Content-Type", "application/sparql-results+json")
            if fault == "malformed":
                data = b'{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "ur'
            elif fault == "html":
                data = b"<html>maintenance</html>"
            data = state.spoil(data)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            with suppress(BrokenPipeError, ConnectionResetError):  # who asked has given up
                self.wfile.write(data[: len(data) // 2] if fault == "cut" else data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    state.address = f"http://127.0.0.1:{server.server_address[1]}/sparql"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
