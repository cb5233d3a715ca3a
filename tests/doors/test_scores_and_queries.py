"""What a batch of scores and queries in SPARQL say, at each of their doors, is what the questions answer."""

from __future__ import annotations

import asyncio
import csv
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from mcp import Client

import kg
from kg.answers.batch_part import SHOWN
from kg.api import KnowledgeGraph
from kg.graph.presence import PRESENT
from kg.influence import load_weights
from kg.model import LIKENESS
from kg.server.api_jobs import answered, check_parameters
from kg.server.http_problem import HttpProblem
from kg.server.limits import MIB, Limits
from kg.server.mcp import mcp_server
from tests.cli.running import kg as run_kg

pytestmark = pytest.mark.enable_socket  # an event loop has a pair of its own

AT = "2024-10-01"
PLAYERS = ("Trent Alexander-Arnold", "Raheem Sterling", "Florian Wirtz")
CLUBS = ("Real Madrid", "Manchester City", "Bayern Munich")
PAIRS = [(player, club) for player in PLAYERS for club in CLUBS]
NAMED = [
    ("players-at", {"team": "Real Madrid", "date": AT}),
    ("players-at", {"team": "Manchester City", "date": AT}),
    ("acquaintances-at-club", {"person": "Trent Alexander-Arnold", "team": "Real Madrid", "date": AT}),
    ("acquaintances-at-club", {"person": "Florian Wirtz", "team": "Bayern Munich", "date": AT}),
]
INFLUENCES = """\
SELECT ?person ?influence {{
  VALUES ?person {{ {people} }}
  BIND(fn:influence(?person, <{target}>, "{at}"^^xsd:date{club}) AS ?influence)
}} ORDER BY ?person"""
ROUNDED = 1e-6
"""How far figures of a CSV file may be off: they are written with six decimals."""
LIMITS = Limits(seconds=60.0, rows=500, workers=1, memory=900 * MIB, grace=1.0)

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def graph(starter_store: Path) -> Iterator[KnowledgeGraph]:
    with kg.open(starter_store) as opened:
        yield opened


@pytest.fixture(scope="module")
def scores(graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], dict[str, str]]:
    """The rows of a batch by the ids of target and club, which Python and the command line write alike."""
    folder = tmp_path_factory.mktemp("scores")
    players, clubs = folder / "players.txt", folder / "clubs.txt"
    players.write_text("\n".join(PLAYERS), encoding="utf-8")
    clubs.write_text("\n".join(CLUBS), encoding="utf-8")
    graph.contents.score(folder / "python.csv", at=date.fromisoformat(AT), players=players, clubs=clubs)
    lists = ("--players", str(players), "--clubs", str(clubs))
    done = run_kg("score", "-o", str(folder / "cli.csv"), *lists, "--at", AT, "--store", str(graph.contents.address))
    assert done.returncode == 0, done.stderr
    assert (folder / "cli.csv").read_bytes() == (folder / "python.csv").read_bytes()
    with (folder / "python.csv").open(encoding="utf-8", newline="") as file:
        return {(row["target"], row["club"]): row for row in csv.DictReader(file)}


@pytest.mark.parametrize(("player", "club"), PAIRS)
def test_a_score_is_what_persuade_and_explain_say_of_direct_ties(
    graph: KnowledgeGraph, scores: dict[tuple[str, str], dict[str, str]], player: str, club: str
) -> None:
    target, place = graph.find(player, "person").id, graph.find(club, "team").id
    row = scores.get((target, place))
    if place in {standing.team.id for standing in graph.where(player, at=AT)}:
        assert row is None
        return
    presumed = load_weights().shape.presumed_presence
    expected = {
        one.person.id: sum(tie.influence for tie in one.ties) * (presumed if one.presence == "presumed" else 1.0)
        for one in graph.persuade(player, to=club, at=AT).persuaders
        if any(scored.tie.kind not in LIKENESS for scored in one.ties)
    }
    assert expected
    assert row is not None
    assert float(row["influence"]) == pytest.approx(sum(expected.values()), abs=ROUNDED)
    assert int(row["links"]) == len(expected)
    for number, (person, influence) in enumerate(sorted(expected.items(), key=lambda one: -one[1])[:SHOWN], 1):
        assert row[f"person_{number}"] == person
        assert float(row[f"influence_{number}"]) == pytest.approx(influence, abs=ROUNDED)
        forward = graph.explain(player, person, at=AT).forward
        told = sum(tie.influence for tie in forward.ties)
        assert influence == pytest.approx(told * (presumed if forward.presence == "presumed" else 1.0), abs=1e-9)


def job(**more: str) -> dict[str, Any]:
    values = {"players": "\n".join(PLAYERS), "clubs": "\n".join(CLUBS), "at": AT, **more}
    return {"kind": "score", "values": values, "today": "2025-01-01"}


def as_rows(told: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(one["target"]["id"], one["club"]["id"], one["influence"], one["links"], one["through"]) for one in told]


def test_the_score_of_a_few_players_is_that_of_the_batch_at_every_door(
    graph: KnowledgeGraph, scores: dict[tuple[str, str], dict[str, str]]
) -> None:
    answer = graph.score(PLAYERS, CLUBS, at=AT)
    assert [(one.target.id, one.club.id) for one in answer.scores] == list(scores)
    for one in answer.scores:
        row = scores[one.target.id, one.club.id]
        assert one.influence == pytest.approx(float(row["influence"]), abs=ROUNDED)
        assert one.links == int(row["links"])
        assert len(one.strongest) == min(SHOWN, one.links)
        for place, link in enumerate(one.strongest, 1):
            assert (link.person.id, "+".join(link.kinds)) == (row[f"person_{place}"], row[f"ties_{place}"])
            assert link.influence == pytest.approx(float(row[f"influence_{place}"]), abs=ROUNDED)
    expected = as_rows(answer.to_dict()["scores"])
    assert len(expected) > 4
    assert as_rows(json.loads(answered(graph, job())[1])["scores"]) == expected

    async def ask() -> Any:
        async with Client(mcp_server(Path(graph.contents.address), LIMITS, clock=lambda: date(2025, 1, 1))) as client:
            return await client.call_tool("score", {"players": PLAYERS, "clubs": CLUBS, "at": AT})

    with ThreadPoolExecutor(1) as thread:
        result = thread.submit(asyncio.run, ask()).result()
    assert not result.is_error, result.content
    assert as_rows(result.structured_content["scores"]) == expected


def test_a_long_score_comes_in_parts_and_keeps_the_strongest_clubs_that_are_asked_for(graph: KnowledgeGraph) -> None:
    everywhere = graph.score(PLAYERS, at=AT)
    assert everywhere.clubs is None
    assert len(everywhere.scores) > 100
    told: list[dict[str, Any]] = []
    while len(told) < len(everywhere.scores):
        text = answered(graph, job(clubs="", offset=str(len(told))))[1]
        assert len(text.decode()) <= 20_000
        page = json.loads(text)["scores"]
        assert page
        told += page
    assert as_rows(told) == as_rows(everywhere.to_dict()["scores"])
    best = graph.score(PLAYERS, at=AT, top=2)
    for player in best.players:
        whole, kept = ([one for one in answer.scores if one.target == player] for answer in (everywhere, best))
        assert kept == whole[:2]
        assert [one.influence for one in whole] == sorted((one.influence for one in whole), reverse=True)
    assert best.scores[0].club.name in repr(best)
    assert best.text("csv").count("\n") > 2 * len(PLAYERS)
    assert list(best.to_frame().columns) == ["target", "club", "influence", "links", "through"]


def values_of(answer: dict[str, Any]) -> Rows:
    """Rows in the W3C's JSON as plain texts."""
    return [{name: term["value"] for name, term in row.items()} for row in answer["results"]["bindings"]]


def on_the_command_line(graph: KnowledgeGraph, query: str, **values: str) -> Rows:
    options = [word for name, value in values.items() for word in (f"--{name}", value)]
    done = run_kg("query", query, *options, "--format", "json", "--store", str(graph.contents.address))
    assert done.returncode == 0, done.stderr
    return values_of(json.loads(done.stdout))


def by_tool(graph: KnowledgeGraph, *calls: dict[str, Any]) -> list[Rows]:
    """What the tool for assistants tells, page by page."""

    async def ask() -> list[Rows]:
        server = mcp_server(Path(graph.contents.address), LIMITS, clock=lambda: date(2025, 1, 1))
        async with Client(server) as client:
            return [await pages(client, call) for call in calls]

    async def pages(client: Client, call: dict[str, Any]) -> Rows:
        rows: Rows = []
        while True:
            result = await client.call_tool("query", {**call, "offset": len(rows)})
            assert not result.is_error, result.content
            page = values_of(result.structured_content or {})
            rows += page
            if not page or not (result.structured_content or {}).get("left_out"):
                return rows

    with ThreadPoolExecutor(1) as thread:  # the browser of other tests keeps a loop running in this one
        return thread.submit(asyncio.run, ask()).result()


@pytest.fixture(scope="module")
def told_by_tool(graph: KnowledgeGraph) -> list[Rows]:
    return by_tool(graph, *({"question": name, "values": values} for name, values in NAMED))


def in_python(graph: KnowledgeGraph, query: str, **values: Any) -> Rows:
    return [
        {name: str(value) for name, value in row.items() if value is not None} for row in graph.query(query, **values)
    ]


@pytest.mark.parametrize("number", range(len(NAMED)))
def test_a_named_question_finds_the_same_people_at_every_door(
    graph: KnowledgeGraph, told_by_tool: list[Rows], number: int
) -> None:
    name, values = NAMED[number]
    rows = in_python(graph, name, **values)
    assert rows
    assert on_the_command_line(graph, name, **values) == rows
    assert told_by_tool[number] == rows
    job = {"kind": "question", "values": {"name": name, **values}, "today": "2025-01-01"}
    assert in_python(graph, json.loads(answered(graph, job)[1])["query"]) == rows
    if name == "players-at":
        standings = [
            one for one in graph.squad(values["team"], at=AT) if one.role == "player" and one.presence in PRESENT
        ]
        expected = {(one.person.id, one.presence, one.since.isoformat() if one.since else None) for one in standings}
        assert {(row["player"], row["known"], row.get("since")) for row in rows} == expected
    else:
        answer = graph.persuade(values["person"], to=values["team"], at=AT)
        met = {one.person.id: one.role for one in answer.persuaders if any(scored.tie.team for scored in one.ties)}
        assert {row["acquaintance"]: row["role"] for row in rows} == met


@pytest.mark.parametrize(("player", "club"), [PAIRS[0], ("Raheem Sterling", "")])
def test_a_query_gives_the_influence_that_persuade_gives(graph: KnowledgeGraph, player: str, club: str) -> None:
    answer = graph.persuade(player, to=club or None, at=AT).value
    expected = {
        one.person.id: one.influence
        for one in answer.persuaders
        if club or any(scored.influence for scored in one.ties)
    }
    people = sorted(expected)[:40]
    query = INFLUENCES.format(
        people=" ".join(f"<{person}>" for person in people),
        target=answer.question.target.id,
        at=AT,
        club=f", <{answer.question.club.id}>" if answer.question.club else "",
    )
    rows = in_python(graph, query)
    assert on_the_command_line(graph, query) == rows
    assert by_tool(graph, {"sparql": query}) == [rows]
    assert {row["person"] for row in rows} == set(people)
    for row in rows:
        assert float(row["influence"]) == pytest.approx(expected[row["person"]], abs=1e-9)


def test_a_hundred_players_fit_into_one_request_and_one_club_is_no_list_of_letters(graph: KnowledgeGraph) -> None:
    check_parameters("score", {"players": "\n".join(f"{PLAYERS[0]}{'x' * 25}" for _ in range(100))})
    with pytest.raises(HttpProblem, match="the parameter players is longer than 6000 characters"):
        check_parameters("score", {"players": "x" * 6001})
    with pytest.raises(HttpProblem, match="the parameter at is longer than 500 characters"):
        check_parameters("score", {"players": "x", "at": "x" * 501})
    assert graph.score(PLAYERS[0], CLUBS[0], at=AT).to_dict() == graph.score([PLAYERS[0]], [CLUBS[0]], at=AT).to_dict()
