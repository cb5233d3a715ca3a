"""``/sparql``: the SPARQL 1.1 Protocol over the pool of workers."""

from __future__ import annotations

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kg.server.graph_store import GraphStore, names_graph
from kg.server.http_problem import HttpProblem
from kg.server.limits import Limits
from kg.server.pool import Pool, WorkerResponse
from kg.server.request import Operation, operation
from kg.server.responses import refused, send_reply, while_connected

__all__ = ["SparqlEndpoint", "refused"]

_METHODS: Final = "GET, HEAD, POST, OPTIONS"


class SparqlEndpoint:
    """The endpoint as an ASGI application."""

    def __init__(self, pool: Pool, limits: Limits, graphs: GraphStore, *, address: str, token: str) -> None:
        """Make it.

        Args:
            pool: runs the queries.
            limits: bounds for requests.
            graphs: answers requests that name a graph and are no query.
            address: where the endpoint stands, which is the base of relative IRIs.
            token: allows updates; "" allows none.
        """
        self._pool = pool
        self._limits = limits
        self._address = address
        self._token = token
        self._graphs = graphs

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        if names_graph(request):
            await self._graphs(scope, receive, send)
            return
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
        await send_reply(reply, request, send, self._limits)

    async def _reply(self, request: Request) -> WorkerResponse | None:
        requested = await operation(request, self._limits, self._token)
        if requested is not None and requested.update:
            # Not given up when the client goes: who sent an update wants it done.
            await self._pool.change(self._job(request, requested))
            return WorkerResponse("", b"")
        return await while_connected(request, self._pool.run(self._job(request, requested)))

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
