"""Spells out of moves: what holds of every list of moves there can be."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kg.claims.readers.moves import How, Move, bought_on_loan, in_order, stays_of, with_loans
from kg.claims.readers.values import span
from kg.model.claims import SpellKind
from kg.model.dates import ImpreciseDate, Precision

TEAMS = st.sampled_from(["", "a", "b", "c", "d"])
DAYS = st.dates(date(2000, 1, 1), date(2003, 1, 1))


@st.composite
def moves(draw: st.DrawFn) -> list[Move]:
    found = []
    for _ in range(draw(st.integers(0, 8))):
        day = draw(DAYS)
        rough = draw(st.booleans())
        when = ImpreciseDate(day.replace(day=1), Precision.MONTH) if rough else ImpreciseDate(day)
        nominal = day.replace(day=15) if rough else day
        found.append(Move(nominal, when, str(when), draw(TEAMS), draw(TEAMS), draw(st.sampled_from(How))))
    return found


@given(moves())
def test_every_stay_is_a_period_at_a_team_and_in_the_order_of_time(found: list[Move]) -> None:
    stays = list(stays_of(in_order(found)))
    for stay in stays:
        assert stay.team
        assert stay.came or stay.left
        span(stay.came.when if stay.came else None, stay.left.when if stay.left else None)
    starts = [stay.came.day for stay in stays if stay.came]
    assert starts == sorted(starts)
    assert [stay.open_end for stay in stays[:-1]] == [False] * len(stays[:-1])


@given(moves())
def test_order_keeps_every_move_and_never_goes_back_in_time(found: list[Move]) -> None:
    ordered = in_order(found)
    assert sorted(ordered, key=repr) == sorted(found, key=repr)
    assert [move.day for move in ordered] == sorted(move.day for move in found)


@given(st.lists(st.sampled_from(["a", "b", "c", "d"]), min_size=2, max_size=8), st.integers(60, 400))
def test_an_unbroken_chain_of_moves_leaves_no_gap_between_clubs(clubs: list[str], days: int) -> None:
    chain = [
        Move(day, ImpreciseDate(day), str(day), one, other, How.MOVE)
        for n, (one, other) in enumerate(pairwise(clubs))
        for day in [date(2000, 1, 1) + timedelta(days=n * days)]
    ]
    stays = list(stays_of(chain))
    for before, after in pairwise(stays):
        assert before.left is after.came
    assert sum(stay.open_end for stay in stays) == (1 if len(stays) > 0 and stays[-1].left is None else 0)


@given(moves())
def test_loans_are_only_told_where_nothing_was_stated(found: list[Move]) -> None:
    ordered = in_order(found)
    for before, after in zip(ordered, with_loans(ordered), strict=True):
        assert before._replace(how=after.how) == after
        if before.how is not How.UNSTATED:
            assert before.how is after.how


def test_a_club_that_buys_the_man_it_has_on_loan_keeps_him() -> None:
    def move(month: int, origin: str, to: str, how: How, year: int = 2015) -> Move:
        day = date(year, month, 1)
        return Move(day, ImpreciseDate(day), str(day), origin, to, how)

    # The return is dated after the purchase: the list prints when the loan would have ended.
    told = [
        move(7, "owner", "club", How.LOAN, 2014),
        move(1, "owner", "club", How.MOVE),
        move(2, "club", "owner", How.RETURN),
    ]
    stays = list(stays_of(bought_on_loan(in_order(told))))
    assert [(stay.team, stay.kind, stay.open_end) for stay in stays] == [
        ("owner", SpellKind.UNSTATED, False),
        ("club", SpellKind.LOAN, False),
        ("club", SpellKind.PERMANENT, True),
    ]
    assert stays[1].left is not None
    assert stays[1].left.day == date(2015, 1, 1)


@given(moves())
def test_purchases_on_loan_change_no_other_list_and_lose_no_move(found: list[Move]) -> None:
    ordered = in_order(found)
    changed = bought_on_loan(ordered)
    assert len(changed) == len(ordered)
    if not any(move.how is How.RETURN for move in ordered):
        assert changed == ordered
