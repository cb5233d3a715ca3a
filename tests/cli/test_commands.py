"""Every command against a real store, from the arguments to what is printed."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kg.cli.guard import run
from tests.server.running import small_store
from tests.store.worlds import copy_store

TRENT = ("Trent Alexander-Arnold", "--to", "Real Madrid", "--at", "2024-10-01")


class Kg:
    """Runs commands in this process, on one store, and keeps what they print."""

    def __init__(self, store: Path, capture: pytest.CaptureFixture[str]) -> None:
        self._store, self._capture = store, capture
        self.err = ""

    def __call__(self, *arguments: str, status: int | None = 0) -> str:
        found = run(["--store", str(self._store), *arguments], clock=lambda: date(2025, 1, 1))
        out, self.err = self._capture.readouterr()
        assert found in ((0, 1) if status is None else (status,)), self.err
        return out

    def json(self, *arguments: str, status: int = 0) -> Any:
        return json.loads(self(*arguments, "--format", "json", status=status))


@pytest.fixture
def kg(store: Path, capsys: pytest.CaptureFixture[str]) -> Kg:
    return Kg(store, capsys)


@pytest.fixture
def own_kg(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Kg:
    """The same on a store that may be changed."""
    return Kg(copy_store(store, tmp_path / "own"), capsys)


@pytest.fixture(scope="module")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of a thousand people; the examples export and validate the starter data."""
    return small_store(tmp_path_factory.mktemp("thousand") / "store", count=1000)


def test_persuade(kg: Kg) -> None:
    answer = kg.json("persuade", *TRENT)
    first = answer["persuaders"][0]
    assert first["person"]["name"] == "Jude Bellingham"
    assert [person["name"] for person in first["path"]] == ["Jude Bellingham", "Trent Alexander-Arnold"]
    assert {"national_team", "friendship"} <= {tie["kind"] for tie in first["ties"]}
    assert answer["question"]["as_of"] == "2024-10-01"
    lines = kg("persuade", *TRENT).splitlines()
    assert lines[1].startswith("Jude Bellingham, player at Real Madrid, has the strongest known tie")
    assert len(lines) <= 40
    assert ["1", "Jude", "Bellingham"] in [line.split()[:3] for line in lines]
    assert "The ties behind it" not in lines
    assert "The ties behind it" in kg("persuade", *TRENT, "--why").splitlines()
    assert len(kg("persuade", *TRENT, "--format", "json")) <= 60_000
    whole = kg.json("persuade", *TRENT, "--why")
    assert len(whole["persuaders"]) == len(answer["persuaders"]) + answer.get("left_out", {}).get("persuaders", 0)
    assert all(tie["evidence"] for person in whole["persuaders"] for tie in person["ties"])
    rows = list(csv.DictReader(io.StringIO(kg("persuade", *TRENT, "--format", "csv"))))
    assert rows[0]["person"] == "Jude Bellingham"
    assert kg("persuade", *TRENT, "--format", "md").startswith("# Who could persuade Trent Alexander-Arnold")


def test_today_is_the_default_day(kg: Kg) -> None:
    assert kg.json("persuade", "TAA", "--to", "Real Madrid")["question"]["as_of"] == "2025-01-01"


def test_explain_in_both_directions(kg: Kg) -> None:
    found = kg.json("explain", "alexander arnold", "Jude Bellingham", "--at", "2024-10-01")
    assert found["forward"]["person"]["name"] == "Jude Bellingham"
    assert found["backward"]["person"]["name"] == "Trent Alexander-Arnold"
    assert found["forward"]["influence"] > 0


def test_show_a_person_and_a_team(kg: Kg) -> None:
    person = kg.json("show", "Alexander-Arnold, Trent")
    assert person["subject"]["birth"] == "1998-10-07"
    assert any(line["team"]["name"] == "England" for line in person["career"])
    team = kg.json("show", "Real Madrid", "--at", "2024-10-01")
    assert "Jude Bellingham" in {line["person"]["name"] for line in team["career"]}


def test_verbose_says_which_store_and_quiet_says_nothing(kg: Kg, store: Path) -> None:
    kg("status", "-v")
    assert kg.err == f"kg: asking the store at {store}\n"
    kg("status", "-q")
    assert kg.err == ""


def test_status(kg: Kg) -> None:
    status = kg.json("status")
    assert status["totals"]["spells"] > 1000
    assert all(source["licence"] for source in status["sources"])


def test_the_store_keeps_to_the_shapes(thousand: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert Kg(thousand, capsys)("validate") == "Everything keeps to the shapes.\n"


def test_a_file_that_breaks_a_shape_is_status_4(kg: Kg, tmp_path: Path) -> None:
    bad = tmp_path / "bad.ttl"
    bad.write_text("@prefix pkg: <https://w3id.org/player-kg/ns#> .\n<urn:x> a pkg:Spell .\n")
    assert "urn:x" in kg("validate", str(bad), status=4)


def test_a_page_in_a_file_and_on_standard_output(kg: Kg, tmp_path: Path) -> None:
    target = tmp_path / "trent.html"
    assert kg("page", *TRENT, "-o", str(target)) == ""
    assert str(target) in kg.err
    assert "Jude Bellingham" in target.read_text()
    kg("-q", "page", *TRENT, "-o", str(target))
    assert kg.err == ""


@pytest.fixture
def question(tmp_path: Path) -> str:
    path = tmp_path / "squads.rq"
    path.write_text(
        "PREFIX pkg: <https://w3id.org/player-kg/ns#>\n"
        "SELECT DISTINCT ?team { { SELECT ?spell { ?spell pkg:hasPerson ?person } } ?spell pkg:hasTeam ?team }"
    )
    return str(path)


def test_a_query_takes_names_as_terms(kg: Kg, question: str) -> None:
    found = kg.json("query", question, "--person", "Jude Bellingham")
    assert found["head"]["vars"] == ["team"]
    teams = {row["team"]["value"] for row in found["results"]["bindings"]}
    assert {line["team"]["id"] for line in kg.json("show", "Jude Bellingham")["career"]} <= teams
    assert kg("query", question, "--person", "Jude Bellingham").splitlines()[0] == "TEAM"
    assert kg("query", question, "--person", "TAA", "--limit", "1", "--format", "csv").count("\n") == 2
    assert kg("query", question, "--person", "TAA", "--format", "tsv").startswith("?team\n<https://")
    assert "<sparql" in kg("query", question, "--person", "TAA", "--format", "xml")


def test_a_query_from_standard_input(kg: Kg, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(text: bytes, *more: str, status: int = 0) -> str:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
        return kg("query", "-", *more, status=status)

    assert asked(b"ASK { ?s ?p ?o }") == "ANSWER\nyes\n"
    assert asked(b"SELECT * { <urn:nobody> ?p ?o }", status=1) == "Nothing answers to this query.\n"
    graph = asked(b"CONSTRUCT { <urn:a> a <urn:b> } { }", "--format", "turtle")
    assert "<urn:a>" in graph
    assert "jsonld" in asked(b"CONSTRUCT { <urn:a> a <urn:b> } { }", "--format", "csv", status=2) + kg.err
    for bad in (b"", b"\xff\xfe", b"SELECT nonsense", b"DELETE WHERE { ?s ?p ?o }", b"x" * 2_000_000):
        asked(bad, status=4)
        assert len(kg.err.splitlines()) == 1


def test_a_query_may_stand_in_the_command_itself(kg: Kg) -> None:
    told = kg("query", "SELECT (COUNT(?p) AS ?people) { ?p a :Person }", "--format", "csv").splitlines()
    assert told[0] == "people"
    assert int(told[1]) > 0
    kg("query", "SELECT { bad", status=4)
    assert "column 8" in kg.err
    kg("query", "x" * 5_000, status=4)
    assert len(kg.err) < 4_000


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("no-such-question",), "no question and no file called 'no-such-question'"),
        (("/",), "Is a directory"),
        ((__file__,), "query"),
    ],
)
def test_what_is_no_query_is_status_4(kg: Kg, arguments: tuple[str, ...], part: str) -> None:
    assert kg("query", *arguments, status=4) == ""
    assert part in kg.err


def test_too_many_names_for_a_query(kg: Kg, question: str) -> None:
    kg("query", question, "--person", "TAA", "--person", "TAA", "--person", "TAA", status=4)
    assert "at most 2" in kg.err


def test_the_readers_are_listed(kg: Kg) -> None:
    assert {"openfootball", "claims", "transfermarkt"} <= {row["reader"] for row in kg.json("import", "--list")}


VALUES = {
    "?person": ("--person", "Jude Bellingham"),
    "?other": ("--person", "Trent Alexander-Arnold"),
    "?team": ("--team", "Real Madrid"),
    "?other_team": ("--team", "Liverpool"),
    "?date": ("--date", "2024-10-01"),
    "?year": ("--year", "2003"),
    "?text": ("--text", "Real"),
}


def test_every_listed_question_can_be_asked(kg: Kg) -> None:
    listed = kg.json("query", "--list")
    assert listed
    for row in listed:
        assert row["question"]
        told = [word for want in row["wants"].split() for word in VALUES[want]]
        found = json.loads(kg("query", row["name"], *told, "--format", "json", status=None))
        assert found["head"]["vars"], row["name"]


def test_a_question_that_is_told_too_little_says_what_it_wants(kg: Kg) -> None:
    kg("query", "team-mates", status=4)
    assert "person" in kg.err
    kg("query", "contradictions", "--person", "TAA", status=4)
    assert "asks for no person" in kg.err


def test_a_question_is_found_however_its_name_is_written(kg: Kg) -> None:
    told = ("--person", "Declan Rice", "--date", "2024-10-01", "--format", "json")
    assert kg.json("query", "teammates", *told) == kg.json("query", "team-mates", *told)


def test_a_mistake_in_a_query_is_pointed_at_as_it_was_written(kg: Kg, monkeypatch: pytest.MonkeyPatch) -> None:
    """The value that is put in stands before the mistake, and does not move it."""
    text = b"SELECT * {\n  ?person ?p ?o FILTER(?o == 1) }"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
    kg("query", "-", "--person", "Jude Bellingham", status=4)
    place = text.splitlines()[1].index(b"=") + 2
    assert kg.err.startswith(f"kg: query, line 2: column {place}: ")


def test_a_query_that_takes_too_long_is_stopped(kg: Kg, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = b"SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(endless)))
    assert kg("query", "-", "--timeout", "0.5", status=5) == ""
    assert "longer than 0.5 seconds" in kg.err


def test_a_limit_cuts_and_says_so(kg: Kg) -> None:
    told = ("query", "born-in", "--year", "2003", "--limit", "2")
    assert kg(*told, "--format", "csv").count("\n") == 3
    assert "raise --limit" in kg(*told)


@pytest.mark.parametrize("form", ["turtle", "trig", "nquads", "jsonld", "graphml", "gexf", "cytoscape"])
def test_exports(thousand: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, form: str) -> None:
    target = tmp_path / "out"
    assert Kg(thousand, capsys)("export", "--format", form, "-o", str(target)) == ""
    assert target.stat().st_size > 100_000


def test_an_export_to_standard_output_is_the_file(
    thousand: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    kg, target = Kg(thousand, capsys), tmp_path / "out.nq"
    kg("export", "-o", str(target))
    assert kg("export", "--format", "nquads", "-o", "-") == target.read_text(encoding="utf-8")
    kg("export", "--format", "csv", "-o", "-", status=2)
    assert "name a folder" in kg.err


@pytest.mark.parametrize(
    ("arguments", "status", "part"),
    [
        (("persuade", "Nobody Atall"), 3, "no person called 'Nobody Atall' is known"),
        (("persuade", "Bellinghm"), 3, "  Jude Bellingham (born 2003"),
        (("persuade", "TAA", "--to", "England"), 2, "England"),
        (("persuade", "TAA", "--at", "1850-01-01"), 1, "1850-01-01"),
        (("persuade", "Real Madrid", "--to", "TAA"), 3, "the wrong way round"),
        (("persuade", "TAA", "--to", "Jude Bellingham"), 3, "the wrong way round"),
        (("explain", "TAA", "TAA"), 2, ""),
        (("show", "Luis Suárez"), 3, "could be any of these"),
        (("import", "careers", "/nonexistent"), 4, "/nonexistent"),
        (("import", "careers"), 2, "name a reader"),
        (("import", "nonsense", "x"), 2, "nonsense"),
        (("query",), 2, "name a question"),
        (("query", "-", "--format", "gexf"), 2, "gexf"),
        (("validate", "/nonexistent.ttl"), 4, "/nonexistent.ttl"),
        (("validate", "/"), 4, "/: this is a folder"),
        (("export", "-o", "/"), 2, "is a folder"),
        (("page", "TAA", "-o", "/nonexistent/x.html"), 5, "cannot be written"),
    ],
)
def test_bad_input_has_its_status_and_its_line(kg: Kg, arguments: tuple[str, ...], status: int, part: str) -> None:
    assert kg(*arguments, status=status) == ""
    assert part in kg.err
    assert "Traceback" not in kg.err


def test_a_store_that_is_a_file_is_status_5(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = tmp_path / "store"
    where.write_text("mine")
    Kg(where, capsys)("status", status=5)
    assert where.read_text() == "mine"


CLAIM = (
    *("claim", "add", "--kind", "friendship", "--person", "Jude Bellingham", "--person", "Martin Ødegaard"),
    *("--source-url", "https://news.example/friends", "--publisher", "The News", "--published", "2024-09"),
    *("--summary", "Said to be friends.", "--confidence", "low"),
)


def test_a_claim_is_stored_and_told(own_kg: Kg) -> None:
    claim = own_kg.json(*CLAIM)
    assert [person["name"] for person in claim["people"]] == ["Jude Bellingham", "Martin Ødegaard"]
    found = own_kg.json("explain", "Ødegaard", "Jude Bellingham")
    (tie,) = (tie for tie in found["forward"]["ties"] if tie["kind"] == "friendship")
    assert tie["sources"] == [
        {"title": "The News", "url": "https://news.example/friends", "publisher": "The News", "published": "2024-09"}
    ]
    before = own_kg.json("explain", "Ødegaard", "Jude Bellingham", "--at", "2024-09-15", status=0)
    assert "friendship" not in {tie["kind"] for tie in before["forward"]["ties"]}


@pytest.mark.parametrize(
    ("more", "part"),
    [
        (("--source-url", "ftp://x"), "field '--source-url'"),
        (("--published", "2024-13"), "field '--published'"),
        (("--published", "2031"), "has not come yet"),
        (("--club", "Barcelona"), "field '--club'"),
        (("--publisher", "  "), "field '--publisher'"),
        (("--since", "2020", "--until", "2010"), "field '--until'"),
        (("--person", "Kylian Mbappé"), "a relationship has two people"),
        (("--club", "England"), "England is a national team"),
    ],
)
def test_a_claim_that_cannot_be_is_refused_before_anything_is_written(
    own_kg: Kg, more: tuple[str, ...], part: str
) -> None:
    generation = own_kg.json("status")["store"]["generation"]
    assert own_kg(*CLAIM, *more, status=4) == ""
    assert part in own_kg.err
    assert own_kg.json("status")["store"]["generation"] == generation


NOTES = """kind,person,other,club,since,until,source_url,publisher,published,summary
friendship,Jude Bellingham,Martin Ødegaard,,,,https://news.example/a,The News,2024-09-01,Said to be friends.
friendship,Jude Bellingham,,,,,https://news.example/b,The News,2024-09-01,Half a row.
"""


def test_an_import_accounts_for_every_row(own_kg: Kg, tmp_path: Path) -> None:
    notes, skipped = tmp_path / "notes.csv", tmp_path / "skipped.csv"
    notes.write_text(NOTES)
    dry = own_kg.json("import", "claims", str(notes), "--dry-run", "--report", str(skipped))
    assert (dry["read"], dry["taken"], dry["skipped"], dry["stored"]) == (2, 1, 1, False)
    assert [row["line"] for row in csv.DictReader(skipped.open())] == ["3"]
    assert own_kg("import", "claims", str(notes), "--strict", status=4) == ""
    assert "line 3" in own_kg.err
    assert own_kg.json("import", "claims", str(notes))["stored"]
    assert not own_kg.json("import", "claims", str(notes))["stored"]
    found = own_kg.json("explain", "Martin Ødegaard", "Jude Bellingham")
    assert "friendship" in {tie["kind"] for tie in found["forward"]["ties"]}


def test_status_as_a_description_for_catalogues(kg: Kg) -> None:
    import rdflib
    from rdflib.namespace import DCAT, RDF, VOID

    graph = rdflib.Graph().parse(data=kg("status", "--format", "turtle"), format="turtle")
    (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
    sources = kg.json("status")["sources"]
    assert {str(one) for one in graph.objects(catalogue, DCAT.dataset)} == {source["id"] for source in sources}
    assert int(str(graph.value(catalogue, VOID.triples))) == sum(source["quads"] for source in sources)


@pytest.mark.parametrize("words", [("persuade", "Declan Rice"), ("explain", "Declan Rice", "Bukayo Saka")])
def test_nobody_is_persuaded_before_his_birth(kg: Kg, words: tuple[str, ...]) -> None:
    assert kg(*words, "--at", "1990-01-01", status=1) == ""
    assert "Declan Rice was not born yet on 1990-01-01" in kg.err
