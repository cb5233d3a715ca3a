"""What a store holds, in the words of VoID and DCAT, so that catalogues of data can list it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, Final

from kg.errors import UsageProblem
from kg.model.dates import ImpreciseDate, Precision
from kg.model.status import Counts, ReleaseStatus, Status
from kg.rdf.iris import is_iri
from kg.rdf.vocabulary import BASE, NAMESPACE, PREFIXES, Pkg, Terms

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Literal, NamedNode, Triple

__all__ = ["FORMATS", "catalogue"]

FORMATS: Final = ("turtle", "jsonld")
"""Forms that `catalogue` writes."""

_DCAT: Final = "http://www.w3.org/ns/dcat#"
_VOID: Final = "http://rdfs.org/ns/void#"
_FOAF: Final = "http://xmlns.com/foaf/0.1/"
_DCTERMS: Final = PREFIXES["dcterms"]
_XSD: Final = PREFIXES["xsd"]
_CLASSES: Final = {
    "persons": Pkg.PERSON,
    "teams": Pkg.TEAM,
    "spells": Pkg.SPELL,
    "relationships": Pkg.RELATIONSHIP,
    "events": Pkg.EVENT,
}
_DATES: Final = {Precision.DAY: "date", Precision.MONTH: "gYearMonth", Precision.YEAR: "gYear"}
"""A season has no datatype: it stays the text that it is."""


class _Description:
    """Collects triples, those about one thing together, and names things without an IRI in the order they come."""

    def __init__(self) -> None:
        from pyoxigraph import BlankNode, Literal, NamedNode, Triple

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
        return self._literal(str(value), datatype=self._named(_XSD + datatype))

    def say(self, about: NamedNode | BlankNode, predicate: str, value: NamedNode | BlankNode | Literal) -> None:
        self._about.setdefault(about, []).append(self._triple(about, self._named(predicate), value))

    def thing(self, *types: str, iri: str = "") -> NamedNode | BlankNode:
        self._nameless += not iri
        node = self._named(iri) if iri else self._blank(f"n{self._nameless}")
        for one in types:
            self.say(node, Terms.TYPE, self._named(one))
        return node


def _when(said: _Description, day: ImpreciseDate) -> Literal:
    datatype = _DATES.get(day.precision)
    return said.typed(day, datatype) if datatype else said.text(str(day))


def _extent(said: _Description, node: NamedNode | BlankNode, item: ReleaseStatus | Status, triples: int) -> None:
    """How much there is, and of which time."""
    counts = item.counts if isinstance(item, ReleaseStatus) else item.totals
    said.say(node, _VOID + "triples", said.typed(triples, "integer"))
    for name, entities in _parts(counts):
        part = said.thing()
        said.say(node, _VOID + "classPartition", part)
        said.say(part, _VOID + "class", said.iri(_CLASSES[name]))
        said.say(part, _VOID + "entities", said.typed(entities, "integer"))
    if item.first or item.last:
        span = said.thing(_DCTERMS + "PeriodOfTime")
        said.say(node, _DCTERMS + "temporal", span)
        for name, day in (("startDate", item.first), ("endDate", item.last)):
            if day:
                said.say(span, _DCAT + name, said.typed(day.isoformat(), "date"))


def _parts(counts: Counts) -> Iterator[tuple[str, int]]:
    return ((name, getattr(counts, name)) for name in _CLASSES if getattr(counts, name))


def _release(said: _Description, item: ReleaseStatus) -> NamedNode | BlankNode:
    release = item.release
    node = said.thing(_VOID + "Dataset", _DCAT + "Dataset", Pkg.RELEASE, iri=release.id)
    said.say(node, Terms.TITLE, said.text(release.title))
    said.say(node, _DCTERMS + "identifier", said.text(release.dataset))
    said.say(node, _DCAT + "version", said.text(release.version))
    if is_iri(release.url):
        said.say(node, Terms.SOURCE, said.iri(release.url))
        said.say(node, _DCAT + "landingPage", said.iri(release.url))
    if is_iri(release.licence):
        said.say(node, Terms.LICENSE, said.iri(release.licence))
    elif release.licence:
        rights = said.thing(_DCTERMS + "RightsStatement")
        said.say(node, _DCTERMS + "rights", rights)
        said.say(rights, Terms.LABEL, said.text(release.licence))
    if release.publisher:
        agent = said.thing(_FOAF + "Agent")
        said.say(node, Terms.PUBLISHER, agent)
        said.say(agent, _FOAF + "name", said.text(release.publisher))
    if release.published:
        said.say(node, Terms.ISSUED, _when(said, release.published))
    if release.retrieved:
        said.say(node, Pkg.RETRIEVED, said.typed(release.retrieved.isoformat(), "date"))
    _extent(said, node, item, item.quads)
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
    import pyoxigraph

    if form not in FORMATS:
        raise UsageProblem(f"{form!r} is no form of a catalogue", remedy="use one of " + ", ".join(FORMATS))
    said = _Description()
    whole = said.thing(_VOID + "Dataset", _DCAT + "Catalog")
    said.say(whole, Terms.TITLE, said.text("Player knowledge graph: what this store holds"))
    said.say(whole, _VOID + "uriSpace", said.text(BASE + "id/"))
    said.say(whole, _DCTERMS + "conformsTo", said.iri(NAMESPACE.removesuffix("#")))
    for prefix in ("pkg", "dcterms", "prov", "rdfs", "schema", "skos"):
        said.say(whole, _VOID + "vocabulary", said.iri(PREFIXES[prefix]))
    for gap in status.gaps:
        said.say(whole, PREFIXES["rdfs"] + "comment", said.text(f"known to be missing: {gap}"))
    address = str(status.location)
    if is_iri(address) and address.startswith(("http://", "https://")):
        said.say(whole, _VOID + "sparqlEndpoint", said.iri(address))
        service = said.thing(_DCAT + "DataService")
        said.say(whole, _DCAT + "service", service)
        said.say(service, _DCAT + "endpointURL", said.iri(address))
    _extent(said, whole, status, sum(item.quads for item in status.releases))
    for item in status.releases:
        part = _release(said, item)
        said.say(whole, _VOID + "subset", part)
        said.say(whole, _DCAT + "dataset", part)
    formats = {"turtle": pyoxigraph.RdfFormat.TURTLE, "jsonld": pyoxigraph.RdfFormat.JSON_LD}
    prefixes = {**PREFIXES, "dcat": _DCAT, "void": _VOID, "foaf": _FOAF}
    return (pyoxigraph.serialize(said.triples, format=formats[form], prefixes=prefixes) or b"").decode()
