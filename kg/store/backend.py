"""The library: one store, filled on first use, and everything that can be asked of it or put into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Final

from kg.errors import StoreError
from kg.model.claims import Claim, Release
from kg.model.progress import Progress, silent
from kg.model.reports import ImportReport
from kg.model.results import QueryResult, Term
from kg.model.status import Status
from kg.model.validation import Violation
from kg.resources import data_file, ontology_file
from kg.sparql.problems import ELSEWHERE
from kg.store.embedded import EmbeddedStore, default_location
from kg.store.generation import PARTS
from kg.store.lock import WAIT
from kg.store.maintenance import Maintenance
from kg.store.starter_data import Starter
from kg.store.status import status_of

if TYPE_CHECKING:
    import rdflib

    from kg.columns.facts import Facts
    from kg.sparql.database import Opened
    from kg.store.embedded import Writer
    from kg.store.generation import Generation
    from kg.store.manifest import Manifest

__all__ = ["Backend"]

_PATIENCE: Final = 600.0
"""Seconds that an import waits for another one: it has read its files by then, and would have to read them again."""


class Backend:
    """A store and what can be done with it; a context manager. Open with `Library.open`.

    What it reads stays the same while it is open, whatever other processes write, until it writes itself.
    """

    def __init__(self, maintenance: Maintenance) -> None:
        self._maintenance = maintenance
        self._facts: Facts | None = None
        self._opened: Opened | None = None

    @classmethod
    def open(
        cls, location: str | Path | None = None, progress: Progress = silent, *, starter: Path | None = None
    ) -> Backend:
        """Open the store at ``location``, filling it from the starter data when there is none yet.

        Args:
            location: a folder, or the http(s) address of a SPARQL endpoint (see `kg.store.remote_backend`); ``None`` is
                the user's data directory.
            progress: told how far long work is: filling, and later rebuilding what turns out to be damaged.
            starter: starter data other than those that come with the package.

        Raises:
            StoreError: there is no store and none can be made, or the one there cannot be used; the message names
                the folder and a way out.
        """
        if isinstance(location, str) and location.lower().startswith(("http://", "https://")):
            from kg.store.remote_backend import RemoteBackend

            return RemoteBackend.at(location, progress)
        if isinstance(location, str) and (not location.strip() or "\0" in location):
            raise StoreError(f"{location!r} names no folder", remedy=ELSEWHERE)
        root = Path(location).expanduser() if location is not None else default_location()
        store = EmbeddedStore(root.absolute())
        maintenance = Maintenance(store, Starter(starter or data_file("starter.nq.gz")), progress)
        try:
            maintenance.make_ready()
        except BaseException:
            store.close()
            raise
        return cls(maintenance)

    def __enter__(self) -> Backend:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store; doing it twice does no harm."""
        self._facts = self._opened = None
        self._maintenance.store.close()

    @property
    def location(self) -> Path:
        """The store's folder."""
        return self._maintenance.root

    @property
    def address(self) -> str:
        """What people call the store."""
        return str(self.location)

    @contextmanager
    def _writing(self, wait: float = WAIT) -> Iterator[Writer]:
        with self._maintenance.writing(wait=wait) as writer:
            yield writer
        self._facts = self._opened = None

    # Reading.

    @property
    def facts(self) -> Facts:
        """The facts that questions are answered from; rebuilt first if they turn out to be damaged.

        Raises:
            StoreError: they are damaged and cannot be rebuilt.
        """
        if self._facts is None:
            from kg.columns.facts import Facts

            damage = self._maintenance.generation.damage("facts")
            if not damage:
                try:
                    self._facts = Facts.open(self._maintenance.generation.places.facts)
                    return self._facts
                except StoreError as error:
                    damage = error.problem
            self._maintenance.repair(damage)
            self._facts = Facts.open(self._maintenance.generation.places.facts)
        return self._facts

    def _database(self) -> Path:
        """Where the Oxigraph database lies; rebuilt first if it is damaged."""
        if damage := self._maintenance.generation.damage("oxigraph"):
            self._maintenance.repair(damage)
        return self._maintenance.generation.places.oxigraph

    def _make_whole(self) -> None:
        """Repair what questions alone would not notice: a damaged text of a release, while its triples still stand."""
        if damage := next(filter(None, map(self._maintenance.generation.damage, PARTS)), ""):
            self._maintenance.repair(damage)

    def status(self) -> Status:
        """What the store holds, as far as can be told without opening anything large; repaired first if damaged.

        Raises:
            StoreError: it is damaged and cannot be repaired.
        """
        self._make_whole()
        generation = self._maintenance.generation
        return status_of(
            self.location, generation.number, self._maintenance.manifest, writable=self._maintenance.store.writable
        )

    def query(
        self,
        text: str,
        *,
        substitutions: Mapping[str, str | Term] | None = None,
        timeout: float | None = None,
        limit: int | None = None,
    ) -> QueryResult:
        """Answer a SPARQL query; see `kg.sparql.execution.run` for what it sees and how values are put in.

        Args:
            text: SPARQL 1.1 query.
            substitutions: values by variable.
            timeout: seconds after which it is stopped; ``None`` lets it run, and then only the end stops it.
            limit: rows or triples at most.

        Raises:
            InvalidInput: it cannot be understood, is an update, or asks another server.
            StoreError: it took too long, or the store is damaged.
        """
        from kg.sparql.database import Opened
        from kg.sparql.execution import run

        opened = self._opened = self._opened or Opened(self._database())
        return run(opened.folder, text, substitutions=substitutions or {}, timeout=timeout, limit=limit, opened=opened)

    def rdf(self) -> rdflib.Dataset:
        """Everything as an rdflib dataset over the database, read-only; the default graph is the union of all.

        Raises:
            StoreError: the store is damaged.
        """
        import rdflib
        from oxrdflib import OxigraphStore

        from kg.sparql.database import open_read_only

        return rdflib.Dataset(store=OxigraphStore(store=open_read_only(self._database())), default_union=True)

    def write_results(self, result: QueryResult, format: str, output: BinaryIO) -> None:  # noqa: A002
        """Write a query's result in a standard format; see `kg.sparql.formats.write_results`."""
        from kg.sparql.formats import write_results

        write_results(result, format, output)

    def statements(self) -> Iterator[Release | Claim]:
        """Every release, each followed by its claims, from the texts."""
        yield from _statements(self._maintenance.generation, self._maintenance.manifest)

    def dump(self, format: str, output: BinaryIO) -> int:  # noqa: A002
        """Write every quad of the store in one of RDF's syntaxes, and return how many there are.

        Raises:
            StoreError: the store is damaged.
        """
        from kg.store.exports import dump

        return dump(self._database(), format, output)

    def validate(self, files: Sequence[Path] = ()) -> list[Violation]:
        """Check RDF files, or without any the whole store, against the shapes of the ontology.

        Raises:
            InvalidInput: a file cannot be read.
            StoreError: the store is damaged.
        """
        from kg.sparql.database import open_read_only
        from kg.store.exports import load_files
        from kg.store.validation import violations

        if not files:
            self._make_whole()
        store = load_files(files) if files else open_read_only(self._database())
        return list(violations(store, shapes=ontology_file("shapes.ttl")))

    # Writing.

    @property
    def decisions(self) -> Path:
        """Where the user's decisions on who is whom stand, if there are any."""
        return self._maintenance.store.layout.decisions

    @property
    def transfer_lists(self) -> Path:
        """Where transfer lists are kept as they were imported; see `kg.store.transfer_lists`."""
        return self._maintenance.store.layout.transfers

    def holds(self, release: Release, recipe: str) -> bool:
        """Whether the store has this very release, made by this very recipe."""
        entry = self._maintenance.manifest.entry(release.dataset)
        return entry is not None and (entry.release.id, entry.recipe) == (release.id, recipe)

    def put_release(
        self, release: Release, claims: Iterable[Claim], *, progress: Progress | None = None, recipe: str = ""
    ) -> ImportReport:
        """Store a release in the place of the one of the same data set, all of it or nothing.

        Args:
            release: whose claims they are.
            claims: taken one by one, so that they need never be in memory together. The very same claims in the
                same order as before change nothing.
            progress: told how far it is; by default as the library was opened with.
            recipe: what made the claims, for `holds`.

        Raises:
            InvalidInput: a claim cannot be written, or the source cannot be read; nothing was stored.
            StoreError: another process writes, the disk is full, or the folder may not be written.
        """
        return self._put(release, lambda _: claims, WAIT, progress, recipe)

    def put_resolved(
        self,
        release: Release,
        resolve: Callable[[Iterator[Release | Claim]], Iterable[Claim]],
        *,
        progress: Progress | None = None,
        recipe: str = "",
    ) -> ImportReport:
        """Store a release whose claims depend on what the store holds: nobody changes that in between.

        Args:
            release: whose claims they are.
            resolve: given everything that the store holds (see `statements`), the claims to store.
            progress: as for `put_release`.
            recipe: as for `put_release`.

        Raises:
            InvalidInput, StoreError: as for `put_release`.
        """
        return self._put(release, resolve, _PATIENCE, progress, recipe)

    def _put(
        self,
        release: Release,
        resolve: Callable[[Iterator[Release | Claim]], Iterable[Claim]],
        wait: float,
        progress: Progress | None,
        recipe: str,
    ) -> ImportReport:
        from kg.store.releases import take_release

        progress = progress or self._maintenance.progress
        with self._writing(wait) as writer:
            base = self._maintenance.sound(writer)
            manifest = self._maintenance.listed(base)
            claims = resolve(_statements(base, manifest))
            return take_release(writer, manifest, release, claims, progress=progress, recipe=recipe)

    def add_claims(self, release: Release, claims: Sequence[Claim]) -> None:
        """Add claims to those that the store has of a data set; one with the id of an older one replaces it.

        Args:
            release: whose claims they are, and what is told of it from now on.
            claims: the claims to add.

        Raises:
            InvalidInput, StoreError: as for `put_release`.
        """
        from kg.store.releases import take_release, with_claims

        with self._writing() as writer:
            base = self._maintenance.sound(writer)
            manifest = self._maintenance.listed(base)
            entry = manifest.entry(release.dataset)
            all_claims = with_claims(base.places.quads(entry.name) if entry else None, claims)
            take_release(writer, manifest, release, all_claims, progress=self._maintenance.progress)

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
        """
        from kg.store.sparql_updates import take_update
        from kg.store.updates import Update

        with self._writing() as writer:
            generation = self._maintenance.sound(writer)
            update = Update(text, base, tuple(using), tuple(using_named))
            manifest = self._maintenance.listed(generation)
            return take_update(writer, generation, manifest, update, progress=self._maintenance.progress)


def _statements(generation: Generation, manifest: Manifest) -> Iterator[Release | Claim]:
    from kg.store.releases import read_release

    for entry in manifest.entries:
        release, claims = read_release(generation.places.quads(entry.name))
        yield release
        yield from claims
