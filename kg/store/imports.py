"""A public source into the store: read, resolve who is who, store all of it or nothing."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Final

import kg
from kg.atomic_files import replacing
from kg.claims.readers import READERS, reader
from kg.claims.readers.claim_files import ClaimFiles
from kg.claims.readers.files import inputs, version_of
from kg.claims.readers.protocol import RowReport
from kg.errors import InvalidInput, UsageProblem
from kg.lazy import lazy
from kg.model import Claim, ImportReport, ReaderInfo, Release, SkippedRow
from kg.model.progress import Progress, silent
from kg.resources import data_file
from kg.store.backend import Resolve
from kg.store.garbage import undisturbed
from kg.store.manual_claims import NOTES, beside_own
from kg.store.transfer_lists import keep_transfer_lists

if TYPE_CHECKING:
    import platformdirs

    from kg.claims import identity
    from kg.claims.identity import PersonMatch, Resolution, Resolver
    from kg.claims.readers.protocol import Reader
    from kg.columns.facts import Facts
    from kg.store import typed_people
    from kg.store.backend import Backend
else:
    identity = lazy("kg.claims.identity")
    platformdirs = lazy("platformdirs")
    typed_people = lazy("kg.store.typed_people")

__all__ = ["import_files", "readers"]

_TELL_EVERY: Final = 8192
_KEPT: Final = 1_000_000
"""Claims kept in memory between telling who is who and storing; of more, the files are read a second time."""


def readers() -> list[ReaderInfo]:
    """Every reader there is."""
    loaded = [reader(name) for name in READERS]
    return [ReaderInfo(source.name, source.title, source.home, source.licence, source.expects) for source in loaded]


def import_files(
    backend: Backend,
    name: str,
    paths: Sequence[Path],
    *,
    dry_run: bool = False,
    strict: bool = False,
    matches: Path | None = None,
    endpoint: str = "",
    dataset: str = "",
    on_skip: Callable[[SkippedRow], None] | None = None,
    progress: Progress = silent,
) -> ImportReport:
    """Import files with a reader.

    The same files twice change nothing, unless the program or a decision on who is whom has changed in between.

    Args:
        backend: where to.
        name: the reader's name.
        paths: files, folders or archives.
        dry_run: read, resolve and report, and store nothing.
        strict: refuse the release at the first row that cannot be taken.
        matches: a file to write who was taken for whom, and who may be, in the form of decisions.
        endpoint: address to ask in place of the reader's own.
        dataset: the name of the data set; "" makes one from the reader's name and the paths.
        on_skip: called with every row that is not taken.
        progress: told how far it is.

    Raises:
        UsageProblem: there is no such reader, or it asks no endpoint.
        InvalidInput: a file cannot be read, or a row in strict reading; nothing was stored.
        StoreError: the store cannot be written; nothing was stored.
    """
    source = _source(name, paths, endpoint)
    release = source.release(paths, dataset=dataset)
    rows = RowReport(
        strict=strict,
        on_skip=on_skip,
        progress=lambda file, done, total: progress(_within(paths, file), done, total),
    )
    decided = [file for file in (data_file("decisions.csv"), backend.decisions) if file.exists()]
    recipe = _recipe(decided, content=_content(name, paths))
    notes = release.dataset == NOTES.dataset
    if notes:
        release = NOTES
    with undisturbed():
        reading = _Reading(source, paths, rows)
        if backend.holds(release, recipe) and not matches and not notes:
            for _ in source.read(paths, report=rows):
                pass
            unkept = () if dry_run else _keep_lists(backend, release, paths)
            return replace(
                _report(release, rows, paths), stored=False, notes=("the store holds this very release", *unkept)
            )
        # Notes know people by name alone, so that they mean whom the names mean on the command line.
        facts = backend.facts if name == "claims" else None
        lasting = isinstance(source, ClaimFiles) and source.ids_are_lasting(paths)
        identification = _Telling(
            reading, decided, matches, progress, facts=facts, dataset=release.dataset, ids_are_lasting=lasting
        )
        more: tuple[str, ...] = ()
        if dry_run:
            for _ in identification.resolve(backend.statements()):
                pass
            stored = False
        else:
            resolve = partial(_beside_notes, identification.resolve) if notes else identification.resolve
            done = backend.put_resolved(release, resolve, progress=progress, recipe=recipe)
            about = ("added to your own notes, of which none was replaced",) if notes else done.notes
            stored, more = done.stored, (*about, *_keep_lists(backend, release, paths))
            if cache := getattr(source, "cache", None):
                shutil.rmtree(cache, ignore_errors=True)  # another day's import asks afresh
    notes_told = (*_notes(rows, identification.doubts, matches), *identification.names, *more)
    return replace(_report(release, rows, paths), stored=stored, notes=notes_told)


def _beside_notes(resolve: Resolve, statements: Iterator[Release | Claim]) -> Iterator[Claim]:
    """The user's own notes as they are, and after them those of a file that calls itself so."""
    notes: dict[str, Claim] = {}

    def passing() -> Iterator[Release | Claim]:
        own = False
        for statement in statements:
            if isinstance(statement, Release):
                own = statement.dataset == NOTES.dataset
            elif own:
                notes[statement.id] = statement
            yield statement

    stream = passing()
    claims = resolve(stream)
    for _ in stream:
        pass  # where everybody was settled without a look at the store, the notes have not come by yet
    yield from beside_own(notes.values(), claims)


def _content(name: str, paths: Sequence[Path]) -> str:
    """What is in files that may call themselves what they like: two of one name are one release only if this agrees."""
    if name != "claims":
        return ""
    return version_of(inputs(paths))


def _source(name: str, paths: Sequence[Path], endpoint: str) -> Reader:
    """The reader; one that asks an endpoint keeps the answers until the import is done, so that it can be cut off."""
    source = reader(name)
    address = endpoint or str(getattr(source, "endpoint", ""))
    if not hasattr(source, "endpoint"):
        if endpoint:
            raise UsageProblem(f"the reader {name!r} reads files and asks no endpoint", remedy="leave --endpoint out")
        return source
    question = "\n".join([address, *sorted(map(str, paths))]).encode(errors="surrogateescape")
    folder = (
        Path(platformdirs.user_cache_dir("player-kg", appauthor=False))
        / name
        / blake2b(question, digest_size=12).hexdigest()
    )
    return reader(name, endpoint=address, cache=folder)


def _notes(rows: RowReport, doubts: int, matches: Path | None) -> list[str]:
    notes = [f"{line} ({times:,} times)" if times > 1 else line for line, times in rows.notes.most_common()]
    notes += rows.losses()
    if doubts:
        more = "" if matches else "; --matches FILE lists them"
        notes.append(f"{doubts:,} people or teams may be known already and were kept apart{more}")
    return notes


def _keep_lists(backend: Backend, release: Release, paths: Sequence[Path]) -> tuple[str, ...]:
    if not all(path.exists() for path in paths):
        return ()  # Wikidata ids, for one
    why_not = keep_transfer_lists(backend, release, paths)
    return (why_not,) if why_not else ()


@dataclass(slots=True)
class _Reading:
    """What a reader says, twice: kept in memory, or read again where it is too much for that."""

    source: Reader
    paths: Sequence[Path]
    rows: RowReport
    _kept: list[Claim] | None = None

    def first(self) -> Iterator[Claim]:
        """Read the files, and account for their rows."""
        claims: list[Claim] | None = []
        for claim in self.source.read(self.paths, report=self.rows):
            if claims is not None:
                claims.append(claim)
                if len(claims) > _KEPT:
                    claims = None
            yield claim
        self._kept = claims

    def again(self) -> Iterator[Claim]:
        """The same claims in the same order."""
        if self._kept is None:
            yield from self.source.read(self.paths, report=RowReport(strict=self.rows.strict))
            return
        claims = self._kept
        claims.reverse()
        while claims:
            yield claims.pop()


class _Telling:
    """Telling who is who in a release, beside everything that a store holds.

    The files are read at once, and only then does anybody need the store: others may write to it meanwhile.

    Attributes:
        doubts: how many people and teams were left in doubt.
        names: whom the names in a user's notes were taken for.
    """

    def __init__(
        self,
        reading: _Reading,
        decided: Sequence[Path],
        matches: Path | None,
        progress: Progress,
        *,
        facts: Facts | None = None,
        dataset: str = "",
        ids_are_lasting: bool = False,
    ) -> None:
        self._reading = reading
        self._decisions = identity.read_decisions(decided)
        self._club_names = identity.read_club_names([data_file("club_names.csv")])
        self._matches = matches
        self._progress = progress
        self._batch = identity.gather(reading.first())
        self._facts = facts
        self._dataset = dataset
        self._ids_are_lasting = ids_are_lasting
        self.doubts = 0
        self.names: list[str] = []
        if not (self._batch.people or self._batch.teams or reading.rows.taken):
            raise _nothing_taken(reading.rows, reading.paths)

    def resolve(self, statements: Iterator[Release | Claim]) -> Iterator[Claim]:
        """The claims with everybody's one id.

        Whoever the older release of the same data set describes is known as well: in the newer one they keep their ids.
        """
        resolver = identity.Resolver(
            decisions=self._decisions, club_names=self._club_names, ids_are_lasting=self._ids_are_lasting
        )
        settled: Mapping[str, PersonMatch] = {}
        if self._facts is not None:
            settled = typed_people.settled_people(self._batch, self._facts, self._dataset)
        others = len(settled) < len(self._batch.people) or self._batch.teams or self._batch.undescribed
        if others or self._matches:
            resolver.know(self._known(statements))
        resolution = resolver.resolve_records(self._batch, settled=settled, progress=self._progress)
        self.doubts = len(resolution.doubts)
        claims = self._reading.again()
        if self._facts is not None:
            typed = typed_people.typed_people(self._batch, resolution, resolver, self._facts, settled)
            self.names = typed.notes()
            claims = typed.kept(claims, self._reading.rows)
        if self._matches:
            _write_matches(resolution, resolver, self._matches)
        return identity.rewrite(claims, resolution, resolver)

    def _known(self, statements: Iterator[Release | Claim]) -> Iterator[Claim]:
        for number, statement in enumerate(statements, 1):
            if not number % _TELL_EVERY:
                self._progress("looking through the store", number, None)
            if not isinstance(statement, Release):
                yield statement


def _write_matches(resolution: Resolution, resolver: Resolver, target: Path) -> None:
    with replacing(target) as file:
        text = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
        identity.write_matches(resolution, resolver, text)
        text.detach()


def _recipe(decided: Sequence[Path], *, content: str) -> str:
    """What besides the release's name goes into the claims: the program, and what is known of names and decided."""
    digest = blake2b(f"{kg.__version__} {content}".encode(), digest_size=12)
    for file in (*decided, data_file("club_names.csv")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _nothing_taken(rows: RowReport, paths: Sequence[Path]) -> InvalidInput:
    """An import that takes nothing is no success: say what stood in its way."""
    named = ", ".join(map(str, paths))
    if not rows.rows:
        remedy = "see kg import --list for the files that the reader expects"
        return InvalidInput("there is nothing in it about any player or coach", file=named, remedy=remedy)
    first = rows.rows[0]
    return InvalidInput(
        f"nothing could be taken: {rows.read:,} rows read, {rows.skipped:,} skipped; the first because {first.reason}",
        file=first.file,
        line=first.line,
        remedy="--report FILE lists every row with its reason",
    )


def _report(release: Release, rows: RowReport, paths: Sequence[Path]) -> ImportReport:
    reasons = tuple(
        (f"{_within(paths, file)}: {why}" if file else why, times) for (file, why), times in rows.reasons.most_common()
    )
    return ImportReport(release, rows.read, rows.taken, rows.skipped, tuple(rows.rows), reasons)


def _within(paths: Sequence[Path], file: str) -> str:
    """A file's name as seen from the folder or archive that was named."""
    inside = [file[len(start) :] for path in paths if file.startswith(start := f"{path}/")]
    return inside[0] if inside else file
