"""A world: the people of several squads and the ties among them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kg.model.answers import Coverage, ModelInfo, ScoredTie
from kg.model.people import EntityRef

__all__ = ["Standouts", "World", "WorldLink", "WorldPerson"]


@dataclass(frozen=True, slots=True)
class WorldPerson:
    """Somebody in a world: listed with ``team``, at ``club`` on the date, in the cluster of this number."""

    person: EntityRef
    team: EntityRef
    club: EntityRef | None
    cluster: int


@dataclass(frozen=True, slots=True)
class WorldLink:
    """The ties between two people of a world."""

    one: str
    two: str
    ties: tuple[ScoredTie, ...]


@dataclass(frozen=True, slots=True)
class Standouts:
    """What stands out in a world.

    Attributes:
        bridges: people whose links reach the most clusters besides their own, and how many.
        densest: clusters in which the largest share of all pairs is linked: number and share.
        nearest: pairs of clubs that the most people of the world have been at both of, and how many.
    """

    bridges: tuple[tuple[EntityRef, int], ...] = ()
    densest: tuple[tuple[int, float], ...] = ()
    nearest: tuple[tuple[EntityRef, EntityRef, int], ...] = ()


@dataclass(frozen=True, slots=True)
class World:
    """The people of several squads and the strongest ties among them.

    ``clusters`` names each cluster by the teams that most of its ties rest on; ``left_out`` counts weaker links.
    """

    title: str
    as_of: date
    people: tuple[WorldPerson, ...]
    links: tuple[WorldLink, ...]
    clusters: tuple[str, ...]
    left_out: int
    known: Coverage
    model: ModelInfo
    standouts: Standouts = Standouts()
