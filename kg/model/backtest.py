"""What a back-test found, as every renderer receives it; the measures are those of docs/influence.md."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

__all__ = [
    "AuditLine",
    "Backtest",
    "Band",
    "Contrast",
    "Difference",
    "ModelScores",
    "Scores",
    "Slice",
    "TieEffect",
    "WindowInfo",
]


@dataclass(frozen=True, slots=True)
class Scores:
    """The measures of the protocol; ``pseudo_r2``, ``ece`` and ``slope`` are ``None`` for rankings without chances.

    ``slope`` is that of a logistic regression of what came true on the log-odds that were said, among the rows that
    were given more than 5 %: 1 is calibrated, less is overconfident.
    """

    n: int
    mrr: float
    hit1: float
    hit5: float
    hit10: float
    median_rank: float
    pseudo_r2: float | None
    ece: float | None
    slope: float | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """One bin of a calibration: (event, club) pairs in it, their mean probability, and how often they came true."""

    n: int
    said: float
    seen: float


@dataclass(frozen=True, slots=True)
class Difference:
    """A mean, or a difference of means, with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ModelScores:
    """A model over every event and over those to a club that was new to the mover, with bootstrap intervals."""

    all: Scores
    new: Scores
    intervals: dict[str, dict[str, Difference]]
    """By ``all`` and ``new``, then by measure (``mrr``, ``hit10``)."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TieEffect:
    """A tie of the model: change in log-odds for one unit of its column, the standard error, and what that means."""

    name: str
    effect: float
    error: float
    meaning: str


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A value column against dated history: the share of the change to come that it holds already (near 0 if honest).

    ``share`` and its 95 % interval are ``None`` where fewer than a hundred rows can be compared.
    """

    column: str
    rows: int
    share: float | None
    low: float | None
    high: float | None
    refused: bool


@dataclass(frozen=True, slots=True)
class Contrast:
    """A matched odds ratio (see `kg.influence.calibration.contrast`), with its 95 % interval.

    Attributes:
        name, meaning: the exposure. moves, exposed: how many matched moves there are, and with the exposure.
        odds, low, high: ``None`` where too few movers have it. e_value, e_bound: how strong a hidden cause would have
            to be to explain the odds ratio, and the nearer end of its interval, away.
        placebo: the share of placebo draws that show as much.
    """

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

    @property
    def holds(self) -> bool:
        """Whether the interval is clear of 1 and placebos hardly ever show as much."""
        return (
            self.low is not None
            and self.high is not None
            and not self.low <= 1 <= self.high
            and self.placebo is not None
            and self.placebo < 0.05
        )


@dataclass(frozen=True, slots=True)
class WindowInfo:
    """A window that was used: its name, the day on which it opens, its events, and whether they were foreseen."""

    name: str
    opens: date
    events: int
    tested: bool


@dataclass(frozen=True, slots=True)
class Slice:
    """Events of one sort: the full model over them and what ties add in log-likelihood per event."""

    by: str
    value: str
    scores: Scores
    lift: Difference


@dataclass(frozen=True, slots=True)
class Backtest:
    """Everything a back-test found.

    Attributes:
        data: what the data call themselves. windows: those fitted on and those quoted, in order.
        models: by name; ``full`` is the shipped model, ``no_ties`` the one without ties.
        lift: what ties add, by ``all`` and ``new``, then by measure. placebo: the same of ties that cannot act.
        calibration: bands by model. gain: by model, the share of events whose club is among the first k, k from 1.
        contrasts: matched odds ratios over the windows foreseen.
        ties: the effects fitted before the test. slices: how the model does on parts of the test.
    """

    data: str
    seed: int
    windows: tuple[WindowInfo, ...]
    models: dict[str, ModelScores]
    lift: dict[str, dict[str, Difference]]
    placebo: dict[str, dict[str, dict[str, Difference]]]
    calibration: dict[str, tuple[Band, ...]]
    gain: dict[str, tuple[float, ...]]
    ties: tuple[TieEffect, ...]
    slices: tuple[Slice, ...] = ()
    contrasts: tuple[Contrast, ...] = ()
    notes: tuple[str, ...] = field(default=())
