"""What the server answers, described in OpenAPI 3.1 at ``/openapi.json``, from the one list of the API's parameters."""

from __future__ import annotations

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg import __version__
from kg.rdf.vocabulary import NAMESPACE
from kg.server.api_jobs import LONGEST, MOST, PARAMETERS
from kg.server.negotiation import GRAPH_FORMS, TABLE_FORMS

__all__ = ["openapi_routes"]

_TEXT: Final = {"type": "string", "maxLength": LONGEST}
_DAY: Final = {"type": "string", "format": "date"}
_SCHEMAS: Final[dict[str, dict[str, Any]]] = {
    "at": _DAY,
    "known_by": _DAY,
    "date": _DAY,
    "year": {"type": "string", "pattern": "^[0-9]{4}$"},
    "limit": {"type": "integer", "minimum": 1, "maximum": MOST},
    "offset": {"type": "integer", "minimum": 0},
    "why": {"type": "boolean"},
}
_SUMMARIES: Final = {
    "persuade": "Who could persuade a player, to join a club or at all",
    "explain": "What connects two people",
    "show": "What is known of a person or a team",
    "where": "The clubs somebody is at",
    "squad": "The people at a team",
    "destinations": "The clubs whose people have the most influence on a player",
    "targets": "The players on whom the people of a club have the most influence",
    "question": "A named question as SPARQL, with the names put in",
}
_REFUSALS: Final = {
    "400": "not understood, or not allowed",
    "404": "a name that is not known",
    "409": "a name that could be several",
    "503": "too much to do; try again later",
}


def _parameter(name: str, schema: dict[str, Any], *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": required, "schema": schema}


def _content(*media_types: str) -> dict[str, Any]:
    return {media_type: {} for media_type in media_types}


def _answers(*media_types: str) -> dict[str, Any]:
    refusals = {status: {"description": text} for status, text in _REFUSALS.items()}
    return {"200": {"description": "the answer", "content": _content(*media_types)}, **refusals}


def _question(kind: str) -> dict[str, Any]:
    needed, allowed = PARAMETERS[kind]
    parameters = [_parameter(name, _SCHEMAS.get(name, _TEXT), required=name in needed) for name in (*needed, *allowed)]
    answers = _answers("application/json")
    return {"get": {"operationId": kind, "summary": _SUMMARIES[kind], "parameters": parameters, "responses": answers}}


def _sparql() -> dict[str, Any]:
    text = {"type": "string"}
    answers = _answers(*(form.media_type for form in (*TABLE_FORMS, *GRAPH_FORMS)))
    graphs = {"type": "array", "items": text}
    parameters = [_parameter("query", text)]
    parameters += [_parameter(name, graphs) for name in ("default-graph-uri", "named-graph-uri")]
    bodies = _content("application/sparql-query", "application/x-www-form-urlencoded", "application/sparql-update")
    return {
        "get": {"operationId": "query", "summary": "Query", "parameters": parameters, "responses": answers},
        "post": {
            "operationId": "queryOrUpdate",
            "summary": "Query, or update with the token",
            "requestBody": {"required": True, "content": bodies},
            "responses": {**answers, "204": {"description": "updated"}},
            "security": [{}, {"token": []}],
        },
    }


def _graphs() -> dict[str, Any]:
    forms = _content(*(form.media_type for form in GRAPH_FORMS))
    done = {"204": {"description": "done"}, "401": {"description": "without the token"}}
    body = {"requestBody": {"required": True, "content": forms}}
    written = {"responses": done, "security": [{"token": []}]}
    read = {"operationId": "readGraph", "summary": "One graph", "responses": _answers(*forms)}
    return {
        "parameters": [_parameter("graph", {"type": "string", "format": "iri"}), _parameter("default", {"const": ""})],
        "get": read,
        "put": {"operationId": "replaceGraph", "summary": "Replace a graph", **body, **written},
        "post": {"operationId": "extendGraph", "summary": "Add to a graph", **body, **written},
        "delete": {"operationId": "deleteGraph", "summary": "Delete a graph", **written},
    }


def description(address: str) -> dict[str, Any]:
    """The description of a server at an address."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Player knowledge graph", "version": __version__},
        "servers": [{"url": address}],
        "externalDocs": {"url": NAMESPACE.removesuffix("#"), "description": "the ontology"},
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "paths": {
            **{f"/api/{kind}": _question(kind) for kind in PARAMETERS},
            "/sparql": _sparql(),
            "/graphs": _graphs(),
        },
    }


def openapi_routes(*, address: str) -> list[Route]:
    """The route of the description."""

    def described(_request: Request) -> Response:
        return JSONResponse(description(address), headers={"Cache-Control": "no-cache"})

    return [Route("/openapi.json", described)]
