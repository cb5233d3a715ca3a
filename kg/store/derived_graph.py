"""What is derived from the claims, written into a database's default graph and brought up to date there.

Beside the database lies what it holds of it (``derived.npz``): ids and contents of all nodes, and the direct links. The
next state is compared with that, and only what differs is taken out and written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from kg.graph.concepts import CONCEPT_LINKS
from kg.graph.derived import LINKS, Derived, contents_of
from kg.rdf.vocabulary import BASE
from kg.sparql.default_graph import load_lines

if TYPE_CHECKING:
    from pyoxigraph import Store

__all__ = ["amend", "write"]

_SORTS: Final = ("presence", "tie")
_LINK: Final = ("one", "two", "link")

State: TypeAlias = Mapping[str, npt.NDArray[Any]]


def _state(derived: Derived) -> State:
    """What is noted of presences, ties and links."""
    nodes = {"presence": derived.presence_nodes, "tie": derived.tie_nodes}
    state: dict[str, npt.NDArray[Any]] = {f"{sort}_ids": nodes[sort].ids for sort in _SORTS}
    state |= {f"{sort}_contents": nodes[sort].contents for sort in _SORTS}
    state |= {name: derived.links[name].astype(np.int32) for name in _LINK}
    state["described_from"] = derived.described_from
    return {**state, "links": derived.link_ids, "people": np.array([iri.encode() for iri in derived.people])}


def _things(derived: Derived, sort: str) -> State:
    """Ids and contents of the things of a sort."""
    blocks: Mapping[str, str] = getattr(derived, sort)
    iris = np.array([iri.encode() for iri in blocks], np.bytes_)
    return {sort: iris, f"{sort}_contents": contents_of(blocks.values())}


def write(store: Store, derived: Derived, folder: Path) -> None:
    """Write all of it.

    Args:
        store: the database, without anything derived.
        derived: what to write.
        folder: where to note what was written.
    """
    load_lines(store, derived.lines())
    state = {**_state(derived), **_things(derived, "described"), **_things(derived, "reported")}
    np.savez(folder / "derived.npz", allow_pickle=False, **state)


def amend(store: Store, derived: Derived, before: Path, folder: Path) -> None:
    """Bring it up to date.

    Args:
        store: the database, which holds an older state.
        derived: the state that it is to hold.
        before: where that older state is noted.
        folder: where to note the new one; not the same.
    """
    import pyoxigraph

    after = {**_state(derived), **_things(derived, "reported")}
    with np.load(before / "derived.npz") as older:
        held = dict(older)
    # To make them takes 0.2 s with the starter data, and most changes say nothing of what describes people and teams.
    unchanged = np.array_equal(held["described_from"], after["described_from"])
    kept = {name: held[name] for name in ("described", "described_contents")}
    after |= kept if unchanged else _things(derived, "described")
    lines: list[str] = []
    for sort in _SORTS:
        contents = after[f"{sort}_contents"]
        stale = held[f"{sort}_ids"][~np.isin(held[f"{sort}_contents"], contents)]
        for number in stale.tolist():
            node = pyoxigraph.NamedNode(f"{BASE}id/{sort}/{number:016x}")
            for quad in list(store.quads_for_pattern(node, None, None, pyoxigraph.DefaultGraph())):
                store.remove(quad)
        fresh = np.flatnonzero(~np.isin(contents, held[f"{sort}_contents"]))
        lines += _lines(derived, sort, fresh)
    for sort in ("reported",) if unchanged else ("reported", "described"):
        stale_things = ~np.isin(held[f"{sort}_contents"], after[f"{sort}_contents"])
        _remove_things(store, held[sort][stale_things].tolist())
        blocks = list(getattr(derived, sort).values())
        fresh = np.flatnonzero(~np.isin(after[f"{sort}_contents"], held[f"{sort}_contents"]))
        lines += [blocks[row] for row in fresh.tolist()]
    _remove_links(store, held, np.flatnonzero(~np.isin(held["links"], after["links"])))
    lines += derived.link_lines(np.flatnonzero(~np.isin(after["links"], held["links"])))
    if lines:
        load_lines(store, lines)
    np.savez(folder / "derived.npz", allow_pickle=False, **after)


def _lines(derived: Derived, sort: str, rows: npt.NDArray[np.intp]) -> Iterator[str]:
    if sort == "presence":
        return derived.presence_lines(rows)
    blocks = list(derived.tie_blocks.values())
    return iter([blocks[row] for row in rows.tolist()])


def _remove_things(store: Store, iris: list[bytes]) -> None:
    """Take out occurrences, concepts and clubs, with the links that lead to them."""
    from pyoxigraph import DefaultGraph, NamedNode

    for iri in iris:
        node, default = NamedNode(iri.decode()), DefaultGraph()
        quads = list(store.quads_for_pattern(node, None, None, default))
        for link in CONCEPT_LINKS:
            quads += store.quads_for_pattern(None, NamedNode(link), node, default)
        for quad in quads:
            store.remove(quad)


def _remove_links(store: Store, held: State, rows: npt.NDArray[np.intp]) -> None:
    """Take out some of the links that an older state holds, there and back."""
    from pyoxigraph import NamedNode, Quad

    for one, two, link in zip(*(held[name][rows].tolist() for name in _LINK), strict=True):
        first, second = (NamedNode(held["people"][person].decode()) for person in (one, two))
        forth, back = LINKS[link]
        store.remove(Quad(first, NamedNode(forth), second))
        store.remove(Quad(second, NamedNode(back), first))
