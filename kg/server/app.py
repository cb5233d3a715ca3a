"""The routes: pages, console, JSON API, SPARQL endpoint."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from kg.server.api import api_routes
from kg.server.console import console_routes
from kg.server.graph_store import STORE, GraphStore
from kg.server.http_problem import HttpProblem
from kg.server.limits import Limits
from kg.server.linked_data import linked_data_routes
from kg.server.neighbours import LOOPBACK_ORIGIN, Neighbours
from kg.server.openapi import openapi_routes
from kg.server.pages import page_routes
from kg.server.pool import Pool
from kg.server.reading_pages import reading_routes
from kg.server.responses import refused
from kg.server.sparql import SparqlEndpoint

__all__ = ["Access", "application"]

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class _SafeHeaders:
    """Adds the headers that keep a browser from making more of an answer than it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message.setdefault("headers", []))
                headers.setdefault("Content-Security-Policy", _POLICY)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "no-referrer")
            await send(message)

        await self._app(scope, receive, with_headers)


async def _unexpected(_request: Request, error: Exception) -> Response:
    logging.getLogger("kg.server").error("internal error: %s: %s", type(error).__name__, error)
    return refused(HttpProblem(500, "internal error; please report it with the request that you sent"))


async def _unknown(_request: Request, _error: Exception) -> Response:
    return refused(
        HttpProblem(404, "there is nothing here; the SPARQL endpoint is at /sparql, the console at /console")
    )


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask.

    Attributes:
        host: the address that the server listens at.
        token: allows updates; "" is a read-only server.
        hosts: further names that it answers to.
        origins: further origins whose pages may ask; ``*`` is any.
    """

    host: str = "127.0.0.1"
    token: str = ""
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()


def application(location: Path, limits: Limits, *, address: str, access: Access) -> Starlette:
    """The server as an ASGI application.

    Args:
        location: the store's folder.
        limits: bounds for requests.
        address: of the server, such as ``http://127.0.0.1:8000``.
        access: who may ask.
    """
    pool = Pool(location, limits)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await pool.start(changes=bool(access.token))
        try:
            yield
        finally:
            await pool.close()

    graphs = GraphStore(pool, limits, address=address, token=access.token)
    endpoint = SparqlEndpoint(pool, limits, graphs, address=address + "/sparql", token=access.token)
    across = Middleware(
        CORSMiddleware,
        allow_origins=access.origins,
        allow_origin_regex=LOOPBACK_ORIGIN,
        allow_methods=["GET", "HEAD", "POST", "PUT", "DELETE"],
        allow_headers=["Accept", "Authorization", "Content-Type", "If-None-Match"],
        expose_headers=["Retry-After", "ETag", "Location"],
        max_age=86400,
    )
    return Starlette(
        routes=[
            Route("/sparql", endpoint, middleware=[across]),
            Route("/sparql/", endpoint, middleware=[across]),
            Route(STORE, graphs, middleware=[across]),
            Route(STORE + "/{path:path}", graphs, middleware=[across]),
            *(
                Route(route.path, route.endpoint, methods=route.methods, middleware=[across])
                for route in (
                    *api_routes(pool, limits),
                    *linked_data_routes(pool, limits, address=address),
                    *openapi_routes(limits, address=address),
                )
            ),
            *page_routes(pool, limits),
            *reading_routes(pool, limits),
            *console_routes(),
        ],
        middleware=[
            Middleware(_SafeHeaders),
            Middleware(Neighbours, host=access.host, hosts=access.hosts, origins=access.origins),
        ],
        exception_handlers={404: _unknown, Exception: _unexpected},
        lifespan=lifespan,
    )
