from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server.running import Server, limited, small_store

MIB = 1 << 20


LIMITS: dict[str, float] = {
    "rows": 300,
    "result_bytes": 100_000,
    "request_bytes": 200_000,
    "url_bytes": 8000,
    "workers": 2,
    "memory": 400 * MIB,
    "connections": 40,
}
PATIENT = {"seconds": 120.0, "head_seconds": 30.0, "body_seconds": 30.0, "grace": 60.0, "patience": 60.0}
HASTY = {"seconds": 2.5, "head_seconds": 0.7, "body_seconds": 0.7, "stalled_seconds": 1.0}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server which takes updates, and takes its time: what it refuses, it refuses for another reason than that."""
    with limited(small_store(tmp_path_factory.mktemp("patient") / "store"), LIMITS | PATIENT) as running:
        yield running


@pytest.fixture(scope="session")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The same with little patience, for tests of its limits of time."""
    with limited(small_store(tmp_path_factory.mktemp("hasty") / "store"), LIMITS | HASTY) as running:
        yield running
