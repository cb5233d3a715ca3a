"""Everybody's ties at once: the same program as for one person (`kg.graph.ties`), squad by squad in bounded memory.

A tie never spans two squads, so the squads are read in stretches of about `STAYS_AT_ONCE` stays and cut into blocks of
about `PAIRS_AT_ONCE` pairs of stays, which fit the processor's cache, and the blocks are worked on by several threads
(NumPy lets go of the interpreter's lock). Memory does not grow with the world, only with its largest squad.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeVar

import numpy as np

from kg.columns.bounds import Columns
from kg.columns.facts import Facts
from kg.columns.files import Flags, Ints
from kg.columns.segments import ROLES
from kg.columns.squad_sizes import crowds, key_of
from kg.graph.ties import everybody, meetings, summed

__all__ = ["PAIRS_AT_ONCE", "STAYS_AT_ONCE", "all_ties", "blocks", "joined", "stretches", "ties_of_squads"]

PAIRS_AT_ONCE: Final = 1 << 18
STAYS_AT_ONCE: Final = 1 << 20
_TYPES: Final = {"kind": np.int8, "ego_role": np.int8, "alter_role": np.int8, "circle": np.int32}

T = TypeVar("T")
S = TypeVar("S")


def all_ties(facts: Facts, at: int, *, workers: int = 1) -> Iterator[Columns]:
    """Every tie by shared teams as of a day number, once each, in blocks of whole squads.

    Args:
        facts: the facts.
        at: the date as a day number; only what is known then counts.
        workers: threads. The result does not depend on their number.

    Yields:
        The columns of `kg.graph.ties.summed` as int32 and int8, sorted by squad, ego, ego's role, alter and
        alter's role; ego is the one of the two with the lower number.
    """
    kinds = facts.nodes["kind"]
    cut = (block for stays in stretches(facts, at) for block in blocks(stays))
    return in_order(lambda block: ties_of_squads(block, kinds, at), cut, workers=workers)


def stretches(facts: Facts, at: int, stays: int = STAYS_AT_ONCE) -> Iterator[Columns]:
    """Everybody's stays as of a day number, sorted by squad and start, in stretches of about so many, whole squads."""
    begins = facts.squads["of_squad"]
    begin = 0
    while begin < begins[-1]:
        end = int(begins[min(int(np.searchsorted(begins, begin + stays)), len(begins) - 1)])
        yield everybody(facts, at, slice(begin, end))
        begin = end


def blocks(stays: Columns, pairs: int = PAIRS_AT_ONCE) -> Iterator[Columns]:
    """Stays, sorted by squad and start, cut between squads so that each block has about so many pairs to look at."""
    count = len(stays["squad"])
    met = np.searchsorted(key_of(stays["squad"], stays["start"]), key_of(stays["squad"], stays["end"]))
    work = np.cumsum(met - np.arange(count))
    begin = 0
    while begin < count:
        reached = np.searchsorted(work, (work[begin - 1] if begin else 0) + pairs)
        last = stays["squad"][min(int(reached), count - 1)]
        end = int(np.searchsorted(stays["squad"], last, side="right"))
        yield {name: column[begin:end] for name, column in stays.items()}
        begin = end


def ties_of_squads(stays: Columns, team_kind: Ints, at: int) -> Columns:
    """All ties at some squads, given the stays there as of ``at``, sorted by squad and start; see `all_ties`."""
    stays = {**stays, **crowds(stays), "member": _members(stays)}
    pairs = meetings(stays, stays, once=True)
    order, new = _together(pairs["ego_member"], pairs["alter_member"])
    ties = summed(pairs, team_kind, order, new, at)
    return {name: column.astype(_TYPES.get(name, np.int32), copy=False) for name, column in ties.items()}


def _members(stays: Columns) -> Ints:
    """By stay, the number of its squad, person and role among all there are, counted in that order."""
    person_role = stays["person"].astype(np.int64) * len(ROLES) + stays["role"]
    order = np.lexsort((person_role, stays["squad"]))
    new = np.zeros(len(order), bool)
    for column in (stays["squad"], person_role):
        sorted_column = column[order]
        new[1:] |= sorted_column[1:] != sorted_column[:-1]
    numbers = np.empty(len(order), np.int64)
    numbers[order] = np.cumsum(new)
    return numbers


def _together(first: Ints, second: Ints) -> tuple[Ints, Flags]:
    """Rows sorted by two numbers, and where in this order another pair of them begins."""
    count = len(first)
    width, places = int(second.max(initial=0)).bit_length(), count.bit_length()
    if int(first.max(initial=0)).bit_length() + width + places < 63:
        # Pair and place in one number: sorting numbers is several times faster than finding the order of others.
        packed = (((first << width) | second) << places) | np.arange(count)
        packed.sort()
        order, pair = packed & ((1 << places) - 1), packed >> places
    else:
        order = np.lexsort((second, first))
        pair = (first[order] << width) | second[order]
    new = np.ones(count, bool)
    new[1:] = pair[1:] != pair[:-1]
    return order, new


def in_order(work: Callable[[S], T], items: Iterable[S], *, workers: int) -> Iterator[T]:
    """Results of a function in the order of its arguments, by several threads, a few arguments ahead at most."""
    if workers == 1:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(workers) as pool:
        waiting: deque[Future[T]] = deque()
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def joined(parts: Iterable[Columns]) -> Columns:
    """Columns one after the other."""
    result = list(parts)
    return {name: np.concatenate([part.pop(name) for part in result]) for name in list(result[0])} if result else {}
