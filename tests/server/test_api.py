"""The JSON API says what the command line says, and names what is wrong."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest

from kg.answers.named_questions import named_questions
from kg.server.api_jobs import PARAMETERS
from kg.server.api_schemas import answer_schema
from kg.server.linked_data import THINGS
from tests.json_shapes import breaches
from tests.server.running import PERSON, TEAM, Server

pytestmark = pytest.mark.enable_socket


def get(server: Server, kind: str, **values: str) -> tuple[int, Any]:
    reply = server.send("GET", f"/api/{kind}?{urlencode(values)}")
    assert reply.headers["content-type"].startswith("application/json")
    return reply.status, json.loads(reply.body)


def test_persuade(server: Server) -> None:
    status, told = get(server, "persuade", player="person 1", at="2023-01-01")
    assert status == 200
    assert told["question"]["target"]["id"] == PERSON
    assert told["question"]["as_of"] == "2023-01-01"
    assert [one["person"]["name"] for one in told["persuaders"]] == ["Person 3"]
    assert told["persuaders"][0]["ties"][0]["team"]["id"] == TEAM
    status, told = get(server, "persuade", player=PERSON, at="2020-07-01")
    assert status == 404
    assert "nothing is known as of 2020-07-01" in told["error"]


def test_openapi_describes_every_question_with_the_parameters_that_it_takes(server: Server) -> None:
    reply = server.send("GET", "/openapi.json")
    told = json.loads(reply.body)
    assert (reply.status, told["openapi"]) == (200, "3.1.0")
    assert told["servers"] == [{"url": f"http://{server.host}:{server.port}"}]
    for kind, (needed, allowed) in PARAMETERS.items():
        listed = {one["name"]: one["required"] for one in told["paths"][f"/api/{kind}"]["get"]["parameters"]}
        assert listed == {**dict.fromkeys(allowed, False), **dict.fromkeys(needed, True)}
    for path, operations in told["paths"].items():
        if "{" not in path:
            assert server.send("GET", path).status != 404, path
        for operation in operations.values():
            if isinstance(operation, dict):
                assert set(operation["responses"]) & {"200", "204"}


def test_openapi_is_complete(server: Server) -> None:
    told = json.loads(server.send("GET", "/openapi.json").body)
    routes = {"/sparql", "/graphs", "/graphs/{path}", "/ns", "/.well-known/void"} | {
        f"/{part}/{{path}}" for part in THINGS
    }
    assert told["paths"].keys() == {f"/api/{kind}" for kind in PARAMETERS} | routes | {"/openapi.json"}
    text = json.dumps(told)
    for name in re.findall(r'"#/components/schemas/(\w+)"', text):
        assert name in told["components"]["schemas"]
    assert '"#/$defs' not in text
    ids = re.findall(r'"operationId": "(\w+)"', text)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("persuade", {"player": "Person 1"}),
        ("explain", {"person": "Person 1", "other": "Person 3", "why": "true"}),
        ("show", {"name": "Person 1"}),
        ("where", {"person": "Person 1"}),
        ("squad", {"team": "Example United"}),
        ("destinations", {"player": "Person 1"}),
        ("targets", {"club": "Example United"}),
        ("score", {"players": "Person 1\nPerson 3", "clubs": "Example United", "top": "1"}),
        ("question", {"name": "team-mates", "person": "Person 1", "date": "2022-01-01"}),
    ],
)
def test_every_answer_is_as_its_schema_says(server: Server, kind: str, values: dict[str, str]) -> None:
    status, told = get(server, kind, **values, **({"at": "2021-01-01"} if kind != "question" else {}))
    assert (status, breaches(answer_schema(kind), told)) == (200, [])


def test_answers_are_compressed_and_not_sent_twice(server: Server) -> None:
    path = "/api/show?" + urlencode({"name": "Example United", "at": "2021-01-01"})
    plain = server.send("GET", path)
    packed = server.send("GET", path, headers={"Accept-Encoding": "gzip"})
    assert (packed.headers.get("content-encoding"), gzip.decompress(packed.body)) == ("gzip", plain.body)
    assert packed.headers["etag"] != plain.headers["etag"]
    again = server.send("GET", path, headers={"If-None-Match": plain.headers["etag"]})
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", plain.headers["etag"])
    other = server.send("GET", path.replace("2021", "2023"), headers={"If-None-Match": plain.headers["etag"]})
    assert other.status == 200
    head = server.send("HEAD", path)
    assert (head.status, head.body, head.headers["etag"]) == (200, b"", plain.headers["etag"])


@pytest.mark.parametrize("path", ["/openapi.json", "/.well-known/void"])
def test_descriptions_are_not_sent_twice(server: Server, path: str) -> None:
    tag = server.send("GET", path).headers["etag"]
    assert server.send("GET", path, headers={"If-None-Match": tag}).status == 304


def test_explain_and_show(server: Server) -> None:
    status, told = get(server, "explain", person="Person 1", other="Person 3", at="2023-01-01")
    assert (status, told["person"]["name"]) == (200, "Person 1")
    status, told = get(server, "show", name="Example United", at="2021-01-01")
    assert status == 200
    assert "Person 3" in json.dumps(told)


def test_doubts_and_mistakes(server: Server) -> None:
    status, told = get(server, "persuade", player="Persn 1")
    assert status == 404
    assert told["error"].startswith("no person called")
    assert all({"name", "id"} == set(candidate) for candidate in told["candidates"])
    assert get(server, "persuade", player="Person 1", at="2023-02-30")[0] == 400
    assert get(server, "persuade", player="Person 1", at="20230201")[0] == 400
    assert get(server, "persuade")[0] == 400
    assert get(server, "persuade", player="Person 1", club="Example United")[0] == 400
    assert get(server, "persuade", player="x" * 600)[0] == 400
    assert get(server, "score", players="Person 1", top="0")[0] == 400
    assert get(server, "score", players="Person 1", top="many")[0] == 400
    assert get(server, "score", clubs="Example United")[0] == 400
    assert get(server, "score", players="Person 1\nPersn 1")[0] == 404
    assert server.send("GET", "/api/persuade?player=a&player=b").status == 400
    assert server.send("POST", "/api/persuade?player=a").status == 405


@pytest.mark.parametrize(
    "value", ["<b>nobody</b>", "\r\nSet-Cookie: a=b", "\u202e\u0000", "'; DROP nothing", "../../etc/passwd"]
)
def test_hostile_names_are_told_as_text(server: Server, value: str) -> None:
    reply = server.send("GET", f"/api/show?{urlencode({'name': value})}")
    assert reply.status == 404
    assert "set-cookie" not in reply.headers
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert isinstance(json.loads(reply.body)["error"], str)


def test_a_named_question_with_names_put_in(server: Server) -> None:
    status, told = get(server, "question", name="team-mates", person="Person 1", date="2022-01-01")
    assert status == 200
    assert f"<{PERSON}>" in told["query"]
    reply = server.post(told["query"])
    assert "Person 3" in reply.text
    assert get(server, "question", name="team-mates", date="2022-01-01")[0] == 400
    assert get(server, "question", name="no-such")[0] == 400
    assert {each.name for each in named_questions()} >= {"team-mates"}
