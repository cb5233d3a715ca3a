"""Who may write, and which generations are still being read.

Both are advisory locks of the operating system, which vanish with the process that holds them: a killed process
leaves nothing that would have to be cleared away by hand.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from kg.errors import StoreError
from kg.model.progress import Progress
from kg.sparql.problems import translated
from kg.store.file_lock import Taken, lock, open_lock_file
from kg.store.layout import Layout

__all__ = ["WAIT", "Lease", "retire", "write_lock"]

WAIT: Final = 5.0
"""Seconds to wait for another process that writes."""

_POLL: Final = 0.05

_FOLDERS_OPEN: Final = hasattr(os, "O_DIRECTORY")
_FOLDER: Final = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)


def _holder(layout: Layout) -> str:
    try:
        pid = layout.lock.read_bytes()[:20].decode(errors="replace").strip()
    except OSError:
        return "another process"
    return f"another process (number {pid})" if pid.isdigit() else "another process"


@contextmanager
def write_lock(layout: Layout, *, wait: float, progress: Progress) -> Iterator[None]:
    """Be the only writer of a store while the block runs.

    Args:
        layout: the store's places; its folder must exist.
        wait: seconds to wait for another writer.
        progress: told, once, that another process is being waited for.

    Raises:
        StoreError: another process still writes after ``wait`` seconds, or the folder may not be written.
    """
    with translated(layout.root, "write to"):
        fd = open_lock_file(layout.lock)
    try:
        until = time.monotonic() + wait
        announced = False
        while True:
            try:
                with translated(layout.root, "lock"):
                    lock(fd)
                break
            except Taken:
                if time.monotonic() >= until:
                    raise StoreError(
                        f"the store at {layout.root} is being written by {_holder(layout)}",
                        remedy="wait until it is done and run the command again",
                    ) from None
                if not announced:
                    progress("waiting for another process that writes to the store", 0, None)
                    announced = True
                time.sleep(_POLL)
        with translated(layout.root, "write to"):
            os.ftruncate(fd, 0)
            os.lseek(fd, 0, os.SEEK_SET)
            os.write(fd, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(fd)


class Lease:
    """A shared hold on a generation's folder: no writer removes it while the lease lasts.

    Works in folders that may only be read. Where the file system knows no locks, or the system no handles of folders,
    it holds nothing; that the previous generation is always kept is then what protects a reader.
    """

    def __init__(self, folder: Path) -> None:
        """Take the lease.

        Raises:
            FileNotFoundError: the folder is gone, or was replaced while the lease was taken.
        """
        self._fd = -1
        if not _FOLDERS_OPEN:
            folder.stat()
            return
        self._fd = os.open(folder, _FOLDER)
        try:
            try:
                lock(self._fd, shared=True)
            except Taken:  # a writer is about to remove it
                raise FileNotFoundError(folder) from None
            except OSError:
                return
            if not os.path.samestat(os.fstat(self._fd), folder.stat()):
                raise FileNotFoundError(folder)
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Give the lease back; doing it twice does no harm."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def retire(folder: Path, to: Path) -> bool:
    """Rename a generation's folder so that nobody can come to read it, unless somebody does already.

    Returns:
        Whether it was renamed: ``False`` means that a process holds a lease on it.
    """
    if not _FOLDERS_OPEN:
        try:
            folder.rename(to)
        except PermissionError:  # a file in it is open
            return False
        return True
    fd = os.open(folder, _FOLDER)
    try:
        with suppress(OSError):  # a file system without locks: the rename alone has to do
            lock(fd)
        folder.rename(to)
    except Taken:
        return False
    finally:
        os.close(fd)
    return True
