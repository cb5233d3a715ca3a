"""Whatever the bytes: one clear line of refusal, or claims that can be written with every row accounted for."""

from __future__ import annotations

import gzip
import io
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.claims.readers import READERS, reader
from kg.claims.readers.files import Input, dataset_name, inputs, lines_of
from kg.claims.readers.protocol import RowReport
from kg.claims.readers.values import clean, name_of
from kg.errors import InvalidInput
from tests.readers.bad_bytes import MUTATIONS
from tests.readers.helpers import claims_of, put, table
from tests.readers.test_claims import NOTES
from tests.readers.test_people_of_the_bench import MANAGERS, minutes, staff, station
from tests.readers.test_seasons_and_cups import CUPS, GOALS, LEAGUE_MOVES, UNDERSTAT
from tests.readers.test_squads_and_careers import ONE, WHOLE, career
from tests.readers.test_transfermarkt import move, world

TURTLE = """@prefix k: <https://w3id.org/player-kg/ns#> .
<https://e.org/p> a k:Person ; <http://www.w3.org/2000/01/rdf-schema#label> "Ada" .
"""
NQUAD = b'<https://e.org/p> <http://www.w3.org/2000/01/rdf-schema#label> "Ada" %s.\n' + (
    b"<https://e.org/p> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/player-kg/ns#Person> %s.\n"
)
PAGE = ("https://example.org/a", "The Example", "2020-05", "What it says.")
PAGE_COLUMNS = ("source_url", "publisher", "published", "what_the_page_says")
GAMES = {
    "clubs.csv": table(("club_id", "name", "country_name"), (1, "Town", "England"), (2, "City", "Wales")),
    "games.csv": table(
        ("game_id", "date", "season", "home_club_id", "away_club_id", "home_club_manager_name"),
        (1, "2020-08-01", 2020, 1, 2, "Old Coach"),
        (2, "2020-08-08", 2020, 2, 1, "New Coach"),
    ),
    "appearances.csv": table(
        ("game_id", "player_id", "player_club_id", "date", "player_name", "minutes_played"),
        (1, 7, 1, "2020-08-01", "Ada Example", 90),
        (2, 7, 1, "2020-08-08", "Ada Example", 12),
    ),
}
FILES: dict[str, dict[str, bytes]] = {
    "openfootball": {"all.txt": WHOLE.encode(), "england.txt": ONE.encode()},
    "careers": {"players.json": career(("Q1", "2024-25"), ("Q2", "2020-21"), ("Q2", "2021-22"))},
    "minutes": {"m.csv": minutes(("2016-17", "2016-08-13", "m1", 7, "Ada Example", "Town", "City", "home", 90))},
    "understat": UNDERSTAT,
    "worldcup-history": CUPS,
    "international-goals": GOALS,
    "league-transfers": LEAGUE_MOVES,
    "managers": {"m.csv": MANAGERS, "s.json": staff(station("Town", 1, "Trainer", "22/23 (01.12.2022)", "-"))},
    "minutes, the public set": GAMES,
    "claims, published tables": {
        "relationships.csv": table(
            ("person_a", "person_b", "kind", "since_year", *PAGE_COLUMNS, "strength_hint"),
            ("Ada Example", "Bea Example", "friend", "2015", *PAGE, "strong"),
        ),
        "persuasions.csv": table(
            ("player", "destination_club", "transfer_window", "persuader", "persuader_role", "outcome", *PAGE_COLUMNS),
            ("Ada Example", "Town", "2017s", "Bea Example", "team-mate", "joined", *PAGE),
        ),
        "denials.csv": table(
            ("player", "destination_club", "transfer_window", "named_person", *PAGE_COLUMNS),
            ("Ada Example", "Town", "2018w", "Bea Example", *PAGE),
        ),
        "seed-story.csv": table(
            ("kind", "person", "club", "about", *PAGE_COLUMNS),
            ("club_interest", "Ada Example", "Town", "Ada Example", *PAGE),
        ),
    },
    "claims": {
        "notes.csv": NOTES,
        "x.ttl": TURTLE.encode(),
        "x.trig": TURTLE.replace("<https://e.org/p> a", "<https://e.org/g> { <https://e.org/p> a").encode() + b"}",
        "x.nt": NQUAD % (b"", b""),
        "x.nq": NQUAD % (b"<https://e.org/g> ", b"<https://e.org/g> "),
        "x.rdf": b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        b'xmlns:k="https://w3id.org/player-kg/ns#" xmlns:s="http://www.w3.org/2000/01/rdf-schema#"><k:Person r:about="https://e.org/p"><s:label>Ada</s:label>'
        b"</k:Person></r:RDF>",
        "x.jsonld": b'{"@id": "https://e.org/p", "@type": "https://w3id.org/player-kg/ns#Person", '
        b'"http://www.w3.org/2000/01/rdf-schema#label": "Ada"}',
    },
    "transfermarkt": {
        **world(
            move("2012-07-15", 1, 2, "Loan"), move("2013-06-30", 2, 1, "Return from loan"), move("2013-07-15", 1, 3)
        ),
        **GAMES,
        "competitions.csv": table(
            ("competition_id", "country_name", "country_id", "type"), ("GB1", "England", 189, "domestic_league")
        ),
        "countries.csv": table(("country_id", "country_name"), (189, "England"), (191, "Wales")),
        "national_teams.csv": table(
            ("national_team_id", "name", "country_id", "country_name"), (3864, "Wales", 191, "Wales")
        ),
        "game_events.csv": table(
            ("game_id", "club_id", "player_id", "description", "player_in_id"), (2, 2, 8, "Right-footed shot", 7)
        ),
        "team_competitions_seasons.csv": table(
            ("club_id", "team_name", "season_id", "competition_id"), (1, "Town", 2012, "GB1"), (1, "Town", 2013, "GB1")
        ),
        "club_games.csv": table(("game_id", "club_id", "own_manager_name"), (1, 2, "Third Coach")),
        "game_lineups.csv": table(
            ("date", "game_id", "player_id", "club_id", "player_name"), ("2020-08-08", 2, 8, 2, "Bea Example")
        ),
        "team_children.csv": table(
            ("parent_team_id", "parent_team_name", "child_team_id", "child_team_name"), (1, "Town", 11, "Town U19")
        ),
        "player_national_performances.csv": table(
            ("player_id", "team_id", "team_name", "first_game_date"), (7, 90, "Wales U21", "2011-03-04")
        ),
    },
}


def reader_of(name: str) -> str:
    """The reader of a set of files: what stands before the comma."""
    return name.partition(",")[0]


def test_every_reader_has_files_that_are_broken_here() -> None:
    # Wikidata has no files but lists of ids: its answers are broken in `test_wikidata.py`.
    assert {reader_of(name) for name in FILES} | {"wikidata"} == set(READERS)


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_file_counts(tmp_path: Path, name: str) -> None:
    """Whole, the files are taken without a word about any but the rows that are wrong on purpose."""
    claims, rows = claims_of(reader_of(name), put(tmp_path, FILES[name]))
    assert claims
    told = {Path(row.file).name for row in rows.rows}
    assert told <= {"notes.csv", "m.csv"}


@st.composite
def broken(draw: st.DrawFn, name: str) -> dict[str, bytes]:
    files = dict(FILES[name])
    for _ in range(draw(st.integers(1, 3))):
        target = draw(st.sampled_from(sorted(files)))
        how = draw(st.sampled_from(MUTATIONS))
        files[target] = how(files[target], draw)
    return files


@pytest.mark.parametrize("name", sorted(FILES))
@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), strict=st.booleans())
def test_any_bytes_give_claims_or_one_clear_line(name: str, data: st.DataObject, strict: bool) -> None:
    files = data.draw(broken(name))
    with tempfile.TemporaryDirectory() as folder:
        put(Path(folder), files)
        refused: InvalidInput | None = None
        try:
            claims_of(reader_of(name), Path(folder), strict=strict)
        except InvalidInput as error:
            refused = error
        if refused:
            assert refused.exit_status == 4
            assert "\n" not in str(refused)
            assert str(refused).isprintable()
            assert len(str(refused)) < 1500
            assert folder in str(refused)


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_file_cut_off_anywhere(tmp_path: Path, name: str) -> None:
    refused, unread = [], 0
    for target, whole in FILES[name].items():
        put(tmp_path, FILES[name])
        for at in sorted({*range(0, len(whole), max(1, len(whole) // 20)), len(whole) - 1}):
            put(tmp_path, {target: whole[:at]})
            try:
                _, report = claims_of(reader_of(name), tmp_path)
                unread += any(note.startswith("not read: ") for note in report.notes)
            except InvalidInput as error:
                refused.append(str(error))
    assert refused or unread
    assert all(str(tmp_path) in line for line in refused)


@pytest.mark.parametrize("name", sorted(FILES))
def test_the_same_with_a_mark_crlf_and_gzip_is_read_alike(tmp_path: Path, name: str) -> None:
    plain, _ = claims_of(reader_of(name), put(tmp_path / "plain", FILES[name]))
    dressed = {
        f"{file}.gz": gzip.compress(b"\xef\xbb\xbf" + data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
        for file, data in FILES[name].items()
    }
    packed, _ = claims_of(reader_of(name), put(tmp_path / "packed", dressed))
    assert plain == packed


@pytest.mark.parametrize("name", sorted(READERS))
def test_nothing_at_the_path_is_told(tmp_path: Path, name: str) -> None:
    for path in (tmp_path / "missing", put(tmp_path / "empty", {"note.md": b"x"})):
        with pytest.raises(InvalidInput) as caught:
            claims_of(name, path)
        assert "\n" not in str(caught.value)


def test_a_field_of_ten_megabytes_and_a_line_without_an_end(tmp_path: Path) -> None:
    for value in (b'"' + b"x" * 10_000_000 + b'"', b"x" * 10_000_000, b'"' + b"x,y\n" * 2_500_000):
        data = world(move("2012-07-15", 1, 2))
        data["transfers.csv"] = data["transfers.csv"].replace(b"Club 1", value)
        with pytest.raises(InvalidInput, match=r"characters, or a quotation mark|never closes"):
            claims_of("transfermarkt", put(tmp_path, data))


def test_broken_utf8_is_found_on_its_line(tmp_path: Path) -> None:
    data = MANAGERS.replace(b"Cid", b"C\xe9d")
    with pytest.raises(InvalidInput, match="UTF-8") as caught:
        claims_of("managers", put(tmp_path, {"managers.csv": data}))
    assert caught.value.line == 4


@pytest.mark.parametrize(
    "member",
    ["../transfers.csv", "/etc/transfers.csv", "a/../../transfers.csv", "C:\\transfers.csv", "..\\transfers.csv"],
)
def test_paths_that_climb_out_of_an_archive_are_refused(tmp_path: Path, member: str) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo(member), world(move("2012-07-15", 1, 2))["transfers.csv"])
    with pytest.raises(InvalidInput, match="climbs out"):
        claims_of("transfermarkt", tmp_path / "x.zip")


@pytest.mark.parametrize("kind", ["zip", "gz", "gz in zip"])
def test_an_archive_bomb_is_stopped(tmp_path: Path, kind: str) -> None:
    head = world()["transfers.csv"]
    bomb = head + b"7,2012-07-15,12/13,1,2,One,Two,,Ada,Transfer,x\n" * 1_000_000
    packed = gzip.compress(bomb, 9) if kind != "zip" else b""
    if kind == "gz":
        (tmp_path / "transfers.csv.gz").write_bytes(packed)
    else:
        with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            archive.writestr(
                "transfers.csv" if kind == "zip" else "transfers.csv.gz", bomb if kind == "zip" else packed
            )
    del bomb
    with pytest.raises(InvalidInput, match="archive bomb"):
        claims_of("transfermarkt", tmp_path)


@pytest.mark.parametrize("cut_at", [0, 10, 100, -30])
def test_archives_cut_off_are_refused(tmp_path: Path, cut_at: int) -> None:
    files = world(*(move(f"20{n:02}-07-15", n, n + 1) for n in range(1, 60)))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("transfers.csv", files["transfers.csv"])
    (tmp_path / "x.zip").write_bytes(buffer.getvalue()[:cut_at])
    with pytest.raises(InvalidInput, match="zip"):
        claims_of("transfermarkt", tmp_path / "x.zip")
    (tmp_path / "transfers.csv.gz").write_bytes(gzip.compress(files["transfers.csv"])[:cut_at])
    with pytest.raises(InvalidInput):
        claims_of("transfermarkt", tmp_path / "transfers.csv.gz")


def test_rings_of_parents_end(tmp_path: Path) -> None:
    files = world(move("2012-07-15", 1, 2)) | {
        "team_children.csv": table(
            ("parent_team_id", "parent_team_name", "child_team_id", "child_team_name"),
            *((n, f"Club {n}", n % 5 + 1, f"Club {n % 5 + 1}") for n in range(1, 6)),
            (1, "Club 1", 1, "Club 1"),
        )
    }
    _, rows = claims_of("transfermarkt", put(tmp_path, files))
    assert [row.line for row in rows.rows] == [6, 7]


def test_memory_for_skipped_rows_is_bounded_and_each_is_heard() -> None:
    heard: list[str] = []
    report = RowReport(keep=10, on_skip=lambda row: heard.append(row.reason))
    for n in range(1000):
        report.count("x", 1, n)
        report.skip("x", n, f"row {n} is odd", kind="odd")
    assert (len(report.rows), len(heard), report.reasons["x", "odd"], report.taken) == (10, 1000, 1000, 0)


@given(st.text())
def test_names_are_one_printable_line_or_refused(text: str) -> None:
    try:
        name = name_of(text)
    except ValueError:
        return
    assert name == clean(name) == name.strip()
    assert "\n" not in name
    name.encode("utf-8")


@pytest.mark.parametrize(
    ("reader_name", "path", "name"),
    [
        ("transfermarkt", "x/transfermarkt-sample", "transfermarkt-sample"),
        ("transfermarkt", "x/archive (2).zip", "transfermarkt"),
        ("careers", "x/worldcup2026-careers", "worldcup2026-careers"),
        ("claims", "x/my notes.csv", "claims-my-notes"),
        ("claims", "x/<b>.ttl", "claims-b"),
    ],
)
def test_data_sets_are_named_by_what_they_are_called(reader_name: str, path: str, name: str) -> None:
    assert dataset_name(reader_name, [Path(path)]) == name


def test_the_version_follows_the_content_not_the_place(tmp_path: Path) -> None:
    one = reader("managers").release([put(tmp_path / "a" / "managers", {"m.csv": MANAGERS})])
    same = reader("managers").release([put(tmp_path / "b" / "managers", {"m.csv": MANAGERS})])
    other = reader("managers").release([put(tmp_path / "c" / "managers", {"m.csv": MANAGERS + b"\n"})])
    assert one == same
    assert one.dataset == other.dataset
    assert one.id != other.id


def test_hidden_files_are_left_alone(tmp_path: Path) -> None:
    put(tmp_path, {".hidden.csv": b"x", "__MACOSX/a.csv": b"x", "b.csv": b"x", "c/d.csv": b"x"})
    assert [one.base for one in inputs([tmp_path])] == ["b.csv", "d.csv"]
    assert list(lines_of(Input(tmp_path / "b.csv", "b.csv"))) == [(1, "x")]
