"""The ontology: complete, in one style, and exactly what the codec writes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SDO, SKOS, TIME, VANN

from kg.model import (
    Claim,
    Confidence,
    Event,
    EventKind,
    ExternalId,
    ImpreciseDate,
    Modality,
    Passage,
    Period,
    Person,
    Position,
    Relationship,
    RelationshipKind,
    Release,
    Role,
    Source,
    Spell,
    SpellKind,
    Statement,
    Team,
    TeamKind,
    TieKind,
)
from kg.rdf.codec import encode, encode_release
from kg.rdf.dates import DATATYPES
from kg.rdf.iris import claim_iri, person_iri, release_iri, source_iri, team_iri
from kg.rdf.vocabulary import BASE, DERIVED_TERMS, KIND, NAMESPACE, OLD_PRECISIONS, PREFIXES, Pkg, Terms, pkg_terms
from kg.resources import ontology_file

ONTOLOGY = rdflib.Graph().parse(ontology_file("player-kg.ttl"))
ALIGNMENTS = rdflib.Graph().parse(ontology_file("alignments.ttl"))
IRI = rdflib.URIRef("https://w3id.org/player-kg/ns")
DEFINED = sorted({str(term) for term in ONTOLOGY.subjects(RDFS.isDefinedBy, IRI)})
KINDS = {OWL.Class, OWL.NamedIndividual, OWL.ObjectProperty, OWL.DatatypeProperty}
TARGETS = {file.stem: rdflib.Graph().parse(file) for file in (Path(__file__).parent / "targets").glob("*.ttl")}
"""Of each vocabulary that ours is aligned to, what its own file says of the terms that are used."""


def full_claims() -> Iterator[Claim]:
    """A claim of every kind, with every field filled."""
    ann, bo, city, town = person_iri("ann"), person_iri("bo"), team_iri("city"), team_iri("town")
    month, season, year = ImpreciseDate.parse("2020-08"), ImpreciseDate.parse("2020/21"), ImpreciseDate.parse("2022")
    period = Period(season, year, date(2021, 6, 1))
    ids = (ExternalId("wikidata", "Q1"), ExternalId("transfermarkt", "1"))
    statements: list[Statement] = [
        *(
            Person(ann, "Ann", ("A",), year, "Portsea", ("Land", "Sea"), position, ("English",), ids)
            for position in Position
        ),
        *(Team(city, "City", kind, ("C",), "Land", 21, town, ids) for kind in TeamKind),
        *(Spell(ann, city, period, role, kind, "Cup", 3, 270) for role in Role for kind in SpellKind),
        *(Relationship(kind, ann, bo, period, "cousin", "strong") for kind in RelationshipKind),
        *(Event(kind, ann, city, town, bo, month, season, "joined") for kind in EventKind),
    ]
    source = Source(source_iri("https://example.org/"), "A page", "https://example.org/", "The Example", month)
    for number, statement in enumerate(statements):
        iri = statement.id if isinstance(statement, (Person, Team)) else claim_iri(str(number))
        yield Claim(
            iri,
            statement,
            source,
            date(2024, 10, 1),
            Confidence.MEDIUM,
            "Words.",
            Modality.REPORT,
            "The Origin",
            Passage(0, 9, "00ff", "They talk."),
        )


def written() -> set[str]:
    """Every IRI that stands in the place of a property, or of a class or individual of the ontology."""
    release = Release(
        release_iri("fixture", "1"),
        "fixture",
        "A fixture",
        "1",
        "https://example.org/",
        "CC BY 4.0, © The Example",
        "The Example",
        ImpreciseDate.parse("2024-10"),
        date(2024, 10, 1),
    )
    lines = [*encode_release(release), *(line for claim in full_claims() for line in encode(claim, release.id))]
    found = set()
    for quad in ox.parse("".join(lines).encode(), format=ox.RdfFormat.N_QUADS):
        found.add(quad.predicate.value)
        if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith((NAMESPACE, PREFIXES["prov"])):
            found.add(quad.object.value)
    return found


def test_the_vocabulary_in_code_and_the_ontology_hold_the_same_terms() -> None:
    assert sorted(pkg_terms()) == DEFINED
    mentioned = {str(term) for triple in ONTOLOGY for term in triple if str(term).startswith(NAMESPACE)}
    assert mentioned - {NAMESPACE} == set(DEFINED)


def marked(word: str) -> set[str]:
    """Terms whose scope note begins with a word."""
    return {str(term) for term, note in ONTOLOGY.subject_objects(SKOS.scopeNote) if str(note).startswith(f"{word}: ")}


def test_the_codec_writes_every_term_that_is_not_abstract_derived_or_deprecated_and_no_other() -> None:
    ours = {term for term in written() if term.startswith(NAMESPACE)}
    deprecated = {str(term) for term in ONTOLOGY.subjects(OWL.deprecated, None)}
    assert ours == set(DEFINED) - marked("Abstract") - marked("Derived") - deprecated
    assert deprecated == set(OLD_PRECISIONS.values())
    assert marked("Derived") == DERIVED_TERMS


def test_terms_of_other_vocabularies_are_written_as_listed_and_declared() -> None:
    foreign = {term for term in written() if not term.startswith(NAMESPACE)}
    datatypes = {*DATATYPES.values(), Terms.INTEGER}
    assert foreign == {value for name, value in vars(Terms).items() if name.isupper()} - datatypes
    for term in foreign - {Terms.TYPE, Terms.LABEL}:
        assert (rdflib.URIRef(term), RDF.type, None) in ONTOLOGY, f"{term} is not declared"


@pytest.mark.parametrize("term", DEFINED, ids=lambda term: term.removeprefix(NAMESPACE))
def test_every_term_has_one_label_one_definition_and_a_name_in_style(term: str) -> None:
    node, name = rdflib.URIRef(term), term.removeprefix(NAMESPACE)
    (label,) = ONTOLOGY.objects(node, RDFS.label)
    (definition,) = ONTOLOGY.objects(node, SKOS.definition)
    assert isinstance(label, rdflib.Literal)
    assert isinstance(definition, rdflib.Literal)
    assert label.language == definition.language == "en"
    assert definition.endswith(".")
    (kind,) = KINDS & set(ONTOLOGY.objects(node, RDF.type))
    assert re.fullmatch("[A-Z][A-Za-z]+" if kind == OWL.Class else "[a-z][A-Za-z]+", name)
    if kind == OWL.ObjectProperty and name != "source":
        assert name.startswith(("has", "performed")) or name.endswith(("Of", "By", "With"))
    if kind == OWL.DatatypeProperty:
        assert list(ONTOLOGY.objects(node, RDFS.range)) != []


def test_no_two_terms_share_a_label() -> None:
    labels = [str(ONTOLOGY.value(rdflib.URIRef(term), RDFS.label)).casefold() for term in DEFINED]
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("name", ["player-kg.ttl", "alignments.ttl", "shapes.ttl"])
def test_each_file_is_versioned_and_licensed(name: str) -> None:
    graph = rdflib.Graph().parse(ontology_file(name))
    (ontology,) = graph.subjects(RDF.type, OWL.Ontology)
    version = str(graph.value(ontology, OWL.versionInfo))
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert str(graph.value(ontology, OWL.versionIRI)) == f"{ontology}/{version}"
    for prop in (DCTERMS.title, DCTERMS.creator, DCTERMS.license):
        assert graph.value(ontology, prop), f"{name} lacks {prop}"


def test_the_ontology_says_how_it_is_written_and_imports_nothing() -> None:
    assert str(ONTOLOGY.value(IRI, VANN.preferredNamespacePrefix)) == "pkg"
    assert str(ONTOLOGY.value(IRI, VANN.preferredNamespaceUri)) == NAMESPACE
    assert list(ONTOLOGY.objects(IRI, OWL.imports)) == []


def target(term: rdflib.term.Node) -> rdflib.Graph | None:
    """The vocabulary of a term, by what was vendored of it."""
    return next((graph for graph in TARGETS.values() if (term, RDF.type, None) in graph), None)


def mapped() -> Iterator[tuple[rdflib.term.Node, rdflib.term.Node, rdflib.term.Node]]:
    """The alignments of our terms."""
    return (triple for triple in ALIGNMENTS if str(triple[0]).startswith(NAMESPACE))


def test_alignments_are_between_our_terms_and_terms_that_exist_and_are_not_replaced() -> None:
    seen: set[str] = set()
    for subject, predicate, obj in mapped():
        assert str(subject) in DEFINED
        assert predicate in {
            RDFS.subClassOf,
            RDFS.subPropertyOf,
            SKOS.exactMatch,
            SKOS.closeMatch,
            SKOS.broadMatch,
            SKOS.narrowMatch,
            SKOS.relatedMatch,
        }
        if str(obj).startswith("http://www.wikidata.org/entity/"):
            assert re.fullmatch(r"http://www\.wikidata\.org/entity/[PQ][1-9][0-9]*", str(obj)), obj
            continue
        graph = target(obj)
        assert graph is not None, f"{obj} does not exist"
        assert graph.value(obj, SDO.supersededBy) is None
        assert graph.value(obj, OWL.deprecated) is None
        seen.add(str(obj))
    homes = {str(ORG), str(PROV), str(FOAF), str(TIME), str(SDO), "https://sportschema.org/ontologies/main/"}
    assert {home for home in homes if any(term.startswith(home) for term in seen)} == homes


def above(cls: rdflib.term.Node) -> set[rdflib.term.Node]:
    """A class, and all above it here and in the vocabularies that it is aligned to."""
    graphs = (ONTOLOGY, ALIGNMENTS, *TARGETS.values())
    found, todo = set[rdflib.term.Node](), [cls]
    while todo:
        if (one := todo.pop()) not in found:
            found.add(one)
            todo += [parent for graph in graphs for parent in graph.objects(one, RDFS.subClassOf)]
    return found


def classes_of(prop: rdflib.term.Node, end: rdflib.term.Node) -> set[rdflib.term.Node]:
    """The classes of our property's domain or range."""
    node = ONTOLOGY.value(prop, end)
    union = ONTOLOGY.value(node, OWL.unionOf) if node is not None else None
    if union is not None:
        return set(Collection(ONTOLOGY, union))
    return set() if node is None else {node}


def wrong_alignments() -> list[str]:
    """Sub-terms that are not what they specialise, by what the vendored files say."""
    classes, properties = {OWL.Class, RDFS.Class}, {OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property}
    wrong = []
    for subject, predicate, obj in mapped():
        graph = target(obj)
        if graph is None or predicate not in (RDFS.subClassOf, RDFS.subPropertyOf):
            continue
        types = set(graph.objects(obj, RDF.type))
        if not types & (classes if predicate == RDFS.subClassOf else properties):
            wrong.append(f"{obj} is of another sort than {subject}")
        for end in (RDFS.domain, RDFS.range):
            asked = {one for one in graph.objects(obj, end) if isinstance(one, rdflib.URIRef)}
            ours = classes_of(subject, end)
            if predicate == RDFS.subPropertyOf and asked and not ours:
                wrong.append(f"{subject} may stand where {obj} may not")
            wrong += [f"a {one} is no {cls}, as {obj} asks" for one in ours for cls in asked if cls not in above(one)]
    return wrong


def test_what_is_a_kind_of_theirs_keeps_to_their_domains_and_ranges() -> None:
    assert wrong_alignments() == []
    mistakes = (
        (Pkg.SOURCE, RDFS.subPropertyOf, PROV.wasDerivedFrom),  # people and teams are no entities of PROV's
        (Pkg.HAS_FIRST_TEAM, RDFS.subPropertyOf, ORG.role),
        (Pkg.SPELL, RDFS.subClassOf, ORG.member),
    )
    for subject, predicate, obj in mistakes:
        mistake = (rdflib.URIRef(subject), predicate, obj)
        ALIGNMENTS.add(mistake)
        try:
            assert wrong_alignments() != [], f"{mistake} would not be noticed"
        finally:
            ALIGNMENTS.remove(mistake)


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_vendored_parts_of_vocabularies_say_whose_they_are_and_under_which_licence(name: str) -> None:
    text = (Path(__file__).parent / "targets" / f"{name}.ttl").read_text(encoding="utf-8")
    assert re.match(r"# A part of .+\n# .+\n# Licence: .+https?://\S+\n", text)


def test_every_class_has_a_scope_note_and_an_example() -> None:
    for term in ONTOLOGY.subjects(RDF.type, OWL.Class):
        if str(term) in DEFINED:
            for prop in (SKOS.scopeNote, SKOS.example):
                (text,) = ONTOLOGY.objects(term, prop)
                assert isinstance(text, rdflib.Literal)
                assert text.language == "en"
                assert text.endswith(".")


def test_links_between_people_are_symmetric_or_have_an_inverse_and_lead_to_nobody_himself() -> None:
    links = {Pkg.HAS_FIRST_TEAM} | {term for term in DERIVED_TERMS if term.endswith(("Of", "By", "With"))}
    for link in map(rdflib.URIRef, links - {Pkg.HAS_ACADEMY_OF, Pkg.CITIZEN_OF, Pkg.TEAM_OF}):
        types = set(ONTOLOGY.objects(link, RDF.type))
        inverses = {*ONTOLOGY.objects(link, OWL.inverseOf), *ONTOLOGY.subjects(OWL.inverseOf, link)}
        assert OWL.IrreflexiveProperty in types
        assert OWL.SymmetricProperty in types or inverses or str(link) == Pkg.HAS_FIRST_TEAM


def test_sub_terms_are_of_the_same_kind_as_what_they_specialise() -> None:
    for sub, sup in ONTOLOGY.subject_objects(RDFS.subClassOf):
        assert {str(sub), str(sup)} <= set(DEFINED)
        assert (sup, RDF.type, OWL.Class) in ONTOLOGY
    for prop in (RDFS.domain, RDFS.range):
        for obj in ONTOLOGY.objects(None, prop):
            if str(obj).startswith(NAMESPACE):
                assert (obj, RDF.type, OWL.Class) in ONTOLOGY


def test_kinds_roles_and_positions_are_concepts_with_a_label_and_a_definition() -> None:
    schemes = rdflib.Graph().parse(ontology_file("schemes.ttl"))
    names = ("kind/", "role/", "position/", "event/", "country/", "language/", "competition/")
    kind, role, position, event, *_ = every = [rdflib.URIRef(BASE + name) for name in names]
    assert set(schemes.subjects(RDF.type, SKOS.ConceptScheme)) == set(every)
    for scheme in every:
        assert schemes.value(scheme, OWL.versionInfo) == ONTOLOGY.value(IRI, OWL.versionInfo)
    kinds = set(schemes.subjects(RDF.type, rdflib.URIRef(NAMESPACE + "TieKind")))
    by_birth = {TieKind.COMPATRIOT, TieKind.HOME_TOWN, TieKind.LANGUAGE}  # too many to be written as ties
    assert kinds == {rdflib.URIRef(KIND + kind) for kind in set(TieKind) - by_birth}
    events = set(schemes.subjects(RDF.type, rdflib.URIRef(Pkg.EVENT_KIND)))
    assert events == {event + each for each in EventKind} == set(schemes.subjects(SKOS.inScheme, event))
    for scheme, cls in ((role, Pkg.ROLE), (position, Pkg.POSITION)):
        individuals = set(ONTOLOGY.subjects(RDF.type, rdflib.URIRef(cls)))
        assert set(schemes.subjects(SKOS.inScheme, scheme)) == individuals
        for one in individuals:
            assert schemes.value(one, SKOS.prefLabel) == ONTOLOGY.value(one, RDFS.label)
            assert schemes.value(one, SKOS.definition) == ONTOLOGY.value(one, SKOS.definition)
    for concept in schemes.subjects(RDF.type, SKOS.Concept):
        assert len(list(schemes.objects(concept, SKOS.inScheme))) == 1
        assert len(list(schemes.objects(concept, SKOS.prefLabel))) == 1
        assert str(schemes.value(concept, SKOS.definition)).endswith(".")
    for _, broader in schemes.subject_objects(SKOS.broader):
        assert (broader, SKOS.topConceptOf, kind) in schemes
