"""A SPARQL 1.1 endpoint over HTTP: what is sent, how long one waits, and what its refusals mean in plain words.

Standard library only. Who one is comes from the environment, never from the address, so that it stands in no history
of a shell and in no error message:

=========================  ==============================================================================
``KG_STORE_USER``          user name, with ``KG_STORE_PASSWORD``; Basic or Digest, as the server asks
``KG_STORE_TOKEN``         sent as ``Authorization: Bearer …``
``KG_STORE_UPDATE``        address for updates, where it is not the usual one
``KG_STORE_GRAPHS``        address of the Graph Store Protocol, likewise; ``none`` to use updates only
``KG_STORE_TIMEOUT``       seconds to wait for an answer (60)
=========================  ==============================================================================
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import ipaddress
import os
import socket
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, Protocol, cast

from kg import __version__
from kg.errors import InvalidInput, StoreError

__all__ = ["Answer", "HttpTransport", "Transport", "is_loopback"]

_PASSING: Final = frozenset({429, 502, 503, 504})
_TRIES: Final = 4
_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 10.0
_TIMEOUT: Final = 60.0
_AGENT: Final = f"player-kg/{__version__}"
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
    ) -> contextlib.AbstractContextManager[Answer]:
        """Send a query; ``default`` and ``named`` are its dataset, or empty for the server's own."""

    def update(self, text: str) -> None:
        """Send an update."""

    def put(self, graph: str, triples: BinaryIO) -> bool:
        """Replace a graph by N-Triples in one go; false, and nothing done, where the store has no way to."""


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a host name or address."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows nobody: what was sent would arrive as something else, and credentials at somebody else."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class _Hurried:
    """A body that must be read before a moment."""

    def __init__(self, body: BinaryIO, until: float, late: Callable[[], StoreError]) -> None:
        self._body, self._until, self._late = body, until, late

    def read(self, size: int = -1) -> bytes:
        if time.monotonic() > self._until:
            raise self._late()
        return self._body.read(size)


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
            parts = urllib.parse.urlsplit(address)
            host, _ = parts.hostname or "", parts.port
        except ValueError as error:
            raise StoreError(f"{address!r} is no address: {error}", remedy="write it as https://host/sparql") from error
        if parts.username or parts.password:
            raise StoreError("a store's address must not hold a user name or password", remedy=_WHO)
        if not host or any(char.isspace() or not char.isprintable() for char in address):
            raise StoreError(f"{address!r} is no address", remedy="write it as https://host/sparql")
        self.address = urllib.parse.urlunsplit(parts._replace(fragment=""))
        self._update_address, self._graphs_address = self._neighbours(parts, environment)
        try:
            self._timeout = float(environment.get("KG_STORE_TIMEOUT") or _TIMEOUT)
        except ValueError:
            raise StoreError("KG_STORE_TIMEOUT is no number of seconds", remedy="write, for instance, 120") from None
        user, password = environment.get("KG_STORE_USER", ""), environment.get("KG_STORE_PASSWORD", "")
        token = environment.get("KG_STORE_TOKEN", "")
        if (user or token) and parts.scheme == "http" and not is_loopback(host):
            raise StoreError(
                f"a password or token would be sent to {host} for anybody to read", remedy="use an https address"
            )
        self._headers = {"User-Agent": _AGENT}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        handlers: list[urllib.request.BaseHandler] = [_NoRedirect()]
        if user and not token:
            existing = urllib.request.HTTPPasswordMgrWithDefaultRealm()
            for item in {self.address, self._update_address, self._graphs_address} - {""}:
                existing.add_password(None, item, user, password)
            handlers.append(urllib.request.HTTPDigestAuthHandler(existing))
            basic = base64.b64encode(f"{user}:{password}".encode()).decode()
            self._basic = f"Basic {basic}"
        else:
            self._basic = ""
        if is_loopback(host):
            handlers.append(urllib.request.ProxyHandler({}))
        self._opener = urllib.request.build_opener(*handlers)

    @staticmethod
    def _neighbours(parts: urllib.parse.SplitResult, environment: Mapping[str, str]) -> tuple[str, str]:
        path = parts.path.rstrip("/")
        ending, update, graphs = next(item for item in _NEIGHBOURS if path.endswith(item[0]))
        base = path.removesuffix(ending) if ending else path

        def at(end: str) -> str:
            return urllib.parse.urlunsplit(parts._replace(path=base + end, fragment=""))

        update_address = environment.get("KG_STORE_UPDATE") or at(update)
        graphs_address = environment.get("KG_STORE_GRAPHS") or (at(graphs) if graphs else "")
        return update_address, "" if graphs_address == "none" else graphs_address

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
        body = urllib.parse.urlencode(form).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": accept}
        answer = self._sent("POST", self.address, body, headers, until=until, seconds=seconds, what="the query")
        with answer:
            details = answer.headers.get_content_type()
            cut = bool(answer.headers.get("X-SPARQL-MaxRows"))  # Virtuoso's way of saying so
            late = _late(self.address, "the query", seconds)
            body_read = cast("BinaryIO", _Hurried(cast("BinaryIO", answer), until, lambda: late))
            try:
                yield Answer(details, body_read, cut)
            except TimeoutError as error:
                raise late from error
            except (http.client.HTTPException, ConnectionError) as error:
                raise StoreError(f"the store at {self.address} broke off in the middle of its answer") from error

    def update(self, text: str) -> None:
        """Send an update. It is sent again only where the server cannot have begun it.

        Raises:
            InvalidInput: the server does not understand it.
            StoreError: it cannot be reached, is too slow, or takes no updates.
        """
        headers = {"Content-Type": "application/sparql-update; charset=utf-8", "Accept": "*/*"}
        self._write("POST", self._update_address, text.encode(), headers)

    def put(self, graph: str, triples: BinaryIO) -> bool:
        """Replace a graph by the Graph Store Protocol.

        Raises:
            StoreError: it cannot be reached, is too slow, or refuses.
        """
        if not self._graphs_address:
            return False
        joint = "&" if urllib.parse.urlsplit(self._graphs_address).query else "?"
        address = f"{self._graphs_address}{joint}{urllib.parse.urlencode({'graph': graph})}"
        size = triples.seek(0, 2)
        triples.seek(0)
        self._write("PUT", address, triples, {"Content-Type": "application/n-triples", "Content-Length": str(size)})
        return True

    def _write(self, method: str, address: str, body: Any, headers: Mapping[str, str]) -> None:
        seconds = max(self._timeout, 600.0)
        until = time.monotonic() + seconds
        with self._sent(
            method, address, body, headers, until=until, seconds=seconds, what="the update", writing=True
        ) as answer:
            while answer.read(65536):
                pass

    def _sent(
        self,
        method: str,
        address: str,
        body: Any,
        headers: Mapping[str, str],
        *,
        until: float,
        seconds: float,
        what: str,
        writing: bool = False,
    ) -> http.client.HTTPResponse:
        own = dict(self._headers)
        tries = 0
        while True:
            tries += 1
            left = until - time.monotonic()
            if left <= 0:
                raise _late(address, what, seconds)
            request = urllib.request.Request(address, body, {**own, **headers}, method=method)  # noqa: S310  http(s) only
            try:
                return cast("http.client.HTTPResponse", self._opener.open(request, timeout=left))
            except urllib.error.HTTPError as error:
                with error:
                    scheme = error.headers.get("WWW-Authenticate", "").casefold()
                    if error.code == 401 and self._basic and "basic" in scheme and "Authorization" not in own:
                        own["Authorization"] = self._basic
                        continue
                    if error.code in _PASSING and tries < _TRIES:
                        wait = _asked_to_wait(error.headers.get("Retry-After", ""), tries)
                        if time.monotonic() + wait < until:
                            time.sleep(wait)
                            continue
                    raise self._refusal(address, error, what, writing=writing) from None
            except (urllib.error.URLError, OSError, http.client.HTTPException) as error:
                reason = getattr(error, "reason", error)
                if isinstance(reason, TimeoutError):
                    raise _late(address, what, seconds) from error
                begun = writing and not isinstance(reason, (ConnectionRefusedError, socket.gaierror))
                if not isinstance(reason, ConnectionError) or begun or tries >= _TRIES:
                    raise StoreError(
                        f"the store at {address} cannot be reached: {_words(reason)}",
                        remedy="see that it runs, and that the address is right",
                    ) from error
                time.sleep(_PAUSE * tries / 2)

    def _refusal(
        self, address: str, error: urllib.error.HTTPError, what: str, *, writing: bool
    ) -> StoreError | InvalidInput:
        try:
            words = _first_line(error.read(20_000))
        except (OSError, http.client.HTTPException):
            words = ""
        details = f": {words}" if words else ""
        if error.code in (401, 403):
            may = "takes no updates from you" if writing else "lets nobody in without a name"
            return StoreError(f"the store at {address} {may} ({error.code})", remedy=_WHO)
        if error.code in (301, 302, 303, 307, 308):
            to = _first_line(error.headers.get("Location", "").encode())
            return StoreError(f"the store at {address} has moved to {to}", remedy="name that address")
        if writing and error.code in (404, 405, 501):
            return StoreError(
                f"the store takes no updates at {address} ({error.code})",
                remedy="set KG_STORE_UPDATE (or KG_STORE_GRAPHS) to the address that does",
            )
        if error.code == 400:
            return InvalidInput(f"the store at {address} does not understand {what}{details}")
        if error.code in _PASSING:
            return StoreError(
                f"the store at {address} is busy or down ({error.code}){details}", remedy="try again later"
            )
        return StoreError(f"the store at {address} answers {error.code}{details}", remedy="see its log")


def _late(address: str, what: str, seconds: float) -> StoreError:
    return StoreError(
        f"the store at {address} took longer than {seconds:g} seconds for {what}",
        remedy="ask for less, or allow more with --timeout or KG_STORE_TIMEOUT",
    )


def _asked_to_wait(header: str, tries: int) -> float:
    seconds = float(header) if header.strip().isdigit() else _PAUSE * 2 ** (tries - 1)
    return min(seconds, _LONGEST_PAUSE)


def _words(reason: object) -> str:
    return (getattr(reason, "strerror", None) or str(reason) or type(reason).__name__).strip()


def _first_line(body: bytes) -> str:
    """What a server says, as one short line without markup of a page or anything that could move a terminal."""
    text = body.decode(errors="replace").strip()
    if text.startswith("<"):
        return ""
    line = text.partition("\n")[0]
    return "".join(char for char in line if char.isprintable())[:300]
