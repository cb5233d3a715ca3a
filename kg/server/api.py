"""The JSON API: what ``kg persuade``, ``explain`` and ``show`` answer with ``--format json``, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg.server.http_problem import HttpProblem
from kg.server.limits import Limits
from kg.server.pool import Pool

__all__ = ["api_routes"]

_NEEDED: Final = {
    "persuade": (("player",), ("to", "at")),
    "explain": (("person", "other"), ("at",)),
    "show": (("name",), ("at",)),
    "question": (("name",), ("person", "other", "team", "other_team", "date", "year", "text")),
}
"""By name: parameters that a request must have, and those that it may have."""

_LONGEST: Final = 500


def _values(request: Request, kind: str) -> dict[str, str]:
    needed, allowed = _NEEDED[kind]
    items = request.query_params.multi_items()
    values = dict(items)
    if len(values) != len(items):
        raise HttpProblem(400, "a parameter is given twice")
    if unknown := sorted(values.keys() - {*needed, *allowed}):
        raise HttpProblem(400, f"there is no parameter {unknown[0]}; there are {', '.join((*needed, *allowed))}")
    for name in needed:
        if not values.get(name, "").strip():
            raise HttpProblem(400, f"the parameter {name} is missing")
    if any(len(value) > _LONGEST for value in values.values()):
        raise HttpProblem(400, f"a parameter is longer than {_LONGEST} characters")
    return {name: value for name, value in values.items() if value.strip()}


def api_routes(pool: Pool, limits: Limits) -> list[Route]:
    """The API at ``/api``; each request is a job for the pool, with the same limits as a query."""

    def route(kind: str) -> Route:
        async def answer(request: Request) -> Response:
            try:
                if len(request.url.query) > limits.url_bytes:
                    raise HttpProblem(414, f"the address is longer than {limits.url_bytes} bytes")
                values = _values(request, kind)
                reply = await pool.run({"kind": kind, "values": values, "today": date.today().isoformat()})
            except HttpProblem as refusal:
                problem = {
                    "error": refusal.line,
                    "candidates": [{"name": name, "id": iri} for name, iri in refusal.candidates],
                }
                return JSONResponse(problem, refusal.status, {**refusal.headers, "Cache-Control": "no-store"})
            return Response(reply.body, 200, {"Cache-Control": "no-cache"}, reply.content_type)

        return Route(f"/api/{kind}", answer)

    return [route(kind) for kind in _NEEDED]
