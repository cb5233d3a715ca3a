"""One release in the store: its claims as a text and as columns, written into a draft and read again."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Final

from kg.columns.facts import SegmentWriter
from kg.columns.segment_claims import segment_claims
from kg.errors import InvalidInput, StoreError
from kg.model.claims import Claim, Event, Relationship, Release, Spell
from kg.model.people import Person, Team
from kg.model.progress import Progress, silent
from kg.model.status import Counts, ReleaseStatus
from kg.rdf.codec import decode, encode, encode_release
from kg.rdf.quads import QuadsWriter, digest_of, read_quads
from kg.store.gaps import Gaps
from kg.store.manifest import Entry, Manifest, folder_name

if TYPE_CHECKING:
    from pathlib import Path

    from kg.store.generation import Draft, Generation

__all__ = [
    "known_statements",
    "read_release",
    "record",
    "record_text",
    "statements",
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
