"""Where a player goes by the full model of moves, should he move: chances of clubs, and what voices make of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kg.model.people import EntityRef

__all__ = ["ClubChance", "Outlook", "VoiceChance"]


@dataclass(frozen=True, slots=True)
class VoiceChance:
    """The chance of a club with one person's voice for it."""

    person: EntityRef
    chance: float


@dataclass(frozen=True, slots=True)
class ClubChance:
    """The chance that a player who moves joins a club.

    Attributes:
        rank: its place among all clubs of the window by ``chance``, 1 the likeliest.
        chance: without help, by the model alone. helped: with everybody at the club who has a tie to the player.
        voices: with one person's voice each, strongest first.
    """

    club: EntityRef
    rank: int
    chance: float
    helped: float
    voices: tuple[VoiceChance, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the model foresees of a player in one window.

    Attributes:
        window, opens: the window in words, and its first day.
        fitted_until: the day before which everything lies that the model was fitted on.
        clubs: how many clubs there were to choose from.
        chances: of the clubs asked about.
        record: how often the model was right in the back-test, in words.
    """

    window: str
    opens: date
    fitted_until: date
    clubs: int
    chances: tuple[ClubChance, ...]
    record: str
