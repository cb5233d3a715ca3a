"""The shapes: each invalid example fails for its own reason, and SPARQL gives the verdicts of pySHACL."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rdflib.namespace import SH
from rdflib.plugins.sparql import processor
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.sparql import Query

from kg.errors import InvalidInput
from kg.model import Claim, Spell
from kg.rdf.codec import decode, encode
from kg.rdf.vocabulary import Terms
from kg.resources import ontology_file
from kg.store.validation import queries, violations

SHAPES = ontology_file("shapes.ttl")
EXAMPLES = ontology_file("examples")
VALID = sorted((EXAMPLES / "valid").glob("*.ttl"))
INVALID = sorted((EXAMPLES / "invalid").glob("*.ttl"))
SHAPE = "https://w3id.org/player-kg/shapes#"


@cache
def shapes_graph() -> rdflib.Graph:
    return rdflib.Graph().parse(SHAPES)


@cache
def translated(query: str, base: str | None, prefixes: frozenset[tuple[str, object]]) -> Query:
    return translateQuery(parseQuery(query), base, dict(prefixes))


@pytest.fixture(autouse=True)
def queries_translated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """pySHACL asks the same query of each node; parsing it anew every time was most of what these tests took."""
    monkeypatch.setattr(processor, "parseQuery", str)
    monkeypatch.setattr(
        processor,
        "translateQuery",
        lambda query, base, prefixes: translated(query, base, frozenset(prefixes.items())),
    )


def by_pyshacl(data: rdflib.Graph) -> set[tuple[str, str, str]]:
    """(focus, shape, path) of every breach; blank nodes by no name, as the two parsers name them differently."""
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes_graph(), inplace=True)
    found = set()
    for result in report.subjects(rdflib.RDF.type, SH.ValidationResult):
        focus = report.value(result, SH.focusNode)
        path = report.value(result, SH.resultPath)
        found.add(
            (
                "" if isinstance(focus, rdflib.BNode) else str(focus),
                str(report.value(result, SH.sourceShape)),
                "" if path is None else str(path),
            )
        )
    return found


def by_sparql(store: ox.Store, graph: str = "") -> set[tuple[str, str, str]]:
    found = list(violations(store, shapes=SHAPES))
    assert all(violation.graph == graph and violation.message for violation in found)
    return {("" if v.focus.startswith("_:") else v.focus, v.shape, v.path) for v in found}


def stored(path: Path, graph: str = "") -> ox.Store:
    store = ox.Store()
    store.load(path=path, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(graph) if graph else None)
    return store


def named(path: Path) -> str:
    """The shape that an invalid example says it breaks."""
    match = re.match(r"# Breaks shape:(\S+) alone: ", path.read_text())
    assert match, f"{path} does not say which shape it breaks"
    return SHAPE + match[1]


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_valid_examples_are_valid_both_ways(path: Path) -> None:
    assert by_pyshacl(rdflib.Graph().parse(path)) == set()
    assert by_sparql(stored(path)) == set()
    assert by_sparql(stored(path, "urn:x:graph"), "urn:x:graph") == set()


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_each_invalid_example_breaks_its_own_shape_alone_both_ways(path: Path) -> None:
    expected = by_pyshacl(rdflib.Graph().parse(path))
    assert {shape for _, shape, _ in expected} == {named(path)}
    assert by_sparql(stored(path)) == expected
    assert by_sparql(stored(path, "urn:x:graph"), "urn:x:graph") == expected


def test_every_shape_has_an_example_that_breaks_it() -> None:
    assert {shape for shape, _ in queries(SHAPES)} == {named(path) for path in INVALID}


def test_every_message_says_what_to_do() -> None:
    messages = {str(message) for message in shapes_graph().objects(None, SH.message)}
    assert len(messages) > 40
    for message in messages:
        assert ":" in message or message.startswith(("Say ", "Confidence", "Matches", "Minutes", "Strength", "The ")), (
            message
        )
        assert message.endswith(".")


ZONES = ("", "Z", "+02:00", "-11:00")
READABLE = {"date": ("2018-08-09", "9999-12-31"), "gYearMonth": ("2018-08",), "gYear": ("2018", "9998", "0001")}
OUTSIDE = {
    "date": ("0000-01-01", "-0044-03-15"),
    "gYearMonth": ("9999-12", "0000-01", "-0044-03"),
    "gYear": ("9999", "0000", "-0044", "12018"),
}


def starting(text: str, datatype: str) -> ox.Store:
    """A spell that starts on a date."""
    example = (EXAMPLES / "invalid" / "Calendar-year.ttl").read_text()
    store = ox.Store()
    changed = example.replace('"9999"^^xsd:gYear', f'"{text}"^^xsd:{datatype}')
    store.load(changed.encode(), format=ox.RdfFormat.TURTLE)
    return store


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("datatype", "text"), [(kind, text) for kind, texts in READABLE.items() for text in texts])
def test_a_date_that_the_shapes_pass_is_read(datatype: str, text: str, zone: str) -> None:
    store = starting(text + zone, datatype)
    assert by_sparql(store) == set()
    (spell,) = [
        item.statement for item in decode(store) if isinstance(item, Claim) and isinstance(item.statement, Spell)
    ]
    assert str(spell.period.start) == text


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("datatype", "text"), [(kind, text) for kind, texts in OUTSIDE.items() for text in texts])
def test_a_year_that_is_not_read_breaks_a_shape(datatype: str, text: str, zone: str) -> None:
    store = starting(text + zone, datatype)
    assert by_sparql(store) == {("https://example.org/claim", f"{SHAPE}Calendar", "")}
    with pytest.raises(InvalidInput, match="pkg:start"):
        list(decode(store))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("start", "end"), [("2018", "2018"), ("2018-08", "2018"), ("2018-08-09", "2018-08")])
def test_a_zone_makes_no_order_wrong(start: str, end: str, zone: str) -> None:
    kinds = {len(text): datatype for datatype, (text, *_) in READABLE.items()}
    values = [f'"{text}{zone}"^^xsd:{kinds[len(text)]}' for text in (start, end)]
    example = (EXAMPLES / "invalid" / "PeriodOrder-zone.ttl").read_text()
    data = re.sub(
        "pkg:start .* \\.\n",
        f"pkg:start {values[0]} ; pkg:end {values[1]} ; pkg:attestedUntil '2018-12-01'^^xsd:date .",
        example,
    )
    store = ox.Store()
    store.load(data.encode(), format=ox.RdfFormat.TURTLE)
    assert by_sparql(store) == by_pyshacl(rdflib.Graph().parse(data=data)) == set()


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_valid_examples_survive_the_codec(path: Path) -> None:
    quads = list(stored(path, "urn:x:graph"))
    claims = [claim for claim in decode(quads) if isinstance(claim, Claim)]
    again = ox.parse(
        "".join(line for c in claims for line in encode(c, "urn:x:graph")).encode(), format=ox.RdfFormat.N_QUADS
    )
    assert [claim for claim in decode(again) if isinstance(claim, Claim)] == claims


def test_contradicting_releases_are_both_sound() -> None:
    """Two birth dates in two graphs are two sources' word; in one graph they are a mistake."""
    store = ox.Store()
    for graph, day in (("urn:x:one", "2001-01-01"), ("urn:x:two", "2001-01-02")):
        text = f"""
            @prefix pkg: <https://w3id.org/player-kg/ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
            <urn:x:ann> a pkg:Person ; <http://www.w3.org/2000/01/rdf-schema#label> "Ann" ;
              pkg:birthDate "{day}"^^xsd:date .
        """
        store.load(text.encode(), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(graph))
    assert list(violations(store, shapes=SHAPES)) == []


def test_what_a_team_is_may_be_said_by_another_release_but_provenance_may_not() -> None:
    store = stored(EXAMPLES / "invalid" / "Provenance.ttl", "urn:x:one")
    store.load(path=EXAMPLES / "valid" / "release.ttl", format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("urn:x:two"))
    assert {shape for _, shape, _ in by_sparql(store, "urn:x:one")} == {SHAPE + "Provenance"}
    moved = ox.Store()
    for quad in stored(EXAMPLES / "valid" / "career.ttl", "urn:x:one"):
        about_a_team = str(quad.subject).startswith("<https://example.org/city")
        moved.add(
            ox.Quad(
                quad.subject, quad.predicate, quad.object, ox.NamedNode("urn:x:two" if about_a_team else "urn:x:one")
            )
        )
    assert list(violations(moved, shapes=SHAPES)) == []


def test_shapes_that_cannot_be_translated_are_refused(tmp_path: Path) -> None:
    text = SHAPES.read_text().replace("sh:maxInclusive 23", "sh:maxExclusive 24")
    (tmp_path / "shapes.ttl").write_text(text)
    with pytest.raises(InvalidInput, match="maxExclusive"):
        list(violations(ox.Store(), shapes=tmp_path / "shapes.ttl"))
    (tmp_path / "broken.ttl").write_text("<a> <b>")
    with pytest.raises(InvalidInput):
        list(violations(ox.Store(), shapes=tmp_path / "broken.ttl"))
    with pytest.raises(InvalidInput):
        list(violations(ox.Store(), shapes=tmp_path / "none.ttl"))


@cache
def sound_triples() -> tuple[tuple[rdflib.term.Node, ...], ...]:
    """All valid examples but the bare release, as one graph."""
    graph = rdflib.Graph()
    for path in VALID:
        graph.parse(path)
    return tuple(sorted(graph, key=str))


@cache
def spare_terms() -> tuple[rdflib.term.Node, ...]:
    """What a mistaken hand might write instead of the right object."""
    mistakes = [
        rdflib.Literal("2024"),
        rdflib.Literal("2024-02-30", datatype=rdflib.XSD.date),
        rdflib.Literal("1999-07-01", datatype=rdflib.XSD.date),
        rdflib.Literal("2030-01-01", datatype=rdflib.XSD.date),
        rdflib.Literal("2019", datatype=rdflib.XSD.gYear),
        rdflib.Literal("2019-07-01/2021-06-30", datatype=rdflib.URIRef(Terms.EDTF)),
        rdflib.Literal("2024-06-30T00:00:00", datatype=rdflib.XSD.dateTime),
        rdflib.Literal(-3),
        rdflib.Literal(22),
        rdflib.Literal("season"),
        rdflib.Literal("medium", lang="en"),
        rdflib.URIRef("https://example.org/nobody"),
    ]
    return (*mistakes, *sorted({o for _, _, o in sound_triples()}, key=str))


# Shrinking would run pySHACL for minutes, and a breach names its node anyway.
@settings(max_examples=20, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_on_mutated_data_both_give_the_same_verdict(data: st.DataObject) -> None:
    triples = list(sound_triples())
    for _ in range(data.draw(st.integers(1, 4))):
        index = data.draw(st.integers(0, len(triples) - 1))
        subject, predicate, obj = triples[index]
        match data.draw(st.sampled_from(["drop", "replace", "add", "move"])):
            case "drop":
                del triples[index]
            case "replace":
                triples[index] = (subject, predicate, data.draw(st.sampled_from(spare_terms())))
            case "add":
                triples.append((subject, predicate, data.draw(st.sampled_from(spare_terms()))))
            case "move":
                triples.append((data.draw(st.sampled_from(triples))[0], predicate, obj))
    graph = rdflib.Graph()
    for triple in triples:
        graph.add(triple)  # type: ignore[arg-type]  # three nodes
    store = ox.Store()
    store.load(
        graph.serialize(format="nt").encode(), format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode("urn:x:graph")
    )
    assert by_sparql(store, "urn:x:graph") == by_pyshacl(graph)


def test_lists_of_queries_ask_nothing_twice() -> None:
    asked: Iterable[str] = [query for _, query in queries(SHAPES)]
    assert len(set(asked)) == len(list(asked))


def test_the_example_in_the_documentation_is_valid() -> None:
    text = (Path(__file__).parents[2] / "docs" / "ontology.md").read_text(encoding="utf-8")
    turtle = text.partition("```turtle\n")[2].partition("```")[0]
    store = ox.Store()
    store.load(turtle.encode(), format=ox.RdfFormat.TURTLE)
    assert by_sparql(store) == set()
    assert len([claim for claim in decode(store) if isinstance(claim, Claim)]) == 5
