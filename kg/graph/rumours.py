"""What became of what was reported: how many interests, talks and offers a move to that club followed.

A rumour is kept apart from influence: it says what a club wants, not who could speak for it. What it is worth is its
base rate, counted here over the whole store, of pairs of a player and a club: each counts once, from its first report.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np

from kg.columns.facts import Facts
from kg.columns.files import day, distinct
from kg.columns.segments import EVENT_KINDS, ROLES
from kg.columns.visibility import visible
from kg.graph.ties import stays_of
from kg.model import EventKind, Followed, Role

__all__ = ["RUMOURS", "followed_by_moves"]

_YEAR: Final = 365
RUMOURS: Final = (EventKind.INTEREST, EventKind.CONTACT, EventKind.OFFER)
"""What a club is reported to want, or to have said, before anybody moves."""
_RUMOURS: Final = [EVENT_KINDS.index(kind) for kind in RUMOURS]
_PLAYER: Final = ROLES.index(Role.PLAYER)


def followed_by_moves(facts: Facts, at: date, *, known_by: date | None = None) -> Followed:
    """How many reported interests, talks and offers a move followed within a year, of those that are a year old.

    A stay that begins counts as a move, be it a loan, its end, or one that is only possible.

    Args:
        facts: the facts.
        at: the date; what was published less than a year before is not counted, for its year is not over.
        known_by: the day by which a report had to be published; by default the date.
    """
    table, now = facts.events, day(at)
    rows = np.flatnonzero(
        np.isin(table["kind"], _RUMOURS) & (table["club"] >= 0) & visible(table, now, day(known_by or at))
    )
    first: dict[tuple[int, int], int] = {}
    for person, club, known in zip(
        *(table[name][rows].tolist() for name in ("person", "club", "visible_from")), strict=True
    ):
        first[person, club] = min(known, first.get((person, club), known))
    stays = stays_of(facts, distinct(np.array([person for person, _ in first], np.int64)), now)
    held: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for person, squad, role, start, end in zip(
        *(stays[name].tolist() for name in ("person", "squad", "role", "start", "end")), strict=True
    ):
        if role == _PLAYER:
            held.setdefault((person, squad // 2), []).append((start, end))
    reports = moved = 0
    for pair, known in first.items():
        there = held.get(pair, [])
        if known + _YEAR > now or any(start < known <= end for start, end in there):
            continue  # too fresh, or news of the club that he was at
        reports += 1
        moved += any(known <= start <= known + _YEAR for start, _ in there)
    return Followed(reports, moved)
