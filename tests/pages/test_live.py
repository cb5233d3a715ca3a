"""Live pages: the start page, suggestions, every kind of page, and what the server says of names in doubt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.pages.payloads import PAYLOADS
from tests.pages.test_axe import AXE, violations
from tests.server.running import Server, serving

pytestmark = [pytest.mark.enable_socket]

KINDS: dict[str, dict[str, str]] = {
    "persuasion": {"player": "TAA", "club": "Real Madrid", "at": "2024-10-01"},
    "person": {"name": "Jude Bellingham", "at": "2024-10-01"},
    "club": {"name": "Real Madrid"},
    "path": {"name": "Modric", "to": "TAA", "at": "2024-10-01"},
    "world": {"name": "World Cup 2022"},
}


@pytest.fixture(scope="module")
def live(starter_store: Path) -> Iterator[Server]:
    with serving(starter_store) as server:
        yield server


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page_is_served_under_a_policy(live: Server, kind: str) -> None:
    reply = live.send("GET", f"/page/{kind}?{urlencode(KINDS[kind])}")
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert "unsafe" not in reply.headers["content-security-policy"]
    assert '<script src="/page/assets/page.js">' in reply.text


def test_names_in_doubt_become_links(live: Server) -> None:
    reply = live.send("GET", "/page/person?" + urlencode({"name": "Silva", "at": "2024-10-01"}))
    assert reply.status == 409
    assert reply.text.count("/page/person?name=https") >= 3
    for payload in PAYLOADS[:40]:
        text = payload.encode("utf-8", "replace").decode()
        reply = live.send("GET", "/page/person?" + urlencode({"name": text}))
        assert reply.status in (400, 404)
        assert "<script>window" not in reply.text
        assert "<img" not in reply.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/page/person", 400),
        ("/page/path?name=TAA", 400),
        ("/page/person?name=" + "x" * 600, 400),
        ("/page/person?name=TAA&at=yesterday", 400),
        ("/page?kind=nothing", 404),
        ("/page/assets/../pages.py", 404),
        ("/page/assets/page.html", 404),
        ("/page/names", 400),
        ("/page/persuasion?player=TAA&club=England", 400),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_line(live: Server, path: str, status: int) -> None:
    reply = live.send("GET", path)
    assert reply.status == status
    assert "Traceback" not in reply.text


def test_suggestions_tell_namesakes_apart(live: Server) -> None:
    names = json.loads(live.send("GET", "/page/names?q=bellingh&what=person").body)["names"]
    assert {one["name"] for one in names} >= {"Jude Bellingham", "Jobe Bellingham"}
    assert all(one["href"].startswith("/page/person?") for one in names)
    assert any("Real Madrid" in one["about"] for one in names)


@pytest.mark.browser
def test_a_question_is_asked_answered_and_remembered(live: Server, browser: Any) -> None:
    said: list[str] = []
    page = browser.new_context().new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    start = f"http://{live.host}:{live.port}/"
    page.goto(start)
    page.fill("#find", "ødegaard")
    page.wait_for_selector("#found a >> text=Martin Ødegaard")
    page.fill("#player", "trent alex")
    page.wait_for_selector("#players option", state="attached")
    assert page.get_attribute("#players option", "value") == "Trent Alexander-Arnold"
    page.fill("#player", "TAA")
    page.fill("#at", "2024-10-01")
    if AXE is not None:
        assert violations(page) == []
    page.click("#ask button")
    page.wait_for_selector("#graph[data-drawn]")
    assert page.inner_text("#panel h2") == "Jude Bellingham"
    page.click("#panel a >> text=Page of Jude Bellingham")
    page.wait_for_selector("#graph[data-drawn]")
    assert page.inner_text("h1").startswith("Jude Bellingham")
    page.goto(start)
    assert page.inner_text("#recent a") == "TAA → Real Madrid, 2024-10-01"
    page.click("#forget")
    assert page.locator("#recent a").count() == 0
    assert said == []
    page.context.close()
