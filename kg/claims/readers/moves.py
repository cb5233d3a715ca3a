"""From a player's moves to spells: what a list of transfers says about who was where, and since and until when.

A move ends one spell and starts the next. What it does not say stays unknown:

* the club of the first move: since when he was there is unknown;
* a move from another club than the last one led to: when and how he left the last one is unknown;
* the last club: open, attested as far as the list can be relied on.

A loan interrupts the spell at the owner, because a man on loan is no team-mate there; the return starts a new one. A
return that is followed by the next move within days was one on paper, and is told as none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from kg.model.claims import SpellKind
from kg.model.dates import ImpreciseDate, Precision

__all__ = ["How", "Move", "Stay", "bought_on_loan", "in_order", "stays_of", "with_loans"]

# Shorter stays between a return from loan and the next move are formalities: dates of a window are exact to the month
# alone (30 June and "July"), others to the day.
_PAPER_DAYS, _PAPER_DAYS_IN_WINDOW = 14, 45
_ENDS_OF_LOANS = frozenset({(6, 30), (5, 31), (12, 31)})
_LONGEST_LOAN = 3 * 366


class How(Enum):
    """How a player moved."""

    MOVE = 1
    LOAN = 2
    RETURN = 3
    UNSTATED = 4


class Move(NamedTuple):
    """One row of a list of transfers; ``origin`` and ``to`` are team ids, "" for no team.

    ``day`` is the date as printed, to sort by; ``when`` says how exact it is, and ``mark`` the same in few letters.
    """

    day: date
    when: ImpreciseDate
    mark: str
    origin: str
    to: str
    how: How


class Stay(NamedTuple):
    """One spell to be, between two moves.

    ``came`` is ``None`` where nobody knows since when; ``left`` where nobody knows until when. ``open_end`` marks the
    one that no move ended, as far as the list knows.
    """

    team: str
    came: Move | None
    left: Move | None
    kind: SpellKind
    open_end: bool


def _day_of(move: Move) -> date:
    return move.day


def in_order(moves: Sequence[Move]) -> list[Move]:
    """By day; moves of one day so that each starts where the one before it led to.

    >>> day = ImpreciseDate(date(2020, 6, 30))
    >>> back = Move(day.first, day, "", "b", "a", How.RETURN)
    >>> on = Move(day.first, day, "", "a", "c", How.MOVE)
    >>> [move.to for move in in_order([on, back])]
    ['a', 'c']
    """
    before = date.min
    for move in moves:
        if move.day <= before:
            break
        before = move.day
    else:
        return list(moves)
    moves = sorted(moves, key=_day_of)
    ordered: list[Move] = []
    at = 0
    while at < len(moves):
        after = at + 1
        while after < len(moves) and moves[after].day == moves[at].day:
            after += 1
        same = list(moves[at:after])
        while len(same) > 1:
            present = ordered[-1].to if ordered else None
            reached = {move.to for move in same}
            ordered.append(
                next((move for move in same if move.origin == present), None)
                or next((move for move in same if move.origin not in reached), same[0])
            )
            same.remove(ordered[-1])
        ordered += same
        at = after
    return ordered


def with_loans(moves: list[Move]) -> list[Move]:
    """Loans told apart where the list does not say how a player moved.

    There and back again, the way back on a day on which contracts end, is a loan and its return.
    """
    existing = list(moves)
    for n, (forth, back) in enumerate(pairwise(moves)):
        if (
            forth.how is back.how is How.UNSTATED
            and forth.origin
            and (forth.origin, forth.to) == (back.to, back.origin)
            and (back.day.month, back.day.day) in _ENDS_OF_LOANS
            and (back.day - forth.day).days <= _LONGEST_LOAN
        ):
            existing[n] = forth._replace(how=How.LOAN)
            existing[n + 1] = back._replace(how=How.RETURN)
    return existing


def bought_on_loan(moves: list[Move]) -> list[Move]:
    """Where a club buys the man it has on loan, his return moved before the purchase that it makes possible.

    Lists print the day on which the loan would have ended, which may lie after the window that the purchase is dated
    by; taken at its word he would go back for good, to a club that has just sold him.

    >>> day = [ImpreciseDate(date(2015, month, 1)) for month in (1, 2)]
    >>> buys = Move(date(2015, 1, 1), day[0], "", "owner", "club", How.MOVE)
    >>> back = Move(date(2015, 2, 1), day[1], "", "club", "owner", How.RETURN)
    >>> [(move.to, str(move.when)) for move in bought_on_loan([buys, back])]
    [('owner', '2015-01-01'), ('club', '2015-01-01')]
    """
    existing = list(moves)
    for n, (buys, back) in enumerate(pairwise(moves)):
        if (
            back.how is How.RETURN
            and buys.how is How.MOVE
            and (buys.origin, buys.to) == (back.to, back.origin)
            and (back.day - buys.day).days <= _PAPER_DAYS_IN_WINDOW
        ):
            existing[n] = back._replace(day=buys.day, when=buys.when, mark=buys.mark)
            existing[n + 1] = buys
    return existing


def _kind(how: How) -> SpellKind:
    if how is How.LOAN:
        return SpellKind.LOAN
    return SpellKind.UNSTATED if how is How.UNSTATED else SpellKind.PERMANENT


def _passing(came: Move, left: Move) -> bool:
    """Came and left on the same day: registered, and never there."""
    return came.day == left.day and came.when.precision is left.when.precision is Precision.DAY


def _on_paper(came: Move, left: Move) -> bool:
    if came.how is not How.RETURN:
        return False
    exact = came.when.precision is left.when.precision is Precision.DAY
    return (left.day - came.day).days <= (_PAPER_DAYS if exact else _PAPER_DAYS_IN_WINDOW)


def stays_of(moves: Sequence[Move]) -> Iterator[Stay]:
    """The spells that moves, in order, add up to (see the module)."""
    at = ""
    came: Move | None = None
    for n, move in enumerate(moves):
        if move.origin != at or not n:
            if at and came:
                yield Stay(at, came, None, _kind(came.how), False)
            at, came = move.origin, None
        if move.to == at:
            continue  # a contract made longer, a loan prolonged
        if at:
            if came is None:
                kind = SpellKind.LOAN if move.how is How.RETURN else SpellKind.UNSTATED
                yield Stay(at, None, move, kind, False)
            elif not _passing(came, move) and not _on_paper(came, move):
                yield Stay(at, came, move, _kind(came.how), False)
        at, came = move.to, move
    if at and came:
        yield Stay(at, came, None, _kind(came.how), True)
