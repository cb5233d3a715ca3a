"""What follows for each claim taken by itself: when a spell is estimated to have begun and ended, and from when a
relationship or an event is known.

Definitions (days are numbers, ends are exclusive, ``D`` is the date of a question):

* A spell is estimated to cover its outer bounds; it certainly covers what lies between its latest possible beginning
  and its earliest possible end.
* An open end that is attested up to a day is certain up to that day and presumed for `PRESUMED_DAYS` after it. Where
  somebody was only *seen*, in matches or on one day alone, he is presumed to stay no longer than that season, which
  ends on 30 June, and at most `PRESUMED_AFTER_MATCH` days: in summer too many leave.
* A spell of which only the beginning or only the end is known is seen on that date alone (in that month, season or
  year, if it is inexact), and so is a place in a squad.
* A spell counts as of ``D`` if its estimated start lies before ``D``.
* A relationship or event counts as of ``D`` if ``visible_from <= D``, see `relationship_visibility`.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np

from kg.columns.files import NEVER, UNKNOWN, Flags, Ints, as_date, day
from kg.columns.segments import RELATIONSHIP_KINDS, SPELL_KINDS
from kg.model import RelationshipKind, SpellKind

__all__ = [
    "ALWAYS",
    "PRESUMED_AFTER_MATCH",
    "PRESUMED_DAYS",
    "Columns",
    "event_visibility",
    "relationship_visibility",
    "speaks_of_youth",
    "spell_estimates",
]

Columns = dict[str, Ints]
PRESUMED_DAYS: Final = 400
PRESUMED_AFTER_MATCH: Final = 200  # an injury of half a season
_SELECTION: Final = SPELL_KINDS.index(SpellKind.SELECTION)
ALWAYS: Final = UNKNOWN + 1
_YOUTH_WORDS: Final = ("childhood", "boyhood", "academy", "youth", "school")
_ADULT: Final = 18


def spell_estimates(spells: Columns) -> Columns:
    """Estimated and certain presence of each spell, before other spells are looked at.

    Returns:
        ``start_est``, ``end_est`` (half-open; both `UNKNOWN` when no date is known) and ``certain_from``,
        ``certain_until`` (half-open, empty when nothing is certain), each int32 and one per spell.
    """
    start_min, start_max = spells["start_min"], spells["start_max"]
    end_min, end_max, attested = spells["end_min"], spells["end_max"], spells["attested"]
    begun, ended, seen = start_min != UNKNOWN, end_min != UNKNOWN, attested != UNKNOWN
    # One date alone: an end, or a day on which it held. An exact end was preceded by a day on which it still held.
    last_seen = np.where(end_max == end_min, end_min - 1, end_min)
    start = np.select([begun, ended, seen], [start_min, last_seen, attested], UNKNOWN)
    held = np.maximum(attested, np.where(begun, start_min, attested))
    sighted = (spells["matches"] >= 0) | ~begun
    presumed = np.where(sighted, np.minimum(PRESUMED_AFTER_MATCH, _rest_of_season(held)), PRESUMED_DAYS)
    # Seen there before the latest possible beginning: it had begun by then.
    begun_by = np.where(seen & ~ended, np.minimum(start_max, held), start_max)
    latest_start = np.select([begun, ended, seen], [begun_by, end_max - 1, attested], UNKNOWN)
    end = np.select(
        [ended, begun & seen, begun, seen],
        [end_max, held + 1 + presumed, start_max + 1, attested + 1 + presumed * (spells["kind"] != _SELECTION)],
        UNKNOWN,
    )
    earliest_end = np.select(
        [ended & ~begun, ended, begun & seen, begun, seen],
        [end_max, end_min, held + 1, start_max + 1, attested + 1],
        UNKNOWN,
    )
    # Of an inexact single date no day is certain.
    vague = (begun & ~ended & ~seen & (start_max > start_min)) | (~begun & ended & (end_max > end_min))
    certain_from = np.where(vague, end, latest_start)
    certain_until = np.where(vague, end, np.maximum(earliest_end, latest_start))
    return {
        "start_est": start.astype(np.int32),
        "end_est": end.astype(np.int32),
        "certain_from": certain_from.astype(np.int32),
        "certain_until": certain_until.astype(np.int32),
    }


def _rest_of_season(days: Ints) -> Ints:
    """By day, how many days of its season follow it: 0 on 30 June."""
    dates = days.astype("datetime64[D]")
    july = dates.astype("datetime64[Y]").astype("datetime64[M]") + 6
    end = np.where(dates < july.astype("datetime64[D]"), july, july + 12).astype("datetime64[D]")
    rest: Ints = (end - dates).astype(np.int64) - 1
    return rest


def _told_from(rows: Columns, published_until: Ints) -> Ints:
    """First day of a question that may know what a source says: after its publication, else after its retrieval."""
    published, retrieved = published_until[rows["source"]], rows["retrieved"]
    return np.where(published != UNKNOWN, published, np.where(retrieved != UNKNOWN, retrieved + 1, NEVER))


def relationship_visibility(rows: Columns, published_until: Ints, births: Ints, young: Flags) -> Ints:
    """From which day a relationship counts: as of ``D`` it does if ``visible_from <= D``.

    The day after its latest possible beginning, if stated; else always for family; else, for a friendship of
    childhood or academy days, the day after the younger one's eighteenth birthday, if both births are known; else
    when its source had certainly been published; else the day after it was retrieved.

    Args:
        rows: relationship columns.
        published_until: by source, the first day on which it had certainly been published, or `UNKNOWN`.
        births: by person, the latest possible birthday, or `UNKNOWN`.
        young: by row, whether its detail speaks of childhood or academy.
    """
    kind = rows["kind"]
    family = kind == RELATIONSHIP_KINDS.index(RelationshipKind.FAMILY)
    first, second = births[rows["subject"]], births[rows["object"]]
    grown = young & (kind == RELATIONSHIP_KINDS.index(RelationshipKind.FRIENDSHIP))
    grown &= (first != UNKNOWN) & (second != UNKNOWN)
    come_of_age = np.full(len(kind), NEVER, np.int64)
    younger = np.maximum(first, second)
    for row in np.flatnonzero(grown):
        come_of_age[row] = _birthday(int(younger[row]), _ADULT) + 1
    visible = np.where(grown, come_of_age, _told_from(rows, published_until))
    visible = np.where(family, ALWAYS, visible)
    return np.where(rows["start_max"] != UNKNOWN, rows["start_max"] + 1, visible).astype(np.int32)


def event_visibility(rows: Columns, published_until: Ints) -> Ints:
    """From which day an event counts: the day after it happened, else as its source was published, else retrieved."""
    told = _told_from(rows, published_until)
    return np.where(rows["when_max"] != UNKNOWN, rows["when_max"] + 1, told).astype(np.int32)


def speaks_of_youth(detail: str) -> bool:
    """Whether a relationship's detail says that it goes back to childhood or academy days."""
    lowered = detail.lower()
    return any(word in lowered for word in _YOUTH_WORDS)


def _birthday(born: int, age: int) -> int:
    birth = as_date(born)
    if birth is None or birth.year + age > date.max.year:
        return NEVER - 1
    if (birth.month, birth.day) == (2, 29):
        birth = birth.replace(month=3, day=1)  # as the law of most countries has it in years without the day
    return day(birth.replace(year=birth.year + age))
