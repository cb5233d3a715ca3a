"""What `kg import` makes of names, of files with nothing in them, and of the project's own exports."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from kg.cli.guard import run
from kg.model import (
    Claim,
    ImpreciseDate,
    Period,
    Person,
    Relationship,
    RelationshipKind,
    Release,
    Spell,
    Team,
)
from kg.rdf.codec import encode, encode_release
from kg.rdf.iris import claim_iri, person_iri, release_iri, team_iri
from kg.store import imports, release_changes, typed_people
from kg.store.backend import open_store
from tests.readers.helpers import put, table
from tests.store.imports import bare

NOTES = ("kind", "person", "other", "source_url", "publisher")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store in which four people have played for a club."""
    folder = bare(tmp_path / "store")
    head = ("season", "date", "match_id", "player_code", "player_name", "team", "opponent", "minutes")
    names = ("Tomas Reyes-Arana", "Bela Quist", "Bela Korvin", "Zora Quist")
    rows = [("2020-21", "2021-02-15", "1", number, name, "Town", "City", 90) for number, name in enumerate(names, 1)]
    put(tmp_path, {"season.csv": table(head, *rows)})
    assert run(["--store", str(folder), "import", "minutes", str(tmp_path / "season.csv")]) == 0
    return folder


def imported(store: Path, folder: Path, *rows: tuple[str, str], status: int = 0, dry: bool = False) -> None:
    pages = [("friendship", *row, f"https://news.example/{number}", "The News") for number, row in enumerate(rows)]
    put(folder, {"notes.csv": table(NOTES, *pages)})
    more = ["--dry-run"] if dry else []
    arguments = ["--store", str(store), "import", "claims", str(folder / "notes.csv"), "--format", "json", *more]
    assert run(arguments) == status


def people_in(store: Path) -> set[str]:
    with open_store(store) as backend:
        facts = backend.facts
        return {facts.named(node).name for node in range(facts.people_count)}


def test_names_in_notes_mean_whom_they_mean_on_the_command_line(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = people_in(store)
    capsys.readouterr()
    imported(store, tmp_path, ("TRA", "Zora Quist"), ("Reyes-Arana", "Otto Nobody"), dry=True)
    told = json.loads(capsys.readouterr()[0])["notes"]
    assert any(line.startswith("matched: TRA is Tomas Reyes-Arana") for line in told)
    assert "new: Otto Nobody" in told
    assert people_in(store) == before, "a preview stores nothing"
    imported(store, tmp_path, ("TRA", "Zora Quist"), ("Reyes-Arana", "Otto Nobody"))
    assert people_in(store) == {*before, "Otto Nobody"}


@pytest.mark.parametrize(
    ("name", "meant"),
    [("Tomas Reyes-Aranna", "Tomas Reyes-Arana"), ("Quist", "Bela Quist"), ("Bela", "Bela Korvin")],
)
def test_no_phantom_answers_for_somebody_real(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, meant: str
) -> None:
    before = people_in(store)
    capsys.readouterr()
    imported(store, tmp_path, (name, "Otto Nobody"), ("Zora Quist", "Bela Quist"))
    told = json.loads(capsys.readouterr()[0])
    assert (told["taken"], told["skipped"]) == (1, 1)
    assert meant in told["rows"][0]["reason"]
    assert people_in(store) - before <= {"Otto Nobody"}


def test_a_birth_date_makes_a_namesake_somebody_new(store: Path, tmp_path: Path) -> None:
    head = (*NOTES, "person_born")
    row = ("friendship", "Tomas Reyes-Aranna", "Zora Quist", "https://news.example/1", "The News", "1950-03-04")
    put(tmp_path, {"notes.csv": table(head, row)})
    assert run(["--store", str(store), "import", "claims", str(tmp_path / "notes.csv")]) == 0
    assert "Tomas Reyes-Aranna" in people_in(store)


@pytest.mark.parametrize(
    ("reader", "file", "content"),
    [
        ("openfootball", "x.txt", b"= World Cup 1950\n== Wales\nnothing of the kind\n"),
        ("minutes", "x.csv", table(("date", "match_id", "player_code", "player_name", "team", "minutes"))),
        ("transfermarkt", "team_competitions_seasons.csv", b"club_id,season_id,team_name\n"),
        ("claims", "x.csv", table(NOTES, ("friendship", "Ada", "", "", ""))),
    ],
)
def test_an_import_that_takes_nothing_is_no_success(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], reader: str, file: str, content: bytes
) -> None:
    store = bare(tmp_path / "store")
    put(tmp_path / "files", {file: content})
    assert run(["--store", str(store), "import", reader, str(tmp_path / "files")]) == 4
    message = capsys.readouterr()[1]
    assert message.startswith("kg: ")
    assert len(message.splitlines()) == 1
    with open_store(store) as backend:
        assert backend.facts.releases == ()


def test_two_releases_in_one_file_are_put_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ada, town = person_iri("ada-example"), team_iri("town")
    first = Release(release_iri("one", "1"), "one", "First Register", "1", "https://one.example/")
    second = Release(release_iri("two", "1"), "two", "Second Register", "1", "https://two.example/")
    lines: list[str] = []
    for release, person in (
        (first, Person(ada, "Ada Example", birth=ImpreciseDate.parse("1999"))),
        (second, Person(ada, "Ada Example", ("Adita",), ImpreciseDate.parse("1999-05-06"))),
    ):
        spell = Spell(ada, town, Period(ImpreciseDate.parse(f"201{release.dataset == 'two':d}-01-02")))
        lines += encode_release(release)
        for claim in (Claim(ada, person), Claim(town, Team(town, "Town")), Claim(claim_iri(release.id), spell)):
            lines += encode(claim, release.id)
    put(tmp_path, {"both.nq": "".join(lines).encode()})
    store = bare(tmp_path / "store")
    assert run(["--store", str(store), "import", "claims", str(tmp_path / "both.nq")]) == 0
    capsys.readouterr()
    assert run(["--store", str(store), "show", "Adita", "--format", "csv"]) == 0
    rows = list(csv.DictReader(capsys.readouterr()[0].splitlines()))
    assert {row["source_title"] for row in rows} == {"First Register", "Second Register"}
    with open_store(store) as backend:
        assert str(backend.facts.person(backend.facts.find("Ada Example")).birth) == "1999-05-06"


def test_names_of_people_whom_the_store_knows_cost_no_look_at_the_rest_of_it(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = people_in(store)

    def costly(*_: object) -> None:
        pytest.fail("everything in the store is read or merged anew")

    monkeypatch.setattr(imports._Telling, "_known", costly)
    monkeypatch.setattr(release_changes, "_merge", costly)
    with open_store(store) as backend:
        address = backend.facts.iri(backend.facts.find("Bela Korvin"))
    imported(store, tmp_path, ("TRA", "Zora Quist"), ("Tomas Reyes-Arana", address))
    assert people_in(store) == before
    with open_store(store) as backend:
        tomas, facts = backend.facts.find("TRA"), backend.facts
        ties = facts.relationships
        befriended = {facts.named(int(ties["object"][row])).name for row in range(len(ties["object"]))}
        assert facts.person(tomas).aliases == ()
        assert befriended == {"Zora Quist", "Bela Korvin"}


def test_whom_only_the_notes_know_stays_known_when_they_change(store: Path, tmp_path: Path) -> None:
    imported(store, tmp_path, ("Otto Nobody", "Zora Quist"))
    imported(store, tmp_path, ("Otto Nobody", "Zora Quist"), ("Otto Nobody", "Bela Korvin"))
    assert "Otto Nobody" in people_in(store)


def test_of_many_names_the_first_are_told_and_the_rest_counted(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typed_people, "_TOLD", 2)
    capsys.readouterr()
    imported(store, tmp_path, ("TRA", "Zora Quist"), ("Bela Korvin", "Bela Quist"))
    told = json.loads(capsys.readouterr()[0])["notes"]
    assert [line.split()[0] for line in told] == ["matched:"] * 3
    assert told[2] == "matched: 2 more names; --matches FILE lists them"


def test_notes_in_rdf_may_speak_of_people_whom_only_the_store_describes(store: Path, tmp_path: Path) -> None:
    with open_store(store) as backend:
        tomas, zora = (backend.facts.iri(backend.facts.find(name)) for name in ("TRA", "Zora Quist"))
    friends = Claim(claim_iri("a"), Relationship(RelationshipKind.FRIENDSHIP, tomas, zora))
    release = Release(release_iri("mine", "1"), "mine", "Mine", "1")
    lines = [*encode_release(release), *encode(friends, release.id)]
    put(
        tmp_path,
        {
            "mine.nq": "".join(lines).encode(),
            "notes.csv": table(NOTES, ("friendship", "TRA", "Bela Quist", "https://news.example/1", "The News")),
        },
    )
    assert run(["--store", str(store), "import", "claims", str(tmp_path / "mine.nq"), str(tmp_path / "notes.csv")]) == 0
    with open_store(store) as backend:
        assert len(backend.facts.relationships["object"]) == 2


@pytest.mark.parametrize(("person", "club"), [("Town", "Zora Quist"), ("Town", "City"), ("Zora Quist", "Bela Korvin")])
def test_swapped_columns_make_neither_a_person_nor_a_club(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], person: str, club: str
) -> None:
    before = people_in(store)
    head = ("kind", "person", "other", "club", "source_url", "publisher")
    rows = [("interest", person, "", club), ("interest", "Bela Quist", "", "City")]
    pages = [(*row, f"https://news.example/{number}", "The News") for number, row in enumerate(rows)]
    put(tmp_path, {"notes.csv": table(head, *pages)})
    capsys.readouterr()
    assert run(["--store", str(store), "import", "claims", str(tmp_path / "notes.csv"), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr()[0])
    assert (told["taken"], told["skipped"]) == (1, 1)
    assert "wrong way round" in told["rows"][0]["reason"]
    assert people_in(store) == before
    with open_store(store) as backend:
        facts = backend.facts
        teams = {facts.named(node).name for node in range(facts.people_count, facts.people_count + facts.team_count)}
    assert teams == {"Town", "City"}
