"""The weights that turn ties into influence: a small versioned file, read as it is."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg.errors import InvalidInput
from kg.model import Confidence, ModelInfo, TieKind

__all__ = ["KindWeight", "Shape", "Weights", "load_weights"]

_SHIPPED = Path(__file__).with_name("weights.toml")


@dataclass(frozen=True, slots=True)
class KindWeight:
    """What one kind of tie carries, in log-odds; see the head of `weights.toml` for each field.

    ``fitted`` tells those that were fitted on transfers from stated priors.
    """

    weight: float
    low: float
    high: float
    dose_days: float
    half_life_years: float
    reason: str
    reverse_share: float = 1.0
    fitted: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """Constants of the formula that do not depend on the kind of tie; see `weights.toml` for each."""

    reference_circle: float
    circle_exponent: float
    seniority_per_year: float
    seniority_limit: float
    path_share: float
    path_carry: float
    presumed_presence: float
    former_presence: float

    def presence(self, presence: str) -> float:
        """The factor for whether somebody is at the club: less where that is doubtful, or over."""
        away = self.former_presence
        return {"presumed": self.presumed_presence, "unsettled": away, "former": away}.get(presence, 1.0)


@dataclass(frozen=True, slots=True)
class Weights:
    """One version of the weights."""

    info: ModelInfo
    shape: Shape
    kinds: dict[TieKind, KindWeight]
    confidence: dict[Confidence, float]
    strength: dict[str, float]


def load_weights(path: Path | None = None) -> Weights:
    """Read a weights file; without a path, the priors that travel with the package with what was fitted in their place
    (`kg.influence.fitted`).

    Raises:
        InvalidInput: the file is no TOML, a kind of tie is missing or unknown, or a number is out of its range.
    """
    return _read(path) if path else _shipped()


@lru_cache(maxsize=1)
def _shipped() -> Weights:
    from kg.influence.fitted import load_fitted, with_fitted

    return with_fitted(_read(_SHIPPED), load_fitted())


def _read(path: Path) -> Weights:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        kinds = {TieKind(name): KindWeight(**entry) for name, entry in table["kinds"].items()}
        weights = Weights(
            info=ModelInfo(table["version"], table["fitted_on"]),
            shape=Shape(**{field.name: float(table["shape"][field.name]) for field in fields(Shape)}),
            kinds=kinds,
            confidence={Confidence(name): float(share) for name, share in table["confidence"].items()},
            strength={str(name): float(share) for name, share in table["strength"].items()},
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise InvalidInput(f"this is no weights file ({_reason(error)})", file=str(path)) from error
    for kind in TieKind:
        _check(kind, kinds.get(kind), path)
    return weights


def _check(kind: TieKind, entry: KindWeight | None, path: Path) -> None:
    if entry is None:
        raise InvalidInput("the kind of tie has no weight", file=str(path), field=f"kinds.{kind}")
    if not entry.low <= entry.weight <= entry.high:
        raise InvalidInput("weight must lie between low and high", file=str(path), field=f"kinds.{kind}")
    if entry.dose_days < 0 or entry.half_life_years < 0:
        raise InvalidInput("days and years cannot be negative", file=str(path), field=f"kinds.{kind}")


def _reason(error: Any) -> str:
    return f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
