"""JSON Schemas of what the JSON API and the tools for assistants answer, by kind of question."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from kg.render.json_schema import numbered_schema
from kg.render.shapes.profiles import ShowAnswer, SquadAnswer, WhereAnswer
from kg.render.shapes.questions import ExplainAnswer, PersuadeAnswer, RankingAnswer
from kg.render.shapes.reading import ReadAnswer
from kg.render.shapes.scores import ScoresAnswer

__all__ = ["ERROR_SCHEMA", "QUERY_SCHEMA", "answer_schema"]

_TEXT: Final = {"type": "string"}
_SHAPES: Final[dict[str, Any]] = {
    "persuade": PersuadeAnswer,
    "explain": ExplainAnswer,
    "show": ShowAnswer,
    "where": WhereAnswer,
    "squad": SquadAnswer,
    "destinations": RankingAnswer,
    "targets": RankingAnswer,
    "score": ScoresAnswer,
    "propose_claims": ReadAnswer,
}
_QUESTION: Final = {"type": "object", "properties": {"query": _TEXT}, "required": ["query"]}
_TERM: Final = {
    "type": "object",
    "properties": {"type": _TEXT, "value": _TEXT, "datatype": _TEXT, "xml:lang": _TEXT},
    "required": ["type", "value"],
}
_NAMED_QUESTION: Final = {
    "type": "object",
    "properties": {
        "name": _TEXT,
        "question": _TEXT,
        "wants": {"type": "object", "additionalProperties": _TEXT},
    },
    "required": ["name", "question", "wants"],
}
QUERY_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "description": "Rows (results) or a truth value in the W3C's JSON, a graph as Turtle (text), or named questions.",
    "properties": {
        "head": {"type": "object", "properties": {"vars": {"type": "array", "items": _TEXT}}},
        "boolean": {"type": "boolean"},
        "results": {
            "type": "object",
            "properties": {"bindings": {"type": "array", "items": {"type": "object", "additionalProperties": _TERM}}},
            "required": ["bindings"],
        },
        "text": _TEXT,
        "questions": {"type": "array", "items": _NAMED_QUESTION},
        "sources": {"type": "array", "items": {"type": "object", "additionalProperties": _TEXT}},
        "left_out": {"type": "object", "additionalProperties": {"type": ["integer", "string"]}},
    },
}
"""What the tool ``query`` gives."""
ERROR_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "error": _TEXT,
        "candidates": {
            "type": "array",
            "items": {"type": "object", "properties": {"name": _TEXT, "id": _TEXT}, "required": ["name", "id"]},
        },
    },
    "required": ["error", "candidates"],
}
"""What the JSON API answers when it refuses."""


@cache
def answer_schema(kind: str) -> dict[str, Any]:
    """The schema of the answer to a kind of question; keys beyond those that it names are allowed."""
    return _QUESTION if kind == "question" else numbered_schema(_SHAPES[kind])
