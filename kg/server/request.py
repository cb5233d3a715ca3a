"""What a request asks for, by the SPARQL 1.1 Protocol; anything that it leaves open is refused."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from kg.server.http_problem import HttpProblem
from kg.server.limits import Limits

__all__ = ["Operation", "authorise", "body_text", "media_type", "operation"]

_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_CLOSE: Final = {"Connection": "close"}
_MOST_PARAMETERS: Final = 200
_EMPTY_IS_NONE: Final = ("default-graph-uri", "named-graph-uri")


@dataclass(frozen=True, slots=True)
class Operation:
    """A query or an update: ``default`` and ``named`` are the graphs that the request's parameters name for it."""

    update: bool
    text: str
    default: tuple[str, ...]
    named: tuple[str, ...]


def authorise(request: Request, token: str) -> None:
    """Let an update pass only with the token.

    Raises:
        Refusal: 403, the server takes no updates; 401, the token is missing or wrong.
    """
    if not token:
        raise HttpProblem(
            403, "this server is read-only; it takes updates only when started with --update-token", _CLOSE
        )
    scheme, _, credential = request.headers.get("authorization", "").partition(" ")
    # In constant time, so that the answer's delay tells nothing about how much of a guess was right.
    right = hmac.compare_digest(credential.strip().encode(), token.encode())
    if scheme.lower() != "bearer" or not right:
        raise HttpProblem(
            401,
            "updates need the header Authorization: Bearer TOKEN",
            {"WWW-Authenticate": 'Bearer realm="updates"', **_CLOSE},
        )


def media_type(request: Request) -> str:
    """The one media type of the body.

    Raises:
        Refusal: 415, there is none, it is ambiguous, or the text would not be UTF-8.
    """
    headers = request.headers.getlist("content-type")
    if len(headers) != 1 or "," in headers[0]:
        raise HttpProblem(415, f"a POST needs one Content-Type: {_QUERY}, {_UPDATE} or {_FORM}", _CLOSE)
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise HttpProblem(415, "a body is taken only without Content-Encoding", _CLOSE)
    name_given, *parameters = (part.strip() for part in headers[0].split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in ("utf-8", "utf8"):
            raise HttpProblem(415, "the body must be UTF-8", _CLOSE)
    return name_given.lower()


async def body_text(request: Request, limits: Limits) -> str:
    """The whole body as text.

    Raises:
        Refusal: 413, it is too large; 408, it does not come; 400, it is not UTF-8.
    """
    data = bytearray()
    try:
        async with asyncio.timeout(limits.body_seconds):
            async for piece in request.stream():
                data += piece
                if len(data) > limits.request_bytes:
                    raise HttpProblem(413, f"the body is larger than {limits.request_bytes} bytes", _CLOSE)
    except TimeoutError:
        raise HttpProblem(408, f"the body did not come within {limits.body_seconds:g} seconds", _CLOSE) from None
    except ClientDisconnect:
        raise HttpProblem(400, "the body is incomplete", _CLOSE) from None
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise HttpProblem(400, "the body is not UTF-8") from None


def _parameters(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except ValueError:
        raise HttpProblem(400, "the parameters cannot be read: they are too many, or not UTF-8") from None


def _read(parameters: Sequence[tuple[str, str]]) -> Operation | None:
    """What the parameters ask for; ``None`` when they name neither a query nor an update."""

    def values(name: str) -> tuple[str, ...]:
        # Web forms send every field, filled in or not: an empty graph is none.
        return tuple(value for key, value in parameters if key == name and (value or name not in _EMPTY_IS_NONE))

    texts = values("query"), values("update")
    if not any(texts):
        return None
    if sum(map(len, texts)) > 1:
        raise HttpProblem(400, "a request has one query or one update, and no more")
    update = bool(texts[1])
    if values("default-graph-uri" if update else "using-graph-uri") or values(
        "named-graph-uri" if update else "using-named-graph-uri"
    ):
        raise HttpProblem(400, "default-graph-uri and named-graph-uri go with queries, using-… with updates")
    prefix = ("using-graph-uri", "using-named-graph-uri") if update else ("default-graph-uri", "named-graph-uri")
    return Operation(update, (texts[0] + texts[1])[0], values(prefix[0]), values(prefix[1]))


async def operation(request: Request, limits: Limits, token: str) -> Operation | None:
    """What a GET or POST asks for; ``None`` is the service description.

    Raises:
        Refusal: it is not by the protocol, too large, too slow, or an update without leave.
    """
    in_address = _parameters(request.url.query)
    if request.method != "POST":
        if int(request.headers.get("content-length", "0")) or "transfer-encoding" in request.headers:
            raise HttpProblem(400, f"a {request.method} has no body", _CLOSE)
        requested = _read(in_address)
        if requested and requested.update:
            raise HttpProblem(400, "updates come by POST")
        return requested
    form = media_type(request)
    if form == _FORM:
        requested = _read([*in_address, *_parameters(await body_text(request, limits))])
    elif form in (_QUERY, _UPDATE):
        if form == _UPDATE:
            authorise(request, token)  # before the body is read: strangers may keep theirs
        name = "update" if form == _UPDATE else "query"
        requested = _read([*in_address, (name, await body_text(request, limits))])
    else:
        raise HttpProblem(415, f"a POST is of type {_QUERY}, {_UPDATE} or {_FORM}", _CLOSE)
    if requested is None:
        raise HttpProblem(400, "the form has neither query nor update")
    if requested.update:
        authorise(request, token)
    return requested
