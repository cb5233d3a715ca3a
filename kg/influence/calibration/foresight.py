"""The chance of every club for every player who might move in a window, by a model that has not seen it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from kg.influence.calibration.arrays import Array, Floats, Ints
from kg.influence.calibration.logit import shares
from kg.influence.calibration.model import Model, look
from kg.influence.calibration.windows import Window, standing_before
from kg.influence.calibration.world import TRANSFER, Moves, World, opening_day
from kg.model.progress import Progress, silent

__all__ = ["Foresight", "foresee", "window_after"]

_AT_ONCE: Final = 500
"""Players looked at together: the columns of more take too much memory."""


@dataclass(frozen=True, slots=True)
class Foresight:
    """What a model says of one window, the day before it opens.

    Attributes:
        opens, label: the window.
        players: ids of everybody at a listed club then. clubs: ids of the clubs listed.
        chances: [players, clubs], the chance of each club should the player move; 0 for the club that he is at.
    """

    opens: date
    label: str
    players: tuple[str, ...]
    clubs: tuple[str, ...]
    chances: Floats


def window_after(world: World) -> tuple[int, bool]:
    """The window that follows the last one with moves: its season and whether it is the winter one."""
    moves = world.moves
    last = max(zip(moves.season[moves.event].tolist(), moves.winter[moves.event].tolist(), strict=True))
    return (last[0] + 1, False) if last[1] else (last[0], True)


def foresee(
    world: World, model: Model, season: int, *, winter: bool, seed: int = 0, progress: Progress = silent
) -> Foresight:
    """The chances of a window for everybody who is at a listed club the day before it opens.

    Nothing of that day or later is looked at: everybody is asked as if he moved, and where he went is not known. A
    season whose clubs are not listed yet has those of the last one that is.

    Raises:
        NothingFound: nobody is at a listed club then.
        InvalidInput: fewer than three clubs are listed.
    """
    parts: list[Floats] = []
    people: list[Ints] = []
    window: Window | None = None
    for asked in _questions(world, season, winter=winter):
        seen = look(asked, season, winter=winter, seed=seed, whole=True)
        window, design = seen.window, model.design(seen.rows)
        chances = np.zeros(window.shape)
        chances[window.mask] = shares(model.utilities(design), design)
        parts.append(chances)
        people.append(window.player)
        progress(f"foreseeing {window.label}", sum(map(len, people)), None)
    if window is None:
        return Foresight(date.fromordinal(opening_day(season, winter=winter)), "", (), (), np.zeros((0, 0)))
    return Foresight(
        opens=date.fromordinal(window.opening),
        label=window.label,
        players=tuple(world.players[number] for number in np.concatenate(people).tolist()),
        clubs=tuple(world.organisations[number] for number in window.orgs.tolist()),
        chances=np.concatenate(parts),
    )


def _questions(world: World, season: int, *, winter: bool) -> Iterator[World]:
    """The world as it stood before a window, in which some players move somewhere, whoever is at a listed club in turn.

    Where they are said to go is no column of any design.
    """
    opening = opening_day(season, winter=winter)
    listings = dict(world.listings)
    listings.setdefault(season, listings[max((year for year in listings if year < season), default=max(listings))])
    world = replace(world, listings=listings)
    _, team_now, org_now, _ = standing_before(world, season, opening)
    clubs = world.organisation[listings[season].teams]
    players = np.flatnonzero((org_now >= 0) & np.isin(org_now, clubs))
    for begin in range(0, len(players), _AT_ONCE):
        chosen = players[begin : begin + _AT_ONCE]
        first, second = listings[season].teams[0], listings[season].teams[np.flatnonzero(clubs != clubs[0])[0]]
        to = np.where(org_now[chosen] == world.organisation[first], second, first)
        added = {
            "player": chosen,
            "day": np.full(len(chosen), opening),
            "season": np.full(len(chosen), season),
            "winter": np.full(len(chosen), winter),
            "origin": team_now[chosen],
            "to": to,
            "origin_org": org_now[chosen],
            "to_org": world.organisation[to],
            "how": np.full(len(chosen), TRANSFER),
            "fee": np.full(len(chosen), np.nan),
            "real": np.ones(len(chosen), bool),
            "event": np.ones(len(chosen), bool),
        }
        yield replace(world, moves=_with_moves(world.moves, added, before=opening))


def _with_moves(moves: Moves, added: dict[str, Array], *, before: int) -> Moves:
    """The moves before a day, and others, of players who have none later."""
    earlier = np.flatnonzero(moves.day < before)
    both = {name: np.concatenate([getattr(moves, name)[earlier], column]) for name, column in added.items()}
    order = np.argsort(both["player"], kind="stable")
    columns = {name: column[order] for name, column in both.items()}
    of_player = np.searchsorted(columns["player"], np.arange(len(moves.of_player)))
    return Moves(**columns, of_player=of_player)
