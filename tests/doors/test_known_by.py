"""What had been published by a day, and what had happened by another, at every question."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

import kg
from kg.api import KnowledgeGraph

AT, BEFORE = date(2023, 6, 30), date(2020, 1, 1)


@pytest.fixture(scope="module")
def graph(starter_copy: Callable[[], Path]) -> Iterator[KnowledgeGraph]:
    with kg.open(starter_copy()) as opened:
        opened.add_claim(
            "friendship",
            "Declan Rice",
            "Bukayo Saka",
            source_url="https://example.org/a",
            publisher="Example Gazette",
            since="2018-01-01",
            published="2022-03-01",
            summary="An example claim.",
        )
        yield opened


def test_a_relationship_counts_from_its_publication(graph: KnowledgeGraph) -> None:
    def kinds(known_by: date | None) -> set[str]:
        forward = graph.explain("Declan Rice", "Bukayo Saka", at=AT, known_by=known_by).forward
        return {scored.tie.kind.value for scored in forward.ties}

    assert "friendship" in kinds(None)
    assert "friendship" in kinds(date(2022, 3, 2))
    assert "friendship" not in kinds(BEFORE)
    assert "national_team" in kinds(BEFORE), "squads count from the day they were together"


def test_every_question_takes_the_day_of_publication(graph: KnowledgeGraph) -> None:
    name = "Bukayo Saka"

    def influence(known_by: date) -> list[float]:
        answer = graph.persuade("Declan Rice", to="Arsenal", at=AT, known_by=known_by)
        target = graph.find("Declan Rice", "person").id
        matches = graph.targets("Arsenal", at=AT, known_by=known_by).recommendations
        places = graph.destinations("Declan Rice", at=AT, known_by=known_by).recommendations
        return [
            next(person.influence for person in answer.persuaders if person.person.name == name),
            next(match.influence for match in matches if match.place.id == target),
            next(match.influence for match in places if match.place.name == "Arsenal"),
        ]

    assert all(late > early for late, early in zip(influence(AT), influence(BEFORE), strict=True))
    assert not graph.show(name, at=AT, known_by=BEFORE).relationships
    assert graph.show(name, at=AT).relationships
