"""The lane of queries that take long: how many there may be, who waits for a place, and which queries were long."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from hashlib import blake2b
from typing import Any, Final

from kg.server.http_problem import HttpProblem

__all__ = ["LongLane"]

_REMEMBERED: Final = 1000
_SECONDS: Final = 300.0
"""For how long a query is expected to be as long as it was: the store may have changed, and the machine be idle."""

_VARIABLE_PARTS: Final = re.compile(r"#[^\n]*|\"[^\"\n]*\"|'[^'\n]*'|\d+|\s+")
"""What differs between queries that cost the same: comments, texts, numbers, space."""


class LongLane:
    """Places for long queries.

    Args:
        places: how many run at once.
        most_waiting: how many may wait for a place.
    """

    def __init__(self, places: int, most_waiting: int) -> None:
        self._free = places
        self._most_waiting = most_waiting
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._known: OrderedDict[bytes, float] = OrderedDict()

    def enter(self) -> bool:
        """Take a place, if one is free."""
        if self._free <= 0:
            return False
        self._free -= 1
        return True

    def leave(self) -> None:
        """Give a place back, to whoever waits the longest."""
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return
        self._free += 1

    @asynccontextmanager
    async def place(self, patience: float) -> AsyncIterator[None]:
        """A place for as long as the block runs.

        Raises:
            HttpProblem: too many wait, or none became free in ``patience`` seconds.
        """
        if not self.enter():
            await self._wait(patience)
        try:
            yield
        finally:
            self.leave()

    async def _wait(self, patience: float) -> None:
        busy = HttpProblem(503, "too many long queries are running; ask again later", {"Retry-After": "30"})
        if len(self._waiting) >= self._most_waiting:
            raise busy
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        try:
            async with asyncio.timeout(patience):
                await waiter
        except BaseException as error:
            if waiter.done() and not waiter.cancelled():  # given in the very moment in which it was given up
                self.leave()
            if isinstance(error, TimeoutError):
                raise busy from None
            raise
        finally:
            with suppress(ValueError):
                self._waiting.remove(waiter)

    def remember(self, job: dict[str, Any]) -> None:
        """Note that a query took long."""
        if job.get("kind") != "query":
            return
        self._known[_likeness(job)] = asyncio.get_running_loop().time() + _SECONDS
        self._known.move_to_end(_likeness(job))
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)

    def expects(self, job: dict[str, Any]) -> bool:
        """Whether a query like this one took long lately."""
        if job.get("kind") != "query":
            return False
        until = self._known.get(_likeness(job), 0.0)
        return until > asyncio.get_running_loop().time()


def _likeness(job: dict[str, Any]) -> bytes:
    """What queries have in common that differ in comments, texts and numbers alone."""
    return blake2b(
        _VARIABLE_PARTS.sub(" ", str(job.get("text", ""))).encode("utf-8", "replace"), digest_size=16
    ).digest()
