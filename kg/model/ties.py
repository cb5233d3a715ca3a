"""Ties: what connects two people as of a date, derived from claims and never stored as claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from kg.model.claims import Confidence, Modality, Source
from kg.model.people import EntityRef

__all__ = ["LIKENESS", "Evidence", "Tie", "TieKind"]


class TieKind(StrEnum):
    """Kinds of tie, each with one definition in `kg.graph.ties`."""

    CLUB = "club"
    ACADEMY = "academy"
    NATIONAL_TEAM = "national_team"
    NATIONAL_YOUTH_TEAM = "national_youth_team"
    COACHED_BY = "coached_by"
    STAFF = "staff"
    FRIENDSHIP = "friendship"
    FAMILY = "family"
    MENTOR = "mentor"
    IDOL = "idol"
    SAME_AGENT = "same_agent"
    COMPATRIOT = "compatriot"
    HOME_TOWN = "home_town"
    LANGUAGE = "language"
    FEUD = "feud"


DIRECTED: Final[Mapping[TieKind, tuple[str, str]]] = MappingProxyType(
    {TieKind.MENTOR: ("mentor", "protege"), TieKind.IDOL: ("idol", "admirer")}
)
"""The stated ties whose sides differ: what the two are called, the claim's subject first."""

LIKENESS: Final = (TieKind.COMPATRIOT, TieKind.HOME_TOWN, TieKind.LANGUAGE)
"""The ties that many share by birth: by citizenship, birth place and language."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One claim under a tie: where it comes from and what it says, with dates as of the question.

    ``end`` is ``None`` while the fact still held on the day of the question, or when its end is unknown.
    ``modality``, ``origin`` and ``quote`` are those of the claim (see `kg.model.Claim`).
    """

    source: Source
    start: date | None = None
    end: date | None = None
    occasion: str = ""
    summary: str = ""
    confidence: Confidence = Confidence.HIGH
    modality: Modality | None = None
    origin: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Tie:
    """One tie from ``ego`` to ``alter``: all that two people shared at one team, or one stated relationship.

    Attributes:
        start, end: first and last day (exclusive) shared; ``end`` is ``None`` while it still holds.
        days: days together, the best estimate; ``days_low`` and ``days_high`` bound it where dates are inexact
            (0 for kinds that have no duration).
        circle: how many people shared it: squad members around them over the shared time; 0 if not applicable.
        detail: the finer word: the relationship's own, or the two roles where they differ.
        ego_role, alter_role: what the two were at the team, or as `DIRECTED` calls them; "" for other relationships.
    """

    kind: TieKind
    ego: str
    alter: str
    team: EntityRef | None = None
    start: date | None = None
    end: date | None = None
    days: int = 0
    days_low: int = 0
    days_high: int = 0
    circle: int = 0
    detail: str = ""
    strength: str = ""
    ego_role: str = ""
    alter_role: str = ""
    evidence: tuple[Evidence, ...] = ()

    @property
    def guides(self) -> bool:
        """Whether the ego is the mentor, or the idol, of the alter."""
        return self.kind in DIRECTED and self.ego_role == DIRECTED[self.kind][0]

    @property
    def possible(self) -> bool:
        """Whether a shared team is only possible: the dates allow for common days, and make none of them certain.

        National teams are not meant: of a career there, no day is ever certain.
        """
        national = self.kind in (TieKind.NATIONAL_TEAM, TieKind.NATIONAL_YOUTH_TEAM)
        return self.team is not None and not national and self.days_low == 0 < self.days_high
