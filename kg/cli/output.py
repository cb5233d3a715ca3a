"""Where answers go: standard output or a file, whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from kg.cli.settings import Settings
from kg.errors import KgError
from kg.render.reply import Reply

__all__ = ["emit", "note", "opened", "write"]


def emit(settings: Settings, reply: Reply) -> None:
    """Print an answer in the form that was asked for; a table on a terminal is drawn, in a pipe it is plain text.

    Raises:
        KgError: it cannot be written.
    """
    if settings.form == "table" and sys.stdout and sys.stdout.isatty():
        from kg.cli.terminal import drawn

        write(drawn(reply.blocks(), colour=settings.colour))
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
            print(line, file=sys.stderr)  # noqa: T201


@contextmanager
def opened(target: str) -> Iterator[BinaryIO]:
    """A file to write to, which appears under its name only when it is complete; ``-`` is standard output.

    Raises:
        KgError: it cannot be written; whatever stood there before still stands.
    """
    path = Path(target)
    try:
        if target == "-":
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        elif path.exists() and not path.is_file():
            with path.open("wb") as stream:  # a device or a named pipe; a folder says so itself
                yield stream
        else:
            with _replacing(path) as stream:
                yield stream
    except BrokenPipeError:
        raise
    except OSError as error:
        where = "standard output" if target == "-" else target
        raise KgError(f"{where} cannot be written: {error.strerror}") from error


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
