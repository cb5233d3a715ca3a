"""What a story says, read in a worker: proposals only, as nothing is stored by reading."""

from __future__ import annotations

import json
from typing import Any, Final

from kg.api import KnowledgeGraph
from kg.errors import UsageProblem
from kg.render.html.story_page import reading_page
from kg.render.proposals import reading_json
from kg.server.api_jobs import day_of, refusing
from kg.server.page_jobs import ASSETS

__all__ = ["MOST_STORY", "read_story_job"]

MOST_STORY: Final = 100_000
"""Characters of a story at most: ten times a long one."""


def read_story_job(graph: KnowledgeGraph, job: dict[str, Any]) -> tuple[str, bytes]:
    """Read a story.

    Args:
        graph: the store whose people and clubs it may speak of.
        job: ``values`` with ``text``, ``published`` (a day), ``url`` and ``language``, the last two maybe empty; with
            ``page``, the answer is a page, on which the proposals of ``ticked`` are ticked.

    Returns:
        Content type and body: JSON, as ``kg read --format json`` prints it, or the page.

    Raises:
        HttpProblem: there is no text, too much of it, or no day. StoreError: the store is damaged.
    """
    values: dict[str, str] = dict(job["values"])
    with refusing():
        text = values.get("text", "")
        if len(text) > MOST_STORY:
            raise UsageProblem(f"the story is longer than {MOST_STORY:,} characters", remedy="give its main text alone")
        published, url = day_of(values.get("published", "")), values.get("url", "")
        read = graph.read(text, published=published, url=url, language=values.get("language", ""))
        if job.get("page"):
            ticked = [number for number in job["ticked"] if 1 <= number <= len(read.proposals)]
            return "text/html; charset=utf-8", reading_page(read, values, assets=ASSETS, ticked=ticked).encode()
        return "application/json", json.dumps(reading_json(read), ensure_ascii=False).encode()
