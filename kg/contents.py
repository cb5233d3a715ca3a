"""What is in a store, and what goes into it: the other half of the public face, `KnowledgeGraph.contents`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from kg.claims.reading.page import MOST_CHARACTERS, Page, read_page
from kg.errors import UsageProblem
from kg.lazy import lazy
from kg.model.progress import Progress, silent

if TYPE_CHECKING:
    from kg.answers import batch, exports, proposals, reading_ledger, sparql_functions
    from kg.answers import site as sites
    from kg.answers.batch import ScoreReport
    from kg.answers.site import SiteReport
    from kg.claims import readers as all_readers
    from kg.claims.reading.proposals import PageReading, ReadProposal, RuleRecord
    from kg.columns import files as column_files
    from kg.model import Claim, ImportReport, ReaderInfo, Release, SkippedRow
    from kg.model.status import ExportReport, Status
    from kg.model.validation import Violation
    from kg.model.world import ImportedSet, PublicSet
    from kg.sparql.functions import Functions
    from kg.store import backend as store_backend
    from kg.store import copying, imports, manual_claims, world
    from kg.store import exports as store_exports
    from kg.store import status as store_status
    from kg.store.backend import Backend
else:
    all_readers = lazy("kg.claims.readers")
    batch = lazy("kg.answers.batch")
    column_files = lazy("kg.columns.files")
    copying = lazy("kg.store.copying")
    exports = lazy("kg.answers.exports")
    imports = lazy("kg.store.imports")
    manual_claims = lazy("kg.store.manual_claims")
    proposals = lazy("kg.answers.proposals")
    reading_ledger = lazy("kg.answers.reading_ledger")
    sites = lazy("kg.answers.site")
    sparql_functions = lazy("kg.answers.sparql_functions")
    store_backend = lazy("kg.store.backend")
    store_exports = lazy("kg.store.exports")
    store_status = lazy("kg.store.status")
    world = lazy("kg.store.world")

__all__ = ["MOST_CHARACTERS", "Contents", "Page", "file_violations", "read_page", "reader_names", "readers"]


def reader_names() -> list[str]:
    """The names of the readers, without loading them."""
    return list(all_readers.READERS)


def readers() -> list[ReaderInfo]:
    """Every reader, with its source, licence and the files that it expects."""
    return imports.readers()


def file_violations(files: Sequence[Path]) -> list[Violation]:
    """Every breach of the ontology's shapes in RDF files, which needs no store.

    Raises:
        InvalidInput: a file cannot be read.
    """
    return store_exports.file_violations(files)


class Contents:
    """What one store holds. Whatever writes does all or nothing, and raises StoreError where it cannot."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    @property
    def created(self) -> bool:
        """Whether there was no store before it was opened."""
        return self._backend.created

    @property
    def address(self) -> str:
        """What people call the store: its folder or its web address."""
        return self._backend.address

    @property
    def last_attested(self) -> date | None:
        """The last day on which the data attest anybody anywhere."""
        return column_files.as_date(self._backend.facts.last_attested)

    def facts_ready(self) -> None:
        """Open the facts, of a store elsewhere those of the copy that is asked."""
        _ = self._backend.facts

    def folder_ready(self) -> Path:
        """The folder that questions are answered from, with all that servers' workers have no time to make."""
        self.facts_ready()
        self._backend.query("ASK {}")
        return self._backend.location

    def queries_ready(self) -> None:
        """Make what SPARQL is asked of, after a change that nobody has asked of yet."""
        self._backend.make_queries_ready()

    def tidy(self) -> None:
        """Remove what changes have left and nobody reads, which the next change would have to wait for."""
        self._backend.tidy()

    def status(self) -> Status:
        """What the store holds."""
        return self._backend.status()

    def check(self) -> list[str]:
        """Read every file of the store, repair what was changed, and return what it was."""
        return self._backend.check()

    def catalogue(self, form: str, address: str = "") -> str:
        """The status in the words of VoID and DCAT.

        Args:
            form: ``turtle`` or ``jsonld``.
            address: what the store is called; "" is its own address.
        """
        status = self._backend.status()
        return store_status.catalogue(replace(status, location=address) if address else status, form)

    def validate(self, files: Sequence[Path] = ()) -> list[Violation]:
        """Check RDF files, or without any the whole store, against the shapes of the ontology."""
        return self._backend.validate(files)

    def export(self, path: Path, form: str | None = None, *, otherwise: str | None = None) -> ExportReport:
        """Write the whole store to a file.

        Args:
            path: the file, or a folder for the formats that are folders.
            form: the format; ``None`` is the one that the ending of the path tells.
            otherwise: the format where the ending tells none.

        Raises:
            UsageProblem: there is no such format, or nothing tells one.
        """
        chosen = form or exports.format_of(path) or otherwise
        if chosen is None:
            raise UsageProblem(f"{path.name!r} does not tell the format", remedy="give format=…")
        return exports.export(self._backend, chosen, path)

    def write(self, form: str, stream: BinaryIO) -> None:
        """Write the whole store to an open file in a format that is no folder.

        Raises:
            UsageProblem: there is no such format, or it is a folder.
        """
        exports.write(self._backend, form, stream)

    def site(self, folder: Path, *, at: date, **how: Any) -> SiteReport:
        """Write a static site with a page for everybody; ``how`` is that of `kg.answers.site.build_site`."""
        return sites.build_site(self._backend, folder, at=at, **how)

    def score(self, output: Path, *, at: date, engine: str = "numpy", workers: int = 1, **how: Any) -> ScoreReport:
        """Score every target against every club into a file; ``how`` is that of `kg.answers.batch.score`.

        Args:
            output: the file, ``.parquet`` or ``.csv``.
            at: the day asked about.
            engine: ``numpy`` or ``spark``.
            workers: processes on this machine.
            how: also ``master``, where Spark is.
        """
        chosen = batch.engine_for(engine, workers=workers, master=how.pop("master", ""))
        return batch.score(self._backend, output, at=at, engine=chosen, **how)

    def import_files(self, reader: str, paths: Sequence[Path], **how: Any) -> ImportReport:
        """Read public files into the store; ``how`` is that of `kg.store.imports.import_files`."""
        done = imports.import_files(self._backend, reader, paths, **how)
        if done.stored:
            self._backend.derive()
        return done

    def copy_from(self, location: str, *, progress: Progress = silent) -> list[ImportReport]:
        """Put every release of the store or the exported file at ``location`` into this one.

        A store in a folder takes all of them or none. Notes go beside the user's own.
        """
        if Path(location).is_file():
            reports = copying.copy_file(Path(location), self._backend, progress)
        else:
            with store_backend.open_store(location, progress, create=False) as source:
                reports = copying.copy_releases(source, self._backend, progress)
        self._backend.derive()
        return reports

    def write_graph(self, graph: str, triples: str) -> None:
        """Put N-Triples in the place of a named graph of a remote store; see `kg.store.backend.Backend.put_graph`."""
        self._backend.put_graph(graph, triples)

    def import_sets(
        self,
        files: Mapping[str, Sequence[Path]],
        sets: Sequence[PublicSet],
        *,
        on_skip: Callable[[SkippedRow], None] | None = None,
        progress: Progress = silent,
    ) -> Iterator[ImportedSet]:
        """Import public sets one after the other; see `kg.store.world.import_sets`."""
        yield from world.import_sets(self._backend, files, sets, on_skip=on_skip, progress=progress)
        self._backend.derive()

    def remove_release(self, dataset: str, reason: str, *, today: date) -> Release:
        """Take a release out; a later import of it brings it back."""
        return self._backend.remove_release(dataset, reason, today=today)

    def add_claim(self, *, today: date, **note: Any) -> tuple[Claim, dict[str, str]]:
        """Check one claim and store it; ``note`` are the fields of `kg.store.manual_claims.Note`.

        Returns:
            The claim, and the names by id of everybody and every club in it.

        Raises:
            UnknownName, AmbiguousName: a name in it is in doubt.
            InvalidInput: something else in it cannot be; the field is named.
        """
        return manual_claims.add_note(self._backend, manual_claims.Note(**note), today=today)

    def retract(self, claim: str, reason: str, *, today: date) -> None:
        """Take a claim out for good: no import brings it back."""
        self._backend.retract(claim, reason, today=today)

    def update(self, text: str, *, base: str, using: Sequence[str] = (), using_named: Sequence[str] = ()) -> bool:
        """Run a SPARQL update, all of it or nothing; return whether anything changed."""
        return self._backend.update(text, base=base, using=using, using_named=using_named)

    def functions(self) -> Functions:
        """The functions that a SPARQL query may call, by their IRIs."""
        return sparql_functions.function_source(self._backend).functions

    def read(self, pages: Iterable[Page], *, language: str = "", outside: Any = None) -> PageReading:
        """What stories propose to claim; nothing is stored. See `kg.answers.proposals.read_pages`."""
        return proposals.read_pages(self._backend, pages, language=language, outside=outside)

    def settle(self, accepted: Sequence[ReadProposal], rejected: Sequence[ReadProposal], *, today: date) -> list[Claim]:
        """Store the proposals that were accepted, note both in the ledger, and return the claims."""
        claims = proposals.accept(self._backend, accepted, today=today)
        reading_ledger.note_decisions(self._backend, accepted, rejected, today=today)
        return claims

    def rule_records(self) -> list[RuleRecord]:
        """How often what each rule of reading proposed was accepted and rejected."""
        return reading_ledger.rule_records(self._backend)
