"""Ties against a naive reading of their definition, day by day and pair by pair, on small random worlds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.columns.facts import Facts, SegmentWriter, merge
from kg.columns.files import day
from kg.columns.segments import ROLES
from kg.graph.presence import people_at
from kg.graph.subgraph import SubgraphBuilder
from kg.graph.tie_builder import ties_of
from kg.graph.ties import TIE_KINDS, everybody, meetings, shared, team_ties
from kg.model import (
    Claim,
    ImpreciseDate,
    Period,
    Person,
    Precision,
    Release,
    Role,
    Spell,
    SpellKind,
    Team,
    TeamKind,
    TieKind,
)

ID = "https://example.org/id/"
PEOPLE = [f"{ID}person/p{n}" for n in range(3)]
ROVERS, CITY, UTD, ROVERS_U21, LAND = (f"{ID}team/{name}" for name in ("rovers", "city", "utd", "rovers-u21", "land"))
TEAMS = [
    Team(ROVERS, "Rovers"),
    Team(CITY, "City"),
    Team(UTD, "United"),
    Team(ROVERS_U21, "Rovers U21", TeamKind.YOUTH, age_group=21, parent=ROVERS),
    Team(LAND, "Land", TeamKind.NATIONAL),
]
KIND = {team.id: team.kind for team in TEAMS}
FIRST = {team.id: team.parent or team.id for team in TEAMS}
ONE_DAY = timedelta(days=1)

days = st.dates(date(2018, 1, 1), date(2019, 12, 31))


@st.composite
def whens(draw: st.DrawFn) -> ImpreciseDate:
    when = draw(days)
    match draw(st.sampled_from([*Precision, Precision.DAY])):
        case Precision.MONTH:
            return ImpreciseDate(when.replace(day=1), Precision.MONTH)
        case Precision.SEASON:
            return ImpreciseDate(date(when.year, 7, 1), Precision.SEASON)
        case Precision.YEAR:
            return ImpreciseDate(date(when.year, 1, 1), Precision.YEAR)
        case _:
            return ImpreciseDate(when)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start, end = draw(st.none() | whens()), draw(st.none() | whens())
    attested = draw(st.none() | days) if end is None else None
    try:
        return Period(start, end, attested)
    except ValueError:  # the end came out before the start
        return Period(start)


@st.composite
def spells(draw: st.DrawFn) -> Spell:
    role = draw(st.sampled_from([Role.PLAYER] * 4 + [Role.HEAD_COACH, Role.EXECUTIVE]))
    kinds = list(SpellKind) if role is Role.PLAYER else [SpellKind.UNSTATED]
    teams = [ROVERS] * 4 + [LAND] * 2 + [CITY, UTD, ROVERS_U21]
    person, team, kind = draw(st.sampled_from(PEOPLE)), draw(st.sampled_from(teams)), draw(st.sampled_from(kinds))
    return Spell(person, team, draw(periods()), role, kind, matches=draw(st.sampled_from([None, None, 3])))


def facts_of(said: Iterable[Spell], folder: Path) -> Facts:
    release = Release("urn:release", "made", "Made up", "1", retrieved=date(2021, 1, 1))
    with SegmentWriter(folder / "segment", release) as segment:
        for team in TEAMS:
            segment.add(Claim(team.id, team))
        for person in PEOPLE:
            segment.add(Claim(person, Person(person, person)))
        for number, spell in enumerate(said):
            segment.add(Claim(f"urn:claim:{number}", spell))
    merge([folder / "segment"], folder / "facts")
    return Facts.open(folder / "facts")


# The definition once more, as plainly as it can be said. A day that is a date's inexactness is coarse.


class Bounds(NamedTuple):
    """Days (as dates) from the first estimated one to the end, and the certain ones between."""

    start: date
    end: date
    sure_from: date
    sure_until: date


def rest_of_season(seen: date) -> timedelta:
    last = date(seen.year + (seen.month > 6), 6, 30)
    return min(last - seen, timedelta(days=200))


def bounds(spell: Spell) -> Bounds | None:
    period = spell.period
    presumed = timedelta(days=400)
    start, end, seen = period.start, period.end, period.attested
    if start and end:
        last = period.latest_end
        assert last
        sure = start.after - ONE_DAY
        return Bounds(start.first, last, sure, max(end.first, sure))
    if start and seen:
        held = max(seen, start.first)
        sure = min(start.after - ONE_DAY, held)
        if spell.matches is not None:
            presumed = rest_of_season(held)
        return Bounds(start.first, held + ONE_DAY + presumed, sure, held + ONE_DAY)
    if start:
        exact = start.precision is Precision.DAY
        return Bounds(start.first, start.after, start.first if exact else start.after, start.after)
    if end:
        if end.precision is Precision.DAY:
            return Bounds(end.first - ONE_DAY, end.first, end.first - ONE_DAY, end.first)
        return Bounds(end.first, end.after, end.after, end.after)
    after = timedelta(0) if seen is None or spell.kind is SpellKind.SELECTION else rest_of_season(seen)
    return Bounds(seen, seen + ONE_DAY + after, seen, seen + ONE_DAY) if seen else None


def coarse(when: ImpreciseDate | None) -> bool:
    return when is not None and when.precision in (Precision.SEASON, Precision.YEAR)


def squad_of(spell: Spell) -> tuple[str, bool]:
    academy = spell.kind is SpellKind.ACADEMY and KIND[spell.team] is TeamKind.CLUB
    return spell.team, academy


def is_career(spell: Spell) -> bool:
    return spell.role is Role.PLAYER and KIND[spell.team] is not TeamKind.NATIONAL


def exactness(spell: Spell, bound: Bounds, when: date) -> int:
    """2 exact, 1 coarse, 0 presumed, for a day that the spell covers; 4 more for named squads."""
    period = spell.period
    if when < bound.sure_from:
        level = 1 if coarse(period.start or period.end) else 2
    elif when < bound.sure_until:
        level = 1 if coarse(period.start) or coarse(period.end) else 2
    elif period.end is None:
        level = 0
    else:
        level = 1 if coarse(period.end) else 2
    return level


def holding(said: Sequence[Spell], at: date) -> dict[tuple[str, tuple[str, bool], Role], dict[date, tuple[int, bool]]]:
    """By person, squad and role: the days held before ``at``, with their share of 840 and whether they are certain."""
    known = [(spell, bound) for spell in said if (bound := bounds(spell)) and bound.start < at]
    found: dict[tuple[str, tuple[str, bool], Role], dict[date, tuple[int, bool]]] = {}
    covering: dict[tuple[object, ...], dict[date, list[tuple[int, Spell, Bounds]]]] = {}
    for spell, bound in known:
        until = min(bound.end, at, _last_day(spell, bound, known))
        waits_for = _settled_start(spell, known)
        group = ("career", spell.person) if is_career(spell) else (spell.person, squad_of(spell), spell.role)
        when = bound.start if waits_for is None else min(waits_for, bound.sure_from)
        while when < until:
            level = exactness(spell, bound, when)
            rank = 2 * (level + 4 * (spell.kind is SpellKind.SELECTION))
            rank += spell.kind in (SpellKind.LOAN, SpellKind.TRIAL)
            covering.setdefault(group, {}).setdefault(when, []).append((rank, spell, bound))
            when += ONE_DAY
    for by_day in covering.values():
        for when, claims in by_day.items():
            best = max(rank for rank, _, _ in claims)
            holders = [(spell, bound) for rank, spell, bound in claims if rank == best]
            clubs = len({FIRST[spell.team] for spell, _ in holders})
            for spell, bound in holders:
                gathering = spell.role is Role.PLAYER and KIND[spell.team] is TeamKind.NATIONAL
                gathering = gathering and spell.kind is not SpellKind.SELECTION
                vague = spell.kind is SpellKind.SELECTION and exactness(spell, bound, when) < 2
                share = (120 if gathering or vague else 840) // clubs
                certain = bound.sure_from <= when < bound.sure_until and clubs == 1 and not gathering
                days_held = found.setdefault((spell.person, squad_of(spell), spell.role), {})
                before = days_held.get(when, (0, False))
                days_held[when] = max(share, before[0]), certain or before[1]
    return found


def _same(one: Spell, two: Spell) -> bool:
    return (one.person, squad_of(one), one.role) == (two.person, squad_of(two), two.role)


def _settled_start(spell: Spell, known: Sequence[tuple[Spell, Bounds]]) -> date | None:
    """The earliest exact beginning that fits the spell's own coarse one."""
    start = spell.period.start
    if start is None or not coarse(start) or spell.kind is SpellKind.SELECTION:
        return None
    exact = [
        bound.start for other, bound in known
        if _same(spell, other) and other.kind is not SpellKind.SELECTION
        and other.period.start and not coarse(other.period.start) and start.first <= bound.start < start.after
    ]  # fmt: skip
    return min(exact, default=None)


def _last_day(spell: Spell, bound: Bounds, known: Sequence[tuple[Spell, Bounds]]) -> date:
    """Where rules 4 and 5 end a spell."""
    end = spell.period.end
    if end is None:
        if spell.period.attested is None or bound.end == bound.sure_until:
            return date.max
        leaving = [
            other_bound.start for other, other_bound in known
            if other.person == spell.person and FIRST[other.team] != FIRST[spell.team]
            and other.kind not in (SpellKind.LOAN, SpellKind.SELECTION, SpellKind.TRIAL)
            and not (other.role is Role.PLAYER and KIND[other.team] is TeamKind.NATIONAL)
            and other_bound.start >= bound.sure_until
        ]  # fmt: skip
        leaving += [
            other_bound.end for other, other_bound in known
            if _same(spell, other) and other.kind is not SpellKind.SELECTION
            and other.period.end and not coarse(other.period.end) and bound.sure_until <= other_bound.end <= bound.end
        ]  # fmt: skip
        return min(leaving, default=date.max)
    if not coarse(end) or spell.kind is SpellKind.SELECTION:
        return date.max
    exact = [
        other_bound.end for other, other_bound in known
        if _same(spell, other) and other.kind is not SpellKind.SELECTION
        and other.period.end and not coarse(other.period.end) and end.first <= other_bound.end <= bound.end
    ]  # fmt: skip
    return min(exact, default=date.max)


def naive_kind(squad: tuple[str, bool], one: Role, two: Role) -> TieKind:
    if one is Role.PLAYER and two is Role.PLAYER:
        if squad[1]:
            return TieKind.ACADEMY
        return {TeamKind.YOUTH: TieKind.ACADEMY, TeamKind.NATIONAL: TieKind.NATIONAL_TEAM}.get(
            KIND[squad[0]], TieKind.CLUB
        )
    return TieKind.COACHED_BY if {one, two} == {Role.PLAYER, Role.HEAD_COACH} else TieKind.STAFF


def naive_ties(said: Sequence[Spell], at: date) -> Counter[tuple[object, ...]]:
    held = holding(said, at)
    ties: Counter[tuple[object, ...]] = Counter()
    for (ego, squad, one), mine in held.items():
        for (alter, other_squad, two), theirs in held.items():
            together = sorted(mine.keys() & theirs.keys())
            if ego == alter or squad != other_squad or not together:
                continue
            weighed = sum(mine[d][0] * theirs[d][0] for d in together)
            sure = sum(mine[d][1] and theirs[d][1] for d in together)
            crowd = sum(
                days_held[d][0]
                for (_, there, role), days_held in held.items() if there == squad and role is Role.PLAYER
                for d in together if d in days_held
            )  # fmt: skip
            count = len(together)
            ties[
                naive_kind(squad, one, two), ego, alter, squad, one, two, together[0], together[-1] + ONE_DAY,
                (2 * weighed + 840 * 840) // (2 * 840 * 840), sure, count,
                max((2 * crowd + 840 * count) // (2 * 840 * count), 2),
            ] += 1  # fmt: skip
    return ties


def told_ties(facts: Facts, people: Sequence[int], at: date) -> Counter[tuple[object, ...]]:
    ties = team_ties(facts, people, day(at))
    epoch = date(1970, 1, 1)
    return Counter(
        (
            TIE_KINDS[ties["kind"][n]], facts.iri(int(ties["ego"][n])), facts.iri(int(ties["alter"][n])),
            (facts.iri(int(ties["squad"][n]) // 2), bool(ties["squad"][n] & 1)),
            ROLES[ties["ego_role"][n]], ROLES[ties["alter_role"][n]],
            epoch + timedelta(days=int(ties["start"][n])), epoch + timedelta(days=int(ties["end"][n])),
            int(ties["days"][n]), int(ties["days_low"][n]), int(ties["days_high"][n]), int(ties["circle"][n]),
        )
        for n in range(len(ties["ego"]))
    )  # fmt: skip


worlds = st.lists(spells(), min_size=2, max_size=12)


def season(year: int) -> ImpreciseDate:
    return ImpreciseDate(date(year, 7, 1), Precision.SEASON)


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


def test_nobody_is_presumed_to_stay_beyond_a_stated_end(tmp_path: Path) -> None:
    facts = facts_of(LEFT, tmp_path)
    team = facts.find("Rovers", "team")
    there = {at: {facts.iri(each.person): each.presence for each in people_at(facts, team, at)} for at in
             (date(2018, 6, 30), date(2018, 7, 1), date(2018, 7, 2))}  # fmt: skip
    assert [told[PEOPLE[0]] for told in there.values()] == ["unsettled", "unsettled", "former"]


@settings(max_examples=80, deadline=None)
@example(SETTLED, date(2018, 9, 1))
@example(SETTLED, date(2019, 3, 1))
@example(LEFT, date(2018, 6, 20))
@example(LEFT, date(2019, 3, 1))
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
        once = shared(meetings(stays, stays, once=True), facts.nodes["kind"], stays)
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
