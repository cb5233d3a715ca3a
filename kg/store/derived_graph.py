"""What is derived from the claims, written into a database's default graph and brought up to date there.

Beside the database lies what it holds of it (``derived.npz``, ``links.nt.gz``): ids and contents of all nodes, and the
direct links. The next state is compared with that, and only what differs is taken out and written.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from kg.graph.derived import Derived
from kg.rdf.vocabulary import BASE
from kg.sparql.default_graph import load_lines

if TYPE_CHECKING:
    from pyoxigraph import Store

__all__ = ["amend", "write"]

_SORTS: Final = ("presence", "tie", "stated")


def _state(derived: Derived) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.uint64]]]:
    nodes = {"presence": derived.presence_nodes, "tie": derived.tie_nodes, "stated": derived.stated_nodes}
    state = {f"{sort}_ids": nodes[sort].ids for sort in _SORTS}
    state |= {f"{sort}_contents": nodes[sort].contents for sort in _SORTS}
    return {**state, "links": derived.link_ids}


def _save(derived: Derived, folder: Path) -> None:
    np.savez(folder / "derived.npz", allow_pickle=False, **_state(derived))
    with gzip.open(folder / "links.nt.gz", "wt", encoding="utf-8", compresslevel=1) as file:
        file.writelines(derived.link_lines(np.arange(len(derived.link_ids))))


def write(store: Store, derived: Derived, folder: Path) -> None:
    """Write all of it.

    Args:
        store: the database, without anything derived.
        derived: what to write.
        folder: where to note what was written.
    """
    load_lines(store, derived.lines())
    _save(derived, folder)


def amend(store: Store, derived: Derived, before: Path, folder: Path) -> None:
    """Bring it up to date.

    Args:
        store: the database, which holds an older state.
        derived: the state that it is to hold.
        before: where that older state is noted.
        folder: where to note the new one; not the same.
    """
    import pyoxigraph

    after = _state(derived)
    with np.load(before / "derived.npz") as older:
        held = {name: older[name] for name in after}
    lines: list[str] = []
    for sort, kind in (("presence", "presence"), ("tie", "tie"), ("stated", "tie")):
        contents = after[f"{sort}_contents"]
        stale = held[f"{sort}_ids"][~np.isin(held[f"{sort}_contents"], contents)]
        for number in stale.tolist():
            node = pyoxigraph.NamedNode(f"{BASE}id/{kind}/{number:016x}")
            for quad in list(store.quads_for_pattern(node, None, None, pyoxigraph.DefaultGraph())):
                store.remove(quad)
        fresh = np.flatnonzero(~np.isin(contents, held[f"{sort}_contents"]))
        lines += _lines(derived, sort, fresh)
    _remove_links(store, np.flatnonzero(~np.isin(held["links"], after["links"])), before)
    lines += derived.link_lines(np.flatnonzero(~np.isin(after["links"], held["links"])))
    if lines:
        load_lines(store, lines)
    _save(derived, folder)


def _lines(derived: Derived, sort: str, rows: np.ndarray[tuple[int, ...], np.dtype[np.intp]]) -> Iterator[str]:
    if sort == "presence":
        return derived.presence_lines(rows)
    if sort == "tie":
        return derived.tie_lines(rows)
    blocks = list(derived.stated_blocks.values())
    return iter([blocks[row] for row in rows.tolist()])


def _remove_links(store: Store, rows: np.ndarray[tuple[int, ...], np.dtype[np.intp]], before: Path) -> None:
    """Take out the links in some rows, each of which is a line there and a line back."""
    import pyoxigraph

    if not len(rows):
        return
    with gzip.open(before / "links.nt.gz", "rt", encoding="utf-8") as file:
        lines = file.readlines()
    text = "".join(lines[2 * row] + lines[2 * row + 1] for row in rows.tolist())
    for triple in pyoxigraph.parse(text, pyoxigraph.RdfFormat.N_TRIPLES):
        store.remove(pyoxigraph.Quad(triple.subject, triple.predicate, triple.object))
