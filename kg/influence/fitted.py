"""The fitted file: what the choice model found in real transfers, and what `kg persuade` makes of it.

The model counts people at a club as ``log(1 + people)``; a link is one person, so it is given what the first one adds.
For team-mates that grows with the time together: ``f(y) = b ln 2 + c (ln(1 + sqrt y) - ln 2)`` for y years, with ``b``
and ``c`` the effects of ``mate_abroad`` and ``mate_abroad_dose``. The formula of a link has
``weight (1 - exp(-days / dose_days))`` instead; the two constants are those that come nearest to ``f`` in least squares
over the first six years.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kg.errors import InvalidInput
from kg.influence.weights import KindWeight, Weights
from kg.model import ModelInfo, TieKind
from kg.model.backtest import TieEffect

__all__ = ["Figures", "Fitted", "load_fitted", "with_fitted"]

_SHIPPED = Path(__file__).with_name("fitted.toml")
_LN2 = math.log(2)
_YEARS = (0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0)
_DOSES = range(180, 3600, 20)
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Figures:
    """How often the ranking of clubs was right in the back-test, and on how many moves."""

    n: int
    hit1: float
    hit5: float
    hit10: float
    mrr: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """One fitted file."""

    version: str
    fitted_on: str
    tested_on: str
    ties: dict[str, TieEffect]
    all: Figures
    new: Figures
    ties_alone: Figures | None = None
    """Of a ranking by ties alone, without any control."""


def load_fitted(path: Path | None = None) -> Fitted:
    """Read a fitted file; without a path, the one that travels with the package.

    Raises:
        InvalidInput: the file is none, or something is missing in it.
    """
    path = path or _SHIPPED
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        ties = {
            row["name"]: TieEffect(row["name"], float(row["effect"]), float(row["error"]), row["meaning"])
            for row in table["ties"]
        }
        fitted = Fitted(
            str(table["version"]), str(table["fitted_on"]), str(table["tested_on"]), ties,
            Figures(**table["figures"]["all"]), Figures(**table["figures"]["new"]),
                Figures(**table["figures"]["ties_alone"]) if "ties_alone" in table["figures"] else None,
        )  # fmt: skip
        for tie in ties.values():
            if not (math.isfinite(tie.effect) and tie.error > 0):
                raise ValueError(f"the tie {tie.name} has no effect with a standard error")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        said = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
        raise InvalidInput(
            f"this is no fitted file ({said})", file=str(path), remedy="make one with `kg fit PATH -o FILE`"
        ) from error
    return fitted


def with_fitted(weights: Weights, fitted: Fitted) -> Weights:
    """Put what was fitted in the place of the stated priors: team-mates, youth team-mates, national team-mates.

    All other kinds stay priors, and so does one of these whose ties the file does not tell of.
    """
    kinds, ties = dict(weights.kinds), fitted.ties
    if "mate_abroad" in ties and "mate_abroad_dose" in ties:
        kinds[TieKind.CLUB] = _mates(kinds[TieKind.CLUB], ties)
    for kind, name in ((TieKind.NATIONAL_TEAM, "national_mate"), (TieKind.ACADEMY, "youth_mate")):
        if name in ties:
            kinds[kind] = _first(kinds[kind], ties[name])
    info = ModelInfo(fitted.version, f"{fitted.fitted_on}; kinds that no transfer list tells of keep stated priors")
    return replace(weights, kinds=kinds, info=info)


def _first(prior: KindWeight, tie: TieEffect) -> KindWeight:
    """A tie whose first person carries ``effect ln 2`` at full dose."""
    value, doubt = tie.effect * _LN2, _Z * tie.error * _LN2
    return replace(
        prior,
        weight=value,
        low=value - doubt,
        high=value + doubt,
        reason=f"Fitted: {tie.meaning}; effect {tie.effect:.2f} (s.e. {tie.error:.2f}) of log(1 + people).",
        fitted=True,
    )


def _mates(prior: KindWeight, ties: dict[str, TieEffect]) -> KindWeight:
    head, dose = ties["mate_abroad"], ties["mate_abroad_dose"]
    curve = [head.effect * _LN2 + dose.effect * _grown(years) for years in _YEARS]
    weight, days = _nearest(curve)
    # Doubt is that of the curve at two years, about the usual time together.
    value = head.effect * _LN2 + dose.effect * _grown(2.0)
    doubt = _Z * math.hypot(head.error * _LN2, dose.error * _grown(2.0))
    share = doubt / value if value > 0 else 1.0
    return replace(
        prior,
        weight=weight,
        # At clubs of his own or his present country the data show no effect of team-mates: nothing is not ruled out.
        low=min(0.0, weight * (1 - share)),
        high=weight * (1 + share),
        dose_days=days,
        reason=(
            f"Fitted on clubs abroad: effects {head.effect:.2f} (s.e. {head.error:.2f}) of log(1 + people) and "
            f"{dose.effect:.2f} (s.e. {dose.error:.2f}) of the time together; no effect was found at home."
        ),
        fitted=True,
    )


def _grown(years: float) -> float:
    return math.log1p(math.sqrt(years)) - _LN2


def _nearest(curve: Sequence[float]) -> tuple[float, float]:
    """Weight and dose that come nearest to a curve over `_YEARS` in least squares."""
    best = (math.inf, 0.0, 0.0)
    for days in _DOSES:
        shape = [1 - math.exp(-years * 365.25 / days) for years in _YEARS]
        weight = sum(a * b for a, b in zip(shape, curve, strict=True)) / sum(a * a for a in shape)
        loss = sum((weight * a - b) ** 2 for a, b in zip(shape, curve, strict=True))
        best = min(best, (loss, max(weight, 0.0), float(days)))
    return best[1], best[2]
