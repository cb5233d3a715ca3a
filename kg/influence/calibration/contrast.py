"""Does presence shift the club that is chosen? Matched odds ratios with placebos, negative controls and E-values.

For each move to a club ``c`` the mover is held against the other movers of the same window, of the same position
group, the same band of market value (thirds of the window, unknown a band of its own) and the same league of origin,
who could have gone to ``c`` and did not: a conditional logit over movers within such a set. Whatever makes ``c``
attractive in the window drops out of it, and so does whatever the matching holds equal. The utility that the model
without ties gives the pair, fitted on earlier windows alone, stands beside the exposures as a control, and so does
having been at ``c`` before.

*Presence* is the contrast: somebody who shared a first team with the mover for `_DAYS` within four years and is at
``c`` when the window opens, against somebody like him who left ``c`` within the twelve months before. Both have the
same past with the mover and with the club; only one can speak for it now. The *negative control* moves the exposure to
the club of the same league whose squad is nearest in level: it must show nothing. *Placebo* draws hand the exposure to
another mover of the same set at random.

The E-value (VanderWeele and Ding 2017) is how strongly, as a risk ratio, something unmeasured would have to be tied to
both exposure and choice to explain the odds ratio away; that of the interval is for its end nearer to 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kg.influence.calibration.arrays import Array, Floats, Ints
from kg.influence.calibration.design import Design
from kg.influence.calibration.flows import league_keys
from kg.influence.calibration.logit import fit_logit, log_shares
from kg.influence.calibration.model import Seen
from kg.influence.calibration.ties import counts, left_lately, tie_rows
from kg.influence.calibration.windows import Window
from kg.influence.calibration.world import World
from kg.model.backtest import Contrast

__all__ = ["EXPOSURES", "contrasts", "e_value"]

EXPOSURES: Final = {
    "presence": "a recent team-mate is at the club, against one who left it within twelve months",
    "left": "a recent team-mate left the club within twelve months",
    "there": "somebody he played with at this club before is still there",
    "national_mate": "somebody who has played for the same senior national team is at the club",
    "youth_mate": "somebody he shared a youth or reserve side with is at the club",
    "coach": "the club's head coach has coached him, against one who left the club within twelve months",
    "coach_left": "a head coach who has coached him left the club within twelve months",
    "coach_neighbour": "negative control: his former head coach is at the nearest club of the same league instead",
    "neighbour": "negative control: the recent team-mate is at the nearest club of the same league instead",
}
_EITHER: Final = {"presence": "either", "coach": "either_coach"}
"""For those who are there: the column that says that such a person is there or left lately."""
_DAYS: Final = 90
_YEARS: Final = 4.0
_DRAWS: Final = 200
_LEAST: Final = 20
"""Fewer moves with the exposure than this give no odds ratio."""
_RIDGE: Final = 0.01
_Z: Final = 1.96


@dataclass(frozen=True, slots=True)
class _Sets:
    """Rows of (set, mover), the mover who went first in his set: columns of controls and exposures."""

    x: Array
    length: Ints
    player: Ints
    arrival: Ints


def contrasts(
    world: World, seen: Sequence[Seen], utilities: Sequence[Floats], *, seed: int = 0
) -> tuple[Contrast, ...]:
    """The odds ratio of every exposure over some windows.

    Args:
        world: the data.
        seen: windows with all their rows, none of which the utilities were fitted on.
        utilities: of every row of each window, by the model without ties.
        seed: of the placebo draws.
    """
    blocks = [_sets(world, entry, utility) for entry, utility in zip(seen, utilities, strict=True)]
    x = np.concatenate([block.x for block in blocks]).astype(np.float32)
    length = np.concatenate([block.length for block in blocks])
    player = np.concatenate([block.player for block in blocks])
    if not len(length):
        return ()
    start = np.cumsum(length) - length
    names = ("base", "been", *_EITHER.values(), *EXPOSURES)
    events = len(length)
    design = Design(
        names,
        x,
        length,
        start,
        np.zeros(len(x), np.float32),
        player,
        np.zeros(events, np.int64),
        np.ones(events, bool),
        np.concatenate([block.arrival for block in blocks]),
    )
    result = []
    for name, meaning in EXPOSURES.items():
        # With "either" beside it, the coefficient of being there is the difference from one who left.
        columns = ["base", "been", *([_EITHER[name]] if name in _EITHER else []), name]
        result.append(_contrast(design.columns(columns), name, meaning, seed))
    return tuple(result)


def _contrast(design: Design, name: str, meaning: str, seed: int) -> Contrast:
    exposed = int((design.x[design.chosen, -1] > 0).sum())
    if exposed < _LEAST:
        return Contrast(name, meaning, design.events, exposed, None, None, None, None, None, None)
    fitted = fit_logit(design, np.full(len(design.names), _RIDGE), errors=True)
    effect, error = float(fitted.coefficients[-1]), float(fitted.errors[-1])
    odds, low, high = math.exp(effect), math.exp(effect - _Z * error), math.exp(effect + _Z * error)
    near = low if odds >= 1 else high
    bound = 1.0 if low <= 1 <= high else e_value(near)
    return Contrast(
        name, meaning, design.events, exposed, odds, low, high, e_value(odds), bound, _placebo(design, seed)
    )


def e_value(odds: float) -> float:
    """The E-value of an odds ratio of a rare outcome.

    >>> round(e_value(2.0), 2)
    3.41
    """
    ratio = max(odds, 1 / odds)
    return ratio + math.sqrt(ratio * (ratio - 1))


def _placebo(design: Design, seed: int) -> float:
    """The share of draws, exposures shuffled within sets, whose score is as large as the true one.

    The score is the derivative of the likelihood in the effect of the exposure, at the fit without it.
    """
    controls = design.columns(design.names[:-1])
    fitted = fit_logit(controls, np.full(len(controls.names), _RIDGE))
    share = np.exp(log_shares(fitted.utilities(controls.x), controls))
    exposure = design.x[:, -1].astype(np.float64)
    residual = -share
    residual[design.chosen] += 1
    true = abs(float(residual @ exposure))
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(design.events), design.length)
    in_order = np.argsort(group, kind="stable")
    as_large = 0
    for _ in range(_DRAWS):
        shuffled = np.empty_like(exposure)
        shuffled[in_order] = exposure[np.lexsort((rng.random(len(group)), group))]
        as_large += abs(float(residual @ shuffled)) >= true
    return (1 + as_large) / (1 + _DRAWS)


def _sets(world: World, seen: Seen, utility: Floats) -> _Sets:
    window = seen.window
    base = np.full(window.shape, np.nan)
    base[seen.kept] = utility
    exposures = _exposures(world, window)
    stratum = _strata(world, window)
    rows: list[tuple[int, int]] = []
    length, player, arrival = [], [], []
    for event, club in enumerate(window.choice.tolist()):
        matched = (stratum == stratum[event]) & window.mask[:, club] & (window.choice != club)
        others = np.flatnonzero(matched)
        if len(others):
            rows += [(event, club), *((int(other_row), club) for other_row in others)]
            length.append(len(others) + 1)
            player.append(int(window.player[event]))
            arrival.append(int(seen.rows.arrival[event]))
    movers, clubs = (np.array(column, np.int64) for column in zip(*rows, strict=True)) if rows else (None, None)
    if movers is None or clubs is None:
        width = 2 + len(_EITHER) + len(EXPOSURES)
        return _Sets(np.zeros((0, width)), *(np.zeros(0, np.int64) for _ in range(3)))
    either = (
        np.maximum(exposures["presence"], exposures["left"]),
        np.maximum(exposures["coach"], exposures["coach_left"]),
    )
    columns = [base, window.been.astype(float), *either, *(exposures[name] for name in EXPOSURES)]
    return _Sets(
        np.column_stack([column[movers, clubs] for column in columns]),
        np.array(length),
        np.array(player),
        np.array(arrival),
    )


def _strata(world: World, window: Window) -> Ints:
    """A number for the position group, band of value and league of origin of each mover."""
    value, _ = world.values.before(window.player, window.opening)
    recorded = np.isfinite(value)
    band = np.full(len(value), 3)
    if recorded.any():
        band[recorded] = np.digitize(value[recorded], np.quantile(value[recorded], [1 / 3, 2 / 3]))
    league = league_keys(world, window.season)[window.origin_org]
    return np.asarray((league + 1) * 64 + world.group[window.player] * 4 + band, np.int64)


def _exposures(world: World, window: Window) -> dict[str, Floats]:
    """[E, C] each: whether the mover has the tie at the club."""
    rows = tie_rows(world, window)
    met = rows.meetings
    club = window.column_now[met.alter]
    first = (met.circle == 0) & (met.days >= _DAYS) & (met.gap < _YEARS)
    mates = counts(window, met.event[first], club[first]) > 0
    event, left = left_lately(world, window)
    young = met.circle == 1
    tables = {
        "presence": mates & ~window.been,
        "left": (counts(window, event, left) > 0) & ~window.been,
        "there": mates & window.been,
        "national_mate": counts(window, rows.national_event, window.column_now[rows.national_alter]) > 0,
        "youth_mate": counts(window, met.event[young], club[young]) > 0,
    }
    led = rows.coached
    tables["coach"] = counts(window, led.event[~led.left], led.club[~led.left]) > 0
    tables["coach_left"] = counts(window, led.event[led.left], led.club[led.left]) > 0
    nearest = _neighbours(world, window)
    tables["coach_neighbour"] = tables["coach"][:, nearest] & ~tables["coach"]
    tables["neighbour"] = tables["presence"][:, nearest] & ~tables["presence"]
    return {name: table.astype(np.float64) for name, table in tables.items()}


def _neighbours(world: World, window: Window) -> Ints:
    """For each club the one of its league whose squad is nearest in mean value; by place in the list without values."""
    people = np.arange(len(world.players))
    value, _ = world.values.before(people, window.opening)
    present = (window.column_now >= 0) & np.isfinite(value)
    size = np.bincount(window.column_now[present], minlength=len(window.orgs))
    level = np.bincount(window.column_now[present], value[present], len(window.orgs)) / np.maximum(size, 1)
    level = np.where(size > 0, level, np.arange(len(level)) / 1e3)
    gap = np.abs(level[:, None] - level[None]) + 1e6 * (window.league[:, None] != window.league[None])
    np.fill_diagonal(gap, np.inf)
    return np.asarray(gap.argmin(1), np.int64)
