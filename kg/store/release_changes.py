"""From the releases of a generation to those of the next: what is taken in or out, the facts, the database."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from kg.columns.amend import amend
from kg.columns.facts import merge
from kg.errors import InvalidInput, StoreError
from kg.model.claims import Claim, Release
from kg.model.progress import Progress
from kg.model.reports import ImportReport
from kg.store.fact_changes import note_changes
from kg.store.manifest import STARTER, USER, Entry, Manifest
from kg.store.releases import read_release, record, record_text

if TYPE_CHECKING:
    from pathlib import Path

    from kg.store.embedded import Writer
    from kg.store.generation import Draft, Generation

__all__ = [
    "complete",
    "take_release",
    "take_releases",
    "take_removal",
    "take_retraction",
    "with_claims",
]


def take_retraction(writer: Writer, manifest: Manifest, claim: str, *, progress: Progress) -> bool:
    """Write the releases that hold a claim anew without it, and commit; the writer's retractions name it already.

    Returns:
        Whether any held it.

    Raises:
        StoreError, OSError: the disk is full, or something else of the system's.
    """
    base = writer.base
    holders = [entry for entry in manifest.entries if base and _mentions(base.places.segment(entry.name), claim)]
    if base is None or not holders:
        return False
    with writer.draft() as draft:
        entries: list[Entry] = []
        for entry in manifest.entries:
            if entry in holders:
                claims = read_release(base.places.quads(entry.name))[1]
                written = record(draft, entry.release, claims, origin=entry.origin, progress=progress)
                entries.append(replace(written, recipe=entry.recipe))
            else:
                draft.keep(entry)
                entries.append(entry)
        complete(writer, draft, replace(manifest, entries=tuple(entries)), progress=progress)
    return True


def _mentions(segment: Path, claim: str) -> bool:
    """Whether a release's columns have a claim, by its id."""
    return claim.encode("utf-8", "surrogatepass") in (segment / "claims.utf8").read_bytes()


def take_removal(writer: Writer, manifest: Manifest, dataset: str, *, progress: Progress) -> None:
    """Commit a generation without a release.

    Raises:
        StoreError, OSError: the disk is full, or something else of the system's.
    """
    with writer.draft() as draft:
        entries = tuple(entry for entry in manifest.entries if entry.release.dataset != dataset)
        for entry in entries:
            draft.keep(entry)
        complete(writer, draft, replace(manifest, entries=entries), progress=progress)


def complete(
    writer: Writer, draft: Draft, manifest: Manifest, *, afresh: bool = False, progress: Progress
) -> Generation:
    """Make the facts and the database of a draft that has the texts and columns of all its releases, and commit it.

    Args:
        writer: the writer whose draft it is.
        draft: what to complete; its database is taken as it is when there is one already.
        manifest: its releases.
        afresh: do not start from the database of the generation before.
        progress: told how far it is.

    Raises:
        InvalidInput: a release is no valid RDF.
        StoreError, OSError: the disk is full, or something else of the system's.
    """
    progress("indexing", 0, 1)
    if writer.damage("facts") or not _amended(draft, manifest):
        _merge(draft, manifest)
    progress("indexing", 1, 1)
    if not draft.places.oxigraph.exists():
        draft.load_oxigraph(manifest, afresh=afresh, progress=progress)
    progress("saving", 0, 1)
    generation = writer.commit(draft, manifest)
    progress("saving", 1, 1)
    return generation


def _amended(draft: Draft, manifest: Manifest) -> bool:
    """Whether the facts could be made of those before, because a single release differs and describes nobody."""
    base = draft.base
    if base is None or base.manifest is None:
        return False
    before = {entry.release.dataset: entry for entry in base.manifest.entries}
    after = {entry.release.dataset: entry for entry in manifest.entries}
    changed = [name for name in before.keys() | after.keys() if _differs(before.get(name), after.get(name))]
    if len(changed) != 1:
        return False
    old, new = before.get(changed[0]), after.get(changed[0])
    others = [draft.places.segment(entry.name) for entry in manifest.entries if entry is not new]
    try:
        amended = amend(
            base.places.facts,
            base.places.segment(old.name) if old else None,
            draft.places.segment(new.name) if new else None,
            draft.places.facts,
            others,
        )
    except (StoreError, ValueError, KeyError):  # columns of another version, or damaged ones: they are made anew
        shutil.rmtree(draft.places.facts, ignore_errors=True)
        return False
    if amended is not None:
        note_changes(draft.places.facts, base.manifest, amended)
    return amended is not None


def _differs(before: Entry | None, after: Entry | None) -> bool:
    if before is None or after is None:
        return True
    return (before.digest, before.release) != (after.digest, after.release)


def _merge(draft: Draft, manifest: Manifest) -> None:
    segments = [draft.places.segment(entry.name) for entry in manifest.entries]
    try:
        merge(segments, draft.places.facts)
        return
    except StoreError as error:
        if isinstance(error.__cause__, OSError) and not isinstance(error.__cause__, FileNotFoundError):
            raise
    # Columns that an older version wrote: made again from the text.
    for entry in manifest.entries:
        record_text(
            draft, draft.places.quads(entry.name), lines=entry.status.quads, digest=entry.digest, origin=entry.origin
        )
    shutil.rmtree(draft.places.facts, ignore_errors=True)
    merge(segments, draft.places.facts)


def take_release(
    writer: Writer,
    manifest: Manifest,
    release: Release,
    claims: Iterable[Claim],
    *,
    progress: Progress,
    recipe: str = "",
) -> ImportReport:
    """Put a release in the place of the one of the same data set, and commit; see `take_releases`."""
    [report] = take_releases(writer, manifest, [(release, claims)], progress=progress, recipe=recipe)
    return report


def take_releases(
    writer: Writer,
    manifest: Manifest,
    releases: Iterable[tuple[Release, Iterable[Claim]]],
    *,
    progress: Progress,
    recipe: str = "",
) -> list[ImportReport]:
    """Put releases in the places of those of the same data sets, and commit them together.

    Args:
        writer: the writer of the store, whose base is sound.
        manifest: the releases of that base.
        releases: each with its claims, which are taken one by one before the next release is asked for.
        progress: told how far it is.
        recipe: what made the claims, see `Entry`.

    Raises:
        InvalidInput: a claim cannot be written, the source cannot be read, or two releases are of one data set.
        StoreError, OSError: the disk is full, or something else of the system's.
    """
    reports: list[ImportReport] = []
    written: set[str] = set()
    changed = manifest
    with writer.draft() as draft:
        for release, claims in releases:
            if release.dataset in written:
                raise InvalidInput(f"there are two releases of {release.dataset!r}", remedy="merge them into one")
            written.add(release.dataset)
            before = manifest.entry(release.dataset)
            entry = replace(record(draft, release, claims, origin=USER, progress=progress), recipe=recipe)
            reports.append(_taken(entry, before))
            if reports[-1].stored:
                changed = changed.with_entry(entry)
        if any(report.stored for report in reports):
            for held in manifest.entries:
                if held.release.dataset not in written:
                    draft.keep(held)
            complete(writer, draft, changed, progress=progress)
    return reports


def _taken(entry: Entry, before: Entry | None) -> ImportReport:
    """The report on a release that was written and the one that was there before."""
    count = entry.status.counts.claims
    if before is None:
        return ImportReport(entry.release, count, count)
    if before.digest == entry.digest:
        return ImportReport(entry.release, count, count, stored=False, notes=("the store holds this very release",))
    packaged = ", which came with the package" if before.origin == STARTER else ""
    return ImportReport(entry.release, count, count, notes=(f"replaces release {before.release.version}{packaged}",))


def with_claims(text: Path | None, claims: Iterable[Claim]) -> list[Claim]:
    """The claims of a compressed text and more, the newer of two with one id in the older's place."""
    before = read_release(text)[1] if text is not None else iter(())
    return list({claim.id: claim for claim in chain(before, claims)}.values())
