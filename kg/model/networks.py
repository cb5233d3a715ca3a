"""What the pages show that is no answer to one question about two names: a club's reach, and a world of squads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kg.model.answers import Coverage, Interval, ModelInfo, Persuader, ScoredTie
from kg.model.people import EntityRef, Team

__all__ = ["ClubNetwork", "Lure", "Member", "World", "WorldLink", "WorldPerson"]


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody at a club as of the date; ``pull`` sums the influence on everybody outside whom he is tied to."""

    person: EntityRef
    role: str
    presence: str
    since: date | None
    pull: float
    reach: int


@dataclass(frozen=True, slots=True)
class Lure:
    """Somebody outside a club, and those of its people who could speak to him, strongest first.

    ``influence`` is the sum of what the direct ties to the club's people carry, in log-odds.
    """

    person: EntityRef
    club: EntityRef | None
    influence: float
    interval: Interval
    voices: tuple[Persuader, ...]


@dataclass(frozen=True, slots=True)
class ClubNetwork:
    """A club's people and the people elsewhere whom they could best persuade, both ranked."""

    club: Team
    as_of: date
    members: tuple[Member, ...]
    lures: tuple[Lure, ...]
    known: Coverage
    model: ModelInfo


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
