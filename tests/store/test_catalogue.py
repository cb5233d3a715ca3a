"""What a store says of itself to catalogues: valid RDF in the words of VoID and DCAT, with the numbers it has."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, RDFS, VOID, XSD

from kg.errors import UsageProblem
from kg.model import ImpreciseDate, Release
from kg.model.status import Counts, ReleaseStatus, Status
from kg.rdf.vocabulary import Pkg, Terms
from kg.store.catalog import FORMATS, catalogue

HOSTILE = 'a "title" \\ <b>\n} ; DROP ALL'


def release(name: str, url: str, licence: str, published: str | None) -> ReleaseStatus:
    when = ImpreciseDate.parse(published) if published else None
    made = Release(
        f"https://w3id.org/player-kg/release/{name}/1",
        name,
        HOSTILE,
        "1",
        url,
        licence,
        "The Example",
        when,
        date(2024, 10, 2),
    )
    return ReleaseStatus(made, Counts(3, 2, 5, 1, 0), 60, date(2020, 7, 1), date(2024, 6, 30), "user")


RELEASES = (
    release("one", "https://example.org/", "https://creativecommons.org/publicdomain/zero/1.0/", "2024-10"),
    release("two", "not an address", "facts only", "2023/24"),
    release("three", "", "", None),
)


def status(location: Path | str = Path("/a/store")) -> Status:
    return Status(
        location, 3, "", RELEASES, Counts(9, 6, 15, 3, 0), date(2020, 7, 1), date(2024, 6, 30), 1000, False, ("a gap",)
    )


@pytest.mark.parametrize("form", FORMATS)
def test_it_tells_what_status_tells(form: str) -> None:
    graph = rdflib.Graph().parse(data=catalogue(status(), form), format="turtle" if form == "turtle" else "json-ld")
    (whole,) = graph.subjects(RDF.type, DCAT.Catalog)
    assert (whole, RDF.type, VOID.Dataset) in graph
    assert graph.value(whole, VOID.triples) == rdflib.Literal(180)
    named = {rdflib.URIRef(one.release.id) for one in RELEASES}
    assert set(graph.objects(whole, DCAT.dataset)) == set(graph.objects(whole, VOID.subset)) == named
    for node, counts in ((whole, status().totals), (rdflib.URIRef(RELEASES[0].release.id), RELEASES[0].counts)):
        found = {
            str(graph.value(part, VOID["class"])): graph.value(part, VOID.entities)
            for part in graph.objects(node, VOID.classPartition)
        }
        assert {name: int(str(many)) for name, many in found.items()} == {
            Pkg.PERSON: counts.persons,
            Pkg.TEAM: counts.teams,
            Pkg.SPELL: counts.spells,
            Pkg.RELATIONSHIP: counts.relationships,
        }


def test_what_is_known_of_a_release_is_said_as_what_it_is() -> None:
    graph = rdflib.Graph().parse(data=catalogue(status(), "turtle"), format="turtle")
    one, two, three = (rdflib.URIRef(item.release.id) for item in RELEASES)
    assert str(graph.value(one, DCTERMS.title)) == HOSTILE
    assert graph.value(one, DCTERMS.license) == rdflib.URIRef(RELEASES[0].release.licence)
    assert graph.value(one, DCAT.landingPage) == rdflib.URIRef("https://example.org/")
    assert graph.value(one, DCTERMS.issued) == rdflib.Literal("2024-10", datatype=XSD.gYearMonth)
    assert str(graph.value(graph.value(one, DCTERMS.publisher), FOAF.name)) == "The Example"
    assert graph.value(two, DCAT.landingPage) is None
    assert str(graph.value(graph.value(two, DCTERMS.rights), RDFS.label)) == "facts only"
    assert graph.value(two, DCTERMS.issued) == rdflib.Literal(
        "2023-07-01/2024-06-30", datatype=rdflib.URIRef(Terms.EDTF)
    )
    span = graph.value(three, DCTERMS.temporal)
    assert graph.value(span, DCAT.startDate) == rdflib.Literal("2020-07-01", datatype=XSD.date)
    for prop in (DCTERMS.license, DCTERMS.rights, DCTERMS.issued):
        assert graph.value(three, prop) is None


def test_a_remote_store_names_its_endpoint_and_a_folder_names_none() -> None:
    address = "https://graph.example.org/sparql"
    remote = rdflib.Graph().parse(data=catalogue(status(address), "turtle"), format="turtle")
    assert list(remote.objects(None, VOID.sparqlEndpoint)) == [rdflib.URIRef(address)]
    here = catalogue(status(), "turtle")
    assert "sparqlEndpoint" not in here
    assert "/a/store" not in here, "where somebody keeps a store is nobody else's business"


def test_the_same_store_gives_the_same_text() -> None:
    assert catalogue(status(), "turtle") == catalogue(status(), "turtle")
    assert json.loads(catalogue(status(), "jsonld"))
    with pytest.raises(UsageProblem, match="no form of a catalogue"):
        catalogue(status(), "csv")
