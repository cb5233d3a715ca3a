"""Exports to a file: the new file stands whole in its place, or the old one is as it was."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from kg.errors import KgError, UsageProblem

__all__ = ["beside", "fsync", "replacing", "replacing_folder", "swap_folder"]

_NEW_FILE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_AS_IT_WAS: Final = "what stood there before is as it was"


def fsync(path: Path) -> None:
    """Make a file, or the names in a folder, survive a power cut.

    Windows keeps no handles of folders, and puts to disk only what is open for writing.
    """
    windows = sys.platform == "win32"
    if windows and path.is_dir():
        return
    fd = os.open(path, os.O_RDWR if windows else os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _problem(output: Path, error: OSError) -> KgError:
    why = error.strerror or " ".join(str(error).split())
    return KgError(f"{output} cannot be written: {why}", remedy=_AS_IT_WAS)


def beside(target: Path, ending: str) -> Path:
    """A name beside a target that nobody has taken or can guess, so that nothing lies in wait under it."""
    return target.with_name(f".{target.name[:200]}.{os.urandom(8).hex()}.{ending}")


@contextmanager
def replacing(output: Path) -> Iterator[BinaryIO]:
    """A file to write that takes the place of ``output`` when the block ends well, and vanishes otherwise.

    A symbolic link keeps pointing where it points; what is no file (a device, a pipe) is written as it is.

    Raises:
        UsageProblem: ``output`` is a folder.
        KgError: it cannot be written.
    """
    try:
        target = output.resolve()
    except (OSError, RuntimeError) as error:  # links that lead to one another
        raise KgError(f"{output} cannot be written: its links lead nowhere", remedy=_AS_IT_WAS) from error
    if target.is_dir():
        raise UsageProblem(f"{output} is a folder", remedy="name the file to write")
    if target.exists() and not target.is_file():
        try:
            with target.open("wb") as device:
                yield device
        except OSError as error:
            raise _problem(output, error) from error
        return
    fresh = beside(target, "part")
    try:
        with os.fdopen(os.open(fresh, _NEW_FILE, 0o666), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, fresh)
        fresh.replace(target)
        _settle(target.parent)
    except OSError as error:
        raise _problem(output, error) from error
    finally:
        fresh.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Make the names in a folder survive a power cut, where the system can: what was written stands there already."""
    with suppress(OSError):
        fsync(folder)


def swap_folder(fresh: Path, target: Path) -> None:
    """Put a folder that was written beside a target in the target's place.

    Raises:
        OSError: it cannot be moved; what stood there before still stands.
    """
    old = beside(target, "old")
    if target.exists():
        target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    _settle(target.parent)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def replacing_folder(output: Path, ours: Collection[str]) -> Iterator[Path]:
    """A folder to fill that takes the place of ``output`` when the block ends well, and vanishes otherwise.

    Args:
        output: a folder that is not there, or that holds nothing but files of ours.
        ours: their names.

    Raises:
        UsageProblem: there is something else.
        KgError: it cannot be written.
    """
    target = output.resolve()
    fresh = beside(target, "part")
    try:
        _check_ours(output, target, ours)
        fresh.mkdir()
        yield fresh
        for file in fresh.iterdir():
            fsync(file)
        fsync(fresh)
        _check_ours(output, target, ours)  # again: writing takes its time, and what came meanwhile is not ours
        swap_folder(fresh, target)
    except OSError as error:
        raise _problem(output, error) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _check_ours(output: Path, target: Path, ours: Collection[str]) -> None:
    if target.exists() and (not target.is_dir() or any(entry.name not in ours for entry in target.iterdir())):
        raise UsageProblem(f"{output} holds other things", remedy="name a folder that is not there yet")
