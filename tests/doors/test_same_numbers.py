"""The same two people get the same influence and presence whichever question brings them together."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.answers import questions, recommendations
from kg.errors import NothingFound
from kg.graph.presence import clubs_of
from kg.graph.subgraph import MOST_ALTERS, SubgraphBuilder
from kg.influence import load_weights
from kg.influence.joint import carried_together, interval_together, voices
from kg.model import Persuader, TeamKind
from kg.model.recommendations import Recommendations
from kg.store.backend import Backend, open_store
from tests.engines.worlds import World, worlds

WEIGHTS = load_weights()


def figures(person: Persuader) -> tuple[object, ...]:
    """What every door has to say of somebody; influence rounded, because sums are not taken in one order."""
    interval = round(person.interval.low, 9), round(person.interval.high, 9)
    return person.person.id, person.presence, person.club, person.since, round(person.influence, 9), interval


def club_figures(found: Recommendations) -> dict[str, tuple[object, ...]]:
    return {
        match.place.id: (
            round(match.influence, 9),
            round(match.interval.low, 9),
            round(match.interval.high, 9),
            sorted(map(figures, match.voices)),
        )
        for match in found.recommendations
    }


def expected(people: tuple[Persuader, ...]) -> tuple[object, ...]:
    heard = voices(people)
    interval = interval_together(heard, WEIGHTS)
    total = carried_together(heard, WEIGHTS)
    return round(total, 9), round(interval.low, 9), round(interval.high, 9), sorted(map(figures, heard))


@settings(max_examples=40, deadline=None)
@given(worlds, st.dates(date(2018, 1, 1), date(2021, 6, 1)))
def test_every_question_gives_two_people_the_same_figures(world: World, at: date) -> None:
    with TemporaryDirectory() as folder:
        backend = world.backend(Path(folder))
        try:
            questions.check_date(backend.facts, at)
        except NothingFound:
            return
        check(backend, at)


def check(backend: Backend, at: date) -> None:
    facts = backend.facts
    builder = SubgraphBuilder(facts, at)
    teams = range(facts.people_count, facts.people_count + facts.team_count)
    clubs = [team for team in teams if facts.team_kind(team) in (TeamKind.CLUB, TeamKind.RESERVE, TeamKind.YOUTH)]
    targets = {club: club_figures(recommendations.targets_of(builder, club)) for club in clubs}
    for person in range(facts.people_count):
        name = facts.iri(person)
        around = {one.person.id: one for one in questions.persuade(backend, player=name, club=None, at=at).persuaders}
        shared = {one.person.id: one for one in questions.answer_about(builder, person, None).persuaders}
        assert around == shared
        for other, listed in around.items():
            forward = questions.explain(backend, person=name, other=other, at=at).forward
            assert figures(forward) == figures(listed)
            assert forward.ties == listed.ties
            assert forward.paths == listed.paths
        own = clubs_of(facts, person, at)
        home = {facts.organisation(standing.team) for standing in own}
        destinations = club_figures(recommendations.destinations(backend, player=name, at=at))
        for club in clubs:
            answer = questions.persuade(backend, player=name, club=facts.iri(club), at=at)
            for one in answer.persuaders:
                listed_there = around.get(one.person.id)
                # Where it is open whether somebody has arrived, the answer forgets what he has only if he has.
                arrived = facts.organisation(club) in home
                if listed_there and listed_there.club == answer.question.club and not arrived:
                    assert figures(one) == figures(listed_there)
            if facts.organisation(club) in home:
                assert facts.iri(club) not in destinations
                assert name not in targets[club]
            elif voices(answer.persuaders):
                assert destinations.pop(facts.iri(club)) == expected(answer.persuaders)
                connected = {one.person.id for one in answer.former} | {one.person.id for one in answer.persuaders}
                if own and own[0].role == "player" and name not in connected:
                    assert targets[club].get(name, expected(answer.persuaders)) == expected(answer.persuaders)
            else:
                assert facts.iri(club) not in destinations
                assert name not in targets[club]
        assert destinations == {}


@pytest.fixture(scope="module")
def backend(starter_store: Path) -> Backend:
    return open_store(starter_store)


@pytest.mark.parametrize(
    ("player", "club", "at"),
    [
        ("Trent Alexander-Arnold", "Real Madrid", date(2024, 10, 1)),
        ("Casemiro", "Real Madrid", date(2024, 10, 1)),
        ("Raheem Sterling", "Manchester City", date(2024, 10, 1)),
        ("Declan Rice", "Arsenal", date(2023, 6, 30)),
    ],
)
def test_the_starter_data_give_the_same_figures(backend: Backend, player: str, club: str, at: date) -> None:
    answer = questions.persuade(backend, player=player, club=club, at=at)
    around = {one.person.id: one for one in questions.persuade(backend, player=player, club=None, at=at).persuaders}
    for one in voices(answer.persuaders):
        if one.person.id in around or len(around) < MOST_ALTERS:  # without a club only the closest are asked
            assert figures(around[one.person.id]) == figures(one)
        forward = questions.explain(backend, person=player, other=one.person.id, at=at).forward
        assert figures(forward) == figures(one)
    destinations = club_figures(recommendations.destinations(backend, player=player, at=at))
    assert answer.question.club is not None
    if voices(answer.persuaders):
        assert destinations[answer.question.club.id] == expected(answer.persuaders)
    targets = club_figures(recommendations.targets(backend, club=club, at=at))
    if answer.question.target.id in targets:
        assert targets[answer.question.target.id] == expected(answer.persuaders)
