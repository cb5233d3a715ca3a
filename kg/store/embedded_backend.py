"""A store in a folder of this machine: answers come from its own files, and are written by one process at a time."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Final, Self

from kg.errors import InvalidInput, StoreError, UsageProblem
from kg.lazy import lazy
from kg.model.claims import Claim, Release
from kg.model.progress import Progress, silent
from kg.model.reports import ImportReport
from kg.model.results import QueryResult, Term
from kg.model.status import Status
from kg.model.validation import Violation
from kg.resources import data_file, ontology_file
from kg.sparql.database import Opened, open_read_only
from kg.sparql.problems import ELSEWHERE, translated
from kg.store.backend import Resolve
from kg.store.embedded import EmbeddedStore, default_location
from kg.store.generation import PARTS
from kg.store.maintenance import Maintenance
from kg.store.retractions import CLAIM, RELEASE, Retraction
from kg.store.starter_data import Starter
from kg.store.status import status_of

if TYPE_CHECKING:
    import oxrdflib
    import pyoxigraph
    import rdflib
    from pyoxigraph import Triple

    from kg.columns import facts as column_facts
    from kg.columns.facts import Facts
    from kg.rdf import codec
    from kg.sparql import execution
    from kg.sparql.functions import FunctionSource
    from kg.store import exports, manual_claims, query_database, release_changes, sparql_updates, updates, validation
    from kg.store import releases as release_texts
    from kg.store.embedded import Writer
    from kg.store.query_database import QueryDatabase
else:
    codec = lazy("kg.rdf.codec")
    column_facts = lazy("kg.columns.facts")
    execution = lazy("kg.sparql.execution")
    exports = lazy("kg.store.exports")
    manual_claims = lazy("kg.store.manual_claims")
    oxrdflib = lazy("oxrdflib")
    pyoxigraph = lazy("pyoxigraph")
    query_database = lazy("kg.store.query_database")
    rdflib = lazy("rdflib")
    release_changes = lazy("kg.store.release_changes")
    release_texts = lazy("kg.store.releases")
    sparql_updates = lazy("kg.store.sparql_updates")
    updates = lazy("kg.store.updates")
    validation = lazy("kg.store.validation")

__all__ = ["EmbeddedBackend"]

_LONGEST_PATH: Final = 4000
_LONGEST_NAME: Final = 255

_PATIENCE: Final = 600.0
"""Seconds to wait for others who write: what was typed or read by then would have to be typed or read again."""


class EmbeddedBackend:
    """A `kg.store.backend.Backend` over a folder."""

    def __init__(self, maintenance: Maintenance) -> None:
        self.maintenance = maintenance
        self._facts: Facts | None = None
        self._opened: Opened | None = None
        self._queries: QueryDatabase | None = None

    @classmethod
    def at(
        cls,
        location: str | Path | None,
        progress: Progress = silent,
        *,
        starter: Path | None = None,
        create: bool = True,
        renew: bool = True,
    ) -> EmbeddedBackend:
        """The store in a folder; see `kg.store.backend.open_store`."""
        if isinstance(location, str) and (not location.strip() or "\0" in location):
            raise StoreError(f"{location!r} names no folder", remedy=ELSEWHERE)
        root = _folder(location)
        store = EmbeddedStore(root.absolute())
        maintenance = Maintenance(store, _starter(starter), progress)
        try:
            maintenance.make_ready(create=create or location is None, renew=renew)
        except BaseException:
            store.close()
            raise
        return cls(maintenance)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store; doing it twice does no harm."""
        self.forget()
        self.maintenance.store.close()

    def forget(self) -> None:
        """Open what is asked for next anew: something was written."""
        if self._queries is not None:
            self._queries.close()
        self._facts = self._opened = self._queries = None

    @property
    def created(self) -> bool:
        """Whether there was no store in the folder before it was opened."""
        return self.maintenance.created

    @property
    def location(self) -> Path:
        """The store's folder."""
        return self.maintenance.root

    @property
    def address(self) -> str:
        """What people call the store."""
        return str(self.location)

    @contextmanager
    def writing(self, wait: float = _PATIENCE) -> Iterator[Writer]:
        """Be the only writer while the block runs; what it wrote is what is read afterwards.

        Raises:
            StoreError: another process writes, the disk is full, or the folder may not be written.
        """
        with self.maintenance.writing(wait=wait) as writer:
            yield writer
        self.forget()

    # Reading.

    @property
    def facts(self) -> Facts:
        """The facts that questions are answered from; rebuilt first if they turn out to be damaged."""
        if self._facts is None:
            damage = self.maintenance.generation.damage("facts")
            if not damage:
                try:
                    self._facts = column_facts.Facts.open(self.maintenance.generation.places.facts)
                    return self._facts
                except StoreError as error:
                    damage = error.problem
            self.maintenance.repair(damage)
            self._facts = column_facts.Facts.open(self.maintenance.generation.places.facts)
        return self._facts

    def _database(self) -> Path:
        """Where the Oxigraph database lies; rebuilt first if it is damaged."""
        if damage := self.maintenance.generation.damage("oxigraph"):
            self.maintenance.repair(damage)
        return self.maintenance.generation.places.oxigraph

    def query_folder(self) -> Path:
        """Where the database for queries lies; made or brought up to date first."""
        folder, made = self._query_folder()
        if made:
            self._tidy_queries()
        return folder

    def make_queries_ready(self) -> None:
        """Make the database for queries, or bring it up to date; those before it are left for `tidy`."""
        self._query_folder()

    def tidy(self) -> None:
        """Remove what is past and nobody reads, unless somebody writes just now."""
        with suppress(StoreError):
            with self.writing(wait=0) as writer:  # whoever begins to write removes what is past
                writer.renew_times()
            if self._query_database().exists():
                self._query_folder()
                self._tidy_queries()

    def _tidy_queries(self) -> None:
        """Remove older databases for queries; files that the generation and the database share were touched by that."""
        if self._queries is not None:
            self._queries.tidy()
        self.maintenance.renew_times()

    def _query_folder(self) -> tuple[Path, bool]:
        """Where the database for queries lies, and whether it was made just now."""
        if self._queries is None:
            self._database()
            if not self._query_database().exists():
                _ = self.facts  # it is made of them: those of another version are made anew first
            self._queries = self._query_database()
        with translated(self.location, "write to"):
            folder = self._queries.folder()
        return folder, self._queries.made

    def _query_database(self) -> query_database.QueryDatabase:
        store = self.maintenance
        return query_database.QueryDatabase(store.root, store.generation, store.manifest, store.progress)

    def derives(self) -> bool:
        """Whether presences and ties are in the database for queries; it is made or brought up to date first."""
        self.query_folder()
        return self._queries is not None and self._queries.derives()

    def _make_whole(self, *parts: str, thorough: bool = False) -> None:
        """Repair what is damaged in some parts.

        Args:
            parts: which of `PARTS`.
            thorough: read all their files: for what will read them itself.
        """
        for part in parts:
            if damage := self.maintenance.generation.damage(part, thorough=thorough):
                self.maintenance.repair(damage)

    def check(self) -> list[str]:
        """Read every file of the store, repair what was changed, and return what it was."""
        problems = self.maintenance.check()
        if problems:
            self.forget()
        return problems

    def status(self) -> Status:
        """What the store holds; repaired first if damaged."""
        self._make_whole(*PARTS)
        generation, manifest = self.maintenance.generation, self.maintenance.manifest
        return status_of(
            self.location,
            generation.number,
            manifest,
            writable=self.maintenance.store.writable,
            facts=generation.places.facts,
        )

    def query(
        self,
        text: str,
        *,
        substitutions: Mapping[str, str | Term] | None = None,
        timeout: float | None = None,
        limit: int | None = None,
        functions: FunctionSource | None = None,
    ) -> QueryResult:
        """Answer a SPARQL query; see `kg.sparql.execution.run`."""
        values = substitutions or {}
        for attempt in (1, 2):
            opened = self._opened = self._opened or Opened(self.query_folder())
            try:
                return execution.run(
                    opened.folder,
                    text,
                    substitutions=values,
                    timeout=timeout,
                    limit=limit,
                    opened=opened,
                    functions=functions,
                )
            except (StoreError, OSError):
                if attempt == 2 or not self._mended_database():
                    raise
        raise AssertionError("the second attempt returns or raises")

    def _mended_database(self) -> bool:
        """Whether the database for queries was damaged, which only reading all of it shows; it is made again then."""
        damaged = self._queries is not None and self._queries.discard_damaged()
        if damage := self.maintenance.generation.damage("oxigraph", thorough=True):
            self.maintenance.repair(damage)
            damaged = True
        self.forget()
        return damaged

    def rdf(self) -> rdflib.Dataset:
        """Everything as an rdflib dataset over the database, read-only, with the default graph of every query."""
        return rdflib.Dataset(store=oxrdflib.OxigraphStore(store=open_read_only(self.query_folder())))

    def statements(self) -> Iterator[Release | Claim]:
        """Every release, each followed by its claims, from the texts."""
        self._make_whole("quads", thorough=True)
        yield from release_texts.statements(self.maintenance.generation, self.maintenance.manifest)

    def dump(self, format: str, output: BinaryIO) -> int:  # noqa: A002
        """Write every quad of the store in one of RDF's syntaxes, and return how many there are."""
        self._make_whole("oxigraph", thorough=True)
        return exports.dump(self._database(), format, output, agreed=self._agreed)

    def _agreed(self, iri: str) -> Iterable[Triple]:
        """What the releases together say of a person, as triples; nothing for anything else."""
        node = self.facts.node(iri)
        if node is None or not self.facts.is_person(node):
            return ()
        lines = "".join(codec.encode(Claim(iri, self.facts.person(node)), iri))
        return [quad.triple for quad in pyoxigraph.parse(lines, pyoxigraph.RdfFormat.N_QUADS)]

    def validate(self, files: Sequence[Path] = ()) -> list[Violation]:
        """Check RDF files, or without any the whole store, against the shapes of the ontology."""
        if files:
            return exports.file_violations(files)
        self._make_whole(*PARTS, thorough=True)
        return list(validation.violations(open_read_only(self._database()), shapes=ontology_file("shapes.ttl")))

    # Writing.

    @property
    def decisions(self) -> Path:
        """Where the user's decisions on who is whom stand, if there are any."""
        return self.maintenance.store.layout.decisions

    @property
    def transfer_lists(self) -> Path:
        """Where transfer lists are kept as they were imported; see `kg.store.transfer_lists`."""
        return self.maintenance.store.layout.transfers

    def holds(self, release: Release, recipe: str) -> bool:
        """Whether the store has this very release, made by this very recipe."""
        entry = self.maintenance.manifest.entry(release.dataset)
        return entry is not None and (entry.release.id, entry.recipe) == (release.id, recipe)

    def put_release(
        self, release: Release, claims: Iterable[Claim], *, progress: Progress | None = None, recipe: str = ""
    ) -> ImportReport:
        """Store a release in the place of the one of the same data set, all of it or nothing."""
        return self._put(release, lambda _: claims, progress, recipe)

    def put_releases(
        self, releases: Iterable[tuple[Release, Iterable[Claim]]], *, progress: Progress | None = None
    ) -> list[ImportReport]:
        """Store releases of another store, all of them or none; notes go beside the user's own."""
        with self.writing() as writer:
            base = self.maintenance.sound(writer)
            manifest = self.maintenance.listed(base)
            own = manifest.entry(manual_claims.NOTES.dataset)

            def with_own() -> Iterator[tuple[Release, Iterable[Claim]]]:
                for release, claims in releases:
                    if own is not None and release.dataset == manual_claims.NOTES.dataset:
                        yield (
                            manual_claims.NOTES,
                            manual_claims.beside_own(
                                release_texts.read_release(base.places.quads(own.name))[1], claims
                            ),
                        )
                    else:
                        yield release, claims

            return release_changes.take_releases(
                writer, manifest, with_own(), progress=progress or self.maintenance.progress
            )

    def put_resolved(
        self, release: Release, resolve: Resolve, *, progress: Progress | None = None, recipe: str = ""
    ) -> ImportReport:
        """Store a release whose claims depend on what the store holds."""
        return self._put(release, resolve, progress, recipe)

    def _put(self, release: Release, resolve: Resolve, progress: Progress | None, recipe: str) -> ImportReport:
        progress = progress or self.maintenance.progress
        with self.writing() as writer:
            base = self.maintenance.sound(writer)
            manifest = self.maintenance.listed(base)
            claims = resolve(release_texts.known_statements(base, manifest, whole=manual_claims.NOTES.dataset))
            return release_changes.take_release(writer, manifest, release, claims, progress=progress, recipe=recipe)

    def add_claims(self, release: Release, claims: Sequence[Claim]) -> None:
        """Add claims to those that the store has of a data set; one with the id of an older one replaces it."""
        with self.writing() as writer:
            reasons = {item.id: item.reason for item in writer.retractions}
            for claim in claims:
                if claim.id in reasons:
                    raise InvalidInput(f"this claim was retracted: {reasons[claim.id]}", remedy="nothing was written")
            base = self.maintenance.sound(writer)
            manifest = self.maintenance.listed(base)
            entry = manifest.entry(release.dataset)
            all_claims = release_changes.with_claims(base.places.quads(entry.name) if entry else None, claims)
            release_changes.take_release(writer, manifest, release, all_claims, progress=self.maintenance.progress)

    def derive(self) -> int:
        """Nothing to do: the database for queries is brought up to date when a query is asked."""
        return 0

    def put_graph(self, graph: str, triples: str) -> None:  # noqa: ARG002
        """Not done here: it raises UsageProblem."""
        raise UsageProblem("a folder's queries call functions themselves", remedy="name a remote store with --store")

    def retract(self, claim: str, reason: str, *, today: date) -> None:
        """Take a claim out of every release for good."""
        with self.writing() as writer:
            base = self.maintenance.sound(writer)
            writer.retract(Retraction(CLAIM, claim, reason, today))
            if not release_changes.take_retraction(
                writer, self.maintenance.listed(base), claim, progress=self.maintenance.progress
            ):
                raise InvalidInput(
                    f"no claim has the id {claim}", remedy="kg show --format json tells ids; it is noted all the same"
                )

    def remove_release(self, dataset: str, reason: str, *, today: date) -> Release:
        """Take a release out; newer starter data do not bring it back."""
        with self.writing() as writer:
            manifest = self.maintenance.listed(self.maintenance.sound(writer))
            entry = manifest.entry(dataset)
            if entry is None:
                names = ", ".join(sorted(held.release.dataset for held in manifest.entries))
                raise UsageProblem(f"the store holds no release {dataset!r}", remedy=f"it holds {names}")
            writer.retract(Retraction(RELEASE, dataset, reason, today))
            release_changes.take_removal(writer, manifest, dataset, progress=self.maintenance.progress)
        return entry.release

    def update(self, text: str, *, base: str, using: Sequence[str] = (), using_named: Sequence[str] = ()) -> bool:
        """Run a SPARQL update, all of it or nothing."""
        with self.writing() as writer:
            generation = self.maintenance.sound(writer)
            update = updates.Update(text, base, tuple(using), tuple(using_named))
            manifest = self.maintenance.listed(generation)
            return sparql_updates.take_update(writer, generation, manifest, update, progress=self.maintenance.progress)


def _starter(path: Path | None) -> Starter:
    """The starter data named, or those that come with the package."""
    packaged = Starter(data_file("starter.trig.gz"))
    return packaged if path is None or Starter(path).name == packaged.name else Starter(path, packaged=False)


def _folder(location: str | Path | None) -> Path:
    """The folder that a location means; ``~`` and ``~name`` are homes."""
    if location is None:
        return default_location()
    try:
        folder = Path(location).expanduser()
    except RuntimeError as error:  # there is nobody of that name
        raise UsageProblem(f"{str(location)[:200]!r} begins with a home that nobody has", remedy=ELSEWHERE) from error
    if len(str(folder)) > _LONGEST_PATH or any(len(os.fsencode(part)) > _LONGEST_NAME for part in folder.parts):
        raise UsageProblem(f"{str(location)[:60]!r}… is too long for a path", remedy=ELSEWHERE)
    return folder
