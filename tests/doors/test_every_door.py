"""The same questions at every door: Python, the command line, the JSON API, the tools for assistants, and the pages."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from mcp import Client

import kg
from kg.api import KnowledgeGraph
from kg.model.answers import Standing
from kg.server.api_jobs import answered
from kg.server.limits import MIB, Limits
from kg.server.mcp import mcp_server
from tests.cli.running import kg as run_kg

pytestmark = pytest.mark.enable_socket  # an event loop has a pair of its own

QUESTIONS = [
    ("persuade", {"player": "Trent Alexander-Arnold", "to": "Real Madrid"}, "2024-10-01"),
    ("persuade", {"player": "Declan Rice", "to": "Arsenal"}, "2023-06-30"),
    ("persuade", {"player": "Raheem Sterling"}, "2024-10-01"),
    ("destinations", {"player": "Trent Alexander-Arnold"}, "2024-10-01"),
    ("targets", {"club": "Real Madrid"}, "2024-10-01"),
    ("targets", {"club": "Manchester City"}, "2024-10-01"),
    ("explain", {"person": "Trent Alexander-Arnold", "other": "Jude Bellingham"}, "2024-10-01"),
    ("where", {"person": "Jude Bellingham"}, "2024-10-01"),
    ("squad", {"team": "Real Madrid"}, "2024-10-01"),
]
LISTS = {"persuade": "persuaders", "destinations": "destinations", "targets": "targets", "squad": "people"}
LIMITS = Limits(seconds=60.0, rows=50, workers=1, memory=900 * MIB, grace=1.0)


@pytest.fixture(scope="module")
def store(starter_store: Path) -> Path:
    return starter_store


@pytest.fixture(scope="module")
def graph(store: Path) -> Iterator[KnowledgeGraph]:
    with kg.open(store) as opened:
        yield opened


def figures(kind: str, data: dict[str, Any]) -> list[tuple[Any, ...]]:
    """What each door says of people and clubs, in its order."""
    match kind:
        case "persuade":
            return [
                (one["person"]["id"], one["presence"], one["influence"], tuple(one["interval"]))
                for one in data["persuaders"]
            ]
        case "explain":
            return [
                (one["person"]["id"], one["presence"], one["influence"], tuple(one["interval"]))
                for one in (data["forward"], data["backward"])
            ]
        case "where" | "squad":
            rows = data["clubs"] if kind == "where" else data["people"]
            side = "team" if kind == "where" else "person"
            return [(one[side]["id"], one["presence"], one["since"], one["until"], one["role"]) for one in rows]
        case _:
            return [
                (
                    one["id"],
                    one["influence"],
                    tuple(one["interval"]),
                    tuple((voice["id"], voice["influence"]) for voice in one["through"]),
                )
                for one in data[kind]
            ]


def standing(kind: str, row: Standing) -> tuple[Any, ...]:
    place = row.team if kind == "where" else row.person
    since, until = (day.isoformat() if day else None for day in (row.since, row.until))
    return place.id, row.presence, since, until, row.role


def in_python(graph: KnowledgeGraph, kind: str, values: dict[str, str], at: str) -> list[tuple[Any, ...]]:
    match kind:
        case "persuade":
            return figures(
                kind, graph.persuade(values["player"], to=values.get("to"), at=at).rendering(why=True).data()
            )
        case "explain":
            return figures(kind, graph.explain(values["person"], values["other"], at=at).to_dict())
        case "destinations":
            return figures(kind, graph.destinations(values["player"], at=at).to_dict())
        case "targets":
            return figures(kind, graph.targets(values["club"], at=at).to_dict())
        case "where":
            return [standing(kind, row) for row in graph.where(values["person"], at=at)]
        case _:
            return [standing(kind, row) for row in graph.squad(values["team"], at=at)]


def on_the_command_line(store: Path, kind: str, values: dict[str, str], at: str) -> list[tuple[Any, ...]]:
    to = ["--to", values["to"]] if "to" in values else []
    names = [value for name, value in values.items() if name != "to"]
    command = "show" if kind in ("where", "squad") else kind
    why = ["--why"] if kind == "persuade" else []
    done = run_kg(command, *names, *to, *why, "--at", at, "--format", "json", "--store", str(store))
    assert done.returncode == 0, done.stderr
    return figures(kind, json.loads(done.stdout))


def by_the_api(graph: KnowledgeGraph, kind: str, values: dict[str, str], at: str) -> list[tuple[Any, ...]]:
    """Page by page, each within its bounds."""
    rows: list[tuple[Any, ...]] = []
    while True:
        job = {"kind": kind, "values": {**values, "at": at, "offset": str(len(rows))}, "today": "2025-01-01"}
        text = answered(graph, job)[1].decode()
        assert len(text) <= 20_000
        data = json.loads(text)
        page = figures(kind, data)
        before, rows = len(rows), [*rows, *page]
        left_out = data.get("left_out", {}).get(LISTS.get(kind, ""), 0)
        if kind in ("explain", "where") or not page or left_out == before:
            return rows


async def by_tools(store: Path) -> list[dict[str, Any]]:
    async with Client(mcp_server(store, LIMITS, clock=lambda: date(2025, 1, 1))) as client:
        answers = []
        for kind, values, at in QUESTIONS:
            result = await client.call_tool(kind, {**values, "at": at})
            assert not result.is_error, result.content
            text = "".join(getattr(part, "text", "") for part in result.content)
            assert len(text) <= 20_000
            answers.append(result.structured_content or {})
        return answers


@pytest.fixture(scope="module")
def tool_answers(store: Path) -> list[dict[str, Any]]:
    with ThreadPoolExecutor(1) as thread:  # the browser of other tests keeps a loop running in this one
        return thread.submit(asyncio.run, by_tools(store)).result()


@pytest.mark.parametrize("number", range(len(QUESTIONS)))
def test_every_door_gives_the_same_answer(
    graph: KnowledgeGraph, store: Path, tool_answers: list[dict[str, Any]], number: int
) -> None:
    kind, values, at = QUESTIONS[number]
    expected = in_python(graph, kind, values, at)
    assert expected
    assert on_the_command_line(store, kind, values, at) == expected
    assert by_the_api(graph, kind, values, at) == expected
    shown = figures(kind, tool_answers[number])
    assert shown
    assert shown == expected[: len(shown)]


@pytest.mark.parametrize("club", ["Real Madrid", "Manchester City", "Arsenal"])
def test_a_clubs_page_is_the_ranking_of_its_targets(graph: KnowledgeGraph, club: str) -> None:
    page = graph.page("club", club, at="2024-10-01").page_data
    names = {number: iri for iri, number in page.ids.items()}
    shown = [(names[row[0]], row[4][0]) for row in page.rows]
    ranking = graph.targets(club, at="2024-10-01").recommendations
    assert shown == [(match.place.id, round(match.influence, 4)) for match in ranking][: len(shown)]
    assert len(shown) == min(len(ranking), 80)


@pytest.mark.parametrize("name", ["Trent Alexander-Arnold", "Casemiro", "Jude Bellingham"])
def test_a_persons_page_is_the_answer_without_a_club(graph: KnowledgeGraph, name: str) -> None:
    page = graph.page("person", name, at="2024-10-01").page_data
    names = {number: iri for iri, number in page.ids.items()}
    answer = graph.persuade(name, at="2024-10-01")
    assert [(names[row[0]], row[4][0]) for row in page.rows] == [
        (person.person.id, round(person.influence, 4)) for person in answer.persuaders
    ]


def test_a_path_page_shows_the_ways_of_the_explanation(graph: KnowledgeGraph) -> None:
    explanation = graph.explain("Trent Alexander-Arnold", "Vinícius Júnior", at="2024-10-01")
    page = graph.page("path", "Vinícius Júnior", to="Trent Alexander-Arnold", at="2024-10-01").page_data
    assert explanation.forward.paths
    middle = {person.id for path in explanation.forward.paths for person in path.people}
    assert middle <= page.ids.keys()
