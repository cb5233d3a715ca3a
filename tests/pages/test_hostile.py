"""Whatever people write into names, labels, sources and addresses is shown as text, and none of it runs."""

from __future__ import annotations

import html
from collections.abc import Callable

import pytest

from kg.render.html import Frame
from kg.render.words import clean
from tests.browsing import Opened
from tests.pages.payloads import PAYLOADS
from tests.pages.worlds import KINDS, page_of

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]

Shown = Callable[..., Opened]


def test_there_are_enough_of_them() -> None:
    assert len(set(PAYLOADS)) >= 200


@pytest.mark.parametrize("kind", KINDS)
def test_all_of_them_are_text_and_none_runs(kind: str, shown: Shown) -> None:
    def hostile(place: int) -> str:
        return PAYLOADS[place % len(PAYLOADS)]

    count = len(PAYLOADS) + len(PAYLOADS) // 8  # a club's people are a tenth, and everybody in the table counts
    frame = Frame(aliases=lambda iri: PAYLOADS[len(iri) % 50 :: 50])
    opened = shown(page_of(kind, count, texts=hostile, frame=frame))
    page = opened.page
    if page.is_visible("#all-rows"):
        page.click("#all-rows")
    names = set(page.locator("#table td.person").all_text_contents())
    expected = {clean(payload) for payload in PAYLOADS} - {""}
    assert len(expected - names - {""}) <= len(expected) * (0.2 if kind == "club" else 0.0), expected - names
    # Everything that is reached by a click is opened once.
    page.evaluate(
        "document.querySelectorAll('#table td.person button').forEach((one, n) => { if (n % 5 === 0) one.click(); })"
    )
    assert page.evaluate("window.canary") is None
    page.hover("#graph")
    page.fill("#search", "<script>")
    page.press("#search", "Enter")
    for link in page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))"):
        assert link.startswith(("#", "https://example.org/"))
    assert page.locator("#table script, #panel script, #panel img, #panel iframe, #table img").count() == 0
    # The legend draws a line for each kind of tie, and nobody else draws any.
    assert page.locator("svg").count() == page.locator("#legend > label > svg.stripe").count()
    assert page.locator("#legend > label").count() == page.locator("svg").count()
    assert page.evaluate("window.canary") is None
    assert opened.requests() == []
    assert opened.said == []


@pytest.mark.parametrize("kind", KINDS)
def test_only_web_addresses_become_links(kind: str, shown: Shown) -> None:
    bad = [payload for payload in PAYLOADS if payload.strip()]
    addresses = iter([*bad, *bad])
    page = page_of(kind, len(bad), urls=lambda: next(addresses, "javascript:window.canary=1"))
    opened = shown(page)
    told = {source[1] for source in page.page_data.data()["sources"]}
    assert len(told) > 100
    links = opened.page.evaluate(
        "(() => { const found = new Set(); document.querySelectorAll('#table td.person button').forEach(one => {"
        " one.click(); document.querySelectorAll('#panel a').forEach(a => found.add(a.getAttribute('href'))); });"
        " return [...found]; })()"
    )
    assert [link for link in links if not link.startswith(("http://", "https://"))] == []
    assert opened.page.evaluate("window.canary") is None


@pytest.mark.parametrize(
    "payload", ["</title><script>window.canary=1</script>", "</textarea>\u2028{{7*7}}", "\u202egnp.exe"]
)
@pytest.mark.parametrize("kind", ["club", "world"])
def test_titles_are_text(kind: str, payload: str, shown: Shown) -> None:
    opened = shown(page_of(kind, 5, texts=lambda _: payload))
    assert html.unescape(opened.page.title()).startswith(clean(payload)) or kind == "world"
    assert clean(payload) in opened.page.inner_text("body")
    assert opened.page.evaluate("window.canary") is None


def test_what_stands_behind_the_hash_is_only_a_view(shown: Shown) -> None:
    for payload in PAYLOADS[:60:3]:
        text = payload.encode("utf-8", "replace").hex(" ").replace(" ", "%")
        opened = shown(
            page_of("path", 6), hash_=f"#who=%{text}&season=x&min=1e9&hide=<script>&sort=__proto__.d&show=-1"
        )
        assert opened.page.evaluate("window.canary") is None
        assert opened.said == []
        opened.close()
