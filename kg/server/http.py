"""uvicorn's HTTP/1.1 with the patience limited that it leaves to a proxy in front of it.

uvicorn waits for ever for the headers of a request and for a client to read an answer, and takes any number of
connections. A server that people start on their own machine has no proxy in front.
"""

from __future__ import annotations

import asyncio
from typing import ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from kg.server.limits import Limits

__all__ = ["patient_protocol"]


class _PatientProtocol(H11Protocol):
    """One connection."""

    limits: ClassVar[Limits] = Limits()
    _head: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None
    _since: float = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection; when there are too many, the one that has been idle the longest makes room."""
        super().connection_made(transport)
        self._since = self.loop.time()
        if len(self.connections) > self.limits.connections:
            idle = [peer for peer in self.connections if isinstance(peer, _PatientProtocol) and peer.is_idle()]
            longest = min(idle, key=lambda connection: connection._since, default=self)
            longest.transport.abort()
            self.connections.discard(longest)
        if not transport.is_closing():
            self._watch_head()

    def is_idle(self) -> bool:
        """Whether no request is being answered, and none has come in full."""
        cycle: RequestResponseCycle | None = getattr(self, "cycle", None)
        answering = cycle is not None and not cycle.response_complete
        return self.conn.their_state is h11.IDLE and not answering

    def data_received(self, data: bytes) -> None:
        """Take what came."""
        super().data_received(data)
        self._watch_head()

    def _watch_head(self) -> None:
        """Give up on a request whose headers do not come to an end."""
        if self.conn.their_state is not h11.IDLE:
            self._forget_head()
        elif self._head is None and not self.transport.is_closing():
            self._head = self.loop.call_later(self.limits.head_seconds, self.transport.abort)

    def _forget_head(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def on_response_complete(self) -> None:
        """Go on to the next request, unless this one is answered and still being sent."""
        super().on_response_complete()
        self._since = self.loop.time()
        if self.conn.their_state is h11.SEND_BODY:
            self.transport.close()

    def pause_writing(self) -> None:
        """The client does not keep up: wait for it, but not for ever."""
        super().pause_writing()
        self._forget_stall()
        self._stalled = self.loop.call_later(self.limits.stalled_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """The client reads again."""
        super().resume_writing()
        self._forget_stall()

    def _forget_stall(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        super().connection_lost(exc)
        self._forget_head()
        self._forget_stall()


def patient_protocol(limits: Limits) -> type[H11Protocol]:
    """The protocol for `uvicorn.Config`, bounded by ``limits``."""
    return type("PatientProtocol", (_PatientProtocol,), {"limits": limits})
