"""Facts: everything a question needs, as columns on disk, opened in milliseconds.

People and teams are *nodes*, numbered from 0: people first, then teams, each in the order of their ids. Tables:

``spells``         claims of somebody at a team, sorted by person; ``of_person`` gives the range of each node,
                   ``of_team`` the range in ``by_team``.
``stays``          the spells resolved (`kg.columns.intervals`), sorted by person; ``of_person``.
``squads``         the same stays, sorted by squad and start; ``of_squad``.
``relationships``  stated relationships; ``of_person`` gives the range in ``either``, which holds each row twice.
``events``         reported events, in the order in which they count.
``nodes``          kind of team (position in `TeamKind`, -1 for people) and organisation.
"""

from __future__ import annotations

import json
from functools import cached_property, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import numpy as np

from kg.columns.descriptions import (
    PersonDescription,
    TeamDescription,
    person_of,
    release_of,
    source_of,
    team_of,
)
from kg.columns.files import NEVER, UNKNOWN, Strings, Table
from kg.columns.intervals import TEAM_KINDS
from kg.columns.merge import merge
from kg.columns.name_index import NameIndex
from kg.columns.name_search import NameSearch
from kg.columns.segments import LAYOUT, SegmentWriter
from kg.errors import StoreError
from kg.model import EntityRef, Person, Release, Source, Team, TeamKind

__all__ = ["Facts", "SegmentWriter", "merge"]


_CLUB: Final = TEAM_KINDS.index(TeamKind.CLUB)


class Facts:
    """The facts of one state of the store; open with `Facts.open`. Reads only, safe to share between threads."""

    def __init__(self, folder: Path, meta: dict[str, Any]) -> None:
        self.folder = folder
        self.people_count: int = meta["people"]
        self.team_count: int = meta["teams"]
        self.releases: tuple[Release, ...] = tuple(map(release_of, meta["releases"]))
        self.spells = Table(folder / "spells")
        self.stays = Table(folder / "stays")
        self.squads = Table(folder / "squads")
        self.relationships = Table(folder / "relationships")
        self.events = Table(folder / "events")
        self.nodes = Table(folder / "nodes")
        self._iris = Strings(folder, "iris")
        self._descriptions = Strings(folder, "descriptions")
        self._texts = Strings(folder, "texts")
        self._sources = Strings(folder, "sources")
        self._claims = Strings(folder, "claims")
        self._summaries = Strings(folder, "summaries")
        self._search = NameSearch(
            self, {"person": NameIndex(folder / "names_people"), "team": NameIndex(folder / "names_teams")}
        )
        self.person_description = lru_cache(maxsize=20_000)(self._read_person)
        self.team_description = lru_cache(maxsize=20_000)(self._read_team)
        # The id of a person or team, and a source by number.
        self.iri = lru_cache(maxsize=20_000)(self._iris.__getitem__)
        self.source = lru_cache(maxsize=20_000)(self._read_source)
        self._text = lru_cache(maxsize=20_000)(self._texts.__getitem__)
        self._summary = lru_cache(maxsize=20_000)(self._summaries.__getitem__)

    @classmethod
    def open(cls, folder: Path) -> Facts:
        """Open what `merge` wrote.

        Raises:
            StoreError: there are no whole facts of this version.
        """
        try:
            meta = json.loads((folder / "facts.json").read_text(encoding="ascii"))
            if meta["layout"] != LAYOUT:
                raise StoreError(f"the facts in {folder} are of another version", remedy="rebuild the store")
            return cls(folder, meta)
        except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
            raise StoreError(f"there are no whole facts in {folder} ({error})", remedy="rebuild the store") from error

    @cached_property
    def first_start(self) -> int:
        """The day number on which the earliest stay begins, `UNKNOWN` without any."""
        starts = self.stays["start"]
        dated = starts[starts != UNKNOWN]
        return int(dated.min()) if len(dated) else UNKNOWN

    @cached_property
    def last_attested(self) -> int:
        """The last day number on which a source attests that somebody was somewhere, `UNKNOWN` without any."""
        attested = self.spells["attested"]
        return int(attested.max()) if len(attested) else UNKNOWN

    def descriptions_digest(self) -> bytes:
        """A number that changes with anything that describes a person or team, or says to which club a team belongs."""
        organisations = blake2b(self.nodes["organisation"].data, digest_size=8).digest()
        return organisations + self._iris.digest() + self._descriptions.digest()

    def is_person(self, node: int) -> bool:
        """Whether a node is a person; otherwise it is a team."""
        return node < self.people_count

    def node(self, iri: str) -> int | None:
        """The number of a person or team by id, ``None`` if there is none."""
        for low, high in ((0, self.people_count), (self.people_count, self.people_count + self.team_count)):
            place = self._iris.bisect(iri, low, high)
            if place < high and self._iris[place] == iri:
                return place
        return None

    def named(self, node: int) -> EntityRef:
        """Id and name of a person or team."""
        return EntityRef(self.iri(node), self._description(node).name)

    def person(self, node: int) -> Person:
        """What the releases together tell of a person."""
        return person_of(self.iri(node), self.person_description(node))

    def team(self, node: int) -> Team:
        """What the releases together tell of a team."""
        row = self.team_description(node)
        return team_of(self.iri(node), row, self.iri(row.parent) if row.parent >= 0 else "")

    def _description(self, node: int) -> PersonDescription | TeamDescription:
        return self.person_description(node) if self.is_person(node) else self.team_description(node)

    def described_by(self, node: int) -> list[int]:
        """The sources that describe a person or team, for `source`."""
        return [number for number in self._description(node).sources if number >= 0]

    def team_kind(self, node: int) -> TeamKind:
        """What kind of team a node is."""
        return TEAM_KINDS[int(self.nodes["kind"][node])]

    def organisation(self, node: int) -> int:
        """The first team of the club that a team belongs to; a team of its own for all others."""
        return int(self.nodes["organisation"][node])

    def text(self, number: int) -> str:
        """A text that rows refer to by number: an occasion, a detail, a strength, an outcome."""
        return self._text(int(number))

    def claim_id(self, row: int) -> str:
        """The id of the claim behind a row (its ``claim`` column)."""
        return self._claims[int(row)]

    def summary(self, row: int) -> str:
        """What the page behind a claim says, "" if no summary is given."""
        return self._summary(int(row))

    def _read_person(self, node: int) -> PersonDescription:
        return PersonDescription(*json.loads(self._descriptions.raw(node)))

    def _read_team(self, node: int) -> TeamDescription:
        return TeamDescription(*json.loads(self._descriptions.raw(node)))

    def _read_source(self, number: int) -> Source:
        return source_of(json.loads(self._sources.raw(number)))

    def find(self, text: str, category: str = "any") -> int:
        """The node that ``text`` names: a name as people type it, an id, or the identifier of a known system.

        Args:
            text: the text typed; what tells namesakes apart may stand beside a name (``Fabinho 1993``).
            category: ``person``, ``team``, ``club`` (clubs before other teams of the same name) or ``any``.

        Raises:
            UnknownName: nobody answers to it; with what may have been meant.
            AmbiguousName: several do, equally well. Only one that is known ten times better (by spells) than every
                other stands for the name, and among people who answer to initials the one known five times better.
                Who is known from reports alone gives way to whoever was at a team.
        """
        return self._search.find(text, category)

    def answering(self, text: str, category: str = "any", *, loosely: bool = False) -> list[int]:
        """Return everybody who answers to ``text`` by a whole name or alias, of one name senior and better known teams.

        Args:
            text: a name as it stands in a text.
            category: as for `find`.
            loosely: whether a part of the name will do where nobody answers to the whole.
        """
        return self._search.answering(text, category, loosely=loosely)

    def label(self, node: int, club: str | None = None) -> str:
        """A name with what tells namesakes apart: ``Jude Bellingham (born 2003, England, Real Madrid)``.

        Args:
            node: a person or a team.
            club: the name of the person's club, "" for none; by default that of the last one known.
        """
        if not self.is_person(node):
            team = self.team(node)
            return f"{team.name} ({', '.join(x for x in (team.kind.replace('_', ' '), team.country) if x)})"
        person = self.person(node)
        marks = [f"born {person.birth.first.year}"] if person.birth else []
        marks += person.citizenships[:1]
        if club is None:
            last = self._last_club(node)
            club = self.named(last).name if last is not None else ""
        marks += [club] if club else []
        return f"{person.name} ({', '.join(marks)})" if marks else person.name

    def _last_club(self, person: int) -> int | None:
        begin, end = self.stays["of_person"][person : person + 2]
        teams = self.stays["squad"][begin:end] // 2
        rows = np.flatnonzero((self.nodes["kind"][teams] == _CLUB) & (self.stays["seen_until"][begin:end] == NEVER))
        return int(teams[rows[np.argmax(self.stays["end"][begin:end][rows])]]) if len(rows) else None

    def complete(self, prefix: str, category: str = "any", *, limit: int = 30) -> list[str]:
        """Names that begin with ``prefix``, or have a word that does; the best known first."""
        return list(dict.fromkeys(self.named(node).name for node in self.starting_with(prefix, category, limit=limit)))

    def starting_with(self, prefix: str, category: str = "any", *, limit: int = 30) -> list[int]:
        """The nodes whose name begins with ``prefix``, or has a word that does; the best known first."""
        return self._search.starting_with(prefix, category, limit=limit)
