"""A pool that is closed leaves no process behind, whatever its workers are doing just then."""

from __future__ import annotations

import asyncio
import gc
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from kg.server import pool
from kg.server.limits import Limits
from tests.server.running import small_store

pytestmark = pytest.mark.enable_socket

_QUESTION = {"kind": "where", "values": {"person": "nobody"}, "today": "2024-01-01"}


@pytest.mark.parametrize("what", ["idle", "apart", "slowed", "replaced"])
def test_every_process_has_ended_when_a_pool_is_closed(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = small_store(tmp_path / "store", count=3)
    started: list[pool._Worker] = []
    start = pool._Worker.start

    async def noted(location: Path, memory: int) -> pool._Worker:
        started.append(await start(location, memory))
        return started[-1]

    async def ask(worker: pool._Worker, job: dict[str, Any]) -> pool.WorkerResponse:
        if job["kind"] == "where":
            worker.apart = what == "apart"  # as when it was moved out of the quick lane meanwhile
            worker.slowed = what in ("slowed", "replaced")
        return pool.WorkerResponse("text/plain", b"")

    async def use() -> list[int | None]:
        workers = pool.Pool(store, Limits(workers=1, long_queries=1))
        await workers.start()
        try:
            await workers.run(_QUESTION)
            async with asyncio.timeout(60):
                while what == "replaced" and len(started) < 3:
                    await asyncio.sleep(0.01)
        finally:
            await workers.close()
        return [worker.process.returncode for worker in started]

    complaints: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda told: complaints.append(told.exc_value))
    monkeypatch.setattr(pool._Worker, "start", noted)
    monkeypatch.setattr(pool._Worker, "ask", ask)
    # The browser of other tests keeps a loop running in this thread.
    with ThreadPoolExecutor(1) as thread:
        ended = thread.submit(asyncio.run, use()).result()
    assert len(ended) == (3 if what == "replaced" else 2)
    assert None not in ended
    started.clear()
    gc.collect()
    assert complaints == [], "pipes of a process that nobody waited for complain once their loop is closed"
