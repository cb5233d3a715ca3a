"""What is retracted stays out: of answers, exports, imports of the same, newer starter data, repairs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kg.errors import InvalidInput, StoreError, UsageProblem
from kg.model import Claim, Relationship, Release, Spell
from kg.store.backend import open_store
from kg.store.embedded_backend import EmbeddedBackend
from tests.store.worlds import starter_file, world

TODAY = date(2024, 6, 1)
ALPHA, MINE = world("alpha"), world("mine")


def ids(backend: EmbeddedBackend) -> set[str]:
    return {statement.id for statement in backend.statements() if isinstance(statement, Claim)}


def one_of(claims: tuple[Claim, ...], kind: type) -> Claim:
    return next(claim for claim in claims if isinstance(claim.statement, kind))


@pytest.fixture
def backend(tmp_path: Path) -> EmbeddedBackend:
    backend = EmbeddedBackend.at(tmp_path / "store", starter=starter_file(tmp_path / "starter.trig.gz", ALPHA))
    backend.put_release(*MINE)
    return backend


def test_a_retracted_claim_never_comes_back(backend: EmbeddedBackend, tmp_path: Path) -> None:
    spell, friends = one_of(ALPHA.claims, Spell), one_of(MINE.claims, Relationship)
    before = ids(backend)
    for claim in (spell, friends):
        backend.retract(claim.id, "it was wrong", today=TODAY)
    rest = before - {spell.id, friends.id}
    assert ids(backend) == rest
    assert not backend.query(f"ASK {{ GRAPH ?g {{ <{spell.id}> ?p ?o }} }}").boolean
    assert spell.id not in {backend.facts.claim_id(row) for row in backend.facts.spells["claim"]}
    backend.put_release(*MINE)
    assert ids(backend) == rest
    with pytest.raises(InvalidInput, match="was retracted: it was wrong"):
        backend.add_claims(MINE.release, [friends])
    backend.close()
    newer = starter_file(tmp_path / "newer.trig.gz", world("alpha", "2"))
    with EmbeddedBackend.at(tmp_path / "store", starter=newer) as again:
        assert spell.id not in ids(again)
        assert ids(again) >= {claim.id for claim in MINE.claims} - {friends.id}
        places = again.maintenance.generation.places
        (places.folder / "manifest.json").write_text("garbled")
    with EmbeddedBackend.at(tmp_path / "store", starter=newer) as repaired:
        assert not ids(repaired) & {spell.id, friends.id}
        assert repaired.validate() == []
    assert "it was wrong" in (tmp_path / "store" / "retractions.csv").read_text()


def test_a_removed_release_does_not_come_back_by_itself(backend: EmbeddedBackend, tmp_path: Path) -> None:
    assert backend.remove_release("alpha", "not wanted", today=TODAY) == ALPHA.release
    assert ids(backend) == {claim.id for claim in MINE.claims}
    with pytest.raises(UsageProblem, match="holds no release 'alpha'; it holds mine"):
        backend.remove_release("alpha", "again", today=TODAY)
    backend.close()
    newer = starter_file(tmp_path / "newer.trig.gz", world("alpha", "2"), world("beta"))
    with EmbeddedBackend.at(tmp_path / "store", starter=newer) as again:
        releases = {item.dataset for item in again.statements() if isinstance(item, Release)}
        assert releases == {"mine", "beta"}
        again.put_release(*world("alpha", "3"))
        assert len({item.dataset for item in again.statements() if isinstance(item, Release)}) == 3


def test_what_cannot_be_retracted_is_said(backend: EmbeddedBackend, tmp_path: Path) -> None:
    before = ids(backend)
    with pytest.raises(InvalidInput, match="no claim has the id urn:none"):
        backend.retract("urn:none", "why", today=TODAY)
    backend.close()
    (tmp_path / "store" / "retractions.csv").write_text("nonsense")
    with open_store(tmp_path / "store", starter=tmp_path / "starter.trig.gz") as backend_again:
        assert {item.id for item in backend_again.statements() if isinstance(item, Claim)} == before
        (tmp_path / "store" / "retractions.csv").write_text("what,id,reason,day\nclaim,x,y,no-day\n")
        with pytest.raises(StoreError, match=r"retractions\.csv cannot be read"):
            backend_again.put_release(*world("more"))
