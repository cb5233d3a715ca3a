"""What a SPARQL query brought back, as a list to read.

What people read has short names in the place of IRIs; what programs read has not. The W3C's own result formats are
written by `kg.sparql.formats`. CSV is made here, because it is mostly opened in a spreadsheet: cells that one would run
as a formula get an apostrophe, as in every CSV of ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final, Protocol

from kg.model.results import QueryResult, ResultKind, Term, TermKind
from kg.rdf.vocabulary import BASE, PREFIXES
from kg.render.records import Records
from kg.render.renditions import Rendering, records_rendering

__all__ = ["questions_rendering", "result_rendering"]

_OURS: Final = (PREFIXES["person"], PREFIXES["team"])
_SHORT: Final = re.compile(r"[\w.-]+")


def _short(term: Term) -> str:
    """A term for people: of a person or team the key, which every command takes for a name; else `prefix:name`.

    What else is ours, such as a release, goes without what all of it begins with.
    """
    if term.kind is not TermKind.IRI:
        return term.value
    for prefix, start in PREFIXES.items():
        name = term.value.removeprefix(start)
        if name != term.value and _SHORT.fullmatch(name):
            return name if start in _OURS else f"{prefix}:{name}"
    return term.value.removeprefix(BASE)


def result_rendering(result: QueryResult) -> Rendering:
    """Rows, or yes or no, in the forms ``table``, ``csv`` and ``md``.

    Args:
        result: of a SELECT or an ASK; a graph is no list.
    """
    after = ("… and more: raise --limit to see them",) if result.truncated else ()
    if result.kind is ResultKind.BOOLEAN:
        return records_rendering(Records(("answer",), (("yes" if result.boolean else "no",),)))

    def records(text_of: Callable[[Term], str]) -> Rendering:
        rows = tuple(tuple(text_of(term) if term else None for term in row) for row in result.rows)
        return records_rendering(Records(result.variables, rows, after=after, empty="Nothing answers to this query."))

    read = records(_short)
    return Rendering(read.blocks, read.data, records(lambda term: term.value).rows)


class _Parameter(Protocol):
    @property
    def name(self) -> str: ...


class _Question(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def prose(self) -> str: ...

    @property
    def parameters(self) -> Sequence[_Parameter]: ...


def questions_rendering(questions: Iterable[_Question]) -> Rendering:
    """Named questions: name, the variables that want a value, and the question in a sentence."""
    rows = tuple(
        (question.name, " ".join(f"?{want.name}" for want in question.parameters), question.prose)
        for question in questions
    )
    return records_rendering(Records(("name", "wants", "question"), rows, empty="There are no named questions."))
