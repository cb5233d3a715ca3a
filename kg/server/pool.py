"""Worker processes that answer queries, and that are killed when a query takes too long.

pyoxigraph 0.5 cannot stop a query, and a query can bring a process down (deep nesting overflows its stack, a huge
join its memory). So each runs in a process that can be done without; the server itself never runs one.
"""

from __future__ import annotations

import asyncio
import json
import math
import os
import sys
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kg.errors import StoreError
from kg.server.http_problem import HttpProblem
from kg.server.limits import Limits
from kg.server.long_lane import LongLane
from kg.server.worker import HEAD
from kg.store.layout import Layout

__all__ = ["Pool", "WorkerResponse"]

_LOOK: Final = 0.2
"""Seconds between two looks at who holds up the queue."""

_WORKING: Final = 0.1
"""A job that took so much of its time on the processor, at least, is at work; less is waiting for its turn."""

_WARMING: Final = {"kind": "warm up", "seconds": 600}
"""Has a worker open what its first job would have to wait for."""
_PREPARING: Final = {**_WARMING, "changes": True}
"""The same for one whose first job is a change."""

_GIVING_WAY: Final = 10
"""By how much nicer than the server a process with a long query is: short ones beside it get most of the processor."""

_LARGE: Final = 5.0
"""Seconds of the processor from which on a change counts as a large one."""

_MOST_CHANGES: Final = 8
"""Updates that may run or wait."""

_RETRY_BUSY, _RETRY_SLOW = {"Retry-After": "2"}, {"Retry-After": "30"}


@dataclass(frozen=True, slots=True)
class WorkerResponse:
    """What a worker answered."""

    content_type: str
    body: bytes


class _Died(Exception):
    """The worker ended in the middle of a job."""


class _Worker:
    """One process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.since = 0.0
        self.processor_before: float | None = None
        self.job: dict[str, Any] = {}
        self.stopped = False
        self.slowed = False
        self.promoted = False
        self.apart = False

    @classmethod
    async def start(cls, location: Path, memory: int) -> _Worker:
        package = str(Path(__file__).resolve().parents[2])
        paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "kg.server.worker", str(location), str(memory)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )
        return cls(process)

    async def ask(self, job: dict[str, Any]) -> WorkerResponse:
        source, sink = self.process.stdout, self.process.stdin
        assert source is not None  # noqa: S101  both are pipes
        assert sink is not None  # noqa: S101
        text = json.dumps(job).encode()
        try:
            sink.write(HEAD.pack(len(text)) + text)
            await sink.drain()
            (size,) = HEAD.unpack(await source.readexactly(HEAD.size))
            head = json.loads(await source.readexactly(size))
            body = await source.readexactly(head["size"])
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise _Died from error
        if head["status"] != 200:
            raise HttpProblem(head["status"], head["line"], candidates=head.get("candidates", ()))
        return WorkerResponse(head["type"], body)

    def begin(self, job: dict[str, Any], now: float) -> None:
        """Note which job it does, and since when."""
        self.job, self.since, self.processor_before = job, now, self._processor()

    def is_late(self, now: float, grace: float) -> bool:
        """Whether its job has run for longer than it may, and not just waited for its turn on a busy machine."""
        return now - self.since > grace and self.processor_time() > grace * _WORKING

    def processor_time(self) -> float:
        """Seconds of the processor that its job has taken; without end where the system does not tell."""
        processor = self._processor()
        if processor is None or self.processor_before is None:
            return math.inf
        return processor - self.processor_before

    def _processor(self) -> float | None:
        try:
            fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except (OSError, ValueError, IndexError, AttributeError):
            return None

    def slow_down(self) -> None:
        """Let it give way to others; for good, as only the system's administrator may take that back."""
        if self.slowed:
            return
        self.slowed = True
        with suppress(OSError, AttributeError):  # Windows has no such thing
            # From the server's own: where that is nice itself, 10 alone could put the long query first.
            os.setpriority(os.PRIO_PROCESS, self.process.pid, os.getpriority(os.PRIO_PROCESS, 0) + _GIVING_WAY)

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            self.process.kill()


class Pool:
    """Workers in two lanes, so that questions that take long leave room for those that do not.

    Every job begins in the quick lane, which always has ``Limits.workers`` processes. One that runs for longer than
    ``Limits.grace`` seconds gives way to others and moves to the long lane, if there is room, while a fresh process
    takes its place. Where there is none and somebody waits, the long ones may hold up half of the quick lane; the
    longest of any more is stopped. A query that was long is remembered, and goes to the long lane straight away.
    """

    def __init__(self, location: Path, limits: Limits) -> None:
        self._location = location
        self._limits = limits
        self._idle: list[_Worker] = []
        self._busy: set[_Worker] = set()
        self._spare: list[_Worker] = []
        self._warming: set[_Worker] = set()
        self._ending: set[_Worker] = set()
        self._waiting: deque[tuple[dict[str, Any], asyncio.Future[_Worker | None]]] = deque()
        self._long = LongLane(limits.long_queries, limits.waiting)
        self._chores: set[asyncio.Task[None]] = set()
        self._one_change = asyncio.Lock()
        self._prepared: list[_Worker] = []
        self._preparation: asyncio.Task[None] | None = None
        self._changes_come = False
        self._changing = 0
        self._closed = False

    async def start(self, *, changes: bool = False) -> None:
        """Start the workers, and where ``changes`` are to come, one that is ready for the first of them."""
        count = self._limits.workers + self._limits.long_queries
        workers = await asyncio.gather(*(self._warm(self._limits.memory, _WARMING) for _ in range(count)))
        self._spare = workers[self._limits.workers :]
        for worker in workers[: self._limits.workers]:
            self._free(worker)
        self._chore(self._keep_moving())
        self._changes_come = changes
        self._prepare_change()

    async def close(self) -> None:
        """Kill all workers, and wait until the last of them is gone."""
        self._closed = True
        for task in self._chores:
            task.cancel()
        await asyncio.gather(*self._chores, return_exceptions=True)
        workers = [*self._idle, *self._busy, *self._spare, *self._warming, *self._ending, *self._prepared]
        for worker in workers:
            worker.kill()
        await asyncio.gather(*(worker.process.wait() for worker in workers))

    @property
    def processes(self) -> Sequence[int]:
        """Numbers of the workers' processes."""
        return [worker.process.pid for worker in (*self._idle, *self._busy, *self._spare, *self._prepared)]

    async def run(self, job: dict[str, Any]) -> WorkerResponse:
        """Have a job done.

        Raises:
            HttpProblem: the worker refused it; it took too long (503) or too much memory or stack (422); or there are
                too many others (503). The process that did it is dead in all cases but the first.
        """
        if not self._long.expects(job) and (quick := await self._worker(job)):
            return await self._done(job, quick)
        async with self._long.place(self._limits.patience):
            worker = await _Worker.start(self._location, self._limits.memory)
            worker.apart = True
            worker.slow_down()
            return await self._done(job, worker)

    async def _done(self, job: dict[str, Any], worker: _Worker) -> WorkerResponse:
        worker.begin(job, asyncio.get_running_loop().time())
        self._busy.add(worker)
        seconds = self._limits.seconds
        sound = False
        try:
            async with asyncio.timeout(seconds):
                reply = await worker.ask({**job, "seconds": seconds})
            sound = True
        except HttpProblem:
            sound = True
            raise
        except TimeoutError:
            self._long.remember(job)
            raise HttpProblem(
                503, f"the query took longer than {seconds:g} seconds and was stopped; ask for less", _RETRY_SLOW
            ) from None
        except _Died:
            if worker.stopped:
                raise HttpProblem(
                    503, "the query was stopped after some seconds because others wait; ask again later", _RETRY_SLOW
                ) from None
            if await worker.process.wait() >= 0:
                raise HttpProblem(
                    500, "the worker that should answer cannot run; look at the store with kg status"
                ) from None
            raise HttpProblem(
                422, "the query is nested too deeply or needs too much memory; ask in smaller parts"
            ) from None
        finally:
            self._busy.discard(worker)
            self._given_back(worker, sound=sound)
        return reply

    def _given_back(self, worker: _Worker, *, sound: bool) -> None:
        if sound and not worker.apart and not worker.slowed:  # which is for good
            self._free(worker)
            return
        self._ending.add(worker)
        worker.kill()
        # In place of one that was apart the quick lane has another already, or it never had this one.
        self._chore(self._buried(worker) if worker.apart else self._replace(worker))

    async def _ended(self, worker: _Worker) -> None:
        await worker.process.wait()
        self._ending.discard(worker)

    async def _buried(self, worker: _Worker) -> None:
        await self._ended(worker)
        if worker.promoted:
            self._long.leave()

    async def change(self, job: dict[str, Any]) -> WorkerResponse:
        """Have the store changed, one change after another, in a process that does nothing else.

        Killed at whatever moment, the store is as it was before: only the last step of a change makes it seen.

        Raises:
            HttpProblem: it was refused, it took too long, or too many others wait.
        """
        if self._changing >= _MOST_CHANGES:
            raise HttpProblem(503, "too many updates are waiting; ask again in a moment", _RETRY_BUSY)
        self._changing += 1
        try:
            async with self._one_change:
                return await self._changed(job, self._limits.update_seconds)
        finally:
            self._changing -= 1

    async def _changed(self, job: dict[str, Any], seconds: float) -> WorkerResponse:
        before = self._generation()
        if self._preparation and not (await asyncio.wait([self._preparation], timeout=seconds))[0]:
            self._preparation.cancel()  # or the next would be begun beside it, and keep a process that nobody uses
            await asyncio.wait([self._preparation])
        worker = self._prepared.pop() if self._prepared else None
        if worker is None or worker.process.returncode is not None:
            worker = await _Worker.start(self._location, self._limits.update_memory)
        again: _Worker | None = None
        worker.begin(job, asyncio.get_running_loop().time())
        try:
            async with asyncio.timeout(seconds):
                reply = await worker.ask({**job, "seconds": seconds})
            again = worker
            return reply
        except TimeoutError:
            status, problem = 503, f"the update took longer than {seconds:g} seconds and was stopped"
        except _Died:
            status, problem = 422, "the update is nested too deeply or needs too much memory"
        finally:
            # What a large change has taken of the memory, its process may keep, and what a refused one has opened is
            # locked until it is let go: the next one gets a fresh process.
            ending = self._closed or not self._changes_come
            if again is None or ending or worker.processor_time() > _LARGE:
                again = None
                worker.kill()
                await worker.process.wait()
            self._prepare_change(again)
        # The worker is dead: what stands there now is what there is. It may have been done in its very last moment.
        unchanged = before == self._generation()
        outcome = "nothing changed" if unchanged else "the store has changed meanwhile: see whether the update is in it"
        raise HttpProblem(status, f"{problem}; {outcome}", _RETRY_SLOW if status == 503 else {})

    def _prepare_change(self, worker: _Worker | None = None) -> None:
        """Have a process ready for the next change: the one that did the last, or a fresh one."""
        if self._closed or not self._changes_come:
            return
        if worker:
            self._warming.add(worker)  # at once: whoever closes the pool must know of it
        self._preparation = self._chore(self._prepared_for_change(worker))

    async def _prepared_for_change(self, worker: _Worker | None) -> None:
        """Have it load what it will need, and remove what the changes before have left, after they were answered."""
        worker = worker or await _Worker.start(self._location, self._limits.update_memory)
        self._prepared.append(await self._warmed(worker, self._limits.update_memory, _PREPARING))

    def _generation(self) -> int | None:
        try:
            return Layout(self._location).number()
        except StoreError:
            return None

    async def _worker(self, job: dict[str, Any]) -> _Worker | None:
        """A process of the quick lane; ``None`` where a query like this one has turned out to be long meanwhile."""
        while self._idle:
            worker = self._idle.pop()
            if worker.process.returncode is None:
                return worker
            self._chore(self._replace(worker))  # something outside has ended it
        if len(self._waiting) >= self._limits.waiting:
            raise HttpProblem(503, "too many queries are waiting; ask again in a moment", _RETRY_BUSY)
        place: asyncio.Future[_Worker | None] = asyncio.get_running_loop().create_future()
        waiting = (job, place)
        self._waiting.append(waiting)
        try:
            async with asyncio.timeout(self._limits.patience):
                return await place
        except BaseException as error:
            if place.done() and not place.cancelled() and (given_up := place.result()):
                self._free(given_up)  # it came in the very moment in which it was given up
            if isinstance(error, TimeoutError):
                raise HttpProblem(503, "all workers are busy; ask again in a moment", _RETRY_BUSY) from None
            raise
        finally:
            with suppress(ValueError):
                self._waiting.remove(waiting)

    def _free(self, worker: _Worker) -> None:
        while self._waiting:
            _, place = self._waiting.popleft()
            if not place.done():
                place.set_result(worker)
                return
        self._idle.append(worker)

    def _send_long_ones_on(self) -> None:
        """Let those wait in the long lane who ask what has turned out to be long."""
        for job, place in self._waiting:
            if not place.done() and self._long.expects(job):
                place.set_result(None)

    async def _add(self) -> None:
        """Put a worker into the quick lane: a spare one at once, if there is one, or else a new one."""
        if self._closed:
            return
        if self._spare:
            self._free(self._spare.pop())
            self._spare.append(await self._warm(self._limits.memory, _WARMING))
        else:
            self._free(await self._warm(self._limits.memory, _WARMING))

    async def _warm(self, memory: int, job: dict[str, Any]) -> _Worker:
        """A new worker that has opened the store, which its first job would have to wait for."""
        return await self._warmed(await _Worker.start(self._location, memory), memory, job)

    async def _warmed(self, worker: _Worker, memory: int, job: dict[str, Any]) -> _Worker:
        """The worker when it has done a job that prepares it, or another where that has ended it."""
        self._warming.add(worker)
        try:
            with suppress(HttpProblem):
                await worker.ask(job)
        except _Died:  # the first job will tell why
            return await _Worker.start(self._location, memory)
        except asyncio.CancelledError:
            worker.kill()
            await worker.process.wait()
            raise
        finally:
            self._warming.discard(worker)
            if self._closed:
                worker.kill()
                await worker.process.wait()  # nobody else knows of it; a loop that is closed before complains
        return worker

    async def _replace(self, worker: _Worker) -> None:
        await self._ended(worker)
        await self._add()

    async def _keep_moving(self) -> None:
        """Move long queries out of the quick lane; stop the longest where they hold it up."""
        clock = asyncio.get_running_loop().time
        while True:
            await asyncio.sleep(_LOOK)
            now = clock()
            busy = sorted(self._busy, key=lambda worker: worker.since)
            late = [worker for worker in busy if not worker.apart and worker.is_late(now, self._limits.grace)]
            for worker in late:
                worker.slow_down()
                if self._waiting or worker.processor_time() > self._limits.grace:
                    self._long.remember(worker.job)
                if self._long.enter():
                    worker.promoted = worker.apart = True
                    self._chore(self._add())
            held = [worker for worker in late if not worker.apart and not worker.stopped]
            while self._waiting and len(held) > self._limits.workers // 2:
                longest = held.pop(0)
                self._long.remember(longest.job)
                longest.stopped = True
                longest.kill()
            if late:
                self._send_long_ones_on()

    def _chore(self, work: Any) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(work)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)
        return task
