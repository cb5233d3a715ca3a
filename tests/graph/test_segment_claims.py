"""What is read back from columns is what the claims said."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.columns.facts import SegmentWriter
from kg.columns.segment_claims import segment_claims
from kg.errors import StoreError
from kg.model import Claim, ExternalId, Person, Release, Source, Team
from kg.rdf.iris import person_iri, release_iri
from tests.rdf.strategies import claims

RELEASE = Release(release_iri("fixture", "1"), "fixture", "A fixture", "1")
_TABLES = ("Person", "Team", "Spell", "Relationship", "Event")


def written(folder: Path, many: list[Claim]) -> Path:
    with SegmentWriter(folder, RELEASE) as segment:
        for claim in many:
            segment.add(claim)
    return folder


@given(st.lists(claims(), max_size=8))
def test_statements_come_back_whole_with_their_ids_and_sources(many: list[Claim]) -> None:
    first: dict[str, Source] = {}  # a release describes each source once
    expected = [
        Claim(claim.id, claim.statement, claim.source and first.setdefault(claim.source.id, claim.source))
        for claim in many
    ]
    expected.sort(key=lambda claim: _TABLES.index(type(claim.statement).__name__))
    with tempfile.TemporaryDirectory() as folder:
        assert list(segment_claims(written(Path(folder) / "segment", many))) == expected


def test_names_and_identifiers_come_in_the_order_of_the_text(tmp_path: Path) -> None:
    iri = person_iri("ann")
    ids = [ExternalId("fbref", "b"), ExternalId("fbref", "a"), ExternalId("wikidata", "Q1")]
    ann = Person(iri, "Ann", ("Nan", "Annie"), external_ids=tuple(ids))
    (read,) = segment_claims(written(tmp_path / "segment", [Claim(iri, ann)]))
    assert isinstance(read.statement, Person)
    assert read.statement.aliases == ("Annie", "Nan")
    assert read.statement.external_ids == (ids[2], ids[1], ids[0])


def test_a_segment_that_is_not_whole_is_refused_before_any_claim_is_read(tmp_path: Path) -> None:
    folder = written(tmp_path / "segment", [Claim("https://example.org/t", Team("https://example.org/t", "Town"))])
    (folder / "meta.json").unlink()
    with pytest.raises(StoreError, match="not whole"):
        segment_claims(folder)
