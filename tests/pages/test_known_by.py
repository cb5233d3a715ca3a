"""A page by what had been published by another day than the one asked about."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest

import kg
from kg.answers import recommendations
from kg.answers.pages import Pages
from kg.model import (
    Claim,
    ImpreciseDate,
    Period,
    Person,
    Relationship,
    RelationshipKind,
    Release,
    Source,
    Spell,
    Team,
)
from kg.store.backend import open_store
from tests.cli.running import kg as run
from tests.server.running import serving, small_store

IDS = "https://example.org/id/"
AT, LATER = date(2024, 10, 1), date(2026, 1, 1)
PAGE = Source("urn:page", "Friends", "https://example.org/friends", "A paper", ImpreciseDate.parse("2025-11-03"))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ann and Ben are friends, as a page of 2025 tells."""
    location = small_store(tmp_path_factory.mktemp("known") / "store", count=0)
    ann, ben = Person(f"{IDS}ann", "Ann One"), Person(f"{IDS}ben", "Ben Two")
    clubs = Team(f"{IDS}city", "City"), Team(f"{IDS}rovers", "Rovers")
    period = Period(ImpreciseDate.parse("2020-07-01"), None, date(2024, 9, 30))
    spells = [Spell(person.id, club.id, period) for person, club in zip((ann, ben), clubs, strict=True)]
    friends = Relationship(RelationshipKind.FRIENDSHIP, ann.id, ben.id)
    with open_store(location) as backend:
        claims = [Claim(item.id, item) for item in (ann, ben, *clubs)]
        claims += [Claim(f"{spell.person}-spell", spell) for spell in spells]
        claims += [Claim(f"{IDS}friends", friends, PAGE)]
        backend.put_release(Release(f"{IDS}release", "tests", "A release", "1"), claims)
    return location


@pytest.mark.parametrize(
    ("kind", "name", "to"),
    [("persuasion", "Ann One", "Rovers"), ("person", "Ann One", None), ("path", "Ben Two", "Ann One")],
)
def test_hindsight_is_used_only_where_it_is_asked_for(kind: str, name: str, to: str | None, store: Path) -> None:
    with open_store(store) as backend:
        plain = Pages(backend, AT).page(kind, name, to)
        page = Pages(backend, AT, known_by=LATER).page(kind, name, to)
    assert not any(link.get("t") for link in plain.page_data.links)
    (tie,) = {link["t"][0]["t"]: link["t"][0] for link in page.page_data.links if link.get("t")}.values()
    assert tie["k"] == "friendship"
    assert tie["f"] <= 2024  # drawn in the last season of the page, whenever it was published
    assert page.page_data.asof.startswith(
        "As things stood on 2024-10-01, by relationships and reports published by 2026"
    )
    assert plain.page_data.known == "2024-10-01"
    # The slider's earlier seasons know as much.
    assert {then.page_data.known for then in page.seasons.values()} <= {"2026-01-01"}


@pytest.mark.parametrize(("known_by", "links"), [(None, 0), (LATER, 1)])
def test_a_world_too_is_drawn_by_what_was_published(known_by: date | None, links: int, store: Path) -> None:
    with open_store(store) as backend:
        page = Pages(backend, AT, known_by=known_by).world("City, Rovers")
    assert len(page.page_data.links) == links


@pytest.mark.enable_socket
def test_the_server_draws_by_what_was_published(store: Path) -> None:
    with serving(store, "--timeout", "120", "--workers", "1") as server:

        def lead(path: str, **asked: str) -> str:
            reply = server.send("GET", f"/page/{path}?" + urlencode({"at": "2024-10-01", **asked}))
            assert reply.status == 200
            assert ("known_by=2026-01-01" in reply.text) == ("known_by" in asked)  # where it leads to, too
            return str(re.findall(r'<p class="lead">(.*)</p>', reply.text)[0])

        for path, names in (
            ("persuasion", {"player": "Ann One", "club": "Rovers"}),
            ("person", {"name": "Ann One"}),
            ("path", {"name": "Ben Two", "to": "Ann One"}),
        ):
            known = lead(path, **names, known_by="2026-01-01")
            assert "friends" in known
            assert "friends" not in lead(path, **names)
            asked = {**names, "at": "2023-07-01", "known_by": "2026-01-01", "part": "moment"}
            moment = json.loads(server.send("GET", f"/page/{path}?" + urlencode(asked)).body)
            assert moment["known"] == "2026-01-01"
        assert server.send("GET", "/page/person?name=Ann+One&known_by=soon").status == 400


def test_the_command_and_a_notebook_show_it(store: Path, tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    asked = ("page", "Ann One", "--to", "Rovers", "--at", "2024-10-01", "--known-by", "2026-01-01")
    done = run("--store", str(store), *asked, "-o", str(target))
    assert done.returncode == 0, done.stderr
    lead = re.search(r'<p class="lead">(.*)</p>', target.read_text(encoding="utf-8"))
    assert lead is not None
    assert "Ben Two" in lead[1]
    with kg.open(store) as graph:
        answer = graph.persuade("Ann One", to="Rovers", at=AT, known_by=LATER)
        assert "Above all Ben Two" in (answer._repr_html_() or "")
        assert answer.to_networkx().number_of_edges() == 1
        assert graph.explain("Ann One", "Ben Two", at=AT, known_by=LATER).to_networkx().number_of_edges() > 0
        assert graph.explain("Ann One", "Ben Two", at=AT).to_networkx().number_of_edges() == 0
        signings = [
            recommendations.joint(graph.backend, answer.value, most=1, first="Ben Two", known_by=known_by).signing
            for known_by in (None, LATER)
        ]
        assert [signing is not None and signing.influence > 0 for signing in signings] == [False, True]
