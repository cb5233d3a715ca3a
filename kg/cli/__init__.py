"""The command line ``kg``: parse, call, print. Importing it costs next to nothing; commands load what they need."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run ``kg`` with the arguments of this process and leave with its exit status."""
    from kg.cli.guard import run

    sys.exit(run(sys.argv[1:]))
