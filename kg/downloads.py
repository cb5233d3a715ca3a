"""Files over HTTP: what a server tells of one, and fetching it so that a cut costs nothing.

A file under way is ``NAME.part``. Beside it ``NAME.version`` holds what the server called that version of it (its ETag
or its date), so that only the very same version is continued, or kept. Standard library only.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import http.client
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, replace
from email.message import Message
from pathlib import Path
from typing import BinaryIO, Final, cast

from kg import __version__
from kg.errors import StoreError, UsageProblem
from kg.http_client import is_loopback
from kg.model.progress import Progress, silent

__all__ = ["DownloadError", "MissingFile", "RemoteFile", "fetch", "is_address", "look"]

_CHUNK: Final = 1 << 18
_FRUITLESS_TRIES: Final = 4
_PAUSE: Final = 0.25
_LONGEST_PAUSE: Final = 30.0
_TIMEOUT: Final = 60.0
_PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
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


def is_address(text: str) -> bool:
    """Whether a text is an address of the web rather than a path."""
    return text.lower().startswith(("http://", "https://"))


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
    tries = 0
    while True:
        tries += 1
        try:
            with _opened(address, {}, method="HEAD") as answer:
                return _described(address, answer.headers, md5_tags=md5_tags)
        except urllib.error.HTTPError as error:
            with error:
                if error.code in (405, 501):
                    return RemoteFile(address)
                if error.code not in _PASSING or tries == _FRUITLESS_TRIES:
                    raise _refusal(address, error.code) from None
                pause = _pause(error.headers, tries)
        except (OSError, http.client.HTTPException) as error:
            if tries == _FRUITLESS_TRIES or not _may_pass(error):
                raise _unreachable(address, error) from error
            pause = _pause(None, tries)
        time.sleep(pause)


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
    download = _Download(remote, target, md5_tags, label or target.name, progress)
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
            time.sleep(_pause(None, fruitless + 1))
        download.finish(whole)
    except OSError as error:
        why = error.strerror or str(error)
        raise StoreError(f"{target} cannot be written: {why}", remedy="see that there is room for it") from error


@dataclass(slots=True)
class _Download:
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
            answer = _opened(address, headers)
        except urllib.error.HTTPError as error:
            with error:
                if error.code == 416:
                    return self._ended(error.headers)
                if error.code in _PASSING:
                    return None
                raise _refusal(address, error.code) from None
        except (OSError, http.client.HTTPException) as error:
            if _may_pass(error):
                return None
            raise _unreachable(address, error) from error
        with answer:
            offset, total = _place(answer, have)
            described = replace(_described(address, answer.headers, md5_tags=self.md5_tags), size=total)
            _check_size(self.remote, described)
            if not offset:
                _version_file(self.target).write_text(described.version, encoding="utf-8")
            with self.part.open("r+b" if offset else "wb") as file:
                file.seek(offset)
                end = self._copy(answer, file, offset, total)
        return described if total in (None, end) else None

    def _copy(self, answer: http.client.HTTPResponse, file: BinaryIO, offset: int, total: int | None) -> int:
        """Write what comes until it ends or breaks off; how much of the whole file is here then."""
        end = offset
        while True:
            try:
                chunk = answer.read(_CHUNK)
            except (OSError, http.client.HTTPException):
                return -1
            if not chunk:
                return end
            file.write(chunk)
            end += len(chunk)
            self.progress(self.label, end, total)

    def _ended(self, headers: Message) -> RemoteFile | None:
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


def _opened(address: str, headers: dict[str, str], *, method: str = "GET") -> http.client.HTTPResponse:
    try:
        parts = urllib.parse.urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise UsageProblem(f"{address!r} is no address: {error}") from error
    if not host or not is_address(address) or parts.username or any(not 32 < ord(char) < 127 for char in address):
        raise UsageProblem(f"{address!r} is no address to fetch from", remedy="write it as https://host/folder")
    handlers = [urllib.request.ProxyHandler({})] if is_loopback(host) else []
    opener = urllib.request.build_opener(*handlers)
    base_headers = {"User-Agent": f"player-kg/{__version__}", "Accept-Encoding": "identity"}
    request = urllib.request.Request(address, headers=base_headers | headers, method=method)  # noqa: S310  http(s) only
    return cast("http.client.HTTPResponse", opener.open(request, timeout=_TIMEOUT))


def _described(address: str, headers: Message, *, md5_tags: bool) -> RemoteFile:
    length, tag = headers.get("Content-Length", ""), headers.get("ETag", "")
    version = tag if tag.startswith('"') else headers.get("Last-Modified", "")
    md5 = match[1] if md5_tags and (match := _MD5_TAG.fullmatch(tag)) else ""
    if digest := headers.get("Content-MD5", ""):
        try:
            md5 = base64.b64decode(digest, validate=True).hex()
        except binascii.Error:
            md5 = ""
    return RemoteFile(address, int(length) if length.isdigit() else None, version, md5)


def _place(answer: http.client.HTTPResponse, have: int) -> tuple[int, int | None]:
    """From which byte on a server sends, and how long the whole file is by its word."""
    if answer.status != 206:
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


def _may_pass(error: Exception) -> bool:
    reason = getattr(error, "reason", error)
    return isinstance(reason, (ConnectionError, TimeoutError, http.client.HTTPException))


def _pause(headers: Message | None, tries: int) -> float:
    retry_after = headers.get("Retry-After", "").strip() if headers else ""
    return min(float(retry_after) if retry_after.isdigit() else _PAUSE * 2 ** (tries - 1), _LONGEST_PAUSE)


def _refusal(address: str, code: int) -> DownloadError:
    if code in _GONE:
        return MissingFile(f"there is nothing at {address} ({code})")
    return DownloadError(f"{address} answers {code}", remedy="try again later")


def _unreachable(address: str, error: Exception) -> DownloadError:
    reason = getattr(error, "reason", error)
    why = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
    return DownloadError(f"{address} cannot be reached: {why}", remedy="see that there is a connection")
