"""Worlds by hand: who counts as a tie, what is seen before a window opens, and that nothing later is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.influence.calibration.model import look
from kg.influence.calibration.placebos import after_the_move, rewired
from kg.influence.calibration.ties import MEANINGS, columns_of, tie_rows
from kg.influence.calibration.windows import open_window
from kg.influence.calibration.world import World
from kg.model.transfers import CapRow, CoachRow, TransferTables
from tests.influence.calibration.worlds import handmade, move, synthetic

LANDS = {"a": "Aland", "b": "Aland", "c": "Bland", "d": "Cland"}
NATIONS = {"ego": "Aland", "mate": "Aland", "stranger": "Aland"}


def world(*more: object, **how: object) -> TransferTables:
    moves = [
        move("ego", 2010, "", "a", "debut"),
        move("mate", 2010, "", "a", "debut"),
        move("mate", 2012, "a", "c"),
        move("stranger", 2010, "", "b", "debut"),
        move("stranger", 2012, "b", "c"),
        move("ego", 2013, "a", "d"),
        *more,
    ]
    return handmade(moves, countries=LANDS, seasons=range(2010, 2016), nations=NATIONS, **how)  # type: ignore[arg-type]


def column(tables: TransferTables, name: str, club: str, year: int = 2013) -> float:
    data = World.of(tables)
    window = open_window(data, year, winter=False)
    event = [data.players[p] for p in window.player].index("ego")
    place = [data.organisations[org] for org in window.orgs].index(club)
    return float(columns_of(data, window, tie_rows(data, window))[name][event, place])


def test_a_team_mate_abroad_counts_once_and_a_stranger_not() -> None:
    assert column(world(), "mate_abroad", "c") == pytest.approx(np.log(2))
    assert column(world(), "mate_abroad", "b") == 0


def test_the_dose_grows_with_the_time_together() -> None:
    two_years = column(world(), "mate_abroad_dose", "c")
    assert two_years == pytest.approx(np.log1p(np.sqrt(731 / 365.25)) - np.log(2), abs=1e-3)


def test_a_club_at_home_is_not_abroad() -> None:
    tables = world(move("mate", 2012, "c", "b", winter=True))
    assert column(tables, "mate_abroad", "b") == 0


def test_somebody_who_arrives_in_the_same_window_is_not_seen() -> None:
    later = handmade(
        [
            move("ego", 2010, "", "a", "debut"),
            move("mate", 2010, "", "a", "debut"),
            move("mate", 2013, "a", "c"),
            move("ego", 2013, "a", "d"),
        ],
        countries=LANDS,
        seasons=range(2010, 2016),
        nations=NATIONS,
    )
    assert column(later, "mate_abroad", "c") == 0


def test_a_move_agreed_before_its_window_opened_is_not_foreseen_from_itself() -> None:
    plain = world()
    moves = tuple(
        row._replace(day=date(2013, 6, 10)) if row.player == "ego" and row.season == 2013 else row
        for row in plain.moves
    )
    early, late = (open_window(World.of(each), 2013, winter=False) for each in (replace(plain, moves=moves), plain))
    assert (early.org_now == late.org_now).all()
    assert (early.been == late.been).all()


def test_present_team_mates_who_know_a_club() -> None:
    tables = world(
        move("guide", 2009, "", "c", "debut"),
        move("guide", 2011, "c", "a"),
    )
    assert column(tables, "via_mate", "c") == pytest.approx(np.log(2))
    assert column(tables, "via_mate", "b") == 0


def test_a_former_team_mate_who_has_left_a_club_can_still_lead_there() -> None:
    gone = [row._replace(to="b") if (row.player, row.season) == ("mate", 2012) else row for row in world().moves]
    moves = [*gone, move("mate", 2012, "b", "x", winter=True)]
    tables = handmade(moves, countries=LANDS, seasons=range(2010, 2016), nations=NATIONS)
    assert column(tables, "via_former_mate", "b") == pytest.approx(np.log(2))
    assert column(tables, "mate_home_veteran", "b") == 0
    assert column(world(), "via_former_mate", "c") == 0  # he is there: that is another tie


def test_team_mates_at_home_count_for_veterans_alone() -> None:
    tables = world(move("mate", 2012, "c", "b", winter=True))
    veterans = tuple(row._replace(birth_year=1983) for row in tables.players)
    assert column(replace(tables, players=veterans), "mate_home_veteran", "b") == pytest.approx(np.log(2))
    assert column(tables, "mate_home_veteran", "b") == 0


def test_national_team_mates_by_first_caps_before_the_window() -> None:
    early, late = date(2012, 9, 1), date(2013, 9, 1)
    caps = [CapRow("ego", "N", early, youth=False), CapRow("stranger", "N", early, youth=False)]
    assert column(world(caps=caps), "national_mate", "c") == pytest.approx(np.log(2))
    caps[1] = CapRow("stranger", "N", late, youth=False)
    assert column(world(caps=caps), "national_mate", "c") == 0


def test_one_organisation_is_no_move_and_the_club_left_no_choice() -> None:
    tables = world(move("ego", 2014, "d", "d2"), children=[("d", "d2")])
    data = World.of(tables)
    assert not data.moves.event[data.moves.season == 2014].any()
    window = open_window(data, 2013, winter=False)
    place = [data.organisations[org] for org in window.orgs].index("a")
    assert not window.mask[0, place]
    assert window.mask[0].sum() == 3


def test_every_tie_has_its_meaning_in_words() -> None:
    assert all(len(said) > 20 for said in MEANINGS.values())


SMALL = synthetic(700, 24, 9, seed=5)


@settings(max_examples=8, deadline=None)
@given(st.sampled_from([2009, 2010, 2011]), st.randoms(use_true_random=False))
def test_nothing_after_the_opening_changes_a_column(year: int, random: object) -> None:
    """Moves of the window keep only where they begin and end; all later ones are shuffled among players."""
    opening = date(year, 7, 1)
    later = [row for row in SMALL.moves if row.day >= opening and row.season > year]
    kept = [row for row in SMALL.moves if not (row.day >= opening and row.season > year)]
    goals = [row.to for row in later]
    random.shuffle(goals)  # type: ignore[attr-defined]
    changed = [row._replace(to=to) if row.how == "transfer" else row for row, to in zip(later, goals, strict=True)]
    caps = tuple(cap for cap in SMALL.caps if cap.day < opening)
    one, other = (
        look(World.of(tables), year, winter=False, seed=0, whole=True).rows
        for tables in (SMALL, replace(SMALL, moves=(*kept, *changed), caps=caps))
    )
    assert one.names == other.names
    assert np.array_equal(one.x, other.x)
    assert np.array_equal(one.chosen, other.chosen)


def test_rewiring_keeps_how_many_ties_everybody_has() -> None:
    data = World.of(SMALL)
    window = open_window(data, 2011, winter=False)
    rows = tie_rows(data, window)
    other = rewired(window, rows, seed=1)
    event, there = rows.meetings.event, window.column_now[rows.meetings.alter]
    # Ties to the mover himself or to the club he leaves fall away; what is left has the same movers and doses.
    assert len(other.meetings.event) > 0.8 * len(event)
    assert set(zip(other.meetings.event, other.meetings.days, strict=True)) <= set(
        zip(event, rows.meetings.days, strict=True)
    )
    assert np.bincount(there, minlength=len(window.orgs)).sum() == len(event)
    assert not np.array_equal(other.meetings.alter[:50], rows.meetings.alter[:50])
    again = rewired(window, rows, seed=1)
    assert np.array_equal(again.meetings.alter, other.meetings.alter)


def test_ties_after_the_move_were_none_before() -> None:
    data = World.of(SMALL)
    window = open_window(data, 2008, winter=False)
    before, after = tie_rows(data, window).meetings, after_the_move(data, window).meetings
    assert len(after.event)
    known = set(zip(before.event, before.alter, strict=True))
    assert not known & set(zip(after.event, after.alter, strict=True))


def coached(*stays: tuple[str, date, date]) -> TransferTables:
    """The world with one head coach: where he was, from when to when."""
    rows = [
        CoachRow("boss", club, start.toordinal(), end.toordinal(), 0, date.max.toordinal())
        for club, start, end in stays
    ]
    return replace(world(), coaches=tuple(rows))


AT_A = ("a", date(2010, 7, 15), date(2012, 7, 15))


def test_a_former_head_coach_counts_by_the_root_of_the_years_together() -> None:
    there = coached(AT_A, ("c", date(2012, 7, 15), date(2014, 1, 1)))
    assert column(there, "coach", "c") == pytest.approx(np.log1p(np.sqrt(731 / 365.25)))
    assert column(there, "coach", "b") == 0


@pytest.mark.parametrize(
    "stay",
    [
        pytest.param(("c", date(2013, 7, 2), date(2014, 1, 1)), id="comes after the opening"),
        pytest.param(("c", date(2012, 7, 15), date(2013, 6, 1)), id="left before it"),
        pytest.param(("a", date(2012, 7, 15), date(2014, 1, 1)), id="is at the club that is left"),
    ],
)
def test_only_the_coach_of_that_day_at_a_club_to_choose_counts(stay: tuple[str, date, date]) -> None:
    tables = coached(AT_A, stay)
    assert not any(column(tables, "coach", club) for club in "abcd")


def test_a_coach_of_less_than_a_month_is_none() -> None:
    tables = coached(("a", date(2012, 7, 1), date(2012, 7, 20)), ("c", date(2012, 8, 1), date(2014, 1, 1)))
    assert column(tables, "coach", "c") == 0


def test_a_coach_told_of_only_later_does_not_count() -> None:
    tables = coached(AT_A, ("c", date(2012, 7, 15), date(2014, 1, 1)))
    late = tuple(row._replace(seen_from=date(2013, 8, 1).toordinal()) for row in tables.coaches)
    assert column(replace(tables, coaches=late), "coach", "c") == 0


def test_a_coach_who_left_lately_is_told_apart() -> None:
    data = World.of(coached(AT_A, ("c", date(2012, 7, 15), date(2013, 6, 1))))
    window = open_window(data, 2013, winter=False)
    led = tie_rows(data, window).coached
    assert [data.organisations[window.orgs[club]] for club in led.club.tolist()] == ["c"]
    assert led.left.all()
