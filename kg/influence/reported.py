"""The reported file: what published reports of who persuaded whom say about ties and roles, and the scale of influence.

Two evidences meet here in one formula. Reports give *relative* weights: ``effect`` is by how much a tie at full dose, a
role or a go-between raises the log-odds that somebody is the one whom a report names, out of everybody who could have
spoken (`kg.influence.calibration.persuaders`). The *scale* turns that into log-odds of joining::

    weight of a part = scale * effect

It is set so that a fresh, full tie to a senior national team-mate from the same country carries what transfers and
stated priors together say of it (`Scale.reason`). Being named is not having persuaded, and the scale is a belief held
between two sources: the interval of every weight adds the doubt of its effect and that of the scale in squares.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from kg.errors import InvalidInput
from kg.influence.weights import KindWeight, RoleWeight, Weights, read_weights, stated_priors
from kg.model import ModelInfo, TieKind

__all__ = ["PATHS", "PartEffect", "Reported", "Scale", "load_reported", "load_weights", "with_reported"]

PATHS: Final = "paths"
_SHIPPED: Final = Path(__file__).with_name("reported.toml")
_Z: Final = 1.96
_LEAST_NAMED: Final = 3
"""In fewer reports than this a part says little: what it carries is then the stated prior it was held to."""


@dataclass(frozen=True, slots=True)
class PartEffect:
    """One part of the score: a kind of tie, a role, or `PATHS`.

    Attributes:
        effect, error: log-odds of being the one named, at full dose, and the standard error.
        prior: what the effect was held to before the reports were counted.
        named: in how many reports the person named had it. share: for a role, the share of reports that name one.
    """

    name: str
    effect: float
    error: float
    prior: float
    named: int
    share: float = 0.0

    @property
    def basis(self) -> str:
        """What it rests on: ``reports``, or a stated ``prior`` that reports hardly speak to."""
        return "reports" if self.named >= _LEAST_NAMED else "prior"


@dataclass(frozen=True, slots=True)
class Scale:
    """Log-odds of joining for one unit of effect, its range, and why."""

    value: float
    low: float
    high: float
    reason: str


@dataclass(frozen=True, slots=True)
class Reported:
    """One reported file: ``fitted_on`` says on which reports, ``parts`` by name."""

    version: str
    fitted_on: str
    scale: Scale
    parts: dict[str, PartEffect]


def load_reported(path: Path | None = None) -> Reported:
    """Read a reported file; without a path, the one that travels with the package.

    Raises:
        InvalidInput: the file is none, or something is missing in it.
    """
    path = path or _SHIPPED
    try:
        table = tomllib.loads(path.read_bytes().decode())
        reported = Reported(
            str(table["version"]),
            str(table["fitted_on"]),
            Scale(**table["scale"]),
            {row["name"]: PartEffect(**row) for row in table["parts"]},
        )
        for part in reported.parts.values():
            if not (math.isfinite(part.effect) and part.error > 0):
                raise ValueError(f"the part {part.name} has no effect with a standard error")
        if not 0 <= reported.scale.low <= reported.scale.value <= reported.scale.high:
            raise ValueError("the scale does not lie between its ends")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        problem = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
        raise InvalidInput(
            f"this is no reported file ({problem})", file=str(path), remedy="make one with `kg fit --persuasions`"
        ) from error
    return reported


def with_reported(weights: Weights, reported: Reported) -> Weights:
    """Put what reports say in the place of the stated priors; parts that the file does not hold stay as they are."""
    kinds: dict[TieKind, KindWeight] = {}
    for kind, prior in weights.kinds.items():
        part = reported.parts.get(kind.value)
        kinds[kind] = prior if part is None else _kind(prior, part, reported.scale)
    roles = {
        name: prior if (part := reported.parts.get(name)) is None else _role(prior, part, reported.scale)
        for name, prior in weights.roles.items()
    }
    shape = weights.shape
    if paths := reported.parts.get(PATHS):
        shape = replace(shape, path_share=max(reported.scale.value * paths.effect, 1e-3))
    info = ModelInfo(reported.version, f"{reported.fitted_on}; scale: {reported.scale.reason}")
    return replace(weights, kinds=kinds, roles=roles, shape=shape, info=info)


def _range(part: PartEffect, scale: Scale) -> tuple[float, float, float]:
    """Low, middle and high weight of a part: the doubts of effect and scale are independent, so they add in squares."""
    middle, effect = part.effect * scale.value, _Z * part.error * scale.value
    ends = sorted((part.effect * (scale.low - scale.value), part.effect * (scale.high - scale.value)))
    return middle - math.hypot(effect, ends[0]), middle, middle + math.hypot(effect, ends[1])


def _kind(prior: KindWeight, part: PartEffect, scale: Scale) -> KindWeight:
    low, middle, high = _range(part, scale)
    return replace(prior, weight=middle, low=low, high=high, basis=part.basis, reason=_reason(part, prior.reason))


def _role(prior: RoleWeight, part: PartEffect, scale: Scale) -> RoleWeight:
    low, middle, high = _range(part, scale)
    reason = _reason(part, prior.reason)
    return replace(prior, weight=middle, low=low, high=high, reason=reason, share=part.share, basis=part.basis)


def _reason(part: PartEffect, prior: str) -> str:
    if part.basis == "prior":
        return f"{prior} Reports name {part.named} such people, too few to say more."
    return f"Fitted on reports: effect {part.effect:.2f} (s.e. {part.error:.2f}); {part.named} people named had it."


def load_weights(path: Path | None = None) -> Weights:
    """Read a weights file; without a path, the priors of the package with what reports say in their place.

    Raises:
        InvalidInput: the file is no TOML, a kind of tie is missing or unknown, or a number is out of its range.
    """
    return read_weights(path) if path else _shipped()


@lru_cache(maxsize=1)
def _shipped() -> Weights:
    return with_reported(stated_priors(), load_reported())
