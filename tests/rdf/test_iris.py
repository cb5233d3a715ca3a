"""IRIs: valid whatever the key, stable, and different where the keys differ."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.errors import InvalidInput
from kg.rdf.iris import claim_iri, is_http_iri, is_iri, person_iri, release_iri, slug, source_iri, team_iri

keys = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda key: bool(key.strip()))
pieces = st.sampled_from(
    [
        "http",
        "https",
        "://",
        ":",
        "/",
        "//",
        "?",
        "#",
        "[",
        "]",
        "@",
        "%",
        "%4",
        "%41",
        " ",
        ">",
        "é",
        "a",
        "1",
        "\u202e",
        "|",
    ]
)


def accepted(iri: str) -> bool:
    try:
        (quad,) = ox.parse(f"<{iri}> <urn:p:p> <urn:o:o> .".encode(), format=ox.RdfFormat.N_QUADS)
    except SyntaxError:
        return False
    return bool(quad.subject == ox.NamedNode(iri))


@given(keys)
def test_every_key_makes_an_iri(key: str) -> None:
    for iri in (person_iri(key), team_iri(key), source_iri(key), claim_iri(key), release_iri(key, key)):
        assert is_http_iri(iri)
        assert accepted(iri)


@given(st.lists(pieces | st.text(max_size=3), max_size=8).map("".join) | st.text(max_size=20).map("https://a".__add__))
@example("https://en.wikipedia.org/wiki/Nico_Williams_(footballer)")
@example("http://[::1]/")
@example("http://a/%zz")
@example("http://a#b#c")
def test_what_is_taken_as_an_iri_the_store_takes_too(text: str) -> None:
    if "\ud800" <= max(text, default="") <= "\udfff":
        assert not is_iri(text)
    elif is_iri(text):
        assert accepted(text)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.football-espana.net/2024/09/19/real-madrid-target",
        "https://example.org:8080/a,b;c=d?x=1&y=2#frag/ment?",
        "http://example.org?q=é",
        "https://pt.wikipedia.org/wiki/Seleção",
    ],
)
def test_ordinary_addresses_are_taken(url: str) -> None:
    assert is_http_iri(url)


@pytest.mark.parametrize(
    "url", ["", "ftp://example.org/", "//example.org", "http://", "http://user@host/", "http://a b"]
)
def test_others_are_not_web_addresses(url: str) -> None:
    assert not is_http_iri(url)


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]))),
    st.lists(st.text(st.characters(exclude_categories=["Cs"]))),
)
def test_different_parts_make_different_claims(one: list[str], two: list[str]) -> None:
    assert (claim_iri(*one) == claim_iri(*two)) == (one == two)


@pytest.mark.parametrize("key", ["", "  ", "\ud800"])
def test_an_empty_or_broken_key_is_refused(key: str) -> None:
    for mint in (person_iri, team_iri, source_iri):
        with pytest.raises(InvalidInput):
            mint(key)
    with pytest.raises(InvalidInput):
        release_iri("data", key)


def test_ids_do_not_change_between_versions() -> None:
    """Stored data hold these: a change here would orphan them."""
    assert person_iri("Q66241169") == "https://w3id.org/player-kg/id/person/Q66241169"
    assert release_iri("open football", "2024/1") == "https://w3id.org/player-kg/release/open%20football/2024%2F1"
    assert claim_iri("a", "b") == "https://w3id.org/player-kg/id/claim/" + claim_iri("a", "b")[-24:]
    assert source_iri("https://example.org/a") != source_iri("https://example.org/b")


@given(st.text())
def test_a_slug_holds_words_and_hyphens_alone(text: str) -> None:
    made = slug(text)
    assert made == made.casefold().strip("-")
    assert " " not in made
    assert "--" not in made
