"""The graph as the CSV files that Neo4j's bulk import takes."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import networkx

__all__ = ["FILES", "write_neo4j"]

_LABELS: Final = {
    "club": "ClubTeam",
    "reserve": "ReserveTeam",
    "youth": "YouthTeam",
    "national": "NationalTeam",
    "national_youth": "NationalYouthTeam",
}
_NODE: Final = {
    "people": (
        "label",
        "aliases",
        "birth",
        "birth_place",
        "citizenships",
        "position",
        "languages",
        "external_ids",
    ),
    "teams": ("label", "aliases", "team_kind", "country", "age_group", "parent", "external_ids"),
}
_DATES: Final = (
    "valid_from",
    "valid_from_precision",
    "valid_until",
    "valid_until_precision",
    "attested_until",
)
_SAID: Final = ("claim", "source_title", "source_url", "published", "confidence", "summary", "dataset")
_EDGE: Final = {
    "spells": ("role", "kind", *_DATES, "occasion", "matches", "minutes", *_SAID),
    "relationships": ("detail", *_DATES, "strength", *_SAID),
    "events": ("valid_from", "valid_from_precision", "contract_until", "other_club", "performed_by", "outcome", *_SAID),
}
_FILE_OF: Final = {"spell": "spells", "relationship": "relationships", "event": "events"}
_TYPES: Final = {
    "age_group": "long",
    "matches": "long",
    "minutes": "long",
    "valid_from": "date",
    "valid_until": "date",
    "attested_until": "date",
}
_COMMAND: Final = """\
neo4j-admin database import full --nodes=people.csv --nodes=teams.csv \\
  --relationships=spells.csv --relationships=relationships.csv --relationships=events.csv neo4j
"""
FILES: Final = (*(f"{name}.csv" for name in (*_NODE, *_EDGE)), "import.txt")
"""What `write_neo4j` makes: the tables, and the command that takes them."""


def _typed(names: Iterable[str]) -> list[str]:
    return [f"{name}:{_TYPES[name]}" if name in _TYPES else name for name in names]


class _Table:
    def __init__(self, folder: Path, name: str, header: Iterable[str]) -> None:
        self._file = (folder / f"{name}.csv").open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._writer.writerow(header)

    def write(self, *cells: Any) -> None:
        self._writer.writerow(_cell(cell) for cell in cells)

    def close(self) -> None:
        self._file.close()


def _cell(value: object) -> str:
    """A value in one line: the import refuses line breaks unless told otherwise."""
    return " ".join(str(value).split()) if isinstance(value, str) else str(value)


def write_neo4j(graph: networkx.MultiDiGraph, folder: Path) -> int:
    """Write the graph of `kg.render.graphs.graph_of` into a folder.

    People are labelled ``Person``, teams ``Team`` and the finer kind; spells are relationships of type ``SPELL_AT``,
    stated relationships of a type such as ``FRIENDSHIP``. What is not known is an empty cell, which the import leaves
    out.

    Returns:
        How many nodes and relationships were written.
    """
    nodes = {name: _Table(folder, name, ["id:ID", *_typed(columns), ":LABEL"]) for name, columns in _NODE.items()}
    edges = {
        name: _Table(folder, name, [":START_ID", ":END_ID", ":TYPE", *_typed(columns)])
        for name, columns in _EDGE.items()
    }
    try:
        for node, details in graph.nodes(data=True):
            person = details.get("node_type") == "person"
            name = "people" if person else "teams"
            label = "Person" if person else _team_labels(details)
            nodes[name].write(node, *(details.get(column, "") for column in _NODE[name]), label)
        for source, target, details in graph.edges(data=True):
            name = _FILE_OF[str(details.get("edge_type"))]
            kind = "SPELL_AT" if name == "spells" else str(details.get("kind", "")).upper()
            edges[name].write(source, target, kind, *(details.get(column, "") for column in _EDGE[name]))
    finally:
        for table in (*nodes.values(), *edges.values()):
            table.close()
    (folder / "import.txt").write_text(_COMMAND, encoding="utf-8")
    return int(graph.number_of_nodes() + graph.number_of_edges())


def _team_labels(details: Mapping[str, Any]) -> str:
    finer = _LABELS.get(str(details.get("team_kind", "")))
    return f"Team;{finer}" if finer else "Team"
