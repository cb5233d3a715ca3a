from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server.running import Server, limited, small_store

MIB = 1 << 20


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with little patience, which takes updates."""
    location = small_store(tmp_path_factory.mktemp("server") / "store")
    limits: dict[str, float] = {
        "seconds": 2.5,
        "rows": 300,
        "result_bytes": 100_000,
        "request_bytes": 200_000,
        "url_bytes": 8000,
        "head_seconds": 0.7,
        "body_seconds": 0.7,
        "stalled_seconds": 1.0,
        "workers": 2,
        "memory": 400 * MIB,
        "connections": 40,
    }
    with limited(location, limits) as running:
        yield running
