"""Files over HTTP: what a server tells of one, and fetching it so that a cut costs nothing.

A file under way is ``NAME.part``. Beside it ``NAME.version`` holds what the server called that version of it (its ETag
or its date), so that only the very same version is continued, or kept.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import httpx

from kg.addresses import address_parts
from kg.errors import StoreError, UsageProblem
from kg.http_client import HttpClient, HttpError, Refused, may_pass, patiently
from kg.model.progress import Progress, silent

__all__ = ["DownloadError", "MissingFile", "RemoteFile", "fetch", "look"]

_FRUITLESS_TRIES: Final = 4
_PAUSE: Final = 0.25
_LONGEST_PAUSE: Final = 30.0
_TIMEOUT: Final = 60.0
_GONE: Final = frozenset({404, 410})
_MD5_TAG: Final = re.compile(r'"([0-9a-f]{32})"')
_RANGE: Final = re.compile(r"bytes (?:(\d+)-\d+|\*)/(\d+|\*)")
_LATER: Final = "try again later: what is here is kept"


class DownloadError(StoreError):
    """A file cannot be had from where it should be."""


class MissingFile(DownloadError):
    """The server has no such file."""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """What a server tells of a file.

    Attributes:
        size: in bytes; ``None`` if it does not tell.
        version: its name for this version of the file; "" if it has none.
        md5: the digest that it tells, in hexadecimal; "" if none.
    """

    address: str
    size: int | None = None
    version: str = ""
    md5: str = ""

    def is_at(self, target: Path) -> bool:
        """Whether a file fetched earlier is this very version."""
        if not self.version or not target.is_file() or _version_beside(target) != self.version:
            return False
        return self.size is None or target.stat().st_size == self.size


def look(address: str, *, md5_tags: bool = False) -> RemoteFile:
    """Ask what a server tells of a file, without any of it.

    Args:
        address: http or https.
        md5_tags: whether this server's ETags are MD5 digests.

    Raises:
        UsageProblem: the address is none.
        MissingFile: there is no such file.
        DownloadError: the server cannot be reached, or refuses.
    """
    client = _client(address)

    def attempt() -> RemoteFile:
        with client.send("HEAD", address, seconds=_TIMEOUT) as answer:
            return _described(address, answer.headers, md5_tags=md5_tags)

    try:
        return patiently(attempt, tries=_FRUITLESS_TRIES, pause=_PAUSE, longest=_LONGEST_PAUSE, again=may_pass)
    except HttpError as error:
        if isinstance(error, Refused) and error.status in (405, 501):
            return RemoteFile(address)
        raise _failure(address, error) from error


def fetch(
    remote: RemoteFile, target: Path, *, md5_tags: bool = False, label: str = "", progress: Progress = silent
) -> None:
    """Fetch a file, going on after every cut where it broke off, in this run or in an earlier one.

    Args:
        remote: what `look` told of it.
        target: where it goes; it stands there only when it is whole.
        md5_tags: whether this server's ETags are MD5 digests.
        label: what to call it while it is fetched.
        progress: told how many bytes are here.

    Raises:
        MissingFile: there is no such file any more.
        DownloadError: the server breaks off again and again, lies about the length, or sends what its digest belies.
        StoreError: the file cannot be written.
    """
    download = _Download(_client(remote.address), remote, target, md5_tags, label or target.name, progress)
    fruitless = furthest = 0
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        while (whole := download.attempt()) is None:
            received = download.received
            fruitless = 0 if received > furthest else fruitless + 1
            furthest = max(received, furthest)
            if fruitless == _FRUITLESS_TRIES:
                total = f" of {remote.size:,}" if remote.size is not None else ""
                raise DownloadError(f"{remote.address} breaks off after {furthest:,}{total} bytes", remedy=_LATER)
            time.sleep(min(_PAUSE * 2**fruitless, _LONGEST_PAUSE))
        download.finish(whole)
    except OSError as error:
        why = error.strerror or str(error)
        raise StoreError(f"{target} cannot be written: {why}", remedy="see that there is room for it") from error


@dataclass(slots=True)
class _Download:
    client: HttpClient
    remote: RemoteFile
    target: Path
    md5_tags: bool
    label: str
    progress: Progress

    @property
    def part(self) -> Path:
        """The file under way."""
        return self.target.with_name(f"{self.target.name}.part")

    @property
    def received(self) -> int:
        """How many bytes of it are here."""
        return self.part.stat().st_size if self.part.exists() else 0

    def attempt(self) -> RemoteFile | None:
        """Ask for what is missing; what the server tells of the file when it is whole, ``None`` after a cut.

        Raises:
            OSError: the file cannot be written.
        """
        address, version = self.remote.address, _version_beside(self.target)
        have = self.received if version else 0
        headers = {"Range": f"bytes={have}-", "If-Range": version} if have else {}
        try:
            with self.client.send("GET", address, headers=headers, seconds=_TIMEOUT) as answer:
                offset, total = _place(answer, have)
                described = replace(_described(address, answer.headers, md5_tags=self.md5_tags), size=total)
                _check_size(self.remote, described)
                if not offset:
                    _version_file(self.target).write_text(described.version, encoding="utf-8")
                end = self._copy(answer, offset, total)
        except HttpError as error:
            if isinstance(error, Refused) and error.status == 416:
                return self._ended(error.headers)
            if may_pass(error):
                return None
            raise _failure(address, error) from error
        return described if total in (None, end) else None

    def _copy(self, answer: httpx.Response, offset: int, total: int | None) -> int:
        """Write what comes until it ends; how much of the whole file is here then."""
        end = offset
        with self.part.open("r+b" if offset else "wb") as file:
            file.seek(offset)
            for chunk in answer.iter_raw():
                file.write(chunk)
                end += len(chunk)
                self.progress(self.label, end, total)
        return end

    def _ended(self, headers: httpx.Headers) -> RemoteFile | None:
        """What it means that nothing comes after what is here: it is whole, or another version's beginning."""
        match = _RANGE.fullmatch(headers.get("Content-Range", ""))
        if match and match[2] == str(self.received) and self.remote.size in (None, self.received):
            return replace(self.remote, version=_version_beside(self.target))
        self.part.unlink(missing_ok=True)
        return None

    def finish(self, whole: RemoteFile) -> None:
        """Check the file against the server's digest, if it tells one, and put it in its place.

        Raises:
            DownloadError: the digest is another; nothing is kept.
        """
        if whole.md5:
            with self.part.open("rb") as file:
                digest = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
            if digest != whole.md5:
                self.part.unlink()
                raise DownloadError(f"what {whole.address} sent is not what its digest says", remedy="try again later")
        self.part.replace(self.target)


def _client(address: str) -> HttpClient:
    try:
        parts = address_parts(address)
    except ValueError as error:
        raise UsageProblem(f"{address!r} is no address: {error}", remedy="write it as https://host/folder") from error
    if parts.username or not address.isascii():
        raise UsageProblem(f"{address!r} is no address to fetch from", remedy="write it as https://host/folder")
    return HttpClient(address, headers={"Accept-Encoding": "identity"}, follow=True)


def _described(address: str, headers: httpx.Headers, *, md5_tags: bool) -> RemoteFile:
    length, tag = headers.get("Content-Length", ""), headers.get("ETag", "")
    version = tag if tag.startswith('"') else headers.get("Last-Modified", "")
    md5 = match[1] if md5_tags and (match := _MD5_TAG.fullmatch(tag)) else ""
    if digest := headers.get("Content-MD5", ""):
        try:
            md5 = base64.b64decode(digest, validate=True).hex()
        except binascii.Error:
            md5 = ""
    return RemoteFile(address, int(length) if length.isdigit() else None, version, md5)


def _place(answer: httpx.Response, have: int) -> tuple[int, int | None]:
    """From which byte on a server sends, and how long the whole file is by its word."""
    if answer.status_code != 206:
        length = answer.headers.get("Content-Length", "")
        return 0, int(length) if length.isdigit() else None
    match = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    if match is None or match[1] != str(have):
        raise DownloadError(f"{answer.url} sends another part than was asked for", remedy=_LATER)
    return have, int(match[2]) if match[2] != "*" else None


def _check_size(before: RemoteFile, now: RemoteFile) -> None:
    """Refuse a length that is not the one told before, unless the file is another by now."""
    if None not in (before.size, now.size) and before.size != now.size and before.version == now.version:
        raise DownloadError(
            f"{before.address} is {before.size:,} bytes long by its server's first word, {now.size:,} by its second",
            remedy="try again later",
        )


def _version_file(target: Path) -> Path:
    return target.with_name(f"{target.name}.version")


def _version_beside(target: Path) -> str:
    try:
        return _version_file(target).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _failure(address: str, error: HttpError) -> DownloadError:
    if isinstance(error, Refused):
        if error.status in _GONE:
            return MissingFile(f"there is nothing at {address} ({error.status})")
        return DownloadError(f"{address} answers {error.status}", remedy="try again later")
    return DownloadError(f"{address} cannot be reached: {error}", remedy="see that there is a connection")
