"""The ledger of what was accepted and rejected of what stories proposed, and how each rule fared."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kg.claims.reading.proposals import decision_key
from kg.errors import StoreError

if TYPE_CHECKING:
    from kg.claims.reading.proposals import ReadProposal, RuleRecord
    from kg.store.backend import Backend

__all__ = ["decisions_of", "note_decisions", "rule_records"]

_FILE: Final = "reading.jsonl"


def _ledger(backend: Backend) -> Path:
    return backend.decisions.with_name(_FILE)


def _lines(backend: Backend) -> Iterator[dict[str, Any]]:
    """The ledger's lines, oldest first; a line that is damaged says nothing."""
    path = _ledger(backend)
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        for line in file:
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if isinstance(entry, dict) and {"key", "decision", "kind", "rule"} <= entry.keys():
                yield entry


def decisions_of(backend: Backend) -> dict[str, str]:
    """Return what was decided last on each proposal, by `kg.claims.reading.proposals.decision_key`."""
    return {entry["key"]: entry["decision"] for entry in _lines(backend)}


def note_decisions(
    backend: Backend, accepted: Sequence[ReadProposal], rejected: Sequence[ReadProposal], *, today: date
) -> None:
    """Add decisions to the ledger. It keeps the rule, the page and the sentence's digest, never the text.

    Raises:
        StoreError: the ledger cannot be written; what was accepted is stored all the same.
    """
    decided = [("accepted", read) for read in accepted] + [("rejected", read) for read in rejected]
    lines = [json.dumps(_entry(decision, read, today), ensure_ascii=False) + "\n" for decision, read in decided]
    path = _ledger(backend)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write("".join(lines))
    except OSError as error:
        problem = f"the ledger {path} cannot be written: {error.strerror}"
        raise StoreError(problem, remedy="the claims are stored; make room, or let the folder be written") from error


def _entry(decision: str, read: ReadProposal, today: date) -> dict[str, str]:
    return {
        "key": decision_key(read.page, read.proposal),
        "decision": decision,
        "day": today.isoformat(),
        "kind": read.proposal.kind,
        "modality": read.proposal.modality.value,
        "rule": read.proposal.rule,
    }


def rule_records(backend: Backend) -> list[RuleRecord]:
    """Return how often what each rule proposed was accepted and rejected, the most often rejected first."""
    last = {entry["key"]: entry for entry in _lines(backend)}
    counts: Counter[tuple[str, str, str]] = Counter(
        (entry["kind"], entry["rule"], entry["decision"]) for entry in last.values()
    )
    rules = {(kind, rule) for kind, rule, _ in counts}
    records = [(kind, rule, counts[kind, rule, "accepted"], counts[kind, rule, "rejected"]) for kind, rule in rules]
    return sorted(records, key=lambda record: (-record[3], record[2], record[:2]))
