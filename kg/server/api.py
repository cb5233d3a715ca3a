"""The JSON API: what the questions of the command line answer with ``--format json``, over HTTP."""

from __future__ import annotations

from datetime import date

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg.server.api_jobs import PARAMETERS, check_parameters
from kg.server.http_problem import HttpProblem
from kg.server.limits import Limits
from kg.server.pool import Pool
from kg.server.responses import Reply

__all__ = ["api_routes"]


def _values(request: Request, kind: str) -> dict[str, str]:
    items = request.query_params.multi_items()
    values = dict(items)
    if len(values) != len(items):
        raise HttpProblem(400, "a parameter is given twice")
    check_parameters(kind, values)
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
            return Reply(reply, limits)

        return Route(f"/api/{kind}", answer)

    return [route(kind) for kind in PARAMETERS]
