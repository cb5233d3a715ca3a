"""``/graphs``: the SPARQL 1.1 Graph Store Protocol; ``/sparql?graph=…`` leads here too.

Reading is for everybody, writing for those with the token. A graph is written as an update is: on a copy, all of it or
nothing, and the answers change with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kg.server.http_problem import HttpProblem
from kg.server.limits import Limits
from kg.server.negotiation import GRAPH_FORMS
from kg.server.pool import Pool
from kg.server.request import authorise, body_text, media_type
from kg.server.responses import refused, send_reply, while_connected

__all__ = ["GraphStore", "names_graph"]

_METHODS: Final = "GET, HEAD, PUT, POST, DELETE, OPTIONS"
_TRIPLES: Final = {
    name: form.media_type
    for form in GRAPH_FORMS
    if form.media_type.partition("/")[2] not in ("n-quads", "trig")
    for name in form.names
    if name not in ("application/json", "application/xml", "text/xml", "text/plain")
}
"""Media types of bodies, by all their names; the forms of whole datasets have no place in one graph."""


def names_graph(request: Request) -> bool:
    """Whether a request is one of this protocol: it names a graph, and is no query."""
    parameters = request.query_params
    return ("graph" in parameters or "default" in parameters) and not ({"query", "update"} & parameters.keys())


@dataclass(frozen=True, slots=True)
class _Target:
    """The graph of a request; "" is the default graph."""

    graph: str


def _target(request: Request) -> _Target:
    """The graph that a request names.

    Raises:
        HttpProblem: 400, it names none or several.
    """
    items = request.query_params.multi_items()
    graphs = [value for name, value in items if name == "graph"]
    default = [value for name, value in items if name == "default"]
    if len(graphs) + len(default) != 1 or len(items) != 1 or (graphs and not graphs[0]):
        raise HttpProblem(400, "name one graph: ?graph=IRI, or ?default for the default graph")
    return _Target(graphs[0] if graphs else "")


class GraphStore:
    """The protocol as an ASGI application."""

    def __init__(self, pool: Pool, limits: Limits, *, address: str, token: str) -> None:
        """Make it.

        Args:
            pool: does the work.
            limits: bounds for requests.
            address: where SPARQL stands, the base of relative IRIs.
            token: allows writing; "" allows none.
        """
        self._pool = pool
        self._limits = limits
        self._address = address
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        try:
            if request.method == "OPTIONS":
                await Response(status_code=204, headers={"Allow": _METHODS})(scope, receive, send)
                return
            if request.method in ("GET", "HEAD"):
                job = self._job(request, "graph", _target(request))
                reply = await while_connected(request, self._pool.run(job))
                await send_reply(reply, request, send, self._limits)
                return
            status = await self._written(request)
        except HttpProblem as problem:
            await refused(problem)(scope, receive, send)
            return
        await Response(status_code=status)(scope, receive, send)

    def _job(self, request: Request, kind: str, target: _Target, **more: Any) -> dict[str, Any]:
        return {
            "kind": kind,
            "graph": target.graph,
            "accept": ",".join(request.headers.getlist("accept")),
            "base": self._address,
            "rows": self._limits.rows,
            "bytes": self._limits.result_bytes,
            **more,
        }

    async def _written(self, request: Request) -> int:
        """Put, add to or drop a graph; the status to answer with."""
        if request.method not in ("PUT", "POST", "DELETE"):
            raise HttpProblem(405, f"/graphs answers to {_METHODS}", {"Allow": _METHODS, "Connection": "close"})
        authorise(request, self._token)
        target = _target(request)
        text = form = ""
        if request.method != "DELETE":
            form = _TRIPLES.get(media_type(request), "")
            if not form:
                raise HttpProblem(415, "a graph comes as one of " + ", ".join(sorted(set(_TRIPLES.values()))))
            text = await body_text(request, self._limits)
        job = self._job(request, "change graph", target, method=request.method, text=text, form=form)
        reply = await self._pool.change(job)
        return 201 if reply.body == b"created" else 204
