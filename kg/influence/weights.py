"""The weights that turn ties into influence: a small versioned file, read as it is."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from kg.errors import InvalidInput
from kg.model import Confidence, ModelInfo, TieKind

__all__ = ["KindWeight", "RoleWeight", "Shape", "Weights", "read_weights", "stated_priors"]

_SHIPPED = Path(__file__).with_name("weights.toml")


@dataclass(frozen=True, slots=True)
class KindWeight:
    """What one kind of tie carries, in log-odds; see the head of `weights.toml` for each field.

    ``basis`` tells what it rests on: published ``reports`` of who persuaded whom, or a stated ``prior``.
    """

    weight: float
    low: float
    high: float
    dose_days: float
    half_life_years: float
    reason: str
    reverse_share: float = 1.0
    basis: str = "prior"


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
    unsettled_presence: float
    former_presence: float
    circle_presence: float

    def presence(self, presence: str) -> float:
        """The factor for whether somebody is at the club: less where that is doubtful, or over, or was never so."""
        factors = {
            "presumed": self.presumed_presence,
            "unsettled": self.unsettled_presence,
            "former": self.former_presence,
            "elsewhere": self.circle_presence,
        }
        return factors.get(presence, 1.0)


@dataclass(frozen=True, slots=True)
class RoleWeight:
    """What a role at the club carries without any tie, in log-odds; ``basis`` as in `KindWeight`.

    ``share`` is the share of reports that name somebody in this role; 0 if nobody has counted.
    """

    weight: float
    low: float
    high: float
    reason: str
    share: float = 0.0
    basis: str = "prior"


@dataclass(frozen=True, slots=True)
class Weights:
    """One version of the weights."""

    info: ModelInfo
    shape: Shape
    kinds: dict[TieKind, KindWeight]
    confidence: dict[Confidence, float]
    strength: dict[str, float]
    roles: dict[str, RoleWeight]


def stated_priors() -> Weights:
    """The priors that travel with the package, without anything that was fitted."""
    return read_weights(_SHIPPED)


def read_weights(path: Path) -> Weights:
    """Read a weights file.

    Raises:
        InvalidInput: the file is no TOML, a kind of tie is missing or unknown, or a number is out of its range.
    """
    try:
        table = tomllib.loads(path.read_bytes().decode())
        kinds = {TieKind(name): KindWeight(**entry) for name, entry in table["kinds"].items()}
        weights = Weights(
            info=ModelInfo(table["version"], table["fitted_on"]),
            shape=Shape(**{field.name: float(table["shape"][field.name]) for field in fields(Shape)}),
            kinds=kinds,
            confidence={Confidence(name): float(share) for name, share in table["confidence"].items()},
            strength={str(name): float(share) for name, share in table["strength"].items()},
            roles={str(name): RoleWeight(**entry) for name, entry in table["roles"].items()},
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise InvalidInput(f"this is no weights file ({_reason(error)})", file=str(path)) from error
    for role in ("head_coach", "executive", "assistant_coach", "legacy"):
        if role not in weights.roles:
            raise InvalidInput("the role has no weight", file=str(path), field=f"roles.{role}")
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
