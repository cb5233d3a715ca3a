"""Every command that prints JSON, and the shape of what it prints."""

from __future__ import annotations

from typing import Any

from kg.render.shapes.measures import (
    AuditShape,
    BacktestAnswer,
    EffectShape,
    PartShape,
    PersuasionsAnswer,
)
from kg.render.shapes.profiles import CitedShape, ClaimShape, ShowAnswer
from kg.render.shapes.questions import DoorsAnswer, ExplainAnswer, PersuadeAnswer, RankingAnswer
from kg.render.shapes.reading import LedgerAnswer, ReadAnswer
from kg.render.shapes.stores import (
    ImportAnswer,
    NamedQuestionShape,
    ReaderShape,
    StatusAnswer,
    ViolationShape,
    WorldAnswer,
)

__all__ = ["ANSWERS"]

ANSWERS: dict[str, Any] = {
    "kg persuade": PersuadeAnswer,
    "kg destinations": RankingAnswer,
    "kg targets": RankingAnswer,
    "kg targets --doors": DoorsAnswer,
    "kg explain": ExplainAnswer,
    "kg show": ShowAnswer,
    "kg cite --format csl": list[CitedShape],
    "kg status": StatusAnswer,
    "kg validate": list[ViolationShape],
    "kg world": WorldAnswer,
    "kg import": ImportAnswer,
    "kg import --list": list[ReaderShape],
    "kg read": ReadAnswer,
    "kg read --ledger": LedgerAnswer,
    "kg claim add": ClaimShape,
    "kg query --list": list[NamedQuestionShape],
    "kg backtest": BacktestAnswer,
    "kg backtest --audit": list[AuditShape],
    "kg backtest --persuasions": PersuasionsAnswer,
    "kg fit": list[EffectShape],
    "kg fit --persuasions": list[PartShape],
}
"""The shape of what each command prints with ``--format json``; `kg query` prints the W3C's SPARQL results."""
