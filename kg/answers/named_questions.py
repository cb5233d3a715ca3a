"""SPARQL questions: named ones of the ontology, files, standard input; names become terms before they are asked."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.answers.sparql_functions import function_source
from kg.errors import InvalidInput, UsageProblem
from kg.model.results import QueryResult, ResultKind
from kg.sparql.catalog import NamedQuestion, Parameter, ParameterKind, bind, list_questions
from kg.sparql.checks import prepare
from kg.sparql.formats import write_results

if TYPE_CHECKING:
    from kg.store.backend import Backend

__all__ = ["ask", "ask_by_name", "named_questions", "query_text", "resolved", "result_text"]

_LONGEST: Final = 1_000_000
_NAME: Final = re.compile(r"[\w-]+")
_OWN: Final = {
    "person": ("person", "other"),
    "team": ("team", "other_team"),
    "date": ("date",),
    "year": ("year",),
    "text": ("text",),
}
"""By kind: the variables that values stand for, in their order, in a query that declares no parameters."""


def named_questions() -> list[NamedQuestion]:
    """The competency questions that come with the ontology, by name."""
    return list_questions()


def ask(
    backend: Backend,
    query: str,
    *,
    people: Sequence[str] = (),
    teams: Sequence[str] = (),
    day: date | None = None,
    year: int | None = None,
    texts: Sequence[str] = (),
    today: date,
    timeout: float | None = None,
    limit: int | None = None,
) -> QueryResult:
    """Ask a question.

    Values go to the parameters of their kind in the order in which a named question declares them; in a query of one's
    own to ``?person`` and ``?other``, ``?team`` and ``?other_team``, ``?date``, ``?year`` and ``?text``.

    Args:
        backend: where to ask.
        query: a named question, a file, or ``-`` for standard input.
        people: names.
        teams: names.
        day: a day; a named question that wants one gets ``today`` if it is not given.
        year: a year.
        texts: texts that are looked for as they are.
        today: the day on which it is asked.
        timeout: seconds after which it is stopped.
        limit: rows or triples at most.

    Raises:
        UnknownName, AmbiguousName: a name is in doubt.
        InvalidInput: there is no such question, it cannot be understood, or it wants other things to be told.
        StoreError: it took too long, or the store is damaged.
    """
    questions = _by_name()
    wanted = questions.get(_plain(query))
    supplied = {
        "person": tuple(people),
        "team": tuple(teams),
        "date": (day.isoformat(),) if day else (),
        "year": (f"{year:04}",) if year is not None else (),
        "text": tuple(texts),
    }
    if wanted is None:
        wanted = _own(_read(query, [item.name for item in questions.values()]), supplied)
    elif day is None and any(item.kind == "date" for item in wanted.parameters):
        supplied["date"] = (today.isoformat(),)
    values: dict[str, str] = {}
    for kind, texts_given in supplied.items():
        variables = [item.name for item in wanted.parameters if item.kind == kind]
        if len(texts_given) > len(variables):
            few = f"at most {len(variables)} can be given" if variables else f"{wanted.name} asks for no {kind}"
            raise InvalidInput(few, field=f"--{kind}", remedy="kg query --list says what each question wants")
        values |= {name: _resolved(backend, text, kind) for name, text in zip(variables, texts_given, strict=False)}
    text, terms = bind(wanted, values)
    functions = function_source(backend)
    return backend.query(text, substitutions=terms, timeout=timeout, limit=limit, functions=functions)


def ask_by_name(
    backend: Backend, query: str, values: Mapping[str, str], *, today: date, timeout: float | None = None
) -> QueryResult:
    """Ask a named question, or SPARQL text, with values by the names of its parameters.

    Args:
        backend: where to ask.
        query: name of a question, or the text of a query.
        values: by parameter; names for people and teams. A date that is not given is ``today``.
        today: the day on which it is asked.
        timeout: seconds after which it is stopped.

    Raises:
        UnknownName, AmbiguousName: a name is in doubt.
        InvalidInput: it is no question and cannot be understood, or there is no such parameter.
        StoreError: it took too long, or the store is damaged.
    """
    question = _by_name().get(_plain(query)) if _NAME.fullmatch(query.strip()) else None
    if question is None:
        if _NAME.fullmatch(query.strip()):
            raise InvalidInput(f"there is no question called {query!r}", remedy=_meant(query, list(_by_name())))
        question = _own(
            query, {kind: tuple(values[name] for name in names if name in values) for kind, names in _OWN.items()}
        )
    existing = {parameter.name for parameter in question.parameters}
    if unknown := sorted(values.keys() - existing):
        raise InvalidInput(
            f"{question.name} has no parameter {', '.join(unknown)}",
            remedy=f"there are: {', '.join(sorted(existing)) or 'none'}",
        )
    days = {parameter.name: today.isoformat() for parameter in question.parameters if parameter.kind == "date"}
    text, terms = bind(question, resolved(backend, question, {**days, **values}))
    return backend.query(text, substitutions=terms, timeout=timeout, functions=function_source(backend))


def query_text(backend: Backend, name: str, values: Mapping[str, str]) -> str:
    """A named question with the values that were given resolved and put in, ready to be sent to an endpoint.

    Raises:
        UsageProblem: there is no such question.
        UnknownName, AmbiguousName: a name is in doubt.
    """
    question = next((candidate for candidate in named_questions() if candidate.name == name), None)
    if question is None:
        raise UsageProblem(f"there is no question called {name[:40]!r}", remedy="kg query --list names them")
    text, terms = bind(question, resolved(backend, question, values))
    return prepare(text, terms).text


def resolved(backend: Backend, question: NamedQuestion, values: Mapping[str, str]) -> dict[str, str]:
    """Values as people type them, by parameter, in the form that `kg.sparql.catalog.bind` takes.

    Args:
        backend: where names are looked up.
        question: whose parameters they are; those not given are left out.
        values: by parameter; names for people and teams.

    Raises:
        UnknownName, AmbiguousName: a name is in doubt.
    """
    kinds = {item.name: item.kind for item in question.parameters}
    return {name: _resolved(backend, text, kinds[name]) for name, text in values.items() if name in kinds}


def _resolved(backend: Backend, text: str, kind: str) -> str:
    if kind in ("person", "team"):
        facts = backend.facts
        return facts.iri(facts.find(text, kind))
    return text


def _plain(name: str) -> str:
    """A question's name however it is written: ``teammates`` is ``team-mates``."""
    return re.sub("[-_ ]", "", name).casefold()


@cache
def _by_name() -> Mapping[str, NamedQuestion]:
    return {_plain(named_question.name): named_question for named_question in named_questions()}


def _own(text: str, supplied: Mapping[str, Sequence[str]]) -> NamedQuestion:
    """A query of one's own as a question that wants what was given."""
    parameters = [
        Parameter(name, ParameterKind(kind), "")
        for kind, names in _OWN.items()
        for name, _ in zip(names, supplied[kind], strict=False)
    ]
    return NamedQuestion("the query", "", "", tuple(parameters), {}, text)


def _meant(query: str, questions: Sequence[str]) -> str:
    """The question that somebody may have meant, or all there are."""
    plain = {_plain(name): name for name in questions}
    close = [plain[item] for item in get_close_matches(_plain(query), plain)]
    return f"did you mean {' or '.join(close)}?" if close else f"there are {', '.join(questions)}"


def _read(query: str, questions: Iterable[str]) -> str:
    """The text of a file, or of standard input, or the query itself where it is one."""
    if query == "-":
        raw, file = sys.stdin.buffer.read(_LONGEST + 1), "standard input"
    else:
        path, file = Path(query), query
        try:
            with path.open("rb") as stream:
                raw = stream.read(_LONGEST + 1)
        except (OSError, ValueError) as error:
            if "{" in query:  # the query itself, which is no file's name
                return query
            if isinstance(error, ValueError):
                raise InvalidInput("this is no file's name", file=query, remedy="name a file, or -") from error
            remedy = _meant(query, list(questions)) if _NAME.fullmatch(query) else "name a file, or -"
            problem = f"there is no question and no file called {query!r}"
            raise InvalidInput(
                problem if isinstance(error, FileNotFoundError) else str(error.strerror),
                file=("" if isinstance(error, FileNotFoundError) else file),
                remedy=remedy,
            ) from error
    if len(raw) > _LONGEST:
        raise InvalidInput("this is too long for a query", file=file, remedy=f"at most {_LONGEST:,} bytes")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput("this is no UTF-8 text", file=file, remedy="a query is text") from error


def result_text(result: QueryResult, form: str) -> str:
    """A result in one of the W3C's formats; a graph asked for as a table comes as Turtle.

    Raises:
        UsageProblem: this kind of result has no such form.
    """
    out = io.BytesIO()
    graph = result.kind is ResultKind.GRAPH
    write_results(result, "turtle" if graph and form == "table" else form, out)
    return out.getvalue().decode()
