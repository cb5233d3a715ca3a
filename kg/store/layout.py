"""The store's folder: what lies where, and whether a folder is a store at all.

::

    STORE/format               "player-kg store 2": the first file made, so that a folder is known as ours
    STORE/lock                 held by the one process that writes
    STORE/decisions.csv        the user's own: who is whom, where the program was wrong or in doubt
    STORE/reading.jsonl        the user's own: what was accepted and rejected of what was read in stories
    STORE/retractions.csv      what was taken out for good, and why; see `kg.store.retractions`
    STORE/transfers/           transfer lists as they were imported, for fitting; harmless to lose
    STORE/queries/             the databases that SPARQL is asked of, made from a generation; harmless to lose
    STORE/current              the number of the generation to read, replaced atomically
    STORE/current.json         the same with a checksum, by which a garbled number is told from another one
    STORE/generations/7/       one whole state of the store, never changed once it has this name
        quads/<release>.nq.gz      the truth: each release as it was brought in
        oxigraph/                  the same as an Oxigraph database, for SPARQL
        segments/<release>/        the same as columns, one segment for each release
        facts/                     the segments merged and indexed
        inventory/<part>.json      size and checksum of every file of a part
        manifest.json              which releases there are, and where they came from
    STORE/generations/draft-…  work in progress, or what a killed process left; cleared by the next writer

Only ``quads/`` cannot be made again from something else: every other part is rebuilt from it when it is damaged or
was written by an older version. That is why its form must stay readable for every later version.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.atomic_files import fsync
from kg.errors import StoreError
from kg.lazy import lazy
from kg.sparql.problems import ELSEWHERE, NEWER_FORMAT, translated
from kg.store.checksums import signed, verified
from kg.store.manifest import LAYOUT, Manifest

if TYPE_CHECKING:
    import ctypes
else:
    ctypes = lazy("ctypes")

__all__ = ["FORMAT_CHANGED", "Layout", "settle", "write_atomically"]

FORMAT_CHANGED: Final = "the file format was changed"
"""One of `Layout.problems`."""

_FORMAT: Final = re.compile(r"player-kg store (\d{1,6})\s*")
_OURS: Final = frozenset(
    {
        "format",
        "format.new",
        "lock",
        "current",
        "current.new",
        "current.json",
        "current.json.new",
        "generations",
        "decisions.csv",
        "reading.jsonl",
        "transfers",
        "queries",
    }
)


def settle(folder: Path) -> None:
    """Make everything below a folder survive a power cut.

    A generation has some two hundred small files, and a disk that takes 5 ms to confirm each would need a second;
    Linux can be asked once for the whole file system.
    """
    if sys.platform == "linux" and _sync_whole_system(folder):
        return
    for where, _, names in os.walk(folder):
        for path in (Path(where, name) for name in (*names, ".")):
            fsync(path)


def _sync_whole_system(folder: Path) -> bool:
    """Put everything on the folder's file system to disk; ``False`` where the C library cannot."""
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "syncfs"):
        return False
    fd = os.open(folder, os.O_RDONLY)
    try:
        if libc.syncfs(fd) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
    finally:
        os.close(fd)
    return True


def write_atomically(path: Path, text: str) -> None:
    """Put ``text`` into a file: after a crash it holds either the old text or the new."""
    fresh = path.with_name(path.name + ".new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    fsync(path.parent)


class Layout:
    """The places in one store folder. Nothing is made or changed until a method says so."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.format = root / "format"
        self.lock = root / "lock"
        self.current = root / "current"
        self.current_signed = root / "current.json"
        self.decisions = root / "decisions.csv"
        self.retractions = root / "retractions.csv"
        self.transfers = root / "transfers"
        self.generations = root / "generations"

    def version(self) -> int | None:
        """The layout version of the store in this folder, ``None`` when there is none yet but one may be made.

        Raises:
            StoreError: the path is a file, may not be read, holds somebody else's files, or a store that a newer
                version of the program made.
        """
        with translated(self.root, "open"):
            if not self.root.is_dir():
                if os.path.lexists(self.root):
                    raise StoreError(f"{self.root} is a file, not a folder that can hold a store", remedy=ELSEWHERE)
                self._check_way_there()
                return None
            names = set(os.listdir(self.root))  # noqa: PTH208  names are all that is needed
            text = self.format.read_bytes()[:100].decode(errors="replace") if "format" in names else ""
        match = _FORMAT.fullmatch(text)
        if match is None or int(match[1]) > LAYOUT:
            written = self._written_layout()
            if written is not None and written <= LAYOUT:
                return written  # the mark is garbled: what it marks says so
        if match:
            version = int(match[1])
            if version > LAYOUT:
                raise StoreError(
                    f"the store at {self.root} was made by a newer version of player-kg "
                    f"(layout {version}; this one knows {LAYOUT})",
                    remedy=NEWER_FORMAT,
                )
            return version
        half_written = f"player-kg store {LAYOUT}".startswith(text.strip())
        if not half_written or names - _OURS:
            raise StoreError(
                f"{self.root} is not empty and no player-kg store, so nothing is written there", remedy=ELSEWHERE
            )
        # Empty, or made by a process that was killed before it had written the first line.
        return LAYOUT if self._numbers() else None

    def _written_layout(self) -> int | None:
        """The layout that the current generation was written in, by its own word; ``None`` if that cannot be read."""
        try:
            number = self.number()
            return Manifest.from_json((self.folder(number) / "manifest.json").read_bytes()).layout if number else None
        except (OSError, ValueError, StoreError):
            return None

    def problems(self) -> list[str]:
        """What is wrong with the two files that say what this folder is and which generation is current."""
        problems: list[str] = []
        try:
            text = self.format.read_bytes()
        except OSError:
            text = b""
        version = self.version()
        written = self._written_layout() or version
        if version is not None and text != f"player-kg store {written}\n".encode():
            problems.append(FORMAT_CHANGED)
        try:
            current: bytes | None = self.current.read_bytes()
        except OSError:
            current = None
        number = self.number() if version is not None else None
        if number is not None and (current != f"{number}\n".encode() or self._signed_number() != number):
            problems.append("the file current was changed")
        return problems

    def mend(self) -> None:
        """Write the files that `problems` is about anew; for a writer alone."""
        self.mark_current_layout()
        number = self.number()
        if number is not None:
            self.make_current(number)

    def _check_way_there(self) -> None:
        for parent in self.root.parents:
            if os.path.lexists(parent):
                if not parent.is_dir():
                    raise StoreError(f"no store can be made at {self.root}: {parent} is a file", remedy=ELSEWHERE)
                return

    def create(self) -> None:
        """Make the folder, and the file that marks it as ours.

        Raises:
            StoreError: that is not possible.
        """
        with translated(self.root, "create"):
            self.root.mkdir(parents=True, exist_ok=True)
            if not self.format.exists() or not _FORMAT.fullmatch(self.format.read_text(errors="replace")):
                with self.format.open("w", encoding="utf-8") as file:
                    file.write(f"player-kg store {LAYOUT}\n")
                    file.flush()
                    os.fsync(file.fileno())
            self.generations.mkdir(exist_ok=True)
            fsync(self.root)

    def mark_current_layout(self) -> None:
        """Say that the store is now in this program's layout."""
        write_atomically(self.format, f"player-kg store {LAYOUT}\n")

    def make_current(self, number: int) -> None:
        """Say which generation everybody reads from now on.

        The copy with the checksum comes first: where the two differ, its generation is there and whole.
        """
        write_atomically(self.current_signed, signed({"current": number}))
        write_atomically(self.current, f"{number}\n")

    def _signed_number(self) -> int | None:
        try:
            return int(verified(self.current_signed.read_bytes())["current"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _numbers(self) -> list[int]:
        try:
            names = os.listdir(self.generations)  # noqa: PTH208
        except FileNotFoundError:
            return []
        return sorted(int(name) for name in names if name.isascii() and name.isdigit())

    def numbers(self) -> list[int]:
        """Numbers of the whole generations, ascending; drafts do not count."""
        with translated(self.root, "read"):
            return self._numbers()

    def number(self) -> int | None:
        """The number of the generation to read; ``None`` when the store has never been filled.

        A ``current`` file that is missing or garbled is no loss: a generation gets its number only when it is whole,
        so that the highest is the one.

        Raises:
            StoreError: the generation that ``current`` names is gone.
        """
        with translated(self.root, "read"):
            try:
                text = self.current.read_bytes()[:30].decode(errors="replace").strip()
                signed_number = self._signed_number()
            except FileNotFoundError:
                text, signed_number = "", None
            numbers = self._numbers()
        if signed_number in numbers:
            return signed_number
        if not (text.isascii() and text.isdigit()):
            return numbers[-1] if numbers else None
        if int(text) not in numbers:
            back = f"; to go back to generation {numbers[-1]} remove the file {self.current}" if numbers else ""
            raise StoreError(
                f"the store at {self.root} is damaged: its generation {text} is missing",
                remedy=f"restore the folder from a backup{back}; or move it away and begin afresh",
            )
        return int(text)

    def folder(self, number: int) -> Path:
        """Where a generation lies."""
        return self.generations / str(number)
