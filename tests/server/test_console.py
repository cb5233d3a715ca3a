"""The console in a real browser, which can reach nothing but the server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from tests.server.running import HOSTILE, PERSON, TEAM, Server

pytestmark = [pytest.mark.enable_socket, pytest.mark.browser]


@pytest.fixture
def page(server: Server, browser: Any) -> Iterator[object]:
    from playwright.sync_api import expect

    expect.set_options(timeout=60_000)  # a busy machine
    address = f"http://{server.host}:{server.port}"
    context = browser.new_context()
    tab = context.new_page()
    problems: list[str] = []
    tab.on("request", lambda one: None if one.url.startswith((address, "data:")) else problems.append(one.url))
    tab.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.on("dialog", lambda dialog: problems.append("dialog " + dialog.message))
    tab.goto(address + "/console")
    expect(tab.locator("#query")).not_to_have_value("")
    yield tab
    assert [one for one in problems if "the server responded with a status of 4" not in one] == []
    context.close()


def test_the_first_example_runs(page: object) -> None:
    from playwright.sync_api import Page, expect

    assert isinstance(page, Page)
    page.click("#run")
    expect(page.locator("#status")).to_contain_text("rows ·")
    assert "https://w3id.org/player-kg/ns#Person" in page.inner_text("#result table")


def test_results_are_links_with_names_and_hostile_ones_stay_text(page: object) -> None:
    from playwright.sync_api import Page, expect

    assert isinstance(page, Page)
    page.fill(
        "#query", "SELECT ?p ?name { ?p <http://www.w3.org/2000/01/rdf-schema#label> ?name } ORDER BY ?p LIMIT 30"
    )
    page.press("#query", "Control+Enter")
    link = page.locator(f'#result a[data-iri="{PERSON}"]')
    expect(link).to_have_text("Person 1")
    assert link.get_attribute("href") == f"/page/person?name={quote(PERSON, safe='')}"
    assert link.get_attribute("rel") == "noreferrer noopener"
    assert HOSTILE.split("\r")[0] in page.inner_text("#result")
    assert page.locator("#result script").count() == 0
    page.fill("#query", "SELECT ?x { VALUES ?x { <javascript:alert(1)> } }")
    page.click("#run")
    expect(page.locator("#result td")).to_have_text("javascript:alert(1)")
    assert page.locator("#result td a").count() == 0


def test_links_lead_to_pages_that_are_there(page: object, server: Server) -> None:
    from playwright.sync_api import Page, expect

    assert isinstance(page, Page)
    claim = "https://w3id.org/player-kg/id/claim/1"
    page.fill("#query", f"SELECT ?x {{ VALUES ?x {{ <{PERSON}> <{TEAM}> <{claim}> <https://example.org/> }} }}")
    page.click("#run")
    expect(page.locator(f'#result a[data-iri="{TEAM}"]')).to_have_text("Example United")
    for iri, name in ((PERSON, "Person 1"), (TEAM, "Example United")):
        reply = server.send("GET", str(page.locator(f'#result a[data-iri="{iri}"]').get_attribute("href")))
        assert reply.status == 200
        assert name in reply.text
    assert page.locator('#result a[data-iri="https://example.org/"]').get_attribute("href") == "https://example.org/"
    page.click(f'#result a[data-iri="{claim}"]')
    expect(page.locator("#result pre")).to_contain_text("hasTeam")
    assert page.input_value("#query") == f"DESCRIBE <{claim}>"


def test_mistakes_and_yes_or_no(page: object) -> None:
    from playwright.sync_api import Page, expect

    assert isinstance(page, Page)
    page.fill("#query", "SELECT *\nWHERE { ?s ?p }")
    page.click("#run")
    expect(page.locator("#status.problem")).to_contain_text("line 2")
    page.fill("#query", "ASK { ?s ?p ?o }")
    page.click("#run")
    expect(page.locator("#result")).to_have_text("Yes.")
    page.fill("#query", "CONSTRUCT { <a:a> <a:b> 1 } WHERE {}")
    page.click("#run")
    expect(page.locator("#result pre")).to_contain_text("<a:a> <a:b> 1 .")


def test_a_named_question_asks_for_what_it_needs(page: object) -> None:
    from playwright.sync_api import Page, expect

    assert isinstance(page, Page)
    names = page.evaluate(
        "fetch('/console/examples.json').then((r) => r.json()).then((t) => t.examples.map((e) => e.name))"
    )
    page.select_option("#example", str(names.index("team-mates")))
    page.fill("#fields input[name=person]", "person 1")
    page.fill("#fields input[name=date]", "2022-01-01")
    page.click("#fill")
    expect(page.locator("#result")).to_contain_text("Person 3")
    assert PERSON in page.input_value("#query")
    page.fill("#fields input[name=person]", "Nobody At All")
    page.click("#fill")
    expect(page.locator("#status.problem")).to_contain_text("no person called")
