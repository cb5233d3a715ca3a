"""A public source into the store: read, resolve who is who, store all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kg.model import Claim, ImportReport, ReaderInfo, Release, SkippedRow
from kg.model.progress import Progress, silent
from kg.resources import data_file

if TYPE_CHECKING:
    from kg.pipeline.library import Library
    from kg.sources.protocol import RowReport

__all__ = ["import_files", "readers"]


def readers() -> list[ReaderInfo]:
    """Every reader there is."""
    from kg.sources import READERS, reader

    known = [reader(name) for name in READERS]
    return [ReaderInfo(one.name, one.title, one.home, one.licence, one.expects) for one in known]


def import_files(
    library: Library,
    name: str,
    paths: Sequence[Path],
    *,
    dry_run: bool = False,
    strict: bool = False,
    on_skip: Callable[[SkippedRow], None] | None = None,
    progress: Progress = silent,
) -> ImportReport:
    """Import files with a reader.

    The files are read twice: once to see who is in them, once to store what they say with everybody's one id.

    Args:
        library: where to.
        name: the reader's name.
        paths: files, folders or archives.
        dry_run: read, resolve and report, and store nothing.
        strict: refuse the release at the first row that cannot be taken.
        on_skip: called with every row that is not taken.
        progress: told how far it is.

    Raises:
        UsageProblem: there is no such reader.
        InvalidInput: a file cannot be read, or a row in strict reading; nothing was stored.
        StoreError: the store cannot be written; nothing was stored.
    """
    from kg.resolve import Resolver, read_club_names, read_decisions, rewrite
    from kg.sources import reader
    from kg.sources.protocol import RowReport

    source = reader(name)
    release = source.release(paths)
    resolver = Resolver(
        decisions=read_decisions([data_file("decisions.csv")]),
        club_names=read_club_names([data_file("club_names.csv")]),
    )
    resolver.know(_known(library))
    rows = RowReport(strict=strict, on_skip=on_skip, progress=progress)
    resolution = resolver.resolve(source.read(paths, report=rows))
    claims = rewrite(source.read(paths, report=RowReport(strict=strict)), resolution, resolver)
    notes = [f"{line} ({times:,} times)" if times > 1 else line for line, times in rows.notes.most_common()]
    if resolution.doubts:
        notes.append(f"{len(resolution.doubts):,} people or teams may be known already and were kept apart")
    if dry_run:
        for _ in claims:
            pass
        stored = replace(_report(release, rows), stored=False)
    else:
        done = library.put_release(release, claims, progress=progress)
        stored = replace(_report(release, rows), stored=done.stored)
        notes += done.notes
    return replace(stored, notes=tuple(notes))


def _known(library: Library) -> Iterator[Claim]:
    """The claims of every release, that of the same data set included: whoever is in the next one keeps their id."""
    return (statement for statement in library.statements() if not isinstance(statement, Release))


def _report(release: Release, rows: RowReport) -> ImportReport:
    reasons = tuple((f"{file}: {why}" if file else why, times) for (file, why), times in rows.reasons.most_common())
    return ImportReport(release, rows.read, rows.taken, rows.skipped, tuple(rows.rows), reasons)
