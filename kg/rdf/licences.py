"""Licences have addresses: the IRI of a licence that a text names, and the other way round."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

__all__ = ["licence_iri", "licence_name"]

_IRIS: Final = MappingProxyType(
    {
        "CC0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
        "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
        "CC BY-SA 4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    }
)
_NAMES: Final = MappingProxyType({iri: name for name, iri in _IRIS.items()})


def licence_iri(text: str) -> str:
    """The licence under which all of a release is, as the text says; "" where it says something else.

    A text that says more after a comma, such as to whom the work is owed, still names the licence.
    """
    return _IRIS.get(text.partition(",")[0], "")


def licence_name(iri: str) -> str:
    """The licence in a word; an IRI without a known name stays as it is."""
    return _NAMES.get(iri, iri)
