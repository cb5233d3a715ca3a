"""What the server allows one request, one client and all of them together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["MIB", "Limits"]

MIB: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that the server keeps.

    Attributes:
        seconds: a query is killed after this time. update_seconds: the same for an update.
        rows: rows or triples of a result; result_bytes: its size. What exceeds them is refused whole, never cut short.
        request_bytes: size of a body; url_bytes: length of the path with its query string.
        head_seconds: for a client to send its headers; body_seconds: its body; stalled_seconds: how long a client
            may read nothing of an answer.
        workers: processes that run queries. memory: bytes of data that one of them may hold; update_memory: that
            the one may hold that runs an update.
        long_queries: of queries that run for longer than ``grace``, how many may run beside the quick ones.
        waiting: requests that may wait for a worker; patience: how many seconds they wait.
        grace: seconds that a query may always run undisturbed. A longer one gives way to others (see
            `kg.server.pool.Pool`).
        connections: at once. unsent_bytes: of answers that clients have still to read, over all of them.
    """

    seconds: float = 20.0
    update_seconds: float = 300.0
    rows: int = 100_000
    result_bytes: int = 16 * MIB
    request_bytes: int = MIB
    url_bytes: int = 16 * 1024
    head_seconds: float = 10.0
    body_seconds: float = 10.0
    stalled_seconds: float = 30.0
    workers: int = 4
    memory: int = 1024 * MIB
    update_memory: int = 8192 * MIB
    long_queries: int = 2
    waiting: int = 64
    patience: float = 5.0
    grace: float = 1.0
    connections: int = 256
    unsent_bytes: int = 256 * MIB
