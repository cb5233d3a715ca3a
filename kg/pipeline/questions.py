"""SPARQL questions: named ones of the ontology, files, standard input; names become terms before they are asked."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.errors import InvalidInput
from kg.model.results import QueryResult, ResultKind

if TYPE_CHECKING:
    from kg.pipeline.library import Library
    from kg.store.questions import NamedQuestion

__all__ = ["ask", "named_questions", "result_text"]

_LONGEST: Final = 1_000_000
_PEOPLE: Final = ("person", "other")
_TEAMS: Final = ("team", "other_team")
_DATE: Final = "date"
_NAME: Final = re.compile(r"[\w-]+")


def named_questions() -> list[NamedQuestion]:
    """The competency questions that come with the ontology, by name."""
    from kg.store.questions import list_questions

    return list_questions()


def ask(
    library: Library,
    query: str,
    *,
    people: Sequence[str] = (),
    teams: Sequence[str] = (),
    day: date | None = None,
    today: date,
    timeout: float | None = None,
    limit: int | None = None,
) -> QueryResult:
    """Ask a question.

    Args:
        library: where to ask.
        query: a named question, a file, or ``-`` for standard input.
        people: names; the first stands for ``?person``, the second for ``?other``.
        teams: names; the first stands for ``?team``, the second for ``?other_team``.
        day: stands for ``?date``; in a named question ``today`` does if it is not given.
        today: the day on which it is asked.
        timeout: seconds after which it is stopped.
        limit: rows or triples at most.

    Raises:
        UnknownName, AmbiguousName: a name is in doubt.
        InvalidInput: there is no such question, it cannot be understood, or it wants other things to be told.
        StoreError: it took too long, or the store is damaged.
    """
    from kg.store.questions import bind

    known = {question.name: question for question in named_questions()}
    named = known.get(query)
    text = named.query if named else _read(query, known)
    values = _values(library, people, _PEOPLE, "person") | _values(library, teams, _TEAMS, "team")
    if day or (named and any(parameter.name == _DATE for parameter in named.parameters)):
        values[_DATE] = (day or today).isoformat()
    text, terms = bind(named, values) if named else (text, values)
    return library.query(text, substitutions=terms, timeout=timeout, limit=limit)


def _values(library: Library, names: Sequence[str], variables: Sequence[str], what: str) -> dict[str, str]:
    if len(names) > len(variables):
        raise InvalidInput(f"at most {len(variables)} can be given", field=f"--{what}")
    find, iri = (library.facts.find, library.facts.iri) if names else (None, None)
    return {variable: iri(find(name, what)) for variable, name in zip(variables, names, strict=False) if find and iri}


def _read(query: str, known: Iterable[str]) -> str:
    """The text of a file, or of standard input."""
    if query == "-":
        raw, file = sys.stdin.buffer.read(_LONGEST + 1), "standard input"
    else:
        path, file = Path(query), query
        try:
            with path.open("rb") as stream:
                raw = stream.read(_LONGEST + 1)
        except OSError as error:
            remedy = f"there are {', '.join(known)}" if known and _NAME.fullmatch(query) else "name a file, or -"
            problem = f"there is no question and no file called {query!r}"
            raise InvalidInput(problem if isinstance(error, FileNotFoundError) else str(error.strerror), file=(
                "" if isinstance(error, FileNotFoundError) else file
            ), remedy=remedy) from error  # fmt: skip
    if len(raw) > _LONGEST:
        raise InvalidInput("this is too long for a query", file=file, remedy=f"at most {_LONGEST:,} bytes")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput("this is no UTF-8 text", file=file, remedy="a query is text") from error


def result_text(library: Library, result: QueryResult, form: str) -> str:
    """A result in one of the W3C's formats; a graph asked for as a table comes as Turtle.

    Raises:
        UsageProblem: this kind of result has no such form.
    """
    out = io.BytesIO()
    graph = result.kind is ResultKind.GRAPH
    library.write_results(result, "turtle" if graph and form == "table" else form, out)
    return out.getvalue().decode()
