"""What a store must be able to do, wherever it lies, and how one is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Protocol, Self

from kg.lazy import lazy
from kg.model.claims import Claim, Release
from kg.model.progress import Progress, silent
from kg.model.reports import ImportReport
from kg.model.results import QueryResult, Term
from kg.model.status import Status
from kg.model.validation import Violation

if TYPE_CHECKING:
    import rdflib

    from kg.columns.facts import Facts
    from kg.sparql.functions import FunctionSource
    from kg.store import embedded_backend, remote_backend
else:
    embedded_backend = lazy("kg.store.embedded_backend")
    remote_backend = lazy("kg.store.remote_backend")

__all__ = ["Backend", "Resolve", "open_store"]

Resolve = Callable[[Iterator[Release | Claim]], Iterable[Claim]]
"""Given everything that a store holds, the claims of a release to put beside it.

Of claims other than the user's own notes it may be given what they say and their sources alone.
"""


def open_store(
    location: str | Path | None = None,
    progress: Progress = silent,
    *,
    starter: Path | None = None,
    create: bool = True,
    renew: bool = True,
) -> Backend:
    """Open the store at ``location``.

    Args:
        location: a folder, or the http(s) address of a SPARQL endpoint (see `kg.store.remote_backend`); ``None`` is
            the user's data directory, which is always filled from the starter data on first use.
        progress: told how far long work is: filling, and later rebuilding what turns out to be damaged.
        starter: starter data other than those that come with the package.
        create: whether a folder that holds no store yet becomes one, filled from the starter data.
        renew: whether starter data that the package brings in a newer version replace the older; not in the middle of a
            question.

    Raises:
        StoreError: there is no store and none can or may be made, or the one there cannot be used; the message names
            the folder and a way out.
    """
    if isinstance(location, str) and location.lower().startswith(("http://", "https://")):
        return remote_backend.RemoteBackend.at(location, progress)
    return embedded_backend.EmbeddedBackend.at(location, progress, starter=starter, create=create, renew=renew)


class Backend(Protocol):
    """A store and what can be done with it; a context manager. Open with `open_store`.

    What it reads stays the same while it is open, whatever other processes write, until it writes itself.
    """

    def __enter__(self) -> Self:
        """The store, until the end of the block."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""

    def close(self) -> None:
        """Let go of the store; doing it twice does no harm."""

    @property
    def created(self) -> bool:
        """Whether there was no store before it was opened."""

    @property
    def location(self) -> Path:
        """The folder that questions are answered from: the store's own, or that of a remote store's copy."""

    @property
    def address(self) -> str:
        """What people call the store: its folder or its web address."""

    @property
    def facts(self) -> Facts:
        """The facts that questions are answered from; rebuilt first if they turn out to be damaged.

        Raises:
            StoreError: they are damaged and cannot be rebuilt, or the store cannot be reached.
        """

    @property
    def decisions(self) -> Path:
        """Where the user's decisions on who is whom stand, if there are any."""

    @property
    def transfer_lists(self) -> Path:
        """Where transfer lists are kept as they were imported; see `kg.store.transfer_lists`."""

    def make_queries_ready(self) -> None:
        """Make what SPARQL is asked of, or bring it up to date, which the next query would have to wait for.

        Raises:
            StoreError: it cannot be made, or the store cannot be reached.
        """

    def tidy(self) -> None:
        """Remove what is past and nobody reads, unless somebody writes just now; nobody needs to wait for that."""

    def check(self) -> list[str]:
        """Read every file of the store (of a remote one's copy), repair what was changed, and return what it was.

        Raises:
            StoreError: it cannot be repaired.
        """

    def status(self) -> Status:
        """What the store holds, as far as can be told without opening anything large; repaired first if damaged.

        Raises:
            StoreError: it is damaged and cannot be repaired, or cannot be reached.
        """

    def query(
        self,
        text: str,
        *,
        substitutions: Mapping[str, str | Term] | None = None,
        timeout: float | None = None,
        limit: int | None = None,
        functions: FunctionSource | None = None,
    ) -> QueryResult:
        """Answer a SPARQL query; see `kg.sparql.execution.run` for what it sees and how values are put in.

        Args:
            text: SPARQL 1.1 query.
            substitutions: values by variable.
            timeout: seconds after which it is stopped; ``None`` lets it run, and then only the end stops it.
            limit: rows or triples at most.
            functions: functions that the query may call; a remote store has none.

        Raises:
            InvalidInput: it cannot be understood, is an update, or asks another server.
            StoreError: it took too long, or the store is damaged or cannot be reached.
        """

    def rdf(self) -> rdflib.Dataset:
        """Everything as an rdflib dataset, read-only, with the default graph of every query.

        Raises:
            StoreError: the store is damaged or cannot be reached.
        """

    def statements(self) -> Iterator[Release | Claim]:
        """Every release, each followed by its claims."""

    def dump(self, format: str, output: BinaryIO) -> int:  # noqa: A002
        """Write every quad of the store in one of RDF's syntaxes, and return how many there are.

        Raises:
            StoreError: the store is damaged or cannot be reached.
        """

    def validate(self, files: Sequence[Path] = ()) -> list[Violation]:
        """Check RDF files, or without any the whole store, against the shapes of the ontology.

        Raises:
            InvalidInput: a file cannot be read.
            StoreError: the store is damaged or cannot be reached.
        """

    def holds(self, release: Release, recipe: str) -> bool:
        """Whether the store has this very release, made by this very recipe."""

    def put_release(
        self, release: Release, claims: Iterable[Claim], *, progress: Progress | None = None, recipe: str = ""
    ) -> ImportReport:
        """Store a release in the place of the one of the same data set, all of it or nothing.

        Args:
            release: whose claims they are.
            claims: taken one by one, so that they need never be in memory together. The very same claims in the
                same order as before change nothing.
            progress: told how far it is; by default as the store was opened with.
            recipe: what made the claims, for `holds`.

        Raises:
            InvalidInput: a claim cannot be written, or the source cannot be read; nothing was stored.
            StoreError: another process writes, the disk is full, the folder may not be written, or a remote store
                cannot be reached or takes no updates.
        """

    def put_releases(
        self, releases: Iterable[tuple[Release, Iterable[Claim]]], *, progress: Progress | None = None
    ) -> list[ImportReport]:
        """Store releases of another store, each in the place of the one of the same data set.

        Notes are put beside the user's own, of which none is replaced. A folder takes all releases or none; a remote
        store takes one after the other.

        Args:
            releases: each with its claims, which are read before the next release is asked for.
            progress: as for `put_release`.

        Raises:
            InvalidInput: there are two releases of one data set, or as for `put_release`.
            StoreError: as for `put_release`.
        """

    def put_resolved(
        self, release: Release, resolve: Resolve, *, progress: Progress | None = None, recipe: str = ""
    ) -> ImportReport:
        """Store a release whose claims depend on what the store holds: in a folder, nobody changes that in between.

        Args:
            release: whose claims they are.
            resolve: makes the claims to store.
            progress: as for `put_release`.
            recipe: as for `put_release`.

        Raises:
            InvalidInput, StoreError: as for `put_release`.
        """

    def add_claims(self, release: Release, claims: Sequence[Claim]) -> None:
        """Add claims to those that the store has of a data set; one with the id of an older one replaces it.

        Args:
            release: whose claims they are, and what is told of it from now on.
            claims: the claims to add.

        Raises:
            InvalidInput, StoreError: as for `put_release`.
        """

    def derive(self) -> int:
        """Write what queries see by default where the store does not make it by itself; how many triples that took.

        Raises:
            StoreError: a remote store cannot be reached or takes no updates.
        """

    def put_graph(self, graph: str, triples: str) -> None:
        """Put N-Triples in the place of a named graph that is no release.

        Raises:
            UsageProblem: the graph is a release or no IRI, or the store is a folder, which needs none.
            StoreError: a remote store cannot be reached or takes no updates.
        """

    def retract(self, claim: str, reason: str, *, today: date) -> None:
        """Take a claim out of every release for good: no import and no rebuild brings it back.

        Args:
            claim: its id.
            reason: why, in a sentence; kept with the id.
            today: the day that is noted.

        Raises:
            InvalidInput: no claim has this id.
            UsageProblem: the store is a remote one.
            StoreError: as for `put_release`.
        """

    def remove_release(self, dataset: str, reason: str, *, today: date) -> Release:
        """Take a release out; newer starter data do not bring it back, a later import of it does.

        Args:
            dataset: the name of its data set.
            reason: why; kept with the name.
            today: the day that is noted.

        Returns:
            The release that was removed.

        Raises:
            UsageProblem: there is no such release, or the store is a remote one.
            StoreError: as for `put_release`.
        """

    def update(self, text: str, *, base: str, using: Sequence[str] = (), using_named: Sequence[str] = ()) -> bool:
        """Run a SPARQL update, all of it or nothing.

        Args:
            text: SPARQL 1.1 Update.
            base: IRI that relative ones are relative to.
            using: graphs that its patterns see as the default graph, in place of the store's.
            using_named: graphs that its patterns see as named graphs.

        Returns:
            Whether anything changed.

        Raises:
            InvalidInput: it is not understood, or reaches out of the store.
            StoreError: another process writes, the disk is full, or the folder may not be written.
            UsageProblem: the store is a remote one, which takes its updates itself.
        """
