"""The back-test: fit on earlier windows, foresee later ones, and say how well, with what doubt, and where.

The protocol is that of docs/influence.md; the same for every model and every rival.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

import numpy as np

from kg.errors import InvalidInput, NothingFound
from kg.influence.calibration.arrays import Array, Flags, Floats, Ints
from kg.influence.calibration.contrast import contrasts
from kg.influence.calibration.design import Design
from kg.influence.calibration.logit import fit_logit
from kg.influence.calibration.measures import (
    Outcome,
    Refitted,
    calibration,
    difference,
    gain,
    interval_of,
    joined,
    outcome,
    scores,
)
from kg.influence.calibration.model import TIE_COLUMNS, Model, Seen, fit_model, look, ridge, within_nests
from kg.influence.calibration.placebos import after_the_move, rewired
from kg.influence.calibration.ties import MEANINGS, TIES, TieRows, columns_of
from kg.influence.calibration.windows import Window, windows_between
from kg.influence.calibration.world import FREE, LOAN, World
from kg.model.backtest import Backtest, Difference, ModelScores, Slice, TieEffect, WindowInfo
from kg.model.progress import Progress, silent

__all__ = ["Period", "Rival", "backtest", "effects", "periods"]

_WARM_UP = 3
_REFITS = 30
"""How often the logits are fitted again for each sort of cluster."""
_TESTED = 2
_LEAST_SLICE = 100
_FIRST = 10

Rival = Callable[[World, Sequence[Seen], Sequence[Seen], int], dict[str, list[Floats]]]
"""Given the world, the windows to learn from, those to foresee and a seed: scores of all rows of these, by name."""


@dataclass(frozen=True, slots=True)
class Period:
    """Windows that open from ``train_from`` on and before ``test_from`` are fitted on, later ones before
    ``test_until`` foreseen.
    """

    train_from: date
    test_from: date
    test_until: date


def periods(
    world: World, *, train_from: date | None = None, test_from: date | None = None, test_until: date | None = None
) -> Period:
    """The periods, filled in where they are not given.

    By default the last two seasons with moves are foreseen, and the first three seasons are left out of the fit: what
    clubs have done before is too little known there.

    Raises:
        InvalidInput: the days are not in order.
    """
    seasons = np.unique(world.moves.season[world.moves.event])
    if not len(seasons):
        raise NothingFound(
            "no move leads to a club that is listed in its season: there is nothing to fit",
            remedy="give league seasons (team_competitions_seasons.csv) for the years of the moves",
        )
    until = test_until or date(int(seasons[-1]) + 1, 7, 1)
    tested = test_from or date(int(seasons[-1]) + 1 - _TESTED, 7, 1)
    first = train_from or min(date(min(world.listings) + _WARM_UP, 7, 1), tested)
    if not first <= tested < until:
        raise InvalidInput(
            f"the periods are out of order: fit from {first}, test from {tested} until {until}",
            remedy="--train-from comes first, then --test-from, then --test-until",
        )
    return Period(first, tested, until)


def opened(
    world: World, period: Period, *, seed: int, progress: Progress, test: bool = True
) -> tuple[list[Seen], list[Seen]]:
    """The windows to fit on and the windows to foresee, with all their columns.

    Raises:
        NothingFound: one of the two periods has no events.
    """
    fit_on = windows_between(world, period.train_from, period.test_from)
    foresee = windows_between(world, period.test_from, period.test_until) if test else []
    for label, first, last, result in (
        ("fit on", period.train_from, period.test_from, fit_on),
        ("test on", period.test_from, period.test_until, foresee if test else fit_on),
    ):
        if not result:
            raise NothingFound(
                f"there is nothing to {label}: no window that opens from {first} to before {last} has moves to listed "
                "clubs",
                remedy="choose other dates",
            )
    wanted = [*((window, False) for window in fit_on), *((window, True) for window in foresee)]

    def read(window: tuple[tuple[int, bool], bool]) -> Seen:
        (season, winter), whole = window
        return look(world, season, winter=winter, seed=seed, whole=whole)

    seen: list[Seen] = []
    with ThreadPoolExecutor(min(len(wanted), os.cpu_count() or 1)) as pool:
        for entry in pool.map(read, wanted):
            seen.append(entry)
            progress("reading windows", len(seen), len(wanted))
    return seen[: len(fit_on)], seen[len(fit_on) :]


def effects(model: Model) -> tuple[TieEffect, ...]:
    """The fitted ties, in the order of the model; without those that the data hold none of."""
    place = [model.full.names.index(name) for name in TIE_COLUMNS]
    return tuple(
        TieEffect(name, float(model.full.coefficients[at]), float(model.full.errors[at]), MEANINGS[name])
        for name, at in zip(TIES, place, strict=True)
        if model.full.errors[at] > 0
    )


def backtest(
    world: World,
    period: Period,
    *,
    seed: int = 0,
    rivals: Mapping[str, Rival] | None = None,
    progress: Progress = silent,
) -> tuple[Backtest, Model]:
    """Fit, foresee, compare.

    Raises:
        NothingFound: a period has no events.
        InvalidInput: too few events, no ties, one club, or a fit that does not converge.
    """
    train, test = opened(world, period, seed=seed, progress=progress)
    model, design = fit_model(train, until=period.test_from, seed=seed, progress=progress, refits=_REFITS)
    designs = [model.design(entry.rows) for entry in test]
    judged = {
        "full": joined([outcome(model.utilities(item), item) for item in designs]),
        "no_ties": joined([outcome(model.without_ties(item), item) for item in designs]),
    }
    again = _fitted_again(model, designs)
    clusters = tuple(np.concatenate([getattr(item, name) for item in designs]) for name in ("player", "arrival"))
    new = np.concatenate([entry.window.new for entry in test])
    placebo = {}
    for number, (name, rows) in enumerate(_placebos(world, seed).items()):
        tested = _refitted(world, model, train=(train, design), test=(test, designs), rows=rows, seed=seed)
        placebo[name] = _lifts(tested, judged["no_ties"], clusters, new, seed=seed)
        progress("placebos", number + 1, 2)
    lift = _lifts(judged["full"], judged["no_ties"], clusters, new, seed=seed, again=(again["full"], again["no_ties"]))
    result = {name: _model_scores(entry, clusters, new, seed, again[name]) for name, entry in judged.items()}
    gains = {name: gain(entry) for name, entry in judged.items()}
    weights = model.full.coefficients[-len(TIES) :]
    alone = joined(
        [outcome(item.x[:, item.place(TIE_COLUMNS)] @ weights, item, probabilities=False) for item in designs]
    )
    result["ties_alone"] = _model_scores(alone, clusters, new, seed)
    for number, run in enumerate((rivals or {}).values()):
        for rival, utilities in run(world, train, test, seed).items():
            ranked = joined(
                [outcome(entry, item, probabilities=False) for entry, item in zip(utilities, designs, strict=True)]
            )
            result[rival] = _model_scores(ranked, clusters, new, seed)
            gains[rival] = gain(ranked)
        progress("rivals", number + 1, len(rivals or {}))
    return (
        Backtest(
            data=world.title,
            seed=seed,
            windows=tuple(_info(entry.window, tested=n >= len(train)) for n, entry in enumerate([*train, *test])),
            models=result,
            lift=lift,
            placebo=placebo,
            calibration={name: tuple(calibration(entry)) for name, entry in judged.items()},
            gain=gains,
            ties=effects(model),
            contrasts=contrasts(world, test, [model.without_ties(item) for item in designs], seed=seed),
            slices=tuple(
                _slices(world, [entry.window for entry in test], judged, again=again, clusters=clusters, seed=seed)
            ),
        ),
        model,
    )


def _info(window: Window, *, tested: bool) -> WindowInfo:
    return WindowInfo(window.label, date.fromordinal(window.opening), len(window.player), tested)


def _placebos(world: World, seed: int) -> dict[str, Callable[[Seen], TieRows]]:
    return {
        "rewired": lambda seen: rewired(seen.window, seen.ties, seed),
        "after_the_move": lambda seen: after_the_move(world, seen.window),
    }


def _refitted(
    world: World,
    model: Model,
    *,
    train: tuple[Sequence[Seen], Design],
    test: tuple[Sequence[Seen], Sequence[Design]],
    rows: Callable[[Seen], TieRows],
    seed: int,
) -> Outcome:
    """The outcome of the model fitted with other ties in the place of the true ones."""
    (seen, design), (ahead, designs) = train, test
    ties = slice(len(design.names) - len(TIES), None)

    def columns(part: Seen) -> Array:
        result = columns_of(world, part.window, rows(part))
        return np.column_stack([result[name][part.kept] for name in TIES])

    truth = design.x[:, ties].copy()
    design.x[:, ties] = np.concatenate([columns(part) for part in seen])
    start = np.append(model.no_ties.coefficients, np.zeros(len(TIES)))
    fitted = fit_logit(design, ridge(design.names), start=start, seed=seed)
    design.x[:, ties] = truth
    weights = fitted.coefficients[ties]
    return joined(
        [
            outcome(
                within_nests(
                    model.without_ties(ahead_design), model.tie_part(ahead_design, columns(part), weights), ahead_design
                ),
                ahead_design,
            )
            for part, ahead_design in zip(ahead, designs, strict=True)
        ]
    )


def _fitted_again(model: Model, designs: Sequence[Design]) -> dict[str, Refitted]:
    """What the refits of the model say of the chosen clubs, without ties and with them."""
    names = ("no_ties", "full")
    shape = len(model.full.refitted), sum(item.events for item in designs)
    refits = {name: Refitted(np.empty(shape), np.empty(shape)) for name in names}
    first = 0
    for item in designs:
        events = slice(first, first + item.events)
        first += item.events
        for fit, pair in enumerate(model.refitted(item)):
            for name, utilities in zip(names, pair, strict=True):
                judged = outcome(utilities, item)
                refits[name].rank[fit, events], refits[name].logs[fit, events] = judged.rank, judged.logs
    return refits


def _lifts(
    model: Outcome,
    without: Outcome,
    clusters: Sequence[Ints],
    new: Flags,
    *,
    seed: int,
    again: tuple[Refitted, Refitted] | None = None,
) -> dict[str, dict[str, Difference]]:
    parts = {"all": np.ones(len(new), bool), "new": new, "returned": ~new}
    return {
        name: difference(
            model.only(part),
            without.only(part),
            [labels[part] for labels in clusters],
            seed=seed,
            refitted=None if again is None else (again[0].only(part), again[1].only(part)),
        )
        for name, part in parts.items()
        if part.any()
    }


def _model_scores(
    judged: Outcome, clusters: Sequence[Ints], new: Flags, seed: int, again: Refitted | None = None
) -> ModelScores:
    parts = {"all": np.ones(len(new), bool), "new": new if new.any() else ~new}
    intervals = {}
    for name, part in parts.items():
        rank, labels = judged.rank[part], [label[part] for label in clusters]
        ranks = None if again is None else again.rank[:, part]
        intervals[name] = {
            "mrr": interval_of(1 / rank, *labels, seed=seed, refitted=None if ranks is None else 1 / ranks),
            "hit10": interval_of(
                (rank <= _FIRST).astype(float),
                *labels,
                seed=seed,
                refitted=None if ranks is None else (ranks <= _FIRST).astype(float),
            ),
        }
    return ModelScores(scores(judged), scores(judged.only(parts["new"])), intervals)


def _slices(
    world: World,
    windows: Sequence[Window],
    judged: dict[str, Outcome],
    *,
    again: dict[str, Refitted],
    clusters: Sequence[Ints],
    seed: int,
) -> list[Slice]:
    """The model and its lift by window, league, age, fee and kind of move; small sorts are left out."""
    moves = world.moves
    rows = np.concatenate([window.rows for window in windows])
    age = moves.season[rows] - world.birth[moves.player[rows]]
    fee = np.nan_to_num(moves.fee[rows])
    league = np.concatenate([window.league[window.choice] for window in windows])
    how = moves.how[rows]
    sorts: list[tuple[str, str, Flags]] = []
    first = 0
    for window in windows:
        mine = np.zeros(len(rows), bool)
        mine[first : first + len(window.rows)] = True
        first += len(window.rows)
        sorts.append(("window", window.label, mine))
    sorts += [("league", name, league == place) for place, name in enumerate(world.leagues)]
    sorts += [
        ("age", "under 22", age < 22),
        ("age", "22 to 25", (age >= 22) & (age <= 25)),
        ("age", "26 to 29", (age >= 26) & (age <= 29)),
        ("age", "30 and over", age >= 30),
        ("fee", "none told", fee == 0),
        ("fee", "below 5 million", (fee > 0) & (fee < 5)),
        ("fee", "5 million and more", fee >= 5),
        ("kind", "transfer", (how != LOAN) & (how != FREE)),
        ("kind", "free transfer", how == FREE),
        ("kind", "loan", how == LOAN),
    ]
    result = []
    for by, value, mine in sorts:
        if mine.sum() < _LEAST_SLICE:
            continue
        full = judged["full"].only(mine)
        lift = interval_of(
            full.logs - judged["no_ties"].only(mine).logs,
            *(labels[mine] for labels in clusters),
            seed=seed,
            refitted=(again["full"].logs - again["no_ties"].logs)[:, mine],
        )
        result.append(Slice(by, value, scores(full), lift))
    return result
