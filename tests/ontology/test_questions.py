"""The competency questions, each asked of a made-up world and held against the rows it must give."""

from __future__ import annotations

import csv
import gzip
import os
import warnings
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.plugins.sparql.operators import register_custom_function, unregister_custom_function
from rdflib.plugins.sparql.sparql import SPARQLError

from kg.answers.sparql_functions import function_source
from kg.errors import InvalidInput
from kg.model import Claim, Release
from kg.model.results import Term, TermKind
from kg.rdf.codec import decode
from kg.rdf.vocabulary import FUNCTIONS, Terms
from kg.resources import ontology_file
from kg.sparql.catalog import NamedQuestion, ParameterKind, bind, list_questions
from kg.sparql.checks import prepare
from kg.sparql.functions import adapted
from kg.store.embedded_backend import EmbeddedBackend
from kg.store.validation import violations

WORLD = ontology_file("questions/world.trig")
QUESTIONS = {question.name: question for question in list_questions()}


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up world as starter data."""
    path = tmp_path_factory.mktemp("world") / "starter.trig.gz"
    path.write_bytes(gzip.compress(WORLD.read_bytes(), mtime=0))
    return path


@pytest.fixture(scope="module")
def world(starter: Path) -> Iterator[EmbeddedBackend]:
    with EmbeddedBackend.at(starter.parent / "store", starter=starter) as backend:
        yield backend


def opened(backend: EmbeddedBackend) -> ox.Store:
    return ox.Store.read_only(str(backend.query_folder()))


def claims() -> ox.Store:
    """The claims of the world alone."""
    store = ox.Store()
    store.load(path=WORLD, format=ox.RdfFormat.TRIG)
    return store


def text_of(question: NamedQuestion) -> str:
    return prepare(*bind(question, question.example)).text


def expected(question: NamedQuestion) -> list[list[str]]:
    with ontology_file(f"questions/{question.name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def rows(question: NamedQuestion, backend: EmbeddedBackend) -> list[list[str]]:
    functions = adapted(function_source(backend).functions)
    found = opened(backend).query(text_of(question), custom_functions=functions)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    table = [["" if row[name] is None else str(getattr(row[name], "value", "")) for name in names] for row in found]
    return [names, *table]


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_gives_the_expected_rows(name: str, world: EmbeddedBackend) -> None:
    if os.environ.get("KG_UPDATE_SNAPSHOTS"):
        with (Path(__file__).parents[2] / f"ontology/questions/{name}.csv").open(
            "w", newline="", encoding="utf-8"
        ) as file:
            csv.writer(file, lineterminator="\n").writerows(rows(QUESTIONS[name], world))
    assert rows(QUESTIONS[name], world) == expected(QUESTIONS[name])


@pytest.fixture
def rdflib_functions(world: EmbeddedBackend) -> Iterator[None]:
    """Our functions in rdflib's engine."""

    def call(function: Any, *terms: Any) -> rdflib.Literal:
        value = function(*map(str, terms))
        if value is None:
            raise SPARQLError("no value")
        return rdflib.Literal(value)

    iris = []
    for name, function in function_source(world).functions.items():
        iris.append(rdflib.URIRef(FUNCTIONS + name))
        register_custom_function(iris[-1], partial(call, function))
    yield
    for iri in iris:
        unregister_custom_function(iri)


@pytest.mark.parametrize("name", QUESTIONS)
def test_another_engine_gives_the_same_rows(name: str, world: EmbeddedBackend, rdflib_functions: None) -> None:
    dataset = rdflib.Dataset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        text = opened(world).dump(format=ox.RdfFormat.N_QUADS) or b""
        dataset.parse(data=text, format="nquads")
        result = dataset.query(text_of(QUESTIONS[name]))
        table = [["" if cell is None else str(cell) for cell in row] for row in result]  # type: ignore[union-attr]  # rows
    assert sorted(table) == sorted(expected(QUESTIONS[name])[1:])


def test_nothing_from_after_the_day_changes_who_is_known_at_a_club(starter: Path, tmp_path: Path) -> None:
    """The world holds a spell at Rovers from January 2025 on; without it, and with more, the answer of 2024 stands."""
    question = QUESTIONS["acquaintances-at-club"]
    new = """
        PREFIX pkg: <https://w3id.org/player-kg/ns#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
        INSERT DATA { GRAPH <urn:x:later> { <urn:x:spell> a pkg:Spell ; pkg:hasRole pkg:playerRole ;
          pkg:hasPerson <https://w3id.org/player-kg/id/person/cleo> ;
          pkg:hasTeam <https://w3id.org/player-kg/id/team/city> ; pkg:start "2024-10-01"^^xsd:date ;
          pkg:end "2030-07-01"^^xsd:date } }
    """
    with EmbeddedBackend.at(tmp_path / "store", starter=starter) as later:
        later.update(new, base="urn:x:")
        assert rows(question, later) == expected(question)
        assert "Dan Holt" not in {row[0] for row in rows(question, later)}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_documented(name: str) -> None:
    question = QUESTIONS[name]
    assert question.prose.endswith("?")
    assert len(question.detail) > 40
    assert {parameter.name for parameter in question.parameters} == set(question.example)
    for parameter in question.parameters:
        assert f"?{parameter.name}" in question.query
        assert parameter.prose


def test_there_are_thirty_questions_and_rows_for_each() -> None:
    assert len(QUESTIONS) >= 30
    assert {path.stem for path in ontology_file("questions").glob("*.csv")} == set(QUESTIONS)
    assert all(len(expected(question)) > 1 for question in QUESTIONS.values())


def test_the_world_is_sound_and_readable() -> None:
    assert list(violations(claims(), shapes=ontology_file("shapes.ttl"))) == []
    read = list(decode(claims()))
    assert sum(isinstance(one, Release) for one in read) == 3
    assert sum(isinstance(one, Claim) for one in read) == len(read) - 3


def test_values_are_checked_before_they_are_bound() -> None:
    question = QUESTIONS["team-mates"]
    assert [parameter.kind for parameter in question.parameters] == [ParameterKind.PERSON, ParameterKind.DATE]
    good = dict(question.example)
    _, values = bind(question, good)
    assert values == {
        "person": Term(TermKind.IRI, good["person"]),
        "date": Term(TermKind.LITERAL, good["date"], Terms.DATE),
    }
    for bad in ({"person": "> } DROP ALL"}, {"person": "Ada Vale"}, {"date": "2024-13-01"}, {"club": "x"}):
        with pytest.raises(InvalidInput):
            bind(question, {**good, **bad})
    with pytest.raises(InvalidInput, match="needs date"):
        bind(question, {"person": good["person"]})
    for bad_year in ("24", "2024)", "two"):
        with pytest.raises(InvalidInput, match="no year"):
            bind(QUESTIONS["born-in"], {"year": bad_year})
    with pytest.raises(InvalidInput, match="1 to 1000 characters"):
        bind(QUESTIONS["called"], {"text": " "})


@given(st.text(min_size=1).filter(str.strip))
def test_a_text_is_one_literal_whatever_it_holds(text: str) -> None:
    """Quotes, backslashes, brackets, what looks like a day, an IRI or an update: it is compared, never read."""
    store = ox.Store()
    page, title = ox.NamedNode("urn:x:page"), ox.NamedNode("http://purl.org/dc/terms/publisher")
    store.add(ox.Quad(page, title, ox.Literal(text), ox.NamedNode("urn:x:release")))
    query = prepare("SELECT ?page { GRAPH ?g { ?page ?p ?text } }", {"text": Term(TermKind.LITERAL, text)})
    found = store.query(query.text)
    assert isinstance(found, ox.QuerySolutions)
    assert [row["page"] for row in found] == [page]


@pytest.mark.parametrize("text", ["2024-01-01", "https://example.org/", "<urn:x>", '"} ; DROP ALL #', "\\"])
def test_texts_that_look_like_something_else_stay_texts(text: str) -> None:
    values = bind(QUESTIONS["reported-by"], {"text": text})[1]
    assert values == {"text": Term(TermKind.LITERAL, text)}
    found = claims().query(prepare(*bind(QUESTIONS["reported-by"], {"text": text})).text)
    assert isinstance(found, ox.QuerySolutions)
    assert list(found) == []


def test_a_parameter_of_no_known_kind_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "odd.rq").write_text("# What?\n# @param x colour: a colour\nSELECT * {}", encoding="utf-8")
    monkeypatch.setattr("kg.sparql.catalog.ontology_file", lambda _: tmp_path)
    with pytest.raises(InvalidInput, match="no known kind"):
        list_questions()
