"""Designs: flat rows of (event, club), their columns by name, and where each event's rows begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from kg.influence.calibration.arrays import Array, Flags, Ints
from kg.influence.calibration.windows import Window

__all__ = ["Design", "crossed", "rows_of_window", "sampled", "stacked"]

_ORGANISATIONS = 10**7


@dataclass(frozen=True, slots=True)
class Design:
    """Choices as rows.

    Attributes:
        names, x: the columns, [rows, columns] in single precision.
        length: rows of each event, in order. chosen: row of the club that was chosen, for each event.
        offset: of each row, what a drawn choice set adds to its utility (see `sampled`); 0 for a whole one.
        player, season, new: of each event: the mover, the season, whether the club was new to him.
        arrival: of each event, a number for the club that was chosen and the window.
    """

    names: tuple[str, ...]
    x: Array
    length: Ints
    chosen: Ints
    offset: Array
    player: Ints
    season: Ints
    new: Flags
    arrival: Ints

    @property
    def start(self) -> Ints:
        """First row of each event."""
        return np.cumsum(self.length) - self.length

    @property
    def events(self) -> int:
        """How many events there are."""
        return len(self.length)

    def place(self, names: Sequence[str]) -> list[int]:
        """The columns with these names."""
        recorded = {name: place for place, name in enumerate(self.names)}
        return [recorded[name] for name in names]

    def only(self, events: Flags) -> Design:
        """The events that are marked."""
        selected = np.repeat(events, self.length)
        place = np.cumsum(selected) - 1
        return replace(
            self,
            x=self.x[selected],
            length=self.length[events],
            chosen=place[self.chosen[events]],
            offset=self.offset[selected],
            player=self.player[events],
            season=self.season[events],
            new=self.new[events],
            arrival=self.arrival[events],
        )

    def columns(self, names: Sequence[str]) -> Design:
        """The design of some of its columns, in the order named."""
        return replace(self, names=tuple(names), x=self.x[:, self.place(names)])

    def without(self, names: Sequence[str]) -> Design:
        """The design without some columns."""
        selected = [place for place, name in enumerate(self.names) if name not in set(names)]
        return replace(self, names=tuple(self.names[place] for place in selected), x=self.x[:, selected])

    def with_columns(self, names: Sequence[str], values: Array) -> Design:
        """The design with some columns more."""
        x = np.concatenate([self.x, np.asarray(values, np.float32).reshape(len(self.x), len(names))], axis=1)
        return replace(self, names=(*self.names, *names), x=x)


def sampled(window: Window, sure: Flags, others: int, seed: int) -> tuple[Flags, Array]:
    """A choice set drawn for each event: [E, C] which clubs are in it, and the offset that makes up for it.

    In it are the club that was chosen, those that are ``sure`` to matter, and about so many ``others`` at random. A
    club that is drawn with the chance p gets -log p added to its utility, whether drawn or chosen; with that a
    conditional logit stays consistent (McFadden, "Modelling the choice of residential location", 1978).
    """
    rng = np.random.default_rng([seed, window.opening])
    rest = (window.mask & ~sure).sum(1, keepdims=True)
    chance = np.where(sure, 1.0, np.minimum(1.0, others / np.maximum(rest, 1)))
    selected = (rng.random(window.mask.shape) < chance) & window.mask
    selected[np.arange(len(window.choice)), window.choice] = True
    return selected, -np.log(chance)


def rows_of_window(window: Window, names: Sequence[str], kept: Flags, offset: Array) -> Design:
    """The rows of one window that are kept, with the offset of each pair ([E, C]).

    ``names`` are columns by pair, by club or by mover (`Window.features`, ``clubs``, ``movers``).
    """
    event, club = np.nonzero(kept)
    x = np.empty((len(event), len(names)), np.float32)
    for place, name in enumerate(names):
        if name in window.features:
            x[:, place] = window.features[name][event, club]
        elif name in window.clubs:
            x[:, place] = window.clubs[name][club]
        else:
            x[:, place] = window.movers[name][event]
    chosen = np.flatnonzero(club == window.choice[event])
    events = len(window.player)
    return Design(
        tuple(names),
        x,
        kept.sum(1),
        chosen,
        offset[kept].astype(np.float32),
        window.player,
        np.full(events, window.season),
        window.new,
        window.opening * _ORGANISATIONS + window.orgs[window.choice],
    )


def stacked(blocks: Sequence[Design]) -> Design:
    """Several designs with the same columns as one."""
    first = np.cumsum([0, *(len(block.x) for block in blocks)])
    return Design(
        blocks[0].names,
        np.concatenate([block.x for block in blocks]),
        np.concatenate([block.length for block in blocks]),
        np.concatenate([block.chosen + begin for block, begin in zip(blocks, first, strict=False)]),
        np.concatenate([block.offset for block in blocks]),
        np.concatenate([block.player for block in blocks]),
        np.concatenate([block.season for block in blocks]),
        np.concatenate([block.new for block in blocks]),
        np.concatenate([block.arrival for block in blocks]),
    )


def crossed(design: Design, names: Sequence[str], products: Sequence[tuple[str, str]]) -> Design:
    """The design of some columns and of products of columns, named ``a*b``."""
    x = np.empty((len(design.x), len(names) + len(products)), np.float32)
    x[:, : len(names)] = design.x[:, design.place(names)]
    for place, (left, right) in enumerate(products, start=len(names)):
        first, second = design.place((left, right))
        np.multiply(design.x[:, first], design.x[:, second], out=x[:, place])
    return replace(design, names=(*names, *(f"{left}*{right}" for left, right in products)), x=x)
