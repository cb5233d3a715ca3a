"""Which ties are told as reasons, in which order: one rule for the terminal, pages and pictures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from kg.model import LIKENESS, Persuader, ScoredTie

__all__ = ["FAINT", "reasons_of", "telling"]

FAINT: Final = math.log(1.05)
"""Log-odds below which an influence is summed up with others in a line."""


def telling(ties: Sequence[ScoredTie]) -> list[ScoredTie]:
    """Ties in their order, with what many share by birth last: it says little about two people."""
    return sorted(ties, key=lambda scored: scored.tie.kind in LIKENESS)


def reasons_of(persuader: Persuader) -> list[ScoredTie]:
    """The ties that speak for somebody. Of whom the role speaks for, a tie that carries next to nothing does not."""
    return telling([each for each in persuader.ties if not persuader.standing or abs(each.influence) >= FAINT])
