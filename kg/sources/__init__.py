"""Readers of public sources: one small file each, behind the one protocol `kg.sources.protocol.Reader`.

Nothing here is imported until a reader is asked for.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from kg.errors import UsageProblem

if TYPE_CHECKING:
    from kg.sources.protocol import Reader

__all__ = ["READERS", "reader"]

READERS = MappingProxyType(
    {
        "transfermarkt": "kg.sources.transfermarkt:Transfermarkt",
        "openfootball": "kg.sources.openfootball:OpenFootball",
        "careers": "kg.sources.careers:Careers",
        "minutes": "kg.sources.minutes:Minutes",
        "managers": "kg.sources.managers:Managers",
        "claims": "kg.sources.claims:ClaimFiles",
        "wikidata": "kg.sources.wikidata:Wikidata",
    }
)
"""The name of every reader and where it lives: a new one needs its file and a line here."""


def reader(name: str, **options: object) -> Reader:
    """The reader of this name; ``options`` are fields of its class.

    Raises:
        UsageProblem: there is none.
    """
    if name not in READERS:
        raise UsageProblem(f"there is no reader called {name!r}", remedy=f"choose one of {', '.join(READERS)}")
    module, _, cls = READERS[name].partition(":")
    return cast("Reader", getattr(import_module(module), cls)(**options))
