"""Running ``kg`` as a process of its own, as people do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

__all__ = ["ROOT", "environment", "kg"]

ROOT = Path(__file__).resolve().parents[2]
_FAULTY = (
    "import sys; sys.argv[0] = 'kg'; from tests.cli.faulty import install; install(); from kg.cli import main; main()"
)


def environment(**more: str) -> dict[str, str]:
    """The environment without what would change answers, and with ``more``."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("KG_", "_KG", "NO_COLOR", "COLUMNS"))
    }
    return kept | more


def kg(*arguments: str, fault: str | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    """Run ``kg``; with a ``fault`` against the desk of `tests.cli.faulty`."""
    command = "from kg.cli import main; main()" if fault is None else _FAULTY
    env = environment(**more) | ({} if fault is None else {"FAULT": fault})
    return subprocess.run(
        [sys.executable, "-c", command, *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )
