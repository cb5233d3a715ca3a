"""The commands of ``kg`` against servers, as people type them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kg.cli.guard import run
from kg.sparql.transport import HttpTransport
from tests.store.contract.backends import StoreKind
from tests.store.contract.test_contract import reports_world

pytestmark = pytest.mark.enable_socket

Kg = Callable[..., str]
ADA = ("Ada Vale", "--at", "2024-10-01")
NOTES = """kind,person,other,club,since,until,source_url,publisher,published,summary
friendship,Cleo Marsh,Dan Holt,,,,https://news.example/a,The News,2024-09-01,Said to be friends.
"""


@pytest.fixture
def kg(
    store_kind: StoreKind, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Kg:
    transport = store_kind.transport() if store_kind.transport else None
    if not isinstance(transport, HttpTransport):
        pytest.skip("tests/cli runs the commands on a folder; rdflib in memory has no address")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with store_kind.open(tmp_path / "filling") as backend:
        for each in reports_world():
            backend.put_release(*each)

    def command(*arguments: str, status: int = 0) -> str:
        found = run(["--store", transport.address, *arguments], clock=lambda: date(2025, 1, 1))
        out, err = capsys.readouterr()
        assert found == status, err
        return out + err if status else out

    return command


def test_questions_by_command(kg: Kg, tmp_path: Path) -> None:
    persuaded = json.loads(kg("persuade", *ADA, "--to", "Rovers", "--format", "json"))
    tied = [each["person"]["name"] for each in persuaded["persuaders"] if each["ties"]]
    assert "Ben Roe" in tied[:2]
    explained = json.loads(kg("explain", "Ada Vale", "Ben Roe", "--at", "2024-10-01", "--format", "json"))
    assert {tie["kind"] for tie in explained["forward"]["ties"]} >= {"friendship", "feud"}
    assert json.loads(kg("show", *ADA, "--format", "json"))["subject"]["name"] == "Ada Vale"
    kg("page", *ADA, "--to", "Rovers", "-o", str(tmp_path / "page.html"))
    assert "Ben Roe" in (tmp_path / "page.html").read_text(encoding="utf-8")
    mates = kg("query", "teammates", "--person", "Ada Vale", "--date", "2024-10-01", "--format", "csv")
    assert "Ben Roe,City U18" in mates
    kg("validate")
    assert "Ada Vale" in kg("persuade", "Ada Vael", status=3)


def test_status_names_the_store(kg: Kg) -> None:
    told = json.loads(kg("status", "--format", "json"))["store"]
    assert told["location"].startswith("http://127.0.0.1:")
    assert told["read_only"] is False


@pytest.mark.parametrize("form", ["turtle", "trig", "nquads", "jsonld", "graphml", "gexf", "cytoscape"])
def test_exports(kg: Kg, tmp_path: Path, form: str) -> None:
    kg("export", "--format", form, "-o", str(tmp_path / "out"))
    assert b"Ada Vale" in (tmp_path / "out").read_bytes()


def test_what_is_brought_in_is_there_for_everybody(kg: Kg, tmp_path: Path) -> None:
    notes = tmp_path / "notes.csv"
    notes.write_text(NOTES)
    done = json.loads(kg("import", "claims", str(notes), "--format", "json"))
    assert (done["taken"], done["stored"]) == (1, True)
    again = json.loads(kg("import", "claims", str(notes), "--format", "json"))
    assert (again["taken"], again["stored"]) == (1, False)
    page = ("--source-url", "https://news.example/x", "--publisher", "The News", "--published", "2024-09")
    kg("claim", "add", "--kind", "friendship", "--person", "Ada Vale", "--person", "Finn Gray", *page)
    tied = json.loads(kg("explain", "Ada Vale", "Finn Gray", "--format", "json"))
    assert "friendship" in {tie["kind"] for tie in tied["forward"]["ties"]}
    tied = json.loads(kg("explain", "Cleo Marsh", "Dan Holt", "--format", "json"))
    assert "friendship" in {tie["kind"] for tie in tied["forward"]["ties"]}
    sent = json.loads(kg("query", "ties-told", "--person", "Finn Gray", "--format", "json"))
    assert [row["publisher"]["value"] for row in sent["results"]["bindings"]] == ["The News"]


def test_what_serves_itself_is_not_served(kg: Kg) -> None:
    assert "serves itself" in kg("serve", status=2)
