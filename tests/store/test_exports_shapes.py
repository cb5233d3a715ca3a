"""Every export in a syntax of RDF keeps to the shapes, though releases contradict each other."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pytest
import rdflib

from kg.answers.exports import export
from kg.rdf.vocabulary import BASE, Pkg
from kg.resources import ontology_file
from kg.store.embedded_backend import EmbeddedBackend
from kg.store.exports import RDF_FORMATS
from tests.ontology.test_shapes import by_pyshacl
from tests.rdf.old_form import in_old_form

WORLD: Final = ontology_file("questions/world.trig").read_bytes()
FORMATS: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
}


def filled(folder: Path, world: bytes) -> EmbeddedBackend:
    starter = folder / "starter.trig.gz"
    starter.write_bytes(gzip.compress(world, mtime=0))
    return EmbeddedBackend.at(folder / "store", starter=starter)


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedBackend]:
    """The made-up world, in which two releases give one woman two birth dates."""
    with filled(tmp_path_factory.mktemp("world"), WORLD) as opened:
        yield opened


@pytest.fixture(scope="module")
def old_backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedBackend]:
    """The same world, as a store keeps it that was filled before dates said themselves how exact they are."""
    world = ox.serialize(in_old_form(ox.parse(WORLD, format=ox.RdfFormat.TRIG)), format=ox.RdfFormat.TRIG)
    assert world is not None
    with filled(tmp_path_factory.mktemp("old"), world) as opened:
        assert [breach for breach in opened.validate() if breach.shape.endswith("OldPrecision")]
        yield opened


def test_the_update_for_old_dates_puts_a_store_right(
    backend: EmbeddedBackend, old_backend: EmbeddedBackend, tmp_path: Path
) -> None:
    folder = tmp_path / "store"
    shutil.copytree(old_backend.location, folder)
    with EmbeddedBackend.at(folder) as store:
        store.update(ontology_file("migrations/precision.ru").read_text(encoding="utf-8"), base="urn:x:")
        assert store.validate() == []
        old, new = (
            set(ox.parse(path=exported(each, "nquads", tmp_path), format=FORMATS["nquads"]))
            for each in (store, backend)
        )
        assert old == new


def exported(backend: EmbeddedBackend, form: str, folder: Path) -> Path:
    file = folder / f"all.{FORMATS[form].file_extension}"
    export(backend, form, file)
    return file


@pytest.mark.parametrize("form", RDF_FORMATS)
def test_an_export_keeps_to_the_shapes(backend: EmbeddedBackend, tmp_path: Path, form: str) -> None:
    assert backend.validate([exported(backend, form, tmp_path)]) == []


@pytest.mark.parametrize("form", RDF_FORMATS)
def test_old_dates_are_exported_in_the_form_of_today(
    backend: EmbeddedBackend, old_backend: EmbeddedBackend, tmp_path: Path, form: str
) -> None:
    old, new = (
        set(ox.parse(path=exported(each, form, tmp_path), format=FORMATS[form])) for each in (old_backend, backend)
    )
    assert old == new
    assert old_backend.validate([exported(old_backend, form, tmp_path)]) == []


def test_turtle_has_what_releases_agree_on_for_pyshacl_too(backend: EmbeddedBackend, tmp_path: Path) -> None:
    export(backend, "turtle", tmp_path / "all.ttl")
    graph = rdflib.Graph().parse(tmp_path / "all.ttl")
    assert by_pyshacl(graph) == set()
    ada = rdflib.URIRef(BASE + "id/person/ada")
    born = backend.facts.person(backend.facts.find("Ada Vale", "person")).birth
    assert [str(day) for day in graph.objects(ada, rdflib.URIRef(Pkg.BIRTH_DATE))] == [str(born)]
    assert graph.value(ada, rdflib.URIRef(Pkg.BIRTH_PLACE)) == rdflib.Literal("Portsea")
