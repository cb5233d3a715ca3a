"""Blocks as plain text for pipes and files: aligned columns, nothing cut, nothing that hurts grep, no colours."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from kg.render.blocks import Block, Column, Detail, Document, Footnotes, Heading, Table, Text

__all__ = ["display_width", "plain"]

_GAP = "  "


def plain(document: Document) -> str:
    """A document as plain text; every row of a table is one line, however long."""
    return "\n".join("\n".join(_block(block)) for block in document) + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            if level > 1:
                yield ""
            yield text
        case Text(text):
            yield text
        case Table():
            yield from _table(block)
        case Detail(title, lines):
            yield from _detail(title, lines)
        case Footnotes(notes):
            for note in notes:
                yield f"[{note.number}] {note.text}{_GAP + note.url if note.url else ''}"


def _detail(title: str, lines: Sequence[tuple[str, str]]) -> Iterator[str]:
    if title:
        yield title
    width = max((display_width(label) for label, _ in lines), default=0)
    for label, sentence in lines:
        yield f"{_GAP}{_padded(label, width, right=False)}{_GAP if width else ''}{sentence}"


def _table(table: Table) -> Iterator[str]:
    remaining = [number for number, column in enumerate(table.columns) if not column.drawn]
    columns = [table.columns[number] for number in remaining]
    rows = [[str(row[number]) for number in remaining] for row in table.rows]
    titles = [column.title.upper() for column in columns]
    widths = [max(map(display_width, cells)) for cells in zip(titles, *rows, strict=True)]
    for row in (titles, *rows):
        yield _line(row, columns, widths)


def _line(row: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> str:
    cells = (_padded(cell, width, right=column.right) for cell, column, width in zip(row, columns, widths, strict=True))
    return _GAP.join(cells).rstrip()


def _padded(text: str, width: int, *, right: bool) -> str:
    blank = " " * (width - display_width(text))
    return blank + text if right else text + blank


def display_width(text: str) -> int:
    """How many columns of a terminal a text takes: wide East Asian letters two, combining marks none."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )
