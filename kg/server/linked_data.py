"""Linked data: ids of the store, ``/ns`` and ``/.well-known/void``, in the form that the client prefers.

An id of the store, such as ``https://w3id.org/player-kg/id/person/Q66241169``, or ``…/country/ENG``, is looked up here
by its path. Browsers are led to the page of a person or team; other clients get what the store says of
it as RDF.
"""

from __future__ import annotations

from functools import cache
from typing import Final
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from kg.rdf.vocabulary import BASE
from kg.resources import ontology_file
from kg.server.http_problem import HttpProblem
from kg.server.limits import Limits
from kg.server.negotiation import GRAPH_FORMS, Form, chosen
from kg.server.pool import Pool, WorkerResponse
from kg.server.responses import Reply, refused, send_reply, while_connected
from kg.sparql.formats import converted

__all__ = ["THINGS", "linked_data_routes"]

THINGS: Final = ("id", "release", "kind", "event", "role", "position", "country", "language", "competition")
"""First parts of the paths of things; the ids of schemes are such a part alone."""

_HTML: Final = Form("text/html", "text/html; charset=utf-8", ("application/xhtml+xml",))
_PAGES: Final = {"id/person/": "/page/person", "id/team/": "/page/club"}
_PATH: Final = "/:@!$&'()*+,;=~-._"


class _Resource:
    """What is known of the thing whose IRI ends in the path of the request."""

    def __init__(self, pool: Pool, limits: Limits) -> None:
        self._pool = pool
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        # As it was sent: an id may hold an escaped slash.
        path = scope.get("raw_path", b"").decode("ascii", "replace").lstrip("/")
        iri = BASE + quote(path, safe="%" + _PATH)
        accept = ",".join(request.headers.getlist("accept"))
        page = next((page for start, page in _PAGES.items() if path.startswith(start)), "")
        try:
            form = chosen(accept, [*GRAPH_FORMS, _HTML] if page else GRAPH_FORMS)
            if form is _HTML:
                response = RedirectResponse(f"{page}?{urlencode({'name': iri})}", 303, {"Vary": "Accept"})
                await response(scope, receive, send)
                return
            job = {
                "kind": "resource",
                "iri": iri,
                "accept": accept,
                "rows": self._limits.rows,
                "bytes": self._limits.result_bytes,
            }
            reply = await while_connected(request, self._pool.run(job))
        except HttpProblem as problem:
            await refused(problem)(scope, receive, send)
            return
        await send_reply(reply, request, send, self._limits)


@cache
def _ontology(media_type: str) -> bytes:
    """The ontology in one of the forms of graphs."""
    return converted(ontology_file("player-kg.ttl"), media_type)


def linked_data_routes(pool: Pool, limits: Limits, *, address: str) -> list[Route]:
    """The routes.

    Args:
        pool: does the work.
        limits: bounds for requests.
        address: of the server, such as ``http://127.0.0.1:8000``.
    """

    class Terms:
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            request = Request(scope, receive)
            form = chosen(",".join(request.headers.getlist("accept")), GRAPH_FORMS) or GRAPH_FORMS[0]
            await send_reply(WorkerResponse(form.header, _ontology(form.media_type)), request, send, limits)

    async def void(request: Request) -> Response:
        job = {"kind": "void", "address": f"{address}/sparql", "accept": ",".join(request.headers.getlist("accept"))}
        try:
            reply = await pool.run(job)
        except HttpProblem as problem:
            return refused(problem)
        return Reply(reply, limits)

    resource = _Resource(pool, limits)
    return [
        *(Route(f"/{part}/{{path:path}}", resource, methods=["GET", "HEAD"]) for part in THINGS),
        Route("/ns", Terms(), methods=["GET", "HEAD"]),
        Route("/.well-known/void", void, methods=["GET", "HEAD"]),
    ]
