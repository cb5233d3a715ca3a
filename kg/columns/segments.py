"""A segment: the facts of one release as flat columns, written in one pass over its claims.

Names are numbered as they appear; `kg.columns.merge` gives them their final numbers. Rows are written through as they
come, so that memory grows with the number of different people, teams and sources alone.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final

from kg.columns.files import EPOCH, NEVER, UNKNOWN, BlobWriter, day
from kg.errors import StoreError
from kg.model import (
    Claim,
    Confidence,
    Event,
    EventKind,
    ExternalId,
    ImpreciseDate,
    Modality,
    Passage,
    Person,
    Precision,
    Relationship,
    RelationshipKind,
    Release,
    Role,
    Source,
    Spell,
    SpellKind,
    Team,
)

__all__ = [
    "CONFIDENCES",
    "EVENT_KINDS",
    "EVENT_ROW",
    "MODALITIES",
    "RELATIONSHIP_KINDS",
    "RELATIONSHIP_ROW",
    "ROLES",
    "SPELL_KINDS",
    "SPELL_ROW",
    "SegmentWriter",
    "passage_of_text",
    "when_text",
]

LAYOUT: Final = 7
ROLES: Final = tuple(Role)
SPELL_KINDS: Final = tuple(SpellKind)
RELATIONSHIP_KINDS: Final = tuple(RelationshipKind)
EVENT_KINDS: Final = tuple(EventKind)
CONFIDENCES: Final = tuple(Confidence)
MODALITIES: Final = (None, *Modality)

_ROLE: Final = {role: code for code, role in enumerate(ROLES)}
_SPELL_KIND: Final = {kind: code for code, kind in enumerate(SPELL_KINDS)}
_RELATIONSHIP: Final = {kind: code for code, kind in enumerate(RELATIONSHIP_KINDS)}
_EVENT: Final = {kind: code for code, kind in enumerate(EVENT_KINDS)}
_CONFIDENCE: Final = {confidence: code for code, confidence in enumerate(CONFIDENCES)}
_MODALITY: Final = {modality: code for code, modality in enumerate(MODALITIES)}

_PROVENANCE: Final = ("source", "retrieved", "confidence", "claim")
# How a page puts it, whom the page relays, and the sentence, as `_passage_text` writes it.
_SAID: Final = ("modality", "origin", "passage")
# start_min … start_max: first and last day on which it can have begun; end_min … end_max: first and last day that
# can be the exclusive end.
_PERIOD: Final = ("start_min", "start_max", "end_min", "end_max", "attested")
SPELL_ROW: Final = ("person", "team", "role", "kind", *_PERIOD, "matches", "minutes", "occasion", *_PROVENANCE)
RELATIONSHIP_ROW: Final = ("kind", "subject", "object", *_PERIOD, "detail", "strength", *_SAID, *_PROVENANCE)
EVENT_ROW: Final = (
    "kind",
    "person",
    "club",
    "other_club",
    "by",
    "when_min",
    "when_max",
    "until_min",
    "until_max",
    "outcome",
    *_SAID,
    *_PROVENANCE,
)
_ROWS_AT_ONCE: Final = 65_536


def when_text(when: ImpreciseDate | None) -> list[str] | None:
    """A date as JSON keeps it: its first day and its precision."""
    return None if when is None else [when.first.isoformat(), when.precision.value]


def _passage_text(passage: Passage | None) -> str:
    """A passage as one text; "" for none."""
    return json.dumps([passage.start, passage.end, passage.digest, passage.quote]) if passage else ""


def passage_of_text(text: str) -> Passage | None:
    """The passage that a row's text stands for, ``None`` for none."""
    return Passage(*json.loads(text)) if text else None


@lru_cache(maxsize=4096)
def _inexact(when: ImpreciseDate) -> tuple[int, int]:
    return day(when.first), day(when.after) - 1


def _window(when: ImpreciseDate | None) -> tuple[int, int]:
    """First and last day that a date can be."""
    if when is None:
        return UNKNOWN, UNKNOWN
    if when.precision is Precision.DAY:
        first = when.first.toordinal() - EPOCH
        return first, first
    return _inexact(when)


def _end_window(when: ImpreciseDate | None) -> tuple[int, int]:
    """First and last day that an exclusive end can be: an end in June may be as late as 1 July."""
    first, last = _window(when)
    return (first, last) if when is None or when.precision is Precision.DAY else (first, last + 1)


def _counts(spell: Spell) -> tuple[int, int]:
    """Matches and minutes, -1 if not known; what no column can hold is taken for its largest number."""
    return (
        -1 if spell.matches is None else min(spell.matches, NEVER),
        -1 if spell.minutes is None else min(spell.minutes, NEVER),
    )


class _Rows:
    """Rows of int32 written through to one file."""

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO = path.open("wb")
        self.values = array("i")
        self.written = 0

    def flush(self) -> None:
        """Write what waits."""
        self.written += len(self.values)
        self._file.write(self.values.tobytes())
        self.values = array("i")

    def close(self) -> None:
        """Write what waits and close the file."""
        self.flush()
        self._file.close()


class _Numbers(dict[str, int]):
    """Numbers for texts, in order of first appearance."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number


class SegmentWriter:
    """Writes the claims of one release into a folder of columns; use as a context manager.

    A segment is whole only when the block ends without an exception: `meta.json` is written last, and `merge`
    refuses a folder without it. Claims may come in any order and may mention people and teams before, or without,
    describing them.

    Raises:
        StoreError: the folder cannot be written.
    """

    def __init__(self, path: Path, release: Release) -> None:
        self._path, self._release = path, release
        try:
            path.mkdir(parents=True, exist_ok=True)
            (path / "meta.json").unlink(missing_ok=True)
            self._spells = _Rows(path / "spells.i32")
            self._relationships = _Rows(path / "relationships.i32")
            self._events = _Rows(path / "events.i32")
            self._claims = BlobWriter(path, "claims")
            self._summaries = BlobWriter(path, "summaries")
            self._person_descriptions = BlobWriter(path, "people_described")
            self._team_descriptions = BlobWriter(path, "teams_described")
        except OSError as error:
            raise StoreError(f"the facts cannot be written to {path}: {error.strerror}") from error
        self._people, self._teams, self._texts = _Numbers(), _Numbers(), _Numbers()
        self._texts[""]  # no text is number 0
        self._sources: dict[str, int] = {}
        self._source_rows: list[str] = []
        self._claim_count = 0
        published = release.published
        self._own_source = self._source(
            Source(release.id, release.title, release.url, release.publisher, published=published)
        )
        self._retrieved = UNKNOWN if release.retrieved is None else day(release.retrieved)

    def __enter__(self) -> SegmentWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._close(whole=kind is None)
        except OSError as problem:
            raise StoreError(f"the facts cannot be written to {self._path}: {problem.strerror}") from problem

    def add(self, claim: Claim) -> None:
        """Take in one claim."""
        statement = claim.statement
        if isinstance(statement, Spell):
            period = statement.period
            self._spells.values.extend(
                (
                    self._people[statement.person],
                    self._teams[statement.team],
                    _ROLE[statement.role],
                    _SPELL_KIND[statement.kind],
                    *_window(period.start),
                    *_end_window(period.end),
                    UNKNOWN if period.attested is None else period.attested.toordinal() - EPOCH,
                    *_counts(statement),
                    self._texts[statement.occasion],
                    *self._provenance(claim),
                )
            )
            if len(self._spells.values) > _ROWS_AT_ONCE * len(SPELL_ROW):
                self._spells.flush()
        elif isinstance(statement, Person):
            self._person_descriptions.append(_person_row(self._people[statement.id], statement, self._source_of(claim)))
        elif isinstance(statement, Team):
            parent = self._teams[statement.parent] if statement.parent else -1
            self._team_descriptions.append(
                _team_row(self._teams[statement.id], parent, statement, self._source_of(claim))
            )
        elif isinstance(statement, Relationship):
            self._add_relationship(statement, claim)
        else:
            self._add_event(statement, claim)

    def _add_relationship(self, relationship: Relationship, claim: Claim) -> None:
        period = relationship.period
        self._relationships.values.extend(
            (
                _RELATIONSHIP[relationship.kind],
                self._people[relationship.subject],
                self._people[relationship.object],
                *_window(period.start),
                *_end_window(period.end),
                UNKNOWN if period.attested is None else day(period.attested),
                self._texts[relationship.detail],
                self._texts[relationship.strength],
                *self._said(claim),
                *self._provenance(claim),
            )
        )

    def _add_event(self, event: Event, claim: Claim) -> None:
        self._events.values.extend(
            (
                _EVENT[event.kind],
                self._people[event.person],
                self._teams[event.club] if event.club else -1,
                self._teams[event.other_club] if event.other_club else -1,
                self._people[event.by] if event.by else -1,
                *_window(event.when),
                *_window(event.until),
                self._texts[event.outcome],
                *self._said(claim),
                *self._provenance(claim),
            )
        )

    def _said(self, claim: Claim) -> tuple[int, int, int]:
        return _MODALITY[claim.modality], self._texts[claim.origin], self._texts[_passage_text(claim.passage)]

    def _provenance(self, claim: Claim) -> tuple[int, int, int, int]:
        source = self._source_of(claim)
        retrieved = self._retrieved if claim.retrieved is None else claim.retrieved.toordinal() - EPOCH
        self._claims.append(claim.id)
        self._summaries.append(claim.summary)
        row = self._claim_count
        self._claim_count = row + 1
        return source, retrieved, _CONFIDENCE[claim.confidence], row

    def _source_of(self, claim: Claim) -> int:
        return self._own_source if claim.source is None else self._source(claim.source)

    def _source(self, source: Source) -> int:
        number = self._sources.get(source.id)
        if number is None:
            number = self._sources[source.id] = len(self._source_rows)
            self._source_rows.append(
                json.dumps([source.id, source.title, source.url, source.publisher, when_text(source.published)])
            )
        return number

    def _close(self, *, whole: bool) -> None:
        rows = {"spells": self._spells, "relationships": self._relationships, "events": self._events}
        for table in rows.values():
            table.close()
        for blob in (self._claims, self._summaries, self._person_descriptions, self._team_descriptions):
            blob.close()
        if not whole:
            return
        for name, texts in (
            ("people", list(self._people)),
            ("teams", list(self._teams)),
            ("texts", list(self._texts)),
            ("sources", self._source_rows),
        ):
            (self._path / f"{name}.json").write_text(json.dumps(texts), encoding="ascii")
        release = self._release
        meta = {
            "layout": LAYOUT,
            "release": [
                release.id,
                release.dataset,
                release.title,
                release.version,
                release.url,
                release.licence,
                release.publisher,
                when_text(release.published),
                release.retrieved.isoformat() if release.retrieved else None,
            ],
            "rows": {name: table.written for name, table in rows.items()},
            "claims": self._claim_count,
        }
        (self._path / "meta.json").write_text(json.dumps(meta), encoding="ascii")


def _pairs(external_ids: Iterable[ExternalId]) -> list[list[str]]:
    return [[external_id.scheme, external_id.value] for external_id in external_ids]


def _person_row(number: int, person: Person, source: int) -> str:
    return json.dumps(
        [
            number,
            person.name,
            person.aliases,
            when_text(person.birth),
            person.birth_place,
            person.citizenships,
            person.position,
            person.languages,
            _pairs(person.external_ids),
            source,
        ]
    )


def _team_row(number: int, parent: int, team: Team, source: int) -> str:
    return json.dumps(
        [
            number,
            team.name,
            team.aliases,
            team.kind,
            team.country,
            team.age_group,
            parent,
            _pairs(team.external_ids),
            source,
        ]
    )
