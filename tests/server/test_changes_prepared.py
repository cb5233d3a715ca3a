"""A process stands ready for the next change, so that nobody waits for one to start or for anything to be removed."""

from __future__ import annotations

import asyncio
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kg.server import pool
from kg.server.http_problem import HttpProblem
from kg.server.limits import Limits
from kg.store import checksums
from kg.store.backend import open_store
from kg.store.embedded_backend import EmbeddedBackend
from kg.store.generation import PARTS
from kg.store.layout import Layout
from tests.server.running import small_store

pytestmark = pytest.mark.enable_socket


def _job(label: str) -> dict[str, object]:
    text = f'INSERT DATA {{ GRAPH <urn:g> {{ <urn:x> <http://www.w3.org/2000/01/rdf-schema#label> "{label}" }} }}'
    return {"kind": "update", "text": text, "base": "urn:base:", "default": [], "named": []}


async def _ready(workers: pool.Pool) -> pool._Worker:
    async with asyncio.timeout(120):
        while not workers._prepared:
            await asyncio.sleep(0.02)
    return workers._prepared[0]


def _labels(store: Path) -> list[str]:
    with open_store(store) as backend:
        rows = backend.query("SELECT ?o { GRAPH <urn:g> { ?s ?p ?o } } ORDER BY ?o")
        return [row[0].value for row in rows.rows if row[0]]


@pytest.mark.parametrize("ended", ["", "killed", "a large change"])
def test_one_process_does_change_after_change_while_it_is_sound(
    ended: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = small_store(tmp_path / "store", count=3)
    if ended == "a large change":
        monkeypatch.setattr(pool, "_LARGE", -1.0)

    async def use() -> list[tuple[int, int | None]]:
        workers = pool.Pool(store, Limits(workers=1, long_queries=1))
        await workers.start(changes=True)
        used = []
        try:
            for label in ("one", "two"):
                used.append(await _ready(workers))
                if ended == "killed":
                    used[-1].kill()
                    await used[-1].process.wait()
                await workers.change(_job(label))
            used.append(await _ready(workers))
            with pytest.raises(HttpProblem, match="cannot be understood"):  # what it has opened stays locked
                await workers.change({**_job("three"), "text": "INSERT NOTHING"})
            used.append(await _ready(workers))
        finally:
            await workers.close()
        return [(worker.process.pid, worker.process.returncode) for worker in used]

    with ThreadPoolExecutor(1) as thread:
        used = thread.submit(asyncio.run, use()).result()
    assert len({pid for pid, _ in used}) == {"": 2, "killed": 4, "a large change": 4}[ended]
    assert None not in [code for _, code in used]
    assert _labels(store) == ["one", "two"]


def test_a_process_that_is_not_ready_in_time_gives_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = small_store(tmp_path / "store", count=3)
    hung: list[pool._Worker] = []
    prepared = pool.Pool._warmed

    async def hangs(self: pool.Pool, worker: pool._Worker, memory: int, job: dict[str, object]) -> pool._Worker:
        if job is pool._PREPARING and not hung:
            hung.append(worker)
            os.kill(worker.process.pid, signal.SIGSTOP)
        return await prepared(self, worker, memory, job)

    monkeypatch.setattr(pool.Pool, "_warmed", hangs)
    wait = asyncio.wait
    # The wait for it is cut short, not the change itself, which takes what it takes on a busy machine.
    monkeypatch.setattr(asyncio, "wait", lambda tasks, *, timeout=None: wait(tasks, timeout=timeout and 1))

    async def use() -> tuple[int | None, int]:
        workers = pool.Pool(store, Limits(workers=1, long_queries=1))
        await workers.start(changes=True)
        try:
            await workers.change(_job("one"))
            await _ready(workers)
            await workers.change(_job("two"))
            await _ready(workers)
            return hung[0].process.returncode, len(workers._prepared)
        finally:
            await workers.close()

    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, use()).result() == (-signal.SIGKILL, 1)
    assert _labels(store) == ["one", "two"]


def test_changes_leave_nothing_for_the_next_to_remove(tmp_path: Path) -> None:
    store = small_store(tmp_path / "store", count=3)

    async def use() -> None:
        workers = pool.Pool(store, Limits(workers=1, long_queries=1))
        await workers.start(changes=True)
        try:
            for number in range(5):
                await workers.change(_job(f"label {number}"))
            await _ready(workers)
        finally:
            await workers.close()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, use()).result()
    first, *others = Layout(store).numbers()  # the workers that answer queries hold on to the first
    assert others == [first + 4, first + 5]
    assert {folder.name for folder in (store / "generations").iterdir()} == {str(n) for n in (first, *others)}
    [database] = [folder for folder in (store / "queries").iterdir() if folder.is_dir()]
    # And what is left was not touched since it was noted: nobody has to read it all to know that it is whole.
    with open_store(store, renew=False) as backend:
        assert isinstance(backend, EmbeddedBackend)
        generation = backend.maintenance.generation
        for part in PARTS:
            noted = generation.known(part)
            assert noted == checksums.touched_now(generation.places.folder / part, noted), part
        noted = checksums.read(database / "inventory.json")
        assert noted == checksums.touched_now(database / "oxigraph", noted)
    assert _labels(store) == [f"label {number}" for number in range(5)]


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
