"""CSV tables: columns by name, rows with their line numbers, every way a table can be broken told apart."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from operator import itemgetter

from kg.claims.readers.files import LONGEST_LINE, Input, text_of
from kg.claims.readers.protocol import RowReport
from kg.claims.readers.values import clean, readable, shown
from kg.errors import InvalidInput
from kg.text.blanks import BLANK_FORMS

__all__ = ["columns_of", "rows_of"]

_BATCH = 8192
_MOST_COLUMNS = 2000


def _ordinary(values: tuple[str, ...]) -> bool:
    """Whether none of the values can be a word for nothing, or damaged: true of most rows, and quickly seen."""
    text = "".join(values)
    return text.isascii() and "&" not in text and BLANK_FORMS.isdisjoint(map(str.strip, values))


def _readable(value: str, file: str, report: RowReport) -> str:
    read = readable(value)
    if read and read != value.strip():
        report.mend(file, value, read)
    return read


def _header(reader: Iterator[list[str]], source: Input) -> list[str]:
    try:
        header = [clean(column).lower() for column in next(reader, [])]
    except csv.Error as error:
        raise _broken(source, 1, error) from error
    if not any(header):
        raise InvalidInput("the file is empty", file=source.name, remedy="download it again")
    if len(header) > _MOST_COLUMNS:
        raise InvalidInput(
            f"the first line has {len(header):,} columns", file=source.name, line=1, remedy="see that it is a table"
        )
    twice = sorted(column for column, times in Counter(header).items() if column and times > 1)
    if twice:
        raise InvalidInput("two columns have the same name", file=source.name, line=1, field=twice[0][:60])
    return header


def _broken(source: Input, line: int, error: csv.Error) -> InvalidInput:
    problem = f"the row is broken ({error})"
    if "unexpected end" in str(error):
        problem = "a quotation mark opens here or before and never closes"
    elif "field limit" in str(error):
        problem = f"a field is longer than {csv.field_size_limit()} characters, or a quotation mark never closes"
    return InvalidInput(problem, file=source.name, line=line, remedy="mend the file, or download it again")


def columns_of(source: Input, *, lenient: bool = False) -> frozenset[str]:
    """The column names of a table, in lower case.

    Args:
        source: the table.
        lenient: an empty file has no columns, and is no error.

    Raises:
        InvalidInput: it cannot be read, or has no head.
    """
    with text_of(source) as text:
        if lenient and not text.read(1):
            return frozenset()
    with text_of(source) as text:
        return frozenset(_header(csv.reader(iter(partial(text.readline, LONGEST_LINE), ""), strict=True), source))


def rows_of(
    source: Input, need: Sequence[str], also: Sequence[str] = (), *, report: RowReport
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows of a table: the line on which each ends, and its values in the order ``need`` + ``also``.

    Columns in ``also`` that the table does not have read as "", as do words for nothing (`kg.text.blanks`); damaged
    text is mended (`kg.text.mojibake`). Blank lines are no rows. Every row is counted in ``report``; one with more or
    fewer fields than the head is skipped there.

    Raises:
        InvalidInput: a needed column is missing; the file is no UTF-8, has a quotation mark that never closes, …
    """
    wanted = [*need, *also]
    if len(wanted) < 2:
        raise ValueError("ask for two columns or more")  # itemgetter gives a tuple only then
    with text_of(source) as text:
        reader = csv.reader(iter(partial(text.readline, LONGEST_LINE), ""), strict=True)
        header = _header(reader, source)
        missing = [column for column in need if column not in header]
        if missing:
            raise InvalidInput(
                f"the column {missing[0]!r} is missing (the first line has {shown(', '.join(header))})",
                file=source.name,
                line=1,
                field=missing[0],
                remedy=f"expected at least: {', '.join(need)}, separated by commas",
            )
        width = len(header)
        # A column that is not there reads the "" that each row gets appended.
        places = [header.index(column) if column in header else width for column in wanted]
        pick, fill = itemgetter(*places), width in places
        total = since = 0
        name = source.name
        try:
            for row in reader:
                if not row:
                    continue
                since += 1
                if since == _BATCH:
                    total += since
                    report.count(name, since, total)
                    since = 0
                if len(row) != width:
                    reason = f"{len(row)} fields where the first line has {width}"
                    report.skip(name, reader.line_num, reason, kind="a wrong number of fields")
                    continue
                if fill:
                    row.append("")
                values: tuple[str, ...] = pick(row)
                if not _ordinary(values):
                    values = tuple(_readable(value, name, report) for value in values)
                yield reader.line_num, values
        except csv.Error as error:
            raise _broken(source, reader.line_num, error) from error
        finally:
            report.count(name, since, total + since)
