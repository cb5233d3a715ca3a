"""A SPARQL 1.1 endpoint over HTTP: what is sent, how long one waits, and what its refusals mean in plain words.

Who one is comes from the environment, never from the address, so that it stands in no history of a shell and in no
error message:

=========================  ==============================================================================
``KG_STORE_USER``          user name, with ``KG_STORE_PASSWORD``; Basic or Digest, as the server asks
``KG_STORE_TOKEN``         sent as ``Authorization: Bearer …``
``KG_STORE_UPDATE``        address for updates, where it is not the usual one
``KG_STORE_GRAPHS``        address of the Graph Store Protocol, likewise; ``none`` to use updates only
``KG_STORE_TIMEOUT``       seconds to wait for an answer (60)
=========================  ==============================================================================
"""

from __future__ import annotations

import io
import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Final, Protocol, cast
from urllib.parse import SplitResult, urlencode, urlsplit, urlunsplit

import httpx

from kg.addresses import address_parts, is_loopback
from kg.errors import InvalidInput, StoreError
from kg.http_client import HttpClient, HttpError, Refused, Unreached, patiently

__all__ = ["Answer", "HttpTransport", "Transport"]

_TRIES: Final = 4
_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 60.0
_TIMEOUT: Final = 60.0
_UPDATE_TIMEOUT: Final = 600.0
_CHUNK: Final = 1 << 16
_WHO: Final = "set KG_STORE_USER and KG_STORE_PASSWORD, or KG_STORE_TOKEN"
_NEIGHBOURS: Final = (
    # Ending of the query address, of the update address, of the Graph Store Protocol ("" where it is not usual).
    ("/query", "/update", "/store"),  # Oxigraph, Jena Fuseki (whose graphs are at /data: say so in KG_STORE_GRAPHS)
    ("/sparql", "/sparql", ""),  # Virtuoso, Neptune, kg serve
    ("", "", ""),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: its media type without parameters, its body, and whether the server says that it cut it."""

    media_type: str
    body: BinaryIO
    cut: bool = False


class Transport(Protocol):
    """How `kg.store.remote.RemoteStore` reaches a store."""

    @property
    def address(self) -> str:
        """What people call the store."""

    def ask(
        self, text: str, *, accept: str, default: Sequence[str], named: Sequence[str], timeout: float | None
    ) -> AbstractContextManager[Answer]:
        """Send a query; ``default`` and ``named`` are its dataset, or empty for the server's own."""

    def update(self, text: str) -> None:
        """Send an update."""

    def put(self, graph: str, triples: BinaryIO, *, more: bool = False) -> bool:
        """Replace a graph by N-Triples in one go; false, and nothing done, where the store has no way to.

        With ``more`` they are added to what it holds.
        """


class HttpTransport:
    """One endpoint.

    Args:
        address: http(s) address of its SPARQL queries.
        environment: where the settings above are looked up.

    Raises:
        StoreError: the address cannot be one, or would carry a password where anybody can read it.
    """

    def __init__(self, address: str, environment: Mapping[str, str] = os.environ) -> None:
        try:
            parts = address_parts(address)
        except ValueError as error:
            if "@" in address:
                raise StoreError("a store's address must not hold a user name or password", remedy=_WHO) from None
            raise StoreError(f"{address!r} is no address: {error}", remedy="write it as https://host/sparql") from error
        if parts.username or parts.password:
            raise StoreError("a store's address must not hold a user name or password", remedy=_WHO)
        self.address = urlunsplit(parts._replace(fragment=""))
        self._update_address, self._graphs_address = _neighbours(parts, environment)
        try:
            self._timeout = float(environment.get("KG_STORE_TIMEOUT") or _TIMEOUT)
        except ValueError:
            raise StoreError("KG_STORE_TIMEOUT is no number of seconds", remedy="write, for instance, 120") from None
        user, password = environment.get("KG_STORE_USER", ""), environment.get("KG_STORE_PASSWORD", "")
        token, host = environment.get("KG_STORE_TOKEN", ""), parts.hostname or ""
        if (user or token) and parts.scheme == "http" and not is_loopback(host):
            raise StoreError(
                f"a password or token would be sent to {host} for anybody to read", remedy="use an https address"
            )
        self._client = HttpClient(
            self.address,
            headers={"Authorization": f"Bearer {token}"} if token else {},
            login=(user, password) if user and not token else None,
        )

    @contextmanager
    def ask(
        self, text: str, *, accept: str, default: Sequence[str], named: Sequence[str], timeout: float | None
    ) -> Iterator[Answer]:
        """Send a query by POST, and again where that may help.

        Raises:
            InvalidInput: the server does not understand the query.
            StoreError: it cannot be reached, is too slow, refuses, or is no SPARQL endpoint.
        """
        seconds = timeout or self._timeout
        until = time.monotonic() + seconds
        form = [("query", text), *(("default-graph-uri", g) for g in default), *(("named-graph-uri", g) for g in named)]
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": accept}
        request = _Request("POST", self.address, headers, urlencode(form).encode(), "the query", seconds, until)
        with ExitStack() as held:
            response = self._sent(held, request)
            media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            cut = bool(response.headers.get("X-SPARQL-MaxRows"))  # Virtuoso's way of saying so
            yield Answer(media_type, cast("BinaryIO", io.BufferedReader(_Body(response, request), _CHUNK)), cut)

    def update(self, text: str) -> None:
        """Send an update. It is sent again only where the server cannot have begun it.

        Raises:
            InvalidInput: the server does not understand it.
            StoreError: it cannot be reached, is too slow, or takes no updates.
        """
        headers = {"Content-Type": "application/sparql-update; charset=utf-8", "Accept": "*/*"}
        self._write("POST", self._update_address, headers, text.encode())

    def put(self, graph: str, triples: BinaryIO, *, more: bool = False) -> bool:
        """Replace a graph, or with ``more`` add to it, by the Graph Store Protocol.

        Raises:
            StoreError: it cannot be reached, is too slow, or refuses.
        """
        if not self._graphs_address:
            return False
        joint = "&" if urlsplit(self._graphs_address).query else "?"
        address = f"{self._graphs_address}{joint}{urlencode({'graph': graph})}"
        headers = {"Content-Type": "application/n-triples", "Content-Length": str(triples.seek(0, 2))}
        self._write("POST" if more else "PUT", address, headers, _Pieces(triples))
        return True

    def _write(self, method: str, address: str, headers: Mapping[str, str], content: bytes | Iterable[bytes]) -> None:
        seconds = max(self._timeout, _UPDATE_TIMEOUT)
        until = time.monotonic() + seconds
        request = _Request(method, address, headers, content, "the update", seconds, until, writing=True)
        with ExitStack() as held:
            body = _Body(self._sent(held, request), request)
            while body.read(_CHUNK):
                pass

    def _sent(self, held: ExitStack, request: _Request) -> httpx.Response:
        """The answer to a request, open as long as ``held`` is."""

        def attempt() -> httpx.Response:
            return held.enter_context(
                self._client.send(
                    request.method,
                    request.address,
                    headers=request.headers,
                    content=request.content,
                    seconds=request.until - time.monotonic(),
                )
            )

        try:
            return patiently(
                attempt,
                tries=_TRIES,
                pause=_PAUSE,
                longest=_LONGEST_PAUSE,
                until=request.until,
                again=request.bears_repeating,
            )
        except Refused as error:
            raise request.refusal(error) from None
        except Unreached as error:
            raise request.failure(error) from error


@dataclass(frozen=True, slots=True)
class _Request:
    """What is sent, and the words for what may come of it."""

    method: str
    address: str
    headers: Mapping[str, str]
    content: bytes | Iterable[bytes]
    what: str
    seconds: float
    until: float
    writing: bool = False

    def bears_repeating(self, error: HttpError) -> bool:
        """Whether it may be sent again: not what the server may have begun to do, and not what took too long."""
        if isinstance(error, Unreached):
            return error.passing and not error.late and not (self.writing and error.begun)
        return error.passing

    def late(self) -> StoreError:
        """What is said when time has run out."""
        return StoreError(
            f"the store at {self.address} took longer than {self.seconds:g} seconds for {self.what}",
            remedy="ask for less, or allow more with --timeout or KG_STORE_TIMEOUT",
        )

    def failure(self, error: Unreached) -> StoreError:
        """What is said when there is no answer."""
        if error.late:
            return self.late()
        return StoreError(
            f"the store at {self.address} cannot be reached: {error}",
            remedy="see that it runs, and that the address is right",
        )

    def refusal(self, error: Refused) -> StoreError | InvalidInput:
        """What is said when the server refuses."""
        words, status, address = _first_line(error.body), error.status, self.address
        details = f": {words}" if words else ""
        if status in (401, 403):
            may = "takes no updates from you" if self.writing else "lets nobody in without a name"
            return StoreError(f"the store at {address} {may} ({status})", remedy=_WHO)
        if status in (301, 302, 303, 307, 308):
            to = _first_line(error.headers.get("Location", "").encode())
            return StoreError(f"the store at {address} has moved to {to}", remedy="name that address")
        if self.writing and status in (404, 405, 501):
            return StoreError(
                f"the store takes no updates at {address} ({status})",
                remedy="set KG_STORE_UPDATE (or KG_STORE_GRAPHS) to the address that does",
            )
        if status == 400:
            return InvalidInput(f"the store at {address} does not understand {self.what}{details}")
        if error.passing:
            return StoreError(f"the store at {address} is busy or down ({status}){details}", remedy="try again later")
        return StoreError(f"the store at {address} answers {status}{details}", remedy="see its log")


class _Body(io.RawIOBase):
    """The body of an answer, which must be read before a moment."""

    def __init__(self, response: httpx.Response, request: _Request) -> None:
        super().__init__()
        self._pieces, self._request, self._rest = response.iter_bytes(), request, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if time.monotonic() > self._request.until:
            raise self._request.late()
        try:
            while not self._rest:
                self._rest = next(self._pieces)
        except StopIteration:
            return 0
        except httpx.TimeoutException as error:
            raise self._request.late() from error
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise StoreError(f"the store at {self._request.address} broke off in the middle of its answer") from error
        taken, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


class _Pieces:
    """A file as a body that can be sent again."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(0)
        while piece := self._file.read(_CHUNK):
            yield piece


def _neighbours(parts: SplitResult, environment: Mapping[str, str]) -> tuple[str, str]:
    """The addresses for updates and of the Graph Store Protocol, "" for none."""
    path = parts.path.rstrip("/")
    ending, update, graphs = next(item for item in _NEIGHBOURS if path.endswith(item[0]))
    base = path.removesuffix(ending) if ending else path

    def at(end: str) -> str:
        return urlunsplit(parts._replace(path=base + end, fragment=""))

    update_address = environment.get("KG_STORE_UPDATE") or at(update)
    graphs_address = environment.get("KG_STORE_GRAPHS") or (at(graphs) if graphs else "")
    return update_address, "" if graphs_address == "none" else graphs_address


def _first_line(body: bytes) -> str:
    """What a server says, as one short line without markup of a page or anything that could move a terminal."""
    text = body.decode(errors="replace").strip()
    if text.startswith("<"):
        return ""
    line = text.partition("\n")[0]
    return "".join(char for char in line if char.isprintable())[:300]
