"""A SPARQL update as a new generation of the store."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.model.progress import Progress
from kg.store.manifest import USER, Entry, Manifest
from kg.store.release_changes import complete
from kg.store.releases import record_text
from kg.store.updates import Update, copy_graph, updated

if TYPE_CHECKING:
    from pyoxigraph import Store

    from kg.store.embedded import Writer
    from kg.store.generation import Draft, Generation

__all__ = ["take_update"]


def take_update(writer: Writer, base: Generation, manifest: Manifest, update: Update, *, progress: Progress) -> bool:
    """Run an update on a copy of the store, and let everybody read that copy when it is whole.

    The text and the columns of every graph that it changed are made anew from the database, so that answers and SPARQL
    go on saying the same. A changed release counts as the user's own from then on.

    Args:
        writer: the writer of the store.
        base: the generation to change.
        manifest: its releases.
        update: what to change.
        progress: told how far it is.

    Returns:
        Whether anything changed.

    Raises:
        InvalidInput: the update is not understood, reaches out of the store, or would leave a claim that says
            nothing. Nothing is changed then.
        StoreError, OSError: the disk is full, or something else of the system's.
    """
    with writer.draft() as draft:
        progress("running the update", 0, None)
        done = updated(base.places.oxigraph, draft.places.oxigraph, update)
        if not done.changed and not done.gone:
            return False
        unchanged = [entry for entry in manifest.entries if entry.release.id not in done.changed | done.gone]
        for entry in unchanged:
            draft.keep(entry)
        entries = (*unchanged, *(_written(draft, done.store, graph) for graph in sorted(done.changed)))
        del done  # a finished database is closed
        complete(writer, draft, replace(manifest, entries=entries), progress=progress)
    return True


def _written(draft: Draft, store: Store, graph: str) -> Entry:
    text = draft.places.folder / "part.nq.gz"
    lines, digest = copy_graph(store, graph, text)
    return record_text(draft, text, lines=lines, digest=digest, origin=USER)
