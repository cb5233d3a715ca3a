"""SPARQL updates become generations like any other change: whole, seen by answers, and made again when damaged."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Store

from kg.errors import InvalidInput
from kg.model import Claim, Person, Release
from kg.store import updates
from kg.store.backend import Backend, open_store
from kg.store.manifest import STARTER, USER, Manifest
from tests.server.running import HOSTILE, PERSON, RELEASE, TEAM, small_store

BASE = "http://base.example/"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return small_store(tmp_path / "store", count=5)


def asked(backend: Backend, query: str) -> bool:
    return backend.query(query).boolean


def test_statements_of_no_release_survive_repair_and_later_imports(store: Path) -> None:
    text = f'INSERT DATA {{ <a:s> <a:p> "{"x" * 30}" GRAPH <http://g.example/> {{ <rel> <a:p> [ <a:q> "é\\n" ] }} }}'
    held = [
        "ASK { <a:s> <a:p> ?o }",
        f"ASK {{ GRAPH <http://g.example/> {{ <{BASE}rel> <a:p> [ <a:q> 'é\\n' ] }} }}",
        f"ASK {{ GRAPH <{RELEASE}> {{ <{PERSON}> <{LABEL}> 'Person 1' }} }}",
    ]
    with open_store(store) as backend:
        assert backend.update(text, base=BASE)
        assert not backend.update(text.partition("GRAPH")[0] + "}", base=BASE)  # it is there already
        generation = backend.status().generation
        other = Claim(TEAM + "-person", Person(TEAM + "-person", "Another"))
        backend.put_release(Release("https://w3id.org/player-kg/release/other/1", "other", "Other", "1"), [other])
        assert backend.status().generation == generation + 1
        assert all(asked(backend, query) for query in held)
    for database in store.glob("generations/*/oxigraph"):
        shutil.rmtree(database)
    with open_store(store) as backend:
        assert all(asked(backend, query) for query in held)
        assert {entry.release.id for entry in backend.status().releases} >= {"", "http://g.example/", RELEASE}
        assert backend.update("CLEAR DEFAULT", base=BASE)
        assert not asked(backend, held[0])
        assert asked(backend, held[1])


def test_answers_follow_and_a_changed_release_is_the_users_own(store: Path) -> None:
    for file in store.glob("generations/*/manifest.json"):
        manifest = Manifest.from_json(file.read_bytes())
        entries = (replace(entry, status=replace(entry.status, origin=STARTER)) for entry in manifest.entries)
        file.write_text(replace(manifest, entries=tuple(entries)).to_json())
    with open_store(store) as backend:
        assert {entry.origin for entry in backend.status().releases} == {STARTER}
        before = backend.facts.find("Person 1", "person")
        assert backend.facts.iri(before) == PERSON
        change = f"WITH <{RELEASE}> DELETE {{ <{PERSON}> <{LABEL}> ?n }} INSERT {{ <{PERSON}> <{LABEL}> 'Renamed' }} "
        assert backend.update(change + f"WHERE {{ <{PERSON}> <{LABEL}> ?n }}", base=BASE)
        assert backend.facts.iri(backend.facts.find("Renamed", "person")) == PERSON
        assert {entry.origin for entry in backend.status().releases} == {USER}
        said = [item.statement for item in backend.statements() if isinstance(item, Claim)]
        names = {one.name for one in said if isinstance(one, Person)}
        assert names >= {"Renamed", HOSTILE}
        assert backend.validate() == []


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
    with open_store(store) as backend:
        before = backend.status().generation
        with pytest.raises(InvalidInput):
            backend.update(text, base=BASE)
        assert backend.status().generation == before
        assert asked(backend, f"ASK {{ <{PERSON}> ?p ?o }}")
    assert not list(store.glob("generations/draft-*"))


def test_a_store_can_be_emptied_and_filled_again(store: Path) -> None:
    with open_store(store) as backend:
        assert backend.update("CLEAR ALL", base=BASE)
        assert backend.status().releases == ()
    with open_store(store) as backend:
        assert backend.status().releases == ()
        assert backend.update(f"INSERT DATA {{ GRAPH <http://g.example/> {{ <{PERSON}> a <a:b> }} }}", base=BASE)
        assert asked(backend, f"ASK {{ <{PERSON}> ?p ?o }}")


def test_only_graphs_that_an_update_can_reach_are_compared(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []

    def noted(database: Store, graph: NamedNode | BlankNode | DefaultGraph) -> bytes:
        compared.append(graph.value if isinstance(graph, NamedNode) else "")
        return digest(database, graph)

    digest = updates._digest
    monkeypatch.setattr(updates, "_digest", noted)
    with open_store(store) as backend:
        backend.update("INSERT DATA { <a:s> <a:p> 1 }", base=BASE)
        prefixed = "PREFIX : <a:> PREFIX ex: <b:> "
        assert backend.update(prefixed + "INSERT DATA { :s :p 2 }", base=BASE)
        assert set(compared) == {""}
        assert backend.update(prefixed + "DELETE WHERE { GRAPH ?g { ?s ?p 'Person 1' } }", base=BASE)
        assert RELEASE in compared
