"""Exports name countries, languages and competitions by the ids of concepts, beside the words of the source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest

from kg.answers.exports import export
from kg.model import Claim, ImpreciseDate, Period, Person, Release, Spell, SpellKind, Team
from kg.model.people import TeamKind
from kg.rdf.codec import decode
from kg.rdf.iris import claim_iri, person_iri, release_iri, team_iri
from kg.rdf.vocabulary import COMPETITION, COUNTRY, KIND, LANGUAGE, Pkg, Skos
from kg.store.embedded_backend import EmbeddedBackend
from kg.store.exports import RDF_FORMATS
from tests.store.worlds import World, starter_file

ANN, LAND = person_iri("ann"), team_iri("land")
SELECTED = claim_iri("selected")
ANN_SAID = Person(ANN, "Ann", citizenships=("Holland", "England"), languages=("Dutch",))
SPELL = Spell(
    ANN,
    LAND,
    Period(ImpreciseDate.parse("2018-06-01")),
    kind=SpellKind.SELECTION,
    occasion="World Cup 2018, final squad",
)
WORLD = World(
    Release(release_iri("fixture", "1"), "fixture", "A fixture", "1"),
    (
        Claim(ANN, ANN_SAID),
        Claim(LAND, Team(LAND, "Land", TeamKind.NATIONAL, country="Deutschland")),
        Claim(SELECTED, SPELL),
    ),
)
ENDINGS = {"turtle": "ttl", "trig": "trig", "nquads": "nq", "jsonld": "jsonld"}


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedBackend]:
    folder = tmp_path_factory.mktemp("concepts")
    with EmbeddedBackend.at(folder / "store", starter=starter_file(folder / "starter.trig.gz", WORLD)) as opened:
        yield opened


def value(term: object) -> str:
    """The IRI or text of a term; "" of the default graph."""
    return str(getattr(term, "value", ""))


def exported(backend: EmbeddedBackend, folder: Path, form: str) -> list[pyoxigraph.Quad]:
    file = folder / f"all.{ENDINGS[form]}"
    export(backend, form, file)
    return list(pyoxigraph.parse(path=file))


@pytest.mark.parametrize("form", RDF_FORMATS)
def test_a_claim_leads_to_concepts_which_the_file_names_once(
    backend: EmbeddedBackend, tmp_path: Path, form: str
) -> None:
    quads = exported(backend, tmp_path, form)
    links = {(value(quad.subject), quad.predicate.value, value(quad.object)) for quad in quads}
    expected = {
        (ANN, Pkg.HAS_COUNTRY, COUNTRY + "NED"),
        (ANN, Pkg.CITIZEN_OF, COUNTRY + "NED"),
        (ANN, Pkg.CITIZEN_OF, COUNTRY + "ENG"),
        (ANN, Pkg.HAS_LANGUAGE, LANGUAGE + "dutch"),
        (LAND, Pkg.HAS_COUNTRY, COUNTRY + "GER"),
        (SELECTED, Pkg.HAS_COMPETITION, COMPETITION + "world-cup-2018"),
    }
    properties = {link for _, link, _ in expected}
    assert {link for link in links if link[1] in properties} == expected
    names = [(value(quad.subject), value(quad.object)) for quad in quads if quad.predicate.value == Skos.PREF_LABEL]
    assert len(names) == len(set(names))
    assert {(COUNTRY + "NED", "Netherlands"), (COMPETITION + "world-cup", "World Cup")} <= set(names)
    objects = {value(quad.object) for quad in quads if quad.predicate.value in {Pkg.HAS_ROLE, Pkg.CITIZEN_OF}}
    assert objects <= {subject for subject, _ in names}, "what a claim leads to has a name in the file"
    if form != "turtle":
        said_in = {value(quad.graph_name) for quad in quads if quad.predicate.value == Skos.PREF_LABEL}
        assert said_in == {KIND}


@pytest.mark.parametrize("form", RDF_FORMATS)
def test_the_words_of_the_source_come_back(backend: EmbeddedBackend, tmp_path: Path, form: str) -> None:
    items = {item.id: item for item in decode(exported(backend, tmp_path, form))}
    ann, selected = items[ANN], items[SELECTED]
    assert isinstance(ann, Claim)
    assert ann.statement == ANN_SAID
    assert isinstance(selected, Claim)
    assert selected.statement == SPELL


@pytest.mark.parametrize("form", RDF_FORMATS)
def test_a_file_without_the_words_is_read_by_the_names_of_its_concepts(
    backend: EmbeddedBackend, tmp_path: Path, form: str
) -> None:
    words = {Pkg.SPORTING_NATIONALITY, Pkg.CITIZENSHIP, Pkg.SPEAKS, Pkg.COUNTRY, Pkg.OCCASION}
    left = [quad for quad in exported(backend, tmp_path, form) if quad.predicate.value not in words]
    items = {item.id: item.statement for item in decode(left) if isinstance(item, Claim)}
    ann, land, selected = items[ANN], items[LAND], items[SELECTED]
    assert isinstance(ann, Person)
    assert isinstance(land, Team)
    assert isinstance(selected, Spell)
    assert (ann.citizenships, ann.languages) == (("Netherlands", "England"), ("Dutch",))
    assert (land.country, selected.occasion) == ("Germany", "World Cup 2018")
    nameless = [quad for quad in left if quad.predicate.value != Skos.PREF_LABEL and value(quad.subject) == ANN]
    (claim,) = decode(nameless, labels={COUNTRY + "ENG": "England"})
    assert isinstance(claim, Claim)
    assert isinstance(claim.statement, Person)
    assert claim.statement.citizenships == ("England",)
