"""Finding and opening what people hand over: files, folders, zips, gzipped files. Nothing is ever unpacked to disk.

Whatever is wrong with a file is one `InvalidInput` that names it; memory stays bounded by a line's length.
"""

from __future__ import annotations

import fnmatch
import gzip
import io
import json
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from kg.claims.readers.values import clean
from kg.errors import InvalidInput
from kg.rdf.iris import slug
from kg.text.plain_files import check_ordinary

__all__ = ["LONGEST_LINE", "Input", "dataset_name", "inputs", "json_of", "lines_of", "matching", "version_of"]

LONGEST_LINE = 1 << 20
"""Characters; a longer line is cut, and cannot be a row of any table read here."""

_CHUNK = 1 << 20
_MOST_FILES = 100_000
_LARGEST_JSON = 256 << 20
# Text tables shrink to a tenth, seldom to a thirtieth; an archive bomb to a thousandth.
_MOST_EXPANSION = 150
_ALWAYS_FINE = 16 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, gzip.BadGzipFile)
_GENERIC = {"archive", "data", "dataset", "datasets", "download", "downloads", "csv", ""}


class _Limited(io.RawIOBase):
    """A stream that stops an archive bomb: it counts what comes out against what went in."""

    def __init__(self, inner: IO[bytes], packed: int, name: str) -> None:
        self._inner = inner
        self._left = max(_ALWAYS_FINE, packed * _MOST_EXPANSION)
        self._name = name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._inner.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise InvalidInput(
                f"it unpacks to more than {_MOST_EXPANSION} times its size, like an archive bomb",
                file=self._name,
                remedy="unpack it yourself if you trust it, and import the folder",
            )
        buffer[: len(data)] = data
        return len(data)


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read, or one member of a zip.

    Attributes:
        base: its own name without folders and without ``.gz``, in lower case: what readers look for.
        member: its name inside the zip ``path``; "" for a plain file.
    """

    path: Path
    base: str
    member: str = ""

    @property
    def folder(self) -> str:
        """The folder it lies in, on disk or inside the zip, without a slash at its end."""
        inside = PurePosixPath(self.member).parent if self.member else ""
        return str(self.path / inside if self.member else self.path.parent)

    @property
    def name(self) -> str:
        """The name to show in messages."""
        return clean(f"{self.path}/{self.member}" if self.member else str(self.path))

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """The bytes, unpacked.

        Raises:
            InvalidInput: it cannot be opened, is damaged, or unpacks to absurd sizes.
        """
        try:
            if self.member:
                with zipfile.ZipFile(self.path) as archive:
                    packed = archive.getinfo(self.member).compress_size
                    with archive.open(self.member) as inner:
                        yield self._buffered(inner, packed, gzipped=self.member.lower().endswith(".gz"))
            else:
                with self.path.open("rb") as plain:
                    yield self._buffered(
                        plain, self.path.stat().st_size, gzipped=self.path.name.lower().endswith(".gz")
                    )
        except _BROKEN as error:
            raise InvalidInput(
                f"the archive is damaged or cut off ({clean(str(error))})",
                file=self.name,
                remedy="download it again",
            ) from error
        except (RuntimeError, NotImplementedError) as error:  # what zipfile raises for passwords and odd packings
            raise InvalidInput(f"it cannot be unpacked: {clean(str(error))}", file=self.name) from error
        except OSError as error:
            raise InvalidInput(f"it cannot be read: {error.strerror or error}", file=self.name) from error

    def _buffered(self, inner: IO[bytes], packed: int, *, gzipped: bool) -> IO[bytes]:
        if not self.member and not gzipped:
            return inner
        unpacked: IO[bytes] = inner
        if gzipped:
            unpacked = cast("IO[bytes]", gzip.GzipFile(fileobj=_seekless(inner, packed, self)))
        return io.BufferedReader(_Limited(unpacked, packed, self.name), _CHUNK)


def _seekless(inner: IO[bytes], packed: int, source: Input) -> IO[bytes]:
    """The packed bytes of a gzipped file; inside a zip they are limited as well."""
    return io.BufferedReader(_Limited(inner, packed, source.name), _CHUNK) if source.member else inner


def _base(name: str) -> str:
    return PurePosixPath(name).name.lower().removesuffix(".gz")


def _members(path: Path) -> Iterator[Input]:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (*_BROKEN, OSError, NotImplementedError, UnicodeDecodeError, ValueError) as error:
        raise InvalidInput(
            f"it is no readable zip archive ({clean(str(error))})", file=clean(str(path)), remedy="download it again"
        ) from error
    seen: set[str] = set()
    for info in infos:
        name = info.filename
        parts = PurePosixPath(name.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or re.match(r"[A-Za-z]:", name):
            raise InvalidInput(
                f"the archive has a path that climbs out of it: {clean(name)[:80]!r}",
                file=clean(str(path)),
                remedy="do not trust it; get it from the source itself",
            )
        if name in seen:
            raise InvalidInput(f"the archive holds {clean(name)[:80]!r} twice", file=clean(str(path)))
        seen.add(name)
        if not info.is_dir() and not any(part.startswith((".", "__MACOSX")) for part in parts.parts):
            yield Input(path, _base(name), name)


def inputs(paths: Sequence[Path]) -> list[Input]:
    """Every file under these paths, in an order that does not depend on the machine.

    Folders are searched through (hidden files and links to folders are not), zips are looked into.

    Raises:
        InvalidInput: a path does not exist or cannot be searched, a zip is damaged or has paths that climb out.
    """
    result: list[Input] = []
    for path in paths:
        try:
            if path.is_dir():
                inside = sorted(p for p in path.rglob("*") if p.is_file() and not _hidden(p.relative_to(path)))
            elif path.exists():
                check_ordinary(path)
                inside = [path]
            else:
                raise InvalidInput("there is no such file or folder", file=clean(str(path)))
        except (OSError, ValueError) as error:
            raise InvalidInput(f"it cannot be read: {clean(str(error))}", file=clean(str(path))) from error
        for file in inside:
            if file.suffix.lower() == ".zip":
                result += _members(file)
            else:
                result.append(Input(file, _base(file.name)))
            if len(result) > _MOST_FILES:
                raise InvalidInput(f"there are more than {_MOST_FILES} files in it", file=clean(str(path)))
    return result


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in path.parts)


def matching(paths: Sequence[Path], *patterns: str) -> list[Input]:
    """The files whose own name fits one of the patterns (``transfers.csv``, ``*.txt``), plain, gzipped or zipped."""
    return [item for item in inputs(paths) if any(fnmatch.fnmatch(item.base, pattern) for pattern in patterns)]


def _bad_line(source: Input) -> int | None:
    """Which line is no UTF-8; read again, because a decoder that reads ahead cannot tell."""
    with source.open() as raw:
        for n, line in enumerate(iter(lambda: raw.readline(LONGEST_LINE), b""), start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return n
    return None


@contextmanager
def text_of(source: Input) -> Iterator[io.TextIOWrapper]:
    """The text of a file in UTF-8, with or without a byte order mark; line ends as they are.

    Raises:
        InvalidInput: it cannot be read, or is no UTF-8.
    """
    try:
        with source.open() as raw, io.TextIOWrapper(raw, "utf-8-sig", newline="") as text:
            yield text
    except UnicodeDecodeError as error:
        raise InvalidInput(
            "this is no UTF-8 text", file=source.name, line=_bad_line(source), remedy="save the file as UTF-8"
        ) from error


def lines_of(source: Input) -> Iterator[tuple[int, str]]:
    """The lines of a text file with their numbers, without line ends.

    Raises:
        InvalidInput: it cannot be read, is no UTF-8, or has a line that no text has.
    """
    with text_of(source) as text:
        for n, line in enumerate(iter(lambda: text.readline(LONGEST_LINE), ""), start=1):
            if len(line) >= LONGEST_LINE:
                raise InvalidInput(f"a line of more than {LONGEST_LINE} characters", file=source.name, line=n)
            yield n, line.rstrip("\r\n")


def json_of(source: Input) -> Any:
    """What a JSON file holds.

    Raises:
        InvalidInput: it cannot be read, is too large to be held at once, or is no JSON.
    """
    with source.open() as raw:
        data = raw.read(_LARGEST_JSON + 1)
    if len(data) > _LARGEST_JSON:
        raise InvalidInput(f"it is larger than {_LARGEST_JSON >> 20} MB", file=source.name, remedy="split it")
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InvalidInput("this is no UTF-8 text", file=source.name, line=line, remedy="save it as UTF-8") from error
    except json.JSONDecodeError as error:
        raise InvalidInput(
            f"this is no JSON ({error.msg})", file=source.name, line=error.lineno, remedy="download it again"
        ) from error
    except (ValueError, RecursionError) as error:  # numbers of thousands of digits, brackets thousands deep
        raise InvalidInput("this is JSON that nobody writes", file=source.name) from error


def version_of(sources: Sequence[Input]) -> str:
    """A version that the content gives: the same files, wherever they lie, have the same version.

    Raises:
        InvalidInput: a file cannot be read.
    """
    digests: list[bytes] = []
    for path in {item.path: None for item in sources}:
        digest = blake2b(digest_size=16)
        try:
            with path.open("rb") as raw:
                while chunk := raw.read(_CHUNK):
                    digest.update(chunk)
        except OSError as error:
            raise InvalidInput(f"it cannot be read: {error.strerror or error}", file=clean(str(path))) from error
        digests.append(path.name.encode("utf-8", "surrogateescape") + b"\0" + digest.digest())
    return blake2b(b"".join(sorted(digests)), digest_size=6).hexdigest()


def dataset_name(reader: str, paths: Sequence[Path]) -> str:
    """The name of a data set, by the reader and what its folders or files are called.

    A newer download of the same folder replaces the older one; another folder is another data set.

    >>> dataset_name("openfootball", [Path("data/openfootball/euro2024")])
    'openfootball-euro2024'
    >>> dataset_name("transfermarkt", [Path("Downloads/archive (3).zip")])
    'transfermarkt'
    """
    words = []
    for path in paths:
        name = path.resolve().name.lower().removesuffix(".gz")
        stem = re.sub(r"\s*\(\d+\)$", "", re.sub(r"\.(zip|csv|json|txt|ttl|trig|nt|nq|jsonld|rdf|xml)$", "", name))
        words.append(slug(stem))
    tail = "-".join(dict.fromkeys(word for word in words if word not in _GENERIC))[:80]
    return tail if reader in tail.split("-") else f"{reader}-{tail}".strip("-")
