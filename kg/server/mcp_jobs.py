"""What the tools for assistants ask of the workers, and how refusals become errors that say what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from mcp.server.mcpserver.exceptions import ToolError

from kg.api import named_questions
from kg.render.window import API_CHARACTERS, LISTS, Window, windowed
from kg.server.http_problem import HttpProblem
from kg.server.limits import Limits
from kg.server.pool import Pool
from kg.sparql.formats import turtle

__all__ = ["ToolJobs", "question_list"]

_RELEASES: Final = """\
PREFIX pkg: <https://w3id.org/player-kg/ns#> PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX dc: <http://purl.org/dc/elements/1.1/>
SELECT DISTINCT ?release ?dataset ?title ?publisher ?licence ?rights ?url ?retrieved WHERE { GRAPH ?release {
  ?release a pkg:Release ; pkg:dataset ?dataset ; dcterms:title ?title .
  OPTIONAL { ?release dcterms:publisher ?publisher } OPTIONAL { ?release dcterms:license ?licence }
  OPTIONAL { ?release dc:rights ?rights }
  OPTIONAL { ?release dcterms:source ?url } OPTIONAL { ?release pkg:retrieved ?retrieved } } } ORDER BY ?dataset
"""
_HOW: Final = "offset={offset} goes on, if the query has an ORDER BY; select less to see more at once"


class ToolJobs:
    """Turns calls of tools into jobs, and refusals into errors that say what to do."""

    def __init__(self, pool: Pool, limits: Limits, clock: Callable[[], date]) -> None:
        self._pool, self._limits, self._clock = pool, limits, clock

    async def done(self, job: dict[str, Any]) -> dict[str, Any]:
        """Have a job done; graphs come as ``triples``, each a line of N-Triples.

        Raises:
            ToolError: it is refused.
        """
        try:
            reply = await self._pool.run(job)
        except HttpProblem as refusal:
            near = "; ".join(" ".join(candidate) for candidate in refusal.candidates)
            raise ToolError(f"{refusal.line}{f' Candidates: {near}' if near else ''}") from refusal
        if "json" not in reply.content_type:
            return {"triples": reply.body.decode().splitlines()}
        data: dict[str, Any] = json.loads(reply.body)
        return data

    async def answer(self, kind: str, **values: str | int | bool | None) -> dict[str, Any]:
        """A question of the JSON API; what is empty is left out."""
        texts = {name: str(value).strip() for name, value in values.items() if value not in (None, False, 0)}
        parameters = {name: text for name, text in texts.items() if text}
        return await self.done({"kind": kind, "values": parameters, "today": self._clock().isoformat()})

    async def question(self, name: str, values: dict[str, str]) -> str:
        """A named question as SPARQL, its names looked up; days that are not told are today."""
        parameters = next((question.parameters for question in named_questions() if question.name == name), None)
        if parameters is None:
            raise ToolError(f"there is no question called {name!r}; question='list' names those that there are")
        days = {parameter.name: self._clock().isoformat() for parameter in parameters if parameter.kind == "date"}
        if strange := sorted(values.keys() - {parameter.name for parameter in parameters}):
            raise ToolError(f"{name} asks for no {', '.join(strange)}")
        return str((await self.answer("question", **{**days, **values, "name": name}))["query"])

    async def select(self, text: str) -> dict[str, Any]:
        """A query in SPARQL."""
        job = {
            "kind": "query",
            "text": text,
            "default": [],
            "named": [],
            "base": "https://w3id.org/player-kg/",
            "accept": "application/sparql-results+json, application/n-triples;q=0.9",
            "rows": self._limits.rows,
            "bytes": self._limits.result_bytes,
        }
        return await self.done(job)

    async def queried(self, text: str, *, limit: int | None, offset: int) -> dict[str, Any]:
        """What there is room for of a query's answer, with the releases it rests on; graphs are Turtle, in ``text``."""
        answer = {**await self.select(text), "sources": await self.releases()}
        window = Window(offset, limit, why=True, characters=API_CHARACTERS, how=_HOW)
        shown = windowed(answer, LISTS["query"], window)
        if "triples" in shown:
            shown["text"] = turtle(shown.pop("triples"))
        return shown

    async def releases(self) -> list[dict[str, str]]:
        """The releases that everything in the store rests on."""
        rows = (await self.select(_RELEASES))["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in rows]


def question_list() -> list[dict[str, Any]]:
    """The named questions, and what each wants to be told."""
    return [
        {
            "name": question.name,
            "question": question.prose,
            "wants": {parameter.name: str(parameter.kind) for parameter in question.parameters},
        }
        for question in named_questions()
    ]
