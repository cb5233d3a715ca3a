"""Readers of public sources: one small file each, behind the one protocol `kg.claims.readers.protocol.Reader`.

Nothing here is imported until a reader is asked for.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from kg.errors import UsageProblem

if TYPE_CHECKING:
    from kg.claims.readers.protocol import Reader

__all__ = ["READERS", "reader"]

READERS = MappingProxyType(
    {
        "transfermarkt": "kg.claims.readers.transfermarkt:Transfermarkt",
        "openfootball": "kg.claims.readers.openfootball:OpenFootball",
        "careers": "kg.claims.readers.careers:Careers",
        "minutes": "kg.claims.readers.minutes:Minutes",
        "understat": "kg.claims.readers.understat:Understat",
        "worldcup-history": "kg.claims.readers.world_cups:WorldCups",
        "international-goals": "kg.claims.readers.international_goals:InternationalGoals",
        "league-transfers": "kg.claims.readers.league_transfers:LeagueTransfers",
        "managers": "kg.claims.readers.managers:Managers",
        "claims": "kg.claims.readers.claim_files:ClaimFiles",
        "wikidata": "kg.claims.readers.wikidata:Wikidata",
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
