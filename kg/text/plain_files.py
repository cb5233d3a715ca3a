"""Files that people name: only ordinary ones are read, and only as much of them as there may be."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Final

from kg.errors import InvalidInput

__all__ = ["check_ordinary", "read_whole"]

_HOLLOW: Final = 100
"""A large file of which the disk holds less than one part in so many is holes: nothing that anybody wrote."""

_LARGE: Final = 1 << 30


def check_ordinary(path: Path) -> None:
    """Refuse what would be read without end: pipes, devices, and files that are mostly holes.

    Raises:
        InvalidInput: it is one of these, or cannot be looked at.
    """
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InvalidInput(f"it cannot be read: {why}", file=str(path)) from error
    if stat.S_ISDIR(status.st_mode):
        raise InvalidInput("this is a folder", file=str(path), remedy="name the files in it")
    if not stat.S_ISREG(status.st_mode):
        raise InvalidInput(
            "it is a pipe or a device, and no file", file=str(path), remedy="save what it gives in a file"
        )
    held = getattr(status, "st_blocks", None)
    if held is not None and status.st_size > _LARGE and held * 512 * _HOLLOW < status.st_size:
        raise InvalidInput("the file is made of holes: hardly anything of its size is there", file=str(path))


def read_whole(path: Path, largest: int) -> bytes:
    """The bytes of a file of at most ``largest`` bytes.

    Raises:
        InvalidInput: it is no ordinary file, is larger, or cannot be read.
    """
    check_ordinary(path)
    try:
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except OSError as error:
        raise InvalidInput(f"it cannot be read: {error.strerror or error}", file=str(path)) from error
    if len(data) > largest:
        raise InvalidInput(f"it is larger than {largest >> 20} MiB", file=str(path), remedy="split it")
    return data
