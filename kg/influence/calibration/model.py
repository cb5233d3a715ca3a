"""The model: controls, a learned view of them, and ties that add up; how windows become designs, and designs a fit.

The utility of a club without ties is the mean of two views: a conditional logit over the controls, products of them and
the out-of-fold network, and the network itself. Ties act inside two nests, the clubs where the player has been and the
clubs new to him: they shift which club of the nest is likely, never the share of the nest as a whole, because on unseen
years ties misjudged how many return. Those with team-mates at new clubs, and those with head coaches, act only if
within the years fitted on, later seasons foreseen from earlier ones, they gain clearly (`_acting`); else they are
fitted and told, and shift no chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Final

import numpy as np

from kg.errors import InvalidInput
from kg.influence.calibration import learned
from kg.influence.calibration.arrays import Array, Flags, Floats, Ints
from kg.influence.calibration.clubs import add_clubs
from kg.influence.calibration.design import Design, crossed, rows_of_window, sampled, stacked
from kg.influence.calibration.flows import add_flows
from kg.influence.calibration.history import add_history
from kg.influence.calibration.level import add_level
from kg.influence.calibration.likeness import add_likeness
from kg.influence.calibration.logit import Fitted, fit_logit, log_shares
from kg.influence.calibration.measures import cluster_weights, interval_of
from kg.influence.calibration.movers import add_movers
from kg.influence.calibration.past import past_of
from kg.influence.calibration.ties import TIES, TieRows, add_ties
from kg.influence.calibration.windows import Window, open_window
from kg.influence.calibration.world import World
from kg.model.backtest import Difference
from kg.model.progress import Progress

__all__ = [
    "TIE_COLUMNS",
    "Model",
    "Seen",
    "base_names",
    "fit_model",
    "look",
    "ridge",
    "training_design",
    "within_nests",
]

TIE_COLUMNS: Final = tuple(f"tie_{name}" for name in TIES)
LEAST_EVENTS: Final = 200
"""Fewer events than this are too few to fit some 250 controls on, ridge or not."""
_OTHERS: Final = 30
_SURE: Final = ("deals", "loan_deals", "been")
_NETS: Final = (1, 5)  # networks a fold, and networks at last
_OLD_CLUB_TIES: Final = ("tie_mate_there", "tie_mate_there_recent")
_COACH_TIES: Final = ("tie_coach",)
_GROUPS: Final = (tuple(name for name in TIE_COLUMNS if name not in (*_OLD_CLUB_TIES, *_COACH_TIES)), _COACH_TIES)
"""Ties that act at new clubs together, or not at all."""
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
    add_level(world, window, past)
    ties = add_ties(world, window)
    selected, offset = window.mask, np.zeros(window.shape)
    if not whole:
        sure = np.logical_or.reduce([window.features[name] != 0 for name in (*TIE_COLUMNS, *_SURE)])
        selected, offset = sampled(window, sure & window.mask, _OTHERS, seed)
    rows = rows_of_window(window, [*window.features, *window.clubs, *window.movers], selected, offset)
    window.features.clear()  # they stand in the rows now, and are large
    return Seen(window, ties, selected, rows)


def base_names(design: Design, window: Window) -> list[str]:
    """Columns of a design that differ between the clubs of a choice, ties apart."""
    return [name for name in design.names if name not in window.movers and not name.startswith("tie_")]


@dataclass(frozen=True, slots=True)
class Model:
    """A fitted model.

    Attributes:
        controls: columns that stand in the logit beside the products. inputs: columns that the networks read.
        bag: the networks. full, no_ties: the two logits.
        active: the ties that act; the others are fitted and told, but shift no chance.
        fitted_until: the day before which everything lies that the fit has seen.
        events, players: what it was fitted on.
    """

    controls: tuple[str, ...]
    inputs: tuple[str, ...]
    bag: tuple[learned.Network, ...]
    full: Fitted
    no_ties: Fitted
    active: tuple[str, ...]
    fitted_until: date
    events: int
    players: int

    def design(self, rows: Design) -> Design:
        """The design of the full logit for the rows of a window."""
        return _design(rows, self.controls, learned.utilities(list(self.bag), rows.x[:, rows.place(self.inputs)]))

    def without_ties(self, design: Design) -> Floats:
        """Utilities of the model without ties, from the design of the full one."""
        logit = self.no_ties.utilities(design.x[:, : len(self.no_ties.names)])
        return 0.5 * (logit + design.x[:, design.place([_LEARNED])[0]])

    def refitted(self, design: Design) -> Iterator[tuple[Floats, Floats]]:
        """For each refit: utilities without ties, and of the full model."""
        coefficients = np.zeros((len(design.names), len(self.no_ties.refitted)), np.float32)
        coefficients[: len(self.no_ties.names)] = self.no_ties.refitted.T
        view = design.x[:, design.place([_LEARNED])]
        bases = np.asfortranarray(0.5 * (design.x @ coefficients + view))
        for base, ties in zip(bases.T, self.full.refitted[:, -len(TIE_COLUMNS) :], strict=True):
            utilities = base.astype(np.float64)
            yield utilities, within_nests(utilities, self.tie_part(design, effects=ties), design)

    def tie_part(self, design: Design, ties: Floats | None = None, effects: Floats | None = None) -> Floats:
        """What the active ties add to each row, before the nests are levelled.

        Args:
            design: the design of the full logit.
            ties: other columns in the place of its ties.
            effects: other effects in the place of the fitted ones.
        """
        columns = design.x[:, design.place(TIE_COLUMNS)] if ties is None else ties
        weights = self.full.coefficients[-len(TIE_COLUMNS) :] if effects is None else effects
        counts = np.array([name in self.active for name in TIE_COLUMNS])
        return np.asarray(columns @ np.where(counts, weights, 0.0), np.float64)

    def utilities(self, design: Design) -> Floats:
        """Utilities of the full model."""
        return within_nests(self.without_ties(design), self.tie_part(design), design)


def within_nests(base: Floats, part: Floats, design: Design) -> Floats:
    """Add a part to utilities so that it shifts chances among old clubs and among new clubs, never between the two."""
    been = design.x[:, design.place(["been"])[0]] > 0
    total = base + part
    result = base.copy()
    for nest in (been, ~been):
        shift = _log_sums(base, nest, design) - _log_sums(total, nest, design)
        moved = total + np.repeat(shift, design.length)
        result[nest] = moved[nest]
    return result


def _log_sums(utilities: Floats, nest: Flags, design: Design) -> Floats:
    """For each event the logarithm of the sum of ``exp`` over the rows of a nest; 0 where it has none."""
    top = np.maximum.reduceat(utilities, design.start)
    share = np.where(nest, np.exp(utilities - np.repeat(top, design.length)), 0.0)
    total = np.add.reduceat(share, design.start)
    return np.where(total > 0, top + np.log(np.maximum(total, 1e-300)), 0.0)


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
    rows = stacked([entry.rows for entry in seen])
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
    total, done = learned.FOLDS * _NETS[0] + _NETS[1], 0

    def tell() -> None:
        nonlocal done
        done += 1
        progress("learning from controls", done, total)

    fold = learned.out_of_fold(view, nets=_NETS[0], seed=seed, tell=tell)
    bag = learned.train_bag(view, nets=_NETS[1], seed=seed + 100, tell=tell)
    return _design(rows, controls, fold), bag


def fit_model(
    seen: Sequence[Seen], *, until: date, seed: int, progress: Progress, refits: int = 0
) -> tuple[Model, Design]:
    """Fit the model on windows; the design comes back for placebos.

    Args:
        seen: the windows.
        until: the day before which all of them lie.
        seed: of everything that is drawn.
        progress: told how far it is.
        refits: how often both logits are fitted again on moves of drawn players, and again on moves to drawn clubs of
            a window; the networks are kept.

    Raises:
        InvalidInput: too few events, no ties, or a fit that does not converge.
    """
    design, bag = training_design(seen, seed=seed, progress=progress)
    window, names = seen[0].window, design.names
    plain = design.without(TIE_COLUMNS)
    drawn = None
    if refits:
        rng = np.random.default_rng([seed, refits])
        drawn = np.concatenate([cluster_weights(labels, refits, rng) for labels in (design.player, design.arrival)])
    no_ties = fit_logit(plain, ridge(plain.names), seed=seed, drawn=drawn)
    progress("fitting", 1, 2)
    start = np.append(no_ties.coefficients, np.zeros(len(TIE_COLUMNS)))
    full = fit_logit(design, ridge(names), start=start, seed=seed, errors=True, drawn=drawn)
    progress("fitting", 2, 2)
    controls = base_names(seen[0].rows, window)
    model = Model(
        controls=tuple(controls),
        inputs=(*controls, *window.movers),
        bag=tuple(bag),
        full=full,
        no_ties=no_ties,
        active=(*_OLD_CLUB_TIES, *_acting(design, no_ties, seed)),
        fitted_until=until,
        events=design.events,
        players=len(np.unique(design.player)),
    )
    return model, design


def _acting(design: Design, no_ties: Fitted, seed: int) -> tuple[str, ...]:
    """The ties that act beside those at old clubs: the groups of `_GROUPS` that gain clearly ahead of time.

    Each of the later half of the seasons is foreseen by a fit on all before it, of the utility without ties, of having
    been at the club, and of these ties, which act within the nests as they do in the model.
    """
    view = design.x[:, design.place([_LEARNED])[0]]
    base = 0.5 * (no_ties.utilities(design.x[:, : len(no_ties.names)]) + view)
    been = design.x[:, design.place(["been"])[0]] > 0
    rows = design.columns(["been", *TIE_COLUMNS]).with_columns(["base", "old"], np.column_stack([base, been]))
    return tuple(name for group in _GROUPS if _gain_ahead(rows, group, seed).low > 0 for name in group)


def _gain_ahead(rows: Design, names: Sequence[str], seed: int) -> Difference:
    """What some ties add per move in the later half of the seasons, by fits on the seasons before each."""
    seasons = np.unique(rows.season)
    gains: list[Floats] = []
    players: list[Ints] = []
    arrivals: list[Ints] = []
    columns = ("base", "old", *names)
    for season in seasons[len(seasons) // 2 :]:
        before, ahead = rows.only(rows.season < season), rows.only(rows.season == season)
        if not before.events or not before.x[:, before.place(names)].any():
            continue
        fitted = fit_logit(before.columns(columns), np.full(len(columns), 1.0), seed=seed)
        base = np.asarray(ahead.x[:, ahead.place(["base"])[0]], np.float64)
        part = np.asarray(ahead.x[:, ahead.place(names)] @ fitted.coefficients[2:], np.float64)
        with_ties, without = (log_shares(utilities, ahead) for utilities in (within_nests(base, part, ahead), base))
        gains.append((with_ties - without)[ahead.chosen])
        players.append(ahead.player)
        arrivals.append(ahead.arrival)
    if not gains:
        return Difference(0.0, 0.0, 0.0)
    gain = np.concatenate(gains)
    return interval_of(gain, np.concatenate(players), np.concatenate(arrivals), seed=seed)
