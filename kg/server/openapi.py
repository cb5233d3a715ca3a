"""What the server answers, described in OpenAPI 3.1 at ``/openapi.json``, from the one list of the API's parameters."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg import __version__
from kg.rdf.vocabulary import NAMESPACE
from kg.server.api_jobs import LONGEST, MOST, PARAMETERS, longest
from kg.server.api_schemas import ERROR_SCHEMA, answer_schema
from kg.server.graph_bodies import MULTIPART, TRIPLE_FORMS
from kg.server.graph_store import STORE
from kg.server.limits import Limits
from kg.server.linked_data import THINGS
from kg.server.negotiation import GRAPH_FORMS, TABLE_FORMS
from kg.server.pool import WorkerResponse
from kg.server.responses import Reply

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
    "players": {**_TEXT, "maxLength": longest("players"), "description": "names, one to a line"},
    "clubs": {
        **_TEXT,
        "maxLength": longest("clubs"),
        "description": "names, one to a line; without them every club at which somebody is",
    },
    "top": {"type": "integer", "minimum": 1, "maximum": MOST, "description": "clubs to keep of each player"},
}
_SUMMARIES: Final = {
    "persuade": "Who could persuade a player, to join a club or at all",
    "explain": "What connects two people",
    "show": "What is known of a person or a team",
    "where": "The clubs somebody is at",
    "squad": "The people at a team",
    "destinations": "The clubs whose people have the most influence on a player",
    "targets": "The players on whom the people of a club have the most influence",
    "score": "What the people of clubs carry with players by direct ties, pair by pair",
    "question": "A named question as SPARQL, with the names put in",
}
_REFUSALS: Final = {
    400: "not understood, or not allowed",
    401: "without the token",
    403: "the server takes no updates, or does not answer to this name or origin",
    404: "a name, a graph or a thing that is not known",
    406: "in none of the forms that are accepted",
    408: "the body did not come in time",
    409: "a name that could be several",
    413: "the body is too large",
    414: "the address is too long",
    415: "a body in a form that is not read",
    422: "the result is too large",
    503: "too much to do; try again later",
}
_DEFAULT: Final = {"name": "default", "in": "query", "allowEmptyValue": True, "schema": {"const": ""}}
_TAG: Final = {"ETag": {"schema": {"type": "string"}, "description": "to be sent back as If-None-Match"}}


def _parameter(name: str, schema: dict[str, Any], *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": required, "schema": schema}


def _content(*media_types: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    return {media_type: {"schema": schema} if schema else {} for media_type in media_types}


def _answers(content: dict[str, Any], *refusals: int, errors: dict[str, Any] | None = None) -> dict[str, Any]:
    """The responses to a reading request."""
    error = {"content": errors or _content("text/plain", schema={"type": "string"})}
    return {
        "200": {"description": "the answer", "headers": _TAG, "content": content},
        "304": {"description": "the client has it already"},
        **{str(status): {"description": _REFUSALS[status], **error} for status in (*refusals, 403, 503)},
    }


def _written(*refusals: int) -> dict[str, Any]:
    """The responses to a writing request."""
    refused = {str(status): {"description": _REFUSALS[status]} for status in (*refusals, 401, 403, 503)}
    return {"204": {"description": "done"}, **refused}


def _referring(value: Any) -> Any:
    """A schema whose references lead to the components of the description."""
    if isinstance(value, dict):
        return {
            key: f"#/components/schemas/{part.rpartition('/')[2]}" if key == "$ref" else _referring(part)
            for key, part in value.items()
        }
    return [_referring(part) for part in value] if isinstance(value, list) else value


def _schemas() -> dict[str, Any]:
    """The components: what each question answers, and the shapes that those consist of."""
    schemas: dict[str, Any] = {"Error": ERROR_SCHEMA}
    for kind in PARAMETERS:
        schema = dict(answer_schema(kind))
        schemas |= schema.pop("$defs", {})
        schemas[f"{kind}_answer"] = schema
    return {name: _referring(schema) for name, schema in sorted(schemas.items())}


def _question(kind: str) -> dict[str, Any]:
    needed, allowed = PARAMETERS[kind]
    parameters = [_parameter(name, _SCHEMAS.get(name, _TEXT), required=name in needed) for name in (*needed, *allowed)]
    content = _content("application/json", schema={"$ref": f"#/components/schemas/{kind}_answer"})
    errors = _content("application/json", schema={"$ref": "#/components/schemas/Error"})
    answers = _answers(content, 400, 404, 409, 414, errors=errors)
    return {"get": {"operationId": kind, "summary": _SUMMARIES[kind], "parameters": parameters, "responses": answers}}


def _sparql() -> dict[str, Any]:
    text = {"type": "string"}
    answers = _answers(_content(*(form.media_type for form in (*TABLE_FORMS, *GRAPH_FORMS))), 400, 406, 414, 422)
    graphs = {"type": "array", "items": text}
    names = ("default-graph-uri", "named-graph-uri", "using-graph-uri", "using-named-graph-uri")
    fields = {"query": text, "update": text, **dict.fromkeys(names, graphs)}
    parameters = [_parameter("query", text), *(_parameter(name, graphs) for name in names[:2])]
    bodies = {
        **_content("application/sparql-query", "application/sparql-update", schema=text),
        "application/x-www-form-urlencoded": {"schema": {"type": "object", "properties": fields}},
    }
    return {
        "get": {
            "operationId": "query",
            "summary": "Query; without one, the description of the service",
            "parameters": parameters,
            "responses": answers,
        },
        "post": {
            "operationId": "queryOrUpdate",
            "summary": "Query, or update with the token",
            "parameters": [_parameter(name, graphs) for name in names],
            "requestBody": {"required": True, "content": bodies},
            "responses": {**answers, **_written(400, 408, 413, 415)},
            "security": [{}, {"token": []}],
        },
    }


def _graphs(parameters: list[dict[str, Any]], suffix: str) -> dict[str, Any]:
    """The methods of one graph."""
    token: dict[str, Any] = {"security": [{"token": []}]}
    body = {"requestBody": {"required": True, "content": _content(*sorted({*TRIPLE_FORMS.values(), MULTIPART}))}}
    done = {"201": {"description": "done, and there was no such graph before"}, **_written(400, 408, 413, 415)}
    read = _answers(_content(*(form.media_type for form in GRAPH_FORMS)), 400, 404, 406, 422)
    operations: dict[str, tuple[str, str, dict[str, Any]]] = {
        "get": ("read", "One graph", {"responses": read}),
        "put": ("replace", "Replace a graph", {**body, **token, "responses": done}),
        "post": ("extend", "Add to a graph; without one, make one", {**body, **token, "responses": done}),
        "delete": ("delete", "Delete a graph", {**token, "responses": _written(400, 404)}),
    }
    described = {
        method: {"operationId": f"{name}Graph{suffix}", "summary": summary, **rest}
        for method, (name, summary, rest) in operations.items()
    }
    return {"parameters": parameters, **described}


def _path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _reading(name: str, summary: str, *media_types: str, parameters: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """A path that is only read."""
    refusals = (404, 406, 422) if parameters else ()
    answers = _answers(_content(*media_types), *refusals)
    if parameters:
        answers["303"] = {"description": "the page of a person or team, for browsers"}
    return {"get": {"operationId": name, "summary": summary, "parameters": list(parameters), "responses": answers}}


def description(address: str) -> dict[str, Any]:
    """The description of a server at an address."""
    forms = [form.media_type for form in GRAPH_FORMS]
    return {
        "openapi": "3.1.0",
        "info": {"title": "Player knowledge graph", "version": __version__},
        "servers": [{"url": address}],
        "externalDocs": {"url": NAMESPACE.removesuffix("#"), "description": "the ontology"},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
        },
        "paths": {
            **{f"/api/{kind}": _question(kind) for kind in PARAMETERS},
            "/sparql": _sparql(),
            STORE: _graphs([_parameter("graph", {"type": "string", "format": "iri"}), _DEFAULT], ""),
            STORE + "/{path}": _graphs([_path("path")], "ByAddress"),
            **{
                f"/{part}/{{path}}": _reading(part, "What is known of a thing", *forms, parameters=[_path("path")])
                for part in THINGS
            },
            "/ns": _reading("ontology", "The ontology", *forms),
            "/.well-known/void": _reading(
                "catalogue", "The store, in VoID and DCAT", "text/turtle", "application/ld+json"
            ),
            "/openapi.json": _reading("openapi", "This description", "application/json"),
        },
    }


def openapi_routes(limits: Limits, *, address: str) -> list[Route]:
    """The route of the description."""

    def described(_request: Request) -> Response:
        return Reply(WorkerResponse("application/json", json.dumps(description(address)).encode()), limits)

    return [Route("/openapi.json", described)]
