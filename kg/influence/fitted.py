"""The fitted file: what the choice model found in real transfers, and how often its ranking of clubs was right."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InvalidInput
from kg.model.backtest import TieEffect

__all__ = ["Figures", "Fitted", "load_fitted"]

_SHIPPED = Path(__file__).with_name("fitted.toml")


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
        table = tomllib.loads(path.read_bytes().decode())
        ties = {
            row["name"]: TieEffect(row["name"], float(row["effect"]), float(row["error"]), row["meaning"])
            for row in table["ties"]
        }
        fitted = Fitted(
            str(table["version"]),
            str(table["fitted_on"]),
            str(table["tested_on"]),
            ties,
            Figures(**table["figures"]["all"]),
            Figures(**table["figures"]["new"]),
            Figures(**table["figures"]["ties_alone"]) if "ties_alone" in table["figures"] else None,
        )
        for tie in ties.values():
            if not (math.isfinite(tie.effect) and tie.error > 0):
                raise ValueError(f"the tie {tie.name} has no effect with a standard error")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        message = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
        raise InvalidInput(
            f"this is no fitted file ({message})", file=str(path), remedy="make one with `kg fit PATH -o FILE`"
        ) from error
    return fitted
