"""The whole store as one file (or folder of tables) that other programs read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

from kg.atomic_files import replacing, replacing_folder
from kg.errors import UsageProblem
from kg.model.people import Person, Team
from kg.model.status import ExportReport
from kg.render import neo4j, tables
from kg.render.graphs import graph_of, write_graph
from kg.store.backend import Backend
from kg.store.exports import RDF_FORMATS

__all__ = ["EXPORT_FORMATS", "export", "format_of", "write"]

EXPORT_FORMATS: Final = ("turtle", "trig", "nquads", "jsonld", "graphml", "gexf", "cytoscape", "neo4j", "csv")
"""What `export` can write; ``neo4j`` and ``csv`` are folders of tables."""

_ENDINGS: Final = {
    ".ttl": "turtle",
    ".trig": "trig",
    ".nq": "nquads",
    ".jsonld": "jsonld",
    ".graphml": "graphml",
    ".gexf": "gexf",
    ".cyjs": "cytoscape",
}


def format_of(output: Path) -> str | None:
    """The format that the ending of a file's name stands for, ``None`` if it stands for none."""
    return _ENDINGS.get(output.suffix.lower())


def export(backend: Backend, format: str, output: Path) -> ExportReport:  # noqa: A002
    """Write the whole store to a file, atomically.

    Args:
        backend: the store.
        format: one of `EXPORT_FORMATS`.
        output: the file to make or to replace; for ``neo4j`` and ``csv`` the folder.

    Raises:
        UsageProblem: there is no such format, or ``output`` is a folder.
        StoreError: the store is damaged.
        KgError: the file cannot be written; what stood there before is as it was.
    """
    if format not in EXPORT_FORMATS:
        raise UsageProblem(f"{format!r} is no export format", remedy="use one of " + ", ".join(EXPORT_FORMATS))
    if format in ("neo4j", "csv"):
        return _tables(backend, format, output)
    with replacing(output) as file:
        items, unit = write(backend, format, file)
        size = file.tell() if file.seekable() else 0
    notes = ("Turtle cannot say which release states what; trig, nquads and jsonld do",) if format == "turtle" else ()
    return ExportReport(output, format, items, unit, size, notes)


def write(backend: Backend, format: str, stream: BinaryIO) -> tuple[int, str]:  # noqa: A002
    """Write the whole store to a stream; how many of what it was.

    Raises:
        UsageProblem: this format is a folder of tables.
        StoreError: the store is damaged.
    """
    if format in RDF_FORMATS:
        return backend.dump(format, stream), "triples" if format == "turtle" else "quads"
    if format in ("neo4j", "csv"):
        raise UsageProblem(f"{format} is a folder of tables", remedy="name a folder to write")
    count = write_graph(backend.statements(), format=format, output=stream, agreed=_agreed(backend))
    return count, "nodes and edges"


def _agreed(backend: Backend) -> Callable[[str], Person | Team | None]:
    """What the releases of a store together say of a person or team, by id."""
    facts = backend.facts

    def description(iri: str) -> Person | Team | None:
        node = facts.node(iri)
        if node is None:
            return None
        return facts.person(node) if facts.is_person(node) else facts.team(node)

    return description


def _tables(backend: Backend, format: str, output: Path) -> ExportReport:  # noqa: A002
    """Write a folder of tables."""
    notes: tuple[str, ...] = ()
    with replacing_folder(output, neo4j.FILES if format == "neo4j" else tables.FILES) as folder:
        if format == "neo4j":
            graph = graph_of(backend.statements(), _agreed(backend))
            items, unit = neo4j.write_neo4j(graph, folder), "nodes and relationships"
            notes = (f"{output / 'import.txt'} has the command that takes these files",)
        else:
            items, unit = tables.write_tables(backend.statements(), folder), "rows"
        size = sum(file.stat().st_size for file in folder.iterdir())
    return ExportReport(output, format, items, unit, size, notes)
