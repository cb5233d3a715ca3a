"""The page on which a story is read: a form, and what the story proposes; nothing is stored by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from kg.lazy import lazy
from kg.server.http_problem import HttpProblem
from kg.server.limits import Limits
from kg.server.pages import POLICY, problem_page
from kg.server.pool import Pool
from kg.server.request import body_text

if TYPE_CHECKING:
    from kg.render.html import story_page
    from kg.server import page_jobs
else:
    page_jobs = lazy("kg.server.page_jobs")
    story_page = lazy("kg.render.html.story_page")

__all__ = ["reading_routes"]

_HEADERS: Final = {"Cache-Control": "no-store", "Content-Security-Policy": POLICY}
_FIELDS: Final = ("text", "url", "published")
_MOST_FIELDS: Final = 500


class _Reading:
    """Answers requests for the page by asking the pool."""

    def __init__(self, pool: Pool, limits: Limits) -> None:
        self._pool, self._limits = pool, limits

    async def form(self, _request: Request) -> Response:
        """The empty form."""
        return HTMLResponse(story_page.reading_page(None, {}, assets=page_jobs.ASSETS), 200, _HEADERS)

    async def read(self, request: Request) -> Response:
        """What the story in the form proposes."""
        try:
            fields = parse_qsl(await body_text(request, self._limits), max_num_fields=_MOST_FIELDS)
            values = {name: value for name, value in fields if name in _FIELDS}
            ticked = [value for name, value in fields if name == "accept" and value.isascii() and value.isdigit()]
            job = {"kind": "read", "values": values, "page": True, "ticked": [int(value[:6]) for value in ticked]}
            reply = await self._pool.run(job)
        except ValueError:
            return problem_page(HttpProblem(400, "the form cannot be read"), "/read", {})
        except HttpProblem as refusal:
            return problem_page(refusal, "/read", {})
        return Response(reply.body, 200, _HEADERS, reply.content_type)


def reading_routes(pool: Pool, limits: Limits) -> list[Route]:
    """The form at ``/read``, and what a story posted there says."""
    reading = _Reading(pool, limits)
    return [Route("/read", reading.form, methods=["GET"]), Route("/read", reading.read, methods=["POST"])]
