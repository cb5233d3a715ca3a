"""Exports to a file: the new file stands whole in its place, or the old one is as it was."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kg.errors import KgError, UsageProblem

__all__ = ["replacing", "replacing_folder"]


def _problem(output: Path, error: OSError) -> KgError:
    why = error.strerror or " ".join(str(error).split())
    return KgError(f"{output} cannot be written: {why}", remedy="what stood there before is as it was")


@contextmanager
def replacing(output: Path) -> Iterator[BinaryIO]:
    """A file to write that takes the place of ``output`` when the block ends well, and vanishes otherwise.

    A symbolic link keeps pointing where it points; what is no file (a device, a pipe) is written as it is.

    Raises:
        UsageProblem: ``output`` is a folder.
        KgError: it cannot be written.
    """
    target = output.resolve()
    if target.is_dir():
        raise UsageProblem(f"{output} is a folder", remedy="name the file to write")
    if target.exists() and not target.is_file():
        try:
            with target.open("wb") as device:
                yield device
        except OSError as error:
            raise _problem(output, error) from error
        return
    fresh = target.with_name(f".{target.name[:200]}.{os.getpid()}.part")
    try:
        with fresh.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, fresh)
        fresh.replace(target)
    except OSError as error:
        raise _problem(output, error) from error
    finally:
        fresh.unlink(missing_ok=True)


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
    fresh = target.with_name(f".{target.name[:200]}.{os.getpid()}.part")
    old = target.with_name(f".{target.name[:200]}.{os.getpid()}.old")
    try:
        if target.exists() and (not target.is_dir() or any(entry.name not in ours for entry in target.iterdir())):
            raise UsageProblem(f"{output} holds other things", remedy="name a folder that is not there yet")
        fresh.mkdir()
        yield fresh
        if target.exists():
            target.rename(old)
        fresh.rename(target)
    except OSError as error:
        raise _problem(output, error) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
