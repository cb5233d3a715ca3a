"""Blocks drawn for a terminal, with rich: tables that fit the window, bars, quiet small print.

Colours are the terminal's own sixteen and mean little, so that they read on dark and on light ground alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text as Line

from kg.render.blocks import Bar, Block, Cell, Column, Detail, Document, Footnotes, Heading, Table, Text
from kg.render.plain import display_width

__all__ = ["drawn"]

_BAR_WIDTH = 10
_ROOM_FOR_BARS = 100
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_GAP = "  "
_STRONG = frozenset({"Person", "Influence"})
_READABLE = 40
"""Columns that sentences need beside other cells; where there are fewer, they go under their row."""


def drawn(document: Document, *, colour: bool, width: int | None = None) -> str:
    """A document as text for a terminal.

    Args:
        document: the blocks.
        colour: whether to use colours.
        width: columns to fit; ``None`` asks the terminal.
    """
    console = Console(
        no_color=not colour, color_system="auto" if colour else None, highlight=False, markup=False, width=width
    )
    with console.capture() as captured:
        for block in document:
            for piece in _block(block, console.width):
                console.print(piece, soft_wrap=isinstance(block, Footnotes))
    # rich fills every line up to the edge, which looks odd when it is selected or pasted.
    return "\n".join(line.rstrip() for line in captured.get().split("\n"))


def _block(block: Block, width: int) -> Iterator[RenderableType]:
    match block:
        case Heading(text, level):
            if level > 1:
                yield ""
            yield Line(text, style="bold" if level == 1 else "bold cyan")
            if level == 1:
                yield ""
        case Text(text, quiet):
            yield Line(text, style="dim" if quiet else "")
        case Table():
            below = _cramped(block, width)
            yield from (_table(block, width),) if below is None else _stacked(block, below)
        case Detail(title, lines):
            yield from _detail(title, lines)
        case Footnotes(notes):
            for note in notes:
                yield Line.assemble((f"[{note.number}] ", "cyan"), note.text, ("  " + note.url, "dim"))


def _table(table: Table, width: int) -> Grid:
    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold", show_edge=False)
    columns = [number for number, column in enumerate(table.columns) if not column.drawn or width >= _ROOM_FOR_BARS]
    tight = sum(column.flexible for column in table.columns) > 0
    for number in columns:
        column = table.columns[number]
        grid.add_column(
            Line(column.title),
            justify="right" if column.right else "left",
            no_wrap=tight and not column.flexible and _widest(table, number) <= width // 4,
            overflow="fold",
        )
    for row in table.rows:
        grid.add_row(*(_cell(row[number], table.columns[number]) for number in columns))
    return grid


def _cramped(table: Table, width: int) -> int | None:
    """The number of the one column of sentences if it would be squeezed between the others and the edge."""
    flexible = [number for number, column in enumerate(table.columns) if column.flexible]
    if len(flexible) != 1 or _widest(table, flexible[0]) <= _READABLE:
        return None
    others = (number for number, column in enumerate(table.columns) if not (column.drawn or column.flexible))
    room = width - sum(_widest(table, number) + len(_GAP) for number in others)
    return flexible[0] if room < _READABLE else None


def _stacked(table: Table, below: int) -> Iterator[RenderableType]:
    """Every row as a line, with what its sentences say under it."""
    columns = [number for number, column in enumerate(table.columns) if not column.drawn and number != below]
    widths = [_widest(table, number) for number in columns]
    yield _line([table.columns[number].title for number in columns], table, columns, widths, "bold")
    for row in table.rows:
        yield _line([str(row[number]) for number in columns], table, columns, widths)
        yield Padding(Line(str(row[below]), style="dim"), (0, 0, 0, 4))


def _line(cells: Sequence[str], table: Table, columns: Sequence[int], widths: Sequence[int], style: str = "") -> Line:
    line = Line(style=style)
    for cell, number, width in zip(cells, columns, widths, strict=True):
        blank = " " * (width - display_width(cell))
        strong = "bold" if table.columns[number].title in _STRONG else ""
        line.append(blank + cell if table.columns[number].right else cell + blank, style=strong).append(_GAP)
    return line


def _widest(table: Table, number: int) -> int:
    return max(display_width(str(text)) for text in (table.columns[number].title, *(row[number] for row in table.rows)))


def _cell(cell: Cell, column: Column) -> Line:
    if isinstance(cell, Bar):
        return Line(_bar(cell.length), style="red" if cell.negative else "green")
    return Line(cell, style="bold" if column.title in _STRONG else "")


def _bar(length: float) -> str:
    eighths = round(max(0.0, min(1.0, length)) * _BAR_WIDTH * 8)
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def _detail(title: str, lines: Sequence[tuple[str, str]]) -> Iterator[RenderableType]:
    if title:
        yield Line(title, style="bold")
    grid = Grid.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, style="cyan")
    grid.add_column(overflow="fold")
    for label, sentence in lines:
        grid.add_row(Line(label), Line(sentence, style="" if label else "dim"))
    yield Padding(grid, (0, 0, 0, 2))
