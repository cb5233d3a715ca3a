"""Advisory locks on files, which vanish with the process that holds them: a killed process leaves nothing behind.

The operating system's own where there is `fcntl`; elsewhere portalocker's, which is loaded then alone.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

if sys.platform == "win32":
    import portalocker
else:
    import fcntl

__all__ = ["Taken", "lock", "lock_when_free", "only_one", "open_lock_file"]

_FLAGS: Final = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


_POLL: Final = 0.05


class Taken(Exception):
    """Another process holds the lock."""


def open_lock_file(path: Path) -> int:
    """Open a file to lock, made if it is not there; a link or a device under its name is not followed.

    Raises:
        OSError: it cannot be opened, or is no file.
    """
    fd = os.open(path, _FLAGS, 0o644)
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise OSError(f"{path} is no file")
    return fd


def lock(fd: int, *, shared: bool = False) -> None:
    """Take the lock on an open file or folder, until it is closed; never waits.

    Raises:
        Taken: another process holds it.
        OSError: the file system knows no locks.
    """
    if sys.platform == "win32":
        flags = portalocker.LockFlags.SHARED if shared else portalocker.LockFlags.EXCLUSIVE
        try:
            portalocker.lock(fd, flags | portalocker.LockFlags.NON_BLOCKING)
        except portalocker.AlreadyLocked as error:
            raise Taken from error
        except portalocker.LockException as error:
            raise OSError(str(error)) from error
    else:
        try:
            fcntl.flock(fd, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Taken from error


def lock_when_free(fd: int) -> None:
    """Take the lock on an open file, until it is closed; wait for whoever has it.

    Raises:
        OSError: the file system knows no locks.
    """
    while True:
        try:
            lock(fd)
            return
        except Taken:
            time.sleep(_POLL)


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Be the only process in the block that holds this file.

    Raises:
        Taken: another process holds it.
        OSError: it cannot be made, or the file system knows no locks.
    """
    fd = open_lock_file(path)
    try:
        lock(fd)
        yield
    finally:
        os.close(fd)
