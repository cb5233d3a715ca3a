"""The one place where errors become lines and exit statuses; nothing gets past it as a traceback."""

from __future__ import annotations

import io
import os
import sys
import warnings
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from kg.cli.app import app
from kg.cli.settings import verbosity_of
from kg.errors import AmbiguousName, KgError, UnknownName
from kg.lazy import lazy

if TYPE_CHECKING:
    import traceback

    from kg.cli import completion, output
else:
    completion = lazy("kg.cli.completion")
    output = lazy("kg.cli.output")
    traceback = lazy("traceback")

__all__ = ["INTERNAL_ERROR", "INTERRUPTED", "run"]

INTERNAL_ERROR = 70
"""Exit status of an error that is ours (EX_SOFTWARE of sysexits.h)."""
INTERRUPTED = 130
"""Exit status after Ctrl-C (128 + SIGINT)."""


def run(arguments: Sequence[str], *, clock: Callable[[], date] = date.today) -> int:
    """Run ``kg`` and return its exit status.

    Args:
        arguments: what stands after ``kg``.
        clock: says which day it is.
    """
    if instruction := os.environ.get("_KG_COMPLETE"):
        return completion.complete(app, instruction)
    contexts: list[click.Context] = []
    try:
        _prepare()
        status = _call(list(arguments), clock, contexts)
        if sys.stdout:
            sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  this is where every error ends
        status = _report(error, verbosity_of(contexts[0]) if contexts else 0)
    _seal()
    return status


def _prepare() -> None:
    """Let no letter that a terminal cannot show, and no warning meant for developers, spoil an answer."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    if not sys.warnoptions:
        warnings.simplefilter("ignore")


def _call(arguments: list[str], clock: Callable[[], date], contexts: list[click.Context]) -> int:
    # Not click's own main(): it turns a closed pipe into status 1, which means "nothing found" here.
    context = app.make_context("kg", arguments, obj=clock)
    contexts.append(context)
    with context:
        status = app.invoke(context)
    return status if isinstance(status, int) else 0


def _report(error: BaseException, verbosity: int) -> int:
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, BrokenPipeError):
        return 0  # whoever read the answer has read enough
    lines, status = _lines(error)
    if verbosity >= 2:
        lines += traceback.format_exception(error)
    _say(lines)
    return status


def _lines(error: BaseException) -> tuple[list[str], int]:
    """What to say about an error, and the exit status that goes with it."""
    match error:
        case UnknownName() | AmbiguousName() if error.candidates:
            lines, status = _candidates(error), error.exit_status
        case KgError():
            lines, status = [_line(str(error))], error.exit_status
        case click.ClickException():
            context = getattr(error, "ctx", None)
            command = context.command_path if context else "kg"
            lines, status = [_line(f"{error.format_message()} See '{command} --help'.")], 2
        case KeyboardInterrupt() | click.Abort() | EOFError():
            lines, status = ["kg: interrupted"], INTERRUPTED
        case OSError():
            label = f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error)
            lines, status = [_line(label)], KgError.exit_status
        case MemoryError():
            lines, status = ["kg: there is not enough memory for this"], INTERNAL_ERROR
        case _:
            problem = f"internal error: {type(error).__name__}: {error}"
            lines = [_line(f"{problem}; please report it with the command you ran (-vv shows where)")]
            status = INTERNAL_ERROR
    return lines, status


def _candidates(error: UnknownName | AmbiguousName) -> list[str]:
    listed = [_line(candidate, lead="  ") for candidate in error.candidates]
    if isinstance(error, UnknownName):
        return [_line(f"{error.problem}; did you mean:"), *listed]
    return [_line(f"{error.name!r} could be any of these:"), *listed, _line(error.remedy)]


def _line(text: str, lead: str = "kg: ") -> str:
    return lead + output.shown(text)


def _say(lines: Sequence[str]) -> None:
    try:
        print(*lines, sep="\n", file=sys.stderr)  # noqa: T201
    except (OSError, ValueError):
        return  # nobody can be told


def _seal() -> None:
    """Keep the interpreter from complaining about a stream that cannot be written when it leaves."""
    for stream, number in ((sys.stdout, 1), (sys.stderr, 2)):
        try:
            if stream:
                stream.flush()
        except (OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), number)
