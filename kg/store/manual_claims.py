"""Claims typed by hand: checked word by word before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final, TypeVar

from kg.claims.readers.values import address, sentence, span, stated_when
from kg.errors import InvalidInput
from kg.model import (
    Claim,
    Confidence,
    EntityRef,
    Event,
    EventKind,
    Modality,
    Passage,
    Relationship,
    RelationshipKind,
    Release,
    Source,
    TeamKind,
)
from kg.rdf.iris import claim_iri, release_iri, source_iri

if TYPE_CHECKING:
    from kg.store.backend import Backend

__all__ = ["NOTES", "Note", "add_note", "beside_own", "claim_of"]

T = TypeVar("T")
V = TypeVar("V")

NOTES: Final = Release(
    id=release_iri("own-notes", "current"),
    dataset="own-notes",
    title="Claims added by hand",
    version="current",
    licence="as the pages named in them",
)
"""The release that claims typed by hand belong to."""


@dataclass(frozen=True, slots=True)
class Note:
    """A claim as typed; ``None`` and "" are not said.

    Attributes:
        kind: a `RelationshipKind` or an `EventKind`.
        people: names: two for a relationship (a mentor or an idol first), one for an event.
        club, other_club, by: names, for events (see `kg.model.Event`).
        modality, origin, passage: how the page puts it, whom it relays, and where (see `kg.model.Claim`).
        since, until, when: dates as `kg.model.ImpreciseDate` reads them; ``until`` of an event: the end of a contract.
    """

    kind: str
    people: tuple[str, ...]
    source_url: str
    publisher: str
    title: str = ""
    published: str = ""
    summary: str = ""
    confidence: str = Confidence.MEDIUM.value
    club: str | None = None
    other_club: str | None = None
    by: str | None = None
    since: str = ""
    until: str = ""
    when: str = ""
    detail: str = ""
    strength: str | None = None
    outcome: str = ""
    modality: Modality | None = None
    origin: str = ""
    passage: Passage | None = None


def add_note(backend: Backend, note: Note, *, today: date) -> tuple[Claim, dict[str, str]]:
    """Check a claim as typed, and store it.

    Returns:
        The claim as stored, and the names by id of everybody and every club in it.

    Raises:
        UnknownName, AmbiguousName: a name in it is in doubt.
        InvalidInput: something else in it cannot be; the field is named.
        StoreError: the store cannot be written.
    """
    names: dict[str, str] = {}

    def identified(name: str, kind: str) -> str:
        named: EntityRef = backend.facts.named(backend.facts.find(name, kind))
        names[named.id] = named.name
        return named.id

    def known_club(name: str, option: str) -> str:
        node = backend.facts.find(name, "club")
        if backend.facts.team_kind(node) in (TeamKind.NATIONAL, TeamKind.NATIONAL_YOUTH):
            named = backend.facts.named(node).name
            raise InvalidInput(f"{named} is a national team", field=option, remedy="name a club; nothing was written")
        return identified(name, "club")

    ids = replace(
        note,
        people=tuple(identified(name, "person") for name in note.people),
        by=identified(note.by, "person") if note.by else None,
        club=known_club(note.club, "--club") if note.club else None,
        other_club=known_club(note.other_club, "--other-club") if note.other_club else None,
    )
    claim = claim_of(ids, today=today)
    backend.add_claims(NOTES, [claim])
    return claim, names


def beside_own(own: Iterable[Claim], claims: Iterable[Claim]) -> Iterator[Claim]:
    """The user's own notes as they are, and after them those of others that are not among them."""
    ids: set[str] = set()
    for claim in own:
        ids.add(claim.id)
        yield claim
    yield from (claim for claim in claims if claim.id not in ids)


def claim_of(note: Note, *, today: date) -> Claim:
    """The claim that a note makes, retrieved today; ids stand in place of names.

    Raises:
        InvalidInput: something in it cannot be; the field is named.
    """
    statement = _relationship(note) if note.kind in set(RelationshipKind) else _event(note)
    url = _checked("--source-url", address, note.source_url)
    published = _checked("--published", stated_when, note.published)
    if published and published.first > today:
        raise InvalidInput(f"{published} has not come yet", field="--published", remedy="see the page for its date")
    publisher = _checked("--publisher", sentence, note.publisher)
    if not publisher:
        raise InvalidInput("the publisher is missing", field="--publisher", remedy="say who published the page")
    title = _checked("--title", sentence, note.title) or publisher
    return Claim(
        _id(note, url),
        statement,
        Source(source_iri(url), title, url, publisher, published),
        today,
        Confidence(note.confidence),
        _checked("--summary", sentence, note.summary),
        note.modality,
        _checked("--origin", sentence, note.origin),
        note.passage,
    )


def _id(note: Note, url: str) -> str:
    """The id of a claim: two that say different things, even of the same people on the same page, have different ones.

    What few claims have is added by name, so that ids from before it was added stay as they are.
    """
    rare = ("until", "other_club", "outcome", "detail", "strength")
    added = (f"{field} {value}" for field in rare if (value := getattr(note, field)))
    return claim_iri(note.kind, *note.people, note.club or "", note.by or "", url, note.when, note.since, *added)


def _relationship(note: Note) -> Relationship:
    if len(note.people) != 2:
        raise InvalidInput("a relationship has two people", field="--person", remedy="name both: --person A --person B")
    subject, partner = note.people
    if subject == partner:
        raise InvalidInput("both names are the same person's", field="--person", remedy="name two people")
    _unused(note, ("club", "other_club", "by", "when", "outcome"))
    since = _checked("--since", stated_when, note.since)
    until = _checked("--until", stated_when, note.until)
    period = _checked("--until", lambda end: span(since, end), until)
    return Relationship(
        RelationshipKind(note.kind),
        subject,
        partner,
        period,
        _checked("--detail", sentence, note.detail),
        note.strength or "",
    )


def _event(note: Note) -> Event:
    if len(note.people) != 1:
        raise InvalidInput("an event is about one person", field="--person", remedy="name the others by --by or --club")
    _unused(note, ("since", "detail", "strength"))
    if not (note.club or note.by):
        raise InvalidInput("an event needs a club or a person who acts", field="--club", remedy="add --club or --by")
    return Event(
        EventKind(note.kind),
        note.people[0],
        note.club or "",
        note.other_club or "",
        note.by or "",
        _checked("--when", stated_when, note.when),
        _checked("--until", stated_when, note.until),
        _checked("--outcome", sentence, note.outcome),
    )


def _unused(note: Note, fields: tuple[str, ...]) -> None:
    for field in fields:
        if getattr(note, field):
            option = "--" + field.replace("_", "-")
            raise InvalidInput(f"a claim of kind {note.kind} has no such thing", field=option, remedy="leave it out")


def _checked(option: str, read: Callable[[V], T], value: V) -> T:
    try:
        return read(value)
    except ValueError as error:
        raise InvalidInput(str(error), field=option, remedy="nothing was written") from error
