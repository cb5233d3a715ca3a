"""Live pages: a start page with forms, and every kind of page as a job for the pool, with the limits of a query."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from kg.lazy import lazy
from kg.server.http_problem import HttpProblem
from kg.server.limits import Limits
from kg.server.pool import Pool

if TYPE_CHECKING:
    from kg.render.html import messages, page
    from kg.render.html import start as start_pages
    from kg.server import page_jobs
else:
    messages = lazy("kg.render.html.messages")
    page = lazy("kg.render.html.page")
    page_jobs = lazy("kg.server.page_jobs")
    start_pages = lazy("kg.render.html.start")

__all__ = ["POLICY", "page_routes", "problem_page"]

_NEEDED: Final = {
    "persuasion": ("player",),
    "person": ("name",),
    "club": ("name",),
    "path": ("name", "to"),
    "world": ("name",),
}
_OPTIONAL: Final = {"persuasion": ("club", "at", "known_by", "part"), "world": ("at", "known_by")}
_KEPT: Final = {"Cache-Control": "no-cache"}
_TYPES: Final = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}
_LONGEST: Final = 500
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data: blob:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""What the pages may load and where their forms may go."""


def _values(request: Request, limits: Limits, needed: tuple[str, ...]) -> dict[str, str]:
    """The parameters of a request, none of them too long; unknown ones mean nothing to a page.

    Raises:
        Refusal: one is missing or too long.
    """
    if len(request.url.query) > limits.url_bytes:
        raise HttpProblem(414, f"the address is longer than {limits.url_bytes} bytes")
    values = {name: value for name, value in request.query_params.items() if value.strip()}
    if any(len(value) > _LONGEST for value in values.values()):
        raise HttpProblem(400, f"a parameter is longer than {_LONGEST} characters")
    for name in needed:
        if name not in values:
            raise HttpProblem(400, _missing(name))
    return values


def _missing(name: str) -> str:
    """What to say of a parameter that is missing, which is called as in the forms of the start page."""
    words = messages.words_in()
    return words("problem.missing", field=words.messages.get(f"home.{name}", name))


def problem_page(refusal: HttpProblem, address: str, values: Mapping[str, str]) -> Response:
    """What is wrong, and the names that may have been meant as links to the same question about them."""
    words = messages.words_in()
    doubted = _doubted(refusal, values)
    choices = [
        (f"{address}?{urlencode({**values, doubted: iri})}", name) for name, iri in refusal.candidates if doubted
    ]
    start = start_pages.Start(
        words("problem.title"), lead=refusal.line, assets=page_jobs.ASSETS, home="/", choices=choices
    )
    headers = {**refusal.headers, "Cache-Control": "no-store", "Content-Security-Policy": POLICY}
    return HTMLResponse(start_pages.start_page(start, words), refusal.status, headers)


def _doubted(refusal: HttpProblem, values: Mapping[str, str]) -> str:
    """The parameter that a refusal speaks of: the one whose value it quotes."""
    return next((name for name, value in values.items() if repr(value.strip())[1:-1] in refusal.line), "")


class _Pages:
    """Answers requests for pages by asking the pool."""

    def __init__(self, pool: Pool, limits: Limits) -> None:
        self._pool, self._limits = pool, limits

    async def _drawn(self, kind: str, values: dict[str, str]) -> Response:
        today = date.today().isoformat()
        reply = await self._pool.run({"kind": kind, "values": values, "today": today})
        return Response(reply.body, 200, {**_KEPT, "Content-Security-Policy": POLICY}, reply.content_type)

    async def page(self, request: Request) -> Response:
        """A page of the kind that the path ends with."""
        kind = request.url.path.rpartition("/")[2]
        values: dict[str, str] = {}
        try:
            allowed = (*_NEEDED[kind], *_OPTIONAL.get(kind, ("at", "known_by", "part")))
            supplied = _values(request, self._limits, _NEEDED[kind])
            values = {name: value for name, value in supplied.items() if name in allowed}
            return await self._drawn("page", {**values, "page": kind})
        except HttpProblem as refusal:
            return problem_page(refusal, f"/page/{kind}", values)

    async def start(self, _request: Request) -> Response:
        """The start page."""
        try:
            return await self._drawn("start", {})
        except HttpProblem as refusal:
            return problem_page(refusal, "/", {})

    async def names(self, request: Request) -> Response:
        """Suggestions."""
        try:
            values = _values(request, self._limits, ("q",))
            return await self._drawn("names", {name: values[name] for name in ("q", "what") if name in values})
        except HttpProblem as refusal:
            return Response(refusal.line, refusal.status, refusal.headers, "text/plain")

    async def chosen(self, request: Request) -> Response:
        """The form in which the kind of page is chosen leads to the page of that kind."""
        values = dict(request.query_params)
        kind = values.pop("kind", "")
        if kind not in _NEEDED or len(request.url.query) > self._limits.url_bytes:
            return problem_page(HttpProblem(404, "there is no page of this kind"), "/page", {})
        remaining = {name: value for name, value in values.items() if value and (name != "to" or kind == "path")}
        return RedirectResponse(f"/page/{kind}?{urlencode(remaining)}", 303)


async def _file(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in page.ASSETS:
        return Response("there is no such file", 404, media_type="text/plain")
    return Response(page.asset(name), 200, _KEPT, _TYPES[name.rpartition(".")[2]])


def page_routes(pool: Pool, limits: Limits) -> list[Route]:
    """The start page at ``/``, pages at ``/page/…``, suggestions at ``/page/names``."""
    pages = _Pages(pool, limits)
    return [
        Route("/", pages.start),
        Route("/page", pages.chosen),
        Route("/page/names", pages.names),
        Route("/page/assets/{name}", _file),
        *(Route(f"/page/{kind}", pages.page) for kind in _NEEDED),
    ]
