"""Releases that came in before ontology 2.0.0 get the dates of today with newer starter data, and keep all else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given

from kg.model import Claim, ImpreciseDate, Period, Person, Release, Spell
from kg.rdf.codec import encode, encode_release
from kg.rdf.iris import claim_iri, person_iri, release_iri, team_iri
from kg.rdf.vocabulary import OLD_PRECISIONS, Pkg
from kg.store import releases as release_texts
from kg.store.embedded_backend import EmbeddedBackend
from kg.store.old_dates import rewritten, with_new_dates
from tests.rdf.old_form import in_old_form
from tests.rdf.strategies import claims, releases
from tests.store.worlds import starter_file, world

OWN = Release(release_iri("own", "1"), "own", "My own", "1", published=ImpreciseDate.parse("2023"))
ANN, CLUB = person_iri("ann"), team_iri("Q8682")
SPELL = Claim(
    claim_iri("own"), Spell(ANN, CLUB, Period(ImpreciseDate.parse("2018/19"), ImpreciseDate.parse("2021-03")))
)
OWN_TERMS = {SPELL.id: (f'<{SPELL.id}> <https://example.org/shirt> "the number 7" <{OWN.id}> .\n',)}


def text(quads: list[ox.Quad]) -> bytes:
    return ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""


def old_lines(lines: Iterator[str]) -> Iterator[str]:
    quads = in_old_form(ox.parse("".join(lines).encode(), format=ox.RdfFormat.N_QUADS))
    yield from text(list(quads)).decode().splitlines(keepends=True)


def as_rewritten(old: bytes) -> bytes:
    return b"".join(rewritten(iter(old.splitlines(keepends=True))))


@given(claims(), releases)
def test_the_text_becomes_what_is_written_now(claim: Claim, release: Release) -> None:
    lines = [*encode_release(release), *encode(claim, release.id)]
    new = list(ox.parse("".join(lines).encode(), format=ox.RdfFormat.N_QUADS))
    assert as_rewritten(text(in_old_form(new))) == text(new)
    assert as_rewritten(text(new)) == text(new)
    assert list(with_new_dates(in_old_form(new))) == list(with_new_dates(new)) == new


@pytest.mark.parametrize(
    "lines",
    [
        f'<urn:x:s> <{Pkg.START_PRECISION}> "season" <urn:x:g> .\n',
        f'<urn:x:s> <{Pkg.START}> "2018" <urn:x:g> .\n<urn:x:s> <{Pkg.START_PRECISION}> "year" <urn:x:g> .\n',
        "".join(
            f'<urn:x:s> <{Pkg.START}> "{day}"^^<http://www.w3.org/2001/XMLSchema#date> <urn:x:g> .\n'
            for day in ("2018-07-01", "2019-07-01")
        )
        + f'<urn:x:s> <{Pkg.START_PRECISION}> "season" <urn:x:g> .\n',
        f'<urn:x:s> <{Pkg.START}> "2018-02-30"^^<http://www.w3.org/2001/XMLSchema#date> <urn:x:g> .\n'
        f'<urn:x:s> <{Pkg.START_PRECISION}> "month" <urn:x:g> .\n',
        f'<urn:x:s> <{Pkg.START}> "2018-07-01"^^<http://www.w3.org/2001/XMLSchema#date> <urn:x:g> .\n'
        f'<urn:x:s> <{Pkg.START_PRECISION}> "fortnight" <urn:x:g> .\n',
    ],
    ids=["alone", "no date", "two dates", "no such day", "no such word"],
)
def test_what_is_no_pair_that_can_be_read_stays(lines: str) -> None:
    assert as_rewritten(lines.encode()).decode() == lines
    quads = list(ox.parse(lines.encode(), format=ox.RdfFormat.N_QUADS))
    assert list(with_new_dates(quads)) == quads


def test_a_word_beside_a_date_that_says_it_itself_goes() -> None:
    date = f'<urn:x:s> <{Pkg.START}> "2018"^^<http://www.w3.org/2001/XMLSchema#gYear> <urn:x:g> .\n'
    lines = f'{date}<urn:x:s> <{Pkg.START_PRECISION}> "season" <urn:x:g> .\n'
    assert as_rewritten(lines.encode()).decode() == date
    kept = with_new_dates(ox.parse(lines.encode(), format=ox.RdfFormat.N_QUADS))
    assert text(list(kept)).decode() == date


def test_graphs_speak_for_themselves() -> None:
    lines = "".join(
        f'<urn:x:s> <{Pkg.BIRTH_DATE}> "1999-01-01"^^<http://www.w3.org/2001/XMLSchema#date> <urn:x:{graph}> .\n'
        for graph in "gh"
    )
    lines += f'<urn:x:s> <{Pkg.BIRTH_PRECISION}> "year" <urn:x:h> .\n'
    new = with_new_dates(ox.parse(lines.encode(), format=ox.RdfFormat.N_QUADS))
    assert [(str(quad.graph_name), getattr(quad.object, "value", "")) for quad in new] == [
        ("<urn:x:g>", "1999-01-01"),
        ("<urn:x:h>", "1999"),
    ]


def test_a_store_that_gets_newer_starter_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with EmbeddedBackend.at(tmp_path / "store", starter=starter_file(tmp_path / "old.trig.gz", world("alpha"))) as old:
        with monkeypatch.context() as patch:
            # As the version before wrote it, with a term in it that the program does not know.
            patch.setattr(release_texts, "encode_release", lambda release: old_lines(encode_release(release)))
            patch.setattr(
                release_texts,
                "encode",
                lambda claim, graph, **given: [*old_lines(encode(claim, graph, **given)), *OWN_TERMS.get(claim.id, ())],
            )
            old.put_release(OWN, [Claim(ANN, Person(ANN, "Ann", birth=ImpreciseDate.parse("1999"))), SPELL])
        assert predicates(old) & set(OLD_PRECISIONS.values())
        before = list(old.statements())
    newer = starter_file(tmp_path / "new.trig.gz", world("alpha", "2"))
    with EmbeddedBackend.at(tmp_path / "store", starter=newer) as upgraded:
        assert not predicates(upgraded) & set(OLD_PRECISIONS.values())
        assert "https://example.org/shirt" in predicates(upgraded)
        rows = upgraded.query(f"SELECT ?day {{ GRAPH <{OWN.id}> {{ <{SPELL.id}> <{Pkg.START}>|<{Pkg.END}> ?day }} }}")
        assert {row[0].value for row in rows.rows if row[0]} == {"2018-07-01/2019-06-30", "2021-03"}
        kept = [item for item in upgraded.statements() if item in before]
        assert {item.id for item in kept} >= {OWN.id, ANN, SPELL.id}
        (status,) = [item for item in upgraded.status().releases if item.release == OWN]
        assert status.quads == len(quads_of(upgraded))
        assert upgraded.maintenance.check() == []


def quads_of(backend: EmbeddedBackend) -> list[str]:
    result = backend.query(f"SELECT ?s ?p ?o {{ GRAPH <{OWN.id}> {{ ?s ?p ?o }} }}")
    return [row[1].value for row in result.rows if row[1]]


def predicates(backend: EmbeddedBackend) -> set[str]:
    return set(quads_of(backend))
