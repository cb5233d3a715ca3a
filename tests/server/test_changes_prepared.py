"""A process stands ready for the next change, so that nobody waits for one to start."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kg.server import pool
from kg.server.limits import Limits
from kg.store.backend import open_store
from tests.server.running import small_store

pytestmark = pytest.mark.enable_socket


def _job(label: str) -> dict[str, object]:
    text = f'INSERT DATA {{ GRAPH <urn:g> {{ <urn:x> <http://www.w3.org/2000/01/rdf-schema#label> "{label}" }} }}'
    return {"kind": "update", "text": text, "base": "urn:base:", "default": [], "named": []}


async def _ready(workers: pool.Pool, *, but: int = 0) -> pool._Worker:
    async with asyncio.timeout(120):
        while not workers._prepared or workers._prepared[0].process.pid == but:
            await asyncio.sleep(0.02)
    return workers._prepared[0]


@pytest.mark.parametrize("killed", [False, True])
def test_each_change_has_a_prepared_process_of_its_own(killed: bool, tmp_path: Path) -> None:
    store = small_store(tmp_path / "store", count=3)

    async def use() -> list[int | None]:
        workers = pool.Pool(store, Limits(workers=1, long_queries=1))
        await workers.start(changes=True)
        try:
            first = await _ready(workers)
            if killed:
                first.kill()
                await first.process.wait()
            await workers.change(_job("one"))
            second = await _ready(workers, but=first.process.pid)
            await workers.change(_job("two"))
            third = await _ready(workers, but=second.process.pid)
            assert {first.process.pid, second.process.pid}.isdisjoint(workers.processes)
        finally:
            await workers.close()
        return [worker.process.returncode for worker in (first, second, third)]

    with ThreadPoolExecutor(1) as thread:
        assert None not in thread.submit(asyncio.run, use()).result()
    with open_store(store) as backend:
        rows = backend.query("SELECT ?o { GRAPH <urn:g> { ?s ?p ?o } } ORDER BY ?o")
        assert [row[0].value for row in rows.rows if row[0]] == ["one", "two"]


def test_a_server_that_takes_no_changes_keeps_no_process_for_them(tmp_path: Path) -> None:
    store = small_store(tmp_path / "store", count=3)

    async def use() -> int:
        workers = pool.Pool(store, Limits(workers=1, long_queries=1))
        await workers.start()
        try:
            return len(workers.processes)
        finally:
            await workers.close()

    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, use()).result() == 2
