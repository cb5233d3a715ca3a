"""Ties against a naive reading of their definition, day by day and pair by pair, on small random worlds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.columns.facts import Facts
from kg.columns.files import day
from kg.columns.segments import ROLES
from kg.graph.presence import people_at
from kg.graph.subgraph import SubgraphBuilder
from kg.graph.tie_builder import ties_of
from kg.graph.ties import TIE_KINDS, everybody, meetings, shared, team_ties
from kg.model import (
    ImpreciseDate,
    Period,
    Precision,
    Role,
    Spell,
    TeamKind,
    TieKind,
)
from tests.graph.naive_presence import ONE_DAY, Teams, bounds, holding
from tests.graph.small_world import CITY, FIRST, KIND, LAND, PEOPLE, ROVERS, days, facts_of, season, spells, worlds


def naive_kind(squad: tuple[str, bool], one: Role, two: Role) -> TieKind:
    if one is Role.PLAYER and two is Role.PLAYER:
        if squad[1]:
            return TieKind.ACADEMY
        return {TeamKind.YOUTH: TieKind.ACADEMY, TeamKind.NATIONAL: TieKind.NATIONAL_TEAM}.get(
            KIND[squad[0]], TieKind.CLUB
        )
    return TieKind.COACHED_BY if {one, two} == {Role.PLAYER, Role.HEAD_COACH} else TieKind.STAFF


def naive_ties(spells: Sequence[Spell], at: date) -> Counter[tuple[object, ...]]:
    presence = holding(spells, at, Teams(KIND, FIRST))
    ties: Counter[tuple[object, ...]] = Counter()
    for (ego, squad, one), mine in presence.items():
        for (alter, other_squad, two), theirs in presence.items():
            together = sorted(mine.keys() & theirs.keys())
            if ego == alter or squad != other_squad or not together:
                continue
            weighed = sum(mine[day].share * theirs[day].share for day in together)
            sure = sum(mine[day].certain and theirs[day].certain for day in together)
            crowd = sum(
                claims[day].share
                for (_, there, role), claims in presence.items()
                if there == squad and role is Role.PLAYER
                for day in together
                if day in claims
            )
            count, kind = len(together), naive_kind(squad, one, two)
            if count < 14 and together[-1] + ONE_DAY < at and KIND[squad[0]] is not TeamKind.NATIONAL:
                continue
            tie = (
                kind,
                ego,
                alter,
                squad,
                one,
                two,
                together[0],
                together[-1] + ONE_DAY,
                (2 * weighed + 840 * 840) // (2 * 840 * 840),
                sure,
                count,
                max((2 * crowd + 840 * count) // (2 * 840 * count), 2),
            )
            ties[tie] += 1
    return ties


def told_ties(facts: Facts, people: Sequence[int], at: date) -> Counter[tuple[object, ...]]:
    ties = team_ties(facts, people, day(at))
    epoch = date(1970, 1, 1)
    return Counter(
        (
            TIE_KINDS[ties["kind"][n]],
            facts.iri(int(ties["ego"][n])),
            facts.iri(int(ties["alter"][n])),
            (facts.iri(int(ties["squad"][n]) // 2), bool(ties["squad"][n] & 1)),
            ROLES[ties["ego_role"][n]],
            ROLES[ties["alter_role"][n]],
            epoch + timedelta(days=int(ties["start"][n])),
            epoch + timedelta(days=int(ties["end"][n])),
            int(ties["days"][n]),
            int(ties["days_low"][n]),
            int(ties["days_high"][n]),
            int(ties["circle"][n]),
        )
        for n in range(len(ties["ego"]))
    )


# One club's exact beginning settles a season listed at two; before that day nobody knew.
SETTLED = [
    Spell(PEOPLE[0], ROVERS, Period(season(2018), season(2019))),
    Spell(PEOPLE[0], ROVERS, Period(ImpreciseDate(date(2018, 10, 1)))),
    Spell(PEOPLE[0], CITY, Period(season(2017), season(2018))),
    Spell(PEOPLE[1], CITY, Period(ImpreciseDate(date(2018, 1, 1)), ImpreciseDate(date(2020, 1, 1)))),
    Spell(PEOPLE[2], ROVERS, Period(ImpreciseDate(date(2018, 1, 1)), ImpreciseDate(date(2020, 1, 1)))),
]


# Still there on a day, and known from elsewhere to have left weeks later: not presumed to be there any longer.
LEFT = [
    Spell(PEOPLE[0], ROVERS, Period(ImpreciseDate(date(2018, 1, 1)), None, date(2018, 6, 14))),
    Spell(PEOPLE[0], ROVERS, Period(None, ImpreciseDate(date(2018, 6, 1), Precision.MONTH))),
    Spell(PEOPLE[1], ROVERS, Period(ImpreciseDate(date(2018, 1, 1)), ImpreciseDate(date(2020, 1, 1)))),
]
SEEN_BEFORE_A_LEAP_YEAR = [
    Spell(PEOPLE[0], ROVERS, Period(None, None, date(2018, 1, 1)), Role.HEAD_COACH),
    Spell(PEOPLE[1], ROVERS, Period(None, None, date(2019, 9, 1))),
]


def test_nobody_is_presumed_to_stay_beyond_a_stated_end(tmp_path: Path) -> None:
    facts = facts_of(LEFT, tmp_path)
    team = facts.find("Rovers", "team")
    days = date(2018, 6, 30), date(2018, 7, 1), date(2018, 7, 2)
    presence = [{facts.iri(row.person): row.presence for row in people_at(facts, team, at)} for at in days]
    assert [people[PEOPLE[0]] for people in presence] == ["presumed", "presumed", "former"]


# Two days together with a national team count, for its coach too; two days at a club do not.
BRIEF = [
    Spell(PEOPLE[0], LAND, Period(ImpreciseDate(date(2018, 1, 1)), ImpreciseDate(date(2018, 1, 3)))),
    Spell(PEOPLE[1], LAND, Period(ImpreciseDate(date(2018, 1, 1)), ImpreciseDate(date(2018, 1, 3))), Role.HEAD_COACH),
    Spell(PEOPLE[0], CITY, Period(ImpreciseDate(date(2018, 1, 1)), ImpreciseDate(date(2018, 1, 3)))),
    Spell(PEOPLE[1], CITY, Period(ImpreciseDate(date(2018, 1, 1)), ImpreciseDate(date(2018, 1, 3))), Role.HEAD_COACH),
]


@settings(max_examples=80, deadline=None)
@example(BRIEF, date(2018, 2, 1))
@example(SETTLED, date(2018, 9, 1))
@example(SETTLED, date(2019, 3, 1))
@example(LEFT, date(2018, 6, 20))
@example(LEFT, date(2019, 3, 1))
@example(SEEN_BEFORE_A_LEAP_YEAR, date(2020, 1, 1))
@given(worlds, st.dates(date(2018, 1, 1), date(2022, 6, 1)))
def test_ties_are_what_the_definition_says(said: list[Spell], at: date) -> None:
    with TemporaryDirectory() as folder:
        facts = facts_of(said, Path(folder))
        assert told_ties(facts, range(facts.people_count), at) == naive_ties(said, at)


@settings(max_examples=25, deadline=None)
@given(worlds, st.dates(date(2018, 1, 1), date(2022, 6, 1)))
def test_one_person_and_everybody_are_served_the_same_ties(said: list[Spell], at: date) -> None:
    with TemporaryDirectory() as folder:
        facts = facts_of(said, Path(folder))
        together = told_ties(facts, range(facts.people_count), at)
        apart: Counter[tuple[object, ...]] = Counter()
        for person in range(facts.people_count):
            apart += told_ties(facts, [person], at)
        assert apart == together
        stays = everybody(facts, day(at))
        once = shared(meetings(stays, stays, once=True), facts.nodes["kind"], stays, day(at))
        days_of_all = team_ties(facts, range(facts.people_count), day(at))["days_high"]
        assert 2 * int(once["days_high"].sum()) == int(days_of_all.sum())


def begins_before(spell: Spell, at: date) -> bool:
    bound = bounds(spell)
    return bound is not None and bound.start < at


@settings(max_examples=40, deadline=None)
@given(worlds, st.lists(spells(), min_size=1, max_size=6), days)
def test_what_begins_later_changes_no_earlier_answer(said: list[Spell], later: list[Spell], at: date) -> None:
    later = [spell for spell in later if not begins_before(spell, at)]
    with TemporaryDirectory() as folder:
        before, after = facts_of(said, Path(folder, "a")), facts_of([*said, *later], Path(folder, "b"))
        people = range(before.people_count)
        assert told_ties(before, people, at) == told_ties(after, people, at)
        for person in people:
            assert ties_of(before, person, at) == ties_of(after, person, at)
        for team in range(before.people_count, before.people_count + before.team_count):
            assert people_at(before, team, at) == people_at(after, team, at)
            old, new = (SubgraphBuilder(facts, at).for_club(0, team) for facts in (before, after))
            assert dict(old.nodes(data=True)) == dict(new.nodes(data=True))
            assert list(old.edges(data=True)) == list(new.edges(data=True))


# Two claims that agree in estimate, source and confidence, and differ in what they state.
ALIKE = [
    Spell(PEOPLE[0], ROVERS, Period(ImpreciseDate(date(2018, 1, 1)))),
    Spell(PEOPLE[1], ROVERS, Period(None, ImpreciseDate(date(2018, 1, 1), Precision.MONTH))),
]


@settings(max_examples=25, deadline=None)
@example(ALIKE, date(2018, 1, 2))
@given(worlds, days)
def test_the_order_of_claims_does_not_matter(said: list[Spell], at: date) -> None:
    turned = sorted(said, key=lambda spell: (str(spell.period), spell.team), reverse=True)
    with TemporaryDirectory() as folder:
        one, two = facts_of(said, Path(folder, "a")), facts_of(turned, Path(folder, "b"))
        for person in range(one.people_count):
            assert ties_of(one, person, at) == ties_of(two, person, at)


@settings(max_examples=25, deadline=None)
@given(worlds, days)
def test_a_claim_told_twice_counts_once(said: list[Spell], at: date) -> None:
    with TemporaryDirectory() as folder:
        once = facts_of(said, Path(folder, "a"))
        twice = facts_of([*said, *(replace(spell, matches=3) for spell in said)], Path(folder, "b"))
        assert told_ties(once, range(3), at) == told_ties(twice, range(3), at)
