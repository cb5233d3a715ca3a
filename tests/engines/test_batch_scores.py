"""The rows of a batch are what the single question says of direct ties, for every target and club."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.answers import questions
from kg.answers.batch_part import SHOWN, scored
from kg.errors import NothingFound
from kg.graph.batch_links import Links
from kg.graph.presence import clubs_of
from kg.influence import load_weights
from kg.model import (
    LIKENESS,
    Answer,
    Claim,
    Confidence,
    ImpreciseDate,
    Period,
    Person,
    Relationship,
    RelationshipKind,
    Spell,
    TeamKind,
)
from tests.engines.worlds import EVERYBODY, PAGE, World, worlds
from tests.graph.small_world import CITY, ROVERS


def told_directly(answer: Answer) -> dict[str, float]:
    """By person at the club with a real tie: what the direct ties carry, as the single question counts it."""
    presumed = load_weights().shape.presumed_presence
    return {
        each.person.id: sum(tie.influence for tie in each.ties) * (presumed if each.presence == "presumed" else 1.0)
        for each in answer.persuaders
        if any(tie.tie.kind not in LIKENESS for tie in each.ties)
    }


# Every kind of relationship in both directions, between somebody who moves on and somebody at a club.
STATED = World(
    [Person("", "", birth=ImpreciseDate(date(1990 + number, 1, 1)), citizenships=("Norway",)) for number in range(5)],
    [
        Spell(EVERYBODY[0], CITY, Period(ImpreciseDate(date(2017, 7, 1)), ImpreciseDate(date(2022, 7, 1)))),
        Spell(EVERYBODY[1], ROVERS, Period(ImpreciseDate(date(2017, 7, 1)), None, date(2018, 7, 1))),
        Spell(EVERYBODY[2], ROVERS, Period(ImpreciseDate(date(2017, 7, 1)), ImpreciseDate(date(2022, 7, 1)))),
    ],
    [
        Claim("", Relationship(kind, one, two, strength="weak"), PAGE, confidence=Confidence.LOW)
        for kind in RelationshipKind
        for one, two in (EVERYBODY[:2], EVERYBODY[2::-2])
    ],
)


@settings(max_examples=80, deadline=None)
@example(STATED, date(2018, 6, 1))
@example(STATED, date(2018, 10, 1))
@given(worlds, st.dates(date(2018, 1, 1), date(2021, 6, 1)))
def test_a_row_is_what_the_single_question_says(world: World, at: date) -> None:
    with TemporaryDirectory() as folder:
        backend = world.backend(Path(folder))
        facts = backend.facts
        clubs = [
            node
            for node in range(facts.people_count, facts.people_count + facts.team_count)
            if facts.team_kind(node) is not TeamKind.NATIONAL
        ]
        rows = scored(Links(facts, clubs, at), list(range(facts.people_count)), top=None)
        found = {
            (target, club): (
                rows["influence"][row],
                rows["links"][row],
                {rows[f"person_{n}"][row]: rows[f"influence_{n}"][row] for n in range(1, SHOWN + 1)},
            )
            for row, (target, club) in enumerate(zip(rows["target"], rows["club"], strict=True))
        }
        for person in range(facts.people_count):
            own = {facts.organisation(each.team) for each in clubs_of(facts, person, at)}
            for club in clubs:
                try:
                    answer = questions.persuade(backend, player=facts.iri(person), club=facts.iri(club), at=at)
                except NothingFound:
                    assert not found
                    return
                expected = {} if facts.organisation(club) in own else told_directly(answer)
                row = found.pop((facts.iri(person), facts.iri(club)), None)
                if not expected:
                    assert row is None
                    continue
                assert row is not None
                assert row[0] == pytest.approx(sum(expected.values()), abs=1e-12)
                assert row[1] == len(expected)
                best = sorted(expected.values(), reverse=True)[:SHOWN]
                assert [value for value in row[2].values() if value is not None] == pytest.approx(best, abs=1e-12)
                shown = {name: value for name, value in row[2].items() if name is not None}
                assert shown == pytest.approx({name: expected[name] for name in shown}, abs=1e-12)
        assert not found


@settings(max_examples=25, deadline=None)
@given(worlds, st.dates(date(2018, 6, 1), date(2020, 6, 1)), st.integers(1, 2), st.data())
def test_cutting_targets_into_parts_and_keeping_the_top_changes_no_row(
    world: World, at: date, top: int, data: st.DataObject
) -> None:
    with TemporaryDirectory() as folder:
        facts = world.backend(Path(folder)).facts
        links = Links(facts, list(range(facts.people_count, facts.people_count + 4)), at)
        whole = scored(links, list(range(facts.people_count)), top=None)
        cut = data.draw(st.integers(0, facts.people_count))
        parts = [scored(links, list(some), top=None) for some in (range(cut), range(cut, facts.people_count))]
        assert {name: parts[0][name] + parts[1][name] for name in whole} == whole
        best = scored(links, list(range(facts.people_count)), top=top)
        for target in set(whole["target"]):
            every = [value for name, value in zip(whole["target"], whole["influence"], strict=True) if name == target]
            kept = [value for name, value in zip(best["target"], best["influence"], strict=True) if name == target]
            assert kept == every[:top]
            assert every == sorted(every, reverse=True)
