"""All releases of one store, or of a file that it was exported to, put into another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kg.model.claims import Claim, Release
from kg.model.progress import Progress
from kg.model.reports import ImportReport
from kg.store.backend import Backend

__all__ = ["copy_file", "copy_releases"]


def copy_releases(source: Backend, target: Backend, progress: Progress) -> Iterator[ImportReport]:
    """Put every release of a store in the place of those of the same data sets in another.

    Raises:
        StoreError: one of them cannot be read or written; what was reported before is stored.
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

    while isinstance(release := following, Release):
        yield target.put_release(release, claims(), progress=progress)


def copy_file(file: Path, target: Backend, progress: Progress) -> Iterator[ImportReport]:
    """Put every release of an exported file in the place of those of the same data sets in a store.

    Raises:
        InvalidInput: the file cannot be read, or does not say which release states what.
        StoreError: the store cannot be written; what was reported before is stored.
    """
    from kg.store.exported_files import exported_releases

    for release, claims in exported_releases(file):
        yield target.put_release(release, claims, progress=progress)
