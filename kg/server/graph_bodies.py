"""The triples that a body brings to a graph: one document, or the files of a web form."""

from __future__ import annotations

from email.message import Message
from email.parser import Parser
from email.policy import HTTP
from typing import Final

from starlette.requests import Request

from kg.server.http_problem import HttpProblem
from kg.server.limits import Limits
from kg.server.negotiation import GRAPH_FORMS
from kg.server.request import body_text, media_type

__all__ = ["MULTIPART", "TRIPLE_FORMS", "documents"]

MULTIPART: Final = "multipart/form-data"
TRIPLE_FORMS: Final = {
    name: form.media_type
    for form in GRAPH_FORMS
    if form.media_type.partition("/")[2] not in ("n-quads", "trig")
    for name in form.names
    if name not in ("application/json", "application/xml", "text/xml", "text/plain")
}
"""Media types of bodies, by all their names; the forms of whole datasets have no place in one graph."""


async def documents(request: Request, limits: Limits) -> list[tuple[str, str]]:
    """The texts that a body brings, each with Oxigraph's media type for it.

    Raises:
        HttpProblem: 415, in a form that is none of triples; 400, a web form without files.
    """
    kind = media_type(request)
    if kind != MULTIPART:
        form = _form(kind)
        return [(await body_text(request, limits), form)]
    header = request.headers["content-type"]
    text = await body_text(request, limits)
    # Parsed as a mail is: the two have one syntax (RFC 7578).
    whole: Message = Parser(policy=HTTP).parsestr(f"Content-Type: {header}\n\n{text}")
    parts = whole.get_payload()
    if not whole.is_multipart() or not isinstance(parts, list) or not parts:
        raise HttpProblem(400, "the form has no files, or its boundary is not the one of its header")
    return [(str(part.get_payload()), _form(part.get_content_type())) for part in parts if isinstance(part, Message)]


def _form(kind: str) -> str:
    form = TRIPLE_FORMS.get(kind, "")
    if not form:
        offered = ", ".join(sorted({*TRIPLE_FORMS.values(), MULTIPART}))
        raise HttpProblem(415, f"a graph comes as one of {offered}")
    return form
