"""``/sparql``: the SPARQL 1.1 Protocol over the pool of workers."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kg.server.http_problem import HttpProblem
from kg.server.limits import Limits
from kg.server.pool import Pool, WorkerResponse
from kg.server.request import Operation, operation

__all__ = ["SparqlEndpoint", "refused"]

_METHODS: Final = "GET, HEAD, POST, OPTIONS"
_PIECE: Final = 64 * 1024


def refused(refusal: HttpProblem) -> Response:
    """The response to a request that is refused: one line of plain text."""
    return Response(refusal.line + "\n", refusal.status, {**refusal.headers, "Cache-Control": "no-store"}, "text/plain")


class SparqlEndpoint:
    """The endpoint as an ASGI application."""

    def __init__(self, pool: Pool, limits: Limits, *, address: str, token: str) -> None:
        """Make it.

        Args:
            pool: runs the queries.
            limits: bounds for requests.
            address: where the endpoint stands, which is the base of relative IRIs.
            token: allows updates; "" allows none.
        """
        self._pool = pool
        self._limits = limits
        self._address = address
        self._token = token
        self._unsent = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        try:
            if request.method not in _METHODS.split(", "):
                raise HttpProblem(405, f"/sparql answers to {_METHODS}", {"Allow": _METHODS, "Connection": "close"})
            if request.method == "OPTIONS":
                await Response(status_code=204, headers={"Allow": _METHODS})(scope, receive, send)
                return
            if len(scope["raw_path"]) + len(scope["query_string"]) > self._limits.url_bytes:
                raise HttpProblem(
                    414, f"the address is longer than {self._limits.url_bytes} bytes; send the query by POST"
                )
            reply = await self._reply(request)
        except HttpProblem as refusal:
            await refused(refusal)(scope, receive, send)
            return
        await self._send(reply, request.method, send)

    async def _reply(self, request: Request) -> WorkerResponse | None:
        requested = await operation(request, self._limits, self._token)
        if requested is not None and requested.update:
            # Not given up when the client goes: who sent an update wants it done.
            await self._pool.change(self._job(request, requested))
            return WorkerResponse("", b"")
        return await _while_connected(request, self._pool.run(self._job(request, requested)))

    def _job(self, request: Request, requested: Operation | None) -> dict[str, Any]:
        common = {"accept": ",".join(request.headers.getlist("accept")), "bytes": self._limits.result_bytes}
        if requested is None:
            return {"kind": "describe", "endpoint": self._address, "updates": bool(self._token), **common}
        return {
            "kind": "update" if requested.update else "query",
            "text": requested.text,
            "default": requested.default,
            "named": requested.named,
            "base": self._address,
            "rows": self._limits.rows,
            **common,
        }

    async def _send(self, reply: WorkerResponse | None, method: str, send: Send) -> None:
        """Send an answer in pieces, so that a client that reads slowly is told from one that does not read."""
        if reply is None:  # the client has gone
            return
        if not reply.content_type:
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        size = len(reply.body)
        if self._unsent + size > self._limits.unsent_bytes:
            busy = HttpProblem(
                503, "too many answers are still being read; ask again in a moment", {"Retry-After": "5"}
            )
            response = refused(busy)
            await send({"type": "http.response.start", "status": 503, "headers": response.raw_headers})
            await send({"type": "http.response.body", "body": response.body})
            return
        headers = [
            (b"content-type", reply.content_type.encode()),
            (b"content-length", str(size).encode()),
            (b"vary", b"Accept"),
            (b"cache-control", b"no-cache"),
        ]
        self._unsent += size
        try:
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            view = memoryview(reply.body if method != "HEAD" else b"")
            for start in range(0, len(view), _PIECE):
                piece = bytes(view[start : start + _PIECE])
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            self._unsent -= size


async def _while_connected(request: Request, work: Coroutine[Any, Any, WorkerResponse]) -> WorkerResponse | None:
    """The result of some work, which is given up when the client goes away; ``None`` then."""

    async def gone() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    task, watch = asyncio.ensure_future(work), asyncio.ensure_future(gone())
    try:
        await asyncio.wait({task, watch}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            return None
        return task.result()
    finally:
        for unfinished in (task, watch):
            unfinished.cancel()
        await asyncio.gather(task, watch, return_exceptions=True)
