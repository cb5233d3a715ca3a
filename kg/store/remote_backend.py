"""A store somewhere else: SPARQL is asked there, questions of a local copy of what is there.

A question about persuaders reads tens of thousands of rows; from columns that takes milliseconds, over SPARQL minutes.
So every release is fetched once into a store of its own in the user's cache folder, and again when the store lists it
with another version, date or number of triples. What is written goes to the remote store first. The copy of each
address is a store like any other: it may be removed at any time, and is made again.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self

from platformdirs import user_cache_dir

from kg.errors import InvalidInput, StoreError, UsageProblem
from kg.model.claims import Claim, Release
from kg.model.progress import Progress, silent
from kg.model.reports import ImportReport
from kg.model.results import QueryResult, Term
from kg.model.status import Status
from kg.model.validation import Violation
from kg.rdf.codec import encode, encode_release
from kg.rdf.iris import is_iri
from kg.sparql.functions import calls_functions, needs_derived
from kg.sparql.transport import HttpTransport
from kg.store.backend import Resolve
from kg.store.layout import write_atomically
from kg.store.manual_claims import NOTES, beside_own
from kg.store.release_changes import with_claims
from kg.store.releases import read_release
from kg.store.remote import MERGED, RemoteStore
from kg.store.remote_copy import RemoteCopy
from kg.store.remote_merged import Merged

if TYPE_CHECKING:
    import rdflib

    from kg.columns.facts import Facts
    from kg.sparql.functions import FunctionSource

__all__ = ["RemoteBackend", "cache_folder"]


def cache_folder(address: str) -> Path:
    """Where the copy of a store is kept: in the user's cache folder, under a name made of the address."""
    name = blake2b(address.encode(), digest_size=12).hexdigest()
    return Path(user_cache_dir("player-kg", appauthor=False)) / "stores" / name


class RemoteBackend:
    """A `kg.store.backend.Backend` over a remote store, which it reads through a copy.

    Args:
        store: the remote store.
        folder: where the copy is kept.
        progress: told how far long work is.

    Attributes:
        copy: what questions are answered from.

    Raises:
        StoreError: the copy cannot be made or used.
    """

    def __init__(self, store: RemoteStore, folder: Path, progress: Progress = silent) -> None:
        self._remote = store
        self._merged = Merged(store)
        self._folder = folder
        self._progress = progress
        self.copy = RemoteCopy(store, folder, progress)

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
        self.copy.backend.close()

    @property
    def created(self) -> bool:
        """Never: a remote store is made by its own server."""
        return False

    @property
    def location(self) -> Path:
        """The folder of the copy."""
        return self.copy.backend.location

    @property
    def address(self) -> str:
        """The address of the remote store."""
        return self._remote.address

    # Reading.

    @property
    def facts(self) -> Facts:
        """The facts of the copy, brought up to date first."""
        return self.copy.fresh().facts

    @property
    def decisions(self) -> Path:
        """Where the user's decisions on who is whom stand, beside the copy."""
        return self.copy.backend.decisions

    @property
    def transfer_lists(self) -> Path:
        """Where transfer lists are kept as they were imported, beside the copy."""
        return self.copy.backend.transfer_lists

    def statements(self) -> Iterator[Release | Claim]:
        """Every release of the copy, each followed by its claims."""
        return self.copy.fresh().statements()

    def check(self) -> list[str]:
        """Check the files of the copy; see `kg.store.backend.Backend.check`."""
        return self.copy.fresh().check()

    def status(self) -> Status:
        """What the remote store holds, and whether it takes updates."""
        status = self.copy.fresh().status()
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

        The copy knows functions, and what is derived from the claims as they are now.
        """
        if calls_functions(text) or (not self._merged.current() and needs_derived(text)):
            copy = self.copy.fresh()
            functions = replace(functions, location=copy.address) if functions else None
            return copy.query(text, substitutions=substitutions, timeout=timeout, limit=limit, functions=functions)
        return self._remote.query(text, substitutions=substitutions or {}, timeout=timeout, limit=limit)

    def rdf(self) -> rdflib.Dataset:
        """Everything in the copy as an rdflib dataset, read-only."""
        return self.copy.fresh().rdf()

    def dump(self, format: str, output: BinaryIO) -> int:  # noqa: A002
        """Write every quad of the copy."""
        return self.copy.fresh().dump(format, output)

    def validate(self, files: Sequence[Path] = ()) -> list[Violation]:
        """Check RDF files, or the copy."""
        return (self.copy.backend if files else self.copy.fresh()).validate(files)

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

    def put_releases(
        self, releases: Iterable[tuple[Release, Iterable[Claim]]], *, progress: Progress | None = None
    ) -> list[ImportReport]:
        """Store releases of another store one after the other; notes go beside the user's own."""
        reports: list[ImportReport] = []
        for release, claims in releases:
            if release.dataset == NOTES.dataset and (own := self._copied_text(NOTES.dataset)):
                reports.append(self.put_release(NOTES, beside_own(read_release(own)[1], claims), progress=progress))
            else:
                reports.append(self.put_release(release, claims, progress=progress))
        return reports

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
        maintenance = self.copy.fresh().maintenance
        entry = maintenance.manifest.entry(dataset)
        return maintenance.generation.places.quads(entry.name) if entry else None

    def _changed(self) -> None:
        """Forget what was seen of the store: it is looked at again when somebody asks."""
        self.copy.forget()
        self._merged.forget()

    def make_queries_ready(self) -> None:
        """Nothing to do: the server answers from what it holds."""

    def tidy(self) -> None:
        """Remove what is past of the copy."""
        self.copy.backend.tidy()

    def derive(self) -> int:
        """Write what queries see by default into the remote store, unless presences and ties are not to be derived."""
        copy = self.copy.fresh()
        return self._merged.write(copy.query_folder(), self._progress) if copy.derives() else 0

    def put_graph(self, graph: str, triples: str) -> None:
        """Put triples in the place of a graph of the remote store that is no release."""
        kept = {MERGED, *(release.graph for release in self._remote.releases())}
        if graph in kept or not is_iri(graph):
            raise UsageProblem(f"{graph} is a release or no IRI", remedy="name a graph of your own, as urn:…")
        with tempfile.TemporaryFile() as spool:
            spool.write(triples.encode())
            self._remote.put_graph(graph, spool, triples.count("\n"), progress=self._progress)
        self._merged.forget()  # whatever is written lets go of the dataset that queries are sent with

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
