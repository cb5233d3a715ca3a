"""The public sets that make up the football world (``world_sets.toml``), and how their files are recognised."""

from __future__ import annotations

import fnmatch
import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from kg.claims.readers.files import Input, inputs, lines_of
from kg.claims.readers.tables import columns_of
from kg.errors import InvalidInput
from kg.model.world import FileShape, PublicSet

__all__ = ["expanded", "files_of", "public_sets"]

_FILE: Final = Path(__file__).with_name("world_sets.toml")
_BRACES: Final = re.compile(r"\{([^{}]*)\}")
_RANGE: Final = re.compile(r"(\d+)\.\.(\d+)")


def public_sets(only: Sequence[str] = ()) -> list[PublicSet]:
    """The sets in the order in which they are imported; ``only`` names those wanted, by default all."""
    with _FILE.open("rb") as file:
        described = tomllib.load(file)
    return [_public_set(name, entry) for name, entry in described.items() if not only or name in only]


def _public_set(name: str, entry: dict[str, Any]) -> PublicSet:
    shapes = tuple(
        FileShape(shape["file"], frozenset(shape.get("columns", ())), shape.get("begins", ""))
        for shape in entry.pop("shapes")
    )
    files, tables = (
        tuple(path for text in entry.pop(key, ()) for path in expanded(text)) for key in ("files", "tables")
    )
    return PublicSet(name, shapes=shapes, files=files, tables=tables, **entry)


def expanded(text: str) -> Iterator[str]:
    """Every path that a text with braces stands for.

    >>> list(expanded("{a,b}/x{1..2}.csv"))
    ['a/x1.csv', 'a/x2.csv', 'b/x1.csv', 'b/x2.csv']
    """
    braces = _BRACES.search(text)
    if braces is None:
        yield text
        return
    span = _RANGE.fullmatch(braces[1])
    values = map(str, range(int(span[1]), int(span[2]) + 1)) if span else braces[1].split(",")
    for value in values:
        yield from expanded(text[: braces.start()] + value + text[braces.end() :])


def files_of(paths: Sequence[Path], sets: Sequence[PublicSet]) -> dict[str, list[Path]]:
    """The files and archives at these paths that belong to a set, by its name; others are left out.

    Raises:
        InvalidInput: a path cannot be searched, or a file that has the very name of a set's table is broken.
    """
    paths_of: dict[str, dict[Path, None]] = {}
    for item in inputs(paths):
        for source in sets:
            if any(_fits(item, shape) for shape in source.shapes):
                paths_of.setdefault(source.name, {})[item.path] = None
                break
    return {source.name: list(paths_of[source.name]) for source in sets if source.name in paths_of}


def _fits(item: Input, shape: FileShape) -> bool:
    if not fnmatch.fnmatch(item.base, shape.pattern):
        return False
    try:
        return _begins(item, shape.begins) and (not shape.columns or shape.columns <= columns_of(item))
    except InvalidInput:
        if item.base == shape.pattern:
            raise
        return False


def _begins(item: Input, start: str) -> bool:
    if not start:
        return True
    lines = (line.strip() for _, line in lines_of(item))
    return next((line for line in lines if line and not line.startswith("#")), "").startswith(start)
