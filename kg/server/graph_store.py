"""``/graphs``: the SPARQL 1.1 Graph Store Protocol; ``/sparql?graph=…`` leads here too.

A graph is named by ``?graph=IRI``, or directly: ``/graphs/PATH`` is the graph whose IRI is that very address. Reading
is for everybody, writing for those with the token. A graph is written as an update is: on a copy, all of it or nothing,
and the answers change with it.
"""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import quote, urljoin
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kg.server.graph_bodies import documents
from kg.server.http_problem import HttpProblem
from kg.server.limits import Limits
from kg.server.pool import Pool
from kg.server.request import authorise
from kg.server.responses import refused, send_reply, while_connected

__all__ = ["STORE", "GraphStore", "names_graph"]

STORE: Final = "/graphs"
_METHODS: Final = "GET, HEAD, PUT, POST, DELETE, OPTIONS"
_PATH: Final = "/:@!$&'()*+,;=~-._"
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def names_graph(request: Request) -> bool:
    """Whether a request is one of this protocol: it names a graph, and is no query."""
    parameters = request.query_params
    return ("graph" in parameters or "default" in parameters) and not ({"query", "update"} & parameters.keys())


class GraphStore:
    """The protocol as an ASGI application."""

    def __init__(self, pool: Pool, limits: Limits, *, address: str, token: str) -> None:
        """Make it.

        Args:
            pool: does the work.
            limits: bounds for requests.
            address: of the server, such as ``http://127.0.0.1:8000``; `STORE` below it is the graph store.
            token: allows writing; "" allows none.
        """
        self._pool = pool
        self._limits = limits
        self._address = address + STORE
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        try:
            if request.method == "OPTIONS":
                await Response(status_code=204, headers={"Allow": _METHODS})(scope, receive, send)
                return
            if request.method in ("GET", "HEAD"):
                job = self._job(request, "graph", self._target(request))
                reply = await while_connected(request, self._pool.run(job))
                await send_reply(reply, request, send, self._limits)
                return
            response = await self._written(request)
        except HttpProblem as problem:
            response = refused(problem)
        await response(scope, receive, send)

    def _target(self, request: Request) -> str:
        """The IRI of the graph that a request names; "" is the default graph.

        Raises:
            HttpProblem: 400, it names none or several.
        """
        items = request.query_params.multi_items()
        path = str(request.path_params.get("path", ""))
        if path and not items:
            return f"{self._address}/{quote(path, safe=_PATH)}"
        graphs = [value for name, value in items if name == "graph"]
        default = [value for name, value in items if name == "default"]
        if path or len(graphs) + len(default) != 1 or len(items) != 1 or (graphs and not graphs[0]):
            raise HttpProblem(400, "name one graph: ?graph=IRI, or ?default for the default graph")
        graph = graphs[0] if graphs else ""
        return graph if not graph or _ABSOLUTE.match(graph) else urljoin(self._address, graph)

    def _job(self, request: Request, kind: str, graph: str, **more: Any) -> dict[str, Any]:
        return {
            "kind": kind,
            "graph": graph,
            "accept": ",".join(request.headers.getlist("accept")),
            "base": self._address,
            "rows": self._limits.rows,
            "bytes": self._limits.result_bytes,
            **more,
        }

    async def _written(self, request: Request) -> Response:
        """Put, add to or drop a graph; the response."""
        if request.method not in ("PUT", "POST", "DELETE"):
            raise HttpProblem(405, f"/graphs answers to {_METHODS}", {"Allow": _METHODS, "Connection": "close"})
        authorise(request, self._token)
        at_store = request.method == "POST" and request.url.path == STORE and not request.query_params
        graph = f"{self._address}/{uuid4()}" if at_store else self._target(request)
        texts = await documents(request, self._limits) if request.method != "DELETE" else []
        job = self._job(request, "change graph", graph, method=request.method, texts=texts)
        created = (await self._pool.change(job)).body == b"created"
        return Response(status_code=201 if created else 204, headers={"Location": graph} if at_store else {})
