"""The model: controls, a learned view of them, and ties that add up; how windows become designs, and designs a fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Final

import numpy as np

from kg.errors import InvalidInput
from kg.influence.calibration import learned
from kg.influence.calibration.arrays import Array, Flags, Floats
from kg.influence.calibration.clubs import add_clubs
from kg.influence.calibration.design import Design, crossed, rows_of_window, sampled, stacked
from kg.influence.calibration.flows import add_flows
from kg.influence.calibration.history import add_history
from kg.influence.calibration.likeness import add_likeness
from kg.influence.calibration.logit import Fitted, fit_logit
from kg.influence.calibration.movers import add_movers
from kg.influence.calibration.past import past_of
from kg.influence.calibration.ties import TIES, TieRows, add_ties
from kg.influence.calibration.windows import Window, open_window
from kg.influence.calibration.world import World
from kg.model.progress import Progress

__all__ = ["TIE_COLUMNS", "Model", "Seen", "base_names", "fit_model", "look", "training_design"]

TIE_COLUMNS: Final = tuple(f"tie_{name}" for name in TIES)
LEAST_EVENTS: Final = 200
"""Fewer events than this are too few to fit some 250 controls on, ridge or not."""
_OTHERS: Final = 30
_SURE: Final = ("deals", "loan_deals", "been")
_NETS: Final = (1, 3)  # networks a fold, and networks at last
_L2: Final = {"control": 10.0, "product": 40.0, "tie": 0.01}
_CROSSED_CLUBS: Final = (
    *("level", "act", "promoted", "in_age", "in_loan", "in_free", "in_fee", "in_from_listed", "in_foreign"),
    *("in_level", "in_from_abroad"),
)
_CROSSED_MOVERS: Final = (
    *("age", "from_level", "from_listed", "from_nowhere", "from_youth", "returned", "on_loan", "came_free"),
    *("recent_fee", "loans", "best_level", "abroad", "capped", "youth_capped"),
)
_PRODUCTS: Final = (
    *product(_CROSSED_CLUBS, _CROSSED_MOVERS),
    *(("level", "level"), ("in_level", "in_level")),
)
_LEARNED: Final = "learned"


@dataclass(slots=True)
class Seen:
    """A window with its columns, the people its ties are counted from, and the rows that a fit looks at."""

    window: Window
    ties: TieRows
    kept: Flags
    rows: Design


def look(world: World, season: int, *, winter: bool, seed: int, whole: bool) -> Seen:
    """Open a window and work out all its columns.

    Args:
        world: the data.
        season: the year in which its season begins.
        winter: whether it is the winter window.
        seed: of the drawn choice set.
        whole: keep all rows; else those of clubs with ties or deals, and about `_OTHERS` others (see `sampled`).
    """
    window = open_window(world, season, winter=winter)
    past = past_of(world, window)
    add_clubs(world, window, past)
    add_movers(world, window, past)
    add_history(world, window, past)
    add_flows(world, window, past)
    add_likeness(world, window, past)
    ties = add_ties(world, window)
    kept, offset = window.mask, np.zeros(window.shape)
    if not whole:
        sure = np.logical_or.reduce([window.features[name] != 0 for name in (*TIE_COLUMNS, *_SURE)])
        kept, offset = sampled(window, sure & window.mask, _OTHERS, seed)
    rows = rows_of_window(window, [*window.features, *window.clubs, *window.movers], kept, offset)
    window.features.clear()  # they stand in the rows now, and are large
    return Seen(window, ties, kept, rows)


def base_names(design: Design, window: Window) -> list[str]:
    """Columns of a design that differ between the clubs of a choice, ties apart."""
    return [name for name in design.names if name not in window.movers and not name.startswith("tie_")]


@dataclass(frozen=True, slots=True)
class Model:
    """A fitted model.

    Attributes:
        controls: columns that stand in the logit beside the products. inputs: columns that the networks read.
        bag: the networks. full, no_ties: the two logits.
        fitted_until: the day before which everything lies that the fit has seen.
        events, players: what it was fitted on.
    """

    controls: tuple[str, ...]
    inputs: tuple[str, ...]
    bag: tuple[learned.Network, ...]
    full: Fitted
    no_ties: Fitted
    fitted_until: date
    events: int
    players: int

    def design(self, rows: Design) -> Design:
        """The design of the full logit for the rows of a window."""
        return _design(rows, self.controls, learned.utilities(list(self.bag), rows.x[:, rows.place(self.inputs)]))

    def without_ties(self, design: Design) -> Floats:
        """Utilities of the model without ties, from the design of the full one."""
        return self.no_ties.utilities(design.x[:, : len(self.no_ties.names)])


def _design(rows: Design, controls: Sequence[str], view: Array) -> Design:
    """Controls, products, the learned view, and the ties last."""
    plain = crossed(rows, controls, _PRODUCTS)
    ties = rows.x[:, rows.place(TIE_COLUMNS)]
    return plain.with_columns((_LEARNED, *TIE_COLUMNS), np.column_stack([view, ties]))


def ridge(names: Sequence[str]) -> Floats:
    """The ridge of each column of a logit."""
    kind = {name: "tie" if name.startswith("tie_") else "product" if "*" in name else "control" for name in names}
    return np.array([_L2[kind[name]] for name in names])


def training_design(seen: Sequence[Seen], *, seed: int, progress: Progress) -> tuple[Design, list[learned.Network]]:
    """The design that is fitted on, and the networks that windows to come are seen through.

    Raises:
        InvalidInput: too few events, or no ties at all.
    """
    rows = stacked([each.rows for each in seen])
    if rows.events < LEAST_EVENTS:
        raise InvalidInput(
            f"only {rows.events} moves to fit on, at least {LEAST_EVENTS} are needed",
            remedy="begin earlier (--train-from), test later (--test-from), or give more data",
        )
    if not rows.x[:, rows.place(TIE_COLUMNS)].any():
        raise InvalidInput(
            "there are no ties: no mover has shared a team with anybody at a club he could choose",
            remedy="give data in which players' earlier clubs are told",
        )
    window = seen[0].window
    controls = base_names(rows, window)
    inputs = [*controls, *window.movers]
    view = rows.without([name for name in rows.names if name not in inputs])
    total, done = 3 * _NETS[0] + _NETS[1], 0

    def tell() -> None:
        nonlocal done
        done += 1
        progress("learning from controls", done, total)

    fold = learned.out_of_fold(view, nets=_NETS[0], seed=seed, tell=tell)
    bag = learned.train_bag(view, nets=_NETS[1], seed=seed + 100, tell=tell)
    return _design(rows, controls, fold), bag


def fit_model(seen: Sequence[Seen], *, until: date, seed: int, progress: Progress) -> tuple[Model, Design]:
    """Fit the model on windows; the design comes back for placebos.

    Raises:
        InvalidInput: too few events, no ties, or a fit that does not converge.
    """
    design, bag = training_design(seen, seed=seed, progress=progress)
    window, names = seen[0].window, design.names
    plain = design.without(TIE_COLUMNS)
    no_ties = fit_logit(plain, ridge(plain.names), seed=seed)
    progress("fitting", 1, 2)
    start = np.append(no_ties.coefficients, np.zeros(len(TIE_COLUMNS)))
    full = fit_logit(design, ridge(names), start=start, seed=seed, errors=True)
    progress("fitting", 2, 2)
    controls = base_names(seen[0].rows, window)
    model = Model(
        tuple(controls), (*controls, *window.movers), tuple(bag), full, no_ties, until,
        design.events, len(np.unique(design.player)),
    )  # fmt: skip
    return model, design
