"""Claims: the user's own notes, published tables, and RDF in six notations."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kg.claims.readers import reader
from kg.claims.readers.protocol import RowReport
from kg.errors import InvalidInput
from kg.model.claims import Confidence, Event, EventKind, Relationship, RelationshipKind, Release, Source
from kg.model.dates import Precision
from kg.rdf.codec import encode, encode_release
from tests.readers.helpers import claims_of, columns, people, put, table, teams

COLUMNS = columns(
    "kind person other club other_club since until source_url publisher published retrieved summary strength "
    "confidence person_wikidata other_born outcome"
)


def note(kind: str, url: str, **values: str) -> list[str]:
    given = {"kind": kind, "person": "Ada Example", "source_url": url} | values
    return [given.get(column, "") for column in COLUMNS]


A, B, C, D = (f"https://example.org/{letter}" for letter in "abcd")
PAGE = {"publisher": "The Example", "published": "2020-05", "retrieved": "2021-01-02", "summary": "Friends."}
NOTES = table(
    COLUMNS,
    note(
        "friend",
        A,
        other="Bea Example",
        since="2019",
        strength="strong",
        person_wikidata="Q7",
        other_born="1999-01-02",
        **PAGE,
    ),
    note("mentor", B, other="Cid Example", confidence="high"),
    note("offer", C, club="Town", other_club="City", since="2020-06-01", confidence="low"),
    note("contract", C, club="Town", since="2020-07-01", until="2025-06-30"),
    note("persuasion", C, other="Bea Example", club="Town", since="2020/21", outcome="Did not join"),
    note("friend", D, other="Ada Example"),
    note("friend", "javascript:alert(1)", other="Dan Example"),
    note("friend", "https://example.org/with space", other="Dan Example"),
    note("enemy", D, other="Dan Example"),
    note("friend", D, other="Dan Example", since="2021", until="2020"),
    note("friend", D, other="Dan Example", since="May"),
)


def statements(claims: object) -> list[Relationship | Event]:
    assert isinstance(claims, list)
    return [claim.statement for claim in claims if isinstance(claim.statement, (Relationship, Event))]


def test_own_notes(tmp_path: Path) -> None:
    claims, rows = claims_of("claims", put(tmp_path, {"notes.csv": NOTES}))
    assert [row.line for row in rows.rows] == [7, 8, 9, 10, 11, 12]
    friends, mentor, offer, contract, persuasion = statements(claims)
    assert isinstance(friends, Relationship)
    assert (friends.kind, friends.strength, str(friends.period.start)) == (
        RelationshipKind.FRIENDSHIP,
        "strong",
        "2019",
    )
    assert friends.subject.endswith("/Q7")
    assert friends.object.endswith("/name-bea-example-1999-01-02")
    assert isinstance(mentor, Relationship)
    assert (mentor.subject.rpartition("/")[2], mentor.object.rpartition("/")[2]) == (
        "name-ada-example",
        "name-cid-example",
    )
    assert isinstance(offer, Event)
    assert (offer.kind, offer.club.rpartition("/")[2], offer.other_club.rpartition("/")[2]) == (
        EventKind.OFFER,
        "name-town",
        "name-city",
    )
    assert isinstance(contract, Event)
    assert str(contract.until) == "2025-06-30"
    assert isinstance(persuasion, Event)
    assert (persuasion.outcome, persuasion.by.rpartition("/")[2]) == ("did_not_join", "name-bea-example")
    first = next(claim for claim in claims if isinstance(claim.statement, Relationship))
    assert first.source is not None
    assert (first.source.title, str(first.source.published), first.retrieved) == (
        "The Example",
        "2020-05",
        date(2021, 1, 2),
    )
    assert first.confidence is Confidence.MEDIUM
    assert (first.summary, people(claims)["Q7"].external_ids[0].scheme) == ("Friends.", "wikidata")


def test_the_publisher_is_the_host_where_none_is_named(tmp_path: Path) -> None:
    claims, _ = claims_of("claims", put(tmp_path, {"notes.csv": NOTES}))
    named = {claim.source.url: claim.source.publisher for claim in claims if claim.source}
    assert named["https://example.org/c"] == "example.org"


def test_published_shapes(tmp_path: Path) -> None:
    page = ("https://example.org/x", "Paper", "2021-02-03", "It says so.")
    files = {
        "relationships.csv": table(
            columns(
                "person_a person_b kind since_year source_url publisher published what_the_page_says strength_hint"
            ),
            ("Ada Example", "Bea Example", "sibling", "", *page, "strong"),
            ("Ada Example", "Cid Example", "mentor", "2010", *page, "moderate"),
        ),
        "persuasions.csv": table(
            columns(
                "player destination_club transfer_window persuader persuader_role outcome source_url "
                "publisher published what_the_page_says ties_cited evidence_from"
            ),
            ("Ada Example", "Town", "2017s", "Bea Example", "teammate", "joined", *page, "x", "player"),
            ("Ada Example", "Town", "2017w", "Bea Example", "teammate", "joined", *page, "x", "report"),
            ("Ada Example", "Town", "2017x", "Bea Example", "teammate", "joined", *page, "x", "report"),
        ),
        "denials.csv": table(
            columns(
                "player destination_club transfer_window named_person source_url publisher published what_the_page_says"
            ),
            ("Ada Example", "Town", "2017s", "Bea Example", *page),
        ),
        "story.csv": table(
            ("kind", "person", "club", "about", "source_url", "publisher", "published", "what_the_page_says"),
            ("club_interest", "Ada Example", "Town", "", *page),
            ("persuasion_attempt", "Bea Example", "Town", "Ada Example", *page),
            ("club_offer", "Ada Example", "Town", "City", *page),
        ),
    }
    claims, rows = claims_of("claims", put(tmp_path, files))
    assert [row.line for row in rows.rows] == [4]
    assert {one.name for one in teams(claims).values()} == {"Town", "City"}
    found = statements(claims)
    assert {one.detail for one in found if isinstance(one, Relationship)} == {"sibling", "direction not stated"}
    events = [one for one in found if isinstance(one, Event)]
    windows = {str(one.when) for one in events if one.kind is EventKind.PERSUASION and one.when}
    assert windows == {"2017-07", "2018-01"}
    assert all(one.when.precision is Precision.MONTH for one in events if one.when)
    attempt = next(one for one in events if one.kind is EventKind.PERSUASION and not one.when)
    assert (attempt.person.rpartition("/")[2], attempt.by.rpartition("/")[2]) == (
        "name-ada-example",
        "name-bea-example",
    )
    first_hand = {claim.confidence for claim in claims if isinstance(claim.statement, Event)}
    assert first_hand == {Confidence.HIGH, Confidence.MEDIUM}


NOTATIONS = {"ttl": "TURTLE", "trig": "TRIG", "nt": "N_TRIPLES", "nq": "N_QUADS", "jsonld": "JSON_LD", "rdf": "RDF_XML"}


@pytest.mark.parametrize("suffix", NOTATIONS)
def test_rdf_in_every_notation_gives_the_claims_that_were_written(tmp_path: Path, suffix: str) -> None:
    import pyoxigraph

    written, _ = claims_of("claims", put(tmp_path / "notes", {"notes.csv": NOTES}))
    release = Release("https://w3id.org/player-kg/release/mine/1", "mine", "Mine", "1")
    lines = [*encode_release(release), *(line for claim in written for line in encode(claim, release.id))]
    quads = list(pyoxigraph.parse("".join(lines), pyoxigraph.RdfFormat.N_QUADS))
    form = getattr(pyoxigraph.RdfFormat, NOTATIONS[suffix])
    graphs = form.supports_datasets
    triples = quads if graphs else [quad.triple for quad in quads]
    data = pyoxigraph.serialize(triples, format=form)
    assert data is not None
    path = tmp_path / f"mine.{suffix}"
    path.write_bytes(data)
    read, rows = claims_of("claims", path)
    assert {claim.id: claim.statement for claim in read} == {claim.id: claim.statement for claim in written}
    assert rows.skipped == 0
    assert (reader("claims").release([path]) == release) is graphs


def test_a_node_that_is_no_claim_is_skipped_and_told(tmp_path: Path) -> None:
    text = """@prefix pkg: <https://w3id.org/player-kg/ns#> .
    <https://example.org/1> a pkg:Friendship ; pkg:person <https://example.org/a> .
    <https://example.org/2> a <https://example.org/Other> ; <https://example.org/p> "x" .
    """
    report = RowReport()
    assert list(reader("claims").read([put(tmp_path, {"x.ttl": text.encode()})], report=report)) == []
    assert (report.read, report.skipped) == (1, 1)


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description>&b;</rdf:Description></rdf:RDF>'
)
DEEP = 30_000


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.ttl", "<https://example.org/a> <https://example.org/b> "),
        ("x.nt", "no triples here"),
        ("x.rdf", "<rdf:RDF>"),
        ("x.rdf", BOMB),
        ("x.rdf", "<a>" * DEEP),
        ("x.jsonld", '{"@context": "http://127.0.0.1:9/never-asked", "@id": "https://example.org/a"}'),
        ("x.jsonld", '{"https://example.org/a":' * DEEP + "1" + "}" * DEEP),
        ("x.trig", "\x00\x01"),
        ("x.csv", "a,b\n1,2\n"),
        ("x.csv", ""),
    ],
)
def test_files_that_hold_no_claims_are_refused_in_one_line(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        claims_of("claims", put(tmp_path, {name: text.encode()}))
    assert "\n" not in str(caught.value)
    assert name in str(caught.value)


def test_sources_of_rdf_keep_their_dates(tmp_path: Path) -> None:
    written, _ = claims_of("claims", put(tmp_path / "notes", {"notes.csv": NOTES}))
    release_id = "https://w3id.org/player-kg/release/mine/1"
    path = tmp_path / "mine.nq"
    path.write_text("".join(line for claim in written for line in encode(claim, release_id)), encoding="utf-8")
    read, _ = claims_of("claims", path)
    pages: dict[str, Source] = {claim.source.url: claim.source for claim in read if claim.source}
    assert str(pages["https://example.org/a"].published) == "2020-05"
