"""Snapshots: what was printed before, kept beside the tests, compared letter by letter.

``KG_UPDATE_SNAPSHOTS=1 pytest …`` writes them anew; read the difference before committing it.
"""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["assert_snapshot"]


def assert_snapshot(path: Path, text: str) -> None:
    """Compare ``text`` with the snapshot at ``path``."""
    if os.environ.get("KG_UPDATE_SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"no snapshot {path.name}: run with KG_UPDATE_SNAPSHOTS=1 and read it"
    assert text == path.read_text(encoding="utf-8")
