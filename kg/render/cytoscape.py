"""The graph in the JSON of Cytoscape, Cytoscape.js and networkx."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, BinaryIO

from kg import __version__

if TYPE_CHECKING:
    import networkx

__all__ = ["write_cytoscape"]


def write_cytoscape(graph: networkx.MultiDiGraph, output: BinaryIO) -> None:
    """Write the graph of `kg.render.graphs.graph_of`, element by element.

    ``data`` of a node has ``id`` and ``name`` (``value`` is the id again, for networkx), that of an edge ``id``,
    ``source``, ``target`` and ``interaction``, as Cytoscape's import looks for them; all other attributes stand beside.
    """
    head: dict[str, Any] = {
        "format_version": "1.0",
        "generated_by": f"player-kg {__version__}",
        "target_cytoscapejs_version": "~3",
        "data": {"name": "player-kg"},
        "directed": True,
        "multigraph": True,
    }
    output.write(json.dumps(head)[:-1].encode() + b', "elements": {"nodes": [')
    for number, (node, attributes) in enumerate(graph.nodes(data=True)):
        data = {"id": node, "value": node, "name": attributes.get("label", node), **attributes}
        output.write(_element(number, data))
    output.write(b'\n], "edges": [')
    for number, (source, target, key, attributes) in enumerate(graph.edges(keys=True, data=True)):
        label = attributes.get("kind") or attributes.get("edge_type", "")
        own = {"id": key, "key": key, "source": source, "target": target, "name": label, "interaction": label}
        output.write(_element(number, {**attributes, **own}))
    output.write(b"\n]}}\n")


def _element(number: int, data: dict[str, Any]) -> bytes:
    return (b",\n" if number else b"\n") + json.dumps({"data": data}, ensure_ascii=False).encode()
