"""A store that ontology 1.0.0 was written into, read, exported and validated by the program of today.

`written_by_1_0_0` was made by the program of that time: what it keeps of the made-up world of the competency questions,
two releases of three as the user's own. Its columns and its database are left out: they are made again from the texts.
"""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pytest

from kg.answers.exports import export
from kg.model import Claim, Person, Spell
from kg.rdf.codec import decode
from kg.rdf.iris import person_iri
from kg.rdf.vocabulary import BASE, OLD_PRECISIONS
from kg.store.embedded_backend import EmbeddedBackend
from kg.store.exports import RDF_FORMATS
from tests.store.test_exports_shapes import FORMATS
from tests.store.worlds import starter_file, world

OLD: Final = Path(__file__).with_name("written_by_1_0_0")


@pytest.fixture(scope="module", params=["as it is", "renewed"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedBackend]:
    """The store as it is, and with newer starter data, which rewrite the dates of one's own releases."""
    folder = tmp_path_factory.mktemp("old")
    shutil.copytree(OLD, folder / "store")
    starter = starter_file(folder / "starter.trig.gz", world("alpha"))
    with EmbeddedBackend.at(folder / "store", starter=starter, renew=request.param == "renewed") as opened:
        yield opened


def test_it_was_written_by_the_old_version() -> None:
    predicates = {
        quad.predicate.value
        for text in (OLD / "generations").glob("*/quads/*.nq.gz")
        for quad in ox.parse(gzip.decompress(text.read_bytes()), format=ox.RdfFormat.N_QUADS)
    }
    assert len(predicates & set(OLD_PRECISIONS.values())) > 2


def test_what_it_says_is_read_as_it_was_meant(store: EmbeddedBackend) -> None:
    said = {item.id: item.statement for item in store.statements() if isinstance(item, Claim)}
    spells = {name: said[f"{BASE}id/claim/{name}"] for name in ("ada-youth", "ben-youth", "dan-loan", "ada-city")}
    periods = {name: spell.period for name, spell in spells.items() if isinstance(spell, Spell)}
    assert {name: (str(period.start), str(period.end)) for name, period in periods.items()} == {
        "ada-youth": ("2013/14", "2015/16"),
        "ben-youth": ("2015", "2016"),
        "dan-loan": ("2019-01-15", "2019-05"),
        "ada-city": ("2016-07-01", "None"),
    }
    ben = said[person_iri("ben")]
    assert isinstance(ben, Person)
    assert (str(ben.birth), ben.name) == ("1999", "Ben Roe")


@pytest.mark.parametrize("form", RDF_FORMATS)
def test_its_export_keeps_to_the_shapes_and_says_the_same(store: EmbeddedBackend, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"all.{FORMATS[form].file_extension}"
    export(store, form, file)
    assert store.validate([file]) == []
    quads = list(ox.parse(path=file, format=FORMATS[form]))
    assert not {quad.predicate.value for quad in quads} & set(OLD_PRECISIONS.values())
    if FORMATS[form].supports_datasets:
        exported = {item.id: item for item in decode(quads) if isinstance(item, Claim)}
        assert exported == {item.id: item for item in store.statements() if isinstance(item, Claim)}


def test_the_store_itself_keeps_to_the_shapes_but_for_the_form_of_dates(
    store: EmbeddedBackend, request: pytest.FixtureRequest
) -> None:
    breaches = {breach.shape.rpartition("#")[2] for breach in store.validate()}
    renewed = "renewed" in request.node.name
    assert breaches == (set() if renewed else {"OldPrecision"})
