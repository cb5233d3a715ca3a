"""What is derived from the claims, written into a database's default graph and brought up to date there.

Beside the database lies what it holds of it (`kg.store.derived_state`). The next state is compared with that, and only
what differs is taken out and written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from kg.graph.concepts import CONCEPT_LINKS
from kg.graph.derived import LINKS, Derived, contents_of, count_line, team_mate_counts
from kg.rdf.vocabulary import BASE, Pkg, Terms
from kg.sparql.default_graph import load_lines
from kg.store.derived_state import PARTS, DerivedState, Rows, read_state, write_changes, write_state

if TYPE_CHECKING:
    from kg.columns.amend import Amended
    from kg.columns.facts import Facts

__all__ = ["amend", "write"]

_NODES: Final = ("presence", "tie")


def _parts(derived: Derived) -> dict[str, Rows]:
    """What is noted of presences, ties and links."""
    presences, ties = derived.presence_nodes, derived.tie_nodes
    one, two = (np.array(ends, np.int32) for ends in derived.tie_ends)
    links = {name: derived.links[name].astype(np.int32) for name in ("one", "two", "link")}
    return {
        "presence": {
            "person": derived.presences["person"].astype(np.int32),
            "ids": presences.ids,
            "contents": presences.contents,
        },
        "tie": {"one": one, "two": two, "ids": ties.ids, "contents": ties.contents},
        "link": {**links, "ids": derived.link_ids},
    }


def _others(derived: Derived) -> dict[str, npt.NDArray[Any]]:
    """What is noted beside that of people and teams."""
    people = np.array([iri.encode() for iri in derived.people], np.bytes_)
    counts = team_mate_counts(derived.links, len(people))
    return {"people": people, "at": np.array([derived.at]), "described_from": derived.described_from, "counts": counts}


def _things(derived: Derived, sort: str) -> dict[str, npt.NDArray[Any]]:
    """Ids and contents of the things of a sort."""
    blocks: Mapping[str, str] = getattr(derived, sort)
    iris = np.array([iri.encode() for iri in blocks], np.bytes_)
    return {sort: iris, f"{sort}_contents": contents_of(blocks.values())}


def write(store: Store, derived: Derived, folder: Path) -> None:
    """Write all of it.

    Args:
        store: the database, without anything derived.
        derived: what to write.
        folder: where to note what was written; must not exist.
    """
    load_lines(store, derived.lines())
    things = _things(derived, "described") | _things(derived, "reported")
    write_state(folder, _parts(derived), _others(derived) | things)


def amend(store: Store, facts: Facts, before: Path, folder: Path, changes: Amended | None) -> None:
    """Bring it up to date.

    Args:
        store: the database, which holds an older state.
        facts: the state that it is to hold.
        before: where that older state is noted.
        folder: where to note the new one; must not exist.
        changes: what of the facts can have changed since; ``None`` where that is not known.
    """
    held = read_state(before)
    derived = Derived(facts, changes.people if changes else None)
    if changes and int(held["at"][0]) != derived.at:  # as of another day everybody's may be others
        changes, derived = None, Derived(facts)
    new, others = _parts(derived), {} if changes else _others(derived)
    own = {part: held.of_people(part, np.array(changes.people, np.int64)) for part in PARTS} if changes else {}
    was = {part: own[part].rows if changes else held.rows(part) for part in PARTS}
    # To make either of these takes some tenths of a second with the starter data, and most changes concern neither.
    lines: list[str] = []
    described = changes is None and not np.array_equal(held["described_from"], others["described_from"])
    reported = changes is None or changes.events or changes.occasions
    for sort, differs in (("described", described), ("reported", reported)):
        if differs:
            others |= _things(derived, sort)
            lines += _amend_things(store, derived, sort, held, others)
        elif changes is None:
            others |= {name: held[name] for name in (sort, f"{sort}_contents")}
    for sort in _NODES:
        lines += _amend_nodes(store, derived, sort, was[sort], new[sort])
    gone, come = _differing(was["link"], new["link"]), _differing(new["link"], was["link"])
    _remove_links(store, held["people"], _chosen(was["link"], gone))
    lines += derived.link_lines(come)
    if changes:
        size = len(held["counts"])
        less, more = _chosen(was["link"], gone), _chosen(new["link"], come)
        others["counts"] = held["counts"] - team_mate_counts(less, size) + team_mate_counts(more, size)
    lines += _amend_counts(store, held, others)
    if lines:
        load_lines(store, lines)
    if changes:
        write_changes(folder, held, own, new, others)
    else:
        write_state(folder, new, others)


def _differing(links: Rows, others: Rows) -> npt.NDArray[np.intp]:
    """The rows of links that are not among the others."""
    return np.flatnonzero(~np.isin(links["ids"], others["ids"]))


def _chosen(rows: Rows, which: npt.NDArray[np.intp]) -> Rows:
    return {name: column[which] for name, column in rows.items()}


def _amend_nodes(store: Store, derived: Derived, sort: str, held: Rows, new: Rows) -> Iterator[str]:
    """Take out presences or ties that are gone or changed; the triples of those that are new."""
    stale = held["ids"][~np.isin(held["contents"], new["contents"])]
    for number in stale.tolist():
        node = NamedNode(f"{BASE}id/{sort}/{number:016x}")
        for quad in list(store.quads_for_pattern(node, None, None, DefaultGraph())):
            store.remove(quad)
    return _lines(derived, sort, np.flatnonzero(~np.isin(new["contents"], held["contents"])))


def _amend_things(store: Store, derived: Derived, sort: str, held: DerivedState, new: Rows) -> list[str]:
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


def _amend_counts(store: Store, held: DerivedState, after: Rows) -> list[str]:
    """Take out the numbers of team-mates that have changed; the triples of the new ones."""
    people, counts = held["people"], held["counts"]
    if "people" in after:  # of other facts, whose people have other numbers
        was, now = _counted(people, counts), _counted(after["people"], after["counts"])
    else:
        others = np.flatnonzero(counts != after["counts"])
        was, now = _counted(people[others], counts[others]), _counted(people[others], after["counts"][others])
    for iri, count in was.items() - now.items():
        number = Literal(str(count), datatype=NamedNode(Terms.INTEGER))
        store.remove(Quad(NamedNode(iri.decode()), NamedNode(Pkg.TEAM_MATE_COUNT), number))
    return [count_line(iri.decode(), count) for iri, count in sorted(now.items() - was.items())]


def _counted(people: npt.NDArray[Any], counts: npt.NDArray[Any]) -> dict[bytes, int]:
    """How many team-mates each person has, by IRI; whoever has none is left out."""
    having = np.flatnonzero(counts)
    return dict(zip(people[having].tolist(), counts[having].tolist(), strict=True))


def _remove_links(store: Store, people: npt.NDArray[Any], links: Rows) -> None:
    """Take out some of the links that an older state holds, there and back."""
    for one, two, link in zip(*(links[name].tolist() for name in ("one", "two", "link")), strict=True):
        first, second = (NamedNode(people[person].decode()) for person in (one, two))
        forth, back = LINKS[link]
        store.remove(Quad(first, NamedNode(forth), second))
        store.remove(Quad(second, NamedNode(back), first))
