"""What a store holds, in the words of VoID and DCAT, so that catalogues of data can list it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from kg.errors import UsageProblem
from kg.model.dates import ImpreciseDate
from kg.model.status import Counts, ReleaseStatus, Status
from kg.rdf.dates import DATATYPES, date_text
from kg.rdf.iris import is_iri
from kg.rdf.licences import licence_iri, licence_name
from kg.rdf.vocabulary import BASE, NAMESPACE, PREFIXES, Pkg, Terms

__all__ = ["FORMATS", "catalogue"]

FORMATS: Final = ("turtle", "jsonld")
"""Forms that `catalogue` writes."""

_DCAT: Final = "http://www.w3.org/ns/dcat#"
_VOID: Final = "http://rdfs.org/ns/void#"
_FOAF: Final = "http://xmlns.com/foaf/0.1/"
_DCTERMS: Final = PREFIXES["dcterms"]
_CLASSES: Final = {
    "persons": Pkg.PERSON,
    "teams": Pkg.TEAM,
    "spells": Pkg.SPELL,
    "relationships": Pkg.RELATIONSHIP,
    "events": Pkg.EVENT,
}


class _Description:
    """Collects triples, those about one thing together, and names things without an IRI in the order they come."""

    def __init__(self) -> None:
        self._blank, self._literal, self._named, self._triple = BlankNode, Literal, NamedNode, Triple
        self._about: dict[NamedNode | BlankNode, list[Triple]] = {}
        self._nameless = 0

    @property
    def triples(self) -> Iterator[Triple]:
        return chain.from_iterable(self._about.values())

    def iri(self, value: str) -> NamedNode:
        return self._named(value)

    def text(self, value: str) -> Literal:
        return self._literal(value)

    def typed(self, value: object, datatype: str) -> Literal:
        return self._literal(str(value), datatype=self._named(datatype))

    def say(self, about: NamedNode | BlankNode, predicate: str, value: NamedNode | BlankNode | Literal) -> None:
        self._about.setdefault(about, []).append(self._triple(about, self._named(predicate), value))

    def thing(self, *types: str, iri: str = "") -> NamedNode | BlankNode:
        self._nameless += not iri
        node = self._named(iri) if iri else self._blank(f"n{self._nameless}")
        for iri_of_type in types:
            self.say(node, Terms.TYPE, self._named(iri_of_type))
        return node


def _when(description: _Description, day: ImpreciseDate) -> Literal:
    return description.typed(date_text(day), DATATYPES[day.precision])


def _extent(description: _Description, node: NamedNode | BlankNode, item: ReleaseStatus | Status, triples: int) -> None:
    """How much there is, and of which time."""
    counts = item.counts if isinstance(item, ReleaseStatus) else item.totals
    description.say(node, _VOID + "triples", description.typed(triples, Terms.INTEGER))
    for name, entities in _parts(counts):
        part = description.thing()
        description.say(node, _VOID + "classPartition", part)
        description.say(part, _VOID + "class", description.iri(_CLASSES[name]))
        description.say(part, _VOID + "entities", description.typed(entities, Terms.INTEGER))
    if item.first or item.last:
        span = description.thing(_DCTERMS + "PeriodOfTime")
        description.say(node, _DCTERMS + "temporal", span)
        for name, day in (("startDate", item.first), ("endDate", item.last)):
            if day:
                description.say(span, _DCAT + name, description.typed(day.isoformat(), Terms.DATE))


def _parts(counts: Counts) -> Iterator[tuple[str, int]]:
    return ((name, getattr(counts, name)) for name in _CLASSES if getattr(counts, name))


def _release(description: _Description, item: ReleaseStatus) -> NamedNode | BlankNode:
    release = item.release
    node = description.thing(_VOID + "Dataset", _DCAT + "Dataset", Pkg.RELEASE, iri=release.id)
    description.say(node, Terms.TITLE, description.text(release.title))
    description.say(node, _DCTERMS + "identifier", description.text(release.dataset))
    description.say(node, _DCAT + "version", description.text(release.version))
    if is_iri(release.url):
        description.say(node, Terms.SOURCE, description.iri(release.url))
        description.say(node, _DCAT + "landingPage", description.iri(release.url))
    licence = release.licence if is_iri(release.licence) else licence_iri(release.licence)
    if licence:
        description.say(node, Terms.LICENSE, description.iri(licence))
    if release.licence not in {licence, licence_name(licence)}:
        rights = description.thing(_DCTERMS + "RightsStatement")
        description.say(node, _DCTERMS + "rights", rights)
        description.say(rights, Terms.LABEL, description.text(release.licence))
    if release.publisher:
        agent = description.thing(_FOAF + "Agent")
        description.say(node, Terms.PUBLISHER, agent)
        description.say(agent, _FOAF + "name", description.text(release.publisher))
    if release.published:
        description.say(node, Terms.ISSUED, _when(description, release.published))
    if release.retrieved:
        description.say(node, Pkg.RETRIEVED, description.typed(release.retrieved.isoformat(), Terms.DATE))
    _extent(description, node, item, item.quads)
    return node


def catalogue(status: Status, form: str) -> str:
    """The store as a `dcat:Catalog` and `void:Dataset` whose parts are its releases, each a data set of its own.

    A person or team that two releases tell of is an entity of both; the totals count it twice, as `kg status` does. The
    whole has no name: it is one store among many.

    Args:
        status: what the store holds.
        form: one of `FORMATS`.

    Raises:
        UsageProblem: there is no such form.
    """
    if form not in FORMATS:
        raise UsageProblem(f"{form!r} is no form of a catalogue", remedy="use one of " + ", ".join(FORMATS))
    description = _Description()
    whole = description.thing(_VOID + "Dataset", _DCAT + "Catalog")
    description.say(whole, Terms.TITLE, description.text("Player knowledge graph: what this store holds"))
    description.say(whole, _VOID + "uriSpace", description.text(BASE + "id/"))
    description.say(whole, _DCTERMS + "conformsTo", description.iri(NAMESPACE.removesuffix("#")))
    for prefix in ("pkg", "dcterms", "prov", "rdfs", "schema", "skos"):
        description.say(whole, _VOID + "vocabulary", description.iri(PREFIXES[prefix]))
    for gap in status.gaps:
        description.say(whole, PREFIXES["rdfs"] + "comment", description.text(f"known to be missing: {gap}"))
    address = str(status.location)
    if is_iri(address) and address.startswith(("http://", "https://")):
        description.say(whole, _VOID + "sparqlEndpoint", description.iri(address))
        service = description.thing(_DCAT + "DataService")
        description.say(whole, _DCAT + "service", service)
        description.say(service, _DCAT + "endpointURL", description.iri(address))
    _extent(description, whole, status, sum(item.quads for item in status.releases))
    for item in status.releases:
        part = _release(description, item)
        description.say(whole, _VOID + "subset", part)
        description.say(whole, _DCAT + "dataset", part)
    formats = {"turtle": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD}
    prefixes = {**PREFIXES, "dcat": _DCAT, "void": _VOID, "foaf": _FOAF}
    return (pyoxigraph.serialize(description.triples, format=formats[form], prefixes=prefixes) or b"").decode()
