"""What a story has said so far."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Story"]


@dataclass
class Story:
    """What a story has said so far: who was mentioned, where, and which club people are said to be at or to join."""

    people: list[tuple[int, int]] = field(default_factory=list)
    clubs: list[tuple[int, int]] = field(default_factory=list)
    at_club: dict[int, int] = field(default_factory=dict)
    joined: dict[int, int] = field(default_factory=dict)
    bound: dict[int, int] = field(default_factory=dict)
    """The clubs that people are said to have joined, and those that they have joined or are to join."""
    sought: set[tuple[int, int]] = field(default_factory=set)
    """The players whom clubs are said to want, with the clubs."""
    offers: list[tuple[int, int, int]] = field(default_factory=list)
    """Sentences that tell of an offer: their number, the player, the club that made it."""
    wanted: set[tuple[int, int]] = field(default_factory=set)
    """Those of them whose own club it cannot be: to offer terms to one's own player is no interest in him."""
    subjects: dict[int, int] = field(default_factory=dict)
    """Who or which club acts in a sentence, by its number."""
    clubs_acting: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """The clubs that act together in a sentence, by its number."""
    matches: set[int] = field(default_factory=set)
    """Sentences that tell of a match: a club in them may be there as an opponent only."""
    by_last_word: set[int] = field(default_factory=set)
    """Clubs that the story names by their last word alone, which others share."""
    lent: set[int] = field(default_factory=set)
    """Players who are said to be on loan: until when their contract runs says nothing of the club that they are at."""
    strangers: list[int] = field(default_factory=list)
    """Sentences that tell of a player whom the store does not know: a description may mean him."""
    speaker: tuple[int, int] | None = None
    """The sentence in which somebody was last said to speak, and who."""

    def recent_people(self, number: int, *, within: int = 10_000) -> list[int]:
        """The people mentioned in the last sentences, the latest first, each once."""
        return list(dict.fromkeys(node for at, node in reversed(self.people) if number - at <= within))

    def recent_clubs(self, number: int, *, within: int = 10_000) -> list[int]:
        """The clubs mentioned in the last sentences, the latest first, each once."""
        return list(dict.fromkeys(node for at, node in reversed(self.clubs) if number - at <= within))
