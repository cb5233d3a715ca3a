"""What the JSON API answers, in a worker: the command line's own answers, and named questions with names put in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, Final

from kg.errors import AmbiguousName, KgError, NothingFound, StoreError, UnknownName, UsageProblem
from kg.server.http_problem import HttpProblem
from kg.store.backend import Backend

__all__ = ["day_of", "refusing", "told"]

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_JSON: Final = "application/json"


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


def _question(backend: Backend, values: dict[str, str]) -> dict[str, str]:
    """A named question with the names that were given resolved and put in, ready to be sent to the endpoint."""
    from kg.answers.named_questions import named_questions, resolved
    from kg.sparql.catalog import bind
    from kg.sparql.checks import prepare

    name = values.pop("name")
    question = next((each for each in named_questions() if each.name == name), None)
    if question is None:
        raise UsageProblem(f"there is no question called {name[:40]!r}", remedy="kg query --list names them")
    text, terms = bind(question, resolved(backend, question, values))
    return {"query": prepare(text, terms).text}


def told(backend: Backend, job: dict[str, Any]) -> tuple[str, bytes]:
    """Answer a request of the JSON API.

    Args:
        backend: where to look.
        job: ``kind``, what is asked; ``values``, the request's parameters by name; ``today``, used where no date is
            given.

    Returns:
        Content type and body.

    Raises:
        Refusal: a name is in doubt (404 unknown, 409 ambiguous), nothing is known (404), or it makes no sense (400).
        StoreError: the store is damaged.
    """
    from kg.answers import questions
    from kg.render.json import answer_json, dossier_json, explanation_json, json_text

    values: dict[str, str] = dict(job["values"])
    with refusing():
        at = day_of(values.pop("at", "") or job["today"])
        answer: object
        match job["kind"]:
            case "persuade":
                answer = answer_json(questions.persuade(backend, player=values["player"], club=values.get("to"), at=at))
            case "explain":
                answer = explanation_json(
                    questions.explain(backend, person=values["person"], other=values["other"], at=at)
                )
            case "show":
                answer = dossier_json(questions.show(backend, name=values["name"], at=at))
            case _:
                answer = _question(backend, values)
    return _JSON, json_text(answer).encode()
