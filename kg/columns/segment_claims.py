"""The claims of one release, read back from its columns: several times faster than from its text.

Statements come back whole, with the id of the claim and its source. What columns keep otherwise or not at all
(confidence, summary, day of retrieval, passage) is left out: whoever needs that decodes the text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from kg.columns.descriptions import PersonDescription, TeamDescription, person_of, source_of, team_of
from kg.columns.files import UNKNOWN, as_date
from kg.columns.merge import Segment, read_segment
from kg.columns.segments import (
    EVENT_KINDS,
    EVENT_ROW,
    RELATIONSHIP_KINDS,
    RELATIONSHIP_ROW,
    ROLES,
    SPELL_KINDS,
    SPELL_ROW,
)
from kg.model import Claim, Event, ImpreciseDate, Period, Precision, Relationship, Source, Spell, Statement

__all__ = ["segment_claims"]

_LONGEST_MONTH: Final = 31
_JULY: Final = 7


def segment_claims(path: Path) -> Iterator[Claim]:
    """The claims of a segment: people, teams, spells, relationships, events, each in the order of the release.

    Raises:
        StoreError: it is not whole, or of another version; at once, and not only when the first claim is asked for.
    """
    return _claims(read_segment(path))


def _claims(part: Segment) -> Iterator[Claim]:
    release = part.meta["release"][0]
    described = [source_of(json.loads(row)) for row in part.sources]
    # A claim without a source of its own stands under that of its release.
    sources = [None if source.id == release else source for source in described]
    yield from _people(part, sources)
    yield from _teams(part, sources)
    ids = part.strings("claims")
    for statements in (_spells(part), _relationships(part), _events(part)):
        for statement, claim, source in statements:
            yield Claim(ids[claim], statement, sources[source])


_Row = tuple[Statement, int, int]
"""What a claim says, the number of the claim, and that of its source."""


def _people(part: Segment, sources: Sequence[Source | None]) -> Iterator[Claim]:
    for text in part.strings("people_described"):
        number, *description, source = json.loads(text)
        iri, row = part.people[number], PersonDescription._make([*description, [source], ()])
        row = row._replace(aliases=sorted(set(row.aliases)), external_ids=_in_order(row.external_ids))
        yield Claim(iri, person_of(iri, row), sources[source])


def _teams(part: Segment, sources: Sequence[Source | None]) -> Iterator[Claim]:
    for text in part.strings("teams_described"):
        number, *description, source = json.loads(text)
        iri, row = part.teams[number], TeamDescription._make([*description, [source]])
        row = row._replace(aliases=sorted(set(row.aliases)), external_ids=_in_order(row.external_ids))
        yield Claim(iri, team_of(iri, row, part.teams[row.parent] if row.parent >= 0 else ""), sources[source])


def _in_order(ids: Sequence[Sequence[str]]) -> list[list[str]]:
    """Identifiers in the order in which the text gives them back: of several in one system the first counts."""
    pairs = {(scheme, value) for scheme, value in ids}
    return [list(pair) for pair in sorted(pairs, key=lambda pair: (pair[0] != "wikidata", ":".join(pair)))]


def _rows(part: Segment, name: str, columns: Sequence[str]) -> Iterator[tuple[int, ...]]:
    table = part.rows(name, columns)
    return zip(*(table[column].tolist() for column in columns), strict=True)


def _spells(part: Segment) -> Iterator[_Row]:
    people, teams, texts = part.people, part.teams, part.texts
    for row in _rows(part, "spells", SPELL_ROW):
        person, team, role, kind, *period, matches, minutes, occasion, source, _, _, claim = row
        spell = Spell(
            people[person],
            teams[team],
            _period(*period),
            ROLES[role],
            SPELL_KINDS[kind],
            texts[occasion],
            None if matches < 0 else matches,
            None if minutes < 0 else minutes,
        )
        yield spell, claim, source


def _relationships(part: Segment) -> Iterator[_Row]:
    people, texts = part.people, part.texts
    for row in _rows(part, "relationships", RELATIONSHIP_ROW):
        kind, subject, other, *period, detail, strength, _, _, _, source, _, _, claim = row
        names = people[subject], people[other]
        yield (
            Relationship(RELATIONSHIP_KINDS[kind], *names, _period(*period), texts[detail], texts[strength]),
            claim,
            source,
        )


def _events(part: Segment) -> Iterator[_Row]:
    people, teams = [*part.people, ""], [*part.teams, ""]  # nobody and no team is number -1
    for row in _rows(part, "events", EVENT_ROW):
        kind, person, club, other_club, by, *days, outcome, _, _, _, source, _, _, claim = row
        event = Event(
            EVENT_KINDS[kind],
            people[person],
            teams[club],
            teams[other_club],
            people[by],
            _date(days[0], days[1]),
            _date(days[2], days[3]),
            part.texts[outcome],
        )
        yield event, claim, source


@lru_cache(maxsize=1 << 16)
def _period(start_min: int, start_max: int, end_min: int, end_max: int, attested: int) -> Period:
    # An inexact end is exclusive: its last day is the first one after it.
    end = _date(end_min, end_max if end_max == end_min else end_max - 1)
    return Period(_date(start_min, start_max), end, as_date(attested))


@lru_cache(maxsize=1 << 14)
def _date(first: int, last: int) -> ImpreciseDate | None:
    """The date that can be any day of a window: what is longer than a month is a season if it begins in July."""
    day = as_date(first)
    if first == UNKNOWN or day is None:
        return None
    if first == last:
        return ImpreciseDate(day)
    if last - first < _LONGEST_MONTH:
        return ImpreciseDate(day, Precision.MONTH)
    return ImpreciseDate(day, Precision.SEASON if day.month == _JULY else Precision.YEAR)
