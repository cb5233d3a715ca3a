"""The copy of a remote store that questions are answered from: brought up to date release by release."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import astuple, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.errors import InvalidInput, StoreError
from kg.model.progress import Progress
from kg.rdf.quads import QuadsWriter
from kg.store.embedded import EmbeddedStore
from kg.store.embedded_backend import EmbeddedBackend
from kg.store.layout import write_atomically
from kg.store.maintenance import Maintenance
from kg.store.manifest import USER
from kg.store.release_changes import complete
from kg.store.releases import record_text
from kg.store.remote import RemoteRelease, RemoteStore
from kg.store.starter_data import WITHOUT, Starter

if TYPE_CHECKING:
    from kg.store.embedded import Writer
    from kg.store.generation import Draft
    from kg.store.manifest import Entry, Manifest

__all__ = ["NoStarter", "RemoteCopy"]

_AGAIN: Final = "KG_STORE_REFRESH"
"""Environment: anything here makes the copy afresh, should somebody have changed a value and nothing else."""


class NoStarter(Starter):
    """A copy begins empty, whatever data come with the package."""

    def __init__(self) -> None:
        super().__init__(Path(os.devnull))

    @property
    def name(self) -> str:
        """That there are none."""
        return WITHOUT

    def record(self, draft: Draft, *, without: object, progress: Progress) -> list[Entry]:  # noqa: ARG002
        """Nothing is written."""
        return []

    def graphs(self) -> set[str]:
        """There are none."""
        return set()


class RemoteCopy:
    """The copy of one remote store in a folder.

    Attributes:
        backend: the store in that folder, as it was when it was last brought up to date.
    """

    def __init__(self, remote: RemoteStore, folder: Path, progress: Progress) -> None:
        """Open the copy, or begin an empty one.

        Raises:
            StoreError, OSError: it cannot be made or used.
        """
        self._remote = remote
        self._folder = folder
        self._progress = progress
        self._releases: tuple[RemoteRelease, ...] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        files = EmbeddedStore(folder / "store")
        maintenance = Maintenance(files, NoStarter(), progress)
        try:
            maintenance.make_ready()
        except BaseException:
            files.close()
            raise
        self.backend = EmbeddedBackend(maintenance)

    @property
    def _record(self) -> Path:
        """The file that says which releases the copy was made of."""
        return self._folder / "remote.json"

    def fresh(self) -> EmbeddedBackend:
        """The copy, brought up to date once while the store is open.

        Raises:
            StoreError: the remote store cannot be reached, or the copy not be written.
        """
        if self._releases is not None:
            return self.backend
        releases = self._remote.releases()
        before = self._copied_releases()
        if before != {release.graph: release for release in releases}:
            with self.backend.writing() as writer:
                self._renew(writer, releases, before)
            record = {"address": self._remote.address, "releases": [astuple(release) for release in releases]}
            write_atomically(self._record, json.dumps(record) + "\n")
        self._releases = releases
        return self.backend

    def _copied_releases(self) -> dict[str, RemoteRelease]:
        """The releases that the copy was made of; none when that cannot be told."""
        if os.environ.get(_AGAIN):
            return {}
        try:
            rows = json.loads(self._record.read_bytes())["releases"]
            releases = {row[0]: RemoteRelease(*row) for row in rows}
        except (OSError, ValueError, KeyError, TypeError, IndexError):
            return {}
        held = {entry.release.id for entry in self.backend.maintenance.manifest.entries}
        return releases if releases.keys() == held else {}

    def _renew(self, writer: Writer, releases: Sequence[RemoteRelease], before: Mapping[str, RemoteRelease]) -> None:
        maintenance = self.backend.maintenance
        base = maintenance.sound(writer)
        held = {entry.release.id: entry for entry in maintenance.listed(base).entries}
        entries: list[Entry] = []
        with writer.draft() as draft:
            for release in releases:
                if before.get(release.graph) == release and release.graph in held:
                    draft.keep(held[release.graph])
                    entries.append(held[release.graph])
                else:
                    entries.append(self._fetched(draft, release))
            manifest: Manifest = replace(maintenance.listed(base), entries=tuple(entries))
            complete(writer, draft, manifest, progress=self._progress)

    def _fetched(self, draft: Draft, release: RemoteRelease) -> Entry:
        """Fetch a release into a draft."""
        part = draft.places.folder / "part.nq.gz"
        part.unlink(missing_ok=True)
        with QuadsWriter(part) as lines:
            # In one order, whichever the server has: the same release makes the same copy, and the same answers.
            lines.write(sorted(f"{quad} .\n" for quad in self._remote.quads(release, self._progress)))
        try:
            return record_text(draft, part, lines=lines.lines, digest=lines.digest, origin=USER)
        except InvalidInput as error:
            raise StoreError(
                f"the release {release.dataset} in the store at {self._remote.address} cannot be used: {error.problem}",
                remedy=error.remedy,
            ) from error

    def forget(self) -> None:
        """Forget what was seen of the remote store: it is looked at again when somebody asks."""
        self._record.unlink(missing_ok=True)  # a value may have changed and the number of triples not
        self._releases = None
        self.backend.forget()
