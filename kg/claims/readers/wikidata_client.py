"""A polite SPARQL client: one question at a time, waits when told to, remembers what it was answered.

Answers are kept on disk under the hash of endpoint and question, so that an import that was cut off goes on where it
stopped, and asking again costs the endpoint nothing.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from kg.addresses import address_parts
from kg.claims.readers.values import clean
from kg.errors import InvalidInput, KgError, UsageProblem
from kg.http_client import AGENT, HttpClient, HttpError, Refused, Unreached, may_pass, patiently

__all__ = ["Row", "SparqlClient", "TooMuchAsked"]

Row = Mapping[str, tuple[str, str]]
"""One row of an answer: by variable, the value and its language ("" if it has none). Unbound variables are absent."""

_LARGEST = 64 << 20
_LONGEST_WAIT = 600.0
_TIMED_OUT = b"TimeoutException"
"""How Wikidata's server says that a question took too long, whatever the status."""


class TooMuchAsked(KgError):
    """The endpoint runs out of time or hands out too much for this question: a smaller one may pass."""


class _Unreadable(HttpError):
    """An answer that holds no rows: another one may."""

    passing = True


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
    user_agent: str = f"{AGENT} (knowledge graph of football's relationships)"
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)
    _client: HttpClient = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        try:
            address_parts(self.endpoint)
        except ValueError as error:
            raise UsageProblem(
                f"{self.endpoint!r} is no address of an endpoint", remedy="give one with http or https"
            ) from error
        client = HttpClient(self.endpoint, headers={"User-Agent": self.user_agent}, follow=True)
        object.__setattr__(self, "_client", client)  # the class is frozen

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
        self.sleep(self.pause)
        try:
            return patiently(
                lambda: self._once(query),
                tries=self.tries,
                pause=2 * self.pause,
                longest=_LONGEST_WAIT,
                again=lambda error: may_pass(error) or _took_too_long(error),
                sleep=self.sleep,
            )
        except HttpError as error:
            raise self._failure(error) from error

    def _once(self, query: str) -> tuple[bytes, list[Row]]:
        headers = {
            "Accept": "application/sparql-results+json",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        content = urlencode({"query": query}).encode()
        with self._client.send("POST", self.endpoint, headers=headers, content=content, seconds=self.timeout) as answer:
            data = bytearray()
            for piece in answer.iter_bytes():
                data += piece
                if len(data) > _LARGEST:
                    raise TooMuchAsked(f"{self.endpoint} answers with more than {_LARGEST >> 20} MB")
        try:
            return bytes(data), _rows(bytes(data))
        except ValueError as error:
            raise _Unreadable(clean(str(error))[:80]) from error

    def _failure(self, error: HttpError) -> KgError:
        """What is said of the last failure."""
        if isinstance(error, _Unreadable):
            return InvalidInput(
                f"its answer cannot be read ({error})",
                file=self.endpoint,
                remedy="is this the address of a SPARQL endpoint?",
            )
        if isinstance(error, Refused) and error.status in (401, 403):
            return KgError(
                f"{self.endpoint} lets nobody in ({error.status})", remedy="set a User-Agent that says who asks"
            )
        late = isinstance(error, Unreached) and error.late
        why = (
            f"says {clean(str(error))[:60]}"
            if isinstance(error, Refused)
            else f"cannot be reached ({clean(str(error))[:120]})"
        )
        why = f"did not answer within {self.timeout:g} seconds" if late else why
        if _took_too_long(error):
            return TooMuchAsked(f"{self.endpoint} {why}, {self.tries} times over", remedy="ask for less at once")
        if may_pass(error):
            return KgError(
                f"{self.endpoint} {why}", remedy="try again later: what was answered is kept, and not asked again"
            )
        if isinstance(error, Refused):
            words = clean(error.body.decode("utf-8", "replace"))[:120]
            return InvalidInput(f"the endpoint refuses the question ({error.status}: {words})", file=self.endpoint)
        return KgError(f"{self.endpoint} {why}", remedy="see that there is a connection")


def _took_too_long(error: HttpError) -> bool:
    if isinstance(error, Refused):
        return error.status == 504 or _TIMED_OUT in error.body
    return isinstance(error, Unreached) and error.late


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
