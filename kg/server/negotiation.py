"""Which of the forms on offer a client prefers (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["GRAPH_FORMS", "TABLE_FORMS", "Form", "chosen"]

_MOST: Final = 100
"""Ranges of an Accept header that are looked at."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form of answers: Oxigraph's media type for it, the header to send, other names that clients use."""

    media_type: str
    header: str
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All media types by which it may be asked for."""
        return (self.media_type, *self.aliases)


TABLE_FORMS: Final = (
    Form("application/sparql-results+json", "application/sparql-results+json", ("application/json",)),
    Form("application/sparql-results+xml", "application/sparql-results+xml", ("application/xml", "text/xml")),
    Form("text/csv", "text/csv; charset=utf-8; header=present"),
    Form("text/tab-separated-values", "text/tab-separated-values; charset=utf-8; header=present"),
)
"""Forms of rows and booleans, the one sent without a wish first."""

GRAPH_FORMS: Final = (
    Form("text/turtle", "text/turtle; charset=utf-8", ("application/turtle", "application/x-turtle")),
    Form("application/n-triples", "application/n-triples", ("text/plain",)),
    Form("application/n-quads", "application/n-quads"),
    Form("application/trig", "application/trig; charset=utf-8"),
    Form("application/ld+json", "application/ld+json", ("application/json",)),
    Form("application/rdf+xml", "application/rdf+xml", ("application/xml", "text/xml")),
)
"""Forms of graphs, the one sent without a wish first."""


def _quality(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                quality = float(value)
            except ValueError:
                return 0.0
            return quality if 0.0 <= quality <= 1.0 else 0.0
    return 1.0


def _wishes(accept: str) -> Mapping[str, float]:
    wishes: dict[str, float] = {}
    for part in accept.split(",")[:_MOST]:
        media_range, *parameters = part.split(";")
        name = media_range.strip().lower()
        if name:
            wishes[name] = max(wishes.get(name, 0.0), _quality(parameters))
    return wishes


def _rank(form: Form, wishes: Mapping[str, float]) -> float:
    """The quality that the most specific range gives to a form; its other names count when written out."""
    by_name = [wishes[name] for name in form.names if name in wishes]
    if by_name:
        return max(by_name)
    return wishes.get(form.media_type.partition("/")[0] + "/*", wishes.get("*/*", 0.0))


def chosen(accept: str, forms: Sequence[Form]) -> Form | None:
    """The form that suits an Accept header best; among equals the first on offer; ``None`` when none does.

    >>> chosen("text/csv;q=0.5, application/sparql-results+xml", TABLE_FORMS).media_type
    'application/sparql-results+xml'
    >>> chosen("image/png", TABLE_FORMS) is None
    True
    """
    wishes = _wishes(accept)
    if not wishes:
        return forms[0]
    best = max(forms, key=lambda form: _rank(form, wishes))
    return best if _rank(best, wishes) > 0 else None
