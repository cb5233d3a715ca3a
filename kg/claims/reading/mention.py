"""Places in a story where somebody is named or described."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Doubt", "Mention"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A name that several answer to, or somebody only loosely: nothing is proposed of it."""

    name: str
    candidates: tuple[str, ...]
    start: int


@dataclass(slots=True)
class Mention:
    """A place where somebody is named or described.

    Attributes:
        start, end: its place in the text.
        node: who it is; ``None`` for somebody whom the store does not know, or who is in doubt.
        kind: ``person``, ``club``, ``nation`` or ``unknown``.
        candidates: whom a name in doubt may mean.
        described: whether it is a description and no name.
        by_last_word: whether it is a club known only by its last word, and by whom the text names besides.
        others: of "the duo", the second person.
    """

    start: int
    end: int
    node: int | None
    kind: str
    candidates: tuple[int, ...] = ()
    described: bool = False
    by_last_word: bool = False
    others: tuple[int, ...] = ()
    affiliation: int | None = field(default=None)
