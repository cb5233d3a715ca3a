"""What is told of a change whose process ended before it could answer: what stands in the store, not what was hoped."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from kg.model import Claim, Person, Release
from kg.server import pool
from kg.server.http_problem import HttpProblem
from kg.server.limits import Limits
from kg.store.backend import open_store
from tests.server.running import small_store

pytestmark = pytest.mark.enable_socket


@pytest.mark.parametrize("stored", [False, True])
@pytest.mark.parametrize(("late", "status"), [(False, 422), (True, 503)])
def test_nothing_changed_is_said_only_where_it_is_so(
    stored: bool, late: bool, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = small_store(tmp_path / "store", count=3)

    async def ask(_worker: object, _job: dict[str, Any]) -> pool.WorkerResponse:
        if stored:
            with open_store(store) as backend:
                backend.put_release(Release("urn:r", "r", "R", "1"), [Claim("urn:p", Person("urn:p", "P"))])
        await asyncio.sleep(60 * late)
        raise pool._Died

    monkeypatch.setattr(pool._Worker, "ask", ask)
    limits = Limits(update_seconds=1.0 if late else 100.0)
    # The browser of other tests keeps a loop running in this thread.
    with pytest.raises(HttpProblem) as told, ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, pool.Pool(store, limits).change({})).result()
    assert told.value.status == status
    assert ("nothing changed" in told.value.line) == (not stored)
    assert ("see whether the update is in it" in told.value.line) == stored
