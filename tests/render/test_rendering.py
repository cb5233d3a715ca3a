"""Every answer in every form: snapshots, and the promises that hold for all of them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kg.model import EntityRef, Followed
from kg.render.csv import ANSWER_COLUMNS
from kg.render.renditions import (
    Rendering,
    answer_rendering,
    explanation_rendering,
    import_rendering,
    profile_rendering,
    status_rendering,
    violations_rendering,
)
from tests.render import samples
from tests.snapshots import assert_snapshot

SNAPSHOTS = Path(__file__).with_name("snapshots")
REPLIES = {
    "answer": answer_rendering(samples.ANSWER),
    "empty-answer": answer_rendering(samples.EMPTY_ANSWER),
    "explanation": explanation_rendering(samples.EXPLANATION),
    "person": profile_rendering(samples.DOSSIER),
    "team": profile_rendering(samples.TEAM_DOSSIER),
    "status": status_rendering(samples.STATUS),
    "import": import_rendering(samples.IMPORT),
    "violations": violations_rendering([samples.VIOLATION]),
}
ENDINGS = {"table": "txt", "json": "json", "csv": "csv", "md": "md"}


@pytest.mark.parametrize("form", ENDINGS)
@pytest.mark.parametrize("name", REPLIES)
def test_snapshot(name: str, form: str) -> None:
    assert_snapshot(SNAPSHOTS / f"{name}.{ENDINGS[form]}", REPLIES[name].text(form))


def test_unknown_form_is_refused() -> None:
    with pytest.raises(ValueError, match="yaml"):
        REPLIES["answer"].text("yaml")


def test_json_has_every_key_of_the_interface() -> None:
    data = json.loads(REPLIES["answer"].text("json"))
    assert {"question", "persuaders", "known", "model"} <= data.keys()
    assert data["question"] == {
        "target": {"id": samples.TOM.id, "name": "Tom Winter"},
        "club": {"id": samples.UNITED.id, "name": "United"},
        "as_of": "2024-10-01",
    }
    assert {"persons_considered", "note"} <= data["known"].keys()
    assert {"version", "fitted_on"} <= data["model"].keys()
    for persuader in data["persuaders"]:
        assert {"rank", "person", "club", "role", "influence", "interval", "ties", "path"} <= persuader.keys()
        for tie in persuader["ties"]:
            assert {"kind", "team", "start", "end", "influence", "sources"} <= tie.keys()
            for source in tie["sources"]:
                assert {"title", "url", "published"} <= source.keys()


def test_json_path_runs_from_persuader_to_target() -> None:
    indirect = replace(samples.FIRST, ties=())
    data = json.loads(answer_rendering(replace(samples.ANSWER, persuaders=(samples.FIRST, indirect))).text("json"))
    direct, roundabout = ([person["name"] for person in found["path"]] for found in data["persuaders"])
    assert direct == ["Ana Sommer", "Tom Winter"]
    assert roundabout == ["Ana Sommer", "Léo Herbst", "Tom Winter"]


def test_csv_has_one_row_per_tie_and_path() -> None:
    rows = list(csv.DictReader(io.StringIO(REPLIES["answer"].text("csv"))))
    assert tuple(rows[0]) == ANSWER_COLUMNS
    assert [(row["person"], row["tie"], row["via"]) for row in rows] == [
        ("Ana Sommer", "friendship", ""),
        ("Ana Sommer", "national_team", ""),
        ("Ana Sommer", "path", "Léo Herbst"),
        ("Léo Herbst", "club", ""),
        ("Max Lenz", "feud", ""),
        ("Max Lenz", "coached_by", ""),
    ]


def test_limit_shortens_what_people_read_and_nothing_else() -> None:
    short, whole = answer_rendering(samples.ANSWER, limit=1), REPLIES["answer"]
    assert "Léo Herbst  player" not in short.text("table")
    assert "and 2 more with less influence" in short.text("table")
    assert short.text("json") == whole.text("json")
    assert short.text("csv") == whole.text("csv")


def test_answer_says_when_the_target_is_there_already() -> None:
    answer = replace(samples.EMPTY_ANSWER, already_there="Tom Winter belongs to United since 2024-07-01")
    text = answer_rendering(answer).text("table")
    assert "Tom Winter belongs to United since 2024-07-01" in text
    assert "Nobody is known" not in text
    assert json.loads(answer_rendering(answer).text("json"))["already_there"] == answer.already_there


def test_a_tie_that_is_only_possible_leads_no_answer() -> None:
    maybe = replace(samples.ROVERS_DAYS, days_low=0)
    first = replace(
        samples.FIRST, person=samples.LEO, rank=1, influence=2.0, ties=(samples.scored(maybe, 2.0),), paths=()
    )
    assert maybe.possible
    answer = replace(samples.ANSWER, persuaders=(first, replace(samples.FIRST, rank=2)))
    assert f"{samples.FIRST.person.name}, " in answer_rendering(answer, why=False).text("table").splitlines()[1]
    alone = replace(samples.ANSWER, persuaders=(first,))
    assert "Nobody is known" in answer_rendering(alone, why=False).text("table")


def test_every_source_mark_has_its_footnote() -> None:
    text = REPLIES["answer"].text("table")
    body, _, notes = text.partition("\nSources\n")
    marks = {mark for mark in ("[1]", "[2]", "[3]", "[4]") if mark in body}
    assert marks == {line.split()[0] for line in notes.splitlines()}
    assert "https://gazette.example/friends" in notes
    assert "2024-09-19" in notes


def test_sources_that_read_the_same_are_listed_once() -> None:
    evidence = tuple(
        replace(samples.CAPS.evidence[0], source=replace(samples.SQUADS, id=f"urn:release:{number}"))
        for number in range(2)
    )
    first = replace(samples.FIRST, ties=(samples.scored(replace(samples.CAPS, evidence=evidence), 1.0),), paths=())
    text = answer_rendering(replace(samples.ANSWER, persuaders=(first,), reports=())).text("table")
    assert text.count(samples.SQUADS.url) == 1
    assert "[2]" not in text


def test_only_a_tie_by_a_team_has_days_and_a_circle() -> None:
    rows = list(csv.DictReader(io.StringIO(REPLIES["answer"].text("csv"))))
    assert {bool(row["team"]) for row in rows} == {True, False}
    for row in rows:
        assert bool(row["days"]) == bool(row["circle"]) == bool(row["team"])


def test_a_summary_and_who_says_so_are_one_sentence() -> None:
    text = REPLIES["person"].text("table")
    assert "since the cup, reported by " in text


def test_a_cell_shows_few_source_marks_and_the_details_all() -> None:
    evidence = tuple(
        replace(samples.CAPS.evidence[0], source=replace(samples.SQUADS, id=str(number), title=f"Squads {number}"))
        for number in range(5)
    )
    first = replace(samples.FIRST, ties=(samples.scored(replace(samples.CAPS, evidence=evidence), 1.0),), paths=())
    text = answer_rendering(replace(samples.ANSWER, persuaders=(first,), reports=())).text("table")
    assert "[1][2][3]…\n" in text
    assert "[1][2][3][4][5]\n" in text


def test_without_a_club_the_table_says_where_everybody_is() -> None:
    question = replace(samples.ANSWER.question, club=None)
    header = answer_rendering(replace(samples.ANSWER, question=question)).text("table").splitlines()[1]
    assert "CLUB" in header
    assert "CLUB" not in REPLIES["answer"].text("table").splitlines()[1]


HOSTILE = "=cmd|'/c calc'!A1\x1b[2J\n| <script>alert(1)</script> **b** [x](http://evil.example) \u202etxt\x9b31m"


@pytest.fixture
def hostile() -> Rendering:
    person = EntityRef(samples.ANA.id, HOSTILE)
    first = replace(samples.FIRST, person=person, club=EntityRef(samples.UNITED.id, HOSTILE))
    question = replace(samples.ANSWER.question, target=EntityRef(samples.TOM.id, HOSTILE))
    return answer_rendering(replace(samples.ANSWER, question=question, persuaders=(first,)))


@pytest.mark.parametrize("form", ENDINGS)
def test_no_form_lets_control_characters_through(hostile: Rendering, form: str) -> None:
    text = hostile.text(form)
    assert "script" in text  # the name is there
    assert not {letter for letter in text if letter != "\n" and (ord(letter) < 32 or 0x7F <= ord(letter) < 0xA0)}
    assert "\u202e" not in text


def test_json_keeps_a_hostile_name_whole(hostile: Rendering) -> None:
    assert json.loads(hostile.text("json"))["persuaders"][0]["person"]["name"] == HOSTILE


def test_csv_cells_are_no_formulas(hostile: Rendering) -> None:
    rows = list(csv.reader(io.StringIO(hostile.text("csv"))))
    texts = [cell for row in rows[1:] for cell in row if not _is_number(cell)]
    assert any(cell.startswith("'=cmd") for cell in texts)
    assert not [cell for cell in texts if cell[:1] in {"=", "+", "-", "@"}]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_markdown_table_keeps_its_columns_and_its_markup(hostile: Rendering) -> None:
    text = hostile.text("md")
    table = [line for line in text.splitlines() if line.startswith("|")]
    pipes = [line.replace("\\\\", "").replace("\\|", "").count("|") for line in table]
    assert len(set(pipes)) == 1
    assert "<script>" not in text.replace("\\<", "")
    assert "](http" not in text.replace("\\]", "")


def test_unlikely_addresses_never_become_links() -> None:
    source = replace(samples.GAZETTE, url="javascript:alert(1)", id="x")
    report = replace(samples.INTEREST, source=source)
    text = answer_rendering(replace(samples.ANSWER, reports=(report,))).text("md")
    assert "javascript:" not in text


def test_addresses_stay_inside_their_brackets() -> None:
    source = replace(samples.GAZETTE, url="https://a.example/> <img src=x>", id="x")
    text = answer_rendering(replace(samples.ANSWER, reports=(replace(samples.INTEREST, source=source),))).text("md")
    assert "<https://a.example/%3E%20%3Cimg%20src=x%3E>" in text


def test_open_and_unknown_dates_stay_so() -> None:
    tie = replace(samples.CAPS, start=None, end=None)
    persuader = replace(samples.FIRST, ties=(samples.scored(tie, 0.1),), paths=())
    data = json.loads(answer_rendering(replace(samples.ANSWER, persuaders=(persuader,))).text("json"))
    assert data["persuaders"][0]["ties"][0]["start"] is None
    assert data["persuaders"][0]["ties"][0]["end"] is None
    assert data["question"]["as_of"] == date(2024, 10, 1).isoformat()


def test_somebody_yet_to_come_is_said_to_be_announced_not_there() -> None:
    coming = replace(samples.FIRST, presence="arriving", club=samples.UNITED, since=date(2024, 8, 12), role="player")
    question = replace(samples.ANSWER.question, club=samples.ROVERS)
    rendering = answer_rendering(replace(samples.ANSWER, question=question, persuaders=(coming,)), why=False)
    announced = f"{coming.person.name}, player, announced at Rovers (move of 2024-08-12), has the strongest known tie"
    assert announced in " ".join(rendering.text("table").split())
    full = answer_rendering(replace(samples.ANSWER, question=question, persuaders=(coming,))).text("table")
    assert f"{coming.person.name}, player, announced at Rovers (move of 2024-08-12)\n" in full
    assert "at United" not in full.partition("Sources")[0]


def test_how_often_reports_come_true_is_told_beside_them_unless_there_are_too_few() -> None:
    told, few = (replace(samples.ANSWER, followed=Followed(*counts)) for counts in ((40, 10), (9, 9)))
    line = (
        "Of 40 pairs of a player and a club with a report of interest, talks or an offer a year ago or longer, 10 (25%)"
    )
    assert line in answer_rendering(told).text("table")
    assert "pairs of a player" not in answer_rendering(few).text("table") + answer_rendering(samples.ANSWER).text(
        "table"
    )
    assert json.loads(answer_rendering(told).text("json"))["followed"] == {"reports": 40, "moved": 10}
    assert "followed" not in json.loads(answer_rendering(samples.ANSWER).text("json"))
