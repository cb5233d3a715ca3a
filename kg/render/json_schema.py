"""JSON Schemas (draft 2020-12) of the JSON answers, made from the types in `kg.render.shapes`."""

from __future__ import annotations

import inspect
from types import NoneType, UnionType
from typing import Any, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

from kg.render.shapes.common import SourceShape

__all__ = ["numbered_schema", "schema_of"]

_SOURCE = f"#/$defs/{SourceShape.__name__}"
_PLAIN: dict[Any, str] = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}


def schema_of(shape: Any) -> dict[str, Any]:
    """The schema of an answer, a shape or a list of them; shapes that it consists of are in ``$defs``.

    Keys beyond those named are allowed: answers may gain some.
    """
    shapes: dict[str, Any] = {}
    top = _schema(shape, shapes)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **top, "$defs": dict(sorted(shapes.items()))}


def numbered_schema(shape: Any) -> dict[str, Any]:
    """The schema of an answer whose sources are listed once and named by numbers elsewhere, as an object at the top."""
    schema = schema_of(shape)
    shapes: dict[str, Any] = schema["$defs"]
    top = shapes.pop(schema["$ref"].rpartition("/")[2])
    for each in shapes.values():
        each["properties"] = {key: _numbers(kind) for key, kind in each["properties"].items()}
    if (source := shapes.get(SourceShape.__name__)) is not None:
        source["properties"] = {"number": {"type": "integer"}, **source["properties"]}
        top["properties"] |= {"sources": {"type": "array", "items": {"$ref": _SOURCE}}}
    return {**top, "$defs": shapes}


def _numbers(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a value in which every source is its number."""
    if schema.get("$ref") == _SOURCE:
        return {"type": "integer"}
    parts = {key: _numbers(part) for key, part in schema.items() if isinstance(part, dict) and key != "properties"}
    several = {key: [_numbers(part) for part in part_list] for key, part_list in schema.items() if key == "anyOf"}
    return {**schema, **parts, **several}


def _schema(kind: Any, shapes: dict[str, Any]) -> dict[str, Any]:
    if kind in _PLAIN:
        return {"type": _PLAIN[kind]}
    if is_typeddict(kind):
        if kind.__name__ not in shapes:
            shapes[kind.__name__] = {}
            shapes[kind.__name__] = _object(kind, shapes)
        return {"$ref": f"#/$defs/{kind.__name__}"}
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is list:
        return {"type": "array", "items": _schema(arguments[0], shapes)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(arguments[1], shapes)}
    if origin is UnionType:
        return {"anyOf": [_schema(argument, shapes) for argument in arguments]}
    if origin is NotRequired:
        return _schema(arguments[0], shapes)
    raise TypeError(f"{kind!r} has no schema")


def _object(shape: Any, shapes: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(shape, include_extras=True)
    return {
        "type": "object",
        "description": " ".join((inspect.getdoc(shape) or "").replace("`", "").split()),
        "properties": {key: _schema(kind, shapes) for key, kind in hints.items()},
        "required": sorted(key for key, kind in hints.items() if get_origin(kind) is not NotRequired),
    }
