"""The server for assistants, asked by the SDK's own client: in this process, and as a program over its pipes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import anyio
import pyoxigraph
import pytest
from anyio.from_thread import start_blocking_portal
from mcp import Client, StdioServerParameters
from mcp.server import MCPServer
from mcp.types import TextContent

from kg.rdf.vocabulary import NAMESPACE, QUERY_PREFIXES, pkg_terms
from kg.resources import ontology_file
from kg.server.limits import MIB, Limits
from kg.server.mcp import mcp_server
from kg.sparql.catalog import list_questions
from kg.store.backend import open_store
from tests.json_shapes import breaches
from tests.server.running import small_store
from tests.store.contract.test_contract import reports_world

pytestmark = pytest.mark.enable_socket  # an event loop has a pair of its own

LIMITS = Limits(seconds=60.0, rows=50, workers=2, memory=600 * MIB, grace=1.0)
Ask = Callable[[Callable[[Client], Awaitable[Any]]], Any]
anyio.open_process  # noqa: B018  loads what would else be parsed deep within a coroutine, which Python 3.11 cannot always


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mcp")
    with open_store(small_store(folder / "store", count=0)) as backend:
        for each in reports_world():
            backend.put_release(*each)
    return folder / "store"


@contextmanager
def conversation(server: MCPServer | StdioServerParameters) -> Iterator[Ask]:
    """One client of one server, which takes question after question: its workers are started once.

    In a thread of its own, for the browser of other tests keeps a loop running in this one.
    """
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(Client(server)) as client:
        yield lambda question: portal.call(question, client)


def server_of(store: Path, limits: Limits = LIMITS) -> MCPServer:
    return mcp_server(store, limits, clock=lambda: date(2024, 10, 1))


@pytest.fixture(scope="module")
def ask(store: Path) -> Iterator[Ask]:
    with conversation(server_of(store)) as asking:
        yield asking


def call(ask: Ask, tool: str, **values: Any) -> dict[str, Any]:
    async def asked(client: Client) -> dict[str, Any]:
        result = await client.call_tool(tool, values)
        said = "".join(part.text for part in result.content if isinstance(part, TextContent))
        if result.is_error:
            return {"error": said}
        assert json.loads(said) == result.structured_content
        return result.structured_content or {}

    found: dict[str, Any] = ask(asked)
    return found


def test_tools_that_only_read(ask: Ask) -> None:
    tools = {tool.name: tool for tool in ask(lambda client: client.list_tools()).tools}
    assert tools.keys() == {
        "persuade",
        "destinations",
        "targets",
        "score",
        "explain",
        "show",
        "where",
        "squad",
        "propose_claims",
        "query",
    }
    for tool in tools.values():
        assert tool.description
        assert tool.output_schema["type"] == "object"
        assert tool.output_schema["properties"]
        assert tool.input_schema["additionalProperties"] is False
        assert tool.annotations
        assert (tool.annotations.read_only_hint, tool.annotations.destructive_hint) == (True, False)
        assert tool.annotations.open_world_hint is False


def test_every_answer_is_as_its_schema_says(ask: Ask) -> None:
    asked: list[tuple[str, dict[str, Any]]] = [
        ("persuade", {"player": "Ada Vale", "to": "Rovers", "why": True}),
        ("destinations", {"player": "Ada Vale"}),
        ("targets", {"club": "Rovers"}),
        ("score", {"players": ["Ada Vale"], "clubs": ["Rovers"], "top": 3}),
        ("explain", {"person": "Ada Vale", "other": "Ben Roe"}),
        ("show", {"name": "Ada Vale"}),
        ("show", {"name": "Rovers"}),
        ("where", {"person": "Ada Vale"}),
        ("squad", {"team": "Rovers", "limit": 1}),
        ("propose_claims", {"text": "Ben Roe and Ada Vale are close friends.", "published": "2024-09-30"}),
        ("query", {"question": "list"}),
        ("query", {"question": "team-mates", "values": {"person": "Ada Vale"}, "limit": 1}),
        ("query", {"sparql": "ASK { ?s a :Feud }"}),
        ("query", {"sparql": "CONSTRUCT WHERE { ?s a :Feud ; ?p ?o }"}),
    ]

    async def both(client: Client) -> Any:
        tools = {tool.name: tool.output_schema for tool in (await client.list_tools()).tools}
        return [(tools[name], (await client.call_tool(name, values)).structured_content) for name, values in asked]

    for (name, values), (schema, answer) in zip(asked, ask(both), strict=True):
        assert schema
        extra = {"persuaders_in_all": {"type": "integer"}} if name == "persuade" else {}
        named = {**schema, "properties": {**schema["properties"], **extra}}
        assert breaches(named, answer) == [], (name, values)


def test_a_long_answer_to_a_query_comes_in_parts_of_twenty_thousand_characters(store: Path) -> None:
    with conversation(server_of(store, replace(LIMITS, rows=2000))) as generous:
        rows = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 500"
        seen: list[Any] = []
        while True:
            part = call(generous, "query", sparql=rows, offset=len(seen))
            assert len(json.dumps(part, ensure_ascii=False, indent=2)) <= 20_000
            seen += part["results"]["bindings"]
            if f"offset={len(seen)} " not in part.get("left_out", {}).get("how", ""):
                break
        assert len(seen) == len({json.dumps(row) for row in seen}) == 500
        few = call(generous, "query", sparql=rows, limit=3)
        assert (few["results"]["bindings"], few["left_out"]["results.bindings"]) == (seen[:3], 497)
        graph = call(generous, "query", sparql="CONSTRUCT WHERE { ?s ?p ?o } LIMIT 500")
        assert len(json.dumps(graph, ensure_ascii=False)) <= 20_000
        count = sum(1 for _ in pyoxigraph.parse(graph["text"], pyoxigraph.RdfFormat.TURTLE))
        assert count + graph["left_out"]["triples"] == 500


def test_the_vocabulary_is_there_to_read_with_examples(ask: Ask) -> None:
    async def asked(client: Client) -> Any:
        [listed] = (await client.list_resources()).resources
        return await client.read_resource(listed.uri)

    [content] = ask(asked).contents
    assert len(content.text) < 20_000
    for name in pkg_terms():
        assert f"* `:{name.removeprefix(NAMESPACE)}` " in content.text
    for prefix, iri in QUERY_PREFIXES.items():
        assert f"`{prefix}:` <{iri}>" in content.text
    assert content.text.count("```sparql") == 3


def test_who_could_persuade_with_the_sources_of_every_tie(ask: Ask) -> None:
    told = call(ask, "persuade", player="Ada Vale", to="Rovers")
    assert told["question"]["as_of"] == "2024-10-01"
    tied = [each["person"]["name"] for each in told["persuaders"] if each["ties"]]  # a head coach with ties leads
    assert "Ben Roe" in tied[:2]
    assert all(tie["sources"] for person in told["persuaders"] for tie in person["ties"])
    assert told["persuaders_in_all"] >= 2
    few = call(ask, "persuade", player="Ada Vale", to="Rovers", limit=1)
    assert (len(few["persuaders"]), few["persuaders_in_all"]) == (1, told["persuaders_in_all"])


def test_what_ties_two_and_what_is_known(ask: Ask) -> None:
    told = call(ask, "explain", person="Ada Vale", other="Ben Roe", at="2024-10-01")
    assert {"friendship", "feud"} <= {tie["kind"] for tie in told["forward"]["ties"]}
    assert all(tie["sources"] for tie in told["forward"]["ties"])
    shown = call(ask, "show", name="Ada Vale")
    assert shown["subject"]["name"] == "Ada Vale"
    assert shown["sources"]


def test_a_story_is_read_and_nothing_is_stored(ask: Ask) -> None:
    story = "Rovers are interested in signing Ada Vale, reports The Paper. Ben Roe and Ada Vale are close friends."
    told = call(ask, "propose_claims", text=story, published="2024-09-30", url="https://news.example/story")
    kinds = {one["kind"]: one for one in told["proposals"]}
    assert kinds.keys() == {"interest", "friend"}
    assert kinds["interest"]["origin"] == "The Paper"
    assert all(story[one["start"] : one["end"]] == one["sentence"] for one in told["proposals"])
    assert "YYYY-MM-DD" in call(ask, "propose_claims", text=story, published="soon")["error"]


def test_queries_come_with_the_releases_they_rest_on(ask: Ask) -> None:
    told = call(ask, "query", sparql="SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/player-kg/ns#Spell> }")
    assert told["results"]["bindings"][0]["n"]["value"] == "15"
    assert {one["dataset"] for one in told["sources"]} == {"fixture-careers", "fixture-almanac", "fixture-reports"}
    assert {one.get("licence") for one in told["sources"]} == {
        "https://creativecommons.org/publicdomain/zero/1.0/",
        None,
    }
    graph = call(ask, "query", sparql="CONSTRUCT { ?s ?p ?o } { ?s a <https://w3id.org/player-kg/ns#Feud> ; ?p ?o }")
    assert "Said not to be on speaking terms." in graph["text"]


def test_named_questions(ask: Ask) -> None:
    listed = call(ask, "query", question="list")["questions"]
    assert {one["name"] for one in listed} == {one.name for one in list_questions()}
    told = call(ask, "query", question="team-mates", values={"person": "Ada Vale"})
    names = [row["name"]["value"] for row in told["results"]["bindings"]]
    expected = ontology_file("questions/team-mates.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert names == [line.split(",")[1] for line in expected]


@pytest.mark.parametrize("unknown", [{"club": "Rovers"}, {"date": "2024-10-01"}, {"To": "Rovers"}, {"as_of": ""}])
def test_an_argument_that_does_not_exist_is_named_with_those_that_do(ask: Ask, unknown: dict[str, str]) -> None:
    values: dict[str, Any] = {"player": "Ada Vale", **unknown}
    error = call(ask, "persuade", **values)["error"]
    assert next(iter(unknown)) in error
    assert "player, to, at, known_by, limit, offset, why" in error


@pytest.mark.parametrize(
    ("tool", "values", "said"),
    [
        ("persuade", {"player": "Ada Vael"}, "Ada Vale"),
        ("persuade", {"player": "Ada Vale", "to": "Elbonia"}, "nobody is persuaded to join one"),
        ("persuade", {"player": "Ada Vale", "at": "soon"}, "write YYYY-MM-DD"),
        ("persuade", {"player": ""}, "player"),
        ("persuade", {"player": "x" * 501}, "player"),
        ("persuade", {"player": "Ada Vale", "limit": 1000}, "limit"),
        ("show", {}, "name"),
        ("query", {}, "either sparql or a question"),
        ("query", {"sparql": "ASK {}", "question": "feuds"}, "either sparql or a question"),
        ("query", {"sparql": "SELECT ?x {\n ?x }"}, "line 2: column 5"),
        ("query", {"sparql": "DROP ALL"}, "cannot change the store"),
        ("query", {"sparql": "INSERT DATA { <urn:a> <urn:b> <urn:c> }"}, "cannot change the store"),
        ("query", {"sparql": "LOAD <file:///etc/passwd>"}, "cannot change the store"),
        ("query", {"sparql": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"}, "SERVICE"),
        ("query", {"sparql": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }"}, "passwd"),
        ("query", {"sparql": "SELECT * { ?s ?p ?o }"}, "more than 50 rows"),
        ("query", {"question": "no-such"}, "no question"),
        ("query", {"question": "team-mates"}, "person"),
        ("query", {"question": "feuds", "values": {"person": "Ada Vale"}}, "asks for no person"),
        ("query", {"question": "called", "values": {"text": '" } DROP ALL #'}}, ""),
    ],
)
def test_what_cannot_be_is_refused_in_words(ask: Ask, tool: str, values: dict[str, Any], said: str) -> None:
    told = call(ask, tool, **values)
    if said:
        assert said in told["error"]
        assert "Traceback" not in told["error"]
    else:
        assert told["results"]["bindings"] == []
    assert call(ask, "query", sparql="ASK { ?s a <https://w3id.org/player-kg/ns#Feud> }")["boolean"] is True


def test_a_call_that_takes_too_long_is_stopped(store: Path) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    with conversation(server_of(store, replace(LIMITS, seconds=1.0))) as hurried:
        told = call(hurried, "query", sparql=endless)
    assert "longer than 1 seconds and was stopped" in told["error"]


def test_a_query_that_would_take_the_process_down_takes_only_its_own(ask: Ask) -> None:
    told = call(ask, "query", sparql="SELECT * {" + "{" * 50_000)
    assert "nested too deeply" in told["error"]


def test_the_program_speaks_nothing_but_the_protocol(store: Path) -> None:
    program = StdioServerParameters(
        command=sys.executable,
        args=["-c", "from kg.cli import main; main()", "mcp", "--store", str(store), "--workers", "1"],
        env=dict(os.environ),
    )
    with conversation(program) as asking:
        told = call(asking, "explain", person="Ada Vale", other="Ben Roe", at="2024-10-01")
    assert {"friendship", "feud"} <= {tie["kind"] for tie in told["forward"]["ties"]}
