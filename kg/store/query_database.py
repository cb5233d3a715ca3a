"""The database that SPARQL queries are asked of: a generation's own, with the default graph filled in.

A generation's database holds each release as a named graph. A query sees more: a default graph in which every triple
of the releases stands once, and what is derived from them (`kg.graph.derived`). That is several times the size of the
releases, and only SPARQL needs it; so it is made when a query is first asked, kept in ``STORE/queries/``, and brought
up to date from there by what has changed since.

``KG_DERIVED`` decides whether presences and ties are derived: ``on``, ``off``, or by default ``auto``, which is on up
to `MOST_STAYS` stays.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, RdfFormat, Store, Triple

from kg.errors import InvalidInput
from kg.lazy import lazy
from kg.model.progress import Progress
from kg.rdf.quads import read_quads
from kg.sparql import database
from kg.store import checksums
from kg.store.fact_changes import digests, read_changes
from kg.store.file_lock import lock_when_free, open_lock_file
from kg.store.layout import write_atomically
from kg.store.lock import Lease, retire

if TYPE_CHECKING:
    from kg.columns import facts as column_facts
    from kg.columns.facts import Facts
    from kg.graph import derived as graph_derived
    from kg.sparql import default_graph
    from kg.store import derived_graph
    from kg.store.generation import Generation
    from kg.store.manifest import Manifest
else:
    column_facts = lazy("kg.columns.facts")
    default_graph = lazy("kg.sparql.default_graph")
    derived_graph = lazy("kg.store.derived_graph")
    graph_derived = lazy("kg.graph.derived")

__all__ = ["MOST_STAYS", "QUERY_VERSION", "QueryDatabase"]

MOST_STAYS: Final = 600_000
"""Stays up to which presences and ties are derived unless told otherwise."""

QUERY_VERSION: Final = 10
"""Raised with every change to what the default graph holds."""

_DERIVED: Final = "derived"
"""Where, beside a database, it is noted what that holds of what is derived."""

_INVENTORIES: Final = {"oxigraph": "inventory.json", _DERIVED: "derived.json"}
"""By part of a database's folder, where it is noted what that consists of; there is none of what is not derived."""

_SMALL: Final = 10_000
"""Triples of a release up to which they are read from its text."""

_AMENDABLE: Final = 4
"""A database is made afresh when more than one in so many triples of its releases would change."""


def _choice() -> str:
    choice = os.environ.get("KG_DERIVED", "").strip().lower()
    return choice if choice in ("on", "off") else "auto"


class QueryDatabase:
    """The database for the queries of one generation; holds on to it until it is closed.

    Attributes:
        made: whether it had to be made, or brought up to date.
    """

    def __init__(self, root: Path, generation: Generation, manifest: Manifest, progress: Progress) -> None:
        """Nothing is looked at or made before `folder` is asked for.

        Args:
            root: the store's folder.
            generation: the generation to ask.
            manifest: its releases.
            progress: told how far long work is.
        """
        self._generation, self._manifest, self._progress = generation, manifest, progress
        self._home = root / "queries"
        self._lease: Lease | None = None
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._folder: Path | None = None
        self.made = False

    def close(self) -> None:
        """Let go of the database; doing it twice does no harm."""
        if self._lease is not None:
            self._lease.release()
        if self._temporary is not None:
            self._temporary.cleanup()
        self._lease = self._temporary = self._folder = None

    def folder(self) -> Path:
        """Where the database lies; it is made first if it is not there.

        Raises:
            OSError: the disk is full, or something else of the system's.
            StoreError: the facts are damaged.
        """
        if self._folder is None:
            place = self._home / self._key()
            if not self._taken(place):
                place = self._made(place)
            self._folder = place / "oxigraph"
        return self._folder

    def derives(self) -> bool:
        """Whether presences and ties are in it; it is made first if it is not there."""
        state: dict[str, Any] = json.loads((self.folder().parent / "state.json").read_bytes())
        return bool(state["derived"])

    def exists(self) -> bool:
        """Whether the database has been made already."""
        return (self._home / self._key() / "state.json").exists()

    def tidy(self) -> None:
        """Remove databases of other states that nobody reads, and what killed processes left."""
        if self._folder is None or self._temporary is not None:
            return
        place = self._folder.parent
        with self._alone():
            if self._clear(place):
                self._renew_times(place)

    def discard_damaged(self) -> bool:
        """Whether the database turns out to be damaged when all of it is read; it is removed then, to be made again."""
        place = self._folder.parent if self._folder else None
        if place is None or not checksums.damage(place / "oxigraph", place / "inventory.json", thorough=True):
            return False
        self.close()
        shutil.rmtree(place, ignore_errors=True)
        return True

    def _key(self) -> str:
        releases = sorted((entry.release.id, entry.digest) for entry in self._manifest.entries)
        text = json.dumps([QUERY_VERSION, _choice(), releases])
        return blake2b(text.encode(), digest_size=12).hexdigest()

    def _taken(self, place: Path) -> bool:
        """Whether the database is there, whole, and now held."""
        if not (place / "state.json").exists():
            return False
        if not self._sound(place, "oxigraph"):
            shutil.rmtree(place, ignore_errors=True)
            return False
        try:
            self._lease = Lease(place)
        except FileNotFoundError:
            return False
        return True

    def _sound(self, place: Path, *parts: str) -> bool:
        """Whether parts of a database's folder are what they were.

        They share files with other databases and with generations, whose coming and going touches them: a server's
        every update would have two hundred megabytes read otherwise.
        """

        def elsewhere() -> set[checksums.Item]:
            known = set(self._generation.known("oxigraph").values())
            for file in self._home.glob("*/*.json"):
                if file.name in _INVENTORIES.values():
                    with suppress(OSError, ValueError, TypeError):
                        known.update(checksums.read(file).values())
            return known

        return not any(
            checksums.damage(place / part, place / _INVENTORIES[part], elsewhere=elsewhere) for part in parts
        )

    def _made(self, place: Path) -> Path:
        try:
            self._home.mkdir(exist_ok=True)
            with self._alone():
                if not self._taken(place):
                    self._make(place)
                    self.made = True
                    self._lease = Lease(place)
        except OSError:
            if os.access(self._home.parent, os.W_OK):
                raise
            # A store that may only be read: the database is made for this process alone.
            self._temporary = tempfile.TemporaryDirectory(prefix="kg-queries-")
            place = Path(self._temporary.name) / place.name
            self._make(place)
        return place

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time makes a database; the others wait and find it made."""
        fd = open_lock_file(self._home / "lock")
        try:
            lock_when_free(fd)
            yield
        finally:
            os.close(fd)

    def _clear(self, place: Path) -> bool:
        """Whether any other database was removed."""
        removed = False
        for folder in self._home.iterdir():
            if not folder.is_dir() or folder == place:
                continue
            old = folder if folder.name.startswith("old-") else self._home / f"old-{folder.name}"
            if folder == old or retire(folder, old):
                shutil.rmtree(old, ignore_errors=True)
                removed = True
        return removed

    def _renew_times(self, place: Path) -> None:
        """Note anew when files were last touched: those that a removed database shared were, by that."""
        for part, inventory in _INVENTORIES.items():
            existing = checksums.read(place / inventory)
            renewed = checksums.touched_now(place / part, existing)
            if renewed != existing:
                write_atomically(place / inventory, checksums.text_of(renewed))

    def _make(self, place: Path) -> None:
        draft = place.with_name(f"draft-{os.getpid()}")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        try:
            facts = self._facts_to_derive_from()
            before = self._to_amend(facts is not None)
            database.share((before or self._generation.places.folder) / "oxigraph", draft / "oxigraph")
            store = Store(str(draft / "oxigraph"))
            if before:
                self._amend(store, facts, before, draft)
            else:
                self._fill(store, facts, draft)
            store.flush()
            del store
            for log in (draft / "oxigraph").glob("LOG*"):
                log.unlink()
            for part, inventory in _INVENTORIES.items():
                checksums.write(checksums.take(draft / part, self._known(part, before)), draft / inventory)
            (draft / "state.json").write_text(json.dumps(self._state(facts is not None)), encoding="utf-8")
            draft.rename(place)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _fill(self, store: Store, facts: Facts | None, draft: Path) -> None:
        """Fill the default graph of a copy of the generation's database."""
        _save_triples(_triples_of(store, ""), draft)
        places = self._generation.places
        texts = [places.quads(entry.name) for entry in self._manifest.entries if entry.release.id]
        default_graph.fill(
            store, texts, lambda done, total: self._progress("merging the releases for SPARQL", done, total)
        )
        default_graph.load_vocabulary(store)
        if facts is not None:
            self._progress("deriving presences and ties for SPARQL", 0, 1)
            derived_graph.write(store, graph_derived.Derived(facts), draft / _DERIVED)
            self._progress("deriving presences and ties for SPARQL", 1, 1)
        # Oxigraph would put its files in order at one of the next updates, whoever that keeps waiting.
        store.optimize()

    def _state(self, derived: bool) -> dict[str, Any]:
        releases = digests(self._manifest)
        return {"version": QUERY_VERSION, "choice": _choice(), "derived": derived, "releases": releases}

    def _known(self, part: str, before: Path | None) -> checksums.Inventory:
        """What is known of the files that the new part shares with an older one."""
        if before is None:
            return self._generation.known("oxigraph") if part == "oxigraph" else {}
        try:
            return checksums.read(before / _INVENTORIES[part])
        except (OSError, ValueError, TypeError):
            return {}

    def _facts_to_derive_from(self) -> column_facts.Facts | None:
        """The facts; ``None`` where nothing is to be derived from them."""
        facts = column_facts.Facts.open(self._generation.places.facts)
        choice = _choice()
        if choice == "off" or (choice == "auto" and len(facts.stays["person"]) > MOST_STAYS):
            return None
        return facts

    def _to_amend(self, derived: bool) -> Path | None:
        """The database of an older state that little has changed since, if there is one."""
        if not self._home.is_dir():
            return None
        sizes = {entry.release.id: entry.status.quads for entry in self._manifest.entries}
        candidates: list[tuple[int, Path]] = []
        for folder in self._home.iterdir():
            state = _read_state(folder)
            if state is None or state["derived"] is not derived:
                continue
            changed = sum(sizes.get(graph, sizes.get("", 0) + 1) for graph in _changed(state, self._manifest))
            if changed * _AMENDABLE <= sum(sizes.values()):
                candidates.append((changed, folder))
        return next((folder for _, folder in sorted(candidates) if self._sound(folder, *_INVENTORIES)), None)

    def _triples(self, graph: str) -> set[Triple]:
        """The triples of a release of the generation; none where it is gone."""
        entry = next((entry for entry in self._manifest.entries if entry.release.id == graph), None)
        if entry is None:
            return set()
        if entry.status.quads <= _SMALL:  # its text is read faster than the database is opened
            with suppress(InvalidInput):
                quads = list(read_quads(self._generation.places.quads(entry.name)))
                if not any(isinstance(node, BlankNode) for quad in quads for node in quad.triple):
                    return {quad.triple for quad in quads}
            # The text may call its blank nodes otherwise than the database does.
        return _triples_of(database.open_read_only(self._generation.places.oxigraph), graph)

    def _amend(self, store: Store, facts: Facts | None, before: Path, draft: Path) -> None:
        """Bring a copy of an older state's database up to date."""
        state = _read_state(before) or {}
        was = _load_triples(before)
        changed = _changed(state, self._manifest)
        after = {graph: self._triples(graph) for graph in changed}
        now = after.get("", was)
        for graph in sorted(changed):
            default_graph.replace_graph(store, graph, _triples_of(store, graph) if graph else was, after[graph], now)
        _save_triples(now, draft)
        if facts is not None:
            changes = read_changes(self._generation.places.facts, state.get("releases", {}))
            derived_graph.amend(store, facts, before / _DERIVED, draft / _DERIVED, changes)


def _read_state(folder: Path) -> dict[str, Any] | None:
    try:
        state: dict[str, Any] = json.loads((folder / "state.json").read_bytes())
    except (OSError, ValueError):
        return None
    usable = state.get("version") == QUERY_VERSION and state.get("choice") == _choice()
    return state if usable and not folder.name.startswith(("draft-", "old-")) else None


def _changed(state: dict[str, Any], manifest: Manifest) -> set[str]:
    """The graphs that differ between a state and the releases of a generation."""
    now = digests(manifest)
    was: dict[str, str] = state.get("releases", {})
    return {graph for graph in now.keys() | was.keys() if now.get(graph) != was.get(graph)}


def _triples_of(store: Store, graph: str) -> set[Triple]:
    name = NamedNode(graph) if graph else DefaultGraph()
    return {quad.triple for quad in store.quads_for_pattern(None, None, None, name)}


def _save_triples(triples: set[Triple], folder: Path) -> None:
    """Note the triples that stand in no named graph, which the default graph does not tell from the others."""
    pyoxigraph.serialize(triples, folder / "unnamed.nt", RdfFormat.N_TRIPLES)


def _load_triples(folder: Path) -> set[Triple]:
    parsed = pyoxigraph.parse(path=folder / "unnamed.nt", format=RdfFormat.N_TRIPLES)
    return {quad.triple for quad in parsed}
