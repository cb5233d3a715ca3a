"""What benchmarks measure themselves by."""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["peak_mb"]


def peak_mb() -> float:
    """The most memory that this process has had in MB, since its program was started (Linux).

    Not `resource.getrusage`: what that tells begins with what the process had that started this one.
    """
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found is not None  # noqa: S101  every Linux tells it
    return int(found[1]) / 1024
