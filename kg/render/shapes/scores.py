"""What the score of a few players gives programs."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from kg.render.shapes.common import Named
from kg.render.shapes.questions import ModelShape

__all__ = ["ScoreShape", "ScoredLinkShape", "ScoresAnswer", "ScoresQuestion"]


class ScoresQuestion(TypedDict):
    """Whom it was asked about; no clubs are all clubs, and no ``top`` is every club of each player."""

    players: list[Named]
    clubs: list[Named] | None
    top: int | None
    as_of: str


class ScoredLinkShape(TypedDict):
    """Somebody at the club, what his direct ties to the player carry, and their kinds."""

    id: str
    name: str
    influence: float
    ties: list[str]


class ScoreShape(TypedDict):
    """A player and a club: the sum over all links, how many there are, and the strongest."""

    target: Named
    club: Named
    influence: float
    links: int
    through: list[ScoredLinkShape]


class ScoresAnswer(TypedDict):
    """What the people of clubs carry with players (`score`)."""

    question: ScoresQuestion
    scores: list[ScoreShape]
    model: ModelShape
    left_out: NotRequired[dict[str, int | str]]
