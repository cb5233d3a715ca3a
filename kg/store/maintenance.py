"""Keeping a store fit to be read and written: filling it, renewing its starter data, repairing it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import kg
from kg.errors import StoreError
from kg.lazy import lazy
from kg.model.progress import Progress
from kg.sparql.problems import store_problem
from kg.store.embedded import EmbeddedStore
from kg.store.garbage import undisturbed
from kg.store.generation import Generation
from kg.store.layout import FORMAT_CHANGED
from kg.store.lock import WAIT
from kg.store.manifest import LAYOUT, USER, Manifest
from kg.store.retractions import RELEASE
from kg.store.starter_data import Starter

if TYPE_CHECKING:
    import logging

    from kg.store import old_dates, release_changes, repairs
    from kg.store.embedded import Writer
else:
    logging = lazy("logging")
    old_dates = lazy("kg.store.old_dates")
    release_changes = lazy("kg.store.release_changes")
    repairs = lazy("kg.store.repairs")

__all__ = ["Maintenance"]

_REPAIRING: Final = 600.0
"""Seconds to wait for others who write before repairing: whoever is repairing already saves us the work."""

_FILLING: Final = 60.0
"""Seconds to wait for another process that fills the store: it takes a few, and without it nothing can be answered."""


class Maintenance:
    """Keeps one store; `make_ready` comes first.

    Attributes:
        store: the store.
        progress: told how far long work is.
        created: whether it was filled when it was made ready.
        repaired: what was damaged and has been made whole since then.
    """

    def __init__(self, store: EmbeddedStore, starter: Starter, progress: Progress) -> None:
        self.store = store
        self.progress = progress
        self.created = False
        self.repaired: list[str] = []
        self._starter = starter

    @property
    def root(self) -> Path:
        """The store's folder."""
        return self.store.root

    @property
    def generation(self) -> Generation:
        """The generation that is read.

        Raises:
            StoreError: the store was closed, or removed by somebody.
        """
        generation = self.store.generation
        if generation is None:
            raise StoreError(f"the store at {self.root} is closed or was removed", remedy="open it again")
        return generation

    @property
    def manifest(self) -> Manifest:
        """The releases of the generation that is read.

        Raises:
            StoreError: as for `generation`; or the list was damaged since it was opened.
        """
        return self.listed(self.generation)

    def listed(self, generation: Generation) -> Manifest:
        """The releases of a generation.

        Raises:
            StoreError: the list cannot be read.
        """
        if generation.manifest is None:
            raise StoreError(f"the store at {self.root} was damaged while it was read", remedy="run the command again")
        return generation.manifest

    def make_ready(self, *, create: bool = True, renew: bool = True) -> None:
        """Fill the store if it is new, repair what must be known at once, and bring the starter data up to date.

        Args:
            create: whether a folder that holds no store yet becomes one.
            renew: whether the starter data are brought up to date.

        Raises:
            StoreError: that is not possible, or there is no store and none is to be made.
        """
        generation = self.store.generation
        if generation is None:
            if not create:
                raise StoreError(
                    f"there is no store at {self.root}",
                    remedy="see that the path is right; commands that write, such as kg import, make a new one",
                )
            self._fill()
        elif generation.manifest is None:
            self.repair("its list of releases cannot be read")
        elif generation.manifest.layout != LAYOUT:
            self.repair("its layout is an older one")
        if renew and self._outdated(self.manifest) and self.store.writable:
            self._renew()
        if self.store.writable and (problems := self.store.layout.problems()):
            self._mend_marks(problems)

    def _mend_marks(self, problems: list[str]) -> None:
        """Write the store's mark and the number of its current generation anew.

        Where another process is just putting a new generation in place, there is nothing to mend after all.
        """
        with suppress(StoreError), self.writing():  # which writes the mark anew by itself
            if FORMAT_CHANGED in problems or self.store.layout.problems():
                self.store.layout.mend()
                self._announce(problems[0])

    def renew_times(self) -> None:
        """Note that the files of the generation that is read were only linked to; right after it was found whole."""
        if self.store.writable:
            with suppress(OSError):
                self.generation.renew_times()

    def check(self) -> list[str]:
        """Read every file of the store, repair what was changed, and tell what it was.

        Raises:
            StoreError: it cannot be repaired.
        """
        problems = self.generation.problems()
        if problems:
            self.repair("; ".join(problems))
        past = self._past_problems()
        if past:
            with self.writing() as writer:
                writer.remove_past()
        return [*problems, *past]

    def _past_problems(self) -> list[str]:
        """What is wrong with generations that are kept beside the current one."""
        layout, current = self.store.layout, self.generation.number
        others = (number for number in layout.numbers() if number != current)
        loaded = (Generation.load(layout.folder(number), number) for number in others)
        return [
            f"{problem} (in generation {past.number}, which is past)" for past in loaded for problem in past.problems()
        ]

    def _outdated(self, manifest: Manifest) -> bool:
        """Whether the package brings other starter data, and is not itself the older of the two."""
        return self._starter.replaces(manifest.starter) and _version(kg.__version__) >= _version(manifest.package)

    @contextmanager
    def writing(self, *, wait: float = WAIT) -> Iterator[Writer]:
        """Be the only writer while the block runs; what it wrote is what is read afterwards.

        Raises:
            StoreError: another process writes, the disk is full, or the folder may not be written.
        """
        try:
            with self.store.writing(wait=wait, progress=self.progress) as writer:
                yield writer
        except StoreError as error:
            # The rooms that write columns say only what could not be written: add the folder and the way out.
            if isinstance(error.__cause__, OSError) and not error.remedy:
                raise store_problem(self.root, error.__cause__, "write to") from error
            raise

    def _fill(self) -> None:
        with self.writing(wait=_FILLING) as writer:
            if writer.base is None:  # nobody else has filled it while this process waited
                self._take_starter(writer, Manifest())
                self.created = True

    def _renew(self) -> None:
        """Replace the starter's releases. A store that cannot be written just now answers from what it has."""
        try:
            with self.writing(wait=0) as writer:
                manifest = self.listed(self.sound(writer))
                if self._outdated(manifest):
                    self._take_starter(writer, manifest)
        except StoreError:
            self.store.refresh()

    def _take_starter(self, writer: Writer, manifest: Manifest) -> Generation:
        users = [entry for entry in manifest.entries if entry.origin == USER]
        with writer.draft() as draft, undisturbed():
            theirs = {entry.release.dataset for entry in users}
            theirs |= {item.id for item in writer.retractions if item.category == RELEASE}
            entries = self._starter.record(draft, without=theirs, progress=self.progress)
            users = [old_dates.keep_with_new_dates(draft, entry) for entry in users]
            manifest = Manifest((*entries, *users), self._starter.name, kg.__version__)
            return release_changes.complete(writer, draft, manifest, progress=self.progress)

    def sound(self, writer: Writer) -> Generation:
        """The generation to build on, repaired if anything in it that the next one would share is damaged."""
        base = writer.base
        if base is None:
            return self._take_starter(writer, Manifest())
        damage = "its list of releases cannot be read" if base.manifest is None else ""
        damage = damage or writer.damage("quads", "segments", "oxigraph")
        return self._repaired(writer, base, damage) if damage else base

    def repair(self, damage: str) -> None:
        """Make the generation that is read whole again, unless another process has put a new one in its place.

        Args:
            damage: what is wrong, for the message should it fail.

        Raises:
            StoreError: it cannot be repaired.
        """
        number = self.generation.number
        try:
            with self.writing(wait=_REPAIRING) as writer:
                if writer.base is None:
                    self._take_starter(writer, Manifest())
                elif writer.base.number == number:
                    self._repaired(writer, writer.base, damage)
        except StoreError as error:
            if "is damaged" in error.problem:
                raise
            raise StoreError(
                f"the store at {self.root} is damaged ({damage}) and could not be repaired: {error.problem}",
                remedy=error.remedy,
            ) from error

    def _repaired(self, writer: Writer, base: Generation, damage: str) -> Generation:
        whole = repairs.repair(writer, base, root=self.root, starter=self._starter, progress=self.progress)
        self._announce(damage)
        return whole

    def _announce(self, damage: str) -> None:
        self.repaired.append(damage)
        logging.getLogger("kg.store").warning(
            "kg: the store at %s was made whole again: %s; nothing in it was lost", self.root, damage
        )


def _version(text: str) -> tuple[int, ...]:
    """A version's numbers, for comparing; anything after them does not count."""
    numbers: list[int] = []
    for part in text.split("."):
        if not part.isdigit():
            break
        numbers.append(int(part))
    return tuple(numbers)
