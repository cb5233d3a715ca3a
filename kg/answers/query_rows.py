"""The rows of a SPARQL answer as plain Python values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from kg.answers.result import frame_of
from kg.lazy import lazy
from kg.model.results import QueryResult, ResultKind, Row, Term, TermKind

if TYPE_CHECKING:
    import pandas as pd
    import rdflib

    from kg.answers import named_questions
else:
    named_questions = lazy("kg.answers.named_questions")
    rdflib = lazy("rdflib")

__all__ = ["QueryRows"]

_NUMBERS: Final = re.compile(r"(?:integer|decimal|double|float|int|long|nonNegativeInteger)$")


class QueryRows(Sequence[Mapping[str, Any]]):
    """The rows of a SELECT as dictionaries of plain values; for ASK see `boolean`, for graphs `to_rdflib`."""

    def __init__(self, result: QueryResult) -> None:
        self.result = result

    def __len__(self) -> int:
        return len(self.result.rows)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self._plain(row) for row in self.result.rows[index]]
        return self._plain(self.result.rows[index])

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        return map(self._plain, self.result.rows)

    def __bool__(self) -> bool:
        return self.result.boolean or bool(self.result.rows) or bool(self.result.triples)

    def __repr__(self) -> str:
        if self.result.kind is ResultKind.BOOLEAN:
            return str(self.result.boolean).lower()
        if self.result.kind is ResultKind.GRAPH:
            return f"<graph of {self.result.triples.count(chr(10))} triples>"
        lines = ["  ".join(self.result.variables), *("  ".join(map(str, row.values())) for row in self[:30])]
        if len(self) > 30:
            lines.append(f"… {len(self) - 30} more rows")
        return "\n".join(lines)

    def _plain(self, row: Row) -> dict[str, Any]:
        return {name: _value(term) for name, term in zip(self.result.variables, row, strict=True)}

    @property
    def boolean(self) -> bool:
        """The answer to an ASK."""
        return self.result.boolean

    def text(self, form: str) -> str:
        """The result in one of the W3C's formats; see `kg.answers.named_questions.result_text`.

        Raises:
            UsageProblem: this kind of result has no such form.
        """
        return named_questions.result_text(self.result, form)

    def to_frame(self) -> pd.DataFrame:
        """The rows as a pandas data frame.

        Raises:
            MissingExtra: pandas is not installed.
        """
        return frame_of(list(self))

    def to_rdflib(self) -> rdflib.Graph:
        """The graph of a CONSTRUCT or DESCRIBE."""
        return rdflib.Graph().parse(data=self.result.triples, format="nt")


def _value(term: Term | None) -> Any:
    if term is None:
        return None
    if term.kind is TermKind.LITERAL:
        if _NUMBERS.search(term.datatype):
            number = float(term.value)
            return int(number) if number.is_integer() and "." not in term.value and "e" not in term.value else number
        if term.datatype.endswith("#boolean"):
            return term.value in ("true", "1")
    return term.value
