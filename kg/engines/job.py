"""What engines are given: a job that can be sent to another process, and does one numbered part at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

__all__ = ["Done", "Engine", "Job"]


@dataclass(frozen=True, slots=True)
class Done:
    """A finished part: ``rows`` in it and the ``digest`` of what was written."""

    part: int
    rows: int
    digest: str


class Job(Protocol):
    """A job; picklable. What it opens to do its first part it keeps for the next."""

    def run(self, part: int) -> Done:
        """Do one part and leave its result where all processes can find it; doing it twice does no harm."""
        ...

    def __reduce__(self) -> str | tuple[Any, ...]:
        """How it travels to another process: without what it has opened."""
        ...


class Engine(Protocol):
    """Runs parts of a job somewhere."""

    def run(self, job: Job, parts: Sequence[int]) -> Iterator[Done]:
        """Do all these parts, in any order, and tell of each as it is finished.

        Raises:
            KgError: a part failed, a worker died, or the engine cannot be reached. Parts told of stay done.
        """
        ...
