"""The score: what the people of clubs carry with players, pair by pair."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kg.model.answers import ModelInfo
from kg.model.people import EntityRef

__all__ = ["Score", "ScoreLink", "Scores"]


@dataclass(frozen=True, slots=True)
class ScoreLink:
    """Somebody at the club with a direct tie to the player: what all such ties carry, and the kinds of them."""

    person: EntityRef
    influence: float
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """What the people of a club carry with a player.

    Attributes:
        influence: in log-odds, the sum over all links; it does not count that voices overlap, nor ways through others.
        links: how many people at the club have a direct tie to the player.
        strongest: the first few of them.
    """

    target: EntityRef
    club: EntityRef
    influence: float
    links: int
    strongest: tuple[ScoreLink, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """Players scored against clubs, player by player, the club with the greatest influence first.

    Attributes:
        players: the players asked about.
        clubs: the clubs asked about; ``None`` is every club at which somebody is as of the date.
        top: how many clubs were kept of each player; ``None`` is all.
    """

    players: tuple[EntityRef, ...]
    clubs: tuple[EntityRef, ...] | None
    top: int | None
    as_of: date
    scores: tuple[Score, ...]
    model: ModelInfo
