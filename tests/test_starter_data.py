"""The packaged starter data: what it must hold, and that it can be built again."""

from __future__ import annotations

import csv
import gzip
import subprocess
import sys
import tomllib
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest

from kg.model import (
    Claim,
    Event,
    EventKind,
    Person,
    Precision,
    Relationship,
    RelationshipKind,
    Release,
    Role,
    Spell,
    SpellKind,
    Team,
    TeamKind,
)
from kg.rdf.codec import decode
from kg.rdf.iris import person_iri, team_iri
from kg.rdf.vocabulary import OLD_PRECISIONS, Terms
from kg.resources import data_file
from kg.text.names import match

ROOT = Path(__file__).resolve().parents[1]
DATASETS = ROOT.parent / "shared" / "datasets"
BELLINGHAM = person_iri("Q66241169")
REAL_MADRID = team_iri("Q8682")


@cache
def starter() -> tuple[tuple[Release, ...], tuple[Claim, ...]]:
    with gzip.open(data_file("starter.trig.gz")) as file:
        read = list(decode(pyoxigraph.parse(file.read(), format=pyoxigraph.RdfFormat.TRIG)))
    return tuple(one for one in read if isinstance(one, Release)), tuple(one for one in read if isinstance(one, Claim))


@cache
def people() -> dict[str, Person]:
    return {claim.id: claim.statement for claim in starter()[1] if isinstance(claim.statement, Person)}


@cache
def teams() -> dict[str, Team]:
    return {claim.id: claim.statement for claim in starter()[1] if isinstance(claim.statement, Team)}


def spells(person: str) -> list[tuple[Spell, Claim]]:
    return [
        (claim.statement, claim)
        for claim in starter()[1]
        if isinstance(claim.statement, Spell) and claim.statement.person == person
    ]


def the_one(name: str) -> str:
    """The only person who answers to a name in full."""
    found = {one.id for one in people().values() if match(name, one.name, one.aliases) in (1, 2)}
    assert len(found) == 1, f"{name}: {found}"
    return found.pop()


def test_it_fits_into_the_wheel_and_is_written_the_same_way_every_time() -> None:
    raw = data_file("starter.trig.gz").read_bytes()
    assert len(raw) < 12 * 2**20
    assert raw[4:8] == b"\0\0\0\0"  # no time stamp in the gzip header
    quads = list(pyoxigraph.parse(gzip.decompress(raw), format=pyoxigraph.RdfFormat.TRIG))
    assert len(quads) == len(set(quads))
    assert not {quad.predicate.value for quad in quads} & set(OLD_PRECISIONS.values())  # dates say it themselves


def test_every_release_says_where_it_comes_from() -> None:
    releases = starter()[0]
    own = {"curated", "moves", "head-coaches", "reports", "call-ups", "rosters", "wikidata-ids"}
    public = {"careers", "openfootball", "worldcup-history", "understat", "managers", "staff", "minutes"}
    assert own | public | {"international-goals"} == {release.dataset for release in releases}
    for release in releases:
        assert release.title
        assert release.licence
        assert release.retrieved
        assert release.url or release.dataset in own


def test_a_licence_is_named_by_its_iri() -> None:
    text = gzip.decompress(data_file("starter.trig.gz").read_bytes())
    quads = pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TRIG)
    licences = [str(quad.object) for quad in quads if quad.predicate.value == Terms.LICENSE]
    assert len(licences) > 2
    assert all(licence.startswith("<https://creativecommons.org/") for licence in licences)


def test_nothing_is_mentioned_that_is_not_described() -> None:
    for claim in starter()[1]:
        match claim.statement:
            case Spell() as spell:
                assert spell.person in people()
                assert spell.team in teams()
            case Relationship() as tie:
                assert {tie.subject, tie.object} <= people().keys()
                assert tie.subject != tie.object
            case Event() as event:
                assert {one for one in (event.person, event.by) if one} <= people().keys()
                assert {one for one in (event.club, event.other_club) if one} <= teams().keys()
            case Person() | Team():
                pass


def test_every_report_and_curated_fact_names_its_page() -> None:
    own = [claim for claim in starter()[1] if not isinstance(claim.statement, Person | Team)]
    paged = [claim for claim in own if claim.source]
    assert len(paged) > 700
    for claim in paged:
        assert claim.source is not None
        assert claim.source.url.startswith("http")
        assert claim.source.publisher
        assert claim.retrieved in (date(2026, 11, 22), date(2026, 11, 27), date(2026, 11, 28))
    for claim in own:
        if isinstance(claim.statement, Relationship | Event):
            assert claim.source
            assert claim.summary


def test_the_squads_of_five_tournaments_are_complete() -> None:
    places = Counter(
        claim.statement.occasion
        for claim in starter()[1]
        if isinstance(claim.statement, Spell) and claim.statement.role is Role.PLAYER and claim.statement.occasion
    )
    assert places["World Cup 2018"] == 32 * 23
    assert places["World Cup 2022"] == 32 * 26 - 1  # Iran named 25
    assert places["World Cup 2026"] == 48 * 26
    assert places["Euro 2024"] >= 24 * 23
    assert places["Euro 2020"] >= 24 * 23


def test_trent_alexander_arnold() -> None:
    trent = the_one("Trent Alexander-Arnold")
    mine = spells(trent)
    clubs = {(teams()[spell.team].name, spell.kind) for spell, _ in mine if not spell.occasion}
    assert ("Liverpool", SpellKind.ACADEMY) in clubs
    assert {"Liverpool", "Real Madrid"} <= {name for name, _ in clubs}
    moved = [spell.period.start for spell, _ in mine if spell.team == REAL_MADRID]
    assert {start.first for start in moved if start and start.precision is Precision.DAY} == {date(2025, 6, 1)}
    squads = {spell.occasion for spell, _ in mine if spell.kind is SpellKind.SELECTION}
    assert {"World Cup 2018", "World Cup 2022", "Euro 2024"} <= squads
    contracts = [
        claim.statement.until
        for claim in starter()[1]
        if isinstance(claim.statement, Event)
        and claim.statement.kind is EventKind.CONTRACT
        and claim.statement.person == trent
    ]
    assert date(2025, 6, 30) in {until.first for until in contracts if until}


def test_the_seed_story() -> None:
    trent = the_one("Trent Alexander-Arnold")
    about = [
        claim.statement
        for claim in starter()[1]
        if isinstance(claim.statement, Event) and claim.statement.person == trent
    ]
    kinds = {event.kind for event in about if event.club == REAL_MADRID}
    assert {EventKind.INTEREST, EventKind.PERSUASION, EventKind.OFFER} <= kinds
    assert {event.by for event in about if event.kind is EventKind.PERSUASION} >= {BELLINGHAM}
    friends = {
        frozenset((claim.statement.subject, claim.statement.object))
        for claim in starter()[1]
        if isinstance(claim.statement, Relationship) and claim.statement.kind is RelationshipKind.FRIENDSHIP
    }
    assert frozenset((trent, BELLINGHAM)) in friends


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Éderson Silva", "Ederson"),
        ("Danilo Luiz", "Danilo Santos"),
        ("Gabriel Jesus", "Gabriel Magalhães"),
        ("Lucas Hernández", "Theo Hernández"),
        ("Sven Botman", "Sven Bender"),
    ],
)
def test_namesakes_are_two(name: str, other: str) -> None:
    ids = [{one.id for one in people().values() if match(each, one.name) == 1} for each in (name, other)]
    assert not ids[0] & ids[1]


def test_a_reserve_team_is_not_its_club() -> None:
    castilla = [team for team in teams().values() if "Castilla" in team.name]
    assert {(team.kind, team.parent) for team in castilla} == {(TeamKind.RESERVE, REAL_MADRID)}


def test_everybody_asked_about_in_the_acceptance_questions_is_there() -> None:
    questions = tomllib.loads((ROOT / "tests/acceptance/questions.toml").read_text(encoding="utf-8"))["question"]
    assert len(questions) >= 14
    names = [one.name for one in people().values()] + [alias for one in people().values() for alias in one.aliases]
    for question in questions:
        wanted = [
            question["player"],
            *(one for key in ("first", "top3", "top10", "against") for one in question.get(key, ())),
        ]
        for name in wanted:
            assert any(match(name, each) == 1 for each in names), name


def test_gaps_and_contradictions_are_about_people_in_the_data() -> None:
    for name in ("gaps.csv", "contradictions.csv"):
        with data_file(name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert rows
        assert {row["id"] for row in rows} <= people().keys()


def test_figures_of_how_often_they_are_right_add_up() -> None:
    with data_file("accuracy.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {"where a player was on a random day", "who coached a team on the day of a match"} <= {
        row["question"] for row in rows
    }
    for row in rows:
        asked = int(row["asked"])
        assert sum(int(row[verdict]) for verdict in ("right", "wrong", "unsettled", "unknown")) == asked >= 20
        for verdict in ("right", "wrong"):
            low, high = float(row[f"{verdict}_low"]), float(row[f"{verdict}_high"])
            assert 0 <= low <= int(row[verdict]) / asked <= high <= 1


@pytest.mark.slow
@pytest.mark.skipif(not DATASETS.is_dir(), reason="the public data sets are not here")
def test_it_is_built_again_byte_for_byte(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, str(ROOT / "scripts/build_starter.py"), str(DATASETS), "--out", str(tmp_path)],
        check=True,
        capture_output=True,
    )
    for name in ("starter.trig.gz", "gaps.csv", "contradictions.csv", "report.md"):
        assert (tmp_path / name).read_bytes() == data_file(name).read_bytes(), name
