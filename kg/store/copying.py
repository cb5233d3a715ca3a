"""All releases of one store, or of a file that it was exported to, put into another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from kg.model.claims import Claim, Release
from kg.model.progress import Progress
from kg.model.reports import ImportReport
from kg.store.backend import Backend
from kg.store.exported_files import exported_releases

__all__ = ["copy_file", "copy_releases"]


def copy_releases(source: Backend, target: Backend, progress: Progress) -> list[ImportReport]:
    """Put every release of a store in the place of those of the same data sets in another; see `Backend.put_releases`.

    Raises:
        StoreError: one of them cannot be read or written.
    """
    statements = source.statements()
    following = next(statements, None)

    def claims() -> Iterator[Claim]:
        nonlocal following
        for following in statements:
            if isinstance(following, Release):
                return
            yield following
        following = None

    def releases() -> Iterator[tuple[Release, Iterator[Claim]]]:
        while isinstance(release := following, Release):
            yield release, claims()

    return target.put_releases(releases(), progress=progress)


def copy_file(file: Path, target: Backend, progress: Progress) -> list[ImportReport]:
    """Put every release of an exported file in the place of those of the same data sets in a store.

    Raises:
        InvalidInput: the file cannot be read, or does not say which release states what.
        StoreError: the store cannot be written.
    """
    releases = exported_releases(file)
    first = next(releases)  # the whole file is read for it, while others may still write to the store
    return target.put_releases(chain([first], releases), progress=progress)
