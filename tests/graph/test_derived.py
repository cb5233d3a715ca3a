"""What is derived for SPARQL: the presences and ties of `kg.graph`, each once, with what they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.columns.facts import Facts
from kg.columns.files import as_date
from kg.graph.derived import Derived
from kg.graph.presence import people_at
from kg.graph.tie_builder import ties_of
from kg.model import TieKind
from kg.rdf.vocabulary import QUERY_PREFIXES, Pkg
from kg.store.backend import open_store
from kg.store.embedded_backend import EmbeddedBackend
from kg.text.countries import country_name
from tests.ontology.test_ontology import marked


@pytest.fixture(scope="module")
def facts(starter_store: Path) -> Facts:
    with open_store(starter_store) as backend:
        return backend.facts


@pytest.fixture(scope="module")
def derived(facts: Facts) -> Derived:
    return Derived(facts)


@pytest.fixture(scope="module")
def graph(starter_store: Path) -> Iterator[ox.Store]:
    """The database for queries, which holds all of it in its default graph."""
    with open_store(starter_store) as backend:
        assert isinstance(backend, EmbeddedBackend)
        yield ox.Store.read_only(str(backend.query_folder()))


def rows(graph: ox.Store, query: str) -> set[tuple[str, ...]]:
    found = graph.query(query, prefixes=dict(QUERY_PREFIXES))
    assert isinstance(found, ox.QuerySolutions)
    return {tuple(str(getattr(value, "value", "")) for value in row) for row in found}


def test_every_derived_term_is_written(graph: ox.Store) -> None:
    used = {iri for (iri,) in rows(graph, "SELECT DISTINCT ?p { ?s ?p ?o }")}
    used |= {iri for (iri,) in rows(graph, "SELECT DISTINCT ?class { ?s a ?class }")}
    assert used >= marked("Derived") - {Pkg.LANGUAGE_CLASS, Pkg.HAS_LANGUAGE}  # the starter data have no languages


@pytest.mark.parametrize("name", ["Real Madrid", "England", "Liverpool", "Ajax"])
def test_presences_say_who_is_at_a_team_as_squads_do(
    facts: Facts, derived: Derived, graph: ox.Store, name: str
) -> None:
    team = facts.find(name, "team")
    day = as_date(derived.at)
    assert day is not None
    there = {row.person for row in people_at(facts, team, day) if row.presence != "former"}
    last = (day - timedelta(days=1)).isoformat()
    query = f'''SELECT ?p {{ ?s a :Presence ; :hasTeam <{facts.iri(team)}> ; :hasPerson ?p ; :from ?f ; :through ?t
                FILTER(?f <= "{last}"^^xsd:date && ?t >= "{last}"^^xsd:date) }}'''
    assert rows(graph, query) == {(facts.iri(person),) for person in there}


@pytest.mark.parametrize("name", ["Jude Bellingham", "Pep Guardiola", "Mohamed Salah"])
def test_links_are_the_ties_that_answers_rest_on(facts: Facts, derived: Derived, graph: ox.Store, name: str) -> None:
    person, day = facts.find(name, "person"), as_date(derived.at)
    assert day is not None
    shared = [tie for tie in ties_of(facts, person, day) if tie.team is not None]
    assert len(shared) > 50
    kinds = {TieKind.COACHED_BY: {"coachedBy", "coachOf"}, TieKind.STAFF: {"colleagueOf"}}
    expected = {(tie.alter, frozenset(kinds.get(tie.kind, {"teamMateOf"}))) for tie in shared}
    query = f"""SELECT ?other (STRAFTER(STR(?link), "ns#") AS ?name) {{
        <{facts.iri(person)}> ?link ?other FILTER(?link IN (:teamMateOf, :coachedBy, :coachOf, :colleagueOf)) }}"""
    found = rows(graph, query)
    assert {other for other, _ in found} == {other for other, _ in expected}
    assert all(any(other == peer and link in links for peer, links in expected) for other, link in found)
    assert all(any(other == peer and link in links for other, link in found) for peer, links in expected)


def test_links_go_both_ways(graph: ox.Store) -> None:
    there = rows(graph, "SELECT ?a ?b { ?a :teamMateOf ?b }")
    assert there == {(two, one) for one, two in there}
    assert rows(graph, "SELECT ?b ?a { ?a :coachedBy ?b }") == rows(graph, "SELECT ?a ?b { ?a :coachOf ?b }")


def test_every_presence_and_tie_names_what_it_rests_on(graph: ox.Store) -> None:
    for kind in ("Presence", "Tie"):
        assert rows(graph, f"SELECT ?n {{ ?n a :{kind} FILTER NOT EXISTS {{ ?n prov:wasDerivedFrom ?x }} }}") == set()
    assert not rows(graph, "SELECT ?p { ?p a :Presence ; :from ?f ; :through ?t FILTER(?f > ?t) }")


def test_events_and_their_claims_are_told_apart(graph: ox.Store) -> None:
    claims = rows(graph, "SELECT ?c { ?o a :Occurrence ; prov:wasDerivedFrom ?c }")
    assert claims == rows(graph, "SELECT ?c { ?c a :Event }")
    assert 0 < len(rows(graph, "SELECT ?o { ?o a :Occurrence }")) < len(claims)
    several = "SELECT ?c (COUNT(?o) AS ?n) { ?o a :Occurrence ; prov:wasDerivedFrom ?c } GROUP BY ?c HAVING(?n > 1)"
    assert rows(graph, several) == set()


def test_countries_clubs_and_competitions_have_ids_and_labels(graph: ox.Store) -> None:
    texts = rows(graph, "SELECT ?n { ?t :sportingNationality|:country ?n }")
    names = {(country_name(text),) for (text,) in texts}
    assert rows(graph, "SELECT ?n { ?c a :Country ; skos:prefLabel ?n }") >= names
    query = 'SELECT ?l { ?t rdfs:label "Real Madrid" ; :teamOf/^:teamOf/rdfs:label ?l }'
    assert ("Real Madrid",) in rows(graph, query)
    squads = "SELECT ?y { ?e skos:broader competition:world-cup ; skos:prefLabel ?y }"
    assert ("World Cup 2018",) in rows(graph, squads)


def test_stated_ties_lead_to_their_claims(facts: Facts, derived: Derived, graph: ox.Store) -> None:
    day = as_date(derived.at)
    assert day is not None
    friends = rows(graph, "SELECT ?a ?b { ?a :friendOf ?b }")
    known = {
        (tie.ego, tie.alter)
        for person in map(facts.node, {one for one, _ in friends})
        if person is not None
        for tie in ties_of(facts, person, day)
        if tie.kind is TieKind.FRIENDSHIP
    }
    assert friends
    assert friends == known


def test_everybody_has_as_many_team_mates_as_links_to_them(graph: ox.Store) -> None:
    counted = rows(graph, "SELECT ?one (COUNT(?other) AS ?n) { ?one :teamMateOf ?other } GROUP BY ?one")
    assert rows(graph, "SELECT ?one ?n { ?one :teamMateCount ?n }") == counted
    assert len(counted) > 10_000
