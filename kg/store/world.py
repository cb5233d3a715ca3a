"""The football world from public sets: fetched from their homes or a mirror, and imported one after the other.

What is fetched stays in the user's cache, so that a later run fetches only what is new. A set that cannot be had or
read is left out and named; of each set all is stored, or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from platformdirs import user_cache_dir

from kg.downloads import DownloadError, MissingFile, RemoteFile, fetch, look
from kg.errors import InvalidInput, StoreError
from kg.model import SkippedRow
from kg.model.progress import Progress, silent
from kg.model.world import ImportedSet, PublicSet, SetOffer
from kg.store.file_lock import Taken, only_one
from kg.store.imports import import_files
from kg.store.world_sets import files_of

if TYPE_CHECKING:
    from kg.store.backend import Backend

__all__ = ["WorldSource", "import_sets", "world_cache"]

_AT_ONCE: Final = 8
_NOT_IT: Final = "what the server sent is no file of this set"


def world_cache(mirror: str = "") -> Path:
    """The folder that keeps what was fetched from the sets' homes, or from a mirror."""
    folder = Path(user_cache_dir("player-kg", appauthor=False)) / "world"
    return folder / f"mirror-{blake2b(mirror.encode(), digest_size=6).hexdigest()}" if mirror else folder / "homes"


@dataclass(frozen=True, slots=True)
class _Download:
    remote: RemoteFile
    target: Path


@dataclass(slots=True)
class WorldSource:
    """Where sets are fetched from.

    Attributes:
        sets: the sets wanted.
        cache: the folder that keeps what is fetched.
        mirror: an address in place of the sets' homes; it holds ``NAME/FILE`` or ``FILE`` for each file of a set.
    """

    sets: Sequence[PublicSet]
    cache: Path
    mirror: str = ""
    _downloads: dict[str, list[_Download]] = field(default_factory=dict)

    def offers(self, progress: Progress = silent) -> list[SetOffer]:
        """Ask what there is of every set, and how large it is, without fetching any of it."""
        offers = []
        for number, source in enumerate(self.sets, 1):
            offers.append(self._offer(source))
            progress("asking for the sets", number, len(self.sets))
        return offers

    def _offer(self, source: PublicSet) -> SetOffer:
        layouts = list(self._layouts(source))
        first = layouts[0][0].remote.address
        for layout in layouts:
            try:
                remotes = list(_remotes([file.remote.address for file in layout], md5_tags=source.md5_tags))
            except DownloadError as error:
                return SetOffer(source, first, error=error)
            downloads = [
                _Download(remote, file.target)
                for remote, file in zip(remotes, layout, strict=True)
                if remote is not None
            ]
            if downloads:
                self._downloads[source.name] = downloads
                return SetOffer(
                    source,
                    downloads[0].remote.address,
                    files=len(downloads),
                    missing=len(layout) - len(downloads),
                    size=sum(file.remote.size or 0 for file in downloads),
                    unsized=sum(file.remote.size is None for file in downloads),
                    kept=sum(file.remote.is_at(file.target) for file in downloads),
                )
        missing = MissingFile(f"there is nothing of {source.name} at {first}", remedy=f"see {source.page}")
        return SetOffer(source, first, error=missing)

    def _layouts(self, source: PublicSet) -> Iterator[list[_Download]]:
        """Where the files of a set may stand, best first."""
        folder = self.cache / source.name

        def layout(base: str, files: Sequence[str], *, flat: bool = False) -> list[_Download]:
            return [
                _Download(RemoteFile(f"{base}/{PurePosixPath(file).name if flat else file}"), folder / file)
                for file in files
            ]

        if not self.mirror:
            yield layout(source.home.rstrip("/"), source.files)
            return
        root = self.mirror.rstrip("/")
        bases = (f"{root}/{source.name}", root)
        yield from (layout(base, source.files) for base in bases)
        if len({PurePosixPath(file).name for file in source.files}) == len(source.files):
            yield layout(root, source.files, flat=True)
        if source.tables:
            for ending in (".gz", ""):
                yield from (layout(base, [f"{table}{ending}" for table in source.tables]) for base in bases)

    def fetch(self, source: PublicSet, progress: Progress = silent) -> list[Path]:
        """Fetch what is new of a set that was offered; the paths of all its files.

        Raises:
            DownloadError: a file cannot be had.
            InvalidInput: what came is no file of the set; it is not kept.
            StoreError: the cache cannot be written, or another process fetches into it.
        """
        downloads = self._downloads[source.name]
        label = f"fetching {source.name}"
        with _alone(self.cache / source.name):
            for number, file in enumerate(downloads, 1):
                if not file.remote.is_at(file.target):
                    by_bytes = progress if len(downloads) == 1 else silent
                    fetch(file.remote, file.target, md5_tags=source.md5_tags, label=label, progress=by_bytes)
                    _check(file.remote, file.target, source)
                if len(downloads) > 1:
                    progress(label, number, len(downloads))
        return [file.target for file in downloads]

    def forget(self, source: PublicSet) -> None:
        """Keep nothing of a set, so that the next run fetches it afresh."""
        for file in self._downloads.get(source.name, ()):
            file.target.unlink(missing_ok=True)


def _remotes(addresses: Sequence[str], *, md5_tags: bool) -> Iterator[RemoteFile | None]:
    """What a server tells of each file; ``None`` for those that are not there.

    Raises:
        DownloadError: the server cannot be reached, or refuses.
    """

    def remote(address: str) -> RemoteFile | None:
        try:
            return look(address, md5_tags=md5_tags)
        except MissingFile:
            return None

    yield remote(addresses[0])  # before many are asked for of a server that is not there
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(remote, addresses[1:])


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with only_one(folder / ".lock"):
            yield
    except Taken:
        raise StoreError(f"another process fetches into {folder}", remedy="wait until it is done") from None
    except OSError as error:
        raise StoreError(f"{folder} cannot be written: {error.strerror or error}") from error


def _check(remote: RemoteFile, target: Path, source: PublicSet) -> None:
    try:
        recognised = bool(files_of([target], [source]))
    except InvalidInput as error:
        target.unlink()
        raise InvalidInput(f"{_NOT_IT} ({error})", file=remote.address, remedy=f"see {source.page}") from error
    if not recognised:
        target.unlink()
        raise InvalidInput(_NOT_IT, file=remote.address, remedy=f"see {source.page}")


def import_sets(
    backend: Backend,
    files: Mapping[str, Sequence[Path]],
    sets: Sequence[PublicSet],
    *,
    on_skip: Callable[[SkippedRow], None] | None = None,
    progress: Progress = silent,
) -> Iterator[ImportedSet]:
    """Import the files of each set, one set after the other; one that cannot be read does not keep the others out.

    Args:
        backend: where to.
        files: the files of the sets that there are, by the names of these.
        sets: all sets, in the order in which they are imported.
        on_skip: called with every row that is not taken.
        progress: told how far it is.

    Raises:
        StoreError: the store cannot be written; sets imported before stay.
    """
    for source in sets:
        if source.name in files:
            take = partial(import_files, backend, source.reader, files[source.name], dataset=source.dataset)
            try:
                yield ImportedSet(source, take(on_skip=on_skip, progress=progress))
            except InvalidInput as error:
                yield ImportedSet(source, error=error)
