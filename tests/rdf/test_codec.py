"""What is written to RDF is read back as it was, whatever the text; what cannot be written is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InvalidInput
from kg.model import (
    Claim,
    Confidence,
    Event,
    EventKind,
    ImpreciseDate,
    Period,
    Person,
    Relationship,
    RelationshipKind,
    Release,
    Source,
    Spell,
    Team,
)
from kg.rdf.codec import decode, encode, encode_release
from kg.rdf.iris import claim_iri, person_iri, release_iri, source_iri, team_iri
from kg.rdf.vocabulary import PREFIXES, Pkg, Terms, pkg_terms
from tests.rdf.strategies import claims, days, releases

RELEASE = Release(release_iri("fixture", "1"), "fixture", "A fixture", "1")
ANN, BO, CLUB = person_iri("ann"), person_iri("bo"), team_iri("club")
FRIENDS = Claim(claim_iri("friends"), Relationship(RelationshipKind.FRIENDSHIP, ANN, BO))


def parsed(lines: Iterator[str] | str) -> list[ox.Quad]:
    text = lines if isinstance(lines, str) else "".join(lines)
    return list(ox.parse(text.encode(), format=ox.RdfFormat.N_QUADS))


def value(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    assert not isinstance(term, ox.Triple)
    return term.value


def turtle(text: str) -> list[ox.Quad]:
    head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    return list(ox.parse((head + text).encode(), format=ox.RdfFormat.TRIG))


@given(claims())
def test_every_statement_comes_back_as_it_was(claim: Claim) -> None:
    assert list(decode(parsed(encode(claim, RELEASE.id)))) == [claim]


@given(releases)
def test_a_release_comes_back_as_it_was(release: Release) -> None:
    assert list(decode(parsed(encode_release(release)))) == [release]


@given(st.lists(claims(), max_size=4, unique_by=lambda claim: claim.id), st.randoms(use_true_random=False))
def test_order_of_quads_does_not_matter_and_a_release_comes_before_its_claims(
    many: list[Claim], random: Random
) -> None:
    many = [claim for claim in many if claim.source is None]
    lines = [*encode_release(RELEASE), *(line for claim in many for line in encode(claim, RELEASE.id))]
    random.shuffle(lines)
    first, *rest = decode(parsed("".join(lines)))
    assert first == RELEASE
    assert sorted(rest, key=lambda claim: claim.id) == sorted(many, key=lambda claim: claim.id)


@given(claims())
def test_what_is_written_is_one_line_each_and_reads_the_same_in_another_parser(claim: Claim) -> None:
    lines = list(encode(claim, RELEASE.id))
    assert all(line.endswith(" .\n") and len(line.splitlines()) == 1 for line in lines)
    dataset = rdflib.Dataset()
    dataset.parse(data="".join(lines), format="nquads")
    mine = {(value(q.subject), value(q.predicate), value(q.object)) for q in parsed("".join(lines))}
    assert {(str(s), str(p), str(o)) for s, p, o, _ in dataset} == mine


@given(claims())
def test_only_terms_of_the_vocabulary_are_written(claim: Claim) -> None:
    foreign = {value for name, value in vars(Terms).items() if name.isupper()}
    for quad in parsed(encode(claim, RELEASE.id)):
        assert quad.predicate.value in pkg_terms() | foreign
        if quad.predicate.value == Terms.TYPE:
            assert isinstance(quad.object, ox.NamedNode)
            assert quad.object.value in pkg_terms() | foreign


@pytest.mark.parametrize(
    ("text", "licence", "rights"),
    [
        ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/", ""),
        ("CC BY-SA 4.0, © A. Maker", "https://creativecommons.org/licenses/by-sa/4.0/", "CC BY-SA 4.0, © A. Maker"),
        ("CC0 1.0 by its makers; facts of others", "", "CC0 1.0 by its makers; facts of others"),
        ("https://example.org/terms", "https://example.org/terms", ""),
        ("", "", ""),
    ],
)
def test_a_licence_is_an_iri_and_comes_back_as_it_was(text: str, licence: str, rights: str) -> None:
    quads = parsed(encode_release(replace(RELEASE, licence=text)))
    said = {quad.predicate.value: quad.object for quad in quads}
    assert said.get(Terms.LICENSE) == (ox.NamedNode(licence) if licence else None)
    assert said.get(Terms.RIGHTS) == (ox.Literal(rights) if rights else None)
    [release] = decode(quads)
    assert isinstance(release, Release)
    assert release.licence == text


def test_a_licence_as_text_is_still_read() -> None:
    text = f'GRAPH <{RELEASE.id}> {{ <{RELEASE.id}> a pkg:Release ; dcterms:license "CC0 1.0" }}'
    [release] = decode(turtle(text))
    assert isinstance(release, Release)
    assert release.licence == "CC0 1.0"


def test_a_source_is_written_once_per_release_if_asked() -> None:
    source = Source(source_iri("https://example.org/a"), "A page", "https://example.org/a")
    two = [replace(FRIENDS, id=claim_iri(str(number)), source=source) for number in range(2)]
    described: set[str] = set()
    lines = [line for claim in two for line in encode(claim, RELEASE.id, described=described)]
    assert len(lines) == len(set(lines))
    assert list(decode(parsed("".join(lines)))) == two


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://example.org/a?b=c", ox.NamedNode("https://example.org/a?b=c")),
        ("javascript:alert(1)", ox.Literal("javascript:alert(1)")),
        ("http://example.org/a b>", ox.Literal("http://example.org/a b>")),
        ("page 12 of a book", ox.Literal("page 12 of a book")),
    ],
)
def test_only_an_http_address_becomes_an_iri(url: str, written: ox.NamedNode | ox.Literal) -> None:
    claim = replace(FRIENDS, source=Source(source_iri(url), "A page", url))
    assert [quad.object for quad in parsed(encode(claim, RELEASE.id)) if quad.predicate.value == Terms.URL] == [written]


@pytest.mark.parametrize(
    "bad", ["", "ann", "https://example.org/a b", "https://x.org/> <y", "a\nb:c", "https://é\ud800/"]
)
def test_an_id_that_is_no_iri_is_refused(bad: str) -> None:
    with pytest.raises(InvalidInput):
        list(encode(replace(FRIENDS, statement=Relationship(RelationshipKind.FEUD, bad, BO)), RELEASE.id))
    with pytest.raises(InvalidInput):
        list(encode(FRIENDS, bad))
    with pytest.raises(InvalidInput):
        list(encode(replace(FRIENDS, id=bad), RELEASE.id))


def test_half_a_character_is_refused() -> None:
    with pytest.raises(InvalidInput, match="U\\+D800"):
        list(encode(replace(FRIENDS, summary="half \ud800"), RELEASE.id))


@given(days)
def test_a_contract_ends_in_the_year_that_is_written(day: date) -> None:
    for text in (day.isoformat(), f"{day:%Y-%m}", f"{day.year}", f"{day.year - 1}/{day.year % 100:02d}"):
        claim = Claim(claim_iri("c"), Event(EventKind.CONTRACT, ANN, until=ImpreciseDate.parse(text)))
        (until,) = [value(q.object) for q in parsed(encode(claim, RELEASE.id)) if q.predicate.value == Pkg.UNTIL]
        assert until.rpartition("/")[2].startswith(f"{day.year}")


def test_a_hand_written_claim_with_blank_nodes_is_taken_with_a_stable_id() -> None:
    text = """
      [] a pkg:Friendship ; pkg:hasSubject person:ann ; pkg:hasObject person:bo ; pkg:confidence "medium" ;
         pkg:start "2010-05"^^xsd:gYearMonth ;
         pkg:source [ a pkg:Source ; dcterms:title "A page" ; schema:url <https://example.org/a> ] .
    """
    (claim,) = decode(turtle(text))
    assert [claim] == list(decode(turtle('[] a pkg:Source ; dcterms:title "Another" .' + text)))
    assert isinstance(claim, Claim)
    assert claim.statement == Relationship(RelationshipKind.FRIENDSHIP, ANN, BO, Period(ImpreciseDate.parse("2010-05")))
    assert claim.source == Source(source_iri("https://example.org/a"), "A page", "https://example.org/a")
    assert claim.confidence is Confidence.MEDIUM
    assert list(decode(parsed(encode(claim, RELEASE.id)))) == [claim]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("person:c a pkg:Spell ; pkg:hasPerson person:ann .", "pkg:hasTeam is missing"),
        ('person:c a pkg:Spell ; pkg:hasPerson person:ann ; pkg:hasTeam "Real Madrid" .', "no IRI"),
        ("person:c a pkg:Relationship ; pkg:hasSubject person:ann ; pkg:hasObject person:bo .", "which relationship"),
        ("person:c a pkg:Event ; pkg:hasPerson person:ann .", "what happened"),
        ("person:c a pkg:Offer, pkg:Denial ; pkg:hasPerson person:ann .", "several kinds"),
        ("person:c a pkg:Offer ; pkg:hasPerson person:ann, person:bo .", "2 values"),
        ('person:c a pkg:Offer ; pkg:hasPerson person:ann ; pkg:when "20240101" .', "20240101"),
        ('person:c a pkg:Offer ; pkg:hasPerson person:ann ; pkg:when "2024-02-30"^^xsd:date .', "2024-02-30"),
        (
            'person:c a pkg:Offer ; pkg:hasPerson person:a ; pkg:whenPrecision "era" ;'
            ' pkg:when "2024-01-01"^^xsd:date .',
            "era",
        ),
        ('person:c a pkg:Offer ; pkg:hasPerson person:ann ; pkg:confidence "sure" .', "high, medium, low"),
        ("person:c a pkg:Offer ; pkg:hasPerson person:ann ; pkg:source person:s .", "not described"),
        ('person:c a pkg:Spell ; pkg:hasPerson person:a ; pkg:hasTeam team:t ; pkg:matches "many" .', "whole number"),
        (
            "person:c a pkg:Spell ; pkg:hasPerson person:a ; pkg:hasTeam team:t ;"
            ' pkg:start "2020-01-01"^^xsd:date ; pkg:end "2019-01-01"^^xsd:date .',
            "cannot end",
        ),
        ('[] a pkg:Person ; rdfs:label "Ann" .', "no IRI"),
        ('person:ann a pkg:Person ; pkg:externalId "581678" .', "scheme:value"),
        ("person:ann a pkg:Person ; pkg:hasPosition pkg:libero .", "pkg:goalkeeper"),
    ],
)
def test_what_no_claim_can_say_is_refused_with_the_node_or_reported(text: str, part: str) -> None:
    with pytest.raises(InvalidInput, match=part):
        list(decode(turtle(text)))
    problems: list[InvalidInput] = []
    good = "person:bo a pkg:Person ."
    assert list(decode(turtle(text + good), on_problem=problems.append)) == [Claim(BO, Person(BO, ""))]
    assert len(problems) == 1


def test_sources_that_differ_about_a_person_do_not_stop_the_reading() -> None:
    text = "person:ann a pkg:Person ; pkg:birthDate '2001-01-01'^^xsd:date, '2001-01-02'^^xsd:date ."
    assert list(decode(turtle(text))) == [Claim(ANN, Person(ANN, "", birth=ImpreciseDate.parse("2001-01-01")))]


def test_claims_of_a_graph_without_a_release_come_before_every_release() -> None:
    lines = [*encode_release(RELEASE), *encode(FRIENDS, RELEASE.id)]
    stray = Claim(claim_iri("stray"), Spell(ANN, CLUB, Period()))
    lines += encode(stray, "urn:no-release")
    assert list(decode(parsed("".join(lines)))) == [stray, RELEASE, FRIENDS]


def test_a_team_without_a_finer_type_is_a_club() -> None:
    assert list(decode(turtle('team:club a pkg:Team ; rdfs:label "Club" .'))) == [Claim(CLUB, Team(CLUB, "Club"))]


@pytest.mark.parametrize(
    ("said", "countries"),
    [
        ("pkg:citizenship 'France' ; pkg:hasCountry <urn:x:SEN>", ("Senegal", "France")),
        ("pkg:sportingNationality 'Senegal' ; pkg:citizenOf <urn:x:SEN>, <urn:x:FRA>", ("Senegal", "France")),
        ("pkg:sportingNationality 'Sénégal' ; pkg:hasCountry <urn:x:SEN> ; pkg:citizenOf <urn:x:SEN>", ("Sénégal",)),
        ("pkg:hasCountry <urn:x:SEN>, <urn:x:FRA>", ("France", "Senegal")),
        ("pkg:hasCountry <urn:x:SEN> ; pkg:citizenOf <urn:x:FRA>, <urn:x:SEN>", ("Senegal", "France")),
        ("pkg:hasCountry <urn:x:nameless> ; pkg:citizenOf <urn:x:FRA>", ("France",)),
    ],
)
def test_countries_are_words_or_else_concepts_of_each_property(said: str, countries: tuple[str, ...]) -> None:
    labels = {"urn:x:SEN": "Senegal", "urn:x:FRA": "France"}
    (claim,) = decode(turtle(f"<{ANN}> a pkg:Person ; rdfs:label 'Ann' ; {said} ."), labels=labels)
    assert isinstance(claim, Claim)
    assert isinstance(claim.statement, Person)
    assert claim.statement.citizenships == countries
