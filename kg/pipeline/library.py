"""The library: one store, filled on first use, and everything that can be asked of it or put into it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Final

import kg
from kg.errors import InvalidInput, StoreError, UsageProblem
from kg.model.claims import Claim, Release
from kg.model.progress import Progress, silent
from kg.model.reports import ImportReport
from kg.model.results import QueryResult
from kg.model.status import ExportReport, Status
from kg.model.validation import Violation
from kg.pipeline.starter import Starter
from kg.pipeline.taking_stock import status_of
from kg.resources import data_file, ontology_file
from kg.store.embedded import EmbeddedStore, Writer, default_location
from kg.store.layout import LAYOUT
from kg.store.lock import WAIT
from kg.store.manifest import STARTER, USER, Manifest
from kg.store.problems import ELSEWHERE, store_problem

if TYPE_CHECKING:
    from kg.network.facts import Facts
    from kg.store.generation import Generation

__all__ = ["EXPORT_FORMATS", "Library"]

EXPORT_FORMATS: Final = ("turtle", "trig", "nquads", "jsonld", "graphml", "gexf")
"""What `Library.export` can write."""

_FILLING: Final = 60.0
"""Seconds to wait for another process that fills the store: it takes a few, and without it nothing can be answered."""


@contextmanager
def _explained(root: Path) -> Iterator[None]:
    """Add the folder and the way out to a `StoreError` that only says what could not be written."""
    try:
        yield
    except StoreError as error:
        if isinstance(error.__cause__, OSError) and not error.remedy:
            raise store_problem(root, error.__cause__, "write to") from error
        raise


class Library:
    """A store and what can be done with it; a context manager. Open with `Library.open`.

    What it reads stays the same while it is open, whatever other processes write, until it writes itself.
    """

    def __init__(self, store: EmbeddedStore, starter: Starter, progress: Progress) -> None:
        self._store = store
        self._starter = starter
        self._progress = progress
        self._facts: Facts | None = None

    @classmethod
    def open(
        cls, location: str | Path | None = None, progress: Progress = silent, *, starter: Path | None = None
    ) -> Library:
        """Open the store at ``location``, filling it from the starter data when there is none yet.

        Args:
            location: a folder; ``None`` is the user's data directory.
            progress: told how far long work is: filling, and later rebuilding what turns out to be damaged.
            starter: starter data other than those that come with the package.

        Raises:
            StoreError: there is no store and none can be made, or the one there cannot be used; the message names
                the folder and a way out.
        """
        if isinstance(location, str) and location.startswith(("http://", "https://")):
            raise StoreError(f"remote stores are not supported yet: {location}", remedy="name a folder instead")
        if isinstance(location, str) and (not location.strip() or "\0" in location):
            raise StoreError(f"{location!r} names no folder", remedy=ELSEWHERE)
        root = Path(location).expanduser() if location is not None else default_location()
        store = EmbeddedStore(root.absolute())
        library = cls(store, Starter(starter or data_file("starter.nq.gz")), progress)
        try:
            library._make_ready()
        except BaseException:
            store.close()
            raise
        return library

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store; doing it twice does no harm."""
        self._facts = None
        self._store.close()

    @property
    def location(self) -> Path:
        """The store's folder."""
        return self._store.root

    # Getting ready: filling, renewing the starter data, repairing.

    def _make_ready(self) -> None:
        generation = self._store.generation
        if generation is None:
            self._fill()
        elif generation.manifest is None or generation.manifest.layout != LAYOUT:
            self._repair("its list of releases cannot be read" if generation.manifest is None else "its layout is old")
        if self._outdated(self._manifest) and self._store.writable:
            self._renew()

    @property
    def _generation(self) -> Generation:
        generation = self._store.generation
        if generation is None:
            raise StoreError(f"the store at {self.location} is closed or was removed", remedy="open it again")
        return generation

    @property
    def _manifest(self) -> Manifest:
        manifest = self._generation.manifest
        if manifest is None:
            raise StoreError(f"the store at {self.location} was damaged while it was read", remedy="run it again")
        return manifest

    def _outdated(self, manifest: Manifest) -> bool:
        """Whether the package brings other starter data, and is not itself the older of the two."""
        packaged = self._starter.name
        return (
            bool(packaged) and packaged != manifest.starter and _version(kg.__version__) >= _version(manifest.package)
        )

    @contextmanager
    def _writing(self, *, wait: float = WAIT) -> Iterator[Writer]:
        with _explained(self.location), self._store.writing(wait=wait, progress=self._progress) as writer:
            yield writer
        self._facts = None

    def _fill(self) -> None:
        with self._writing(wait=_FILLING) as writer:
            if writer.base is None:  # nobody else has filled it while this process waited
                self._take_starter(writer, Manifest())

    def _renew(self) -> None:
        """Replace the starter's releases. A store that cannot be written just now answers from what it has."""
        try:
            with self._writing(wait=0) as writer:
                base = self._sound(writer)
                if base.manifest is not None and self._outdated(base.manifest):
                    self._take_starter(writer, base.manifest)
        except StoreError:
            self._store.refresh()

    def _take_starter(self, writer: Writer, manifest: Manifest) -> None:
        from kg.pipeline.recording import complete

        users = [entry for entry in manifest.entries if entry.origin == USER]
        with writer.draft() as draft:
            entries = self._starter.record(
                draft, without={entry.release.dataset for entry in users}, progress=self._progress
            )
            for entry in users:
                draft.keep(entry)
            manifest = Manifest((*entries, *users), self._starter.name, kg.__version__)
            complete(writer, draft, manifest, progress=self._progress)

    def _sound(self, writer: Writer) -> Generation:
        """The generation to build on, repaired if anything in it that the next one would share is damaged."""
        from kg.pipeline.repair import repair

        base = writer.base
        if base is None:
            self._take_starter(writer, Manifest())
        elif base.manifest is None or any(base.damage(part) for part in ("quads", "segments", "oxigraph")):
            repair(writer, base, root=self.location, starter=self._starter, progress=self._progress)
        if writer.base is None:
            raise StoreError(f"the store at {self.location} could not be filled")
        return writer.base

    def _repair(self, damage: str) -> None:
        from kg.pipeline.repair import repair

        try:
            with self._writing() as writer:
                if writer.base is None:
                    self._take_starter(writer, Manifest())
                elif writer.base.number == self._generation.number:  # nobody else has repaired it meanwhile
                    repair(writer, writer.base, root=self.location, starter=self._starter, progress=self._progress)
        except StoreError as error:
            if "is damaged" in error.problem:
                raise
            raise StoreError(
                f"the store at {self.location} is damaged ({damage}) and could not be repaired: {error.problem}",
                remedy=error.remedy,
            ) from error

    # Reading.

    @property
    def facts(self) -> Facts:
        """The facts that questions are answered from; rebuilt first if they turn out to be damaged.

        Raises:
            StoreError: they are damaged and cannot be rebuilt.
        """
        if self._facts is None:
            from kg.network.facts import Facts

            damage = self._generation.damage("facts")
            if not damage:
                try:
                    self._facts = Facts.open(self._generation.places.facts)
                    return self._facts
                except StoreError as error:
                    damage = error.problem
            self._repair(damage)
            self._facts = Facts.open(self._generation.places.facts)
        return self._facts

    def _database(self) -> Path:
        """Where the Oxigraph database lies; rebuilt first if it is damaged."""
        if damage := self._generation.damage("oxigraph"):
            self._repair(damage)
        return self._generation.places.oxigraph

    def status(self) -> Status:
        """What the store holds, as far as can be told without opening anything large."""
        generation = self._generation
        return status_of(self.location, generation.number, self._manifest, writable=self._store.writable)

    def query(
        self,
        text: str,
        *,
        substitutions: Mapping[str, str] | None = None,
        timeout: float | None = None,
        limit: int | None = None,
    ) -> QueryResult:
        """Answer a SPARQL query; see `kg.store.query.run` for what it sees and how values are put in.

        Args:
            text: SPARQL 1.1 query.
            substitutions: values by variable.
            timeout: seconds after which it is stopped; ``None`` lets it run, and then only the end stops it.
            limit: rows or triples at most.

        Raises:
            InvalidInput: it cannot be understood, is an update, or asks another server.
            StoreError: it took too long, or the store is damaged.
        """
        from kg.store.query import run

        return run(self._database(), text, substitutions=substitutions or {}, timeout=timeout, limit=limit)

    def write_results(self, result: QueryResult, format: str, output: BinaryIO) -> None:  # noqa: A002
        """Write a query's result in a standard format; see `kg.store.results.write_results`."""
        from kg.store.results import write_results

        write_results(result, format, output)

    def statements(self) -> Iterator[Release | Claim]:
        """Every release, each followed by its claims, from the texts."""
        from kg.pipeline.recording import read_release

        for entry in self._manifest.entries:
            release, claims = read_release(self._generation.places.quads(entry.name))
            yield release
            yield from claims

    def export(self, format: str, output: Path) -> ExportReport:  # noqa: A002
        """Write the whole store to a file, atomically.

        Args:
            format: one of `EXPORT_FORMATS`.
            output: the file to make or to replace.

        Raises:
            UsageProblem: there is no such format, or ``output`` is a folder.
            StoreError: the store is damaged.
            KgError: the file cannot be written; what stood there before is as it was.
        """
        from kg.pipeline.exporting import replacing
        from kg.store.exports import RDF_FORMATS, dump

        if format not in EXPORT_FORMATS:
            raise UsageProblem(f"{format!r} is no export format", remedy="use one of " + ", ".join(EXPORT_FORMATS))
        notes: tuple[str, ...] = ()
        with replacing(output) as file:
            if format in RDF_FORMATS:
                items, unit = dump(self._database(), format, file), "quads"
                if format == "turtle":
                    unit = "triples"
                    notes = ("Turtle cannot say which release states what; trig, nquads and jsonld do",)
            else:
                from kg.render.graphs import write_graph

                items, unit = write_graph(self.statements(), format=format, output=file), "nodes and edges"
            size = file.tell() if file.seekable() else 0
        return ExportReport(output, format, items, unit, size, notes)

    def validate(self, files: Sequence[Path] = ()) -> list[Violation]:
        """Check RDF files, or without any the whole store, against the shapes of the ontology.

        Raises:
            InvalidInput: a file cannot be read.
            StoreError: the store is damaged.
        """
        from kg.store.exports import load_files
        from kg.store.oxigraph import open_read_only
        from kg.store.validation import violations

        store = load_files(files) if files else open_read_only(self._database())
        return list(violations(store, shapes=ontology_file("shapes.ttl")))

    # Writing.

    def put_release(
        self, release: Release, claims: Iterable[Claim], *, progress: Progress | None = None
    ) -> ImportReport:
        """Store a release in the place of the one of the same data set, all of it or nothing.

        Args:
            release: whose claims they are.
            claims: taken one by one, so that they need never be in memory together. The very same claims in the
                same order as before change nothing.
            progress: told how far it is; by default as the library was opened with.

        Raises:
            InvalidInput: a claim cannot be written, or the source cannot be read; nothing was stored.
            StoreError: another process writes, the disk is full, or the folder may not be written.
        """
        with self._telling(progress), self._writing() as writer:
            self._sound(writer)
            return self._put(writer, release, claims)

    def add_claims(self, release: Release, claims: Sequence[Claim]) -> None:
        """Add claims to those that the store has of a data set; one with the id of an older one replaces it.

        Args:
            release: whose claims they are, and what is told of it from now on.
            claims: the claims to add.

        Raises:
            InvalidInput, StoreError: as for `put_release`.
        """
        from kg.pipeline.recording import with_claims

        with self._writing() as writer:
            base = self._sound(writer)
            entry = base.manifest.entry(release.dataset) if base.manifest else None
            text = base.places.quads(entry.name) if entry else None
            self._put(writer, release, with_claims(text, claims))

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
        from kg.pipeline.updating import take_update
        from kg.store.updates import Update

        with self._writing() as writer:
            base_generation = self._sound(writer)
            if base_generation.manifest is None:
                raise StoreError(f"the store at {self.location} is damaged", remedy="open it again")
            update = Update(text, base, tuple(using), tuple(using_named))
            return take_update(writer, base_generation, base_generation.manifest, update, progress=self._progress)

    @contextmanager
    def _telling(self, progress: Progress | None) -> Iterator[None]:
        before = self._progress
        self._progress = progress or before
        try:
            yield
        finally:
            self._progress = before

    def _put(self, writer: Writer, release: Release, claims: Iterable[Claim]) -> ImportReport:
        from kg.pipeline.recording import complete, record

        manifest = writer.base.manifest if writer.base else None
        if manifest is None:
            raise StoreError(f"the store at {self.location} is damaged", remedy="open it again")
        before = manifest.entry(release.dataset)
        with writer.draft() as draft:
            entry = record(draft, release, claims, origin=USER, progress=self._progress)
            count = entry.status.counts.claims
            if before is not None and before.digest == entry.digest:
                return ImportReport(release, count, count, stored=False, notes=("the store holds this very release",))
            for other in manifest.entries:
                if other is not before:
                    draft.keep(other)
            try:
                complete(writer, draft, manifest.with_entry(entry), progress=self._progress)
            except InvalidInput as error:
                raise InvalidInput(f"{release.title or release.dataset}: {error}") from error
        replaced = f"replaces release {before.release.version}" if before else ""
        if before is not None and before.origin == STARTER:
            replaced += ", which came with the package"
        return replace(ImportReport(release, count, count), notes=(replaced,) if replaced else ())


def _version(text: str) -> tuple[int, ...]:
    """A version's numbers, for comparing; anything after them does not count."""
    numbers: list[int] = []
    for part in text.split("."):
        if not part.isdigit():
            break
        numbers.append(int(part))
    return tuple(numbers)
