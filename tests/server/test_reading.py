"""The page on which a story is read: marked, ticked, escaped, and nothing stored by it."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests.server.running import Server

pytestmark = pytest.mark.enable_socket

STORY = "Example United are interested in signing Person 5, reports The Paper.\n\nNobody has signed yet."
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def posted(server: Server, *more: tuple[str, str], text: str = STORY, published: str = "2024-09-19") -> tuple[int, str]:
    fields = [("text", text), ("url", "https://news.example/a?b=1&c=2"), ("published", published), *more]
    reply = server.send("POST", "/read", headers=FORM, body=urlencode(fields).encode())
    return reply.status, reply.text


def test_the_form_is_there(server: Server) -> None:
    reply = server.send("GET", "/read")
    assert reply.status == 200
    assert 'name="text"' in reply.text
    assert "script-src 'self'" in reply.headers["content-security-policy"]


def test_sentences_are_marked_and_proposals_can_be_ticked(server: Server) -> None:
    status, page = posted(server)
    assert status == 200
    assert "<mark>Example United are interested in signing Person 5, reports The Paper.<sup>1</sup></mark>" in page
    assert '<input type="checkbox" name="accept" value="1">' in page
    assert "--accept" not in page


def test_ticking_shows_the_command_that_stores(server: Server) -> None:
    _, page = posted(server, ("accept", "1"), ("accept", "99"), ("accept", "x"))
    assert "--accept 1</pre>" in page
    assert "b=1&amp;c=2" in page
    assert 'value="1" checked' in page


def test_a_story_is_text_and_never_markup(server: Server) -> None:
    _, page = posted(server, text=STORY + '\n"><img src=x onerror=alert(1)> & Person 5</textarea><b>')
    assert "<img" not in page
    assert "<b>" not in page


def test_what_cannot_be_read_is_told(server: Server) -> None:
    assert posted(server, published="soon")[0] == 400
    assert posted(server, text="")[0] == 400
    assert posted(server, text="word " * 60_000)[0] in (400, 413)
