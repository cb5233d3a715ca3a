"""From which day a question may use a relationship or an event: two times, what had happened and what was published.

A question has two days. ``at``: what had happened by then; ``known_by`` (the same day, unless said otherwise): what
had been published by then. Records of public life (squads, matches, spells) count from the day they happened.
Relationships, reports and events count from their first publication as well; family alone is taken to have been known
always.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from kg.columns.bounds import Columns
from kg.columns.files import NEVER, UNKNOWN, Flags, Ints, Table
from kg.columns.segments import RELATIONSHIP_KINDS
from kg.model import RelationshipKind

__all__ = ["ALWAYS", "event_visibility", "relationship_visibility", "visible"]

ALWAYS: Final = UNKNOWN + 1
_FAMILY: Final = RELATIONSHIP_KINDS.index(RelationshipKind.FAMILY)


def visible(table: Table, at: int, known_by: int, rows: Ints | slice = slice(None)) -> Flags:
    """Which relationships or events a question may use.

    Args:
        table: the relationships or events.
        at: the day asked about, as a day number.
        known_by: the day by which it had to be published.
        rows: those asked about; all of them, unless said otherwise.
    """
    result: Flags = (table["happened_from"][rows] <= at) & (table["published_from"][rows] <= known_by)
    return result


def relationship_visibility(rows: Columns, published_until: Ints) -> Columns:
    """From which days relationships count.

    Args:
        rows: relationship columns.
        published_until: by source, the first day on which it had certainly been published, or `UNKNOWN`.

    Returns:
        ``happened_from``: the day after the latest possible beginning, always if none is stated. ``published_from``:
        the first day on which the source had certainly been published; else the day after the last one on which it
        says that the relationship held; else the day after it was read; always for family. ``visible_from``: the later
        of the two, for questions that ask for what was published by the day itself.
    """
    begun = np.where(rows["start_max"] != UNKNOWN, rows["start_max"].astype(np.int64) + 1, ALWAYS)
    attested = np.where(rows["attested"] != UNKNOWN, rows["attested"].astype(np.int64) + 1, UNKNOWN)
    published = np.where(rows["kind"] == _FAMILY, ALWAYS, _published_from(rows, published_until, attested))
    return _times(begun, published)


def event_visibility(rows: Columns, published_until: Ints) -> Columns:
    """From which days events count: the day after they happened, and as for relationships."""
    happened = np.where(rows["when_max"] != UNKNOWN, rows["when_max"].astype(np.int64) + 1, ALWAYS)
    published = _published_from(rows, published_until, np.full(len(happened), UNKNOWN, np.int64))
    return _times(happened, published)


def _times(happened: Ints, published: Ints) -> Columns:
    columns = {
        "happened_from": happened,
        "published_from": published,
        "visible_from": np.maximum(happened, published),
    }
    return {name: column.astype(np.int32) for name, column in columns.items()}


def _published_from(rows: Columns, published_until: Ints, attested: Ints) -> Ints:
    """First day of a question that may know what a source says."""
    published = published_until[rows["source"]]
    retrieved = np.where(rows["retrieved"] != UNKNOWN, rows["retrieved"].astype(np.int64) + 1, NEVER)
    existing = np.where(attested != UNKNOWN, attested, retrieved)
    result: Ints = np.where(published != UNKNOWN, published, existing)
    return result
