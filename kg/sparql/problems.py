"""What the operating system or Oxigraph complains of, put as one clear `StoreError`."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kg.errors import StoreError

__all__ = ["ELSEWHERE", "NEWER_FORMAT", "store_problem", "translated"]

ELSEWHERE: Final = "name another folder with --store or KG_STORE"
NEWER_FORMAT: Final = "upgrade player-kg (pip install --upgrade player-kg), or " + ELSEWHERE

_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN: Final = {errno.EACCES, errno.EPERM, errno.EROFS}
# Oxigraph hands the system's own words on, without the number.
_FULL_WORDS: Final = ("No space left", "File too large", "Disk quota exceeded", "requested and")
_FORBIDDEN_WORDS: Final = ("Permission denied", "Read-only file system", "Operation not permitted")


def store_problem(root: Path, error: OSError, doing: str) -> StoreError:
    """The `StoreError` for an error that came up while ``doing`` something to the store at ``root``.

    Args:
        root: the store's folder.
        error: what was raised; Oxigraph's and NumPy's have no ``errno``, only words.
        doing: the work in the infinitive, such as ``write``.
    """
    words = str(error)
    if error.errno in _FULL or any(word in words for word in _FULL_WORDS):
        return StoreError(
            f"no space left to {doing} the store at {root}, which stays as it was",
            remedy="free some space and run the command again, or " + ELSEWHERE,
        )
    if error.errno in _FORBIDDEN or any(word in words for word in _FORBIDDEN_WORDS):
        read_only = error.errno == errno.EROFS or "Read-only" in words
        why = "its file system is read-only" if read_only else "permission denied"
        return StoreError(f"cannot {doing} the store at {root}: {why}", remedy=ELSEWHERE)
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return StoreError(f"cannot {doing} a store at {root}: a part of this path is a file", remedy=ELSEWHERE)
    reason = error.strerror or " ".join(words.split())
    return StoreError(f"cannot {doing} the store at {root}: {reason}", remedy=ELSEWHERE)


@contextmanager
def translated(root: Path, doing: str) -> Iterator[None]:
    """Turn every `OSError` of the block into the `StoreError` of `store_problem`."""
    try:
        yield
    except OSError as error:
        raise store_problem(root, error, doing) from error
