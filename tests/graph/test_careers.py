"""Careers, events and presences against the claims that they come from, on small worlds made at random."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.columns.facts import Facts
from kg.columns.intervals import NATIONAL_SHARE, WHOLE_SHARE
from kg.columns.segments import ROLES
from kg.graph.derived import CERTAINTIES, LINKS, Derived
from kg.graph.history import career_lines, events_about, first_day, relationships_of, team_lines
from kg.graph.presence import LIKELY, PRESENT, clubs_of, people_at, whereabouts
from kg.graph.tie_builder import ties_of
from kg.graph.worlds import (
    people_at_teams,
)
from kg.model import (
    Claim,
    Confidence,
    Event,
    EventKind,
    Period,
    Precision,
    Relationship,
    RelationshipKind,
    Source,
    Spell,
    SpellKind,
    TieKind,
)
from tests.graph.naive_presence import Teams, bounds, holding
from tests.graph.small_world import (
    CITY,
    FIRST,
    KIND,
    LAND,
    PEOPLE,
    RELEASE,
    ROVERS,
    TEAMS,
    UTD,
    days,
    facts_of,
    facts_with,
    node_of,
    on,
    worlds,
)

AT = date(2021, 1, 1)


@settings(max_examples=40)
@given(worlds, st.dates(date(2018, 1, 1), date(2020, 12, 31)))
def test_a_career_has_a_line_for_every_claim_that_had_begun(said: list[Spell], at: date) -> None:
    with TemporaryDirectory() as folder:
        facts = facts_of(said, Path(folder))
        # A claim without any date holds on no day, and is told all the same.
        begun = [spell for spell in said if (bound := bounds(spell)) is None or bound.start < at]
        for person in PEOPLE:
            node = facts.node(person)
            assert node is not None
            lines = career_lines(facts, node, at)
            own = [spell for spell in begun if spell.person == person]
            assert Counter(map(told, lines)) == Counter(expected(spell, at) for spell in own)
        for team in TEAMS:
            node = facts.node(team.id)
            assert node is not None
            people = np.array([facts.node(person) for person in (PEOPLE[1], PEOPLE[0])], np.int64)
            lines = team_lines(facts, node, people, at)
            there = [spell for spell in begun if spell.team == team.id and spell.person != PEOPLE[2]]
            assert Counter(map(told, lines)) == Counter(expected(spell, at) for spell in there)
            assert [line.person.id for line in lines] == sorted((line.person.id for line in lines), reverse=True)
        starts = [bound.start for spell in said if (bound := bounds(spell))]
        assert first_day(facts) == (min(starts) + timedelta(days=1) if starts else None)


def told(line: Any) -> tuple[str, ...]:
    return (line.person.id, line.team.id, line.team_kind, line.role, line.kind, line.start, line.end, line.attested)


def expected(spell: Spell, at: date) -> tuple[str, ...]:
    period, end = spell.period, ""
    if period.end and period.end.first < at:
        exact = period.end.precision is Precision.DAY
        end = (period.end.first - timedelta(days=1)).isoformat() if exact else str(period.end)
    attested = str(period.attested) if period.attested and period.attested < at else ""
    team = KIND[spell.team].value
    return (spell.person, spell.team, team, spell.role.value, spell.kind.value, str(period.start or ""), end, attested)


def test_events_are_told_whole_the_latest_first_and_once_they_happened(tmp_path: Path) -> None:
    page = Source("urn:page", "A page", "https://example.org/page", "A paper", on("2019-01-01"))
    one, two, three = PEOPLE
    said = [
        Event(EventKind.TRANSFER, one, ROVERS, CITY, when=on("2019-03-01"), until=on("2021-06-30")),
        Event(EventKind.PERSUASION, two, UTD, by=one, when=on("2019-05"), outcome="joined"),
        Event(EventKind.OFFER, three, CITY, when=on("2019/20")),
        Event(EventKind.OFFER, two, ROVERS, when=on("2018")),
    ]
    claims = [
        Claim(f"urn:event:{n}", event, page, summary=f"Event {n}.", confidence=Confidence.MEDIUM)
        for n, event in enumerate(said)
    ]
    facts = facts_with(claims, tmp_path)

    def numbers(at: str, **which: Any) -> list[int]:
        found = events_about(facts, date.fromisoformat(at), **which)
        for claim in found:
            assert replace(claim, retrieved=None) == replace(claims[int(claim.id[-1])], retrieved=None)
        return [int(claim.id[-1]) for claim in found]

    assert numbers("2021-01-01")[0] == 2
    assert sorted(numbers("2021-01-01")) == [0, 1, 2, 3]
    assert numbers("2021-01-01", person=node_of(facts, one)) == [1, 0]
    assert numbers("2021-01-01", person=node_of(facts, two)) == [1, 3]
    assert sorted(numbers("2021-01-01", club=node_of(facts, CITY))) == [0, 2]
    assert numbers("2021-01-01", club=node_of(facts, ROVERS), person=node_of(facts, two)) == [3]
    assert numbers("2019-03-01") == [3]
    assert numbers("2019-03-02") == [0, 3]
    assert numbers("2019-05-31") == [0, 3]
    assert numbers("2019-06-01") == [1, 0, 3]
    assert numbers("2018-12-31") == []
    assert numbers("2018-12-31", known_by=AT) == []
    assert numbers("2019-01-01", known_by=AT) == [3]


def test_relationships_are_told_whole(tmp_path: Path) -> None:
    period = Period(on("2018-03"), on("2019-05-01"))
    friends = Relationship(RelationshipKind.FRIENDSHIP, PEOPLE[0], PEOPLE[1], period, "old friends", "strong")
    kin = Relationship(RelationshipKind.FAMILY, PEOPLE[2], PEOPLE[0])
    facts = facts_with([Claim("urn:friends", friends, summary="They are."), Claim("urn:kin", kin)], tmp_path)
    found = {claim.id: claim for claim in relationships_of(facts, node_of(facts, PEOPLE[0]), date(2022, 1, 1))}
    assert {name: claim.statement for name, claim in found.items()} == {"urn:friends": friends, "urn:kin": kin}
    assert (found["urn:friends"].summary, found["urn:friends"].retrieved) == ("They are.", RELEASE.retrieved)
    (tie,) = ties_of(facts, node_of(facts, PEOPLE[1]), date(2022, 1, 1))
    assert (tie.start, tie.end) == (date(2018, 3, 1), date(2019, 5, 1))
    assert (tie.detail, tie.strength) == ("old friends", "strong")


# ---- what is derived ----


@settings(max_examples=30)
@given(worlds)
def test_derived_presences_are_the_days_that_claims_hold(said: list[Spell]) -> None:
    with TemporaryDirectory() as folder:
        facts = facts_of(said, Path(folder))
        derived = Derived(facts)
        at = date(1970, 1, 1) + timedelta(days=derived.at)
        if not derived.as_of:
            return
        assert derived.as_of == at.isoformat()
        rows = derived.presences
        found = set()
        for n in range(len(rows["person"])):
            start, end = (date(1970, 1, 1) + timedelta(days=int(rows[name][n])) for name in ("start", "end"))
            squad = int(rows["squad"][n])
            place = (facts.iri(squad >> 1), bool(squad & 1))
            sure = CERTAINTIES[rows["certainty"][n]] if end <= at else ""
            found.add((facts.iri(int(rows["person"][n])), place, int(rows["role"][n]), start, min(end, at), sure))
        plain = set()
        for (person, place, role), held in holding(said, at, Teams(KIND, FIRST)).items():
            whole = NATIONAL_SHARE if place[0] == LAND else WHOLE_SHARE
            for first, last in runs(sorted(held)):
                span = [held[each] for each in sorted(held) if first <= each <= last]
                unlikely = any(not each.certain and each.share < LIKELY * whole for each in span)
                sure = "certain" if all(each.certain for each in span) else "unsettled" if unlikely else "presumed"
                after = last + timedelta(days=1)
                plain.add((person, place, ROLES.index(role), first, after, sure))
        assert {row[:5] for row in found} == {row[:5] for row in plain}
        assert {row for row in found if row[5] and row[4] < at} == {row for row in plain if row[4] < at}
        lines = "".join(derived.lines()).splitlines()
        through = [line for line in lines if "#through>" in line]
        assert len(through) == len(found)
        presences = {line.split()[0] for line in through}
        assert presences <= {line.split()[0] for line in lines if "wasDerivedFrom" in line}
        _links_are_ties(facts, derived, at, lines)


def runs(held: list[date]) -> list[tuple[date, date]]:
    found: list[tuple[date, date]] = []
    for each in held:
        if found and found[-1][1] + timedelta(days=1) == each:
            found[-1] = (found[-1][0], each)
        else:
            found.append((each, each))
    return found


def _links_are_ties(facts: Facts, derived: Derived, at: date, lines: list[str]) -> None:
    names = {TieKind.COACHED_BY: ("coachedBy", "coachOf"), TieKind.STAFF: ("colleagueOf",) * 2}
    expected_links = set()
    for person in range(facts.people_count):
        for tie in ties_of(facts, person, at):
            forth, back = names.get(tie.kind, ("teamMateOf",) * 2)
            if tie.kind is TieKind.COACHED_BY and tie.ego_role == "head_coach":
                forth, back = back, forth
            expected_links |= {(tie.ego, forth, tie.alter), (tie.alter, back, tie.ego)}
    wanted = {str(link).rpartition("#")[2] for pair in LINKS for link in pair}
    found = {
        (one.strip("<>"), link.rpartition("#")[2].strip(">"), two.strip("<>"))
        for one, link, two, *_ in (line.split() for line in lines)
        if link.rpartition("#")[2].strip(">") in wanted
    }
    assert found == expected_links


# ---- who is where ----


@settings(max_examples=40)
@given(worlds, days)
def test_people_at_teams_and_where_people_are_agree(said: list[Spell], at: date) -> None:
    # Whoever is in an academy is at the club, and not among the people of its first team.
    said = [spell for spell in said if spell.kind is not SpellKind.ACADEMY]
    with TemporaryDirectory() as folder:
        facts = facts_of(said, Path(folder))
        teams = range(facts.people_count, facts.people_count + facts.team_count)
        for team in teams:
            standings = people_at(facts, team, at)
            ranks = [("certain", "presumed", "unsettled", "former").index(each.presence) for each in standings]
            assert ranks == sorted(ranks)
            gone = [each.until for each in standings if each.until]
            assert gone == sorted(gone, reverse=True)
            assert all(until > at - timedelta(days=730) for until in gone)
            here = people_at(facts, team, at, present=True)
            assert here == [each for each in standings if each.presence in PRESENT]
            if facts.team_kind(team).value in ("national", "national_youth"):
                continue
            for each in standings:
                there = [where for where in clubs_of(facts, each.person, at) if where.team == team]
                assert [where.since for where in there] == ([each.since] if each.presence != "former" else [])
        first = [team for team in teams if facts.iri(team) in (ROVERS, CITY)]
        listed = people_at_teams(facts, first, at)
        assert set(listed) == {each.person for team in first for each in people_at(facts, team, at, present=True)}
        assert set(whereabouts(facts, range(facts.people_count), at)) == {
            person for person in range(facts.people_count) if clubs_of(facts, person, at)
        }
