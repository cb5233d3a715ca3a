"""Answers as CSV, safe to open in a spreadsheet.

A cell that a spreadsheet could take for a formula (it begins with ``=``, ``+``, ``-`` or ``@``, or with a tab or a line
break) gets an apostrophe in front: OWASP's advice on CSV injection. Numbers of ours are written as they are, so a
negative influence stays a number. Line breaks and control characters in a text become spaces.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from kg.model import Answer, Explanation, Pathway, Persuader, ScoredTie
from kg.render.words import clean, path_words, published, tie_words

__all__ = ["ANSWER_COLUMNS", "Value", "answer_csv", "csv_line", "csv_text", "explanation_csv", "safe_cell"]

Value: TypeAlias = str | int | float | None
"""What a cell can hold; ``None`` is an empty cell."""

ANSWER_COLUMNS = (
    *("rank", "person", "person_id", "club", "role", "influence", "low", "high"),
    *("tie", "team", "start", "end", "days", "circle", "tie_influence", "tie_low", "tie_high"),
    *("via", "reason", "source_titles", "source_urls", "source_dates"),
)
"""Columns of ``kg persuade --format csv``: one row per persuader and tie (or indirect path, with ``via`` filled)."""


def safe_cell(value: Value) -> str | int | float:
    """A cell that no spreadsheet takes for a formula.

    >>> safe_cell("=HYPERLINK(1)"), safe_cell(-0.5), safe_cell("Real Madrid"), safe_cell(None)
    ("'=HYPERLINK(1)", -0.5, 'Real Madrid', '')
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    text = clean(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) or value[:1] in {"\t", "\r", "\n"} else text


def csv_line(values: Sequence[Value]) -> str:
    """One row, with the newline that ends it."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([safe_cell(value) for value in values])
    return out.getvalue()


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """Rows under one header line, comma-separated, UTF-8, each line ended by a newline alone."""
    return "".join(map(csv_line, [columns, *rows]))


def answer_csv(answer: Answer) -> str:
    """The answer as one row per persuader and tie, and one per indirect path."""
    name = answer.question.target.name
    return csv_text(ANSWER_COLUMNS, (row for persuader in answer.persuaders for row in _rows(persuader, name)))


def explanation_csv(explanation: Explanation) -> str:
    """Both directions in the columns of `answer_csv`, after the name of the one who is influenced."""
    views = ((explanation.person, explanation.forward), (explanation.other, explanation.backward))
    rows = ((target.name, *row) for target, view in views for row in _rows(view, target.name))
    return csv_text(("on", *ANSWER_COLUMNS), rows)


def _rows(persuader: Persuader, target: str) -> Iterator[tuple[Value, ...]]:
    first = (
        persuader.rank,
        persuader.person.name,
        persuader.person.id,
        persuader.club.name if persuader.club else None,
        persuader.role,
        *_numbers(persuader),
    )
    for tie in persuader.ties:
        yield (*first, *_tie_cells(tie, persuader, target))
    for path in persuader.paths:
        yield (*first, *_path_cells(path))
    if not (persuader.ties or persuader.paths):
        yield (*first, *[None] * (len(ANSWER_COLUMNS) - len(first)))


def _tie_cells(scored: ScoredTie, persuader: Persuader, target: str) -> tuple[Value, ...]:
    tie = scored.tie
    names = {tie.ego: target, tie.alter: target} | {persuader.person.id: persuader.person.name}
    return (
        tie.kind.value,
        tie.team.name if tie.team else None,
        tie.start.isoformat() if tie.start else None,
        tie.end.isoformat() if tie.end else None,
        tie.days if tie.team else None,
        tie.circle if tie.team else None,
        *_numbers(scored),
        None,
        tie_words(tie, names, brief=False),
        *_sources((scored,)),
    )


def _path_cells(path: Pathway) -> tuple[Value, ...]:
    via = ", ".join(person.name for person in path.people[1:-1])
    ties = [tie for step in path.steps for tie in step]
    empty: tuple[Value, ...] = (None,) * 5
    return ("path", *empty, *_numbers(path), via, path_words(path, brief=False), *_sources(ties))


def _numbers(scored: Persuader | ScoredTie | Pathway) -> tuple[float, float, float]:
    low, high = scored.interval.low, scored.interval.high
    return round(scored.influence, 4) + 0.0, round(low, 4) + 0.0, round(high, 4) + 0.0


def _sources(ties: Iterable[ScoredTie]) -> tuple[str, str, str]:
    """Titles, addresses and dates of the sources, in one order, separated by " | "; "?" is not known."""
    sources = {item.source.id or item.source.url: item.source for scored in ties for item in scored.tie.evidence}
    details = ((clean(s.title) or "?", clean(s.url) or "?", published(s) or "?") for s in sources.values())
    columns = zip(*details, strict=True)
    titles, urls, dates = (" | ".join(column) for column in columns) if sources else ("", "", "")
    return titles, urls, dates
