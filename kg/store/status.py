"""What a store holds, from its list of releases and its folder."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.lazy import lazy
from kg.model.status import Accuracy, Counts, ReleaseStatus, Status
from kg.resources import data_file
from kg.store.manifest import STARTER, USER, Manifest

if TYPE_CHECKING:
    from kg.store import catalog
else:
    catalog = lazy("kg.store.catalog")

__all__ = ["catalogue", "status_of"]

_NAMED: Final = 3


def status_of(location: Path, generation: int, manifest: Manifest, *, writable: bool, facts: Path) -> Status:
    """The status of a store.

    Args:
        location: its folder.
        generation: the number of the generation read.
        manifest: the releases of that generation.
        writable: whether this process may change the store.
        facts: folder of the merged columns of that generation.
    """
    people, teams = _described(facts)
    releases = tuple(entry.status for entry in manifest.entries)
    held = any(status.origin == STARTER for status in releases)
    return Status(
        location=location,
        generation=generation,
        starter=manifest.starter if held else "",
        releases=releases,
        totals=sum((status.counts for status in releases), Counts()),
        first=min((status.first for status in releases if status.first), default=None),
        last=max((status.last for status in releases if status.last), default=None),
        bytes_on_disk=_size(location),
        read_only=not writable,
        gaps=(*(_gaps(data_file("gaps.csv")) if held else ()), *_gaps_of(releases)),
        people=people,
        teams=teams,
        accuracy=_accuracy(data_file("accuracy.csv")) if held else (),
    )


def catalogue(status: Status, form: str) -> str:
    """The status in the words of VoID and DCAT; see `kg.store.catalog.catalogue`."""
    return catalog.catalogue(status, form)


def _described(facts: Path) -> tuple[int | None, int | None]:
    """How many people and teams are described; ``None`` in columns of an older version."""
    try:
        people, teams = json.loads((facts / "facts.json").read_bytes())["described"]
    except (OSError, ValueError, KeyError, TypeError):
        return None, None
    return int(people), int(teams)


def _gaps_of(releases: Iterable[ReleaseStatus]) -> Iterator[str]:
    """What the releases lack that somebody brought in."""
    for status in releases:
        if status.origin == USER:
            yield from (f"{status.release.dataset}: {gap}" for gap in status.gaps)


def _size(folder: Path) -> int:
    """Bytes of all files below a folder; one file under two names counts once."""
    sizes: dict[tuple[int, int], int] = {}
    for where, _, names in os.walk(folder):
        for name in names:
            try:
                stat = os.lstat(os.path.join(where, name))  # noqa: PTH118  walked as text, for speed
            except OSError:
                continue
            sizes[stat.st_dev, stat.st_ino] = stat.st_size
    return sum(sizes.values())


def _gaps(file: Path) -> tuple[str, ...]:
    """What the makers of the starter data know to be missing: of each sort, how many and a few by name.

    The file has one row for each person or team, with ``name`` and, joined by semicolons, what is ``missing``.
    """
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            rows = [(row["name"], row["missing"]) for row in csv.DictReader(stream)]
    except (OSError, UnicodeDecodeError, csv.Error, KeyError):
        return ()
    of_sort: dict[str, list[str]] = {}
    for name, missing in rows:
        for sort in filter(None, map(str.strip, (missing or "").split(";"))):
            of_sort.setdefault(sort, []).append(name)
    return tuple(
        f"{sort}: {len(names):,} ({', '.join(names[:_NAMED])}{', …' if len(names) > _NAMED else ''})"
        for sort, names in sorted(of_sort.items(), key=lambda item: (-len(item[1]), item[0]))
    )


def _accuracy(file: Path) -> tuple[Accuracy, ...]:
    """The figures that `scripts/measure_accuracy.py` wrote; none where the file cannot be read."""
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            return tuple(
                Accuracy(
                    question=row["question"],
                    countries=row["countries"],
                    first=int(row["from"]),
                    last=int(row["until"]),
                    measured=date.fromisoformat(row["measured"]),
                    asked=int(row["asked"]),
                    right=int(row["right"]),
                    right_interval=(float(row["right_low"]), float(row["right_high"])),
                    wrong=int(row["wrong"]),
                    wrong_interval=(float(row["wrong_low"]), float(row["wrong_high"])),
                    unsettled=int(row["unsettled"]),
                    unknown=int(row["unknown"]),
                )
                for row in csv.DictReader(stream)
            )
    except (OSError, UnicodeDecodeError, csv.Error, KeyError, TypeError, ValueError):
        return ()
