"""What every store keeps to, whatever stands behind ``--store``."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.answers import profiles, questions
from kg.answers.exports import export
from kg.answers.sparql_functions import function_source
from kg.errors import InvalidInput, KgError, NothingFound, UnknownName, UsageProblem
from kg.model import Claim, Confidence, Person, Relationship, RelationshipKind, Release, Source, Spell
from kg.model.progress import silent
from kg.model.results import ResultKind, Term
from kg.rdf.codec import decode
from kg.rdf.iris import claim_iri, person_iri, source_iri
from kg.render.json import answer_json, explanation_json, json_text, profile_json
from kg.resources import ontology_file
from kg.sparql.catalog import bind, list_questions
from kg.sparql.checks import prepare
from kg.sparql.functions import calls_functions
from kg.store.backend import Backend, open_store
from kg.store.copying import copy_releases
from kg.store.manual_claims import NOTES
from kg.store.remote import INCOMING, MERGED, RemoteStore
from kg.store.remote_backend import RemoteBackend
from tests.store.contract.backends import BACKENDS, StoreKind, missing
from tests.store.worlds import World, by_id, held, starter_file, world

pytestmark = pytest.mark.enable_socket

DAY = date(2024, 10, 1)
TEXTS = {question.name: prepare(*bind(question, question.example)).text for question in list_questions()}
HOSTILE = [
    'it\'s "quoted" \\ and \\u0022 too',
    "line\nbreak\r\nand\ttab",
    "} } ; DROP ALL ; #",
    "<script>alert(1)</script> & ]]>",
    "Łukasz Ødegård 北京 🏟️ \u202eRTL\u202c \u2028 \x01",
    "x" * 5_000,
]


def agrees(backend: Backend, *worlds: World) -> bool:
    """Whether statements, columns and SPARQL hold these worlds and nothing else."""
    there = held(backend)
    rows = backend.query("SELECT DISTINCT ?g { GRAPH ?g { ?g a <https://w3id.org/player-kg/ns#Release> } }").rows
    spells = sum(isinstance(claim.statement, Spell) for each in worlds for claim in each.claims)
    [[counted]] = backend.query("SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/player-kg/ns#Spell> }").rows
    return (
        {each.release.dataset for each in worlds} == there.keys()
        and all(there[each.release.dataset].release == each.release for each in worlds)
        and all(by_id(there[each.release.dataset].claims) == by_id(each.claims) for each in worlds)
        and {row[0].value for row in rows if row[0]} == {each.release.id for each in worlds}
        and counted is not None
        and int(counted.value) == spells == len(backend.facts.spells["person"])
    )


def reports_world() -> list[World]:
    """The fixture of the competency questions, as releases."""
    found: list[World] = []
    for item in decode(ox.parse(path=ontology_file("questions/world.trig"), format=ox.RdfFormat.TRIG)):
        if isinstance(item, Release):
            found.append(World(item, ()))
        else:
            found[-1] = World(found[-1].release, (*found[-1].claims, item))
    return found


@pytest.fixture
def filled(backend: Backend) -> Backend:
    for each in reports_world():
        backend.put_release(*each)
    return backend


def test_no_backend_is_missing() -> None:
    assert set(BACKENDS) == {"rdflib", "embedded", "oxigraph server", "virtuoso", "jena"}
    if os.environ.get("KG_TEST_ALL_STORES"):
        assert [why for why in map(missing, BACKENDS) if why] == []


def test_an_empty_store_knows_nothing(backend: Backend) -> None:
    assert backend.status().releases == ()
    assert list(backend.statements()) == []
    with pytest.raises((UnknownName, NothingFound)):
        questions.persuade(backend, player="Anybody", club=None, at=DAY)


def test_releases_are_stored_and_replaced(backend: Backend) -> None:
    alpha, beta = world("alpha"), world("beta", people=5)
    report = backend.put_release(*alpha)
    assert (report.taken, report.stored) == (len(alpha.claims), True)
    backend.put_release(*beta)
    assert agrees(backend, alpha, beta)
    newer = world("alpha", "2", people=7)
    assert "replaces release 1" in " ".join(backend.put_release(*newer).notes)
    assert agrees(backend, newer, beta)
    backend.put_release(newer.release, newer.claims[:4])
    assert agrees(backend, World(newer.release, newer.claims[:4]), beta)


def test_notes_among_releases_go_beside_those_that_are_there(backend: Backend) -> None:
    alpha = world("alpha")
    own, theirs = (
        [
            Claim(
                claim_iri("note", str(number)),
                Relationship(RelationshipKind.FRIENDSHIP, person_iri("alpha-3"), person_iri("alpha-5"), detail=detail),
            )
            for number in numbers
        ]
        for detail, numbers in (("own", (1, 2)), ("theirs", (2, 3)))
    )
    backend.add_claims(NOTES, own)
    reports = backend.put_releases([alpha, (NOTES, theirs)])
    assert [report.release.dataset for report in reports] == ["alpha", NOTES.dataset]
    assert agrees(backend, alpha, World(NOTES, (*own, theirs[1])))


def test_a_release_that_breaks_off_changes_nothing(backend: Backend) -> None:
    alpha = world("alpha")
    backend.put_release(*alpha)

    def broken() -> Iterator[Claim]:
        yield from world("alpha", "2").claims[:3]
        raise InvalidInput("the file ends here")

    with pytest.raises(InvalidInput, match="ends here"):
        backend.put_release(world("alpha", "2").release, broken())
    assert agrees(backend, alpha)


def test_claims_are_added_and_replaced_by_id(backend: Backend) -> None:
    alpha = world("alpha")
    backend.put_release(*alpha)
    page = Source(source_iri("https://example.org/p"), "A page", "https://example.org/p")
    one = Relationship(RelationshipKind.FRIENDSHIP, person_iri("alpha-3"), person_iri("alpha-5"), detail="old friend")
    said = Claim(claim_iri("said"), one, page, DAY, Confidence.LOW, "They say so.")
    backend.add_claims(alpha.release, [said])
    assert agrees(backend, World(alpha.release, (*alpha.claims, said)))
    better = replace(said, statement=replace(one, detail="school friend"), confidence=Confidence.HIGH)
    backend.add_claims(alpha.release, [better])
    assert agrees(backend, World(alpha.release, (*alpha.claims, better)))
    gamma = world("gamma", people=2)
    backend.add_claims(*gamma)
    assert agrees(backend, World(alpha.release, (*alpha.claims, better)), gamma)
    later = replace(alpha.release, id=alpha.release.id + "b", version="1b")
    backend.add_claims(later, [said])
    assert agrees(backend, World(later, (*alpha.claims, said)), gamma)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_texts_come_back_as_they_went(backend: Backend, text: str) -> None:
    alpha = world("alpha", people=1)
    odd = Person(person_iri("odd"), text, aliases=(text + "!",), birth_place=text)
    page = Source(source_iri("https://example.org/q"), text, "https://example.org/q", text)
    claims = (*alpha.claims, Claim(odd.id, odd, page, summary=text))
    backend.put_release(alpha.release, claims)
    assert agrees(backend, World(alpha.release, claims))


def unexpected(backend: Backend, texts: Mapping[str, str]) -> list[str]:
    """The named questions that do not give the rows that they must give."""
    wrong = []
    for name, text in texts.items():
        result = backend.query(text, timeout=60, functions=function_source(backend))
        table = [list(result.variables), *([term.value if term else "" for term in row] for row in result.rows)]
        if table != list(csv.reader(io.StringIO(ontology_file(f"questions/{name}.csv").read_text()))):
            wrong.append(f"{name}: {table}")
    return wrong


def test_every_named_question_gives_the_expected_rows(filled: Backend) -> None:
    assert unexpected(filled, TEXTS) == []


def test_every_named_question_is_answered_by_the_server(store_kind: StoreKind, tmp_path: Path) -> None:
    """Once what is derived is written there: all but those that call functions of the program."""
    if store_kind.transport is None:
        return
    with store_kind.open(tmp_path) as backend:
        for each in reports_world():
            backend.put_release(*each)
        backend.derive()
    with RemoteBackend(RemoteStore(store_kind.transport()), tmp_path / "other") as backend:
        assert unexpected(backend, {name: text for name, text in TEXTS.items() if not calls_functions(text)}) == []
        assert not (tmp_path / "other" / "remote.json").exists(), "nothing was copied for it"


def test_questions_that_call_functions_are_answered_by_the_server_too(
    store_kind: StoreKind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once what the functions gave is a graph there."""
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[3] / "scripts"))
    from function_graph import Calls, asking_graph, recording, triples_of

    if store_kind.transport is None:
        return
    texts = {name: text for name, text in TEXTS.items() if calls_functions(text)}
    assert texts
    with store_kind.open(tmp_path) as backend:
        for each in reports_world():
            backend.put_release(*each)
        backend.derive()
        for name, text in texts.items():
            given: Calls = {}
            backend.query(text, functions=recording(function_source(backend), given))
            assert any(value is not None for value in given.values())
            backend.put_graph("urn:given", triples_of(given))
            assert unexpected(backend, {name: asking_graph(text, MERGED, "urn:given")}) == []
        assert backend.query("ASK { ?one :teamMateOf ?other }").boolean, "what is derived is still seen"


def test_answers_are_those_of_the_embedded_store(filled: Backend, tmp_path: Path) -> None:
    def told(backend: Backend) -> list[str]:
        return [
            json_text(answer_json(questions.persuade(backend, player="Ada Vale", club="Rovers", at=DAY))),
            json_text(explanation_json(questions.explain(backend, person="Ada Vale", other="Ben Roe", at=DAY))),
            json_text(profile_json(profiles.show(backend, name="Ada Vale", at=DAY))),
            json_text(profile_json(profiles.show(backend, name="Rovers", at=DAY))),
        ]

    (tmp_path / "other").mkdir()
    embedded = next(each for name, each in BACKENDS.items() if name == "embedded")
    with embedded(tmp_path) as beside, beside.open(tmp_path / "other") as other:
        for each in reports_world():
            other.put_release(*each)
        assert told(filled) == told(other)


def test_forms_of_answers(filled: Backend) -> None:
    prefix = "PREFIX pkg: <https://w3id.org/player-kg/ns#> "
    assert filled.query(prefix + "ASK { ?x a pkg:Person }").boolean is True
    assert filled.query(prefix + "ASK { ?x a pkg:Elephant }").boolean is False
    graph = filled.query(prefix + "CONSTRUCT { ?x a pkg:Person } WHERE { ?x a pkg:Person }")
    assert graph.kind is ResultKind.GRAPH
    assert graph.triples.count("\n") == 7
    few = filled.query(prefix + "SELECT ?x { GRAPH ?g { ?x a pkg:Spell } }", limit=3)
    assert (len(few.rows), few.truncated) == (3, True)
    every = filled.query(prefix + "SELECT ?x { GRAPH ?g { ?x a pkg:Release } }", limit=3)
    assert (len(every.rows), every.truncated) == (3, False)
    almanac = "https://w3id.org/player-kg/release/fixture-almanac/2"
    inside = filled.query(f"{prefix} SELECT ?x FROM <{almanac}> {{ ?x a pkg:Spell }}")  # noqa: S608
    assert len(inside.rows) == 1


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "DROP ALL",
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "LOAD <file:///etc/passwd>",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * FROM NAMED <http://127.0.0.1:1/> { GRAPH ?g { ?s ?p ?o } }",
        "SELECT ?x {\n ?x ?y }",
        "",
    ],
)
def test_what_is_no_question_is_refused(filled: Backend, text: str) -> None:
    with pytest.raises(InvalidInput):
        filled.query(text)
    assert len(held(filled)) == 3


def test_a_mistake_has_its_line_and_column(filled: Backend) -> None:
    with pytest.raises(InvalidInput, match=r"line 2: column 5"):
        filled.query("SELECT ?x {\n ?x }")


def test_the_shapes_hold_and_exports_agree(filled: Backend, tmp_path: Path) -> None:
    assert filled.validate() == []
    export(filled, "nquads", tmp_path / "all.nq")
    claims = {item.id for item in decode(ox.parse(path=tmp_path / "all.nq")) if isinstance(item, Claim)}
    assert claims == {claim.id for each in reports_world() for claim in each.claims}


def test_status_tells_what_is_there(filled: Backend) -> None:
    status = filled.status()
    assert {each.release.dataset for each in status.releases} == {
        "fixture-careers",
        "fixture-almanac",
        "fixture-reports",
    }
    assert status.totals.spells == 15
    assert status.read_only is False


def test_pages_and_updates_give_what_one_request_gives(store_kind: StoreKind, tmp_path: Path) -> None:
    """A server that gives nothing whole and has no Graph Store Protocol."""
    if store_kind.transport is None:
        pytest.skip("the embedded store is read from its files")
    alpha = world("alpha", people=60)
    with store_kind.open(tmp_path / "plain") as backend:
        backend.put_release(*alpha)
        store = RemoteStore(store_kind.transport(), page=50)
        [release] = store.releases()
        whole = {str(quad) for quad in store.quads(release)}
        store._fetched_whole = lambda *_: -1  # type: ignore[method-assign]
        assert {str(quad) for quad in store.quads(release)} == whole
        assert len(whole) == release.quads
        with pytest.raises(KgError, match="changed while it was fetched"):
            list(store.quads(replace(release, quads=release.quads + 5)))


def test_a_copy_is_renewed_when_the_store_changes(store_kind: StoreKind, tmp_path: Path) -> None:
    if store_kind.transport is None:
        pytest.skip("the embedded store has no copy")
    (tmp_path / "a").mkdir()
    with store_kind.open(tmp_path / "a") as mine:
        mine.put_release(*world("alpha"))
        with RemoteBackend(RemoteStore(store_kind.transport()), tmp_path / "b") as theirs:
            assert agrees(theirs, world("alpha"))
            generation = theirs.location
        with open_store(generation) as plain:  # as a server's workers open it: nothing is added to a copy
            assert agrees(plain, world("alpha"))
        mine.put_release(*world("beta"))
        with RemoteBackend(RemoteStore(store_kind.transport()), tmp_path / "b") as theirs:
            assert theirs.location == generation
            assert agrees(theirs, world("alpha"), world("beta"))
        with RemoteBackend(RemoteStore(store_kind.transport()), tmp_path / "b") as theirs:
            before = theirs.copy.backend.maintenance.generation.number
            assert agrees(theirs, world("alpha"), world("beta"))
            assert theirs.copy.backend.maintenance.generation.number == before


def test_nothing_half_written_is_seen_or_stays(store_kind: StoreKind, tmp_path: Path) -> None:
    if store_kind.transport is None:
        pytest.skip("tests/store kills the embedded store's writers")
    alpha = world("alpha")
    with store_kind.open(tmp_path) as backend:
        backend.put_release(*alpha)
        transport = store_kind.transport()
        left = f"{INCOMING}1000-dead"
        transport.update(
            f"INSERT DATA {{ GRAPH <{left}> {{ <{alpha.release.id}x> a <https://w3id.org/player-kg/ns#Release> ; "
            f'<https://w3id.org/player-kg/ns#dataset> "alpha" }} }}'
        )
        assert agrees(backend, alpha)
        beta = world("beta", people=2)
        backend.put_release(*beta)
        found = backend.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").rows
        assert left not in {row[0].value for row in found if row[0]}


def test_updates_go_to_the_store_itself(store_kind: StoreKind, tmp_path: Path) -> None:
    with store_kind.open(tmp_path) as backend:
        if isinstance(backend, RemoteBackend):
            with pytest.raises(UsageProblem, match="store itself"):
                backend.update("DROP ALL", base="urn:x")


def test_what_is_derived_is_asked_of_a_remote_store_itself(store_kind: StoreKind, tmp_path: Path) -> None:
    """Once it is written there; from then on until the releases change, whoever changes them."""
    if store_kind.transport is None:
        return
    ties = "SELECT (COUNT(*) AS ?n) { ?one :teamMateOf ?other }"
    everything = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    with open_store(tmp_path / "folder", starter=starter_file(tmp_path / "none.trig.gz")) as folder:
        for each in reports_world():
            folder.put_release(each.release, each.claims)
        expected = [folder.query(text).rows for text in (ties, everything)]
        with store_kind.open(tmp_path) as backend:
            done = copy_releases(folder, backend, silent)
            assert [report.taken for report in done] == [len(each.claims) for each in held(folder).values()]
            assert backend.derive() == int(value(expected[1]))
    remote = RemoteStore(store_kind.transport())
    with RemoteBackend(remote, tmp_path / "other") as backend:
        assert [backend.query(text).rows for text in (ties, everything)] == expected
        assert not (tmp_path / "other" / "remote.json").exists(), "nothing was copied for it"
        [[graphs]] = backend.query("SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?g a :Release } }").rows
        assert graphs is not None
        assert int(graphs.value) == len(reports_world())
        first = reports_world()[0].release.id
        remote.update(f"INSERT DATA {{ GRAPH <{first}> {{ <urn:x> <urn:y> <urn:z> }} }}")
    with RemoteBackend(RemoteStore(store_kind.transport()), tmp_path / "other") as backend:
        assert backend.query(ties).rows == expected[0]
        assert (tmp_path / "other" / "remote.json").exists(), "the copy answers now"
        assert backend.query("ASK { <urn:x> ?p ?o }").boolean
        assert not backend.query("SELECT ?s { ?s a :Release } LIMIT 1").truncated
        counted = int(value(backend.query("SELECT (COUNT(*) AS ?n) { ?s a :Release }").rows))
        assert counted == len(reports_world()), "no merged graph beside the releases"


def test_what_functions_give_becomes_a_graph(store_kind: StoreKind, tmp_path: Path) -> None:
    if store_kind.transport is None:
        with store_kind.open(tmp_path) as backend, pytest.raises(UsageProblem, match="folder"):
            backend.put_graph("urn:mine", "")
        return
    with store_kind.open(tmp_path) as backend:
        for each in reports_world():
            backend.put_release(each.release, each.claims)
        made = backend.query(
            "CONSTRUCT { ?one <urn:days> ?days } { ?one :teamMateOf ?two BIND(fn:daysTogether(?one, ?two, "
            '"2024-10-01"^^xsd:date) AS ?days) FILTER(BOUND(?days)) }',
            functions=function_source(backend),
        )
        backend.put_graph("urn:mine", made.triples)
        there = backend.query("SELECT (COUNT(*) AS ?n) FROM <urn:mine> { ?s <urn:days> ?o }")
        assert int(value(there.rows)) == len(set(made.triples.splitlines())) > 0
        assert backend.status().people == backend.facts.people_count, "a graph of one's own is no release"
        with pytest.raises(UsageProblem):
            backend.put_graph(reports_world()[0].release.id, made.triples)
        with pytest.raises(UsageProblem):
            backend.put_graph("urn:mine> { } } ; DROP ALL #", made.triples)


def value(rows: tuple[tuple[Term | None, ...], ...]) -> str:
    [[term]] = rows
    assert term is not None
    return term.value
