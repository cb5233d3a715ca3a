"""The store on disk: which generation to read, and how to put the next one in its place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from platformdirs import user_data_dir

from kg.atomic_files import fsync
from kg.errors import StoreError
from kg.model.progress import Progress, silent
from kg.sparql.problems import translated
from kg.store.generation import PARTS, Draft, Generation
from kg.store.layout import Layout
from kg.store.lock import WAIT, Lease, retire, write_lock
from kg.store.manifest import LAYOUT, Manifest
from kg.store.retractions import CLAIM, Retraction, read_retractions, write_retractions

__all__ = ["EmbeddedStore", "Writer", "default_location"]

_TRIES: Final = 20
_KEPT: Final = 2
"""Generations kept: the current one and the one before, for readers on file systems that know no locks."""


def default_location() -> Path:
    """Where the store lies unless somebody says otherwise: the user's data directory."""
    return Path(user_data_dir("player-kg", appauthor=False)) / "store"


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


class Writer:
    """The one process that may change the store. Made by `EmbeddedStore.writing` alone."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        number = layout.number()
        self.base = Generation.load(layout.folder(number), number) if number is not None else None
        # Before anything is removed: that touches the files which generations share.
        self._damage = {part: self.base.damage(part) for part in PARTS} if self.base else {}
        self.retractions = read_retractions(layout.retractions)
        self._clean(number)

    def retract(self, retraction: Retraction) -> None:
        """Write down what is taken out, before it is: whoever is killed in between can do it again."""
        others = [item for item in self.retractions if (item.category, item.id) != (retraction.category, retraction.id)]
        self.retractions = [*others, retraction]
        write_retractions(self._layout.retractions, self.retractions)

    def damage(self, *parts: str) -> str:
        """What was wrong with some parts of the base when this writer began, in words; "" when nothing was."""
        return next(filter(None, (self._damage.get(part, "") for part in parts)), "")

    def _clean(self, current: int | None) -> None:
        """Remove what killed writers left, and generations that nobody needs any more."""
        numbers = self._layout.numbers()
        past = [number for number in numbers if current is not None and number < current]
        # Above the current one: whole, but its writer was killed before it could say so.
        future = [number for number in numbers if current is not None and number > current]
        for entry in list(self._layout.generations.iterdir()):
            if not entry.name.isdigit():
                _remove(entry)
        for number in [*past[: len(past) - _KEPT + 1], *future]:
            self._retire(number)

    def remove_past(self) -> None:
        """Remove the generations that are past, unless somebody still reads them."""
        current = self.base.number if self.base else None
        for number in self._layout.numbers():
            if number != current:
                self._retire(number)
        self.renew_times()

    def renew_times(self) -> None:
        """Note anew when files of the base were touched, if it was whole: those of removed generations it shares."""
        if self.base is not None and not self.damage(*PARTS):
            self.base.renew_times()

    def _retire(self, number: int) -> None:
        old = self._layout.generations / f"old-{number}"
        if retire(self._layout.folder(number), old):
            _remove(old)

    @contextmanager
    def draft(self) -> Iterator[Draft]:
        """A draft that is thrown away at the end of the block unless it was committed."""
        base = self.base
        retracted = (item.id for item in self.retractions if item.category == CLAIM)
        draft = Draft(self._layout.generations / f"draft-{os.getpid()}", base, tuple(retracted))
        try:
            yield draft
        finally:
            draft.discard(_remove)
            if base is self.base:
                self.renew_times()

    def commit(self, draft: Draft, manifest: Manifest) -> Generation:
        """Make a draft the generation that everybody reads from now on."""
        draft.finish(manifest)
        number = max(self._layout.numbers(), default=0) + 1
        folder = self._layout.folder(number)
        draft.places.folder.rename(folder)
        fsync(self._layout.generations)
        if self._layout.version() != LAYOUT:
            self._layout.mark_current_layout()
        self._layout.make_current(number)
        self.base = Generation.load(folder, number)
        return self.base


class EmbeddedStore:
    """A store folder as one reader sees it: the generation that was current when it looked, until it looks again."""

    def __init__(self, root: Path) -> None:
        """Look at the folder; nothing is made or changed.

        Raises:
            StoreError: the folder is no store and may not become one, or it cannot be read.
        """
        self.layout = Layout(root)
        self.version: int | None = None
        self.generation: Generation | None = None
        self._lease: Lease | None = None
        self.refresh()

    @property
    def root(self) -> Path:
        """The store's folder."""
        return self.layout.root

    def refresh(self) -> None:
        """Look again which generation is current.

        Raises:
            StoreError: as for opening.
        """
        self.version = self.layout.version()
        for _ in range(_TRIES):
            number = self.layout.number() if self.version is not None else None
            if number is None:
                self._hold(None, None)
                return
            folder = self.layout.folder(number)
            try:
                with translated(self.root, "read"):
                    try:
                        lease = Lease(folder)
                    except FileNotFoundError:
                        continue  # it was replaced and removed in between: look again
                    self._hold(lease, Generation.load(folder, number))
                    return
            except StoreError:
                self._hold(None, None)
                raise
        raise StoreError(f"the store at {self.root} changes faster than it can be read", remedy="try again")

    def _hold(self, lease: Lease | None, generation: Generation | None) -> None:
        if self._lease is not None:
            self._lease.release()
        self._lease, self.generation = lease, generation

    @property
    def writable(self) -> bool:
        """Whether this process may change the store, as far as the system tells beforehand."""
        return os.access(self.root, os.W_OK | os.X_OK)

    @contextmanager
    def writing(self, *, wait: float = WAIT, progress: Progress = silent) -> Iterator[Writer]:
        """Be the only writer while the block runs; afterwards this reader sees what was written.

        Raises:
            StoreError: somebody else writes, the folder may not be written, or the disk is full.
        """
        self.layout.create()
        with write_lock(self.layout, wait=wait, progress=progress), translated(self.root, "write to"):
            self.layout.version()
            yield Writer(self.layout)
        self.refresh()

    def close(self) -> None:
        """Stop reading; doing it twice does no harm."""
        self._hold(None, None)
