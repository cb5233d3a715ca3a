"""What is derived from the claims, written into a database's default graph and brought up to date there.

Beside the database lies what it holds of it (``derived.npz``): ids and contents of all nodes, and the direct links. The
next state is compared with that, and only what differs is taken out and written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from kg.columns.files import among
from kg.graph.concepts import CONCEPT_LINKS
from kg.graph.derived import LINKS, Derived, contents_of, count_line, team_mate_counts
from kg.rdf.vocabulary import BASE, Pkg, Terms
from kg.sparql.default_graph import load_lines

if TYPE_CHECKING:
    from kg.columns.amend import Amended
    from kg.columns.facts import Facts

__all__ = ["amend", "write"]

_SORTS: Final = ("presence", "tie")
_LINK: Final = ("one", "two", "link")
_PRESENCE: Final = ("presence_ids", "presence_contents", "presence_person")

State: TypeAlias = Mapping[str, npt.NDArray[Any]]


def _state(derived: Derived) -> State:
    """What is noted of presences, ties and links."""
    nodes = {"presence": derived.presence_nodes, "tie": derived.tie_nodes}
    state: dict[str, npt.NDArray[Any]] = {f"{sort}_ids": nodes[sort].ids for sort in _SORTS}
    state |= {f"{sort}_contents": nodes[sort].contents for sort in _SORTS}
    state |= {name: derived.links[name].astype(np.int32) for name in _LINK}
    return {**state, "presence_person": derived.presences["person"], "links": derived.link_ids}


def _state_of_all(derived: Derived) -> State:
    """What is noted beside that of people and teams."""
    people = np.array([iri.encode() for iri in derived.people])
    return {"people": people, "at": np.array(derived.at), "described_from": derived.described_from}


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
    state = {**_state(derived), **_state_of_all(derived)}
    state = {**state, **_things(derived, "described"), **_things(derived, "reported")}
    np.savez(folder / "derived.npz", allow_pickle=False, **state)


def amend(store: Store, facts: Facts, before: Path, folder: Path, changes: Amended | None) -> None:
    """Bring it up to date.

    Args:
        store: the database, which holds an older state.
        facts: the state that it is to hold.
        before: where that older state is noted.
        folder: where to note the new one; not the same.
        changes: what of the facts can have changed since; ``None`` where that is not known.
    """
    with np.load(before / "derived.npz") as older:
        held: State = dict(older)
    derived = Derived(facts, changes.people if changes else None)
    if changes and int(held["at"]) != derived.at:  # as of another day everybody's may be others
        changes, derived = None, Derived(facts)
    lines: list[str] = []
    after = dict(held) if changes else dict(_state_of_all(derived))
    # To make either takes some tenths of a second with the starter data, and most changes concern neither.
    described = changes is None and not np.array_equal(held["described_from"], after["described_from"])
    reported = changes is None or changes.events or changes.occasions
    for sort, differs in (("described", described), ("reported", reported)):
        names = (sort, f"{sort}_contents")
        after |= _things(derived, sort) if differs else {name: held[name] for name in names}
        if differs:
            lines += _amend_things(store, derived, sort, held, after)
    everything, new = held, _state(derived)
    if changes:
        held, kept = _parted(held, changes.people)
        after |= {name: np.concatenate([column, new[name]]) for name, column in kept.items()}
        after |= {name: new[name] for name in new.keys() - kept.keys()}
    else:
        after |= new
    for sort in _SORTS:
        lines += _amend_nodes(store, derived, sort, held, new)
    _remove_links(store, everything["people"], held, np.flatnonzero(~np.isin(held["links"], new["links"])))
    lines += derived.link_lines(np.flatnonzero(~np.isin(new["links"], held["links"])))
    lines += _amend_counts(store, everything, after)
    if lines:
        load_lines(store, lines)
    np.savez(folder / "derived.npz", allow_pickle=False, **after)


def _parted(held: State, people: Sequence[int]) -> tuple[State, State]:
    """What an older state notes of presences and links of some people, and what it notes of those of all others."""
    chosen = np.array(people, np.int64)
    presence = among(held["presence_person"], chosen)
    link = among(held["one"], chosen) | among(held["two"], chosen)
    columns = {**dict.fromkeys(_PRESENCE, presence), **dict.fromkeys((*_LINK, "links"), link)}
    own = {**held, **{name: held[name][rows] for name, rows in columns.items()}}
    return own, {name: held[name][~rows] for name, rows in columns.items()}


def _amend_nodes(store: Store, derived: Derived, sort: str, held: State, new: State) -> Iterator[str]:
    """Take out presences or ties that are gone or changed; the triples of those that are new."""
    contents = new[f"{sort}_contents"]
    stale = held[f"{sort}_ids"][~np.isin(held[f"{sort}_contents"], contents)]
    for number in stale.tolist():
        node = NamedNode(f"{BASE}id/{sort}/{number:016x}")
        for quad in list(store.quads_for_pattern(node, None, None, DefaultGraph())):
            store.remove(quad)
    return _lines(derived, sort, np.flatnonzero(~np.isin(contents, held[f"{sort}_contents"])))


def _amend_things(store: Store, derived: Derived, sort: str, held: State, new: State) -> list[str]:
    """Take out occurrences, concepts and clubs that are gone or changed; the triples of those that are new."""
    contents = f"{sort}_contents"
    _remove_things(store, held[sort][~np.isin(held[contents], new[contents])].tolist())
    blocks = list(getattr(derived, sort).values())
    return [blocks[row] for row in np.flatnonzero(~np.isin(new[contents], held[contents])).tolist()]


def _lines(derived: Derived, sort: str, rows: npt.NDArray[np.intp]) -> Iterator[str]:
    if sort == "presence":
        return derived.presence_lines(rows)
    blocks = list(derived.tie_blocks.values())
    return iter([blocks[row] for row in rows.tolist()])


def _remove_things(store: Store, iris: list[bytes]) -> None:
    """Take out occurrences, concepts and clubs, with the links that lead to them."""
    for iri in iris:
        node, default = NamedNode(iri.decode()), DefaultGraph()
        quads = list(store.quads_for_pattern(node, None, None, default))
        for link in CONCEPT_LINKS:
            quads += store.quads_for_pattern(None, NamedNode(link), node, default)
        for quad in quads:
            store.remove(quad)


def _counts(state: State) -> dict[bytes, int]:
    """How many team-mates each person has, by IRI; whoever has none is left out."""
    counts = team_mate_counts(state)
    people = np.flatnonzero(counts)
    return dict(zip(state["people"][people].tolist(), counts[people].tolist(), strict=True))


def _amend_counts(store: Store, held: State, after: State) -> list[str]:
    """Take out the numbers of team-mates that have changed; the triples of the new ones."""
    was, now = _counts(held), _counts(after)
    for iri, count in was.items() - now.items():
        number = Literal(str(count), datatype=NamedNode(Terms.INTEGER))
        store.remove(Quad(NamedNode(iri.decode()), NamedNode(Pkg.TEAM_MATE_COUNT), number))
    return [count_line(iri.decode(), count) for iri, count in sorted(now.items() - was.items())]


def _remove_links(store: Store, people: npt.NDArray[Any], held: State, rows: npt.NDArray[np.intp]) -> None:
    """Take out some of the links that an older state holds, there and back."""
    for one, two, link in zip(*(held[name][rows].tolist() for name in _LINK), strict=True):
        first, second = (NamedNode(people[person].decode()) for person in (one, two))
        forth, back = LINKS[link]
        store.remove(Quad(first, NamedNode(forth), second))
        store.remove(Quad(second, NamedNode(back), first))
