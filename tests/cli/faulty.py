"""``kg`` with questions of its own: what it answers, or how it fails, is said by the environment variable FAULT.

Run as a program by the tests of the guard: ``FAULT=bug python tests/cli/faulty.py persuade X``.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable
from datetime import date
from types import ModuleType

from kg.errors import AmbiguousName, InvalidInput, NothingFound, StoreError, UnknownName, UsageProblem
from kg.model import Answer
from tests.render import samples

_WINTERS = ["Tom Winter (born 1999)", "Tim Winter (born 1977)"]
_FAULTS: dict[str, Callable[[str], BaseException]] = {
    "bug": lambda _: RuntimeError("the\x1b[31m desk\nbroke"),
    "disk": lambda _: OSError(errno.ENOSPC, "No space left on device", "/somewhere/facts"),
    "memory": lambda _: MemoryError(),
    "interrupt": lambda _: KeyboardInterrupt(),
    "unknown": lambda name: UnknownName(
        name, what="person", candidates=["Tom Winter (born 1999)"], ids=[samples.TOM.id]
    ),
    "unknown-for-good": lambda name: UnknownName(name, what="person"),
    "ambiguous": lambda name: AmbiguousName(
        name, what="person", candidates=_WINTERS, ids=[samples.TOM.id, samples.LEO.id]
    ),
    "nothing": lambda _: NothingFound("there are no data before 2002-05-01", remedy="ask for a later day"),
    "usage": lambda _: UsageProblem("England is a national team, and nobody can be signed by it"),
    "input": lambda _: InvalidInput(
        "'x' is no date", file="notes.csv", line=7, field="published", remedy="write YYYY-MM-DD"
    ),
    "store": lambda _: StoreError("/somewhere is a file, not a folder that can hold a store"),
}


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def _persuade(backend: object, *, player: str, club: str | None, at: date, **_: object) -> Answer:
    del backend, club, at
    fault = os.environ.get("FAULT", "")
    if fault in _FAULTS and not player.startswith("https://"):
        raise _FAULTS[fault](player)
    if fault == "sleep":
        _say("ready")
        time.sleep(30)
    _say(f"asked for {player}")
    if fault == "empty":
        return samples.EMPTY_ANSWER
    if fault == "large":
        return _large()
    return samples.ANSWER


def _large() -> Answer:
    """An answer that no pipe can swallow before its reader looks away."""
    ties = samples.FIRST.ties * 2000
    first = type(samples.FIRST)(1, samples.ANA, samples.UNITED, "player", 2.2, samples.FIRST.interval, ties)
    return Answer(samples.ANSWER.question, (first,), samples.ANSWER.known, samples.MODEL)


class _Backend:
    """Opens without a store."""

    location = address = "nowhere"
    created = False

    def close(self) -> None:
        """There is nothing to close."""


def _open_store(location: str | None, progress: object, **_: object) -> _Backend:
    del location, progress
    return _Backend()


def install() -> None:
    """Put the questions in place of the real ones."""
    backend, questions = ModuleType("kg.store.backend"), ModuleType("kg.answers.questions")
    vars(backend)["open_store"] = _open_store
    vars(questions)["persuade"] = _persuade
    sys.modules |= {"kg.store.backend": backend, "kg.answers.questions": questions}
    import kg.answers

    vars(kg.answers).update(questions=questions)


if __name__ == "__main__":
    install()
    from kg.cli import main

    main()
