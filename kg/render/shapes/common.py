"""What every answer names: people, teams and sources."""

from __future__ import annotations

from typing import TypedDict

__all__ = [
    "Named",
    "SourceShape",
]


class Named(TypedDict):
    """Somebody or something: an id, which is an address, and a name."""

    id: str
    name: str


class SourceShape(TypedDict):
    """A page or data set, who published it and when."""

    title: str
    url: str
    publisher: str
    published: str | None
