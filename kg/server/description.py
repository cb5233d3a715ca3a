"""The SPARQL 1.1 service description: what the endpoint can do and which graphs it holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from kg.rdf.vocabulary import FUNCTIONS
from kg.server.negotiation import GRAPH_FORMS
from kg.server.sparql_jobs import preferred, written

if TYPE_CHECKING:
    from kg.api import KnowledgeGraph

__all__ = ["described"]

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_TITLE: Final = "http://purl.org/dc/terms/title"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_RESULTS: Final = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_CATALOGUES: Final = {"text/turtle": "turtle", "application/ld+json": "jsonld"}
_FUNCTION_NAMES: Final = ("influence", "daysTogether", "presentAt", "presence", "role", "since")
_GRAPHS: Final = ("Turtle", "N-Triples", "N-Quads", "TriG", "JSON-LD", "RDF_XML")


def _triples(store: Store, endpoint: str, *, updates: bool) -> Iterator[Triple]:
    def sd(name: str) -> NamedNode:
        return NamedNode(_SD + name)

    kind = NamedNode(_TYPE)
    service, dataset, default = BlankNode(), BlankNode(), BlankNode()
    yield Triple(service, kind, sd("Service"))
    yield Triple(service, sd("endpoint"), NamedNode(endpoint))
    yield Triple(service, NamedNode(_TITLE), Literal("A knowledge graph of football's relationships", language="en"))
    yield Triple(service, sd("supportedLanguage"), sd("SPARQL11Query"))
    if updates:
        yield Triple(service, sd("supportedLanguage"), sd("SPARQL11Update"))
    for name in (*_RESULTS, *_GRAPHS):
        yield Triple(service, sd("resultFormat"), NamedNode(_FORMATS + name))
    yield Triple(service, sd("feature"), sd("UnionDefaultGraph"))
    for name in _FUNCTION_NAMES:
        yield Triple(service, sd("extensionFunction"), NamedNode(FUNCTIONS + name))
    yield Triple(service, sd("defaultEntailmentRegime"), NamedNode("http://www.w3.org/ns/entailment/Simple"))
    yield Triple(service, sd("defaultDataset"), dataset)
    yield Triple(dataset, kind, sd("Dataset"))
    yield Triple(dataset, sd("defaultGraph"), default)
    yield Triple(default, kind, sd("Graph"))
    for held in store.named_graphs():
        if isinstance(held, NamedNode):
            named, graph = BlankNode(), BlankNode()
            yield Triple(dataset, sd("namedGraph"), named)
            yield Triple(named, kind, sd("NamedGraph"))
            yield Triple(named, sd("name"), held)
            yield Triple(named, sd("graph"), graph)
            yield Triple(graph, kind, sd("Graph"))


def catalogue_of(graph: KnowledgeGraph, job: dict[str, Any]) -> tuple[str, bytes]:
    """What the store holds, in the words of VoID and DCAT.

    Args:
        graph: the store.
        job: ``address``, what it is called here; ``accept``.

    Raises:
        HttpProblem: 406, no form suits the client.
    """
    form = preferred(job["accept"], [form for form in GRAPH_FORMS if form.media_type in _CATALOGUES])
    return form.header, graph.contents.catalogue(_CATALOGUES[form.media_type], job["address"]).encode()


def described(store: Store, job: dict[str, Any]) -> tuple[str, bytes]:
    """The description in the form that the client prefers.

    Args:
        store: opened for reading.
        job: ``endpoint``, its address; ``updates``, whether it takes them; ``accept``; ``bytes`` at most.

    Raises:
        Refusal: 406, no form suits the client.
    """
    form = preferred(job["accept"], GRAPH_FORMS)
    return form.header, written(_triples(store, job["endpoint"], updates=job["updates"]), form, most=job["bytes"])
