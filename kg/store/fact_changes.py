"""How the facts of a generation can differ from those before, noted beside them for what is derived from them."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from kg.lazy import lazy

if TYPE_CHECKING:
    from kg.columns import amend
    from kg.columns.amend import Amended
    from kg.store.manifest import Manifest
else:
    amend = lazy("kg.columns.amend")

__all__ = ["digests", "note_changes", "read_changes"]


def digests(manifest: Manifest) -> dict[str, str]:
    """The digest of each release's text by the release's id: two states with the same ones say the same."""
    return {entry.release.id: entry.digest for entry in manifest.entries}


def note_changes(facts: Path, before: Manifest, changes: Amended) -> None:
    """Write down in the folder of new facts what they can have changed since a state.

    Raises:
        OSError: it cannot be written.
    """
    text = json.dumps({"since": digests(before), **asdict(changes)})
    (facts / amend.CHANGES).write_text(text, encoding="utf-8")


def read_changes(facts: Path, since: dict[str, str]) -> Amended | None:
    """What facts can have changed since a state given by its `digests`; ``None`` where that is not known.

    Raises:
        OSError: it is there and cannot be read.
    """
    try:
        data = json.loads((facts / amend.CHANGES).read_text(encoding="utf-8"))
    except FileNotFoundError:  # they were merged from all releases
        return None
    if data["since"] != since:
        return None
    return amend.Amended(tuple(data["people"]), data["events"], data["occasions"])
