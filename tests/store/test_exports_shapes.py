"""Every export in a syntax of RDF keeps to the shapes, though releases contradict each other."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib

from kg.answers.exports import export
from kg.rdf.vocabulary import BASE, Pkg
from kg.resources import ontology_file
from kg.store.embedded_backend import EmbeddedBackend
from kg.store.exports import RDF_FORMATS
from tests.ontology.test_shapes import by_pyshacl


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedBackend]:
    """The made-up world, in which two releases give one woman two birth dates."""
    folder = tmp_path_factory.mktemp("world")
    starter = folder / "starter.trig.gz"
    starter.write_bytes(gzip.compress(ontology_file("questions/world.trig").read_bytes(), mtime=0))
    with EmbeddedBackend.at(folder / "store", starter=starter) as opened:
        yield opened


@pytest.mark.parametrize("form", RDF_FORMATS)
def test_an_export_keeps_to_the_shapes(backend: EmbeddedBackend, tmp_path: Path, form: str) -> None:
    ending = {"turtle": ".ttl", "trig": ".trig", "nquads": ".nq", "jsonld": ".jsonld"}[form]
    file = tmp_path / f"all{ending}"
    export(backend, form, file)
    assert backend.validate([file]) == []


def test_turtle_has_what_releases_agree_on_for_pyshacl_too(backend: EmbeddedBackend, tmp_path: Path) -> None:
    export(backend, "turtle", tmp_path / "all.ttl")
    graph = rdflib.Graph().parse(tmp_path / "all.ttl")
    assert by_pyshacl(graph) == set()
    ada = rdflib.URIRef(BASE + "id/person/ada")
    born = backend.facts.person(backend.facts.find("Ada Vale", "person")).birth
    assert [str(day) for day in graph.objects(ada, rdflib.URIRef(Pkg.BIRTH_DATE))] == [str(born)]
    assert graph.value(ada, rdflib.URIRef(Pkg.BIRTH_PLACE)) == rdflib.Literal("Portsea")
