"""What an export holds comes back: people with their ids and dates, who states what, and so the same answers."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from kg.api import KnowledgeGraph
from kg.contents import file_violations
from kg.errors import InvalidInput
from kg.model import Claim, Person, Relationship, RelationshipKind, Release, Source, Team
from kg.rdf.iris import claim_iri, person_iri, source_iri
from kg.rdf.vocabulary import COUNTRY, LANGUAGE, PREFIXES
from kg.resources import ontology_file
from kg.store.concept_links import VOCABULARY
from kg.store.embedded_backend import EmbeddedBackend
from kg.store.manual_claims import NOTES

WITH_RELEASES = ("trig", "nq", "jsonld")
ANY = ("ttl", *WITH_RELEASES)


def opened(folder: Path, trig: bytes) -> KnowledgeGraph:
    folder.mkdir()
    (folder / "starter.trig.gz").write_bytes(gzip.compress(trig, mtime=0))
    return KnowledgeGraph(EmbeddedBackend.at(folder / "store", starter=folder / "starter.trig.gz"))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeGraph]:
    """A made-up world in which nearly nobody has a Wikidata id, and two releases give one woman two birth dates."""
    trig = ontology_file("questions/world.trig").read_bytes()
    with opened(tmp_path_factory.mktemp("worlds") / "first", trig) as graph:
        yield graph


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[KnowledgeGraph]:
    with opened(tmp_path / "empty", b"") as graph:
        assert graph.contents.status().releases == ()
        yield graph


def statements(graph: KnowledgeGraph) -> dict[str, list[Release | Claim]]:
    """Everything stored, release by release; of claims, RDF keeps no order."""
    releases: dict[str, list[Release | Claim]] = {}
    for item in graph.backend.statements():
        if isinstance(item, Release):
            own = releases[item.id] = []
        own.append(item)
    return {iri: sorted(own, key=lambda item: (item.id != iri, item.id)) for iri, own in releases.items()}


def claims(graph: KnowledgeGraph) -> list[Claim]:
    return [item for own in statements(graph).values() for item in own if isinstance(item, Claim)]


def answers(graph: KnowledgeGraph) -> list[Any]:
    """What three questions are answered, in full."""
    persuaders = graph.persuade("Ada Vale", to="Rovers", at="2024-09-15")
    tie = graph.explain("Ada Vale", "Ben Roe", at="2024-09-15")
    profile = graph.show("Ada Vale", at="2024-09-15")
    return [json.loads(answer.text("json", limit=None)) for answer in (persuaders, tie, profile)]


@pytest.mark.parametrize("ending", [*WITH_RELEASES, "nq.gz"])
def test_an_export_that_says_who_states_what_comes_back_whole(
    world: KnowledgeGraph, empty: KnowledgeGraph, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"all.{ending.removesuffix('.gz')}"
    world.contents.export(file)
    if ending.endswith(".gz"):
        file = file.with_name(file.name + ".gz")
        file.write_bytes(gzip.compress(file.with_suffix("").read_bytes()))
    assert len(empty.contents.copy_from(str(file))) == 3
    assert statements(empty) == statements(world)
    assert answers(empty) == answers(world)
    empty.contents.copy_from(str(file))
    assert statements(empty) == statements(world)


@pytest.mark.parametrize("ending", ANY)
def test_a_reader_of_claims_leaves_people_and_teams_their_ids(
    world: KnowledgeGraph, empty: KnowledgeGraph, tmp_path: Path, ending: str
) -> None:
    file = tmp_path / f"all.{ending}"
    world.contents.export(file)
    empty.contents.import_files("claims", [file])
    facts, before = empty.backend.facts, world.backend.facts
    assert facts.people_count == before.people_count
    assert facts.team_count == before.team_count
    for node in range(before.people_count):
        iri = before.iri(node)
        there = facts.node(iri)
        assert there is not None
        again, person = facts.person(there), before.person(node)
        assert (again.name, again.birth, again.external_ids) == (person.name, person.birth, person.external_ids)
    told = {claim.id for claim in claims(world) if not isinstance(claim.statement, Person | Team)}
    assert told <= {claim.id for claim in claims(empty)}
    # Imported again under another name, everybody is known by their ids.
    empty.contents.import_files("claims", [file], dataset="once-more")
    assert empty.backend.facts.people_count == before.people_count


@pytest.mark.parametrize("ending", ANY)
def test_what_is_exported_keeps_to_the_shapes(world: KnowledgeGraph, tmp_path: Path, ending: str) -> None:
    world.contents.export(tmp_path / f"all.{ending}")
    assert file_violations([tmp_path / f"all.{ending}"]) == []


def test_a_file_that_does_not_say_who_states_what_is_no_store(
    world: KnowledgeGraph, empty: KnowledgeGraph, tmp_path: Path
) -> None:
    world.contents.export(tmp_path / "all.ttl")
    with pytest.raises(InvalidInput, match="no export that says which release states what"):
        empty.contents.copy_from(str(tmp_path / "all.ttl"))
    (tmp_path / "bare.nq").write_text("<urn:x:a> <urn:x:b> <urn:x:c> .\n")
    with pytest.raises(InvalidInput, match="in no named graph"):
        empty.contents.copy_from(str(tmp_path / "bare.nq"))
    (tmp_path / "cut.trig").write_text("<urn:x:g> { <urn:x:a> ")
    with pytest.raises(InvalidInput, match="no TriG"):
        empty.contents.copy_from(str(tmp_path / "cut.trig"))
    (tmp_path / "cut.nq.gz").write_bytes(gzip.compress(b"<urn:x:a> <urn:x:b> <urn:x:c> <urn:x:g> .\n" * 99)[:-9])
    with pytest.raises(InvalidInput, match="damaged or cut off"):
        empty.contents.copy_from(str(tmp_path / "cut.nq.gz"))
    assert statements(empty) == {}


def test_two_people_to_whom_two_stores_gave_one_id_stay_two(empty: KnowledgeGraph, tmp_path: Path) -> None:
    for file, name, born in (
        ("one", "John Smith", "1980-01-02"),
        ("two", "John Smith", "1999-05-06"),
        ("three", "Pedro Gomez", ""),
    ):
        birth = f"; pkg:birthDate '{born}'^^xsd:date" if born else ""
        trig(tmp_path / f"{file}.ttl", f"person:john-smith a pkg:Person ; rdfs:label '{name}' {birth} .")
    for file in ("one", "two", "three", "two"):
        done = empty.contents.import_files("claims", [tmp_path / f"{file}.ttl"])
        assert any("kept apart" in note for note in done.notes) == (file in ("two", "three") and done.stored)
    facts = empty.backend.facts
    people = {facts.iri(node): facts.person(node) for node in range(facts.people_count)}
    assert sorted((person.name, str(person.birth or "")) for person in people.values()) == [
        ("John Smith", "1980-01-02"),
        ("John Smith", "1999-05-06"),
        ("Pedro Gomez", ""),
    ]
    assert str(people[person_iri("john-smith")].birth) == "1980-01-02"


GRAPH = "<urn:x:g> { <urn:x:g> a pkg:Release ; pkg:dataset 'mine' ; dcterms:title 'Mine' . %s }\n"
PERSON = "<urn:x:ada> a pkg:Person ; rdfs:label 'Ada' ; pkg:citizenOf country:SEN ; pkg:hasLanguage language:lingala ."


def trig(path: Path, *graphs: str) -> str:
    """The address of a file of these graphs."""
    prefixes = {**PREFIXES, "country": COUNTRY, "language": LANGUAGE}
    path.write_text("".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes.items()) + "".join(graphs))
    return str(path)


@pytest.mark.parametrize(
    "described",
    ["<urn:x:a> <urn:x:b> <urn:x:c>", "<urn:x:h> a pkg:Release", PERSON],
    ids=["nothing", "unnamed", "person"],
)
def test_a_graph_that_describes_no_release_is_refused_and_nothing_is_stored(
    empty: KnowledgeGraph, tmp_path: Path, described: str
) -> None:
    file = trig(tmp_path / "two.trig", GRAPH % PERSON, f"<urn:x:h> {{ {described} }}")
    with pytest.raises(InvalidInput, match="the graph urn:x:h describes no release"):
        empty.contents.copy_from(file)
    assert statements(empty) == {}


def test_one_bad_claim_in_the_last_release_leaves_the_store_as_it_was(empty: KnowledgeGraph, tmp_path: Path) -> None:
    bad = GRAPH.replace("urn:x:g", "urn:x:z").replace("mine", "theirs") % "<urn:x:s> a pkg:Spell ."
    with pytest.raises(InvalidInput, match="pkg:hasPerson is missing"):
        empty.contents.copy_from(trig(tmp_path / "bad.trig", GRAPH % PERSON, bad))
    assert statements(empty) == {}
    with pytest.raises(InvalidInput, match="two releases of 'mine'"):
        empty.contents.copy_from(trig(tmp_path / "twice.trig", GRAPH % PERSON, GRAPH.replace("x:g", "x:h") % ""))
    assert statements(empty) == {}


def test_concepts_are_read_by_their_names(empty: KnowledgeGraph, tmp_path: Path) -> None:
    named = f"<{VOCABULARY}> {{ language:lingala skos:prefLabel 'Lingala'@en }}"
    empty.contents.copy_from(trig(tmp_path / "concepts.trig", GRAPH % PERSON, named))
    [person] = [claim.statement for claim in claims(empty)]
    assert isinstance(person, Person)
    assert (person.citizenships, person.languages) == (("Senegal",), ("Lingala",))


def friendship(number: int, detail: str) -> Claim:
    """A claim that two people of the world are friends."""
    page = Source(source_iri("https://example.org/page"), "A page", "https://example.org/page")
    friends = Relationship(RelationshipKind.FRIENDSHIP, person_iri("ada-vale"), person_iri("ben-roe"), detail=detail)
    return Claim(claim_iri("a note", str(number)), friends, page)


def test_notes_of_others_go_beside_ones_own(world: KnowledgeGraph, empty: KnowledgeGraph, tmp_path: Path) -> None:
    with opened(tmp_path / "theirs", b"") as theirs:
        theirs.backend.add_claims(NOTES, [friendship(1, "theirs"), friendship(2, "theirs")])
        theirs.contents.export(tmp_path / "all.trig")
        empty.backend.add_claims(NOTES, [friendship(2, "my own"), friendship(3, "my own")])
        for source in (tmp_path / "all.trig", tmp_path / "theirs" / "store"):
            empty.contents.copy_from(str(source))
            notes = {
                claim.id: claim.statement.detail for claim in claims(empty) if isinstance(claim.statement, Relationship)
            }
            details = {
                claim_iri("a note", str(number)): detail
                for number, detail in enumerate(("theirs", "my own", "my own"), 1)
            }
            assert notes == details
    [again] = empty.contents.copy_from(str(tmp_path / "all.trig"))
    assert not again.stored


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_tables_hold_everybody_and_who_states_what(world: KnowledgeGraph, tmp_path: Path) -> None:
    world.contents.export(tmp_path / "tables", "csv")
    said = [
        (
            release,
            person.id,
            person.name,
            str(person.birth or ""),
            "; ".join(f"{i.scheme}:{i.value}" for i in person.external_ids),
        )
        for release, own in statements(world).items()
        for item in own
        if isinstance(item, Claim) and isinstance(person := item.statement, Person)
    ]
    columns = ("release", "id", "name", "born", "external_ids")
    assert sorted(tuple(row[name] for name in columns) for row in rows(tmp_path / "tables", "people")) == sorted(said)
    releases = [own[0] for own in statements(world).values()]
    listed = {(row["id"], row["licence"], row["publisher"]) for row in rows(tmp_path / "tables", "releases")}
    assert listed == {(item.id, item.licence, item.publisher) for item in releases if isinstance(item, Release)}
    sources = {row["id"]: row["url"] for row in rows(tmp_path / "tables", "sources")}
    told = {
        row["claim"]: sources.get(row["source"], "")
        for table in ("spells", "relationships", "events")
        for row in rows(tmp_path / "tables", table)
    }
    assert told == {
        claim.id: claim.source.url if claim.source else ""
        for claim in claims(world)
        if not isinstance(claim.statement, Person | Team)
    }


@pytest.mark.parametrize("ending", ["graphml", "gexf"])
def test_graphs_hold_everybody_by_id_with_the_birth_date(world: KnowledgeGraph, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"all.{ending}"
    world.contents.export(file)
    graph = nx.read_graphml(file) if ending == "graphml" else nx.read_gexf(file)
    people = {node: data for node, data in graph.nodes(data=True) if data.get("node_type") == "person"}
    facts = world.backend.facts
    expected = [facts.person(node) for node in range(facts.people_count)]
    assert {iri: (data["label"], data.get("birth", "")) for iri, data in people.items()} == {
        person.id: (person.name, str(person.birth or "")) for person in expected
    }
