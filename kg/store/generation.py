"""One whole state of the store, read only; and a draft, the next one in the making."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.model.progress import Progress
from kg.sparql import database
from kg.store import checksums
from kg.store.checksums import Inventory
from kg.store.layout import settle, write_atomically
from kg.store.manifest import Entry, Manifest

__all__ = ["PARTS", "Draft", "Generation", "Places"]

PARTS: Final = ("quads", "segments", "facts", "oxigraph")


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of a generation lie."""

    folder: Path

    @property
    def facts(self) -> Path:
        """The merged columns."""
        return self.folder / "facts"

    @property
    def oxigraph(self) -> Path:
        """The Oxigraph database."""
        return self.folder / "oxigraph"

    @property
    def manifest(self) -> Path:
        """The list of releases."""
        return self.folder / "manifest.json"

    def inventory(self, part: str) -> Path:
        """What a part consists of."""
        return self.folder / "inventory" / f"{part}.json"

    def quads(self, name: str) -> Path:
        """The compressed N-Quads of a release, by the name of its entry."""
        return self.folder / "quads" / f"{name}.nq.gz"

    def segment(self, name: str) -> Path:
        """The columns of a release, by the name of its entry."""
        return self.folder / "segments" / name


@dataclass(frozen=True, slots=True)
class Generation:
    """One whole state of the store. ``manifest`` is ``None`` when it cannot be read."""

    places: Places
    number: int
    manifest: Manifest | None

    @classmethod
    def load(cls, folder: Path, number: int) -> Generation:
        """Read what a generation says of itself."""
        places = Places(folder)
        try:
            manifest = Manifest.from_json(places.manifest.read_bytes())
        except (OSError, ValueError):
            manifest = None
        return cls(places, number, manifest)

    def damage(self, part: str, *, under: str = "", thorough: bool = False) -> str:
        """What is wrong with a part (or with the files below ``under`` in it), in words; "" when nothing is.

        Args:
            part: one of `PARTS`.
            under: look only at the files whose path within the part begins so.
            thorough: read every file, and not only those that somebody has touched.
        """
        folder, inventory = self.places.folder / part, self.places.inventory(part)
        return checksums.damage(folder, inventory, under=under, thorough=thorough)

    def problems(self) -> list[str]:
        """Everything that is wrong, one line for each part, after reading every file."""
        manifest = "" if self.manifest else "its list of releases cannot be read"
        return [problem for problem in (manifest, *(self.damage(part, thorough=True) for part in PARTS)) if problem]

    def renew_times(self) -> None:
        """Write down anew when the files that are shared with another generation were touched: their links count.

        Only for a generation that was whole when the links were made or removed.
        """
        for part in PARTS:
            existing = self.known(part)
            renewed = checksums.touched_now(self.places.folder / part, existing)
            if renewed != existing:
                write_atomically(self.places.inventory(part), checksums.text_of(renewed))

    def known(self, part: str) -> Inventory:
        """The inventory of a part, empty when it cannot be read."""
        try:
            return checksums.read(self.places.inventory(part))
        except (OSError, ValueError, TypeError):
            return {}


def _link(file: str, to: str) -> str:
    try:
        os.link(file, to)
    except OSError:  # a file system without hard links
        shutil.copy2(file, to)
    return to


class Draft:
    """The next generation in the making, in a folder that no reader looks at.

    Fill ``quads`` and ``segments`` (by `keep`, or by writing to `Places.quads` and `Places.segment`), then
    ``facts``, then call `load_oxigraph` and `finish`.
    """

    def __init__(self, folder: Path, base: Generation | None, retracted: Collection[str] = ()) -> None:
        """Begin a draft.

        Args:
            folder: where; must not exist.
            base: the generation before.
            retracted: ids of claims that must not be written into it.
        """
        self.places = Places(folder)
        self.base = base
        self.retracted = frozenset(retracted)
        folder.mkdir()
        (folder / "quads").mkdir()
        (folder / "segments").mkdir()

    def keep_quads(self, entry: Entry) -> None:
        """Take over the text of a release from the generation before."""
        assert self.base is not None  # noqa: S101  there is nothing to keep otherwise
        _link(str(self.base.places.quads(entry.name)), str(self.places.quads(entry.name)))

    def keep_segment(self, entry: Entry) -> None:
        """Take over the columns of a release from the generation before."""
        assert self.base is not None  # noqa: S101
        shutil.copytree(self.base.places.segment(entry.name), self.places.segment(entry.name), copy_function=_link)

    def keep(self, entry: Entry) -> None:
        """Take over a release as it is."""
        self.keep_quads(entry)
        self.keep_segment(entry)

    def load_oxigraph(self, manifest: Manifest, *, afresh: bool, progress: Progress) -> None:
        """Make the Oxigraph database of the releases in ``manifest``.

        Args:
            manifest: the releases of this generation; the text of each is in place.
            afresh: do not start from the database of the generation before.
            progress: told how far it is.

        Raises:
            InvalidInput: a release is no valid RDF.
            OSError: the disk is full, or something else of the system's.
        """
        before = self.base.manifest.entries if self.base and self.base.manifest and not afresh else ()
        digests = {entry.digest for entry in before}
        now = {entry.digest for entry in manifest.entries}
        database.build(
            self.places.oxigraph,
            base=self.base.places.oxigraph if self.base and not afresh else None,
            unchanged={self.places.quads(e.name): e.status.quads for e in manifest.entries if e.digest in digests},
            added={self.places.quads(e.name): e.status.quads for e in manifest.entries if e.digest not in digests},
            removed={e.release.id: e.status.quads for e in before if e.digest not in now},
            progress=progress,
        )

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest and the inventories, and see that all of it survives a power cut.

        Raises:
            OSError: the disk is full, or something else of the system's.
        """
        self.places.inventory("").parent.mkdir()
        for part in PARTS:
            before = self.base.known(part) if self.base else {}
            checksums.write(checksums.take(self.places.folder / part, before), self.places.inventory(part))
        with self.places.manifest.open("w", encoding="utf-8") as file:
            file.write(manifest.to_json())
        settle(self.places.folder)

    def discard(self, remove: Callable[[Path], None]) -> None:
        """Throw it away; does nothing once the draft has become a generation."""
        if self.places.folder.exists():
            remove(self.places.folder)
