"""The questions written down beforehand, asked of the starter data: what a knowledgeable fan would expect."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kg.answers import questions
from kg.model import Answer, TieKind
from kg.store.backend import Backend, open_store
from tests.acceptance.expectations import check

QUESTIONS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("questions.toml").read_text(encoding="utf-8"))[
    "question"
]
FIRST = QUESTIONS[0]


@pytest.fixture(scope="module")
def backend(starter_copy: Callable[[], Path]) -> Iterator[Backend]:
    with open_store(starter_copy()) as opened:
        yield opened


def ask(backend: Backend, question: dict[str, Any], **changed: Any) -> Answer:
    asked = question | changed
    return questions.persuade(backend, player=asked["player"], club=asked["club"], at=asked["at"])


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: f"{each['player']} to {each['club']} {each['at']}")
def test_the_answer_is_what_a_fan_expects(backend: Backend, question: dict[str, Any]) -> None:
    check(ask(backend, question), question)


def test_there_are_at_least_twelve_questions_beside_the_first() -> None:
    assert len({(each["player"], each["club"], each["at"]) for each in QUESTIONS}) >= 13


@pytest.mark.parametrize("name", ["TAA", "alexander arnold", "Alexander-Arnold, Trent", "trent alexander-arnold"])
def test_the_player_is_found_as_people_type_him(backend: Backend, name: str) -> None:
    assert ask(backend, FIRST, player=name) == ask(backend, FIRST)


def test_bellingham_leads_by_margin_with_duty_and_friendship_sourced(backend: Backend) -> None:
    answer = ask(backend, FIRST)
    first, second = answer.persuaders[:2]
    assert first.person.name == "Jude Bellingham"
    assert first.influence > 1.05 * second.influence
    ties = {scored.tie.kind: scored.tie for scored in first.ties}
    duty = ties[TieKind.NATIONAL_TEAM]
    occasions = {item.occasion for item in duty.evidence}
    assert {"World Cup 2022", "Euro 2024"} <= occasions
    assert all(item.start and item.start < FIRST["at"] for item in duty.evidence)
    friendship = ties[TieKind.FRIENDSHIP]
    assert all(item.source.url.startswith("https://") for item in friendship.evidence)
    assert all(
        item.source.published is None or item.source.published.first < FIRST["at"] for item in friendship.evidence
    )
    assert {"interest", "rejection"} <= {report.kind for report in answer.reports}
    assert answer.followed
    assert 0 <= answer.followed.moved <= answer.followed.reports


def test_only_bellingham_had_shared_a_team_with_him(backend: Backend) -> None:
    shared = [
        each.person.name
        for each in ask(backend, FIRST).persuaders
        if any(scored.tie.team is not None for scored in each.ties)
    ]
    assert shared == ["Jude Bellingham"]


def test_the_others_are_real_madrids_squad_of_that_autumn(backend: Backend) -> None:
    names = {each.person.name for each in ask(backend, FIRST).persuaders}
    assert {"Dani Carvajal", "Eduardo Camavinga", "Ferland Mendy", "Rodrygo", "Éder Militão", "Luka Modrić"} <= names
    left = {each.person.name for each in ask(backend, FIRST).former}
    assert {"Toni Kroos", "Nacho"} <= left


def test_every_link_of_every_answer_has_a_source_and_none_is_from_later(backend: Backend) -> None:
    for question in QUESTIONS:
        answer = ask(backend, question)
        at: date = question["at"]
        for person in (*answer.persuaders, *answer.former):
            steps = [person.ties, *(step for path in person.paths for step in path.steps)]
            for tie in (scored.tie for step in steps for scored in step):
                assert tie.evidence, (question["player"], person.person.name, tie.kind)
                assert tie.start is None or tie.start < at
                assert tie.end is None or tie.end <= at
                for item in tie.evidence:
                    assert item.source.title or item.source.url
                    assert item.start is None or item.start < at
                    assert item.end is None or item.end <= at
        assert all(report.source.url for report in answer.reports)
