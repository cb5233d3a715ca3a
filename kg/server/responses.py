"""Sending answers: refusals in one line, results in pieces, compressed and with a tag where the client can use them."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Coroutine
from hashlib import blake2b
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kg.server.http_problem import HttpProblem
from kg.server.limits import Limits
from kg.server.pool import WorkerResponse

__all__ = ["Reply", "refused", "send_reply", "while_connected"]

_PIECE: Final = 64 * 1024
_WORTH_COMPRESSING: Final = 1400
"""Bytes of an answer that fits into one packet: compressing it gains nothing."""

_unsent = 0  # bytes of answers that clients have still to read, over all of them


def refused(problem: HttpProblem) -> Response:
    """The response to a request that is refused: one line of plain text."""
    return Response(problem.line + "\n", problem.status, {**problem.headers, "Cache-Control": "no-store"}, "text/plain")


def takes_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header has gzip, and does not rule it out.

    >>> takes_gzip("br, gzip;q=0.5"), takes_gzip("gzip;q=0"), takes_gzip("")
    (True, False, False)
    """
    for part in header.lower().split(","):
        name, _, quality = (piece.strip() for piece in part.partition(";"))
        if name in ("gzip", "*"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


async def send_reply(reply: WorkerResponse | None, request: Request, send: Send, limits: Limits) -> None:
    """Send an answer in pieces, so that a client that reads slowly is told from one that does not read.

    Args:
        reply: what a worker answered; ``None`` when the client has gone; without a content type there is no body.
        request: what was asked.
        send: of the application.
        limits: bounds for all answers together.
    """
    global _unsent  # noqa: PLW0603  one number for the process, changed between two awaits only
    if reply is None:
        return
    if not reply.content_type:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        return
    body, coding = reply.body, b""
    if len(body) >= _WORTH_COMPRESSING and takes_gzip(request.headers.get("accept-encoding", "")):
        body, coding = await asyncio.to_thread(gzip.compress, body, 1, mtime=0), b"gzip"
    tag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    headers = [(b"vary", b"Accept, Accept-Encoding"), (b"cache-control", b"no-cache"), (b"etag", tag.encode())]
    if tag in (part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")):
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    if _unsent + len(body) > limits.unsent_bytes:
        busy = HttpProblem(503, "too many answers are still being read; ask again in a moment", {"Retry-After": "5"})
        response = refused(busy)
        await send({"type": "http.response.start", "status": 503, "headers": response.raw_headers})
        await send({"type": "http.response.body", "body": response.body})
        return
    headers += [(b"content-type", reply.content_type.encode()), (b"content-length", str(len(body)).encode())]
    headers += [(b"content-encoding", coding)] if coding else []
    size = len(body)
    _unsent += size
    try:
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        view = memoryview(body if request.method != "HEAD" else b"")
        for start in range(0, len(view), _PIECE):
            await send({"type": "http.response.body", "body": bytes(view[start : start + _PIECE]), "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        _unsent -= size


class Reply(Response):
    """What a worker answered, as a response of Starlette's that `send_reply` sends."""

    def __init__(self, reply: WorkerResponse, limits: Limits) -> None:
        super().__init__()
        self._reply, self._limits = reply, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        await send_reply(self._reply, Request(scope, receive), send, self._limits)


async def while_connected(request: Request, work: Coroutine[Any, Any, WorkerResponse]) -> WorkerResponse | None:
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
