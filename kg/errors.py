"""Every error this project raises on purpose, each with the exit status that a script can rely on."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = [
    "AmbiguousName",
    "InvalidInput",
    "KgError",
    "MissingExtra",
    "NothingFound",
    "StoreError",
    "UnknownName",
    "UsageProblem",
]


class KgError(Exception):
    """Something a person can mend: one line that says what is wrong, and one that says what to do.

    ``str(error)`` is the whole message on one line; ``exit_status`` is the status of the command.
    """

    exit_status = 5

    def __init__(self, problem: str, *, remedy: str = "") -> None:
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{problem}; {remedy}" if remedy else problem)


class NothingFound(KgError):
    """The question was understood and the answer is empty."""

    exit_status = 1


class UsageProblem(KgError):
    """The question itself cannot be asked: an impossible date, a club that is a national team."""

    exit_status = 2


class MissingExtra(KgError):
    """An optional library is not installed; the remedy names what to install."""

    exit_status = 2


class UnknownName(KgError):
    """No person or team answers to this name; ``candidates`` are the nearest names known, ``ids`` what they name."""

    exit_status = 3

    def __init__(
        self, name: str, *, what: str, candidates: Sequence[str] = (), ids: Sequence[str] = (), hint: str = ""
    ) -> None:
        self.name = name
        self.candidates = tuple(candidates)
        self.ids = tuple(ids)
        near = "did you mean " + ", ".join(self.candidates) + "?" if self.candidates else hint
        super().__init__(f"no {what} called {name!r} is known", remedy=near)


class AmbiguousName(KgError):
    """Several people or teams answer to this name; ``candidates`` tell them apart, ``ids`` name them for good."""

    exit_status = 3

    def __init__(self, name: str, *, what: str, candidates: Sequence[str], ids: Sequence[str] = ()) -> None:
        self.name = name
        self.candidates = tuple(candidates)
        self.ids = tuple(ids)
        super().__init__(
            f"{name!r} could be any of {len(self.candidates)} {what}s: " + " | ".join(self.candidates),
            remedy="ask again with more of the name, or with the id that `kg show` prints",
        )


class InvalidInput(KgError):
    """A file, a row or a value that cannot be taken: where it stands and what to do about it."""

    exit_status = 4

    def __init__(
        self,
        problem: str,
        *,
        file: str = "",
        line: int | None = None,
        field: str = "",
        remedy: str = "",
    ) -> None:
        self.file = file
        self.line = line
        self.field = field
        place = ", ".join(
            part
            for part in (file, f"line {line}" if line is not None else "", f"field {field!r}" if field else "")
            if part
        )
        super().__init__(f"{place}: {problem}" if place else problem, remedy=remedy)


class StoreError(KgError):
    """The store cannot be reached or used."""

    exit_status = 5
