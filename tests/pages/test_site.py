"""A whole site from a small store: every page there, every link alive, all found from the start page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from kg.answers.site import build_site
from kg.errors import KgError, UsageProblem
from kg.model import Claim, Confidence, ImpreciseDate, Period, Person, Release, Spell, Team
from kg.store.backend import open_store
from tests.browsing import Opened
from tests.pages.payloads import PAYLOADS
from tests.pages.searching import not_found
from tests.server.running import small_store

IDS = "https://w3id.org/player-kg/id/"
AT = ImpreciseDate.parse("2024-10-01").first
LATER = ImpreciseDate.parse("2025-02-01").first


def claims() -> Iterator[Claim]:
    for number in range(6):
        team = f"{IDS}team/club-{number}"
        yield Claim(team, Team(team, PAYLOADS[number] if number == 5 else f"Club {number}"))
    for number in range(60):
        # An id that is no plain name, and two that differ in nothing but the case of a letter.
        key = {0: "../../up", 1: "ann", 2: "ANN", 3: "a(b)!c%2e"}.get(number, f"p{number}")
        person = f"{IDS}person/{key}"
        called = {20: "Taa Town", 21: "Trent Alexander-Arnold"}.get(number, f"Person Ø{number}")
        name = PAYLOADS[number] if number > 50 else called
        yield Claim(person, Person(person, name, aliases=(f"Nick{number}",)))
        for move in range(2):
            period = Period(
                ImpreciseDate.parse(f"{2019 + 2 * move}-07-01"), ImpreciseDate.parse(f"{2021 + 2 * move}-06-30"), None
            )
            club = f"{IDS}team/club-{(number + move * (number % 4)) % 6}"
            yield Claim(f"{IDS}claim/{number}-{move}", Spell(person, club, period), confidence=Confidence.HIGH)
        last = Period(ImpreciseDate.parse("2023-07-01"), None, ImpreciseDate.parse("2024-09-01").first)
        yield Claim(f"{IDS}claim/{number}-last", Spell(person, f"{IDS}team/club-{number % 6}", last))
    # By the day of the site he has not moved yet.
    yield Claim(f"{IDS}claim/7-later", Spell(f"{IDS}person/p7", f"{IDS}team/club-4", Period(ImpreciseDate(LATER))))
    # Somebody who never met anybody: a page of him would be empty.
    alone = f"{IDS}person/alone"
    yield Claim(alone, Person(alone, "Person Alone"))
    long_ago = Period(ImpreciseDate.parse("1990-07-01"), ImpreciseDate.parse("1991-06-30"), None)
    yield Claim(f"{IDS}claim/alone", Spell(alone, f"{IDS}team/club-0", long_ago))
    yield Claim(f"{IDS}team/club-left", Team(f"{IDS}team/club-left", "Club Left"))
    lately = Period(ImpreciseDate.parse("2022-07-01"), ImpreciseDate.parse("2024-06-30"), None)
    yield Claim(f"{IDS}claim/left", Spell(alone, f"{IDS}team/club-left", lately))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    location = small_store(tmp_path_factory.mktemp("site") / "store", count=0)
    with open_store(location) as backend:
        backend.put_release(Release(f"{IDS}release", "tests", "A release", "1"), claims())
    return location


@pytest.fixture(scope="module")
def site(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "site"
    told: list[tuple[int, int | None]] = []
    with open_store(store) as backend:
        report = build_site(backend, folder, at=AT, progress=lambda _what, done, total: told.append((done, total)))
    assert (report.people, report.teams) == (60, 6)
    assert told[-1] == (68, 68)
    assert not (folder / "people" / "alone.html").exists()
    assert not (folder / "teams" / "club-left.html").exists()
    return folder


class _Links(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


def test_no_link_is_dead_and_every_page_is_reached(site: Path) -> None:
    waiting, seen = [site / "index.html"], set()
    while waiting:
        page = waiting.pop()
        if page in seen:
            continue
        seen.add(page)
        text = page.read_text(encoding="utf-8")
        links = _Links(text).found
        # What the scripts make links of: other pages within the data.
        links += re.findall(r'"u":"([^"]*)"', text) + re.findall(r'"((?:people|teams)/[^"]*\.html)"', text)
        for link in links:
            parts = urlsplit(link)
            if parts.scheme or not parts.path:
                assert parts.scheme in ("http", "https", "") or link == "data:,"  # a page without an icon
                continue
            target = (page.parent / unquote(parts.path)).resolve()
            assert target.is_file(), (page, link)
            assert site.resolve() in target.parents
            if target.suffix == ".html":
                waiting.append(site / target.relative_to(site.resolve()))
    pages = set(site.rglob("*.html"))
    assert seen == pages
    questions = len(list((site / "questions").iterdir()))
    assert questions > 0
    assert len(pages) == 60 + 6 + 4 + questions


@pytest.mark.browser
@pytest.mark.enable_socket
def test_a_person_is_found_from_the_start_page_and_the_page_draws_itself(site: Path, browser: Any) -> None:
    opened = Opened(browser, site / "people" / "p7.html")
    assert opened.heading() == "Person Ø7"
    assert opened.said == []
    assert [url for url in opened.requests() if not url.startswith(site.as_uri())] == []
    page = opened.page
    page.click("nav a")
    page.fill("#find", "nick8")
    page.click("#found a >> nth=0")
    page.wait_for_selector("#graph[data-drawn]")
    assert page.inner_text("h1").startswith("Person Ø8")
    page.click("#panel .whom button >> nth=0")
    page.click("#panel a >> text=Page of")
    page.wait_for_selector("#graph[data-drawn]")
    assert page.url.endswith(".html")
    assert opened.said == []
    assert page.evaluate("window.canary") is None
    opened.close()


@pytest.mark.browser
@pytest.mark.enable_socket
def test_the_index_finds_everybody_by_name(site: Path, browser: Any) -> None:
    page = browser.new_context(offline=True).new_page()
    page.goto((site / "index.html").as_uri())
    assert page.evaluate("JSON.parse(document.getElementById('data').textContent).names.length") == 66
    assert not_found(page) == []
    assert page.locator("main section").count() >= 4  # somewhere to begin for those who look for nobody
    about = page.evaluate(
        "JSON.parse(document.getElementById('data').textContent).names.find(one => one[0] === 'Person Ø7')"
    )
    assert "Club 1" in about[2], "where he is on the day of the site, not where he went later"
    # Whose initials are asked for comes before whoever has a name that begins so.
    page.fill("#find", "taa")
    assert page.locator("#found a").all_inner_texts()[0].startswith("Trent Alexander-Arnold")
    assert page.locator("#found a").count() == 2
    # The test can fail: somebody who is not there is not found.
    page.fill("#find", "nobody of this name")
    assert page.locator("#found a").count() == 0
    page.context.close()


def test_an_older_site_is_replaced_and_anything_else_is_left_alone(site: Path, store: Path, tmp_path: Path) -> None:
    with open_store(store) as backend:
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine" / "letter.txt").write_text("dear")
        with pytest.raises(UsageProblem, match="holds other files"):
            build_site(backend, tmp_path / "mine", at=AT)
        with pytest.raises(UsageProblem, match="is a file"):
            build_site(backend, tmp_path / "mine" / "letter.txt", at=AT)
        build_site(backend, tmp_path / "site", at=AT)
        (tmp_path / "site" / "CNAME").write_text("players.example")
        (tmp_path / "site" / "own").mkdir()
        (tmp_path / "site" / "own" / "page.html").write_text("mine")
        build_site(backend, tmp_path / "site", at=AT)
        assert (tmp_path / "site" / "CNAME").read_text() == "players.example"
        assert (tmp_path / "site" / "own" / "page.html").read_text() == "mine"
        (tmp_path / "site" / "index.html").write_text("changed")
        with pytest.raises(UsageProblem, match="was changed after"):
            build_site(backend, tmp_path / "site", at=AT)
        assert (tmp_path / "site" / "index.html").read_text() == "changed"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["mine", "site"]
    assert (tmp_path / "mine" / "letter.txt").read_text() == "dear"


def test_a_full_disk_leaves_the_older_site_as_it_was(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = 0
    whole = Path.write_bytes

    def until_full(path: Path, data: Any) -> int:
        nonlocal written
        written += 1
        if written > 30:
            raise OSError(28, "No space left on device")
        return whole(path, data)

    with open_store(store) as backend:
        build_site(backend, tmp_path / "site", at=AT)
        before = {path: path.read_bytes() for path in (tmp_path / "site").rglob("*") if path.is_file()}
        monkeypatch.setattr(Path, "write_bytes", until_full)
        with pytest.raises(KgError, match="No space left on device"):
            build_site(backend, tmp_path / "site", at=AT)
    assert {path: path.read_bytes() for path in (tmp_path / "site").rglob("*") if path.is_file()} == before
    assert [each.name for each in tmp_path.iterdir()] == ["site"]
