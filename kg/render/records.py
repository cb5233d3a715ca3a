"""Plain lists (what a store holds, rows skipped, findings, query results, names of things) as blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.model import ImportReport
from kg.model.status import Status
from kg.model.validation import Violation
from kg.model.world import ImportedSet
from kg.render.blocks import Block, Column, Detail, Document, Heading, Table, Text
from kg.render.csv import Value
from kg.render.words import clean

__all__ = [
    "Records",
    "accuracy_records",
    "import_records",
    "record_blocks",
    "status_records",
    "violation_records",
    "world_records",
]


@dataclass(frozen=True, slots=True)
class Records:
    """Rows under columns, with a title, facts in front and lines behind; ``empty`` is said when there are no rows.

    ``heading`` stands between the facts and the rows.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    title: str = ""
    heading: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    after: tuple[str, ...] = ()
    empty: str = ""


def record_blocks(records: Records) -> Document:
    """Lay out a list; columns that hold numbers only are aligned to the right, the last one may wrap."""
    blocks: list[Block] = [Heading(clean(records.title), level=1)] if records.title else []
    if records.facts:
        blocks.append(Detail("", tuple((clean(name), clean(fact)) for name, fact in records.facts)))
    if records.rows:
        blocks += [Heading(records.heading)] if records.heading else []
        blocks.append(Table(_columns(records), tuple(tuple(map(_cell, row)) for row in records.rows)))
    elif records.empty:
        blocks.append(Text(records.empty))
    return [*blocks, *(Text(clean(line), quiet=True) for line in records.after)]


def _columns(records: Records) -> tuple[Column, ...]:
    last = len(records.columns) - 1
    return tuple(
        Column(
            clean(title.replace("_", " ")).capitalize(),
            right=all(isinstance(row[number], int | float) for row in records.rows),
            flexible=number == last,
        )
        for number, title in enumerate(records.columns)
    )


def _cell(value: Value) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else clean(str(value))


def world_records(sets: Sequence[ImportedSet]) -> Records:
    """What became of each public set, and what there is to say about its import."""
    rows = tuple(
        (
            item.source.name,
            item.report.release.version if item.report else None,
            item.report.read if item.report else None,
            item.report.taken if item.report else None,
            item.report.skipped if item.report else None,
            str(item.error) if item.error else "imported" if item.report and item.report.stored else "held already",
        )
        for item in sets
    )
    notes = tuple(f"{item.source.name}: {line}" for item in sets if item.report for line in item.report.notes)
    return Records(("set", "release", "read", "taken", "skipped", "result"), rows, title="World", after=notes)


def status_records(status: Status) -> Records:
    """What a store holds: one row per release of a source, with its dates and its licence."""
    rows = tuple(
        (
            item.release.dataset,
            item.release.version,
            item.counts.claims,
            item.first.isoformat() if item.first else None,
            item.last.isoformat() if item.last else None,
            item.release.retrieved.isoformat() if item.release.retrieved else None,
            item.release.licence,
            item.origin,
        )
        for item in status.releases
    )
    totals = status.totals
    facts = [
        ("store", f"{status.location}{' (read-only)' if status.read_only else ''}"),
        ("size", f"{status.bytes_on_disk / 1e6:,.1f} MB, generation {status.generation}"),
        ("people", _described(status.people, totals.persons)),
        ("teams", _described(status.teams, totals.teams)),
        ("spells", f"{totals.spells:,}"),
        ("relationships", f"{totals.relationships:,}"),
        ("events", f"{totals.events:,}"),
    ]
    if status.first and status.last:
        facts.append(("dates", f"{status.first.isoformat()} to {status.last.isoformat()}"))
    return Records(
        columns=("source", "release", "claims", "from", "until", "retrieved", "licence", "origin"),
        rows=rows,
        title="What the store holds",
        heading="Sources",
        facts=tuple(facts),
        after=tuple(f"gap: {gap}" for gap in status.gaps),
        empty="The store is empty.",
    )


def accuracy_records(status: Status) -> Records:
    """How often the starter data are right, by kind of question and country."""
    rows = tuple(
        (
            item.question,
            item.countries,
            f"{item.first} to {item.last}",
            item.asked,
            _share(item.right, item.asked, item.right_interval),
            _share(item.wrong, item.asked, item.wrong_interval),
            _share(item.unsettled, item.asked),
            _share(item.unknown, item.asked),
        )
        for item in status.accuracy
    )
    days = {item.measured for item in status.accuracy}
    return Records(
        columns=("question", "countries", "years", "asked", "right", "wrong", "unsettled", "unknown"),
        rows=rows,
        heading="How often the starter data are right",
        after=(
            f"measured on {max(days).isoformat()} against dated lists that are none of the sources, by what had "
            "happened by the day asked about; in brackets the 95 % interval",
        )
        if days
        else (),
    )


def _share(count: int, of: int, interval: tuple[float, float] | None = None) -> str:
    """A share in per cent, with its interval."""
    bounds = f" ({interval[0] * 100:.0f}–{interval[1] * 100:.0f})" if interval else ""
    return f"{count / max(of, 1):.0%}{bounds}"


def _described(count: int | None, descriptions: int) -> str:
    """How many there are, and how many descriptions the releases have of them."""
    return f"{descriptions:,} descriptions" if count is None else f"{count:,} in {descriptions:,} descriptions"


def import_records(report: ImportReport, *, at_most: int | None = None) -> Records:
    """An import: what was read and taken, why rows were skipped, and ``at_most`` so many of them one by one."""
    release = report.release
    facts = (
        ("source", f"{release.title} ({release.dataset}, release {release.version})"),
        ("read", f"{report.read:,}"),
        ("taken", f"{report.taken:,}"),
        ("skipped", f"{report.skipped:,}"),
        *(("", f"{number:,} × {reason}") for reason, number in report.reasons),
        ("stored", "yes" if report.stored else "no"),
    )
    skipped = report.rows[:at_most]
    folder = _folder([row.file for row in skipped]) if at_most is not None else ""
    rows = tuple((row.file.removeprefix(folder), row.line, row.reason) for row in skipped)
    more = report.skipped - len(rows) if rows else 0
    others = (f"… and {more:,} more rows: --report FILE writes them all",) if more > 0 else ()
    return Records(
        columns=("file", "line", "reason"),
        rows=rows,
        title="Import",
        heading="Rows not taken",
        facts=facts,
        after=(*others, *report.notes),
    )


def _folder(files: Sequence[str]) -> str:
    """The folder that all these files are in, with its slash: what need not be said on every line."""
    folders = {file.rpartition("/")[0] for file in files}
    return f"{folders.pop()}/" if len(folders) == 1 and "" not in folders else ""


def violation_records(violations: Iterable[Violation]) -> Records:
    """What the shapes found wrong."""
    rows = tuple((item.focus, item.path, item.message, item.value, item.graph) for item in violations)
    return Records(("node", "property", "message", "value", "release"), rows, empty="Everything keeps to the shapes.")
