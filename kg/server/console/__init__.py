"""A plain query console: three files of our own, no library, no network."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from kg.api import named_questions
from kg.rdf.vocabulary import BASE, PREFIXES

if TYPE_CHECKING:
    from kg.sparql.catalog import NamedQuestion

__all__ = ["console_routes", "examples"]

_HERE: Final = Path(__file__).resolve().parent
_FILES: Final = {"console.js": "text/javascript; charset=utf-8", "console.css": "text/css; charset=utf-8"}
_SAMPLES: Final = {
    "person": ("Trent Alexander-Arnold", "Jude Bellingham"),
    "team": ("Real Madrid", "Liverpool"),
    "year": ("2022",),
}
"""By kind of parameter, what the starter data can be asked about."""
_WORLD: Final = f"""# What is in the store: how many of each kind
{{prefixes}}
SELECT ?kind (COUNT(DISTINCT ?thing) AS ?things) WHERE {{
  ?thing a ?kind FILTER(STRSTARTS(STR(?kind), "{BASE}"))
}}
GROUP BY ?kind ORDER BY DESC(?things)
"""


def _filled(question: NamedQuestion) -> list[str]:
    """Something to begin with for each parameter of a question; a date is the day on which it is asked."""
    unused = {kind: iter(values) for kind, values in _SAMPLES.items()}
    return [
        next(unused.get(parameter.kind, iter(())), question.example.get(parameter.name, ""))
        if parameter.kind != "date"
        else ""
        for parameter in question.parameters
    ]


def examples() -> list[dict[str, Any]]:
    """Queries to begin with: one about the whole store, then the ontology's questions."""
    prefixes = "\n".join(f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items())
    world = {"name": "", "title": "How many of each kind are there?", "query": _WORLD.replace("{prefixes}", prefixes)}
    questions = [
        {
            "name": question.name,
            "title": question.prose,
            "detail": question.detail,
            "query": question.query,
            "parameters": [
                {"name": parameter.name, "kind": parameter.kind, "prose": parameter.prose, "example": example}
                for parameter, example in zip(question.parameters, _filled(question), strict=True)
            ],
        }
        for question in named_questions()
    ]
    return [{**world, "detail": "", "parameters": []}, *questions]


async def _page(_request: Request) -> Response:
    return FileResponse(_HERE / "console.html", media_type="text/html")


async def _file(request: Request) -> Response:
    name = request.url.path.rpartition("/")[2]
    return FileResponse(_HERE / name, media_type=_FILES[name])


async def _examples(_request: Request) -> Response:
    return JSONResponse({"base": BASE, "examples": await asyncio.to_thread(examples)})


def console_routes() -> list[Route]:
    """The console at ``/console``."""
    return [
        Route("/console", _page),
        Route("/console/examples.json", _examples),
        *(Route(f"/console/{name}", _file) for name in _FILES),
    ]
