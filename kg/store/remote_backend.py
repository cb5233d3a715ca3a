"""A store somewhere else: SPARQL is asked there, questions of a local copy of what is there.

A question about persuaders reads tens of thousands of rows; from columns that takes milliseconds, over SPARQL minutes.
So every release is fetched once into a store of its own in the user's cache folder, and again when the store lists it
with another version, date or number of triples. What is written goes to the remote store first. The copy of each
address is a store like any other: it may be removed at any time, and is made again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, replace
from datetime import date
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Final, Self

from kg.errors import InvalidInput, StoreError, UsageProblem
from kg.model.claims import Claim, Release
from kg.model.progress import Progress, silent
from kg.model.reports import ImportReport
from kg.model.results import QueryResult, Term
from kg.model.status import Status
from kg.model.validation import Violation
from kg.rdf.codec import encode, encode_release
from kg.rdf.quads import QuadsWriter
from kg.sparql.functions import needs_derived
from kg.sparql.transport import HttpTransport
from kg.store.backend import Resolve
from kg.store.embedded import EmbeddedStore
from kg.store.embedded_backend import EmbeddedBackend
from kg.store.layout import write_atomically
from kg.store.maintenance import Maintenance
from kg.store.manifest import USER
from kg.store.releases import complete, record_text, with_claims
from kg.store.remote import RemoteRelease, RemoteStore
from kg.store.starter_data import WITHOUT, Starter

if TYPE_CHECKING:
    import rdflib

    from kg.columns.facts import Facts
    from kg.sparql.functions import FunctionSource
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


class RemoteBackend:
    """A `kg.store.backend.Backend` over a remote store, which it reads through a copy.

    Args:
        store: the remote store.
        folder: where the copy is kept.
        progress: told how far long work is.

    Attributes:
        copy: the store in the cache folder that questions are answered from.

    Raises:
        StoreError: the copy cannot be made or used.
    """

    def __init__(self, store: RemoteStore, folder: Path, progress: Progress = silent) -> None:
        self._remote = store
        self._folder = folder
        self._releases: tuple[RemoteRelease, ...] | None = None
        self._progress = progress
        folder.mkdir(parents=True, exist_ok=True)
        files = EmbeddedStore(folder / "store")
        maintenance = Maintenance(files, _NoStarter(), progress)
        try:
            maintenance.make_ready()
        except BaseException:
            files.close()
            raise
        self.copy = EmbeddedBackend(maintenance)

    @classmethod
    def at(cls, address: str, progress: Progress = silent) -> RemoteBackend:
        """The store behind the endpoint at an address.

        Raises:
            StoreError: it is no address, or the copy cannot be made.
        """
        transport = HttpTransport(address)
        folder = cache_folder(transport.address)
        try:
            return cls(RemoteStore(transport), folder, progress)
        except OSError as error:
            raise StoreError(
                f"the copy of {transport.address} cannot be kept in {folder}: {error.strerror}",
                remedy="set XDG_CACHE_HOME to a folder that can be written",
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the copy; doing it twice does no harm."""
        self.copy.close()

    @property
    def created(self) -> bool:
        """Never: a remote store is made by its own server."""
        return False

    @property
    def location(self) -> Path:
        """The folder of the copy."""
        return self.copy.location

    @property
    def address(self) -> str:
        """The address of the remote store."""
        return self._remote.address

    # The copy.

    @property
    def _copied(self) -> Path:
        """The file that says which releases the copy was made of."""
        return self._folder / "remote.json"

    def _fresh(self) -> EmbeddedBackend:
        """The copy, brought up to date once while the store is open.

        Raises:
            StoreError: the remote store cannot be reached, or the copy not be written.
        """
        if self._releases is not None:
            return self.copy
        releases = self._remote.releases()
        before = self._copied_releases()
        if before != {release.graph: release for release in releases}:
            with self.copy.writing() as writer:
                self._renew(writer, releases, before)
            record = {"address": self.address, "releases": [astuple(release) for release in releases]}
            write_atomically(self._copied, json.dumps(record) + "\n")
        self._releases = releases
        return self.copy

    def _copied_releases(self) -> dict[str, RemoteRelease]:
        """The releases that the copy was made of; none when that cannot be told."""
        if os.environ.get(_AGAIN):
            return {}
        try:
            rows = json.loads(self._copied.read_bytes())["releases"]
            releases = {row[0]: RemoteRelease(*row) for row in rows}
        except (OSError, ValueError, KeyError, TypeError, IndexError):
            return {}
        held = {entry.release.id for entry in self.copy.maintenance.manifest.entries}
        return releases if releases.keys() == held else {}

    def _renew(self, writer: Writer, releases: Sequence[RemoteRelease], before: Mapping[str, RemoteRelease]) -> None:
        maintenance = self.copy.maintenance
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
                f"the release {release.dataset} in the store at {self.address} cannot be used: {error.problem}",
                remedy=error.remedy,
            ) from error

    # Reading.

    @property
    def facts(self) -> Facts:
        """The facts of the copy, brought up to date first."""
        return self._fresh().facts

    @property
    def decisions(self) -> Path:
        """Where the user's decisions on who is whom stand, beside the copy."""
        return self.copy.decisions

    @property
    def transfer_lists(self) -> Path:
        """Where transfer lists are kept as they were imported, beside the copy."""
        return self.copy.transfer_lists

    def statements(self) -> Iterator[Release | Claim]:
        """Every release of the copy, each followed by its claims."""
        return self._fresh().statements()

    def check(self) -> list[str]:
        """Check the files of the copy; see `kg.store.backend.Backend.check`."""
        return self._fresh().check()

    def status(self) -> Status:
        """What the remote store holds, and whether it takes updates."""
        status = self._fresh().status()
        return replace(status, location=self.address, read_only=not self._remote.takes_updates(), starter="")

    def query(
        self,
        text: str,
        *,
        substitutions: Mapping[str, str | Term] | None = None,
        timeout: float | None = None,
        limit: int | None = None,
        functions: FunctionSource | None = None,
    ) -> QueryResult:
        """Answer a SPARQL query: the remote store does, unless it asks for what only the copy has.

        The copy knows functions, and what is derived from the claims.
        """
        if needs_derived(text):
            copy = self._fresh()
            functions = replace(functions, location=copy.address) if functions else None
            return copy.query(text, substitutions=substitutions, timeout=timeout, limit=limit, functions=functions)
        return self._remote.query(text, substitutions=substitutions or {}, timeout=timeout, limit=limit)

    def rdf(self) -> rdflib.Dataset:
        """Everything in the copy as an rdflib dataset, read-only."""
        return self._fresh().rdf()

    def dump(self, format: str, output: BinaryIO) -> int:  # noqa: A002
        """Write every quad of the copy."""
        return self._fresh().dump(format, output)

    def validate(self, files: Sequence[Path] = ()) -> list[Violation]:
        """Check RDF files, or the copy."""
        return (self.copy if files else self._fresh()).validate(files)

    # Writing.

    def put_release(
        self, release: Release, claims: Iterable[Claim], *, progress: Progress | None = None, recipe: str = ""
    ) -> ImportReport:
        """Store a release in the remote store in the place of the one of the same data set.

        It appears when it is whole; see `kg.store.remote.RemoteStore.put`.
        """
        count = 0

        def lines() -> Iterator[str]:
            nonlocal count
            described: set[str] = set()
            yield from encode_release(release)
            for claim in claims:
                count += 1
                yield from encode(claim, release.id, described=described)

        before = [old for old in self._remote.releases() if old.dataset == release.dataset]
        graphs = [old.graph for old in before]
        try:
            self._remote.put(release.id, lines(), replacing=graphs, progress=progress or self._progress)
        except OSError as error:
            raise InvalidInput(f"the source cannot be read: {error}", remedy="nothing was stored") from error
        self._changed()
        if recipe:
            sizes = self._sizes()
            record = {**self._recipes(), release.id: [recipe, sizes.get(release.id)]}
            write_atomically(self._imported, json.dumps(record))
        notes = tuple(f"replaces release {old.version}" for old in before)
        return ImportReport(release, count, count, notes=notes)

    def put_resolved(
        self, release: Release, resolve: Resolve, *, progress: Progress | None = None, recipe: str = ""
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

    def _sizes(self) -> dict[str, int]:
        """How many triples each release has, by its graph."""
        return {release.graph: release.quads for release in self._remote.releases()}

    def holds(self, release: Release, recipe: str) -> bool:
        """Whether the remote store has this very release, put there from this machine by this very recipe."""
        sizes = self._sizes()
        return release.id in sizes and self._recipes().get(release.id) == [recipe, sizes[release.id]]

    def add_claims(self, release: Release, claims: Sequence[Claim]) -> None:
        """Add claims to a release of the remote store, in one request."""
        before = [old for old in self._remote.releases() if old.dataset == release.dataset]
        if any(old.graph != release.id for old in before):
            self.put_release(release, with_claims(self._copied_text(release.dataset), claims))
            return
        described: set[str] = set()
        lines = list(encode_release(release))
        for claim in claims:
            lines += encode(claim, release.id, described=described)
        subjects = [release.id, *(claim.id for claim in claims), *described]
        self._remote.amend(release.id, lines, subjects=subjects)
        self._changed()

    def _copied_text(self, dataset: str) -> Path | None:
        maintenance = self._fresh().maintenance
        entry = maintenance.manifest.entry(dataset)
        return maintenance.generation.places.quads(entry.name) if entry else None

    def _changed(self) -> None:
        """Forget what was seen of the store: it is looked at again when somebody asks."""
        self._copied.unlink(missing_ok=True)  # a value may have changed and the number of triples not
        self._releases = None
        self.copy.forget()

    def retract(self, claim: str, reason: str, *, today: date) -> None:  # noqa: ARG002
        """Not done here.

        Raises:
            UsageProblem: always.
        """
        raise UsageProblem("claims are retracted in a store of one's own", remedy="ask whoever keeps " + self.address)

    def remove_release(self, dataset: str, reason: str, *, today: date) -> Release:  # noqa: ARG002
        """Not done here.

        Raises:
            UsageProblem: always.
        """
        raise UsageProblem("releases are removed in a store of one's own", remedy="ask whoever keeps " + self.address)

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
