"""A runner for the W3C's SPARQL 1.1 Protocol tests: reads the machine-readable manifest and sends what it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from rdflib import RDF, RDFS, Graph, Namespace
from rdflib.collection import Collection
from rdflib.term import Node

from tests.server.running import TOKEN, Server, WorkerResponse

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")

TABULAR = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
EXPECTED_TYPES = {
    "boolean": TABULAR[:2],
    "tabular": TABULAR,
    "RDF": ("application/rdf+xml", "text/turtle", "application/n-triples", "application/ld+json"),
}


@dataclass(frozen=True)
class Step:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    statuses: tuple[str, ...]
    form: str | None
    boolean: bool | None


@dataclass(frozen=True)
class Case:
    name: str
    title: str
    graphs: tuple[tuple[str, Path], ...]
    steps: tuple[Step, ...]


def _text(graph: Graph, node: Node, predicate: Node) -> str:
    value = graph.value(node, predicate)
    assert value is not None, (node, predicate)
    return str(value)


def _step(graph: Graph, node: Node) -> Step:
    headers_node, content = graph.value(node, HT.headers), graph.value(node, HT.body)
    headers = {
        _text(graph, header, HT.fieldName): _text(graph, header, HT.fieldValue)
        for header in (Collection(graph, headers_node) if headers_node else ())
    }
    body = None
    if content is not None:
        body = _text(graph, content, CNT.chars).encode(_text(graph, content, CNT.characterEncoding))
    response = graph.value(node, HT.resp)
    assert response is not None
    form, boolean = graph.value(response, MF.expectedFormat), graph.value(response, MF.expectedBoolean)
    return Step(
        _text(graph, node, HT.methodName),
        _text(graph, node, HT.absolutePath),
        headers,
        body,
        tuple(str(status).rpartition("StatusCode")[2] for status in graph.objects(response, MF.expectedStatus)),
        str(form) if form else None,
        boolean.toPython() if boolean is not None else None,  # type: ignore[attr-defined]
    )


def cases(manifest: Path) -> Iterator[Case]:
    graph = Graph().parse(manifest, publicID=manifest.as_uri())
    entries = graph.value(predicate=RDF.type, object=MF.Manifest)
    assert entries is not None
    listed = graph.value(entries, MF.entries)
    assert listed is not None
    for test in Collection(graph, listed):
        action = graph.value(test, MF.action)
        assert action is not None
        data = tuple(
            (_text(graph, one, RDFS.label), Path(unquote(urlsplit(_text(graph, one, UT.graph)).path)))
            for one in graph.objects(test, UT.graphData)
        )
        requests = graph.value(action, HT.requests)
        assert requests is not None
        steps = tuple(_step(graph, node) for node in Collection(graph, requests))
        yield Case(str(test).rpartition("#")[2], _text(graph, test, MF.name), data, steps)


def prepare(server: Server, case: Case) -> None:
    """Load the graphs that a test wants to find."""
    if case.graphs:
        data = "\n".join(f"GRAPH <{name}> {{ {file.read_text()} }}" for name, file in case.graphs)
        reply = server.update(f"CLEAR ALL ; INSERT DATA {{ {data} }}")
        assert reply.status == 204, reply.text


def check(server: Server, case: Case) -> None:
    """Send the requests of a test in order, and hold every response against what is expected."""
    for step in case.steps:
        headers = {**step.headers, "Authorization": f"Bearer {TOKEN}"}
        reply = server.send(step.method, step.path, headers=headers, body=step.body)
        assert f"{reply.status // 100}xx" in step.statuses, (reply.status, reply.text)
        if step.form is not None:
            media_type = reply.headers["content-type"].partition(";")[0]
            assert media_type in EXPECTED_TYPES[step.form], media_type
            assert _sound(media_type, reply), reply.text
        if step.boolean is not None:
            assert reply.boolean is step.boolean


def _sound(media_type: str, reply: WorkerResponse) -> bool:
    """Whether a body is what its type says."""
    if media_type.endswith("+json"):
        told: Any = json.loads(reply.body)
        return isinstance(told, dict)
    return not media_type.startswith("text/turtle") or Graph().parse(data=reply.text, format="turtle") is not None
