"""Subgraphs, reach and worlds against the ties of each two people, on small worlds made at random."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.columns.facts import Facts
from kg.graph.batch_links import Links
from kg.graph.presence import clubs_of, people_at
from kg.graph.reach import club_reach, person_reach
from kg.graph.subgraph import MOST_BETWEEN, SubgraphBuilder
from kg.graph.tie_builder import ties_of
from kg.graph.worlds import (
    closest_pairs,
    nearest_clubs,
    tournament_people,
    tournaments,
)
from kg.model import (
    LIKENESS,
    Claim,
    ImpreciseDate,
    Period,
    Person,
    Relationship,
    RelationshipKind,
    Role,
    Source,
    Spell,
    SpellKind,
    Tie,
    TieKind,
)
from tests.graph.naive_presence import bounds
from tests.graph.small_world import (
    CITY,
    ID,
    LAND,
    ROVERS,
    UTD,
    facts_with,
    node_of,
    on,
)

CREW = [Person(f"{ID}person/c{n:02}", f"Crew {n:02}", birth=on(f"{1980 + n}-07-{n + 1:02}")) for n in range(14)]


@st.composite
def crews(draw: st.DrawFn) -> list[Claim]:
    """People with spells of whole days at a few clubs, and some friendships."""
    claims = []
    for number in range(draw(st.integers(12, 30))):
        start = draw(st.dates(date(2016, 1, 1), date(2019, 12, 31)))
        end = start + timedelta(days=draw(st.integers(1, 900)))
        role = draw(st.sampled_from([Role.PLAYER] * 6 + [Role.HEAD_COACH]))
        person, team = draw(st.sampled_from(CREW)).id, draw(st.sampled_from([ROVERS, CITY, UTD, LAND]))
        kind = SpellKind.SELECTION if team == LAND and role is Role.PLAYER else SpellKind.UNSTATED
        occasion = draw(st.sampled_from(["Cup", "CUP ", "Euro"])) if kind is SpellKind.SELECTION else ""
        spell = Spell(person, team, Period(ImpreciseDate(start), ImpreciseDate(end)), role, kind, occasion)
        claims.append(Claim(f"urn:spell:{number}", spell))
    for number in range(draw(st.integers(0, 5))):
        one, two = draw(st.permutations(CREW))[:2]
        page = Source("urn:page", "A page", "https://example.org/", published=on("2017-01-01"))
        kind_ = draw(st.sampled_from([RelationshipKind.FRIENDSHIP, RelationshipKind.FAMILY]))
        claims.append(Claim(f"urn:tie:{number}", Relationship(kind_, one.id, two.id), page))
    return claims


def shown(ties: Sequence[Tie]) -> list[Tie]:
    kinds = list(TieKind)
    order = sorted(
        ties,
        key=lambda tie: (
            kinds.index(tie.kind),
            -tie.days,
            tie.team.id if tie.team else "",
            tie.ego_role,
            tie.alter_role,
        ),
    )
    return [tie for tie in order if tie.kind not in LIKENESS]


@settings(max_examples=15)
@given(crews(), st.dates(date(2018, 1, 1), date(2021, 1, 1)))
def test_a_subgraph_holds_direct_ties_and_the_closest_go_betweens(claims: list[Claim], at: date) -> None:
    with TemporaryDirectory() as folder:
        facts = facts_with(claims, Path(folder), CREW)
        builder = SubgraphBuilder(facts, at)
        near = {person: dict(builder.tied(person)) for person in range(facts.people_count)}
        of = {person: ties_of(facts, person, at) for person in range(facts.people_count)}
        for person, others in near.items():
            assert {facts.iri(other) for other in others} == {tie.alter for tie in of[person]}
            assert all(near[other][person] == value for other, value in others.items())

        def between(speaker: int, target: int, club: int | None) -> set[int]:
            """Who leads from a speaker to a target: the closest by the weaker link, no colleague of the speaker."""
            colleagues = (
                {each.person for each in people_at(facts, club, at, present=True)} if club is not None else set()
            )
            ways = [
                (-min(near[speaker][middle], near[middle][target]), middle)
                for middle in near[speaker].keys() & near[target].keys() - {speaker, target} - colleagues
            ]
            return {middle for _, middle in sorted(ways)[:MOST_BETWEEN]}

        target = 0
        graph = builder.from_everybody(target)
        speakers = set(near[target])
        edges = {(speaker, target) for speaker in speakers}
        for speaker in speakers:
            places = builder.whereabouts([speaker])[speaker]
            for middle in between(speaker, target, places[0].team if places else None):
                edges |= {(speaker, middle), (middle, target)}
        assert {(node_of(facts, alter), node_of(facts, ego)) for alter, ego in graph.edges} == edges
        for alter, ego, ties in graph.edges(data="ties"):
            whole = [tie for tie in of[node_of(facts, ego)] if tie.alter == alter]
            assert list(ties) == shown(whole)
        assert graph.graph["considered"] == len(speakers)
        for name, attributes in graph.nodes(data=True):
            birth = CREW[int(name[-2:])].birth
            assert birth is not None
            full = at.year - birth.first.year - ((at.month, at.day) < (birth.first.month, birth.first.day))
            assert (attributes["age"], attributes["birth_year"]) == (full, birth.first.year)
            assert attributes["target"] is (name == facts.iri(target))
        for other, each in builder.to_everybody(target):
            alone = builder.between(target, other)
            assert set(each.edges) == set(alone.edges)
        assert [other for other, _ in builder.to_everybody(target)] == sorted(near[target])
        _reach_is_ties(facts, builder, near, at)
        _worlds_are_ties(facts, near, of, at)


def _reach_is_ties(facts: Facts, builder: SubgraphBuilder, near: dict[int, dict[int, int]], at: date) -> None:
    clubs = [node_of(facts, club) for club in (ROVERS, CITY, UTD)]
    present = {club: {each.person for each in people_at(facts, club, at, present=True)} for club in clubs}
    for person in range(3):
        own = {each.team for each in clubs_of(facts, person, at)}
        expected_clubs = {
            club: {other for other in present[club] if other in near[person]} for club in clubs if club not in own
        }
        found = person_reach(builder, person)
        assert {next(iter(each.standings.values())).team: set(each.standings) for each in found if each.standings} == {  # type: ignore[union-attr]
            club: people for club, people in expected_clubs.items() if people
        }
        weights = [sum(near[person][other] for other in each.standings) for each in found]
        assert weights == sorted(weights, reverse=True)
        assert all(each.target == person for each in found)
    club = clubs[0]
    reach = club_reach(builder, club)
    connected = {each.person for each in people_at(facts, club, at)}
    outside = {
        (member, other): value
        for member in present[club]
        for other, value in near[member].items()
        if other not in connected
    }
    assert {member.person for member in reach.members} == present[club]
    assert dict(reach.reach) == dict(Counter(member for member, _ in outside))
    weight: Counter[int] = Counter()
    for (member, _), value in outside.items():
        weight[member] += value
    assert dict(reach.weight) == pytest.approx({member: value / 16 for member, value in weight.items()})
    assert reach.considered == len({other for _, other in outside})
    close: Counter[int] = Counter()
    for (_, other), value in outside.items():
        close[other] += value
    playing = [
        other for other in close if (places := builder.whereabouts([other])[other]) and places[0].role == "player"
    ]
    assert [each.target for each in reach.speakers] == sorted(playing, key=lambda other: (-close[other], other))
    assert all(set(each.standings) == {m for m, other in outside if other == each.target} for each in reach.speakers)


def _worlds_are_ties(facts: Facts, near: dict[int, dict[int, int]], of: dict[int, list[Tie]], at: date) -> None:
    people = list(range(0, facts.people_count, 2))
    every = sorted(
        ((-near[one][two], one, two) for one, two in combinations(people, 2) if two in near[one]),
    )
    for most in (1, 100):
        room, chosen = dict.fromkeys(people, most), []
        for _, one, two in every:
            if room[one] > 0 or room[two] > 0:
                chosen.append((one, two))
                room[one] -= 1
                room[two] -= 1
        pairs, left = closest_pairs(SubgraphBuilder(facts, at), people, most_each=most)
        assert [pair[:2] for pair in pairs] == chosen
        assert left == len(every) - len(chosen)
        for one, two, ties in pairs:
            assert shown(ties) == shown([tie for tie in of[one] if tie.alter == facts.iri(two)])
    links = Links(facts, [node_of(facts, ROVERS), node_of(facts, CITY)], at)
    here = {int(member) for member in links.member}
    targets = np.arange(facts.people_count)
    told_ties = Counter(
        zip(*(links.ties(targets)[name].tolist() for name in ("ego", "alter", "days", "circle")), strict=True)
    )
    assert told_ties == Counter(
        (person, node_of(facts, tie.alter), tie.days, tie.circle)
        for person in range(facts.people_count)
        for tie in of[person]
        if tie.team and node_of(facts, tie.alter) in here
    )
    assert Counter(links.stated(targets)) == Counter(
        tie for ties in of.values() for tie in ties if not tie.team and node_of(facts, tie.alter) in here
    )


@settings(max_examples=20)
@given(crews(), st.dates(date(2017, 1, 1), date(2021, 1, 1)))
def test_squads_of_tournaments_and_clubs_in_common(claims: list[Claim], at: date) -> None:
    with TemporaryDirectory() as folder:
        facts = facts_with(claims, Path(folder), CREW)
        said = [claim.statement for claim in claims if isinstance(claim.statement, Spell)]
        begun = [(spell, bound.start) for spell in said if (bound := bounds(spell)) and bound.start < at]
        named = [(spell, start) for spell, start in begun if spell.kind is SpellKind.SELECTION]
        cup = {spell.person for spell, _ in named if spell.occasion.strip().lower() == "cup"}
        assert {facts.iri(person) for person in tournament_people(facts, "cup", at)} == cup
        assert set(tournament_people(facts, "cup", at).values()) <= {node_of(facts, LAND)}
        assert tournament_people(facts, "", at) == {}
        by_name = {spell.occasion for spell, _ in named}
        rows = [
            (
                name,
                max(start for spell, start in named if spell.occasion == name),
                sum(s.occasion == name for s, _ in named),
            )
            for name in by_name
        ]
        assert tournaments(facts, at) == sorted(rows, key=lambda row: (-row[1].toordinal(), row[0]))
        been = {
            person.id: {
                facts.organisation(node_of(facts, s.team)) for s, _ in begun if s.person == person.id and s.team != LAND
            }
            for person in CREW
        }
        pairs = Counter(pair for clubs in been.values() for pair in combinations(sorted(clubs), 2))
        order = sorted(pairs.items(), key=lambda row: (-row[1], row[0]))
        assert nearest_clubs(facts, range(facts.people_count), at, most=2) == [
            (*pair, count) for pair, count in order[:2] if count > 1
        ]
