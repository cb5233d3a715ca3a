"""How long work says where it has got to, without knowing who listens."""

from __future__ import annotations

from typing import Protocol

__all__ = ["Progress", "silent"]


class Progress(Protocol):
    """Called with what is being done, how much is done, and how much there is (``None``: not known)."""

    def __call__(self, step: str, done: int, total: int | None) -> None:
        """Note the progress."""


def silent(step: str, done: int, total: int | None) -> None:
    """Say nothing."""
