"""The database for queries: a set of triples, and the same whether made afresh or brought up to date."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.columns.facts import Facts
from kg.graph.derived import Derived
from kg.rdf.vocabulary import BASE, NAMESPACE
from kg.store.backend import open_store
from kg.store.embedded_backend import EmbeddedBackend
from tests.store.worlds import starter_file, world

PERSON = f"<{NAMESPACE}Person>"
PREFIXES = f"PREFIX : <{NAMESPACE}> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


@pytest.fixture
def backend(tmp_path: Path) -> EmbeddedBackend:
    starter = starter_file(tmp_path / "starter.trig.gz", world("alpha", people=20), world("beta", people=8))
    return EmbeddedBackend.at(tmp_path / "store", starter=starter)


def default_graph(backend: EmbeddedBackend) -> set[str]:
    result = backend.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    return set(result.triples.splitlines())


def named_graphs(backend: EmbeddedBackend) -> set[tuple[str, ...]]:
    # The blank nodes of the ontology have other names in every database.
    result = backend.query("SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } FILTER(?g != <https://w3id.org/player-kg/ns>) }")
    return {tuple(term.value for term in row if term) for row in result.rows}


def count(backend: EmbeddedBackend, pattern: str, *, distinct: str = "") -> int:
    [(found,)] = backend.query(f"SELECT (COUNT({distinct} *) AS ?n) {{ {pattern} }}").rows
    assert found is not None
    return int(found.value)


def test_everything_stands_once(starter_store: Path) -> None:
    with open_store(starter_store) as opened:
        assert isinstance(opened, EmbeddedBackend)
        status = opened.status()
        people = opened.facts.people_count
        assert count(opened, "?p a :Person") == status.people == people
        assert count(opened, "?t a :Team") == status.teams
        for pattern in ("?p a :Person", "?s a :Spell ; :hasPerson ?p ; :hasTeam ?t", "?a :feudsWith ?b", "?s ?p ?o"):
            assert count(opened, pattern) == count(opened, pattern, distinct="DISTINCT") > 0
        assert count(opened, "GRAPH ?g { ?p a :Person }") > people


def test_facts_of_another_version_are_made_anew_first(backend: EmbeddedBackend, tmp_path: Path) -> None:
    with backend:
        ties = count(backend, "?one :teamMateOf ?two")
        facts = backend.maintenance.generation.places.facts / "facts.json"
    facts.write_text(json.dumps(json.loads(facts.read_text(encoding="ascii")) | {"layout": 0}), encoding="ascii")
    shutil.rmtree(tmp_path / "store" / "queries")
    with EmbeddedBackend.at(tmp_path / "store", starter=tmp_path / "starter.trig.gz") as opened:
        assert count(opened, "?one :teamMateOf ?two") == ties > 0


def test_a_changed_store_is_queried_as_if_it_had_been_filled_so(backend: EmbeddedBackend, tmp_path: Path) -> None:
    with backend:
        backend.query("ASK {}")
        person = "https://w3id.org/player-kg/id/person/alpha-1"
        steps: list[Callable[[], object]] = [
            lambda: backend.put_release(*world("gamma", people=9)),
            lambda: backend.put_release(*world("beta", "2", people=11)),
            lambda: backend.update(f'INSERT DATA {{ <urn:x> a {PERSON} . _:b {LABEL} "Blank" }}', base="x:"),
            lambda: backend.update(f"INSERT DATA {{ GRAPH <urn:g> {{ <urn:x> a {PERSON} }} }}", base="x:"),
            lambda: backend.update(f"DELETE DATA {{ <urn:x> a {PERSON} }}", base="x:"),
            lambda: backend.update(
                f"DELETE {{ GRAPH ?g {{ <{person}> {LABEL} ?n }} }} "
                f'INSERT {{ GRAPH ?g {{ <{person}> {LABEL} "Renamed" }} }} '
                f"WHERE {{ GRAPH ?g {{ <{person}> {LABEL} ?n }} }}",
                base="x:",
            ),
            lambda: backend.update("DROP GRAPH <urn:g>", base="x:"),
        ]
        for step in steps:
            step()
            amended, named = default_graph(backend), named_graphs(backend)
            shutil.copytree(tmp_path / "store", tmp_path / "copy", ignore=shutil.ignore_patterns("queries"))
            with EmbeddedBackend.at(tmp_path / "copy", starter=tmp_path / "starter.trig.gz") as afresh:
                assert default_graph(afresh) == amended
                assert named_graphs(afresh) == named
            shutil.rmtree(tmp_path / "copy")
        assert count(backend, f"<urn:x> a {PERSON}") == 0
        assert count(backend, f'<{person}> {LABEL} "Renamed"') == 1


def statement(draw: random.Random, number: int) -> str:
    """A spell, a relationship or an event of people of the world "alpha", in Turtle."""
    iri = f"<urn:claim:{number}>"
    one, two = (f"<{BASE}id/person/alpha-{place}>" for place in draw.sample(range(20), 2))
    club = f"<{BASE}id/team/{draw.choice(['alpha', 'beta'])}-town-{draw.randrange(3)}>"
    day = f'"20{draw.randrange(10, 17)}-0{draw.randrange(1, 10)}-11"^^xsd:date'
    match draw.randrange(5):
        case 0:
            kind = draw.choice(["Friendship", "Mentorship", "Admiration", "Representation", "Feud"])
            said = f':hasSubject {one} ; :hasObject {two} ; :start {day} ; :confidence "medium"'
            return f"{iri} a :Relationship, :{kind} ; {said} ."
        case 1:
            return f'{iri} a :Event, :Transfer ; :hasPerson {one} ; :hasClub {club} ; :when {day} ; :confidence "low" .'
        case _:
            role = draw.choice(["playerRole", "playerRole", "headCoachRole"])
            occasion = draw.choice(["", ' ; :occasion "World Cup 2014"'])
            # Now and then one that is attested later than all others: ties are as of another day then.
            attested = f' ; :attestedUntil "2018-0{number % 9 + 1}-01"^^xsd:date' if draw.random() < 0.2 else ""
            where = f":hasPerson {one} ; :hasTeam {club} ; :hasRole :{role} ; :start {day}"
            return f"{iri} a :Spell, :PermanentSpell ; {where}{occasion}{attested} ."


@pytest.mark.parametrize("seed", range(3))
def test_random_updates_leave_what_a_database_made_afresh_has(
    backend: EmbeddedBackend, tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    derived: list[bool] = []

    class Noted(Derived):
        def __init__(self, facts: Facts, people: Sequence[int] | None = None) -> None:
            derived.append(people is not None)
            super().__init__(facts, people)

    draw = random.Random(seed)
    held: list[tuple[str, str]] = []
    with backend:
        backend.query("ASK {}")
        monkeypatch.setattr("kg.store.derived_graph.Derived", Noted)
        for number in range(14):
            if held and draw.random() < 0.4:
                verb, (graph, text) = "DELETE", held.pop(draw.randrange(len(held)))
            else:
                verb, (graph, text) = "INSERT", (draw.choice(["", "urn:own"]), statement(draw, number))
                held.append((graph, text))
            wrapped = f"GRAPH <{graph}> {{ {text} }}" if graph else text
            assert backend.update(f"{PREFIXES} {verb} DATA {{ {wrapped} }}", base="x:")
            amended, named = default_graph(backend), named_graphs(backend)
            shutil.copytree(tmp_path / "store", tmp_path / "copy", ignore=shutil.ignore_patterns("queries", "facts"))
            with EmbeddedBackend.at(tmp_path / "copy", starter=tmp_path / "starter.trig.gz") as afresh:
                assert default_graph(afresh) == amended
                assert named_graphs(afresh) == named
            shutil.rmtree(tmp_path / "copy")
    assert sum(derived) > 6


def test_a_triple_of_two_releases_stays_while_one_of_them_has_it(backend: EmbeddedBackend) -> None:
    with backend:
        for graph in ("urn:one", "urn:two"):
            backend.update(f'INSERT DATA {{ GRAPH <{graph}> {{ <urn:x> {LABEL} "X" }} }}', base="x:")
        assert count(backend, f'<urn:x> {LABEL} "X"') == 1
        backend.update("DROP GRAPH <urn:one>", base="x:")
        assert count(backend, f'<urn:x> {LABEL} "X"') == 1
        backend.update("DROP GRAPH <urn:two>", base="x:")
        assert count(backend, f'<urn:x> {LABEL} "X"') == 0


def test_blank_nodes_are_the_same_in_both_graphs(backend: EmbeddedBackend) -> None:
    with backend:
        backend.update(
            f'INSERT DATA {{ GRAPH <urn:g> {{ _:a {LABEL} "A" ; <urn:p> _:b . _:b {LABEL} "B" }} }}', base="x:"
        )
        assert count(backend, f'GRAPH <urn:g> {{ ?a <urn:p> ?b }} ?b {LABEL} "B"') == 1


def test_a_damaged_database_is_made_again(backend: EmbeddedBackend) -> None:
    with backend:
        whole = default_graph(backend)
        backend.forget()
        table = next((backend.location / "queries").glob("*/oxigraph/*.sst"))
        table.write_bytes(table.read_bytes()[:-10])
        assert default_graph(backend) == whole


def test_a_store_that_may_only_be_read_is_queried_all_the_same(
    backend: EmbeddedBackend, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with backend:
        whole = default_graph(backend)
        shutil.rmtree(backend.location / "queries")
        backend.forget()

        def refuse(self: Path, *args: object, **kwargs: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setenv("TMPDIR", str(tmp_path))
        monkeypatch.setattr("kg.store.query_database.QueryDatabase._alone", refuse)
        monkeypatch.setattr("kg.store.query_database.os.access", lambda *_: False)
        assert default_graph(backend) == whole


def test_what_is_derived_can_be_left_out_and_asked_for(
    backend: EmbeddedBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    with backend:
        assert count(backend, "?x a :Presence") > 0
        for choice, found in (("off", False), ("on", True), ("auto", False)):
            monkeypatch.setenv("KG_DERIVED", choice)
            monkeypatch.setattr("kg.store.query_database.MOST_STAYS", 10)
            backend.forget()
            assert bool(count(backend, "?x a :Presence")) is found
            assert count(backend, "?x a :Spell") == 28


def test_rdflib_sees_what_queries_see(backend: EmbeddedBackend) -> None:
    with backend:
        rows = list(backend.rdf().query(f"SELECT ?p {{ ?p a {PERSON} }}"))
        assert len(rows) == len({str(row) for row in rows}) == count(backend, "?p a :Person")


def test_the_database_of_a_generation_stays_as_it_is(backend: EmbeddedBackend) -> None:
    with backend:
        backend.query("ASK {}")
        store = ox.Store.read_only(str(backend.maintenance.generation.places.oxigraph))
        assert next(store.quads_for_pattern(None, None, None, ox.DefaultGraph()), None) is None
