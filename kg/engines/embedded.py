"""The embedded engine: this process, or several processes of this machine."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Final

from kg.engines.job import Done, Job
from kg.errors import KgError

__all__ = ["Embedded"]

_AHEAD: Final = 2

_job: Job | None = None


class Embedded:
    """Works on ``workers`` parts at once, each in a process of its own; one worker is this very process."""

    def __init__(self, workers: int = 1) -> None:
        self._workers = workers

    def run(self, job: Job, parts: Sequence[int]) -> Iterator[Done]:
        """Do the parts; see `kg.engines.job.Engine`."""
        if self._workers == 1 or len(parts) < 2:
            yield from map(job.run, parts)
            return
        # A process started afresh shares nothing with this one: no locks, no threads, the same on every system.
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(
            min(self._workers, len(parts)), mp_context=context, initializer=_begin, initargs=(job,)
        )
        try:
            yield from _told(pool, parts, _AHEAD * self._workers)
        except BrokenProcessPool as error:
            raise KgError(
                "a worker process was killed, perhaps for want of memory",
                remedy="run the same command again to go on where it stopped; fewer --workers need less memory",
            ) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _told(pool: ProcessPoolExecutor, parts: Sequence[int], ahead: int) -> Iterator[Done]:
    waiting: set[Future[Done]] = set()
    for part in parts:
        waiting.add(pool.submit(_run, part))
        if len(waiting) >= ahead:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)
    while waiting:
        done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        yield from (future.result() for future in done)


def _begin(job: Job) -> None:
    global _job  # noqa: PLW0603  what a worker process keeps between its parts
    _job = job


def _run(part: int) -> Done:
    if _job is None:
        raise KgError("this worker was given no job")
    return _job.run(part)
