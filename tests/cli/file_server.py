"""A file server on loopback, with the faults that servers have."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

__all__ = ["FileServer", "serving_files"]


@dataclass
class FileServer:
    """What is served and how; ``requests`` are those made, as method, path and Range.

    Attributes:
        cuts: how often an answer breaks off, each time after ``cut_after`` bytes.
        budget: how many bytes are sent in all before every answer breaks off; ``None`` for no end.
        announced: by path, the length told in place of the true one, to HEAD and GET.
        announced_first: the same, to HEAD alone.
        tags: by path, the ETag told in place of the MD5 of what is there.
        ranges: whether parts are served.
    """

    files: dict[str, bytes]
    cuts: int = 0
    cut_after: int = 1000
    budget: int | None = None
    announced: dict[str, int] = field(default_factory=dict)
    announced_first: dict[str, int] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    ranges: bool = True
    address: str = ""
    requests: list[tuple[str, str, str]] = field(default_factory=list)

    def got(self, path: str) -> list[str]:
        """The ranges of the requests for what is at a path; "" for all of it."""
        return [span for method, asked, span in self.requests if method == "GET" and asked == path]


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, state: FileServer, *rest: Any) -> None:
        self.state = state
        super().__init__(*rest)

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        path = self.path.lstrip("/")
        if self._begun(path) is not None:
            self.end_headers()

    def do_GET(self) -> None:
        data = self._begun(self.path.lstrip("/"))
        if data is None:
            return
        self.end_headers()
        state = self.state
        if state.cuts:
            state.cuts -= 1
            data = data[: state.cut_after]
        if state.budget is not None:
            data = data[: state.budget]
            state.budget -= len(data)
        with suppress(OSError):
            self.wfile.write(data)

    def _begun(self, path: str) -> bytes | None:
        """Send the head of an answer; the bytes that belong to it, or ``None`` where there are none."""
        state, span = self.state, self.headers.get("Range", "")
        state.requests.append((self.command, path, span))
        data = state.files.get(path)
        if data is None:
            self.send_error(404)
            return None
        tag = state.tags.get(path, f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"')
        match = re.fullmatch(r"bytes=(\d+)-", span)
        start = int(match[1]) if match and state.ranges and self.headers.get("If-Range") in (None, tag) else 0
        if start and start >= len(data):
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{len(data)}")
            self.end_headers()
            return None
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        length = state.announced.get(path, len(data) - start)
        if self.command == "HEAD":
            length = state.announced_first.get(path, length)
        self.send_header("Content-Length", str(length))
        self.send_header("ETag", tag)
        return data[start:]


@contextmanager
def serving_files(files: Mapping[str, bytes], **faults: object) -> Iterator[FileServer]:
    """Serve files by their paths on loopback."""
    state = FileServer(dict(files), **faults)  # type: ignore[arg-type]  # faults are its own fields

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, state))
    state.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
