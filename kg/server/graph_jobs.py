"""What the Graph Store Protocol asks for, in a worker: one graph read, put, added to or dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store

from kg.errors import InvalidInput
from kg.server.http_problem import HttpProblem, one_line
from kg.server.negotiation import GRAPH_FORMS
from kg.server.sparql_jobs import capped, preferred, written
from kg.sparql.checks import guarded

if TYPE_CHECKING:
    from kg.api import KnowledgeGraph

__all__ = ["changed", "described_resource", "read_graph"]


def _node(graph: str) -> NamedNode | DefaultGraph:
    try:
        return NamedNode(graph) if graph else DefaultGraph()
    except ValueError:
        raise HttpProblem(400, f"this is no IRI: {graph[:200]}") from None


def read_graph(store: Store, job: dict[str, Any]) -> tuple[str, bytes]:
    """One graph.

    Args:
        store: the database for queries.
        job: ``graph``, its IRI, "" for the default graph; ``accept``, ``rows`` and ``bytes`` as for a query.

    Raises:
        HttpProblem: 404, there is no such graph; 406; 422, it is too large.
    """
    graph = _node(job["graph"])
    if isinstance(graph, NamedNode) and not store.contains_named_graph(graph):
        raise HttpProblem(404, f"there is no graph {job['graph'][:200]}; kg status lists the releases")
    form = preferred(job["accept"], GRAPH_FORMS)
    triples = (quad.triple for quad in store.quads_for_pattern(None, None, None, graph))
    return form.header, written(capped(triples, job["rows"]), form, most=job["bytes"])


def described_resource(store: Store, job: dict[str, Any]) -> tuple[str, bytes]:
    """What the store says of one thing.

    Raises:
        HttpProblem: 404, nothing; 406; 422, it is too much.
    """
    form = preferred(job["accept"], GRAPH_FORMS)
    node = _node(job["iri"])
    triples = [quad.triple for quad in store.quads_for_pattern(node, None, None, _node(""))]  # type: ignore[arg-type]
    if not triples:
        raise HttpProblem(404, f"nothing is known of {job['iri'][:200]}")
    return form.header, written(capped(triples, job["rows"]), form, most=job["bytes"])


def changed(kg: KnowledgeGraph, store: Store, job: dict[str, Any]) -> tuple[str, bytes]:
    """Put, add to or drop one graph.

    Args:
        kg: the store to change.
        store: its database for queries, as it is before.
        job: ``graph``; ``method``, PUT, POST or DELETE; ``texts``, each with its media type; ``base``.

    Returns:
        A content type, and ``created`` for a graph that was not there.

    Raises:
        HttpProblem: 400, the text is no RDF; 404, there is no graph to drop.
    """
    graph = _node(job["graph"])
    forth = not isinstance(graph, NamedNode) or store.contains_named_graph(graph)
    name = f"GRAPH <{job['graph']}>" if job["graph"] else "DEFAULT"
    if job["method"] == "DELETE" and not forth:
        raise HttpProblem(404, f"there is no graph {job['graph'][:200]}")
    drop = f"DROP SILENT {name} ;\n" if job["method"] in ("PUT", "DELETE") else ""
    insert = ""
    if job["method"] != "DELETE" and (triples := _triples(job)):
        insert = (
            f"INSERT DATA {{ GRAPH <{job['graph']}> {{\n{triples}}} }}"
            if job["graph"]
            else (f"INSERT DATA {{\n{triples}}}")
        )
    try:
        kg.contents.update(drop + insert, base=job["base"])
    except InvalidInput as error:
        raise HttpProblem(400, str(error)) from error
    return "text/plain", b"" if forth else b"created"


def _triples(job: dict[str, Any]) -> str:
    """The triples of a body as SPARQL."""
    lines = b""
    try:
        for text, media_type in job["texts"]:
            form = RdfFormat.from_media_type(media_type)
            # Nodes without names are of one document: two files of a form may call different ones alike.
            quads = pyoxigraph.parse(
                text,
                form,
                base_iri=job["graph"] or job["base"],
                without_named_graphs=True,
                rename_blank_nodes=len(job["texts"]) > 1,
            )
            triples = (quad.triple for quad in quads)
            lines += pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    except (SyntaxError, ValueError) as error:
        raise HttpProblem(400, f"the body is no RDF: {one_line(str(error), 200)}") from error
    return guarded(lines.decode())
