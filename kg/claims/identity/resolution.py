"""What resolving one release comes to: whom its local ids mean, and what was left in doubt."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.claims.identity.team_matcher import TeamMatch

__all__ = ["Doubt", "PersonMatch", "Resolution"]


@dataclass(frozen=True, slots=True)
class PersonMatch:
    """Whom a local id means, with the score and what it rests on; ``new`` if nobody knew the person before."""

    id: str
    score: float
    reasons: tuple[str, ...]
    new: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two records that may be one and were kept apart: for a person to decide."""

    what: str
    one: str
    one_name: str
    other: str
    other_name: str
    score: float
    reasons: tuple[str, ...]


@dataclass(slots=True)
class Resolution:
    """Who and what the local ids of one release mean, and what was left in doubt."""

    people: dict[str, PersonMatch] = field(default_factory=dict)
    teams: dict[str, TeamMatch] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
