"""Answers about many clubs, many players, several people at once, and the years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kg.model.answers import Coverage, Interval, ModelInfo, Persuader
from kg.model.outlook import Outlook
from kg.model.people import EntityRef

__all__ = [
    "Door",
    "DoorGain",
    "Doors",
    "Joint",
    "JointStep",
    "Member",
    "Moment",
    "RankedMatch",
    "Recommendations",
    "Signing",
]


@dataclass(frozen=True, slots=True)
class RankedMatch:
    """A club whose people could persuade a player, or a player whom a club's people could persuade.

    Attributes:
        place: the club, or the player. club: where the player is; of a club, the club itself.
        influence: what ``voices`` carry together, in log-odds; they overlap, so it is less than the sum.
        voices: the club's people who have a tie to the player, strongest first.
    """

    place: EntityRef
    club: EntityRef | None
    influence: float
    interval: Interval
    voices: tuple[Persuader, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody at a club as of the date, and to how many people elsewhere he is tied."""

    person: EntityRef
    role: str
    presence: str
    since: date | None
    reach: int


@dataclass(frozen=True, slots=True)
class Recommendations:
    """Clubs that a player's ties pull to, or players whom a club could best persuade; strongest first.

    ``record`` says how often such rankings were right in the back-test. ``members`` are the people of a club whom the
    question is about; of a player there are none. ``outlook`` is where a player goes by the full model of moves, where
    the store has one for that day.
    """

    subject: EntityRef
    as_of: date
    recommendations: tuple[RankedMatch, ...]
    known: Coverage
    model: ModelInfo
    record: str
    members: tuple[Member, ...] = ()
    outlook: Outlook | None = None


@dataclass(frozen=True, slots=True)
class JointStep:
    """Somebody added to those chosen before: what he adds, and what they carry together then, in log-odds."""

    person: EntityRef
    gain: float
    total: float


@dataclass(frozen=True, slots=True)
class Signing:
    """What signing somebody first would change: his own influence on the player, and what it adds to the club's."""

    person: EntityRef
    influence: float
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Joint:
    """What the people at a club carry together.

    Attributes:
        total: all of them. without: by id, what would be left without that person.
        best: those who together carry most, found greedily. signing: what signing somebody first would add.
    """

    total: float
    without: dict[str, float]
    best: tuple[JointStep, ...] = ()
    signing: Signing | None = None


@dataclass(frozen=True, slots=True)
class DoorGain:
    """What a signing adds to a club's influence on one target, in log-odds."""

    target: EntityRef
    influence: float


@dataclass(frozen=True, slots=True)
class Door:
    """Somebody whose signing would add to a club's influence: in all, and on the targets to whom it adds most."""

    person: EntityRef
    club: EntityRef | None
    influence: float
    targets: tuple[DoorGain, ...]


@dataclass(frozen=True, slots=True)
class Doors:
    """The signings that would open most doors for a club, over some targets; the best first."""

    club: EntityRef
    as_of: date
    targets: int
    doors: tuple[Door, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """The influence between two people as of a day, in both directions."""

    day: date
    forward: float
    backward: float
    ties: int
