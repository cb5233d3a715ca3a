"""SPARQL updates become generations like any other change: whole, seen by answers, and made again when damaged."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.errors import InvalidInput
from kg.model import Claim, Person, Release
from kg.store.library import Library
from kg.store.manifest import STARTER, USER
from tests.server.running import HOSTILE, PERSON, RELEASE, TEAM, small_store

BASE = "http://base.example/"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return small_store(tmp_path / "store", count=5)


def asked(library: Library, query: str) -> bool:
    return library.query(query).boolean


def test_statements_of_no_release_survive_repair_and_later_imports(store: Path) -> None:
    text = f'INSERT DATA {{ <a:s> <a:p> "{"x" * 30}" GRAPH <http://g.example/> {{ <rel> <a:p> [ <a:q> "é\\n" ] }} }}'
    held = [
        "ASK { <a:s> <a:p> ?o }",
        f"ASK {{ GRAPH <http://g.example/> {{ <{BASE}rel> <a:p> [ <a:q> 'é\\n' ] }} }}",
        f"ASK {{ GRAPH <{RELEASE}> {{ <{PERSON}> <{LABEL}> 'Person 1' }} }}",
    ]
    with Library.open(store) as library:
        assert library.update(text, base=BASE)
        assert not library.update(text.partition("GRAPH")[0] + "}", base=BASE)  # it is there already
        generation = library.status().generation
        other = Claim(TEAM + "-person", Person(TEAM + "-person", "Another"))
        library.put_release(Release("https://w3id.org/player-kg/release/other/1", "other", "Other", "1"), [other])
        assert library.status().generation == generation + 1
        assert all(asked(library, query) for query in held)
    for database in store.glob("generations/*/oxigraph"):
        shutil.rmtree(database)
    with Library.open(store) as library:
        assert all(asked(library, query) for query in held)
        assert {entry.release.id for entry in library.status().releases} >= {"", "http://g.example/", RELEASE}
        assert library.update("CLEAR DEFAULT", base=BASE)
        assert not asked(library, held[0])
        assert asked(library, held[1])


def test_answers_follow_and_a_changed_release_is_the_users_own(store: Path) -> None:
    for manifest in store.glob("generations/*/manifest.json"):
        manifest.write_text(manifest.read_text().replace(f'"origin": "{USER}"', f'"origin": "{STARTER}"'))
    with Library.open(store) as library:
        assert {entry.origin for entry in library.status().releases} == {STARTER}
        before = library.facts.find("Person 1", "person")
        assert library.facts.iri(before) == PERSON
        change = f"WITH <{RELEASE}> DELETE {{ <{PERSON}> <{LABEL}> ?n }} INSERT {{ <{PERSON}> <{LABEL}> 'Renamed' }} "
        assert library.update(change + f"WHERE {{ <{PERSON}> <{LABEL}> ?n }}", base=BASE)
        assert library.facts.iri(library.facts.find("Renamed", "person")) == PERSON
        assert {entry.origin for entry in library.status().releases} == {USER}
        said = [item.statement for item in library.statements() if isinstance(item, Claim)]
        names = {one.name for one in said if isinstance(one, Person)}
        assert names >= {"Renamed", HOSTILE}
        assert library.validate() == []


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:s> <a:p> ",
        "DROP ALL ; LOAD <http://127.0.0.1:9/>",
        "DROP ALL ; PREFIX ex: <http://127.0.0.1:9/> LOADex:x",
        f"DROP ALL ; INSERT DATA {{ GRAPH <{RELEASE}> {{ <{PERSON}> a <https://w3id.org/player-kg/ns#LoanSpell> }} }}",
        "DROP ALL ; INSERT { <a:s> <a:p> ?o } USING <file:///etc/passwd> WHERE { ?s ?p ?o }",
        "DROP ALL ; INSERT DATA { GRAPH <not an iri> { <a:s> <a:p> 1 } }",
    ],
)
def test_what_is_refused_changes_nothing(store: Path, text: str) -> None:
    with Library.open(store) as library:
        before = library.status().generation
        with pytest.raises(InvalidInput):
            library.update(text, base=BASE)
        assert library.status().generation == before
        assert asked(library, f"ASK {{ <{PERSON}> ?p ?o }}")
    assert not list(store.glob("generations/draft-*"))


def test_a_store_can_be_emptied_and_filled_again(store: Path) -> None:
    with Library.open(store) as library:
        assert library.update("CLEAR ALL", base=BASE)
        assert library.status().releases == ()
    with Library.open(store) as library:
        assert library.status().releases == ()
        assert library.update(f"INSERT DATA {{ GRAPH <http://g.example/> {{ <{PERSON}> a <a:b> }} }}", base=BASE)
        assert asked(library, f"ASK {{ <{PERSON}> ?p ?o }}")
