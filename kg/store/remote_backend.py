"""The library when the store is somewhere else: SPARQL is asked there, questions of a local copy of what is there.

A question about persuaders reads tens of thousands of rows; from columns that takes milliseconds, over SPARQL minutes.
So every release is fetched once into a store of its own in the user's cache folder, and again when the store lists it
with another version, date or number of triples. What is written goes to the remote store first. The copy of each
address is a store like any other: it may be removed at any time, and is made again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, replace
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from kg.errors import InvalidInput, StoreError, UsageProblem
from kg.model.claims import Claim, Release
from kg.model.progress import Progress, silent
from kg.model.reports import ImportReport
from kg.model.results import QueryResult, Term
from kg.model.status import Status
from kg.model.validation import Violation
from kg.store.backend import Backend
from kg.store.embedded import EmbeddedStore
from kg.store.layout import write_atomically
from kg.store.maintenance import Maintenance
from kg.store.remote import RemoteRelease, RemoteStore
from kg.store.starter_data import WITHOUT, Starter

if TYPE_CHECKING:
    from kg.columns.facts import Facts
    from kg.store.embedded import Writer
    from kg.store.generation import Draft
    from kg.store.manifest import Entry, Manifest

__all__ = ["RemoteBackend", "cache_folder"]

_AGAIN: Final = "KG_STORE_REFRESH"
"""Environment: anything here makes the copy afresh, should somebody have changed a value and nothing else."""


def cache_folder(address: str) -> Path:
    """Where the copy of a store is kept: in the user's cache folder, under a name made of the address."""
    from platformdirs import user_cache_dir

    name = blake2b(address.encode(), digest_size=12).hexdigest()
    return Path(user_cache_dir("player-kg", appauthor=False)) / "stores" / name


class _NoStarter(Starter):
    """A copy begins empty, whatever data come with the package."""

    def __init__(self) -> None:
        super().__init__(Path(os.devnull))

    @property
    def name(self) -> str:
        return WITHOUT

    def record(self, draft: Draft, *, without: object, progress: Progress) -> list[Entry]:  # noqa: ARG002
        return []

    def graphs(self) -> set[str]:
        return set()


class RemoteBackend(Backend):
    """A library over a remote store. Opened with `Library.open`, or over any transport by naming its store.

    Args:
        store: the remote store.
        folder: where the copy is kept.
        progress: told how far long work is.

    Raises:
        StoreError: the copy cannot be made or used.
    """

    def __init__(self, store: RemoteStore, folder: Path, progress: Progress = silent) -> None:
        self._remote = store
        self._folder = folder
        self._listed: tuple[RemoteRelease, ...] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        copy = EmbeddedStore(folder / "store")
        maintenance = Maintenance(copy, _NoStarter(), progress)
        try:
            maintenance.make_ready()
        except BaseException:
            copy.close()
            raise
        super().__init__(maintenance)

    @classmethod
    def at(cls, address: str, progress: Progress = silent) -> RemoteBackend:
        """The library over the endpoint at an address.

        Raises:
            StoreError: it is no address, or the copy cannot be made.
        """
        from kg.http_client import HttpTransport

        transport = HttpTransport(address)
        folder = cache_folder(transport.address)
        try:
            return cls(RemoteStore(transport), folder, progress)
        except OSError as error:
            raise StoreError(
                f"the copy of {transport.address} cannot be kept in {folder}: {error.strerror}",
                remedy="set XDG_CACHE_HOME to a folder that can be written",
            ) from error

    @property
    def address(self) -> str:
        """The address of the remote store."""
        return self._remote.address

    # The copy.

    @property
    def _note(self) -> Path:
        """Which releases the copy was made of."""
        return self._folder / "remote.json"

    def _fresh(self) -> None:
        """Bring the copy up to date, once while the library is open.

        Raises:
            StoreError: the remote store cannot be reached, or the copy not be written.
        """
        if self._listed is not None:
            return
        now = self._remote.releases()
        known = self._known()
        if known != {one.graph: one for one in now}:
            with self._writing() as writer:
                self._renew(writer, now, known)
            told = {"address": self.address, "releases": [astuple(one) for one in now]}
            write_atomically(self._note, json.dumps(told) + "\n")
        self._listed = now

    def _known(self) -> dict[str, RemoteRelease]:
        """The releases that the copy was made of; none when that cannot be told."""
        if os.environ.get(_AGAIN):
            return {}
        try:
            told = json.loads(self._note.read_bytes())["releases"]
            known = {one[0]: RemoteRelease(*one) for one in told}
        except (OSError, ValueError, KeyError, TypeError, IndexError):
            return {}
        held = {entry.release.id for entry in self._maintenance.manifest.entries}
        return known if known.keys() == held else {}

    def _renew(self, writer: Writer, now: Sequence[RemoteRelease], known: Mapping[str, RemoteRelease]) -> None:
        from kg.store.releases import complete

        base = self._maintenance.sound(writer)
        before = {entry.release.id: entry for entry in self._maintenance.listed(base).entries}
        entries: list[Entry] = []
        with writer.draft() as draft:
            for one in now:
                if known.get(one.graph) == one and one.graph in before:
                    draft.keep(before[one.graph])
                    entries.append(before[one.graph])
                else:
                    entries.append(self._fetched(draft, one))
            manifest: Manifest = replace(self._maintenance.listed(base), entries=tuple(entries))
            complete(writer, draft, manifest, progress=self._maintenance.progress)

    def _fetched(self, draft: Draft, one: RemoteRelease) -> Entry:
        """Fetch a release into a draft."""
        from kg.rdf.quads import QuadsWriter
        from kg.store.manifest import USER
        from kg.store.releases import record_text

        part = draft.places.folder / "part.nq.gz"
        part.unlink(missing_ok=True)
        with QuadsWriter(part) as lines:
            # In one order, whichever the server has: the same release makes the same copy, and the same answers.
            lines.write(sorted(f"{quad} .\n" for quad in self._remote.quads(one, self._maintenance.progress)))
        try:
            return record_text(draft, part, lines=lines.lines, digest=lines.digest, origin=USER)
        except InvalidInput as error:
            raise StoreError(
                f"the release {one.dataset} in the store at {self.address} cannot be used: {error.problem}",
                remedy=error.remedy,
            ) from error

    # Reading.

    @property
    def facts(self) -> Facts:
        """The facts of the copy, brought up to date first.

        Raises:
            StoreError: the remote store cannot be reached, or the copy not be written.
        """
        self._fresh()
        return super().facts

    def statements(self) -> Iterator[Release | Claim]:
        """Every release of the copy, each followed by its claims."""
        self._fresh()
        return super().statements()

    def status(self) -> Status:
        """What the remote store holds, and whether it takes updates."""
        self._fresh()
        return replace(super().status(), location=self.address, read_only=not self._remote.takes_updates(), starter="")

    def query(
        self,
        text: str,
        *,
        substitutions: Mapping[str, str | Term] | None = None,
        timeout: float | None = None,
        limit: int | None = None,
    ) -> QueryResult:
        """Answer a SPARQL query: the remote store does.

        Raises:
            InvalidInput: it cannot be understood, is an update, or asks another server.
            StoreError: the store cannot be reached, or is too slow.
        """
        return self._remote.query(text, substitutions=substitutions or {}, timeout=timeout, limit=limit)

    def dump(self, format: str, output: BinaryIO) -> int:  # noqa: A002
        """Write every quad of the copy."""
        self._fresh()
        return super().dump(format, output)

    def validate(self, files: Sequence[Path] = ()) -> list[Violation]:
        """Check RDF files, or the copy."""
        if not files:
            self._fresh()
        return super().validate(files)

    # Writing.

    def put_release(
        self, release: Release, claims: Iterable[Claim], *, progress: Progress | None = None, recipe: str = ""
    ) -> ImportReport:
        """Store a release in the remote store in the place of the one of the same data set.

        It appears when it is whole; see `kg.store.remote.RemoteStore.put`.

        Raises:
            InvalidInput: a claim cannot be written; nothing was stored.
            StoreError: the remote store cannot be reached, or takes no updates.
        """
        from kg.rdf.codec import encode, encode_release

        count = 0

        def lines() -> Iterator[str]:
            nonlocal count
            described: set[str] = set()
            yield from encode_release(release)
            for claim in claims:
                count += 1
                yield from encode(claim, release.id, described=described)

        before = [one for one in self._remote.releases() if one.dataset == release.dataset]
        try:
            self._remote.put(
                release.id,
                lines(),
                replacing=[one.graph for one in before],
                progress=progress or self._maintenance.progress,
            )
        except OSError as error:
            raise InvalidInput(f"the source cannot be read: {error}", remedy="nothing was stored") from error
        self._changed()
        if recipe:
            done = {one.graph: one.quads for one in self._remote.releases()}
            write_atomically(
                self._imported, json.dumps({**self._recipes(), release.id: [recipe, done.get(release.id)]})
            )
        notes = tuple(f"replaces release {one.version}" for one in before)
        return ImportReport(release, count, count, notes=notes)

    def put_resolved(
        self,
        release: Release,
        resolve: Callable[[Iterator[Release | Claim]], Iterable[Claim]],
        *,
        progress: Progress | None = None,
        recipe: str = "",
    ) -> ImportReport:
        """As `put_release`; what others write in the meantime is not seen, because nothing there can be locked."""
        return self.put_release(release, resolve(self.statements()), progress=progress, recipe=recipe)

    @property
    def _imported(self) -> Path:
        """What made the releases that this machine put there, with how many triples each had then."""
        return self._folder / "imported.json"

    def _recipes(self) -> dict[str, list[object]]:
        try:
            return dict(json.loads(self._imported.read_bytes()))
        except (OSError, ValueError, TypeError):
            return {}

    def holds(self, release: Release, recipe: str) -> bool:
        """Whether the remote store has this very release, put there from this machine by this very recipe."""
        there = {one.graph: one.quads for one in self._remote.releases()}
        return release.id in there and self._recipes().get(release.id) == [recipe, there[release.id]]

    def add_claims(self, release: Release, claims: Sequence[Claim]) -> None:
        """Add claims to a release of the remote store, in one request.

        Raises:
            InvalidInput, StoreError: as for `put_release`.
        """
        from kg.rdf.codec import encode, encode_release

        before = [one for one in self._remote.releases() if one.dataset == release.dataset]
        if any(one.graph != release.id for one in before):
            text = self._copied_text(release.dataset)
            from kg.store.releases import with_claims

            self.put_release(release, with_claims(text, claims))
            return
        described: set[str] = set()
        lines = list(encode_release(release))
        for claim in claims:
            lines += encode(claim, release.id, described=described)
        subjects = [release.id, *(claim.id for claim in claims), *described]
        self._remote.amend(release.id, lines, subjects=subjects)
        self._changed()

    def _copied_text(self, dataset: str) -> Path | None:
        self._fresh()
        entry = self._maintenance.manifest.entry(dataset)
        return self._maintenance.generation.places.quads(entry.name) if entry else None

    def _changed(self) -> None:
        """Forget what was seen of the store: it is looked at again when somebody asks."""
        self._note.unlink(missing_ok=True)  # a value may have changed and the number of triples not
        self._listed = None
        self._facts = None

    def update(  # an update is the remote store's own affair
        self,
        text: str,  # noqa: ARG002
        *,
        base: str,  # noqa: ARG002
        using: Sequence[str] = (),  # noqa: ARG002
        using_named: Sequence[str] = (),  # noqa: ARG002
    ) -> bool:
        """Not done here.

        Raises:
            UsageProblem: always.
        """
        raise UsageProblem(f"send updates to the store itself, at {self.address}")
