"""How the starter build gives people the Wikidata ids that a page states."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from kg.claims.identity import Resolver, gather, rewrite
from kg.model import Claim, ExternalId, Person
from kg.rdf.iris import person_iri
from tests.identity.worlds import Source

ROOT = Path(__file__).resolve().parents[1]
HEADER = "person,name,wikidata_id,source_url,publisher,published"


@pytest.fixture(autouse=True)
def _scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    sys.modules.pop("starter", None)


def claims_in(folder: Path) -> list[Claim]:
    from starter.wikidata_ids import WikidataIds

    return WikidataIds(folder).claims()


def test_an_id_reaches_whom_the_row_names_and_nobody_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from build_starter import known_only, named_by_id

    known = Source("known")
    known.person("Ivo Andrić", key="ivo", born="1998-04-01")
    resolver = Resolver()
    resolver.resolve(known.claims)
    rows = [
        "ivo-andric-1998-04-01,Ivo Andric,Q11,https://n.example/1,N,2024-01-02",
        "ivo-andric-1971-05-06,Ivo Andrić,Q12,https://n.example/1,N,2024-01-02",
    ]
    (tmp_path / "wikidata_ids.csv").write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    claims = claims_in(tmp_path)
    records = gather(claims)
    settled = named_by_id(records, resolver)
    resolution = resolver.resolve_records(records, settled=settled, mint=False)
    [told] = rewrite(known_only(claims, resolution), resolution, resolver)
    assert isinstance(told.statement, Person)
    assert (told.id, told.statement.name) == (person_iri("ivo-andric-1998-04-01"), "Ivo Andrić")
    assert told.statement.external_ids == (ExternalId("wikidata", "Q11"),)
    assert told.source is not None
    assert told.source.url == "https://n.example/1"
    assert resolver.people.keys() == {person_iri("ivo-andric-1998-04-01")}
    assert "left out: nobody has the id " + person_iri("ivo-andric-1971-05-06") in capsys.readouterr().err


def test_the_table_gives_everybody_one_id_and_every_id_once() -> None:
    people = [claim.statement for claim in claims_in(ROOT / "data" / "curated") if isinstance(claim.statement, Person)]
    ids = [one.value for person in people for one in person.external_ids]
    assert len(people) == len({person.id for person in people}) == len(set(ids)) > 300
    assert all(re.fullmatch(r"Q[1-9]\d*", value) for value in ids)
    assert all(claim.source is not None and claim.source.url for claim in claims_in(ROOT / "data" / "curated"))
