"""A plain query console: three files of our own, no library, no network."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from kg.rdf.vocabulary import BASE, PREFIXES
from kg.resources import ontology_file

__all__ = ["console_routes", "examples"]

_HERE: Final = Path(__file__).resolve().parent
_FILES: Final = {"console.js": "text/javascript; charset=utf-8", "console.css": "text/css; charset=utf-8"}
_COMMENT: Final = re.compile(r"#+\s?(.*)")
_WORLD: Final = f"""# What is in the store: how many of each kind
{{prefixes}}
SELECT ?kind (COUNT(DISTINCT ?thing) AS ?things) WHERE {{
  ?thing a ?kind FILTER(STRSTARTS(STR(?kind), "{BASE}"))
}}
GROUP BY ?kind ORDER BY DESC(?things)
"""


def _prefix_lines() -> str:
    return "\n".join(f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items())


def examples() -> list[dict[str, str]]:
    """Queries to begin with: one about the whole store, then the ontology's questions by name.

    A question's first comment lines are what it asks in words.
    """
    found = [
        {
            "name": "kinds",
            "title": "How many of each kind are there?",
            "query": _WORLD.replace("{prefixes}", _prefix_lines()),
        }
    ]
    for file in sorted(ontology_file("questions").glob("*.rq")):
        text = file.read_text(encoding="utf-8")
        comment = _COMMENT.match(text)
        found.append({"name": file.stem, "title": comment[1] if comment else file.stem, "query": text})
    return found


async def _page(_request: Request) -> Response:
    return FileResponse(_HERE / "console.html", media_type="text/html")


async def _file(request: Request) -> Response:
    name = request.url.path.rpartition("/")[2]
    return FileResponse(_HERE / name, media_type=_FILES[name])


async def _examples(_request: Request) -> Response:
    return JSONResponse({"base": BASE, "examples": await asyncio.to_thread(examples)})


async def _start(_request: Request) -> Response:
    return RedirectResponse("/console", 307)


def console_routes() -> list[Route]:
    """The console at ``/console``, with ``/`` leading there."""
    return [
        Route("/", _start),
        Route("/console", _page),
        Route("/console/examples.json", _examples),
        *(Route(f"/console/{name}", _file) for name in _FILES),
    ]
