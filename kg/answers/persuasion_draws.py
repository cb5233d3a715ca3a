"""Intervals of the measure on documented persuasions: stories are drawn, and the score is fitted again each time.

A *story* is one player and one club, with all that is reported of it. Each draw takes as many stories as there are,
with replacement; the score of every fold is fitted again on what was drawn of the other folds, and every report is
ranked by it. So an interval holds the doubt of the fit as well as that of the reports it is judged by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kg.influence.calibration.arrays import Floats, Ints
from kg.influence.calibration.persuaders import NamedFit, Story, ranks_of, refitted
from kg.model.backtest import Difference

__all__ = ["Draws", "Judged", "draw_stories"]

_DRAWS: Final = 1000


@dataclass(frozen=True, slots=True)
class Judged:
    """An answered report: the key of its story, its place among the stories (-1 if nobody named is listed), his row."""

    key: str
    place: int
    row: int


@dataclass(frozen=True, slots=True)
class Draws:
    """By draw and answered report: how often it was drawn, and the rank of the one named (infinite if not listed)."""

    counts: Floats
    ranks: Floats

    def intervals(self, places: Sequence[int], values: Mapping[str, float]) -> dict[str, Difference]:
        """The 95 % interval of each measure over the reports at some places, beside its value."""
        counts, ranks = self.counts[:, places], self.ranks[:, places]
        drawn = counts.sum(1)
        some = drawn > 0
        found = {}
        for name, gains in (("top1", ranks <= 1), ("top3", ranks <= 3), ("mrr", 1 / ranks)):
            shares = (counts * gains).sum(1)[some] / drawn[some]
            low, high = np.percentile(shares, [2.5, 97.5])
            found[name] = Difference(values[name], float(low), float(high))
        return found


def draw_stories(
    reports: Sequence[Judged], stories: Sequence[Story], folds: Ints, fits: Mapping[int, NamedFit]
) -> Draws:
    """Draw the stories of answered reports; ``fits`` is by fold, each fitted on the stories of all other folds."""
    names, cluster = np.unique([report.key for report in reports], return_inverse=True)
    rng = np.random.default_rng(0)
    drawn = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), _DRAWS).astype(np.float64)
    times = drawn[:, np.searchsorted(names, [story.key for story in stories])] if stories else drawn[:, :0]
    ranks = np.full((_DRAWS, len(reports)), np.inf)
    for fold, fit in fits.items():
        others = np.flatnonzero(folds != fold).tolist()
        effects = refitted(fit, [stories[place] for place in others], times[:, others])
        for number, report in enumerate(reports):
            if report.place >= 0 and folds[report.place] == fold:
                story = stories[report.place]
                ranks[:, number] = ranks_of(fit.scores(story.x, effects), report.row, story.named)
    return Draws(drawn[:, cluster], ranks)
