"""What `kg backtest` and `kg fit` print."""

from __future__ import annotations

from typing import NotRequired, TypedDict

__all__ = [
    "AuditShape",
    "BacktestAnswer",
    "BandShape",
    "CaseShape",
    "ContrastShape",
    "DifferenceShape",
    "EffectShape",
    "FittedTieShape",
    "IntervalShape",
    "ModelScoresShape",
    "PartShape",
    "PersuasionsAnswer",
    "RanksShape",
    "ScoresShape",
    "SliceShape",
    "WindowsShape",
]


class WindowsShape(TypedDict):
    """The windows fitted on and those foreseen, the moves in them, and the day on which each opens."""

    train: list[str]
    test: list[str]
    train_events: int
    test_events: int
    opens: dict[str, str]


class ScoresShape(TypedDict):
    """How well moves were foreseen; what rankings without chances do not have is ``null``."""

    n: int
    mrr: float
    hit1: float
    hit5: float
    hit10: float
    median_rank: float
    pseudo_r2: float | None
    ece: float | None
    slope: float | None
    intervals: NotRequired[dict[str, list[float]]]


class ModelScoresShape(TypedDict):
    """A model over all moves, and over those to a club where the player had never been."""

    all: ScoresShape
    new: ScoresShape


class DifferenceShape(TypedDict):
    """A mean, or a difference of means, with its 95 % interval."""

    value: float
    interval: list[float]


class BandShape(TypedDict):
    """A bin of the calibration: pairs in it, the mean probability said, and how often they came true."""

    n: int
    said: float
    seen: float


class FittedTieShape(TypedDict):
    """A tie of the model: change in log-odds for one unit of its column, and the standard error."""

    name: str
    effect: float
    error: float
    meaning: str


class SliceShape(ScoresShape):
    """Moves of one sort."""

    by: str
    value: str
    lift: DifferenceShape


class ContrastShape(TypedDict):
    """A matched odds ratio with its 95 % interval, E-values and placebo; ``null`` where too few have the exposure."""

    name: str
    meaning: str
    moves: int
    exposed: int
    odds: float | None
    low: float | None
    high: float | None
    e_value: float | None
    e_bound: float | None
    placebo: float | None
    holds: bool


class BacktestAnswer(TypedDict):
    """How well the model foresees moves that it has not seen.

    ``models`` are by name; ``lift`` is by ``all``, ``new`` and ``returned``, then by measure; ``placebo`` by name
    first.
    """

    data: str
    seed: int
    windows: WindowsShape
    models: dict[str, ModelScoresShape]
    lift: dict[str, dict[str, DifferenceShape]]
    placebo: dict[str, dict[str, dict[str, DifferenceShape]]]
    calibration: dict[str, list[BandShape]]
    gain: dict[str, list[float]]
    ties: list[FittedTieShape]
    slices: list[SliceShape]
    contrasts: list[ContrastShape]
    notes: list[str]


class AuditShape(TypedDict):
    """A value column: the share of the change to come that it holds already, its 95 % interval, and the verdict."""

    column: str
    rows: int
    share: float | None
    low: float | None
    high: float | None
    verdict: str


class IntervalShape(TypedDict):
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


class RanksShape(TypedDict):
    """At which ranks a ranking has the reported persuaders, as shares of the answered reports."""

    n: int
    listed: float
    top1: float
    top3: float
    top10: float
    mrr: float
    median_rank: float | None
    intervals: dict[str, IntervalShape]


class CaseShape(TypedDict):
    """A report asked as a question."""

    player: str
    club: str
    persuader: str
    as_of: str
    role: str | None
    answered: bool
    candidates: int
    basis: str | None
    ranks: dict[str, float] | None
    why_not: str | None


class PersuasionsAnswer(TypedDict):
    """At which rank reported persuaders stand (`--persuasions`); the score's own figures stand on top."""

    listed: float | None
    top1: float | None
    top3: float | None
    mrr: float | None
    median_rank: float | None
    reports: int
    answered: int
    models: dict[str, RanksShape]
    slices: dict[str, dict[str, RanksShape]]
    cases: list[CaseShape]


class EffectShape(TypedDict):
    """The fitted effect of a tie: change in log-odds for one unit, its interval, and the odds of a first person."""

    tie: str
    effect: float
    error: float
    low: float
    high: float
    odds: float
    meaning: str


class PartShape(TypedDict):
    """A part of the score fitted on reports (`--persuasions`): its effect in log-odds, and how many named had it."""

    part: str
    effect: float
    error: float
    low: float
    high: float
    prior: float
    named: int
