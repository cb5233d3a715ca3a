"""Blocks as Markdown (GitHub's kind) in which no name, label or summary can become markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from kg.render.blocks import Block, Detail, Document, Footnotes, Heading, Note, Table, Text

__all__ = ["escape", "markdown"]

# Letters that mean something anywhere; those that do only at the start of a line; and what GitHub turns into links.
_ANYWHERE = re.compile(r"([\\`*_\[\]<>|~$&#])")
_LEADING = re.compile(r"^([-+=]|\d+(?=[.)](?:\s|$)))")
_AUTOLINK = re.compile(r":(?=//)|(?<=www)\.|(?<=mailto):|@", re.IGNORECASE)


def escape(text: str) -> str:
    r"""Text that Markdown shows as it stands: whatever could begin markup gets a backslash.

    >>> print(escape("<b>*Joselu*</b> [x](javascript:1)"))
    \<b\>\*Joselu\*\</b\> \[x\](javascript:1)
    """
    line = _ANYWHERE.sub(r"\\\1", " ".join(text.split()))
    line = _AUTOLINK.sub(lambda result: "\\" + result[0], line)
    return _LEADING.sub(lambda result: result[0] + "\\" if result[0].isdigit() else "\\" + result[0], line)


def markdown(document: Document) -> str:
    """A document as Markdown."""
    return "\n\n".join("\n".join(_block(block)) for block in document) + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield f"{'#' * level} {escape(text)}"
        case Text(text):
            yield escape(text)
        case Table():
            yield from _table(block)
        case Detail(title, lines):
            if title:
                yield f"**{escape(title)}**"
                yield ""
            for label, sentence in lines:
                yield f"- **{escape(label)}** {escape(sentence)}" if label else f"  - {escape(sentence)}"
        case Footnotes(notes):
            yield from map(_note, notes)


def _table(table: Table) -> Iterator[str]:
    remaining = [number for number, column in enumerate(table.columns) if not column.drawn]
    yield _row([escape(table.columns[number].title) for number in remaining])
    yield _row(["--:" if table.columns[number].right else "---" for number in remaining])
    for row in table.rows:
        yield _row([escape(str(row[number])) for number in remaining])


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _note(note: Note) -> str:
    text = f"- {escape(f'[{note.number}] {note.text}')}"
    return f"{text}, <{_address(note.url)}>" if note.url.startswith(("http://", "https://")) else text


def _address(url: str) -> str:
    """An address that cannot leave its angle brackets."""
    return quote(url, safe=":/?#[]@!$&'()*+,;=%-._~")
