"""What the live pages show, in a worker: pages, the start page's figures, and suggestions for names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlencode

from kg.api import KnowledgeGraph
from kg.errors import AmbiguousName, NothingFound, UnknownName, UsageProblem
from kg.render.html.messages import words_in
from kg.server.api_jobs import day_of, refusing
from kg.server.http_problem import HttpProblem

__all__ = ["ASSETS", "drawn"]

ASSETS: Final = "/page/assets/"
"""Where the script and style of the pages are."""

MOMENT: Final = "moment"
"""The part of a page that its slider brings up."""
_HTML: Final = "text/html; charset=utf-8"


def drawn(graph: KnowledgeGraph, job: dict[str, Any]) -> tuple[str, bytes]:
    """Draw a page, the start page, or find names.

    Args:
        graph: where to look.
        job: ``kind`` is ``page``, ``start`` or ``names``; ``values``, the request's parameters by name, for a page with
            its own kind as ``page``, and `MOMENT` as ``part`` for no more than that; ``today``, used where no date is
            given.

    Returns:
        Content type and body.

    Raises:
        Refusal: as for the JSON API. StoreError: the store is damaged.
    """
    values: dict[str, str] = dict(job["values"])
    with refusing(), _in_page_words():
        if job["kind"] == "names":
            names = graph.live.suggestions(values["q"], values.get("what", "any"))
            return "application/json", json.dumps({"names": names}).encode()
        at = day_of(values.pop("at", "") or job["today"])
        if job["kind"] == "start":
            return _HTML, graph.live.start(at, ASSETS).encode()
        part = values.pop("part", "")
        known_by = day_of(values["known_by"]) if "known_by" in values else None
        page = graph.live.page(values, at, known_by=known_by)
        if part == MOMENT:
            return "application/json", json.dumps(page.moment()).encode()
        if values["page"] != "world":
            question = {name: value for name, value in values.items() if name != "page"}
            page.ask = f"/page/{values['page']}?" + urlencode({**question, "part": MOMENT})
        return _HTML, page.html(ASSETS).encode()


@contextmanager
def _in_page_words() -> Iterator[None]:
    """Say what is wrong without what would be typed on a command line to mend it."""
    words = words_in()
    try:
        yield
    except (UnknownName, AmbiguousName) as doubt:
        ambiguous = isinstance(doubt, AmbiguousName)
        pairs = zip(doubt.candidates, doubt.ids or doubt.candidates, strict=False)
        line = words("problem.several" if ambiguous else "problem.unknown", name=repr(doubt.name))
        raise HttpProblem(409 if ambiguous else 404, line, candidates=list(pairs)) from doubt
    except (NothingFound, UsageProblem) as error:
        line = error.problem[:1].upper() + error.problem[1:] + "."
        raise HttpProblem(404 if isinstance(error, NothingFound) else 400, line) from error
