"""Closeness: how much two people had to do with each other, counted without words, to choose whom to look at.

Closeness decides only who is looked at; what a link carries is scored by `kg.influence`. A common day counts one, a day
with a national team six (a gathering is lived under one roof), halved for every four years since, and a stated
relationship counts a thousand. Everything is whole sixteenths of a day, so that sums do not depend on any order.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from kg.columns.bounds import Columns
from kg.columns.facts import Facts
from kg.columns.files import Ints
from kg.columns.intervals import NATIONAL, WHOLE_SHARE

__all__ = ["SPAN", "closeness", "pair_keys"]

SPAN: Final = np.int64(1 << 31)
"""Two nodes in one number: ``first * SPAN + second``."""
_UNIT: Final = 16
_STATED: Final = 1000 * _UNIT
_GATHERING: Final = 6.0
_HALF_LIFE: Final = 4 * 365.25


def pair_keys(first: Ints, second: Ints) -> Ints:
    """Pairs of nodes as numbers that sort by the first, then by the second."""
    keys: Ints = first.astype(np.int64) * SPAN + second
    return keys


def closeness(facts: Facts, meetings: Columns, stated: Columns, now: int) -> tuple[Ints, Ints]:
    """How close pairs of people are, summed over their meetings and stated relationships.

    Args:
        facts: the facts.
        meetings: pairs of stays, as `kg.graph.ties.meetings` gives them.
        stated: relationships, as `kg.graph.ties.related` gives them.
        now: the day number to which fading is counted.

    Returns:
        The keys of the pairs (ego first, ascending) and how close each is, in sixteenths of a day, at least 1.
    """
    gone = np.maximum(now - meetings["end"], 0).astype(np.float64)
    kinds = facts.nodes["kind"][meetings["squad"] >> 1]
    gathered = np.where((kinds == NATIONAL[0]) | (kinds == NATIONAL[-1]), _GATHERING, 1.0)
    length = (meetings["end"] - meetings["start"]).astype(np.float64) * meetings["weight"] / WHOLE_SHARE**2
    counted = np.rint(_UNIT * np.maximum(length, 1.0) * gathered * np.exp2(-gone / _HALF_LIFE)).astype(np.int64)
    keys = np.concatenate([pair_keys(meetings["ego"], meetings["alter"]), pair_keys(stated["ego"], stated["alter"])])
    values = np.concatenate([np.maximum(counted, 1), np.full(len(stated["ego"]), _STATED, np.int64)])
    order = np.argsort(keys, kind="stable")
    keys, values = keys[order], values[order]
    first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else np.zeros(0, np.int64)
    return keys[first], np.add.reduceat(values, first) if len(first) else values
