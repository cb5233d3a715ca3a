"""What the measure on documented persuasions found: at which rank reported persuaders stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

__all__ = ["PersuasionCase", "PersuasionReport", "PersuasionRow", "RankSummary"]


@dataclass(frozen=True, slots=True)
class PersuasionRow:
    """One report: who is said to have talked whom into joining which club (or tried), and when the window opened."""

    player: str
    club: str
    persuader: str
    opens: date


@dataclass(frozen=True, slots=True)
class PersuasionCase:
    """A report asked as a question. ``ranks`` by ranking, none if the data cannot know; ``why`` says why not.

    ``connected`` is how many people were known to be connected with the club; ``tied`` whether the data tell of any
    tie between the persuader and the player, direct or through a go-between.
    """

    row: PersuasionRow
    connected: int = 0
    tied: bool = False
    ranks: dict[str, float] | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class RankSummary:
    """Over cases: how many, share in the first three and the first ten, and the median rank."""

    n: int
    top3: float
    top10: float
    median_rank: float


@dataclass(frozen=True, slots=True)
class PersuasionReport:
    """All cases, and by ranking the summary of those that the data can know (``known``) or tell a tie of (``tied``)."""

    cases: tuple[PersuasionCase, ...]
    known: dict[str, RankSummary]
    tied: dict[str, RankSummary]
