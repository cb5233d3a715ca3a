"""What is told of one person or team, as of a date: spells, relationships and events read back as model objects.

As everywhere, only what is dated before the date counts, and an end that lies after it is not told.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

import numpy as np

from kg.columns.conflicts import clashes_of
from kg.columns.facts import Facts
from kg.columns.files import UNKNOWN, Ints, as_date, day, distinct
from kg.columns.segments import (
    CONFIDENCES,
    EVENT_KINDS,
    MODALITIES,
    RELATIONSHIP_KINDS,
    ROLES,
    SPELL_KINDS,
    passage_of_text,
)
from kg.columns.visibility import visible
from kg.model import (
    CareerLine,
    Claim,
    Event,
    ImpreciseDate,
    Period,
    Precision,
    Relationship,
    RelationshipKind,
    Source,
)

__all__ = ["career_lines", "events_about", "first_day", "last_day", "relationships_of", "sources_of", "team_lines"]

_SEASON_STARTS: Final = (7, 1)
_LINE: Final = ("team", "person", "role", "kind", "occasion", "source", "start_max", "release", "claim")


def career_lines(facts: Facts, person: int, at: date) -> list[CareerLine]:
    """Every claim of a spell or squad place of a person that had begun by the date, earliest first."""
    begin, end = facts.spells["of_person"][person : person + 2].tolist()
    now = day(at)
    clashes = clashes_of(facts, person, now)
    return [_line(facts, row, now, clashes.get(row, "")) for row in _begun(facts, range(begin, end), now)]


def team_lines(facts: Facts, team: int, people: Ints, at: date) -> list[CareerLine]:
    """The claims of spells at one team of the people given, as of the date, in the order of the people."""
    begin, end = facts.spells["of_team"][team : team + 2].tolist()
    rows = _begun(facts, facts.spells["by_team"][begin:end].tolist(), day(at))
    order = {int(person): place for place, person in enumerate(people)}
    chosen = [row for row in rows if int(facts.spells["person"][row]) in order]
    chosen.sort(key=lambda row: order[int(facts.spells["person"][row])])
    return [_line(facts, row, day(at), "") for row in chosen]


def _begun(facts: Facts, rows: Iterable[int], now: int) -> list[int]:
    """The rows of spells that had begun by a day, earliest first, in an order in which no later end shows."""
    table = facts.spells

    def order(row: int) -> tuple[int, ...]:
        ends = min(int(table["end_est"][row]), now)
        return (int(table["start_est"][row]), ends, *(int(table[name][row]) for name in _LINE))

    return sorted((row for row in rows if int(table["start_est"][row]) < now), key=order)


def _line(facts: Facts, row: int, now: int, clash: str) -> CareerLine:
    table = facts.spells
    period = _period(
        {name: int(table[name][row]) for name in ("start_min", "start_max", "end_min", "end_max", "attested")}
    )
    over = period.end is not None and day(period.end.first) < now
    attested = period.attested if period.attested and day(period.attested) < now else None
    team = int(table["team"][row])
    return CareerLine(
        team=facts.named(team),
        team_kind=facts.team_kind(team).value,
        person=facts.named(int(table["person"][row])),
        role=ROLES[int(table["role"][row])].value,
        kind=SPELL_KINDS[int(table["kind"][row])].value,
        start=str(period.start or ""),
        end=_last(period.end) if over else "",
        occasion=facts.text(int(table["occasion"][row])),
        source=facts.source(int(table["source"][row])),
        attested=str(attested or ""),
        clash=clash,
    )


def _last(end: ImpreciseDate | None) -> str:
    """An end as people say it: the last day it held, or the month, season or year in which it ended."""
    if end is None:
        return ""
    return (as_date(day(end.first) - 1) or end.first).isoformat() if end.precision is Precision.DAY else str(end)


def relationships_of(facts: Facts, person: int, at: date, known_by: date | None = None) -> list[Claim]:
    """Every claim of a relationship of a person that had begun by the date and was published by ``known_by``."""
    table = facts.relationships
    begin, end = table["of_person"][person : person + 2].tolist()
    rows = distinct(table["either"][begin:end])
    rows = rows[visible(table, day(at), day(known_by or at), rows)]
    return [_claim(facts, row, _relationship(facts, row)) for row in rows.tolist()]


def _relationship(facts: Facts, row: int) -> Relationship:
    table = facts.relationships
    kind = RELATIONSHIP_KINDS[int(table["kind"][row])]
    return Relationship(
        kind=RelationshipKind(kind),
        subject=facts.iri(int(table["subject"][row])),
        object=facts.iri(int(table["object"][row])),
        period=_period(
            {name: int(table[name][row]) for name in ("start_min", "start_max", "end_min", "end_max", "attested")}
        ),
        detail=facts.text(int(table["detail"][row])),
        strength=facts.text(int(table["strength"][row])),
    )


def events_about(
    facts: Facts, at: date, *, person: int | None = None, club: int | None = None, known_by: date | None = None
) -> list[Claim]:
    """Every claim of an event that had happened by the date and was published by ``known_by``, the latest known first.

    Args:
        facts: the facts.
        at: the date.
        person: only events about this person, or in which he acts.
        club: only events in which this club takes part.
        known_by: the day by which it had to be published; by default the date.
    """
    table = facts.events
    # Rows stand in the order in which they become known.
    chosen = visible(table, day(at), day(known_by or at))
    if person is not None:
        chosen &= (table["person"] == person) | (table["by"] == person)
    if club is not None:
        chosen &= (table["club"] == club) | (table["other_club"] == club)
    return [_claim(facts, row, _event(facts, row)) for row in np.flatnonzero(chosen)[::-1].tolist()]


def _event(facts: Facts, row: int) -> Event:
    table = facts.events

    def iri(column: str) -> str:
        node = int(table[column][row])
        return facts.iri(node) if node >= 0 else ""

    return Event(
        kind=EVENT_KINDS[int(table["kind"][row])],
        person=iri("person"),
        club=iri("club"),
        other_club=iri("other_club"),
        by=iri("by"),
        when=_when(int(table["when_min"][row]), int(table["when_max"][row])),
        until=_when(int(table["until_min"][row]), int(table["until_max"][row])),
        outcome=facts.text(int(table["outcome"][row])),
    )


def _claim(facts: Facts, row: int, statement: Relationship | Event) -> Claim:
    columns = facts.relationships if isinstance(statement, Relationship) else facts.events
    number = int(columns["claim"][row])
    return Claim(
        id=facts.claim_id(number),
        statement=statement,
        source=facts.source(int(columns["source"][row])),
        retrieved=as_date(int(columns["retrieved"][row])),
        confidence=CONFIDENCES[int(columns["confidence"][row])],
        summary=facts.summary(number),
        modality=MODALITIES[int(columns["modality"][row])],
        origin=facts.text(columns["origin"][row]),
        passage=passage_of_text(facts.text(columns["passage"][row])),
    )


def sources_of(facts: Facts, node: int) -> tuple[Source, ...]:
    """The sources that describe a person or team."""
    return tuple(facts.source(number) for number in facts.described_by(node))


def first_day(facts: Facts) -> date | None:
    """The day after the earliest spell begins: no question before it can be answered. ``None`` without any spell."""
    return None if facts.first_start == UNKNOWN else as_date(facts.first_start + 1)


def last_day(facts: Facts) -> date | None:
    """The last day on which a source still attests that somebody was somewhere; ``None`` if none does."""
    return as_date(facts.last_attested)


def _period(columns: dict[str, int]) -> Period:
    end_first, end_last = columns["end_min"], columns["end_max"]
    exact = end_first == end_last
    return Period(
        _when(columns["start_min"], columns["start_max"]),
        # An inexact end may be as late as the day after the month, season or year in which it lies.
        _when(end_first, end_last if exact else end_last - 1),
        as_date(columns["attested"]),
    )


def _when(first: int, last: int) -> ImpreciseDate | None:
    """The date whose first and last possible day these are; the precision follows from how far they lie apart."""
    begins = as_date(first)
    if begins is None:
        return None
    length = last - first
    if length == 0:
        return ImpreciseDate(begins)
    if length < 31:
        return ImpreciseDate(begins, Precision.MONTH)
    return ImpreciseDate(begins, Precision.SEASON if (begins.month, begins.day) == _SEASON_STARTS else Precision.YEAR)
