"""Merging: the segments of all releases become the facts that questions are answered from.

The result depends on the segments alone, not on their order nor on the order of the claims in them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from kg.columns.bounds import Columns
from kg.columns.descriptions import PersonDescription, TeamDescription, agreed_person, agreed_team, when_of
from kg.columns.estimates import spell_estimates
from kg.columns.files import UNKNOWN, Ints, day, offsets_of, save_strings, save_table
from kg.columns.intervals import resolve
from kg.columns.name_index import save_names
from kg.columns.segments import EVENT_ROW, LAYOUT, RELATIONSHIP_ROW, SPELL_ROW
from kg.columns.visibility import event_visibility, relationship_visibility
from kg.errors import StoreError
from kg.model import TeamKind

__all__ = [
    "SPELL_ORDER",
    "SQUAD_ORDER",
    "Numbers",
    "Segment",
    "merge",
    "published_until",
    "read_segment",
    "save_events",
    "save_relationships",
    "source_id",
]

SPELL_ORDER: Final = (
    "person",
    "team",
    "role",
    "start_est",
    "end_est",
    "kind",
    "occasion",
    "source",
    "confidence",
    "release",
)
"""What spells are sorted by."""
SQUAD_ORDER: Final = ("squad", "start", "person", "role")
"""What stays are sorted by under their squads."""

_NO_SOURCE: Final = -1
_DECODER: Final = json.JSONDecoder()
_TEAM_KINDS: Final = {kind.value: code for code, kind in enumerate(TeamKind)}


@dataclass(slots=True)
class Segment:
    """One segment as read back, with the final numbers of what it numbers."""

    path: Path
    meta: dict[str, Any]
    people: list[str]
    teams: list[str]
    texts: list[str]
    sources: list[str]

    def rows(self, name: str, columns: Sequence[str]) -> Columns:
        """The rows of a table, by column.

        Raises:
            StoreError: the file is cut short.
        """
        values = np.fromfile(self.path / f"{name}.i32", np.int32)
        if len(values) != self.meta["rows"][name]:
            raise StoreError(
                f"the facts are damaged: {name} of {self.path} is cut short", remedy="import the release again"
            )
        table = values.reshape(-1, len(columns))
        return {column: table[:, place] for place, column in enumerate(columns)}

    def strings(self, name: str) -> list[str]:
        """The texts of a blob."""
        blob = (self.path / f"{name}.utf8").read_bytes()
        ends = np.cumsum(np.load(self.path / f"{name}.lengths.npy")).tolist()
        return [blob[a:b].decode("utf-8", "surrogatepass") for a, b in zip([0, *ends], ends, strict=False)]


def read_segment(path: Path) -> Segment:
    """Read what `SegmentWriter` wrote.

    Raises:
        StoreError: it is not whole.
    """
    try:
        meta = json.loads((path / "meta.json").read_text(encoding="ascii"))
        if meta["layout"] != LAYOUT:
            raise StoreError(
                f"the facts in {path} have layout {meta['layout']}, this version reads {LAYOUT}",
                remedy="import the release again",
            )
        return Segment(path, meta, *(json.loads((path / f"{n}.json").read_text(encoding="ascii")) for n in _NUMBERED))
    except (OSError, ValueError, KeyError) as error:
        raise StoreError(f"the facts in {path} are not whole ({error})", remedy="import the release again") from error


_NUMBERED: Final = ("people", "teams", "texts", "sources")


def merge(segments: Sequence[Path], out: Path) -> None:
    """Merge segments into facts that `Facts.open` reads.

    Args:
        segments: folders that `SegmentWriter` wrote; none is an empty world.
        out: folder to write; `facts.json` is written last, so an unfinished one is recognised.

    Raises:
        StoreError: a segment is not whole, or the facts cannot be written.
    """
    parts = sorted((read_segment(path) for path in segments), key=lambda part: part.meta["release"][0])
    try:
        _write(parts, out)
    except OSError as error:
        raise StoreError(f"the facts cannot be written to {out}: {error.strerror}") from error


def _write(parts: list[Segment], out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "facts.json").unlink(missing_ok=True)
    people = sorted({iri for part in parts for iri in part.people})
    teams = sorted({iri for part in parts for iri in part.teams})
    texts = sorted({text for part in parts for text in part.texts} | {""})
    sources = _agreed_sources(parts)
    numbers = Numbers(
        parts,
        people={iri: number for number, iri in enumerate(people)},
        teams={iri: number for number, iri in enumerate(teams, len(people))},
        texts={text: number for number, text in enumerate(texts)},
        sources={source: number for number, source in enumerate(sources)},
    )
    save_strings(out, "iris", [*people, *teams])
    save_strings(out, "texts", texts)
    save_strings(out, "sources", list(sources.values()))
    _save_claims(parts, out)

    people_rows, described_people = _people(parts, people, numbers)
    team_rows, kinds, organisations, described_teams = _teams(parts, teams, numbers, len(people))
    save_strings(out, "descriptions", map(json.dumps, [*people_rows, *team_rows]))
    save_table(out / "nodes", {"kind": kinds, "organisation": organisations})
    _save_names(out / "names_people", people, people_rows, clubs=False)
    _save_names(out / "names_teams", teams, team_rows, clubs=True)

    published = np.array([published_until(source) for source in sources.values()], np.int64)
    published = published if len(published) else np.zeros(1, np.int64)
    spells = numbers.spells()
    spells |= spell_estimates(spells)
    _save_spells(out, _sorted(spells, *SPELL_ORDER), len(people) + len(teams))
    _save_stays(out, resolve(spells, kinds, organisations), len(people) + len(teams))
    relationships, events = numbers.relationships(), numbers.events()
    save_relationships(out, relationships | relationship_visibility(relationships, published), len(people))
    save_events(out, events | event_visibility(events, published))
    meta = {
        "layout": LAYOUT,
        "people": len(people),
        "teams": len(teams),
        "described": [described_people, described_teams],
        "releases": [part.meta["release"] for part in parts],
    }
    (out / "facts.json").write_text(json.dumps(meta), encoding="ascii")


class Numbers:
    """Final numbers for what each segment numbered by itself: people first, then teams, both by IRI.

    Args:
        parts: the segments.
        people: number by IRI; teams: likewise.
        texts: number by text.
        sources: number by the source's id.
    """

    def __init__(
        self,
        parts: list[Segment],
        *,
        people: Mapping[str, int],
        teams: Mapping[str, int],
        texts: Mapping[str, int],
        sources: Mapping[str, int],
    ) -> None:
        self._parts = parts
        # One more entry, -1, at the end: a row's -1 (nobody, no team) stays -1.
        self.people = [np.array([*(people[i] for i in part.people), -1], np.int32) for part in parts]
        self.teams = [np.array([*(teams[i] for i in part.teams), -1], np.int32) for part in parts]
        self._texts = [np.array([texts[text] for text in part.texts], np.int32) for part in parts]
        self.sources = [np.array([sources[source_id(row)] for row in part.sources], np.int32) for part in parts]

    def spells(self) -> Columns:
        """The rows of all spells."""
        return self._rows("spells", SPELL_ROW, people=("person",), teams=("team",), texts=("occasion",))

    def relationships(self) -> Columns:
        """The rows of all relationships."""
        return self._rows(
            "relationships",
            RELATIONSHIP_ROW,
            people=("subject", "object"),
            teams=(),
            texts=("detail", "strength", "origin", "passage"),
        )

    def events(self) -> Columns:
        """The rows of all events."""
        return self._rows(
            "events",
            EVENT_ROW,
            people=("person", "by"),
            teams=("club", "other_club"),
            texts=("outcome", "origin", "passage"),
        )

    def _rows(
        self, name: str, columns: Sequence[str], *, people: Sequence[str], teams: Sequence[str], texts: Sequence[str]
    ) -> Columns:
        tables: list[Columns] = []
        claims = 0
        for place, part in enumerate(self._parts):
            rows = part.rows(name, columns)
            maps = (
                *((column, self.people[place]) for column in people),
                *((column, self.teams[place]) for column in teams),
                *((column, self._texts[place]) for column in texts),
                ("source", self.sources[place]),
            )
            rows |= {column: numbers[rows[column]] for column, numbers in maps}
            rows["claim"] = rows["claim"] + np.int32(claims)
            rows["release"] = np.full(len(rows["claim"]), place, np.int32)
            claims += part.meta["claims"]
            tables.append(rows)
        if not tables:
            return {column: np.zeros(0, np.int32) for column in (*columns, "release")}
        return {column: np.concatenate([rows[column] for rows in tables]) for column in tables[0]}


def source_id(source: str) -> str:
    """The id in a source's row, a list in JSON that begins with it."""
    return str(_DECODER.raw_decode(source, 1)[0])


def _agreed_sources(parts: list[Segment]) -> dict[str, str]:
    """One description of each source by its id: if releases differ, the fullest, then the first in the alphabet."""
    sources: dict[str, str] = {}
    for row in sorted({row for part in parts for row in part.sources}, key=lambda row: (-len(row), row)):
        sources.setdefault(source_id(row), row)
    return dict(sorted(sources.items()))


def published_until(source: str) -> int:
    """First day on which a source had certainly been published."""
    published = when_of(json.loads(source)[4])
    return UNKNOWN if published is None else day(published.after)


def _save_claims(parts: list[Segment], out: Path) -> None:
    """Ids and summaries of all claims, in the order of the segments, without taking them apart."""
    for name in ("claims", "summaries"):
        lengths = [np.load(part.path / f"{name}.lengths.npy") for part in parts]
        offsets = np.concatenate([np.zeros(1, np.int64), *lengths]).cumsum()
        blob = np.concatenate(
            [np.zeros(0, np.uint8), *(np.fromfile(part.path / f"{name}.utf8", np.uint8) for part in parts)]
        )
        if len(blob) != offsets[-1]:
            raise StoreError("the facts are damaged: the texts of a segment are cut short", remedy="import it again")
        save_table(out, {f"{name}.blob": blob, f"{name}.offsets": offsets})


def _people(parts: list[Segment], people: list[str], numbers: Numbers) -> tuple[list[PersonDescription], int]:
    """The agreed description of each person, and how many are described."""
    rows: dict[int, list[PersonDescription]] = {}
    for place, part in enumerate(parts):
        final, source = numbers.people[place].tolist(), numbers.sources[place].tolist()
        for text in part.strings("people_described"):
            number, *description, own_source = json.loads(text)
            rows.setdefault(final[number], []).append(PersonDescription._make([*description, [source[own_source]], ()]))
    unknown = PersonDescription("", [], None, "", [], None, [], [], [_NO_SOURCE])
    return [agreed_person(iri, rows.get(number, [unknown])) for number, iri in enumerate(people)], len(rows)


def _teams(
    parts: list[Segment], teams: list[str], numbers: Numbers, first: int
) -> tuple[list[TeamDescription], Ints, Ints, int]:
    """The agreed description of each team, by node the kind of team and the organisation, how many are described."""
    rows: dict[int, list[TeamDescription]] = {}
    for place, part in enumerate(parts):
        final, source = numbers.teams[place].tolist(), numbers.sources[place].tolist()
        for text in part.strings("teams_described"):
            number, *description, parent, external_ids, own_source = json.loads(text)
            team = TeamDescription._make([*description, final[parent], external_ids, [source[own_source]]])
            rows.setdefault(final[number], []).append(team)
    unknown = TeamDescription("", [], TeamKind.CLUB, "", None, -1, [], [_NO_SOURCE])
    kinds = np.full(first + len(teams), -1, np.int8)
    organisations = np.arange(first + len(teams), dtype=np.int32)
    agreed: list[TeamDescription] = []
    for number, iri in enumerate(teams, first):
        team = agreed_team(iri, rows.get(number, [unknown]))
        kinds[number] = _TEAM_KINDS[team.kind]
        organisations[number] = team.parent if team.parent >= 0 else number
        agreed.append(team)
    # Follow parents to the first team; a circle of parents ends where it is found.
    for _round in range(8):
        organisations = organisations[organisations]
    return agreed, kinds, organisations, len(rows)


def _save_names(
    folder: Path, iris: list[str], rows: Sequence[PersonDescription | TeamDescription], *, clubs: bool
) -> None:
    ids = [[iri.rsplit("/", 1)[-1]] for iri in iris]
    for own, row in zip(ids, rows, strict=True):
        own += [f"{scheme}:{value}" for scheme, value in row.external_ids]
        # Wikidata's ids are known by themselves; other systems' numbers mean nothing without their name.
        own += [value for scheme, value in row.external_ids if scheme == "wikidata"]
    save_names(folder, [[row.name, *row.aliases] for row in rows], ids, clubs=clubs)


def _sorted(rows: Columns, *keys: str) -> Columns:
    order = np.lexsort([rows[key] for key in reversed(keys)])
    return {name: column[order] for name, column in rows.items()}


def _save_spells(out: Path, spells: Columns, nodes: int) -> None:
    """Write spells, which are in the order of `SPELL_ORDER`, for so many people and teams."""
    by_team = np.lexsort((spells["start_est"], spells["team"])).astype(np.int32)
    index = {
        "of_person": offsets_of(spells["person"], nodes),
        "by_team": by_team,
        "of_team": offsets_of(spells["team"][by_team], nodes),
    }
    save_table(out / "spells", spells | index)


def _save_stays(out: Path, stays: Columns, nodes: int) -> None:
    """Write stays, sorted by person, squad, role and start, for so many people and teams."""
    save_table(out / "stays", stays | {"of_person": offsets_of(stays["person"], nodes)})
    squads = _sorted(stays, *SQUAD_ORDER)
    save_table(out / "squads", squads | {"of_squad": offsets_of(squads["squad"], 2 * nodes)})


def save_relationships(out: Path, rows: Columns, people: int, ranks: Mapping[str, Ints] = MappingProxyType({})) -> None:
    """Write relationships, each under both people: first as stated, then the other way round.

    Args:
        out: folder of the facts.
        rows: their columns.
        people: how many people there are.
        ranks: by column, the rank of each number in it, where numbers are not in the order of what they stand for.
    """
    keys = ("subject", "object", "kind", "visible_from", "start_min", "detail", "strength", "source", "release")
    rows = _ranked(rows, keys, ranks)
    count = len(rows["subject"])
    either = np.concatenate([rows["subject"], rows["object"]])
    order = np.argsort(either, kind="stable").astype(np.int32)
    save_table(
        out / "relationships",
        rows | {"either": order % max(count, 1), "of_person": offsets_of(either[order], people)},
    )


def save_events(out: Path, rows: Columns, ranks: Mapping[str, Ints] = MappingProxyType({})) -> None:
    """Write events in the order in which they count; ``ranks`` as for `save_relationships`."""
    keys = ("visible_from", "person", "club", "by", "kind", "source", "outcome", "release")
    save_table(out / "events", _ranked(rows, keys, ranks))


def _ranked(rows: Columns, keys: Sequence[str], ranks: Mapping[str, Ints]) -> Columns:
    columns = [ranks[key][rows[key]] if key in ranks else rows[key] for key in reversed(keys)]
    order = np.lexsort(columns)
    return {name: column[order] for name, column in rows.items()}
