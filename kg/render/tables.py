"""What a store holds as tables: CSV files of people, teams, spells, relationships, events and sources.

One row for each statement; ids join the tables. Dates stand as sources give them (``2020``, ``2020-08``, ``2020/21``,
``2020-08-01``), unknown values are empty cells, several values of one cell are separated by semicolons.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from kg.model.claims import Claim, Event, Relationship, Release, Spell
from kg.model.dates import Period
from kg.model.people import Person, Team

__all__ = ["FILES", "write_tables"]

_SAID: Final = ("claim", "source", "confidence", "retrieved", "summary", "dataset", "release")
_PERIOD: Final = ("from", "until", "attested_until")
_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "people": (
        "id",
        "name",
        "aliases",
        "born",
        "birth_place",
        "citizenships",
        "position",
        "languages",
        "external_ids",
        *_SAID[1:],
    ),
    "teams": ("id", "name", "aliases", "kind", "country", "age_group", "first_team", "external_ids", *_SAID[1:]),
    "spells": ("person", "team", "role", "kind", *_PERIOD, "occasion", "matches", "minutes", *_SAID),
    "relationships": ("kind", "subject", "object", *_PERIOD, "detail", "strength", *_SAID),
    "events": ("kind", "person", "club", "other_club", "performed_by", "when", "until", "outcome", *_SAID),
    "sources": ("id", "title", "url", "publisher", "published"),
    "releases": ("id", "dataset", "title", "version", "url", "licence", "publisher", "published", "retrieved"),
}
FILES: Final = tuple(f"{name}.csv" for name in _COLUMNS)
"""What `write_tables` makes."""


def _cell(value: object) -> str:
    """A value as a cell: nothing that a spreadsheet would take for a formula."""
    if value is None:
        return ""
    text = "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _period(period: Period) -> tuple[object, ...]:
    return (period.start, period.end, period.attested)


def _row(claim: Claim) -> tuple[str, tuple[object, ...]]:
    """The table of a claim, and its cells before those of its provenance."""
    match claim.statement:
        case Person() as one:
            ids = tuple(f"{external.scheme}:{external.value}" for external in one.external_ids)
            return "people", (
                one.id,
                one.name,
                one.aliases,
                one.birth,
                one.birth_place,
                one.citizenships,
                one.position,
                one.languages,
                ids,
            )
        case Team() as team:
            ids = tuple(f"{external.scheme}:{external.value}" for external in team.external_ids)
            return "teams", (
                team.id,
                team.name,
                team.aliases,
                team.kind,
                team.country,
                team.age_group,
                team.parent,
                ids,
            )
        case Spell() as spell:
            return "spells", (
                spell.person,
                spell.team,
                spell.role,
                spell.kind,
                *_period(spell.period),
                spell.occasion,
                spell.matches,
                spell.minutes,
            )
        case Relationship() as tie:
            return "relationships", (tie.kind, tie.subject, tie.object, *_period(tie.period), tie.detail, tie.strength)
        case Event() as event:
            return "events", (
                event.kind,
                event.person,
                event.club,
                event.other_club,
                event.by,
                event.when,
                event.until,
                event.outcome,
            )


def write_tables(statements: Iterable[Release | Claim], folder: Path) -> int:
    """Write releases, each followed by its claims, as tables into a folder.

    Returns:
        How many rows were written.
    """
    rows, sources, release = 0, set[str](), Release("", "", "", "")
    with ExitStack() as stack:
        tables = {}
        for name, columns in _COLUMNS.items():
            file = stack.enter_context((folder / f"{name}.csv").open("w", encoding="utf-8", newline=""))
            tables[name] = csv.writer(file, lineterminator="\n")
            tables[name].writerow(columns)

        def write(name: str, *cells: object) -> None:
            nonlocal rows
            tables[name].writerow(map(_cell, cells))
            rows += 1

        for statement in statements:
            if isinstance(statement, Release):
                release = statement
                write(
                    "releases",
                    release.id,
                    release.dataset,
                    release.title,
                    release.version,
                    release.url,
                    release.licence,
                    release.publisher,
                    release.published,
                    release.retrieved,
                )
                continue
            source = statement.source
            if source is not None and source.id not in sources:
                sources.add(source.id)
                write("sources", source.id, source.title, source.url, source.publisher, source.published)
            name, cells = _row(statement)
            words = (
                source.id if source else "",
                statement.confidence,
                statement.retrieved,
                statement.summary,
                release.dataset,
                release.id,
            )
            write(name, *cells, *(() if name in ("people", "teams") else (statement.id,)), *words)
    return rows
