"""HTTP, on httpx: everything that is asked, sent or fetched goes through here.

Whatever fails comes back as one of two things: `Refused`, an answer that is not the one wanted, or `Unreached`, none.
Both say whether it may pass; `patiently` asks again then. This machine's own addresses are reached without a proxy.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final, TypeVar
from urllib.parse import urlsplit

import httpx

from kg import __version__
from kg.addresses import is_loopback

__all__ = ["AGENT", "HttpClient", "HttpError", "Refused", "Unreached", "may_pass", "patiently"]

AGENT: Final = f"player-kg/{__version__}"
_PASSING: Final = frozenset({408, 425, 429, 502, 503, 504})
_FAULT: Final = 500
_WORDS: Final = 20_000
"""How much of a refusal is read."""

T = TypeVar("T")


class HttpError(Exception):
    """A request without the answer wanted.

    Attributes:
        passing: whether it may go well a little later.
        wait: seconds that the server asks to wait, 0.0 if it does not.
    """

    passing: bool = False
    wait: float = 0.0


class Refused(HttpError):
    """The server answers with another status than success.

    Attributes:
        status, reason: the status and its words. headers: those of the answer. body: its beginning.
    """

    def __init__(self, response: httpx.Response, body: bytes) -> None:
        super().__init__(f"{response.status_code} {response.reason_phrase}")
        self.status, self.reason = response.status_code, response.reason_phrase
        self.headers, self.body = response.headers, body
        self.passing, self.wait = self.status in _PASSING, _asked_wait(response.headers.get("Retry-After", ""))


class Unreached(HttpError):
    """No answer, or one that breaks off.

    Attributes:
        late: whether time ran out.
        begun: whether the server may have begun to do what it was asked.
    """

    def __init__(self, error: httpx.HTTPError | httpx.StreamError) -> None:
        root = _root(error)
        super().__init__((getattr(root, "strerror", None) or str(root) or type(root).__name__).strip())
        self.late = isinstance(error, httpx.TimeoutException)
        self.begun = not isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError))
        self.passing = self.begun or self.late or isinstance(root, ConnectionError)


class HttpClient:
    """Asks the servers behind one address, or addresses beside it.

    Args:
        address: http or https; decides whether a proxy is used.
        headers: sent with every request.
        login: user and password, sent by Basic or Digest as the server asks.
        follow: whether to go where a server sends one. What was sent would arrive as something else there, and
            credentials at somebody else: for files alone.
    """

    def __init__(
        self,
        address: str,
        *,
        headers: Mapping[str, str] | None = None,
        login: tuple[str, str] | None = None,
        follow: bool = False,
    ) -> None:
        self._client = httpx.Client(
            headers={"User-Agent": AGENT, **(headers or {})},
            auth=_AsAsked(*login) if login else None,
            follow_redirects=follow,
            event_hooks={"response": [] if follow else [_stay]},
            # A connection kept open may be gone by the next request, which then looks as if it had begun.
            limits=httpx.Limits(max_keepalive_connections=0),
            trust_env=not is_loopback(urlsplit(address).hostname or ""),
        )

    @contextmanager
    def send(
        self,
        method: str,
        address: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | Iterable[bytes] | None = None,
        seconds: float,
    ) -> Iterator[httpx.Response]:
        """Send a request; the answer's body is not read yet.

        Args:
            method: ``GET``, ``POST`` …
            address: where to.
            headers: of this request.
            content: its body; what is not bytes must bear to be read twice.
            seconds: how long to wait for a connection, and for each next piece of the answer.

        Raises:
            Refused: the server answers with another status than success.
            Unreached: it does not answer, or breaks off while its answer is read.
        """
        try:
            with self._client.stream(
                method, address, headers=dict(headers or {}), content=content, timeout=max(seconds, 0.001)
            ) as response:
                if not response.is_success:
                    raise Refused(response, _beginning(response))
                yield response
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise Unreached(error) from error


class _AsAsked(httpx.Auth):
    """Names oneself when asked to, by Basic or Digest."""

    def __init__(self, user: str, password: str) -> None:
        self._basic = httpx.BasicAuth(user.encode(), password.encode())
        self._digest = httpx.DigestAuth(user.encode(), password.encode())

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        digest = self._digest.auth_flow(request)
        response = yield next(digest)
        if response.status_code == 401 and "basic" in response.headers.get("WWW-Authenticate", "").casefold():
            yield from self._basic.auth_flow(request)
        else:
            with suppress(StopIteration):
                yield digest.send(response)


def patiently(
    attempt: Callable[[], T],
    *,
    tries: int,
    pause: float,
    longest: float,
    until: float = float("inf"),
    again: Callable[[HttpError], bool] = lambda error: error.passing,
    sleep: Callable[[float], None] = time.sleep,
) -> T:
    """Try something, and try again where that may help.

    Args:
        attempt: what is tried.
        tries: how often in all.
        pause: seconds after the first try; doubled from try to try, unless the server asks for more.
        longest: most seconds to wait at once; a server that asks for more is not asked again.
        until: moment of `time.monotonic` after which nothing is tried any more.
        again: after which failures to try again.
        sleep: how to wait.

    Raises:
        HttpError: the last one.
    """
    for number in range(tries):
        try:
            return attempt()
        except HttpError as error:
            wait = error.wait or min(pause * 2**number, longest)
            last = number + 1 == tries or wait > longest or time.monotonic() + wait >= until
            if last or not again(error):
                raise
            sleep(wait)
    raise ValueError("nothing was tried")


def may_pass(error: HttpError) -> bool:
    """Whether a request that changes nothing may go well a little later: a fault of the server's own may be gone."""
    return error.passing or (isinstance(error, Refused) and error.status == _FAULT)


def _stay(response: httpx.Response) -> None:
    """Refuse to be sent elsewhere, before anything is made of the address."""
    if response.is_redirect:
        raise Refused(response, b"")


def _beginning(response: httpx.Response) -> bytes:
    body = b""
    try:
        for piece in response.iter_bytes():
            body += piece
            if len(body) >= _WORDS:
                break
    except (httpx.HTTPError, httpx.StreamError):
        return body
    return body[:_WORDS]


def _root(error: BaseException) -> BaseException:
    """What lies at the bottom of a failure: the first fault of the system, else the failure itself."""
    below: BaseException | None = error
    while below is not None:
        if isinstance(below, OSError) and not isinstance(below, socket.timeout):
            return below
        below = below.__cause__ or below.__context__
    return error


def _asked_wait(text: str) -> float:
    """Seconds that ``Retry-After`` asks for: a number, or a date."""
    text = text.strip()
    if text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return 0.0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
