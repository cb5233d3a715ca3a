"""From claims to a generation of the store: the text of each release, its columns, the facts, the database."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Final

from kg.errors import InvalidInput, StoreError
from kg.model.claims import Claim, Event, Relationship, Release, Spell
from kg.model.people import Person, Team
from kg.model.progress import Progress, silent
from kg.model.reports import ImportReport
from kg.model.status import Counts, ReleaseStatus
from kg.rdf.codec import decode, encode, encode_release
from kg.rdf.quads import QuadsWriter, digest_of, read_quads
from kg.store.fact_changes import note_changes
from kg.store.gaps import Gaps
from kg.store.manifest import STARTER, USER, Entry, Manifest, folder_name

if TYPE_CHECKING:
    from pathlib import Path

    from kg.store.embedded import Writer
    from kg.store.generation import Draft, Generation

__all__ = [
    "complete",
    "known_statements",
    "read_release",
    "record",
    "record_text",
    "statements",
    "take_release",
    "take_releases",
    "take_removal",
    "take_retraction",
    "with_claims",
]

_TELL_EVERY: Final = 4096


class _Tally:
    """Counts claims, finds their first and last date and what they lack, while they pass."""

    def __init__(self) -> None:
        self._gaps = Gaps()
        self.persons = self.teams = self.spells = self.relationships = self.events = 0
        self.first: date | None = None
        self.last: date | None = None

    def add(self, claim: Claim) -> None:
        statement = claim.statement
        self._gaps.see(statement)
        if isinstance(statement, Spell | Relationship):
            if isinstance(statement, Spell):
                self.spells += 1
            else:
                self.relationships += 1
            period = statement.period
            if period.start:
                self._see(period.start.first)
            if period.end:
                self._see(period.end.first)
            if period.attested:
                self._see(period.attested)
        elif isinstance(statement, Person):
            self.persons += 1
        elif isinstance(statement, Team):
            self.teams += 1
        elif isinstance(statement, Event):
            self.events += 1
            if statement.when:
                self._see(statement.when.first)

    def _see(self, day: date) -> None:
        if self.first is None or day < self.first:
            self.first = day
        if self.last is None or day > self.last:
            self.last = day

    def entry(self, release: Release, *, quads: int, digest: str, origin: str) -> Entry:
        counts = Counts(self.persons, self.teams, self.spells, self.relationships, self.events)
        status = ReleaseStatus(release, counts, quads, self.first, self.last, origin, self._gaps.told())
        return Entry(status, digest, folder_name(release.dataset))


def _passing(claims: Iterable[Claim], progress: Progress) -> Iterator[Claim]:
    """The claims, counted aloud; a source that cannot be read is its own trouble and not the store's."""
    try:
        for number, claim in enumerate(claims, 1):
            if not number % _TELL_EVERY:
                progress("reading claims", number, None)
            yield claim
    except OSError as error:
        raise InvalidInput(f"the source cannot be read: {error}", remedy="nothing was stored") from error


def record(draft: Draft, release: Release, claims: Iterable[Claim], *, origin: str, progress: Progress) -> Entry:
    """Write a release into a draft, as text and as columns, in one pass over its claims.

    Raises:
        InvalidInput: a claim cannot be written, or the source cannot be read.
        StoreError, OSError: the disk is full, or something else of the system's.
    """
    from kg.columns.facts import SegmentWriter

    name = folder_name(release.dataset)
    tally = _Tally()
    described: set[str] = set()
    with (
        QuadsWriter(draft.places.quads(name)) as quads,
        SegmentWriter(draft.places.segment(name), release) as segment,
    ):
        quads.write(encode_release(release))
        for claim in _passing(claims, progress):
            if claim.id in draft.retracted:
                continue
            quads.write(encode(claim, release.id, described=described))
            segment.add(claim)
            tally.add(claim)
    return tally.entry(release, quads=quads.lines, digest=quads.digest, origin=origin)


def read_release(text: Path) -> tuple[Release, Iterator[Claim]]:
    """The release that a compressed text holds, and its claims.

    An update can make graphs that describe no release: such a one goes by its own name.

    Raises:
        InvalidInput: the text is damaged or empty.
    """
    items = decode(read_quads(text))
    first = next(items, None)
    if isinstance(first, Release):
        return first, (item for item in items if isinstance(item, Claim))
    quad = next(read_quads(text), None)
    if quad is None:
        raise InvalidInput("the text describes no release", file=str(text))
    graph = getattr(quad.graph_name, "value", "")
    release = Release(graph, graph or "default graph", f"statements of {graph or 'no named graph'}", "")
    return release, (item for item in chain([first], items) if isinstance(item, Claim))


def statements(generation: Generation, manifest: Manifest) -> Iterator[Release | Claim]:
    """Every release of a generation, each followed by its claims."""
    for entry in manifest.entries:
        release, claims = read_release(generation.places.quads(entry.name))
        yield release
        yield from claims


def known_statements(generation: Generation, manifest: Manifest, *, whole: str = "") -> Iterator[Release | Claim]:
    """As `statements`, from columns: what claims say and on whose word, see `kg.columns.segment_claims`.

    Args:
        generation: whose they are; it is sound.
        manifest: its releases.
        whole: the data set whose claims are wanted whole.
    """
    from kg.columns.segment_claims import segment_claims

    for entry in manifest.entries:
        yield entry.release
        if entry.release.dataset == whole:
            yield from read_release(generation.places.quads(entry.name))[1]
            continue
        try:
            claims = segment_claims(generation.places.segment(entry.name))
        except StoreError:  # columns of another version
            claims = read_release(generation.places.quads(entry.name))[1]
        yield from claims


def record_text(draft: Draft, text: Path, *, lines: int, digest: str, origin: str) -> Entry:
    """Make the columns of a release from its compressed text, and put the text in its place in the draft.

    Args:
        draft: where to write.
        text: the compressed N-Quads, in the draft's folder.
        lines: lines in the text.
        digest: digest of the text; "" to take it now.
        origin: `STARTER` or `USER`.

    Raises:
        InvalidInput: the text is damaged, describes no release, or one of a data set that is there already.
    """
    from kg.columns.facts import SegmentWriter

    release, claims = read_release(text)
    name = folder_name(release.dataset)
    place = draft.places.quads(name)
    if text != place:
        if place.exists():
            raise InvalidInput(f"there are two releases of {release.dataset!r}", remedy="merge them into one")
        text.rename(place)
    shutil.rmtree(draft.places.segment(name), ignore_errors=True)
    tally = _Tally()
    retracted = False
    with SegmentWriter(draft.places.segment(name), release) as segment:
        for claim in claims:
            retracted = retracted or claim.id in draft.retracted
            segment.add(claim)
            tally.add(claim)
    if retracted:
        return _without_retracted(draft, release, place, origin=origin)
    return tally.entry(release, quads=lines, digest=digest or digest_of(place), origin=origin)


def _without_retracted(draft: Draft, release: Release, place: Path, *, origin: str) -> Entry:
    """Write a release anew that holds claims which were retracted."""
    whole = place.with_name(f"{place.name}.whole")
    place.rename(whole)
    shutil.rmtree(draft.places.segment(folder_name(release.dataset)))
    entry = record(draft, release, read_release(whole)[1], origin=origin, progress=silent)
    whole.unlink()
    return entry


def take_retraction(writer: Writer, manifest: Manifest, claim: str, *, progress: Progress) -> bool:
    """Write the releases that hold a claim anew without it, and commit; the writer's retractions name it already.

    Returns:
        Whether any held it.

    Raises:
        StoreError, OSError: the disk is full, or something else of the system's.
    """
    base = writer.base
    holders = [entry for entry in manifest.entries if base and _mentions(base.places.segment(entry.name), claim)]
    if base is None or not holders:
        return False
    with writer.draft() as draft:
        entries: list[Entry] = []
        for entry in manifest.entries:
            if entry in holders:
                claims = read_release(base.places.quads(entry.name))[1]
                written = record(draft, entry.release, claims, origin=entry.origin, progress=progress)
                entries.append(replace(written, recipe=entry.recipe))
            else:
                draft.keep(entry)
                entries.append(entry)
        complete(writer, draft, replace(manifest, entries=tuple(entries)), progress=progress)
    return True


def _mentions(segment: Path, claim: str) -> bool:
    """Whether a release's columns have a claim, by its id."""
    return claim.encode("utf-8", "surrogatepass") in (segment / "claims.utf8").read_bytes()


def take_removal(writer: Writer, manifest: Manifest, dataset: str, *, progress: Progress) -> None:
    """Commit a generation without a release.

    Raises:
        StoreError, OSError: the disk is full, or something else of the system's.
    """
    with writer.draft() as draft:
        entries = tuple(entry for entry in manifest.entries if entry.release.dataset != dataset)
        for entry in entries:
            draft.keep(entry)
        complete(writer, draft, replace(manifest, entries=entries), progress=progress)


def complete(
    writer: Writer, draft: Draft, manifest: Manifest, *, afresh: bool = False, progress: Progress
) -> Generation:
    """Make the facts and the database of a draft that has the texts and columns of all its releases, and commit it.

    Args:
        writer: the writer whose draft it is.
        draft: what to complete; its database is taken as it is when there is one already.
        manifest: its releases.
        afresh: do not start from the database of the generation before.
        progress: told how far it is.

    Raises:
        InvalidInput: a release is no valid RDF.
        StoreError, OSError: the disk is full, or something else of the system's.
    """
    progress("indexing", 0, 1)
    if writer.damage("facts") or not _amended(draft, manifest):
        _merge(draft, manifest)
    progress("indexing", 1, 1)
    if not draft.places.oxigraph.exists():
        draft.load_oxigraph(manifest, afresh=afresh, progress=progress)
    progress("saving", 0, 1)
    generation = writer.commit(draft, manifest)
    progress("saving", 1, 1)
    return generation


def _amended(draft: Draft, manifest: Manifest) -> bool:
    """Whether the facts could be made of those before, because a single release differs and describes nobody."""
    from kg.columns.amend import amend

    base = draft.base
    if base is None or base.manifest is None:
        return False
    before = {entry.release.dataset: entry for entry in base.manifest.entries}
    after = {entry.release.dataset: entry for entry in manifest.entries}
    changed = [name for name in before.keys() | after.keys() if _differs(before.get(name), after.get(name))]
    if len(changed) != 1:
        return False
    old, new = before.get(changed[0]), after.get(changed[0])
    others = [draft.places.segment(entry.name) for entry in manifest.entries if entry is not new]
    try:
        amended = amend(
            base.places.facts,
            base.places.segment(old.name) if old else None,
            draft.places.segment(new.name) if new else None,
            draft.places.facts,
            others,
        )
    except (StoreError, ValueError, KeyError):  # columns of another version, or damaged ones: they are made anew
        shutil.rmtree(draft.places.facts, ignore_errors=True)
        return False
    if amended is not None:
        note_changes(draft.places.facts, base.manifest, amended)
    return amended is not None


def _differs(before: Entry | None, after: Entry | None) -> bool:
    if before is None or after is None:
        return True
    return (before.digest, before.release) != (after.digest, after.release)


def _merge(draft: Draft, manifest: Manifest) -> None:
    from kg.columns.facts import merge

    segments = [draft.places.segment(entry.name) for entry in manifest.entries]
    try:
        merge(segments, draft.places.facts)
        return
    except StoreError as error:
        if isinstance(error.__cause__, OSError) and not isinstance(error.__cause__, FileNotFoundError):
            raise
    # Columns that an older version wrote: made again from the text.
    for entry in manifest.entries:
        record_text(
            draft, draft.places.quads(entry.name), lines=entry.status.quads, digest=entry.digest, origin=entry.origin
        )
    shutil.rmtree(draft.places.facts, ignore_errors=True)
    merge(segments, draft.places.facts)


def take_release(
    writer: Writer,
    manifest: Manifest,
    release: Release,
    claims: Iterable[Claim],
    *,
    progress: Progress,
    recipe: str = "",
) -> ImportReport:
    """Put a release in the place of the one of the same data set, and commit; see `take_releases`."""
    [report] = take_releases(writer, manifest, [(release, claims)], progress=progress, recipe=recipe)
    return report


def take_releases(
    writer: Writer,
    manifest: Manifest,
    releases: Iterable[tuple[Release, Iterable[Claim]]],
    *,
    progress: Progress,
    recipe: str = "",
) -> list[ImportReport]:
    """Put releases in the places of those of the same data sets, and commit them together.

    Args:
        writer: the writer of the store, whose base is sound.
        manifest: the releases of that base.
        releases: each with its claims, which are taken one by one before the next release is asked for.
        progress: told how far it is.
        recipe: what made the claims, see `Entry`.

    Raises:
        InvalidInput: a claim cannot be written, the source cannot be read, or two releases are of one data set.
        StoreError, OSError: the disk is full, or something else of the system's.
    """
    reports: list[ImportReport] = []
    written: set[str] = set()
    changed = manifest
    with writer.draft() as draft:
        for release, claims in releases:
            if release.dataset in written:
                raise InvalidInput(f"there are two releases of {release.dataset!r}", remedy="merge them into one")
            written.add(release.dataset)
            before = manifest.entry(release.dataset)
            entry = replace(record(draft, release, claims, origin=USER, progress=progress), recipe=recipe)
            reports.append(_taken(entry, before))
            if reports[-1].stored:
                changed = changed.with_entry(entry)
        if any(report.stored for report in reports):
            for held in manifest.entries:
                if held.release.dataset not in written:
                    draft.keep(held)
            complete(writer, draft, changed, progress=progress)
    return reports


def _taken(entry: Entry, before: Entry | None) -> ImportReport:
    """The report on a release that was written and the one that was there before."""
    count = entry.status.counts.claims
    if before is None:
        return ImportReport(entry.release, count, count)
    if before.digest == entry.digest:
        return ImportReport(entry.release, count, count, stored=False, notes=("the store holds this very release",))
    packaged = ", which came with the package" if before.origin == STARTER else ""
    return ImportReport(entry.release, count, count, notes=(f"replaces release {before.release.version}{packaged}",))


def with_claims(text: Path | None, claims: Iterable[Claim]) -> list[Claim]:
    """The claims of a compressed text and more, the newer of two with one id in the older's place."""
    before = read_release(text)[1] if text is not None else iter(())
    return list({claim.id: claim for claim in chain(before, claims)}.values())
