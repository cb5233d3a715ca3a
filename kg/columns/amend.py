"""Facts brought up to date for one release that tells of ties and events alone, without merging everything anew.

Such a release (notes that somebody adds by hand, one by one) changes nothing about people, teams and spells, which are
nearly all there is. Their files are linked; relationships, events and what they refer to are written anew. What
questions are answered with is the same as after a full merge; only numbers that nobody sees may differ.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from kg.columns.bounds import Columns
from kg.columns.files import UNKNOWN, Ints, Strings, Table, save_strings, save_table
from kg.columns.merge import (
    Numbers,
    Segment,
    published_until,
    read_segment,
    save_events,
    save_relationships,
    source_id,
)
from kg.columns.segments import LAYOUT
from kg.columns.visibility import event_visibility, relationship_visibility

__all__ = ["amend"]

_TEXTS: Final = ("texts", "sources", "claims", "summaries")
_TABLES: Final = ("relationships", "events")


def amend(base: Path, before: Path | None, after: Path, out: Path) -> bool:
    """Write facts in which one release has changed, if that is all it takes.

    Args:
        base: the facts as they are, whole.
        before: the segment that the release had in them; ``None`` if it had none.
        after: its segment from now on.
        out: folder to write; must not exist.

    Returns:
        Whether they were written. They are not where the release says more than that, speaks of somebody unknown, or
        changes what is known of a source: `kg.columns.merge.merge` is needed then.

    Raises:
        StoreError: a segment is not whole.
        OSError: the facts cannot be written.
    """
    meta = json.loads((base / "facts.json").read_text(encoding="ascii"))
    new, old = read_segment(after), read_segment(before) if before else None
    if meta["layout"] != LAYOUT or not _only_ties(new) or (old and not _adds_to(old, new)):
        return False
    amendment = _Amendment(base, meta, new)
    if not amendment.possible():
        return False
    shutil.copytree(base, out, copy_function=_linked, ignore=_rewritten(base))
    amendment.write(out)
    return True


def _only_ties(part: Segment) -> bool:
    described = (part.path / f"{name}.utf8" for name in ("people_described", "teams_described"))
    return not part.meta["rows"]["spells"] and not any(file.stat().st_size for file in described)


def _adds_to(old: Segment, new: Segment) -> bool:
    """Whether whatever the older segment mentions is still mentioned, so that nothing else has to go."""
    return _only_ties(old) and all(
        set(getattr(old, name)) <= set(getattr(new, name)) for name in ("people", "teams", "sources")
    )


def _linked(file: str, to: str) -> str:
    try:
        os.link(file, to)
    except OSError:  # a file system without hard links
        shutil.copy2(file, to)
    return to


def _rewritten(base: Path) -> Any:
    def ignored(folder: str, names: list[str]) -> list[str]:
        if Path(folder) != base:
            return []
        return [n for n in names if n == "facts.json" or n in _TABLES or n.partition(".")[0] in _TEXTS]

    return ignored


class _Amendment:
    """One release's rows in the place of its older ones."""

    def __init__(self, base: Path, meta: dict[str, Any], part: Segment) -> None:
        self._base, self._meta, self._part = base, meta, part
        datasets = [release[1] for release in meta["releases"]]
        dataset = part.meta["release"][1]
        self._place = datasets.index(dataset) if dataset in datasets else len(datasets)
        self._iris = Strings(base, "iris")
        self._texts = Strings(base, "texts").all()
        self._sources = Strings(base, "sources").all()

    def possible(self) -> bool:
        """Whether everybody is known, and every source known already keeps its description."""
        people = self._meta["people"]
        self._people = self._numbered(self._part.people, 0, people)
        self._teams = self._numbered(self._part.teams, people, people + self._meta["teams"])
        if len(self._people) < len(self._part.people) or len(self._teams) < len(self._part.teams):
            return False
        existing = {source_id(row): row for row in self._sources}
        for row in self._part.sources:
            held = existing.setdefault(source_id(row), row)
            if min(held, row, key=lambda text: (-len(text), text)) != held:
                return False
        self._sources += list(existing.values())[len(self._sources) :]
        self._texts += sorted(set(self._part.texts) - set(self._texts))
        return True

    def _numbered(self, iris: Sequence[str], low: int, high: int) -> dict[str, int]:
        places = {iri: self._iris.bisect(iri, low, high) for iri in iris}
        return {iri: place for iri, place in places.items() if place < high and self._iris[place] == iri}

    def write(self, out: Path) -> None:
        """Write what differs; ``facts.json`` last."""
        save_strings(out, "texts", self._texts)
        save_strings(out, "sources", self._sources)
        numbers = Numbers(
            [self._part],
            people=self._people,
            teams=self._teams,
            texts={text: number for number, text in enumerate(self._texts)},
            sources={source_id(row): number for number, row in enumerate(self._sources)},
        )
        claims = self._save_claims(out)
        ranks = self._ranks()
        published = self._published()
        relationships = self._own(numbers.relationships(), claims)
        relationships |= relationship_visibility(relationships, published)
        save_relationships(out, self._together("relationships", relationships), self._meta["people"], ranks)
        events = self._own(numbers.events(), claims)
        events |= event_visibility(events, published)
        save_events(out, self._together("events", events), ranks)
        releases = [*self._meta["releases"]]
        releases[self._place : self._place + 1] = [self._part.meta["release"]]
        (out / "facts.json").write_text(json.dumps(self._meta | {"releases": releases}), encoding="ascii")

    def _own(self, rows: Columns, claims: Ints) -> Columns:
        """Rows of the release with its place among the releases, and the final numbers of its claims."""
        place = np.full(len(rows["claim"]), self._place, np.int32)
        return rows | {"claim": claims[rows["claim"]], "release": place}

    def _together(self, name: str, rows: Columns) -> Columns:
        """The rows of all other releases, and after them these."""
        table = Table(self._base / name)
        others = np.flatnonzero(table["release"] != self._place)
        return {
            column: np.concatenate([table[column][others], values]).astype(table[column].dtype)
            for column, values in rows.items()
        }

    def _save_claims(self, out: Path) -> Ints:
        """Write the ids and summaries of all claims; the final number of each of the release's.

        Those that it had already keep theirs, others come at the end. What nothing refers to any more stays until the
        next full merge.
        """
        ids, summaries = Strings(self._base, "claims"), Strings(self._base, "summaries")
        tables = [Table(self._base / name) for name in _TABLES]
        held = np.concatenate([table["claim"][table["release"] == self._place] for table in tables]).tolist()
        number = {(ids[claim], summaries[claim]): claim for claim in held}
        added: list[tuple[str, str]] = []
        final: list[int] = []
        for claim in zip(self._part.strings("claims"), self._part.strings("summaries"), strict=True):
            if claim not in number:
                number[claim] = len(ids) + len(added)
                added.append(claim)
            final.append(number[claim])
        for name, texts in (("claims", [item for item, _ in added]), ("summaries", [two for _, two in added])):
            self._append(out, name, [text.encode("utf-8", "surrogatepass") for text in texts])
        return np.array(final, np.int32)

    def _append(self, out: Path, name: str, texts: Sequence[bytes]) -> None:
        table = Table(self._base)
        offsets, blob = table[f"{name}.offsets"], table[f"{name}.blob"]
        ends = offsets[-1] + np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))
        more = np.frombuffer(b"".join(texts), np.uint8)
        columns = {f"{name}.blob": np.concatenate([blob, more]), f"{name}.offsets": np.concatenate([offsets, ends])}
        save_table(out, columns)

    def _ranks(self) -> dict[str, Ints]:
        """By column, where each number stands among its like: a full merge numbers them in this order."""
        texts = _rank(self._texts)
        releases = [release[0] for release in self._meta["releases"]]
        releases[self._place : self._place + 1] = [self._part.meta["release"][0]]
        sources = _rank([source_id(row) for row in self._sources])
        return {"detail": texts, "strength": texts, "outcome": texts, "source": sources, "release": _rank(releases)}

    def _published(self) -> Ints:
        """By source, the first day on which it had certainly been published; of those of this release alone."""
        own = {source_id(row) for row in self._part.sources}
        days = [published_until(row) if source_id(row) in own else UNKNOWN for row in self._sources]
        return np.array(days or [UNKNOWN], np.int64)


def _rank(texts: Sequence[str]) -> Ints:
    ranks = np.zeros(len(texts), np.int32)
    ranks[sorted(range(len(texts)), key=texts.__getitem__)] = np.arange(len(texts), dtype=np.int32)
    return ranks
