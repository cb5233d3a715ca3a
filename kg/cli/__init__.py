"""The command line ``kg``: parse, call, print. Importing it costs next to nothing; commands load what they need."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from kg.lazy import lazy

if TYPE_CHECKING:
    from kg.cli import guard
else:
    guard = lazy("kg.cli.guard")

__all__ = ["main"]


def main() -> None:
    """Run ``kg`` with the arguments of this process and leave with its exit status."""
    sys.exit(guard.run(sys.argv[1:]))
