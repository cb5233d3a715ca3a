"""What the measure on documented persuasions found: at which rank reported persuaders stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from kg.model.backtest import Difference

__all__ = ["PersuasionCase", "PersuasionReport", "PersuasionRow", "RankSummary"]


@dataclass(frozen=True, slots=True)
class PersuasionRow:
    """One report: who is said to have talked whom into joining which club, or tried to.

    Attributes:
        opens: the first day of the window. at: the day asked about: the day before the announcement, or before the
            window opens where the announcement is not dated.
        role, outcome, attempt: as the table has them; "" where it does not.
    """

    player: str
    club: str
    persuader: str
    opens: date
    at: date
    role: str = ""
    outcome: str = ""
    attempt: str = ""


@dataclass(frozen=True, slots=True)
class PersuasionCase:
    """A report asked as a question.

    Attributes:
        answered: whether the store knows the player, the club and its squad, so that the question can be asked.
        candidates: how many people were listed as able to speak.
        ranks: rank of the persuader by ranking; empty if he is not among them. why: what is missing, in words.
        basis: what makes him a candidate (see `Persuader.basis`), "" if he is none.
    """

    row: PersuasionRow
    answered: bool = False
    candidates: int = 0
    ranks: dict[str, float] = field(default_factory=dict)
    basis: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class RankSummary:
    """Over all answered reports; a persuader who is not listed counts as never found.

    ``listed``, ``top1``, ``top3`` and ``top10`` are shares of all answered reports, ``mrr`` the mean of 1/rank,
    ``median_rank`` the median over those listed. ``intervals`` are 95 % bootstrap intervals that draw whole stories,
    for the cross-validated score with the fit made again in every draw.
    """

    n: int
    listed: float
    top1: float
    top3: float
    top10: float
    mrr: float
    median_rank: float
    intervals: dict[str, Difference] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PersuasionReport:
    """All cases; a summary of each ranking; and the score by role, outcome and years (``slices``)."""

    cases: tuple[PersuasionCase, ...]
    models: dict[str, RankSummary]
    slices: dict[str, dict[str, RankSummary]]

    @property
    def answered(self) -> int:
        """How many reports the store could answer."""
        return sum(case.answered for case in self.cases)
