"""`kg import` from the arguments to what is in the store: nothing lost, nothing half-done, every row accounted for."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kg.claims.readers.wikidata_client import SparqlClient
from kg.cli.guard import run
from kg.store.backend import open_store
from tests.cli.running import ROOT, environment
from tests.readers.helpers import put, table
from tests.readers.wikidata_server import serving
from tests.store.imports import bare, release

Ask = Callable[..., Any]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """An empty store of the test's own."""
    return bare(tmp_path / "store")


@pytest.fixture
def kg(store: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Runs a command in this process and gives what it prints as JSON, or what it says where it fails."""

    def ask(*arguments: object, status: int = 0) -> Any:
        found = run(["--store", str(store), *map(str, arguments), "--format", "json"], clock=lambda: date(2025, 1, 1))
        out, err = capsys.readouterr()
        assert found == status, err
        assert "Traceback" not in err
        return json.loads(out) if status == 0 else err

    return ask


def contents(store: Path) -> dict[str, tuple[int, int]]:
    """Every file of a store, when it was written last and how long it is."""
    files = [path for path in store.rglob("*") if path.is_file() and path.name != "lock"]
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_size) for path in files}


def careers(folder: Path, *rows: tuple[object, ...]) -> Path:
    """Tables in which people of a name and birth date move from nowhere to one club on a day and leave it on another:
    ``id, name, birth, club id, club, from, until``."""
    people = {row[0]: row[:3] for row in rows}
    moves: list[tuple[object, ...]] = []
    for number, name, _, club, called, begun, over in rows:
        moves.append((number, begun, 515, club, "Without Club", called, name))
        if over:
            moves.append((number, over, club, 515, called, "Without Club", name))
    head = ("player_id", "transfer_date", "from_club_id", "to_club_id", "from_club_name", "to_club_name", "player_name")
    return put(
        folder,
        {
            "players.csv": table(("player_id", "name", "date_of_birth"), *people.values()),
            "transfers.csv": table(head, *moves),
        },
    )


def by_season(folder: Path, *stints: tuple[str, str]) -> Path:
    """The career of one who is called Ada Example too, in the other shape: by seasons, without a birth date."""
    told = {
        "meta": {},
        "clubs": [{"id": "Q8", "name": "City"}, {"id": "Q9", "name": "Town"}],
        "players": [
            {"id": "Q1", "name": "Ada Example", "stints": [{"club_id": club, "season": year} for club, year in stints]}
        ],
    }
    return put(folder, {"players.json": json.dumps(told).encode()})


def test_the_same_release_twice_changes_nothing(kg: Ask, store: Path, tmp_path: Path) -> None:
    tables = release(tmp_path / "tables")
    assert kg("import", "transfermarkt", tables)["stored"]
    before = contents(store)
    again = kg("import", "transfermarkt", tables)
    assert (again["stored"], again["notes"]) == (False, ["the store holds this very release"])
    assert again["read"] == again["taken"] > 100, "its rows are accounted for all the same"
    moved = Path(tables.rename(tmp_path / "tables (1)"))
    assert not kg("import", "transfermarkt", moved)["stored"], "the same files downloaded once more"
    assert contents(store) == before


def test_a_newer_release_replaces_the_older_and_people_keep_their_ids(kg: Ask, tmp_path: Path) -> None:
    old = careers(tmp_path / "old" / "tables", (1, "Ada Example", "1990-02-03", 10, "Town", "2010-07-01", ""))
    new = careers(
        tmp_path / "new" / "tables",
        (1, "Ada Example-Jones", "1990-02-03", 10, "Town", "2010-07-01", "2015-07-01"),
        (2, "Bea Newcomer", "1995-05-05", 10, "Town", "2014-07-01", ""),
    )
    kg("import", "transfermarkt", old)
    before = kg("show", "Ada Example")["subject"]
    done = kg("import", "transfermarkt", new)
    (kept,) = kg("status")["sources"]
    assert done["notes"][0].startswith("replaces release ")
    assert (kept["version"], kept["counts"]["persons"]) == (done["release"]["version"], 2)
    after = kg("show", "Ada Example-Jones")
    assert after["subject"]["id"] == before["id"] != kg("show", "Bea Newcomer")["subject"]["id"]
    assert [line["end"] for line in after["career"]] == ["2015-06-30"]


def test_sources_that_contradict_each_other_both_stay_and_it_is_said_what_became_of_it(
    kg: Ask, store: Path, tmp_path: Path
) -> None:
    exact = careers(tmp_path / "exact", (1, "Ada Example", "1990-02-03", 10, "Town", "2012-02-10", "2014-06-30"))
    kg("import", "transfermarkt", exact)
    seasons = ("Q8", "2011-12"), ("Q9", "2012-13"), ("Q9", "2013-14")
    kg("import", "careers", by_season(tmp_path / "vague", *seasons))
    told = {(line["team"]["name"], line["start"]): line["clash"] for line in kg("show", "Ada Example")["career"]}
    assert told == {
        ("City", "2011/12"): "Feb 2012 – Jun 2012 counts for Town, told more exactly there",
        ("Town", "2012-02-10"): None,
        ("Town", "2012/13"): None,
    }


def test_equal_claims_that_contradict_share_the_days(kg: Ask, tmp_path: Path) -> None:
    for name, number, club in (("one", 10, "Town"), ("two", 11, "City")):
        person = (1, "Ada Example", "1990-02-03", number, club, "2012-02-10", "2013-06-30")
        kg("import", "transfermarkt", careers(tmp_path / name, person))
    told = {line["team"]["name"]: line["clash"] for line in kg("show", "Ada Example")["career"]}
    assert told == {
        "Town": "Feb 2012 – Jun 2013 is shared with City: told as exactly there",
        "City": "Feb 2012 – Jun 2013 is shared with Town: told as exactly there",
    }


def test_status_tells_what_a_release_lacks(kg: Ask, tmp_path: Path) -> None:
    kg("import", "careers", by_season(tmp_path / "seasons", ("Q8", "2010-11")))
    kg("import", "claims", put(tmp_path, {"notes.csv": ROWS.encode()}) / "notes.csv")
    assert kg("status")["gaps"] == [
        "careers-seasons: no birth date: 1 (Ada Example)",
        "claims-notes: no birth date: 2 (Bea Example, Eve Example)",
        "claims-notes: in no team: 2 (Bea Example, Eve Example)",
    ]


ROWS = """kind,person,other,source_url,publisher,summary
friendship,Ada Example,Bea Example,https://news.example/a,The News,Said to be friends.
friendship,Ada Example,,https://news.example/b,The News,Half a row.
friendship,Ada Example,Cid Example,nowhere,The News,"A page, that is none
and two lines."
friendship,Ada Example,Dan Example,https://news.example/d
mentor,Ada Example,Eve Example,https://news.example/e,The News,Guided her.
"""


def test_every_row_is_accounted_for_by_file_line_and_reason(kg: Ask, store: Path, tmp_path: Path) -> None:
    notes, report = put(tmp_path, {"notes.csv": ROWS.encode()}) / "notes.csv", tmp_path / "report.csv"
    before = contents(store)
    dry = kg("import", "claims", notes, "--dry-run", "--report", report)
    assert contents(store) == before
    assert (dry["read"], dry["taken"], dry["skipped"], dry["stored"]) == (5, 2, 3, False)
    rows = list(csv.DictReader(io.StringIO(report.read_text(encoding="utf-8"))))
    assert [(row["file"], row["line"]) for row in rows] == [(str(notes), "3"), (str(notes), "5"), (str(notes), "6")]
    assert all(row["reason"] for row in rows)
    assert [row["line"] for row in dry["rows"]] == [3, 5, 6]
    assert sum(reason["rows"] for reason in dry["reasons"]) == 3
    report.unlink()
    said = kg("import", "claims", notes, "--strict", "--report", report, status=4)
    assert f"{notes}, line 3" in said
    assert "without --strict" in said
    assert contents(store) == before
    assert not report.exists(), "no report of an import that was refused"
    done = kg("import", "claims", notes)
    assert (done["read"], done["taken"], done["stored"]) == (5, 2, True)


def test_people_read_what_was_not_taken_and_programs_get_all_of_it(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    many = ROWS.splitlines(keepends=True)
    notes = put(tmp_path, {"notes.csv": "".join([*many[:2], *[many[2]] * 30]).encode()}) / "notes.csv"
    assert run(["--store", str(store), "import", "claims", str(notes), "--dry-run"]) == 0
    told, _ = capsys.readouterr()
    assert "30 × " in told
    assert "… and 10 more rows: --report FILE writes them all" in told
    assert told.count("notes.csv") == 21, "its name without the folders"
    assert str(tmp_path) not in told.partition("Rows not taken")[2]


def matched(file: Path) -> list[dict[str, str]]:
    rows = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8")))
    return [row for row in rows if row["what"] == "person"]


@pytest.mark.parametrize(("club", "verdict"), [("Q9", "different"), ("Q8", "same")])
def test_a_decision_of_the_user_overrules_the_score_both_ways(
    kg: Ask, store: Path, tmp_path: Path, club: str, verdict: str
) -> None:
    one = careers(tmp_path / "one", (7, "Ada Example", "1990-02-03", 10, "Town", "2010-07-01", "2012-06-30"))
    two = by_season(tmp_path / "two", (club, "2010-11"), (club, "2011-12"))
    matches = tmp_path / "matches.csv"
    kg("import", "transfermarkt", one)
    local = kg("show", "Ada Example")["subject"]["id"]
    kg("import", "careers", two, "--matches", matches)
    joined = matched(matches)
    decided = verdict == "same"
    if decided:  # kept apart by the score: both answer to the name
        assert [row["verdict"] for row in joined] in ([], [""])
        assert "could be any of these" in kg("show", "Ada Example", status=3)
    else:
        assert [(row["other"], row["verdict"]) for row in joined] == [(local, "same")]
        assert float(joined[0]["score"]) > 0
        assert "the same name" in joined[0]["reason"]
        ids = {(each["scheme"], each["value"]) for each in kg("show", "Ada Example")["subject"]["external_ids"]}
        assert ids == {("transfermarkt", "7"), ("wikidata", "Q1")}
    with (store / "decisions.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [("one", "other", "verdict", "reason"), ("wikidata:Q1", "transfermarkt:7", verdict, "I know them")]
        )
    done = kg("import", "careers", two, "--matches", matches)
    assert done["stored"], "the same files and another decision are another result"
    if decided:
        assert [(row["other"], row["reason"]) for row in matched(matches)] == [(local, "decided: I know them")]
        subject = kg("show", "Ada Example")["subject"]
        ids = {(each["scheme"], each["value"]) for each in subject["external_ids"]}
        assert (subject["id"], ids) == (local, {("transfermarkt", "7"), ("wikidata", "Q1")})
    else:
        assert not [row for row in matched(matches) if row["verdict"] == "same"]
        assert "could be any of these" in kg("show", "Ada Example", status=3)
    assert not kg("import", "careers", two)["stored"]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("one,other,verdict\na,b,perhaps\n", "decisions.csv, line 2, field 'verdict': unknown verdict 'perhaps'"),
        ("one,other,verdict\na,,same\n", "decisions.csv, line 2: a decision needs two different ids"),
        (
            "one,other,verdict,reason\na,b,same,Huesca, Elche\n",
            "decisions.csv, line 2: a decision has more fields than there are columns",
        ),
        ("\xff\xfe", "cannot be read"),
    ],
)
def test_decisions_that_cannot_be_read_stop_the_import(
    kg: Ask, store: Path, tmp_path: Path, text: str, part: str
) -> None:
    (store / "decisions.csv").write_text(text, encoding="latin-1")
    assert part in kg("import", "transfermarkt", release(tmp_path / "tables"), status=4)
    assert kg("status")["sources"] == []


def test_two_imports_at_once_both_arrive_and_split_nobody(store: Path, tmp_path: Path) -> None:
    folders = [release(tmp_path / name, players=200, season=season) for name, season in (("one", 2020), ("two", 2024))]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", "from kg.cli import main; main()", "import", "transfermarkt", str(folder), "-q"],
            cwd=ROOT,
            env=environment(KG_STORE=str(store)),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for folder in folders
    ]
    for each in running:
        _, said = each.communicate(timeout=120)
        assert (each.returncode, said) == (0, "")
    with open_store(store) as backend:
        assert {one.release.dataset for one in backend.status().releases} == {"transfermarkt-one", "transfermarkt-two"}
        assert backend.facts.people_count == 200


@pytest.mark.enable_socket
def test_wikidata_is_asked_at_any_endpoint_and_goes_on_where_it_was_cut_off(
    kg: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("kg.claims.readers.wikidata_client.SparqlClient", partial(SparqlClient, sleep=lambda _: None))
    with serving() as server:
        server.faults = [""] * 4 + ["403"]
        assert "lets nobody in" in kg("import", "wikidata", "Q101", "--endpoint", server.address, status=5)
        assert kg("status")["sources"] == []
        once = len(server.asked)
        done = kg("import", "wikidata", "Q101", "--endpoint", server.address)
        assert done["stored"]
        assert set(server.asked[once:]).isdisjoint(server.asked[: once - 1]), "nothing is asked twice"
        assert kg("show", "Ada Example")["subject"]["id"].endswith("/Q1")
        assert not list((tmp_path / "cache").rglob("*.json")), "the next import asks afresh"
    assert "asks no endpoint" in kg("import", "careers", tmp_path, "--endpoint", "http://127.0.0.1:9/", status=2)


@pytest.mark.parametrize(
    "more",
    [["--dry-run"], ["--strict"], ["--report", "rows.csv"], ["--matches", "who.csv"], ["--endpoint", "http://x"]],
)
@pytest.mark.parametrize("option", ["--from", "--remove"])
def test_releases_are_taken_and_removed_as_they_are(kg: Ask, store: Path, option: str, more: list[str]) -> None:
    before = contents(store)
    assert f"{option} takes releases as they are: leave out {more[0]}" in kg("import", option, "x", *more, status=2)
    assert contents(store) == before


def test_a_release_is_not_removed_while_others_are_copied(kg: Ask) -> None:
    assert "leave out --from" in kg("import", "--remove", "x", "--from", "y", status=2)
    assert "leave out a reader" in kg("import", "claims", "--from", "y", status=2)
