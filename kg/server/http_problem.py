"""A request that is not answered: its status, one clear line, and what the client should know besides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["HttpProblem", "one_line"]


def one_line(text: str, longest: int = 500) -> str:
    """Text on one line without control characters, cut to a readable length."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


class HttpProblem(Exception):
    """Why a request is refused.

    Attributes:
        status: of HTTP: 4xx when asking differently helps, 503 when asking later does.
        line: what to tell the client.
        headers: to send along.
        candidates: names that may have been meant, each with its id.
    """

    def __init__(
        self,
        status: int,
        line: str,
        headers: Mapping[str, str] | None = None,
        *,
        candidates: Sequence[Sequence[str]] = (),
    ) -> None:
        super().__init__(line)
        self.status = status
        self.line = one_line(line)
        self.headers = dict(headers or {})
        self.candidates = [tuple(candidate) for candidate in candidates]
