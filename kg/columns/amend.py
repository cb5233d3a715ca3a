"""Facts brought up to date for one release that describes nobody, without merging everything anew.

Such a release (notes that somebody adds by hand, claims that SPARQL updates add and remove) changes nothing about what
people and teams are. Their descriptions and names are linked; relationships, events and what they refer to are written
anew, and so are spells where the release has any. What questions are answered with is the same as after a full merge;
only numbers that nobody sees may differ.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from kg.columns.amend_spells import ChangedSpells, amend_spells
from kg.columns.bounds import Columns
from kg.columns.estimates import spell_estimates
from kg.columns.files import UNKNOWN, Flags, Ints, Strings, Table, distinct, save_strings, save_table
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

__all__ = ["CHANGES", "Amended", "amend"]

CHANGES: Final = "changes.json"
"""What the store notes beside facts of how they differ from those before; never a part of the next ones."""

_TEXTS: Final = ("texts", "sources", "claims", "summaries")
_TABLES: Final = ("relationships", "events", "spells")
_STAYS: Final = ("spells", "stays", "squads")


@dataclass(frozen=True, slots=True)
class Amended:
    """What a change of facts can have changed.

    Attributes:
        people: numbers of those whose stays or relationships may be others.
        events: whether events may be.
        occasions: whether what squads were named for may be.
    """

    people: tuple[int, ...]
    events: bool
    occasions: bool


def amend(
    base: Path, before: Path | None, after: Path | None, out: Path, others: Iterable[Path] = ()
) -> Amended | None:
    """Write facts in which one release has changed, if that is all it takes.

    Args:
        base: the facts as they are, whole.
        before: the segment that the release had in them; ``None`` if it had none.
        after: its segment from now on; ``None`` if it is gone.
        out: folder to write; must not exist.
        others: the segments of all other releases.

    Returns:
        What may have changed, or ``None`` where nothing was written: where the release describes somebody, speaks of
        somebody unknown, was the only one to speak of somebody or something, or changes what is known of a source.
        `kg.columns.merge.merge` is needed then.

    Raises:
        StoreError: a segment is not whole.
        OSError: the facts cannot be written.
    """
    meta = json.loads((base / "facts.json").read_text(encoding="ascii"))
    new, old = read_segment(after) if after else None, read_segment(before) if before else None
    if meta["layout"] != LAYOUT or not all(_describes_nobody(part) for part in (new, old) if part):
        return None
    if old and not _all_stays(old, new, others):
        return None
    amendment = _Amendment(base, meta, old, new)
    if not amendment.possible():
        return None
    spells = bool(amendment.gone or any(part.meta["rows"]["spells"] for part in (new, old) if part))
    shutil.copytree(base, out, copy_function=_linked, ignore=_rewritten(base, _STAYS if spells else ()))
    return amendment.write(out, spells=spells)


def _describes_nobody(part: Segment) -> bool:
    described = (part.path / f"{name}.utf8" for name in ("people_described", "teams_described"))
    return not any(file.stat().st_size for file in described)


def _all_stays(old: Segment, new: Segment | None, others: Iterable[Path]) -> bool:
    """Whether whoever and whatever the older segment mentions is still mentioned, or is a source of its own."""
    gone = {
        name: set(getattr(old, name)) - set(getattr(new, name) if new else ())
        for name in ("people", "teams", "sources")
    }
    if not any(gone.values()):
        return True
    rest = [read_segment(path) for path in others]
    people, teams = ({iri for part in rest for iri in getattr(part, name)} for name in ("people", "teams"))
    # A source that nobody else names does no harm; one that others name may be described otherwise from now on.
    named = {source_id(row) for part in (*rest, *([new] if new else [])) for row in part.sources}
    sources = {source_id(row) for row in gone["sources"]}
    return gone["people"] <= people and gone["teams"] <= teams and not sources & named


def _linked(file: str, to: str) -> str:
    try:
        os.link(file, to)
    except OSError:  # a file system without hard links
        shutil.copy2(file, to)
    return to


def _rewritten(base: Path, tables: Sequence[str]) -> Any:
    """What of the older facts is not linked: some tables beside those that are always written anew."""
    written = {"facts.json", CHANGES, "relationships", "events", *tables}

    def ignored(folder: str, names: list[str]) -> list[str]:
        if Path(folder) != base:
            return []
        return [n for n in names if n in written or n.partition(".")[0] in _TEXTS]

    return ignored


class _Amendment:
    """One release's rows in the place of its older ones.

    Attributes:
        gone: whether the release has none any more.
    """

    def __init__(self, base: Path, meta: dict[str, Any], old: Segment | None, new: Segment | None) -> None:
        self._base, self._meta, self._parts = base, meta, [new] if new else []
        self.gone = new is None
        datasets = [release[1] for release in meta["releases"]]
        dataset = next(part.meta["release"][1] for part in (new, old) if part)
        self._place = datasets.index(dataset) if dataset in datasets else len(datasets)
        self._iris = Strings(base, "iris")
        self._texts = Strings(base, "texts").all()
        self._sources = Strings(base, "sources").all()

    def possible(self) -> bool:
        """Whether everybody is known, and every source known already keeps its description."""
        people = self._meta["people"]
        existing = {source_id(row): row for row in self._sources}
        self._people, self._teams = dict[str, int](), dict[str, int]()
        for part in self._parts:
            self._people = self._numbered(part.people, 0, people)
            self._teams = self._numbered(part.teams, people, people + self._meta["teams"])
            if len(self._people) < len(part.people) or len(self._teams) < len(part.teams):
                return False
            for row in part.sources:
                held = existing.setdefault(source_id(row), row)
                if min(held, row, key=lambda text: (-len(text), text)) != held:
                    return False
            self._texts += sorted(set(part.texts) - set(self._texts))
        self._sources += list(existing.values())[len(self._sources) :]
        self._source_ids = list(existing)
        return True

    def _numbered(self, iris: Sequence[str], low: int, high: int) -> dict[str, int]:
        places = {iri: self._iris.bisect(iri, low, high) for iri in iris}
        return {iri: place for iri, place in places.items() if place < high and self._iris[place] == iri}

    def write(self, out: Path, *, spells: bool) -> Amended:
        """Write what differs, spells and stays only if asked to; ``facts.json`` last."""
        save_strings(out, "texts", self._texts)
        save_strings(out, "sources", self._sources)
        numbers = Numbers(
            self._parts,
            people=self._people,
            teams=self._teams,
            texts={text: number for number, text in enumerate(self._texts)},
            sources={source: number for number, source in enumerate(self._source_ids)},
        )
        claims = self._save_claims(out)
        ranks = self._ranks()
        published = self._published()
        relationships = self._own(numbers.relationships(), claims)
        relationships |= relationship_visibility(relationships, published)
        rows, stale = self._rows("relationships", relationships)
        people = [values for end in ("subject", "object") for values in (rows[end][stale], relationships[end])]
        save_relationships(out, _together(rows, stale, relationships), self._meta["people"], ranks)
        events = self._own(numbers.events(), claims)
        events |= event_visibility(events, published)
        rows, stale = self._rows("events", events)
        changed_events = bool(stale.any() or len(events["claim"]))
        save_events(out, _together(rows, stale, events), ranks)
        occasions = False
        if spells:
            own = self._own(numbers.spells(), claims)
            own |= spell_estimates(own)
            rows, stale = self._rows("spells", own)
            people.append(amend_spells(self._base, out, ChangedSpells(rows, stale, own), ranks))
            named = np.concatenate([rows["occasion"][stale], own["occasion"]])
            occasions = any(self._texts[number] for number in distinct(named).tolist())
        releases = [*self._meta["releases"]]
        releases[self._place : self._place + 1] = [part.meta["release"] for part in self._parts]
        (out / "facts.json").write_text(json.dumps(self._meta | {"releases": releases}), encoding="ascii")
        touched = distinct(np.concatenate([np.zeros(0, np.int64), *people]).astype(np.int64))
        return Amended(tuple(touched.tolist()), changed_events, occasions)

    def _own(self, rows: Columns, claims: Ints) -> Columns:
        """Rows of the release with its place among the releases, and the final numbers of its claims."""
        place = np.full(len(rows["claim"]), self._place, np.int32)
        return rows | {"claim": claims[rows["claim"]], "release": place}

    def _rows(self, name: str, like: Columns) -> tuple[Columns, Flags]:
        """All rows of a table so far, with the columns of others like them, and which of them are the release's."""
        table = Table(self._base / name)
        rows = {column: table[column] for column in like}
        stale = rows["release"] == self._place
        if self.gone:  # those after it move up
            rows["release"] = (rows["release"] - (rows["release"] > self._place)).astype(np.int32)
        return rows, stale

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
        for part in self._parts:
            for claim in zip(part.strings("claims"), part.strings("summaries"), strict=True):
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
        releases[self._place : self._place + 1] = [part.meta["release"][0] for part in self._parts]
        own = {"source": _rank(self._source_ids), "release": _rank(releases)}
        return {**dict.fromkeys(("detail", "strength", "outcome", "occasion"), texts), **own}

    def _published(self) -> Ints:
        """By source, the first day on which it had certainly been published; of those of this release alone."""
        own = {source_id(row) for part in self._parts for row in part.sources}
        each = zip(self._source_ids, self._sources, strict=True)
        days = [published_until(row) if source in own else UNKNOWN for source, row in each]
        return np.array(days or [UNKNOWN], np.int64)


def _together(rows: Columns, stale: Flags, own: Columns) -> Columns:
    """The rows of all other releases, and after them the release's own."""
    return {
        column: np.concatenate([rows[column][~stale], values]).astype(rows[column].dtype)
        for column, values in own.items()
    }


def _rank(texts: Sequence[str]) -> Ints:
    ranks = np.zeros(len(texts), np.int32)
    ranks[sorted(range(len(texts)), key=texts.__getitem__)] = np.arange(len(texts), dtype=np.int32)
    return ranks
