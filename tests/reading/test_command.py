"""``kg read`` from page to stored claim: nothing before it is accepted, and never the text of the page."""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.model import (
    Claim,
    Event,
    ImpreciseDate,
    Modality,
    Period,
    Person,
    Position,
    Relationship,
    Role,
    Spell,
    SpellKind,
    Team,
    TeamKind,
)
from kg.rdf.iris import claim_iri, person_iri, slug, team_iri
from kg.store.backend import open_store
from kg.store.embedded_backend import EmbeddedBackend
from kg.store.manual_claims import NOTES
from kg.store.releases import read_release
from tests.cli.running import kg
from tests.reading.scoring import examples
from tests.reading.worlds import RELEASE, world_claims
from tests.server.running import opened_empty
from tests.store.worlds import copy_store

URL = "https://news.example/story"


@pytest.fixture(scope="module")
def filled(starter_copy: Callable[[], Path]) -> Path:
    """A store with the starter data and the made-up world."""
    place = starter_copy()
    with open_store(place) as backend:
        # The starter data have the national teams: a second England would leave "England" in doubt.
        claims = [claim for claim in world_claims() if "national-" not in claim.id]
        backend.put_release(RELEASE, claims)
    return place


@pytest.fixture
def store(tmp_path: Path, filled: Path) -> Path:
    """A copy of it to write to."""
    return copy_store(filled, tmp_path / "store")


@pytest.fixture
def story(tmp_path: Path) -> Path:
    (example,) = examples("transfer.toml")
    file = tmp_path / "story.txt"
    file.write_text(example.text, encoding="utf-8")
    return file


def read(store: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return kg("--store", str(store), "read", *map(str, arguments))


def proposed(store: Path, *arguments: object) -> list[dict[str, Any]]:
    done = read(store, *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    proposals: list[dict[str, Any]] = json.loads(done.stdout)["proposals"]
    return proposals


def own_claims(store: Path) -> list[Claim]:
    """The claims of the user's own notes, from the text of these alone: all the others take seconds to read."""
    with EmbeddedBackend.at(store) as backend:
        entry = backend.maintenance.manifest.entry(NOTES.dataset)
        return list(read_release(backend.maintenance.generation.places.quads(entry.name))[1]) if entry else []


DAY = ("--url", URL, "--published", "2024-10-10")


def test_the_json_has_the_keys_that_scripts_rely_on(store: Path, story: Path) -> None:
    proposals = proposed(store, story, *DAY)
    assert [one["number"] for one in proposals] == [1, 2, 3, 4, 5, 6]
    text = story.read_text(encoding="utf-8")
    for one in proposals:
        assert {
            *("number", "kind", "people", "clubs", "modality", "origin", "date", "confidence"),
            *("sentence", "start", "end", "known"),
        } <= one.keys()
        assert text[one["start"] : one["end"]] == one["sentence"]
        assert one["known"] == "new"
    assert {one["kind"] for one in proposals} == {
        "interest",
        "persuasion",
        "contract",
        "contact",
        "rejection",
        "friend",
    }


def test_nothing_is_stored_before_it_is_accepted(store: Path, story: Path) -> None:
    proposed(store, story, *DAY)
    assert own_claims(store) == []


def test_what_is_accepted_is_stored_with_its_one_sentence_and_never_the_text(store: Path, story: Path) -> None:
    proposals = proposed(store, story, *DAY, "--accept", "all")
    claims = own_claims(store)
    assert len(claims) == 6
    by_digest = {hashlib.sha256(one["sentence"].encode()).hexdigest(): one for one in proposals}
    for claim in claims:
        assert claim.source is not None
        assert (claim.source.url, str(claim.source.published)) == (URL, "2024-10-10")
        assert claim.passage is not None
        one = by_digest[claim.passage.digest]
        assert (claim.passage.start, claim.passage.end) == (one["start"], one["end"])
        assert claim.passage.quote == one["sentence"]
    stored = b"".join(gzip.decompress(file.read_bytes()) for file in store.rglob("quads/*.nq.gz"))
    rest = story.read_text(encoding="utf-8")
    for one in proposals:
        rest = rest.replace(one["sentence"], "\n")
    left = [line.strip() for line in rest.splitlines() if line.strip()]
    assert left
    assert all(line.encode() not in stored for line in left)
    persuasion = next(claim for claim in claims if getattr(claim.statement, "kind", "") == "persuasion")
    assert persuasion.modality is Modality.PLAN
    assert isinstance(persuasion.statement, Event)
    contact = next(claim for claim in claims if getattr(claim.statement, "kind", "") == "contact")
    assert contact.origin == "Relato"
    (friendship,) = (claim.statement for claim in claims if isinstance(claim.statement, Relationship))
    assert (friendship.strength, friendship.detail) == ("strong", "England duty")


def test_numbers_choose_and_a_wrong_one_stores_nothing(store: Path, story: Path) -> None:
    refused = read(store, story, *DAY, "--accept", "1,9")
    assert refused.returncode == 2
    assert own_claims(store) == []
    read(store, story, *DAY, "--accept", "1,3-4")
    assert len(own_claims(store)) == 3


def test_what_the_store_knows_is_said(store: Path, story: Path) -> None:
    read(store, story, *DAY, "--accept", "all")
    assert {one["known"] for one in proposed(store, story, "--url", URL + "2", "--published", "2024-10-12")} == {
        "known"
    }
    denial = story.with_name("denial.txt")
    denial.write_text("Real Valcanto are not interested in Marlow Aldane-Price.", encoding="utf-8")
    (one,) = proposed(store, denial, "--url", URL + "3", "--published", "2024-11-01")
    assert (one["modality"], one["known"]) == ("denial", "contradicts")
    assert one["known_claims"][0]["source"]["url"] == URL


def test_the_story_is_told_by_persuade(store: Path, story: Path) -> None:
    read(store, story, *DAY, "--accept", "all")
    done = kg(
        *("--store", str(store), "persuade", "MAP", "--to", "Real Valcanto", "--at", "2024-10-11", "--why"),
        *("--format", "json"),
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    (friend,) = (person for person in answer["persuaders"] if person["person"]["name"] == "Jory Blaise")
    assert "friendship" in {tie["kind"] for tie in friend["ties"]}
    assert URL in done.stdout
    assert {report["kind"] for report in answer["reports"]} == {
        *("interest", "persuasion", "contract", "contact", "rejection"),
    }
    told = {report["kind"]: report for report in answer["reports"]}
    text = story.read_text(encoding="utf-8")
    assert told["persuasion"]["modality"] == "plan"
    assert told["contact"]["origin"] == "Relato"
    assert all(report["quote"] and report["quote"] in text for report in told.values())
    (friendship,) = (tie for tie in friend["ties"] if tie["kind"] == "friendship")
    assert friendship["evidence"][0]["quote"] in text
    assert friendship["evidence"][0]["modality"] == "fact"


def test_the_answer_and_the_profile_say_what_is_a_plan_and_who_reported_it_first(store: Path, story: Path) -> None:
    proposals = proposed(store, story, *DAY, "--accept", "all")
    asked = ("persuade", "MAP", "--to", "Real Valcanto", "--at", "2024-10-11", "--why", "--format", "md")
    for question in (asked, ("show", "MAP", "--at", "2024-10-11", "--format", "md")):
        done = kg("--store", str(store), *question)
        assert done.returncode == 0, done.stderr
        words = " ".join(done.stdout.replace("\\", "").split())
        assert "a plan" in words
        assert "first reported by Relato" in words
        assert all(f"“{one['sentence']}”" in words for one in proposals)


def test_the_ledger_shows_which_rules_are_rejected(store: Path, story: Path) -> None:
    read(store, story, *DAY, "--accept", "1-2", "--reject", "rest")
    done = kg("--store", str(store), "read", "--ledger", "--format", "json")
    rules = json.loads(done.stdout)["rules"]
    assert (sum(rule["accepted"] for rule in rules), sum(rule["rejected"] for rule in rules)) == (2, 4)
    decided = [one["decided"] for one in proposed(store, story, *DAY)]
    assert decided == ["accepted"] * 2 + ["rejected"] * 4


def test_a_folder_is_read_in_one_go(store: Path, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    for number, example in enumerate(examples("tried.toml")[:3]):
        head = f"url: {URL}{number}\npublished: {example.published}\npublisher: The Example\n\n"
        (folder / f"{number}.txt").write_text(head + example.text, encoding="utf-8")
    proposals = proposed(store, folder)
    assert [one["number"] for one in proposals] == list(range(1, len(proposals) + 1))
    assert {one["page"]["url"] for one in proposals} == {URL + "0", URL + "1"}


def test_html_is_read_for_its_story(store: Path, tmp_path: Path) -> None:
    pytest.importorskip("trafilatura")
    (example,) = examples("transfer.toml")
    paragraphs = "".join(f"<p>{part}</p>" for part in example.text.split("\n\n"))
    page = (
        f'<html><head><title>A story</title><meta property="og:url" content="{URL}">'
        '<meta property="article:published_time" content="2024-10-10T08:00:00Z"></head><body>'
        "<nav>Kofi Anterwi has joined Real Valcanto <a href='/'>home</a></nav>"
        f"<article><h1>A story</h1>{paragraphs}</article><footer>All rights</footer></body></html>"
    )
    file = tmp_path / "story.html"
    file.write_text(page, encoding="utf-8")
    proposals = proposed(store, file)
    assert {one["kind"] for one in proposals} == {
        "interest",
        "persuasion",
        "contract",
        "contact",
        "rejection",
        "friend",
    }
    assert {one["page"]["published"] for one in proposals} == {"2024-10-10"}


@pytest.mark.parametrize(
    ("content", "arguments", "status"),
    [
        (b"Real Valcanto want Tarn Ellory.", (), 4),  # no date
        (b"", ("--published", "2024-01-01"), 4),
        (b"\0\0\0\0", ("--published", "2024-01-01"), 4),
        (b"Nothing of football is in this.", ("--published", "2024-01-01"), 1),
        (b"Real Valcanto want Tarn Ellory.", ("--published", "2024-01-01", "--language", "xx"), 2),
        (b"Real Valcanto want to sign Tarn Ellory.", ("--published", "2024-01-01", "--accept", "1"), 4),  # no address
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(
    store: Path, tmp_path: Path, content: bytes, arguments: tuple[str, ...], status: int
) -> None:
    file = tmp_path / "page.txt"
    file.write_bytes(content)
    done = read(store, file, *arguments)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    assert own_claims(store) == []


def test_a_missing_file_is_named(store: Path, tmp_path: Path) -> None:
    done = read(store, tmp_path / "none.txt")
    assert done.returncode == 4
    assert "none.txt" in done.stderr


ARTICLE = Path(__file__).parents[3] / "shared" / "datasets-more" / "claims" / "seed-article.txt"


@pytest.mark.skipif(not ARTICLE.exists(), reason="the article that began the project is not in ../shared")
def test_the_first_article_gives_exactly_what_it_says(store: Path) -> None:
    proposals = proposed(store, ARTICLE, "--url", URL, "--published", "2024-09-19")
    rows = [
        (
            one["kind"],
            one["modality"],
            " / ".join(sorted(party["name"] for party in one["people"])),
            " / ".join(party["name"] for party in one["clubs"][:1]),
            one["origin"],
            one["date"],
        )
        for one in proposals
    ]
    pair = "Jude Bellingham / Trent Alexander-Arnold"
    assert sorted(rows) == [
        ("contact", "report", "Trent Alexander-Arnold", "Real Madrid", "Relevo", ""),
        ("contract", "fact", "Trent Alexander-Arnold", "Liverpool", "", "2025-06"),
        ("friend", "fact", pair, "", "", ""),
        ("interest", "report", "Trent Alexander-Arnold", "Real Madrid", "", "2024"),
        ("persuasion", "plan", pair, "Real Madrid", "Relevo", "2025"),
        ("rejection", "report", "Trent Alexander-Arnold", "Liverpool", "Relevo", ""),
    ]
    (friend,) = (one for one in proposals if one["kind"] == "friend")
    assert (friend["strength"], friend["detail"]) == ("strong", "England duty")


@pytest.mark.skipif(not ARTICLE.exists(), reason="the article that began the project is not in ../shared")
def test_after_the_first_article_persuade_tells_its_story(tmp_path: Path) -> None:
    """In a store that knows the people and clubs but no tie and no report but what was accepted of the article."""
    bare = tmp_path / "store"
    with opened_empty(bare) as backend:
        backend.put_release(RELEASE, list(known_by_name()))
    rows = proposed(bare, ARTICLE, "--url", URL, "--published", "2024-09-19", "--accept", "all")
    assert len(rows) == 6
    done = kg(
        *("--store", str(bare), "persuade", "Trent Alexander-Arnold", "--to", "Real Madrid", "--at", "2024-09-20"),
        *("--why", "--format", "json"),
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    (friend,) = answer["persuaders"]
    assert friend["person"]["name"] == "Jude Bellingham"
    quotes = {report["kind"]: report["quote"] for report in answer["reports"]}
    assert set(quotes) == {"interest", "contact", "contract", "rejection", "persuasion"}
    text = ARTICLE.read_text(encoding="utf-8")
    assert all(quote and quote in text for quote in quotes.values())
    assert friend["ties"][0]["evidence"][0]["quote"] in text


def known_by_name() -> Iterator[Claim]:
    """The people and clubs of the article, and who is at which club: no tie and nothing that was reported."""
    teams = {"Liverpool": "England", "Real Madrid": "Spain"}
    for name, country in teams.items():
        yield Claim(team_iri(slug(name)), Team(team_iri(slug(name)), name, TeamKind.CLUB, (), country))
    england = team_iri("national-england")
    yield Claim(england, Team(england, "England", TeamKind.NATIONAL, country="England"))
    for name, born, country, position, club in (
        ("Trent Alexander-Arnold", "1998-10-07", "England", Position.DEFENDER, "Liverpool"),
        ("Jude Bellingham", "2003-06-29", "England", Position.MIDFIELDER, "Real Madrid"),
        ("Arne Slot", "1978-09-17", "Netherlands", None, "Liverpool"),
    ):
        iri = person_iri(slug(name))
        yield Claim(iri, Person(iri, name, (), ImpreciseDate.parse(born), "", (country,), position))
        role = Role.PLAYER if position else Role.HEAD_COACH
        period = Period(ImpreciseDate.parse("2023-07-01"), ImpreciseDate.parse("2025-06-30"))
        yield Claim(claim_iri("spell", iri), Spell(iri, team_iri(slug(club)), period, role, SpellKind.PERMANENT))


def test_a_denied_persuasion_contradicts_no_interest(store: Path, tmp_path: Path) -> None:
    denial = tmp_path / "denial.txt"
    denial.write_text(
        "Jory Blaise has denied trying to persuade Marlow Aldane-Price to join Real Valcanto.", encoding="utf-8"
    )
    (one,) = proposed(store, denial, *DAY, "--accept", "all")
    assert (one["kind"], one["modality"]) == ("persuasion", "denial")
    interest = tmp_path / "interest.txt"
    interest.write_text("Real Valcanto are interested in Marlow Aldane-Price.", encoding="utf-8")
    (one,) = proposed(store, interest, "--url", URL + "2", "--published", "2024-10-12")
    assert (one["kind"], one["known"]) == ("interest", "new")
    tried = tmp_path / "tried.txt"
    tried.write_text("Jory Blaise has persuaded Marlow Aldane-Price to join Real Valcanto.", encoding="utf-8")
    (one,) = (
        row
        for row in proposed(store, tried, "--url", URL + "3", "--published", "2024-10-12")
        if row["kind"] == "persuasion"
    )
    assert one["known"] == "contradicts"


def test_proposals_from_elsewhere_pass_the_same_checks(store: Path, story: Path) -> None:
    sentence = "The full-back is doing well under Gareth Holm and the Herons have begun the season strongly."
    good = {"kind": "mentor", "modality": "report", "people": ["Gareth Holm", "Marlow Aldane-Price"], "clubs": []}
    wrong = [
        {**good, "sentence": "Gareth Holm is his mentor, everybody says."},
        {**good, "sentence": sentence, "people": ["Gareth Holm", "Tarn Ellory"]},
        {**good, "sentence": sentence, "kind": "marriage"},
        {**good, "sentence": sentence, "modality": "certain"},
        "nonsense",
    ]
    file = story.with_name("more.json")
    file.write_text(json.dumps({"proposals": [{**good, "sentence": sentence}, *wrong]}), encoding="utf-8")
    done = read(store, story, *DAY, "--also", file, "--format", "json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert [one["kind"] for one in answer["proposals"]][6:] == ["mentor"]
    assert answer["proposals"][6]["confidence"] == "low"
    assert len(answer["refused"]) == len(wrong)
