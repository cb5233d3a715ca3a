"""A reply: one answer in every form that can be asked for, each made only when it is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kg.model import Answer, Claim, Dossier, Explanation, ImportReport, ReaderInfo
from kg.model.status import Status
from kg.model.validation import Violation
from kg.render.answer import answer_blocks, explanation_blocks
from kg.render.blocks import Document
from kg.render.csv import answer_csv, csv_text, explanation_csv
from kg.render.dossier import claim_blocks, dossier_blocks, dossier_csv
from kg.render.json import answer_json, claim_json, dossier_json, explanation_json, json_text
from kg.render.markdown import markdown
from kg.render.plain import plain
from kg.render.records import Records, import_records, record_blocks, status_records, violation_records
from kg.render.reports import import_json, status_json

__all__ = [
    "Reply",
    "answer_reply",
    "claim_reply",
    "dossier_reply",
    "explanation_reply",
    "import_reply",
    "readers_reply",
    "records_reply",
    "status_reply",
    "violations_reply",
]


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: its blocks for people, its object for programs, its rows for spreadsheets."""

    blocks: Callable[[], Document]
    data: Callable[[], Any]
    rows: Callable[[], str]

    def text(self, form: str) -> str:
        """The answer as text.

        Args:
            form: ``table`` (plain text), ``json``, ``csv`` or ``md``.

        Raises:
            ValueError: there is no such form.
        """
        match form:
            case "table":
                return plain(self.blocks())
            case "md":
                return markdown(self.blocks())
            case "json":
                return json_text(self.data())
            case "csv":
                return self.rows()
        raise ValueError(f"no form of answer is called {form!r}")


def answer_reply(answer: Answer, *, limit: int | None = None) -> Reply:
    """The answer to "who could persuade …?"; ``limit`` shortens what people read, never JSON or CSV."""
    return Reply(lambda: answer_blocks(answer, limit=limit), lambda: answer_json(answer), lambda: answer_csv(answer))


def explanation_reply(explanation: Explanation) -> Reply:
    """What ties two people."""
    return Reply(
        lambda: explanation_blocks(explanation),
        lambda: explanation_json(explanation),
        lambda: explanation_csv(explanation),
    )


def dossier_reply(dossier: Dossier) -> Reply:
    """What is known of one person or team."""
    return Reply(lambda: dossier_blocks(dossier), lambda: dossier_json(dossier), lambda: dossier_csv(dossier))


def claim_reply(claim: Claim, names: dict[str, str]) -> Reply:
    """One claim; ``names`` are those of everybody in it, by id."""
    return Reply(
        lambda: claim_blocks(claim, names),
        lambda: claim_json(claim, names),
        lambda: csv_text(("id", "about", "source_url"), [_claim_row(claim, names)]),
    )


def _claim_row(claim: Claim, names: dict[str, str]) -> tuple[str, str, str]:
    return claim.id, " | ".join(names.values()), claim.source.url if claim.source else ""


def records_reply(records: Records) -> Reply:
    """A list; as JSON an array of objects."""
    return Reply(
        lambda: record_blocks(records),
        lambda: [dict(zip(records.columns, row, strict=True)) for row in records.rows],
        lambda: csv_text(records.columns, records.rows),
    )


def status_reply(status: Status) -> Reply:
    """What the store holds."""
    rows = records_reply(status_records(status))
    return Reply(rows.blocks, lambda: status_json(status), rows.rows)


def import_reply(report: ImportReport) -> Reply:
    """What an import took and what it did not."""
    rows = records_reply(import_records(report))
    return Reply(rows.blocks, lambda: import_json(report), rows.rows)


def readers_reply(readers: Iterable[ReaderInfo]) -> Reply:
    """The readers of public sources."""
    rows = tuple((one.name, one.title, one.home or None, one.licence, ", ".join(one.expects)) for one in readers)
    return records_reply(Records(("reader", "source", "home", "licence", "expects"), rows))


def violations_reply(violations: Sequence[Violation]) -> Reply:
    """What the shapes found wrong."""
    return records_reply(violation_records(violations))
