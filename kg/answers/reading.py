"""Reading a story against the store: what it proposes, what of that is known, and what is accepted of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kg.claims.reading.directory import Directory
from kg.claims.reading.language import language_named
from kg.claims.reading.reader import read_story

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.claims.reading.proposals import Reading
    from kg.columns.facts import Facts

__all__ = ["directory_of", "read_text"]


def directory_of(facts: Facts, published: date) -> Directory:
    """Return the people and teams that a story of a day may speak of, with the clubs they were at."""
    from kg.graph.presence import clubs_of

    def standings(person: int) -> Sequence[tuple[int, str]]:
        return [(row.team, row.role) for row in clubs_of(facts, person, published) if row.presence != "former"]

    return Directory(facts, standings, published)


def read_text(facts: Facts, text: str, published: date, *, language: str = "") -> Reading:
    """Return what a story proposes to claim.

    Args:
        facts: the store's people, teams and claims.
        text: the story's main text.
        published: the day on which it was published, from which "last week" counts.
        language: its language's code; "" finds out.

    Raises:
        UsageProblem: there are no rules for the language.
    """
    return read_story(text, directory_of(facts, published), language=language_named(language) if language else None)
