"""A polite SPARQL client: one question at a time, waits when told to, remembers what it was answered.

Standard library only. Answers are kept on disk under the hash of endpoint and question, so that an import that was
cut off goes on where it stopped, and asking again costs the endpoint nothing.
"""

from __future__ import annotations

import http.client
import json
import os
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from kg import __version__
from kg.claims.readers.values import clean
from kg.errors import InvalidInput, KgError, UsageProblem

__all__ = ["Row", "SparqlClient", "TooMuchAsked"]

Row = Mapping[str, tuple[str, str]]
"""One row of an answer: by variable, the value and its language ("" if it has none). Unbound variables are absent."""

_LARGEST = 64 << 20
_LONGEST_WAIT = 600.0
_PASSING = frozenset({408, 429, 500, 502, 503, 504})


class TooMuchAsked(KgError):
    """The endpoint runs out of time or hands out too much for this question: a smaller one may pass."""


class _Again(Exception):
    """Not a failure yet: ask once more."""

    def __init__(self, why: str, *, wait: float = 0.0, slow: bool = False) -> None:
        super().__init__(why)
        self.wait = wait
        self.slow = slow


@dataclass(frozen=True, slots=True)
class SparqlClient:
    """Asks SELECT questions of one endpoint.

    Attributes:
        endpoint: http(s) address.
        cache: folder for answers; ``None`` keeps none.
        timeout: seconds to wait for an answer. tries: how often to ask in all.
        pause: seconds between two questions; doubled from try to try, unless ``Retry-After`` says more.
        user_agent: who asks, as Wikidata's policy wants to know.
    """

    endpoint: str
    cache: Path | None = None
    timeout: float = 65.0
    tries: int = 6
    pause: float = 0.5
    user_agent: str = f"player-kg/{__version__} (knowledge graph of football's relationships; Python urllib)"
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)

    def __post_init__(self) -> None:
        parts = urllib.parse.urlsplit(self.endpoint)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageProblem(f"{self.endpoint!r} is no address of an endpoint", remedy="give one with http or https")

    def select(self, query: str) -> list[Row]:
        """The rows that answer a SELECT query.

        Raises:
            TooMuchAsked: it takes too long, or the answer is too large.
            InvalidInput: the endpoint refuses the question, or its answers cannot be read.
            KgError: the endpoint cannot be reached.
        """
        remaining = self._kept(query)
        if remaining and remaining.exists():
            try:
                return _rows(remaining.read_bytes())
            except (ValueError, OSError):
                remaining.unlink(missing_ok=True)  # half written by a crash, or not ours: ask again
        data, rows = self._ask(query)
        if remaining:
            _write(remaining, data)
        return rows

    def _kept(self, query: str) -> Path | None:
        if self.cache is None:
            return None
        question = f"{self.endpoint}\n{query}".encode()
        return self.cache / f"{blake2b(question, digest_size=16).hexdigest()}.json"

    def _ask(self, query: str) -> tuple[bytes, list[Row]]:
        wait = self.pause
        slow = False
        why = ""
        for attempt in range(self.tries):
            self.sleep(wait)
            try:
                data = self._once(query)
                return data, _rows(data)
            except _Again as again:
                why, slow = str(again), again.slow
                wait = max(again.wait, self.pause * 2 ** (attempt + 1))
            except ValueError as error:
                why, slow = f"its answer cannot be read ({clean(str(error))[:80]})", False
                wait = self.pause * 2 ** (attempt + 1)
            if wait > _LONGEST_WAIT:
                break
        if slow:
            raise TooMuchAsked(f"{self.endpoint} {why}, {self.tries} times over", remedy="ask for less at once")
        if why.startswith("its answer"):
            raise InvalidInput(why, file=self.endpoint, remedy="is this the address of a SPARQL endpoint?")
        raise KgError(
            f"{self.endpoint} {why}", remedy="try again later: what was answered is kept, and not asked again"
        )

    def _once(self, query: str) -> bytes:
        request = urllib.request.Request(  # noqa: S310 - the scheme is checked above
            self.endpoint,
            data=urllib.parse.urlencode({"query": query}).encode(),
            headers={
                "Accept": "application/sparql-results+json",
                "Content-Type": "application/x-www-form-urlencoded",
                "User-Agent": self.user_agent,
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as answer:  # noqa: S310 - as above
                data: bytes = answer.read(_LARGEST + 1)
                # read(n) does not notice a connection cut short; the length that was promised does.
                promised = answer.headers.get("Content-Length")
        except urllib.error.HTTPError as error:
            with error:
                raise self._refused(error) from error
        except TimeoutError as error:
            raise _Again(f"did not answer within {self.timeout:g} seconds", slow=True) from error
        except (OSError, http.client.HTTPException) as error:
            reason = error.reason if isinstance(error, urllib.error.URLError) else error
            if isinstance(reason, TimeoutError):
                raise _Again(f"did not answer within {self.timeout:g} seconds", slow=True) from error
            raise _Again(f"cannot be reached ({clean(str(reason))[:120]})") from error
        if promised and promised.isdigit() and len(data) < min(int(promised), _LARGEST):
            raise _Again("cut the connection in mid-answer")
        if len(data) > _LARGEST:
            raise TooMuchAsked(f"{self.endpoint} answers with more than {_LARGEST >> 20} MB")
        return data

    def _refused(self, error: urllib.error.HTTPError) -> Exception:
        words = clean(error.read(2000).decode("utf-8", "replace"))[:120]
        if error.code in _PASSING or b"TimeoutException" in words.encode():
            slow = error.code == 504 or "TimeoutException" in words
            return _Again(f"says {error.code} {clean(str(error.reason))[:60]}", wait=_asked_wait(error), slow=slow)
        if error.code in (401, 403):
            return KgError(
                f"{self.endpoint} lets nobody in ({error.code})", remedy="set a User-Agent that says who asks"
            )
        return InvalidInput(f"the endpoint refuses the question ({error.code}: {words})", file=self.endpoint)


def _asked_wait(error: urllib.error.HTTPError) -> float:
    """Seconds that ``Retry-After`` asks for: a number, or a date."""
    text = (error.headers.get("Retry-After") or "").strip()
    if text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return 0.0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _rows(data: bytes) -> list[Row]:
    """The rows of an answer in SPARQL's JSON; `ValueError` if it is none."""
    try:
        answer: Any = json.loads(data)
        bindings = answer["results"]["bindings"]
        return [
            {name: (str(term["value"]), str(term.get("xml:lang", ""))) for name, term in row.items()}
            for row in bindings
        ]
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("no SPARQL results in JSON") from error


def _write(path: Path, data: bytes) -> None:
    """All of it or nothing, whenever the process dies."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(data)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise KgError(
            f"the cache {path.parent} cannot be written ({error.strerror})", remedy="free space, or name another"
        ) from error
