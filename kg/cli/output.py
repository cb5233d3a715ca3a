"""Where answers go: standard output or a file, whole or not at all."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kg.atomic_files import replacing
from kg.cli.settings import Settings
from kg.errors import KgError
from kg.lazy import lazy
from kg.render.renditions import Rendering

if TYPE_CHECKING:
    from kg.api import QueryRows
    from kg.cli import terminal
    from kg.model import SkippedRow
    from kg.render import csv, results, words
else:
    csv = lazy("kg.render.csv")
    results = lazy("kg.render.results")
    terminal = lazy("kg.cli.terminal")
    words = lazy("kg.render.words")

__all__ = ["emit", "emit_result", "note", "opened", "shown", "skipped_rows", "write"]

_LONGEST_LINE = 2000


def emit(settings: Settings, reply: Rendering) -> None:
    """Print an answer in the form that was asked for; a table on a terminal is drawn, in a pipe it is plain text.

    Raises:
        KgError: it cannot be written.
    """
    if settings.form == "table" and sys.stdout and sys.stdout.isatty():
        write(terminal.drawn(reply.blocks(), colour=settings.colour))
    else:
        write(reply.text(settings.form))


def write(text: str) -> None:
    """Write to standard output, now.

    Raises:
        KgError: it cannot be written; a closed pipe stays a `BrokenPipeError`.
    """
    if sys.stdout is None:
        raise KgError("the answer cannot be written: standard output is closed")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise KgError(f"the answer cannot be written: {error.strerror}") from error


def note(settings: Settings, line: str) -> None:
    """Say something that is no answer, on standard error, unless quiet was asked for."""
    if settings.verbosity >= 0 and sys.stderr:
        with suppress(OSError):
            print(shown(line), file=sys.stderr)  # noqa: T201


def shown(line: str) -> str:
    """A line for people: nothing in it controls a terminal, and what is too long to be read is left out."""
    text = words.clean(line)
    if len(text) <= _LONGEST_LINE:
        return text
    return (
        f"{text[: _LONGEST_LINE * 3 // 4]} [… {len(text) - _LONGEST_LINE:,} characters …] {text[-_LONGEST_LINE // 4 :]}"
    )


def emit_result(settings: Settings, rows: QueryRows) -> None:
    """Print what a query brought back: lists to read as lists, everything else in the W3C's own formats.

    Raises:
        UsageProblem: this kind of result has no such form.
        KgError: it cannot be written.
    """
    if settings.form in {"table", "csv", "md"} and rows.result.kind != "graph":
        emit(settings, results.result_rendering(rows.result))
    else:
        write(rows.text(settings.form))


@contextmanager
def opened(target: str) -> Iterator[BinaryIO]:
    """A file to write to, which appears under its name only when it is complete; ``-`` is standard output.

    Raises:
        KgError: it cannot be written; whatever stood there before still stands.
    """
    if target != "-":
        with replacing(Path(target)) as stream:
            yield stream
        return
    try:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise KgError(f"the answer cannot be written: {error.strerror}") from error


@contextmanager
def skipped_rows(target: str | None) -> Iterator[Callable[[SkippedRow], None] | None]:
    """Somebody who writes every row that was not taken to a CSV file; ``None`` when no file was named.

    Raises:
        KgError: the file cannot be written.
    """
    if target is None:
        yield None
        return
    with opened(target) as stream:
        stream.write(csv.csv_line(("file", "line", "reason")).encode())

        def keep(row: SkippedRow) -> None:
            stream.write(csv.csv_line((row.file, row.line, row.reason)).encode())

        yield keep
