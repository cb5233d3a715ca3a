"""The competency questions of the ontology: what they ask in words, the values they need, and their SPARQL.

A question is a file ``ontology/questions/NAME.rq``. Its leading comments are the prose, the first line of it the
question itself, one line ``# @param NAME KIND: what it is`` for each variable that wants a value, and a line
``# @example`` with the values for which ``NAME.csv`` holds the rows expected of ``world.trig``. Values are bound as
terms by `kg.sparql.execution.run`; no text is ever pasted into a query here.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from kg.errors import InvalidInput
from kg.model.results import Term, TermKind
from kg.rdf.iris import is_iri
from kg.rdf.vocabulary import PREFIXES, Terms
from kg.resources import ontology_file

__all__ = ["NamedQuestion", "Parameter", "ParameterKind", "bind", "list_questions"]

_PARAMETER: Final = re.compile(r"@param (\w+) (\w+): (.+)")
_YEAR: Final = re.compile(r"[0-9]{4}")
_LONGEST: Final = 1000
_EXAMPLE: Final = "@example"


class ParameterKind(StrEnum):
    """What kind of value a question wants."""

    PERSON = "person"
    TEAM = "team"
    DATE = "date"
    YEAR = "year"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable that wants a value of a kind."""

    name: str
    kind: ParameterKind
    prose: str


@dataclass(frozen=True, slots=True)
class NamedQuestion:
    """A competency question.

    Attributes:
        name: what it is called on the command line.
        prose: the question in one sentence.
        detail: what counts and what does not, in a few more; "".
        parameters: the values it needs, in the order of the file.
        example: values by parameter for which the expected rows are kept.
        query: SPARQL 1.1, its parameters as free variables.
    """

    name: str
    prose: str
    detail: str
    parameters: tuple[Parameter, ...]
    example: Mapping[str, str]
    query: str


def _question(name: str, text: str) -> NamedQuestion:
    prose: list[str] = []
    parameters: list[Parameter] = []
    example: dict[str, str] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        comment = line.lstrip("#").strip()
        match = _PARAMETER.fullmatch(comment)
        if comment.startswith(_EXAMPLE):
            pairs = (pair.partition("=") for pair in shlex.split(comment)[1:])
            example = {key: _expanded(value) for key, _, value in pairs}
        elif match is None:
            prose.append(comment)
        elif match[2] in list(ParameterKind):
            parameters.append(Parameter(match[1], ParameterKind(match[2]), match[3]))
        else:
            kinds = ", ".join(ParameterKind)
            raise InvalidInput(f"?{match[1]} is of no known kind", file=f"{name}.rq", remedy=f"use one of {kinds}")
    detail = " ".join(filter(None, prose[1:]))
    return NamedQuestion(name, prose[0] if prose else "", detail, tuple(parameters), example, text)


def _expanded(value: str) -> str:
    """A prefixed name of the example as an IRI."""
    prefix, colon, local = value.partition(":")
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES else value


def list_questions() -> list[NamedQuestion]:
    """Every question that comes with the ontology, by name.

    Raises:
        InvalidInput: a file declares a parameter of no known kind.
    """
    return list(_questions_in(ontology_file("questions")))


@cache
def _questions_in(folder: Path) -> tuple[NamedQuestion, ...]:
    files = sorted(folder.glob("*.rq"))
    return tuple(_question(file.stem, file.read_text(encoding="utf-8")) for file in files)


def bind(question: NamedQuestion, values: Mapping[str, str]) -> tuple[str, dict[str, Term]]:
    """The query and its substitutions, in the form that `kg.sparql.execution.run` takes.

    Args:
        question: what is asked.
        values: by parameter: the IRI of a person or team, a day as ``YYYY-MM-DD``, a year as ``YYYY``, or any text.

    Raises:
        InvalidInput: a value is missing, belongs to no parameter, or is not of the parameter's kind.
    """
    kinds = {parameter.name: parameter.kind for parameter in question.parameters}
    if unknown := sorted(values.keys() - kinds.keys()):
        raise InvalidInput(f"{question.name} asks for no {', '.join(unknown)}", remedy="leave it out")
    if missing := [name for name in kinds if name not in values]:
        raise InvalidInput(f"{question.name} needs {', '.join(missing)}", remedy="give a value")
    return question.query, {name: _term(name, kind, values[name]) for name, kind in kinds.items()}


def _term(name: str, kind: ParameterKind, value: str) -> Term:
    if kind is ParameterKind.TEXT:
        if not value.strip() or len(value) > _LONGEST:
            raise InvalidInput(f"a text of 1 to {_LONGEST} characters is wanted", field=name)
        return Term(TermKind.LITERAL, value)
    if kind is ParameterKind.YEAR:
        if not _YEAR.fullmatch(value):
            raise InvalidInput(f"{value[:40]!r} is no year", field=name, remedy="write YYYY")
        return Term(TermKind.LITERAL, value, Terms.INTEGER)
    if kind is ParameterKind.DATE:
        try:
            return Term(TermKind.LITERAL, date.fromisoformat(value).isoformat(), Terms.DATE)
        except ValueError as error:
            raise InvalidInput(f"{value!r} is no day", field=name, remedy="write YYYY-MM-DD") from error
    if not is_iri(value):
        raise InvalidInput(f"{value!r} is no IRI", field=name, remedy="give the id that `kg show` prints")
    return Term(TermKind.IRI, value)
