"""Reports on the store and on imports as JSON objects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kg.model import ImportReport, Release
from kg.model.status import Accuracy, Counts, Status
from kg.model.world import ImportedSet
from kg.render.shapes.stores import AccuracyShape, ImportAnswer, ReleaseShape, StatusAnswer, WorldAnswer

__all__ = ["import_json", "status_json", "world_json"]


def status_json(status: Status) -> dict[str, Any]:
    """The object that ``kg status --format json`` prints."""
    shape: StatusAnswer = {
        "store": {
            "location": str(status.location),
            "generation": status.generation,
            "starter": status.starter,
            "bytes_on_disk": status.bytes_on_disk,
            "read_only": status.read_only,
        },
        "totals": _counts(status.totals),
        "people": status.people,
        "teams": status.teams,
        "first": status.first.isoformat() if status.first else None,
        "last": status.last.isoformat() if status.last else None,
        "gaps": list(status.gaps),
        "sources": [
            {
                **_release(item.release),
                "counts": _counts(item.counts),
                "quads": item.quads,
                "first": item.first.isoformat() if item.first else None,
                "last": item.last.isoformat() if item.last else None,
                "origin": item.origin,
            }
            for item in status.releases
        ],
        "accuracy": [_accuracy(item) for item in status.accuracy],
    }
    return dict(shape)


def _accuracy(item: Accuracy) -> AccuracyShape:
    return {
        "question": item.question,
        "countries": item.countries,
        "first": item.first,
        "last": item.last,
        "measured": item.measured.isoformat(),
        "asked": item.asked,
        "right": item.right,
        "right_interval": list(item.right_interval),
        "wrong": item.wrong,
        "wrong_interval": list(item.wrong_interval),
        "unsettled": item.unsettled,
        "unknown": item.unknown,
    }


def import_json(report: ImportReport) -> dict[str, Any]:
    """The object that ``kg import … --format json`` prints."""
    return dict(_import(report))


def _import(report: ImportReport) -> ImportAnswer:
    return {
        "release": _release(report.release),
        "read": report.read,
        "taken": report.taken,
        "skipped": report.skipped,
        "stored": report.stored,
        "reasons": [{"reason": reason, "rows": rows} for reason, rows in report.reasons],
        "rows": [{"file": row.file, "line": row.line, "reason": row.reason} for row in report.rows],
        "notes": list(report.notes),
    }


def world_json(sets: Sequence[ImportedSet]) -> dict[str, Any]:
    """The object that ``kg world --format json`` prints."""
    shape: WorldAnswer = {
        "sets": [
            {
                "name": item.source.name,
                "title": item.source.title,
                "page": item.source.page,
                "licence": item.source.licence,
                "terms": item.source.terms,
                "error": str(item.error) if item.error else None,
                "report": _import(item.report) if item.report else None,
            }
            for item in sets
        ]
    }
    return dict(shape)


def _release(release: Release) -> ReleaseShape:
    return {
        "id": release.id,
        "dataset": release.dataset,
        "title": release.title,
        "version": release.version,
        "url": release.url,
        "licence": release.licence,
        "publisher": release.publisher,
        "published": str(release.published) if release.published else None,
        "retrieved": release.retrieved.isoformat() if release.retrieved else None,
    }


def _counts(counts: Counts) -> dict[str, int]:
    return {name: getattr(counts, name) for name in Counts.__slots__} | {"claims": counts.claims}
