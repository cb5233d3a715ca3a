"""Making a damaged generation, or one of an older layout, whole again from what is left of it."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from kg.errors import InvalidInput, StoreError
from kg.model.claims import Claim, Release
from kg.model.progress import Progress
from kg.model.status import Counts, ReleaseStatus
from kg.rdf.codec import decode
from kg.rdf.quads import QuadsWriter, digest_of
from kg.sparql.database import graph_quads
from kg.store.manifest import STARTER, USER, Entry, Manifest, folder_name
from kg.store.release_changes import complete
from kg.store.releases import read_release, record, record_text
from kg.store.starter_data import Starter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kg.store.embedded import Writer
    from kg.store.generation import Draft, Generation

__all__ = ["repair"]


def repair(writer: Writer, base: Generation, *, root: Path, starter: Starter, progress: Progress) -> Generation:
    """Make a new generation that holds every release of a damaged one.

    Each release is taken from its text; where that is damaged, from the Oxigraph database; where that is damaged
    too and the release came with the package, from there. What is derived and still whole is kept.

    Args:
        writer: the writer of the store.
        base: the damaged generation.
        root: the store's folder, for messages.
        starter: the starter data that come with the package.
        progress: told how far it is.

    Raises:
        StoreError: a release that the user brought in is nowhere to be read. Nothing is changed then.
    """
    with writer.draft() as draft:
        rescue = _Rescue(draft, base, root, progress)
        entries = [rescue.entry(entry) for entry in _entries(base, starter)]
        before = base.manifest
        lost = [entry.release.dataset for entry in rescue.lost]
        if lost:
            theirs = {entry.release.dataset for entry in entries if entry}
            entries += starter.record(draft, without=theirs, progress=progress)
        # Without a manifest nobody knows which starter data these are: the next opening compares, and replaces them.
        manifest = Manifest(
            tuple(entry for entry in entries if entry),
            before.starter if before and not lost else "",
            before.package if before else "",
        )
        afresh = base.manifest is None or bool(base.damage("oxigraph", thorough=True)) or rescue.rewritten
        return complete(writer, draft, manifest, afresh=afresh, progress=progress)


def _entries(base: Generation, starter: Starter) -> list[Entry]:
    """The releases of a generation; by their texts, when its manifest cannot be read."""
    if base.manifest is not None:
        return list(base.manifest.entries)
    packaged = starter.graphs()
    entries: list[Entry] = []
    for text in sorted(base.places.quads("").parent.glob("*.nq.gz")):
        try:
            release, _ = read_release(text)
        except InvalidInput:
            continue
        origin = STARTER if release.id in packaged else USER
        entries.append(Entry(ReleaseStatus(release, Counts(), 0, None, None, origin), "", folder_name(release.dataset)))
    return entries


class _Rescue:
    """Takes releases over into a draft, one by one, from the best copy there is."""

    def __init__(self, draft: Draft, base: Generation, root: Path, progress: Progress) -> None:
        self._draft, self._base, self._root, self._progress = draft, base, root, progress
        self.rewritten = False
        self.lost: list[Entry] = []

    def entry(self, entry: Entry) -> Entry | None:
        """The release as it is in the draft; ``None`` when it has to come from the starter data."""
        self._progress(f"rebuilding {entry.release.dataset}", 0, None)
        text = self._base.places.quads(entry.name)
        digest = digest_of(text)
        if digest and digest == (entry.digest or digest):
            return self._kept(entry, digest)
        if not self._base.damage("oxigraph", thorough=True):
            self.rewritten = True
            return record(
                self._draft, entry.release, self._stored(entry.release), origin=entry.origin, progress=self._progress
            )
        if entry.origin == STARTER:
            self.lost.append(entry)
            return None
        raise StoreError(
            f"the store at {self._root} is damaged: the release {entry.release.dataset!r} can no longer be read",
            remedy="restore the folder from a backup, or move it away, begin afresh and import that release again",
        )

    def _kept(self, entry: Entry, digest: str) -> Entry:
        if self._base.damage("quads", under=f"{entry.name}.nq.gz", thorough=True):
            self._copy(entry.name)  # its words are whole, and something beside them is not
        else:
            self._draft.keep_quads(entry)
        whole = bool(entry.digest) and not self._base.damage("segments", under=f"{entry.name}/", thorough=True)
        if whole:
            self._draft.keep_segment(entry)
            return entry
        text = self._draft.places.quads(entry.name)
        return record_text(self._draft, text, lines=entry.status.quads, digest=digest, origin=entry.origin)

    def _copy(self, name: str) -> None:
        """Compress the text of a release anew."""
        with gzip.open(self._base.places.quads(name)) as lines, QuadsWriter(self._draft.places.quads(name)) as copy:
            for line in lines:
                copy.write_bytes(line)

    def _stored(self, release: Release) -> Iterator[Claim]:
        """The claims of a release as the Oxigraph database has them."""
        items = decode(graph_quads(self._base.places.oxigraph, release.id))
        return (item for item in items if isinstance(item, Claim))
