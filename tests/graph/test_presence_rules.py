"""The rules by which a fan would reason about where somebody is, one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.columns.facts import Facts
from kg.graph.presence import clubs_of, people_at
from kg.graph.tie_builder import ties_of
from kg.model import ImpreciseDate, Period, Precision, Role, Spell, SpellKind
from tests.graph.small_world import CITY, PEOPLE, ROVERS, UTD, days, facts_of, season, spells

PLAYER, MATE, COACH = PEOPLE
NAMES = {ROVERS: "Rovers", CITY: "City", UTD: "United"}


def on(text: str) -> ImpreciseDate:
    return ImpreciseDate.parse(text)


def seen(team: str, first: str, last: str) -> Spell:
    """Seen in matches from the first day to the last."""
    return Spell(PLAYER, team, Period(on(first), None, date.fromisoformat(last)), matches=20)


def listed(team: str, first: int, last: int, person: str = PLAYER) -> Spell:
    """Known by seasons alone."""
    return Spell(person, team, Period(season(first), season(last)))


def joined(team: str, when: str, kind: SpellKind = SpellKind.PERMANENT, end: str = "") -> Spell:
    """A move with its day."""
    return Spell(PLAYER, team, Period(on(when), on(end) if end else None), kind=kind)


def presence(claims: Sequence[Spell], *dates: str, person: str = PLAYER) -> list[dict[str, str]]:
    """By date, the clubs of a person as of it, with how surely he is there."""
    with TemporaryDirectory() as folder:
        facts = facts_of(claims, Path(folder))
        node = facts.node(person)
        assert node is not None
        standings = [clubs_of(facts, node, date.fromisoformat(text)) for text in dates]
        return [{NAMES[facts.iri(row.team)]: row.presence for row in rows} for rows in standings]


def test_a_day_beats_a_season_and_a_season_beats_a_year() -> None:
    year = Spell(PLAYER, UTD, Period(on("2020"), on("2022")))
    assert presence([listed(CITY, 2020, 2022), year], "2021-05-01") == [{"City": "presumed"}]
    assert presence([listed(CITY, 2020, 2022), seen(ROVERS, "2021-03-01", "2021-05-10")], "2021-04-01") == [
        {"Rovers": "certain"}
    ]


def test_not_heard_of_since_may_is_not_left() -> None:
    assert presence([seen(ROVERS, "2021-08-20", "2022-05-15")], "2022-07-10", "2022-08-25", "2022-10-01") == [
        {"Rovers": "presumed"},
        {"Rovers": "presumed"},
        {"Rovers": "unsettled"},  # the season is on, and nobody has seen him in it
    ]


def test_a_new_club_known_by_season_alone_does_not_count_before_the_season() -> None:
    claims = [seen(ROVERS, "2021-08-20", "2022-05-15"), listed(CITY, 2022, 2023)]
    assert presence(claims, "2022-06-20", "2022-07-20", "2022-10-01") == [
        {"Rovers": "presumed"},
        {"Rovers": "presumed"},
        {"City": "presumed"},
    ]


@pytest.mark.parametrize("kind", [SpellKind.UNSTATED, SpellKind.LOAN])
def test_who_is_known_elsewhere_for_the_season_is_in_doubt_once_many_have_moved_until_it_begins(
    kind: SpellKind,
) -> None:
    claims = [seen(ROVERS, "2021-08-20", "2022-05-15"), replace(listed(CITY, 2022, 2023), kind=kind)]
    assert presence(claims, "2022-07-21", "2022-07-22", "2022-08-22", "2022-08-24") == [
        {"Rovers": "presumed"},
        {"Rovers": "unsettled", "City": "unsettled"},
        {"Rovers": "unsettled", "City": "unsettled"},
        {"City": "presumed"},
    ]


def test_a_new_club_is_not_certain_before_the_first_sighting() -> None:
    claims = [listed(CITY, 2022, 2022), seen(CITY, "2022-10-01", "2023-05-15")]
    assert presence(claims, "2022-09-15", "2022-10-03") == [{"City": "presumed"}, {"City": "certain"}]


def test_who_is_seen_in_autumn_is_not_held_to_have_left_before_the_winter_window_has_closed() -> None:
    claims = [listed(ROVERS, 2020, 2022), listed(CITY, 2022, 2024), seen(ROVERS, "2022-09-01", "2022-11-10")]
    assert presence(claims, "2023-01-10", "2023-03-01") == [{"Rovers": "presumed"}, {"City": "presumed"}]


def test_who_is_told_of_in_autumn_is_presumed_there_until_summer_and_who_was_seen_playing_is_not() -> None:
    told = Spell(PLAYER, CITY, Period(None, None, date(2022, 10, 5)))
    days = ("2022-12-01", "2023-01-15", "2023-05-01", "2023-08-01")
    assert presence([told], *days) == [{"City": "presumed"}] * 3 + [{"City": "unsettled"}]
    assert presence([seen(CITY, "2022-10-05", "2022-10-05")], "2023-01-15", "2023-05-01") == [
        {"City": "presumed"},
        {"City": "unsettled"},
    ]


def test_a_move_with_a_day_counts_from_that_day_and_ends_the_season_before() -> None:
    claims = [listed(ROVERS, 2020, 2022), listed(CITY, 2022, 2024), joined(CITY, "2023-01-23")]
    assert presence(claims, "2023-01-10", "2023-01-24", "2023-06-01") == [
        {"Rovers": "unsettled", "City": "unsettled"},
        {"City": "certain"},
        {"City": "presumed"},
    ]


def test_a_loan_never_ends_the_owners_spell_and_the_borrower_is_where_he_is() -> None:
    owner = Spell(PLAYER, ROVERS, Period(on("2019-07-10"), None, date(2023, 3, 1)), kind=SpellKind.PERMANENT)
    loan = joined(CITY, "2021-08-20", SpellKind.LOAN, "2022-06-30")
    assert presence([owner, loan], "2021-07-20", "2021-10-01", "2022-07-20") == [
        {"Rovers": "certain"},
        {"City": "certain"},
        {"Rovers": "certain"},
    ]


def test_a_season_elsewhere_within_a_longer_spell_is_taken_for_a_loan() -> None:
    claims = [listed(ROVERS, 2018, 2024), listed(CITY, 2021, 2021)]
    assert presence(claims, "2020-10-01", "2021-10-01", "2022-03-01", "2022-10-01") == [
        {"Rovers": "certain"},
        {"City": "presumed"},
        {"City": "presumed"},
        {"Rovers": "certain"},
    ]


def test_seen_on_both_sides_of_a_gap_is_there_in_between_once_it_is_known() -> None:
    claims = [seen(ROVERS, "2018-08-20", "2019-05-15"), seen(ROVERS, "2020-09-15", "2021-05-15")]
    mate = Spell(MATE, ROVERS, Period(on("2018-07-01"), on("2021-07-01")))
    with TemporaryDirectory() as folder:
        facts = facts_of([*claims, mate], Path(folder))
        node, other = facts.node(PLAYER), facts.node(MATE)
        assert node is not None
        assert other is not None
        gap = date(2020, 4, 1)
        assert clubs_of(facts, node, gap) == []
        (tie,) = ties_of(facts, node, date(2021, 5, 1), [other])
        assert tie.days_high == (date(2021, 5, 1) - date(2018, 8, 20)).days
        assert tie.evidence


def test_a_gap_is_not_bridged_over_another_club() -> None:
    away = seen(CITY, "2019-08-20", "2020-05-15")
    claims = [seen(ROVERS, "2018-08-20", "2019-05-15"), away, seen(ROVERS, "2020-09-15", "2021-05-15")]
    mate = Spell(MATE, ROVERS, Period(on("2018-07-01"), on("2021-07-01")))
    with TemporaryDirectory() as folder:
        facts = facts_of([*claims, mate], Path(folder))
        node, other = facts.node(PLAYER), facts.node(MATE)
        assert node is not None
        assert other is not None
        (tie,) = [tie for tie in ties_of(facts, node, date(2021, 7, 1), [other]) if tie.team]
        assert tie.days_high < (date(2021, 7, 1) - date(2018, 8, 20)).days - 365


def coaches_at(facts: Facts, at: str) -> dict[str, str]:
    team = facts.node(ROVERS)
    assert team is not None
    rows = people_at(facts, team, date.fromisoformat(at))
    return {facts.iri(row.person)[-2:]: row.presence for row in rows if row.role == "head_coach"}


def test_a_coach_stays_until_a_successor_comes(tmp_path: Path) -> None:
    first = Spell(COACH, ROVERS, Period(on("2019-12-20"), None, date(2020, 3, 1)), Role.HEAD_COACH)
    second = Spell(MATE, ROVERS, Period(on("2022-11-05")), Role.HEAD_COACH)
    facts = facts_of([first, second], tmp_path)
    assert coaches_at(facts, "2022-11-05") == {"p2": "presumed"}
    assert coaches_at(facts, "2023-04-01") == {"p1": "presumed", "p2": "former"}


def test_of_two_coaches_the_later_one_ends_an_inexact_end(tmp_path: Path) -> None:
    first = Spell(COACH, ROVERS, Period(on("2019-12-20"), on("2022")), Role.HEAD_COACH)
    second = Spell(MATE, ROVERS, Period(on("2022-02-05"), None, date(2022, 6, 1)), Role.HEAD_COACH)
    assert coaches_at(facts_of([first, second], tmp_path), "2022-04-01") == {"p1": "certain", "p2": "former"}


def test_the_day_of_an_end_says_more_than_its_month(tmp_path: Path) -> None:
    month = Spell(PLAYER, ROVERS, Period(end=on("2022-10")), Role.HEAD_COACH)
    day = Spell(PLAYER, ROVERS, Period(on("2022-06-14"), on("2022-10-11")), Role.HEAD_COACH)
    successor = Spell(COACH, ROVERS, Period(on("2022-10-13"), on("2022-12-02")), Role.HEAD_COACH)
    facts = facts_of([month, day, successor], tmp_path)
    assert coaches_at(facts, "2022-10-10") == {PLAYER[-2:]: "certain"}
    assert coaches_at(facts, "2022-10-15") == {COACH[-2:]: "certain", PLAYER[-2:]: "former"}


def test_year_only_dates_make_no_certain_tie(tmp_path: Path) -> None:
    first = Spell(COACH, ROVERS, Period(on("2014-07-01"), on("2017")), Role.HEAD_COACH)
    player = Spell(PLAYER, ROVERS, Period(on("2017"), on("2018")))
    facts = facts_of([first, player], tmp_path)
    node = facts.node(PLAYER)
    assert node is not None
    (tie,) = [tie for tie in ties_of(facts, node, date(2020, 1, 1)) if tie.team]
    assert (tie.days_low, tie.possible) == (0, True)
    assert tie.days < tie.days_high / 2


periods = st.tuples(days, st.integers(1, 300)).map(lambda pair: (pair[0], pair[0] + timedelta(days=pair[1])))


@settings(max_examples=60, deadline=None)
@given(periods, st.lists(spells(), max_size=6), st.dates(date(2018, 1, 1), date(2020, 6, 1)))
def test_nothing_but_a_day_is_certain_against_a_day(stated: tuple[date, date], claims: list[Spell], at: date) -> None:
    """On a day that a source gives exactly, only claims as exact can say otherwise."""
    first, end = stated
    exact = Spell(PLAYER, UTD, Period(ImpreciseDate(first), ImpreciseDate(end)))
    rivals = [spell for spell in claims if spell.person == PLAYER and not _vague(spell)]
    claims = [spell for spell in claims if spell not in rivals]
    if first < at <= end:
        assert presence([exact, *claims], at.isoformat())[0].get("United") == "certain"


def _vague(spell: Spell) -> bool:
    coarse = (Precision.SEASON, Precision.YEAR)
    start, end = spell.period.start, spell.period.end
    return start is not None and start.precision in coarse and spell.kind is SpellKind.UNSTATED and end is None


@settings(max_examples=60, deadline=None)
@given(st.lists(spells(), min_size=1, max_size=8), st.dates(date(2018, 1, 1), date(2021, 6, 1)))
def test_probabilities_are_shares_of_one_person(claims: list[Spell], at: date) -> None:
    with TemporaryDirectory() as folder:
        facts = facts_of(claims, Path(folder))
        for person in range(facts.people_count):
            players = [row for row in clubs_of(facts, person, at) if row.role == "player"]
            clubs: Mapping[int, float] = {facts.organisation(row.team): row.probability for row in players}
            assert sum(clubs.values()) <= 1.02  # rounded
            assert all(row.presence != "certain" for row in players) or len(clubs) == 1


@pytest.mark.parametrize("kind", [SpellKind.LOAN, SpellKind.PERMANENT])
def test_a_loan_without_an_end_lasts_until_the_season_is_over(kind: SpellKind) -> None:
    (later,) = presence([joined(CITY, "2021-08-20", kind)], "2022-07-20")
    assert later == ({} if kind is SpellKind.LOAN else {"City": "presumed"})


def test_who_is_seen_on_loan_goes_back_when_the_loan_ends() -> None:
    owner = Spell(PLAYER, CITY, Period(None, None, date(2025, 2, 2)))
    loan, matches = joined(ROVERS, "2025-02-03", SpellKind.LOAN), seen(ROVERS, "2025-02-15", "2025-05-20")
    assert presence([owner, loan, matches], "2025-04-01", "2025-08-20") == [{"Rovers": "certain"}, {"City": "presumed"}]


def test_a_season_alone_is_no_days_word(tmp_path: Path) -> None:
    facts = facts_of([listed(CITY, 2021, 2022), joined(ROVERS, "2023-08-20")], tmp_path)
    node = facts.node(PLAYER)
    assert node is not None
    by_season, by_day = (clubs_of(facts, node, date(year, 12, 1)) for year in (2021, 2023))
    assert [(row.presence, row.dated) for row in (*by_season, *by_day)] == [("presumed", False), ("presumed", True)]


def test_a_loan_of_june_is_for_the_season_to_come() -> None:
    lent = [joined(ROVERS, "2018-01-10"), joined(CITY, "2019-06-27", SpellKind.LOAN)]
    assert presence(lent, "2019-07-13", "2020-03-01", "2020-07-10") == [
        {"City": "presumed"},
        {"City": "presumed"},
        {},
    ]


def test_who_was_bought_in_june_is_there_in_july_though_the_season_names_the_old_club() -> None:
    stays = [listed(ROVERS, 2024, 2025), seen(ROVERS, "2024-09-29", "2024-12-15"), joined(CITY, "2025-06-09")]
    assert presence(stays, "2025-07-15") == [{"City": "presumed"}]


def test_a_season_that_began_with_a_day_there_is_no_arrival_at_its_end() -> None:
    # Known to have come to Rovers by September 2024: the season does not say that he came again in July 2025.
    stays = [listed(ROVERS, 2024, 2025), seen(ROVERS, "2024-09-29", "2025-05-15"), joined(CITY, "2025-06-09")]
    assert presence(stays, "2025-06-20", "2025-08-10") == [{"City": "presumed"}, {"City": "presumed"}]


def test_who_plays_for_one_club_is_there_though_a_career_has_him_at_another_all_along() -> None:
    career = Spell(PLAYER, CITY, Period(on("2021-07-01"), None, date(2026, 6, 12)))
    lent = joined(ROVERS, "2023-09-01", SpellKind.LOAN)
    played = seen(ROVERS, "2023-09-23", "2024-05-24")
    assert presence([career, lent, played], "2023-12-15", "2024-08-10") == [{"Rovers": "certain"}, {"City": "certain"}]
    # Matches for both say no more of the one than of the other.
    both = presence([seen(CITY, "2023-08-20", "2024-01-20"), seen(ROVERS, "2023-09-23", "2024-01-24")], "2023-12-15")
    assert both == [{"City": "unsettled", "Rovers": "unsettled"}]


def test_a_loan_of_summer_lasts_for_the_season_beside_the_owner_known_by_seasons() -> None:
    owned, lent = listed(ROVERS, 2018, 2020), joined(CITY, "2019-07-20", SpellKind.LOAN)
    assert presence([owned, lent], "2019-12-01", "2020-05-09", "2020-07-10") == [
        {"City": "presumed"},
        {"City": "presumed"},
        {"Rovers": "presumed"},
    ]
