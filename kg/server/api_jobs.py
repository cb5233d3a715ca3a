"""What the JSON API and the tools for assistants answer: a `kg.KnowledgeGraph`, asked in a worker."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, Final

from kg.api import KnowledgeGraph, Result
from kg.errors import AmbiguousName, KgError, NothingFound, StoreError, UnknownName, UsageProblem
from kg.render.json import json_text, standing_json
from kg.render.window import API_CHARACTERS, CLI_CHARACTERS, LISTS, Window, windowed
from kg.server.http_problem import HttpProblem

__all__ = ["LONGEST", "MOST", "PARAMETERS", "answered", "check_parameters", "day_of", "longest", "refusing"]

_WINDOW: Final = ("limit", "offset", "why")
PARAMETERS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "persuade": (("player",), ("to", "at", "known_by", *_WINDOW)),
    "explain": (("person", "other"), ("at", "known_by", *_WINDOW)),
    "show": (("name",), ("at", "known_by", *_WINDOW)),
    "where": (("person",), ("at", *_WINDOW)),
    "squad": (("team",), ("at", *_WINDOW)),
    "destinations": (("player",), ("at", "known_by", *_WINDOW)),
    "targets": (("club",), ("at", "known_by", *_WINDOW)),
    "score": (("players",), ("clubs", "top", "at", *_WINDOW)),
    "question": (("name",), ("person", "other", "team", "other_team", "date", "year", "text")),
}
"""By question: parameters that a request must have, and those that it may have; the words of the command line."""
LONGEST: Final = 500
"""Characters of a parameter at most."""
_LONGEST_LIST: Final = 6000
"""The same of one that lists players or clubs: a hundred names, ids among them."""
MOST: Final = 1000
"""The greatest ``limit``."""
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_JSON: Final = "application/json"
_YES: Final = {"": False, "0": False, "false": False, "no": False, "1": True, "true": True, "yes": True}


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what a command would exit with into a status of HTTP."""
    try:
        yield
    except (UnknownName, AmbiguousName) as doubt:
        status = 404 if isinstance(doubt, UnknownName) else 409
        pairs = zip(doubt.candidates, doubt.ids or doubt.candidates, strict=False)
        raise HttpProblem(status, str(doubt), candidates=list(pairs)) from doubt
    except NothingFound as error:
        raise HttpProblem(404, str(error)) from error
    except StoreError:
        raise
    except KgError as error:
        raise HttpProblem(400, str(error)) from error


def longest(parameter: str) -> int:
    """How many characters a parameter may have."""
    return _LONGEST_LIST if parameter in ("players", "clubs") else LONGEST


def check_parameters(kind: str, values: Mapping[str, object]) -> None:
    """Refuse parameters that the question does not have, or that are missing or too long.

    Raises:
        HttpProblem: 400, with the parameters that there are.
    """
    needed, allowed = PARAMETERS[kind]
    if unknown := sorted(values.keys() - {*needed, *allowed}):
        raise HttpProblem(400, f"there is no parameter {unknown[0][:40]}; there are {', '.join((*needed, *allowed))}")
    for name in needed:
        if not str(values.get(name, "")).strip():
            raise HttpProblem(400, f"the parameter {name} is missing")
    for name, value in values.items():
        if len(str(value)) > longest(name):
            raise HttpProblem(400, f"the parameter {name} is longer than {longest(name)} characters")


def day_of(text: str) -> date:
    """The day that a parameter names.

    Raises:
        UsageProblem: it is written differently, or no calendar has it.
    """
    try:
        if not _DAY.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise UsageProblem(f"{text[:40]!r} is no day", remedy="write YYYY-MM-DD") from None


def _window(values: dict[str, str]) -> Window:
    """The part of an answer that the parameters want; they are taken out of ``values``."""
    bounds = (("limit", MOST), ("offset", 1_000_000))
    numbers = {name: _number(name, values.pop(name, ""), most=most) for name, most in bounds}
    why = values.pop("why", "").lower()
    if why not in _YES:
        raise UsageProblem(f"why is {why[:20]!r}", remedy="give true or false")
    characters = CLI_CHARACTERS if _YES[why] else API_CHARACTERS
    return Window(numbers["offset"] or 0, numbers["limit"] or None, _YES[why], characters, numbered=True)


def _number(name: str, text: str, *, most: int = MOST) -> int | None:
    """The number that a parameter gives; ``None`` if it is empty."""
    if text and not (text.isascii() and text.isdigit() and int(text) <= most):
        raise UsageProblem(f"{name} is {text[:20]!r}", remedy=f"give a number from 0 to {most}")
    return int(text) if text else None


def answered(graph: KnowledgeGraph, job: Mapping[str, Any]) -> tuple[str, bytes]:
    """Answer a request of the JSON API.

    Args:
        graph: where to look.
        job: ``kind``, what is asked; ``values``, the request's parameters by name; ``today``, used where no date is
            given.

    Returns:
        Content type and body.

    Raises:
        HttpProblem: a name is unknown (404) or ambiguous (409), nothing is known (404), or it makes no sense (400).
        StoreError: the store is damaged.
    """
    values: dict[str, str] = dict(job["values"])
    with refusing():
        if job["kind"] == "question":
            data: dict[str, Any] = {"query": graph.query_text(values.pop("name"), values)}
        else:
            window = _window(values)
            at = day_of(values.pop("at", "") or job["today"])
            published = day_of(values["known_by"]) if "known_by" in values else None
            data = _answer(graph, job["kind"], values, window, at=at, known_by=published)
    return _JSON, json_text(data).encode()


def _answer(
    graph: KnowledgeGraph, kind: str, values: dict[str, str], window: Window, *, at: date, known_by: date | None
) -> dict[str, Any]:
    match kind:
        case "persuade":
            result: Result[Any] = graph.persuade(values["player"], to=values.get("to"), at=at, known_by=known_by)
        case "explain":
            result = graph.explain(values["person"], values["other"], at=at, known_by=known_by)
        case "show":
            result = graph.show(values["name"], at=at, known_by=known_by)
        case "destinations":
            result = graph.destinations(values["player"], at=at, known_by=known_by)
        case "targets":
            result = graph.targets(values["club"], at=at, known_by=known_by)
        case "score":
            players, clubs = (_lines(values.get(name, "")) for name in ("players", "clubs"))
            result = graph.score(players, clubs, at=at, top=_number("top", values.get("top", "")))
        case _:
            return _standings(graph, kind, values, at, window)
    return result.to_dict(window)


def _lines(text: str) -> list[str]:
    """Names, one to a line, as in the files of `kg score`."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _standings(graph: KnowledgeGraph, kind: str, values: dict[str, str], at: date, window: Window) -> dict[str, Any]:
    label = "person" if kind == "where" else "team"
    subject = graph.find(values[label], label)
    rows = graph.where(subject.id, at=at) if kind == "where" else graph.squad(subject.id, at=at)
    named, listed = ("team", "clubs") if kind == "where" else ("person", "people")
    data = {
        label: {"id": subject.id, "name": subject.name},
        "as_of": at.isoformat(),
        listed: [standing_json(row, named) for row in rows],
    }
    return windowed(data, LISTS[kind], window)
