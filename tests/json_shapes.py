"""What a command printed as JSON, held against its schema on the documentation site."""

from __future__ import annotations

from typing import Any

import pytest

from kg.render.json_schema import schema_of
from kg.render.shapes.every import ANSWERS

__all__ = ["breaches", "problems"]


def problems(command: str, answer: object) -> list[str]:
    """Where an answer differs from its schema; a key that the schema does not name is an error here."""
    return breaches(schema_of(ANSWERS[command]), answer)


def breaches(schema: dict[str, Any], answer: object) -> list[str]:
    """Where an answer differs from a schema; a key that the schema does not name is an error here."""
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(schema)
    strict = {**schema, "$defs": {name: _closed(shape) for name, shape in schema.get("$defs", {}).items()}}
    if "properties" in strict:
        strict = _closed(strict)
    return [
        f"{problem.json_path}: {problem.message[:200]}"
        for problem in jsonschema.Draft202012Validator(strict).iter_errors(answer)
    ]


def _closed(shape: dict[str, Any]) -> dict[str, Any]:
    return {**shape, "additionalProperties": False}
