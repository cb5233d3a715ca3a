"""What a text answer is made of, before anybody decides how it looks.

An answer is laid out once, as blocks; a terminal, a pipe and a Markdown file each draw the same blocks their own way.
All text in blocks is plain: whoever draws it escapes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Bar", "Block", "Cell", "Column", "Detail", "Document", "Footnotes", "Heading", "Note", "Table", "Text"]


@dataclass(frozen=True, slots=True)
class Bar:
    """A length from 0 to 1, drawn where there is a terminal to draw on; ``negative`` counts against."""

    length: float
    negative: bool = False


Cell: TypeAlias = str | Bar
"""What stands in a table's cell."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    ``right`` aligns numbers; ``flexible`` columns give way when a terminal is narrow; ``drawn`` columns hold bars and
    exist on terminals only.
    """

    title: str
    right: bool = False
    flexible: bool = False
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; every row has one cell per column."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A title: level 1 for the question itself, 2 for a section."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; ``quiet`` ones are small print."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Detail:
    """A thing and what is to be said of it: pairs of a short label and a sentence, in order."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Note:
    """One numbered source: its number, its words, and its address ("" if it has none)."""

    number: int
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Footnotes:
    """The sources that the answer's bracketed numbers point to."""

    notes: tuple[Note, ...]


Block: TypeAlias = Heading | Text | Table | Detail | Footnotes
"""One piece of a document."""

Document: TypeAlias = Sequence[Block]
"""A whole answer."""
