"""The links between many people and those who are at clubs, as columns: what a subgraph has of direct ties."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from kg.columns.bounds import Columns
from kg.columns.facts import Facts
from kg.columns.files import UNKNOWN, Flags, Ints, as_date, concat_ranges, day, full_years
from kg.columns.squad_sizes import crowds
from kg.graph.presence import people_at, whereabouts
from kg.graph.tie_builder import TieBuilder, only, shared_by_birth
from kg.graph.ties import TIE_KINDS, everybody, grouped, meetings, related
from kg.model import LIKENESS, Tie, TieKind
from kg.text.names import compact

__all__ = ["Links"]


class Links:
    """Who is at some clubs as of a date, and what ties others to them; built once, then asked for many people.

    Attributes:
        member, club, presence: one row for each person at each club who has settled there, sorted by person and club;
            ``presence`` is 0 for certain, 1 for presumed.
    """

    def __init__(self, facts: Facts, clubs: Sequence[int], at: date) -> None:
        self.facts, self.at, self._now = facts, at, day(at)
        # Kept for good, where the facts keep few: whoever is at a club comes up again and again.
        self.named = lru_cache(maxsize=None)(facts.named)
        presences = [
            (standing.person, club, int(standing.presence == "presumed"))
            for club in clubs
            for standing in people_at(facts, club, at, present=True)
        ]
        rows = np.array(sorted(presences), np.int64).reshape(-1, 3)
        self.member, self.club, self.presence = rows[:, 0], rows[:, 1], rows[:, 2]
        stays = everybody(facts, self._now)
        stays |= crowds(stays)
        is_member = np.zeros(facts.people_count + 1, bool)
        is_member[self.member] = True
        self._here = is_member
        self._others = only(stays, is_member[stays["person"]])
        self._stays = only(stays, np.argsort(stays["person"], kind="stable"))
        self._origins = _Origins(facts)

    def ties(self, targets: Ints) -> Columns:
        """Ties by shared teams of some people (ascending) with those at the clubs: what `team_ties` gives of them."""
        person = self._stays["person"]
        rows, _ = concat_ranges(np.searchsorted(person, targets), np.searchsorted(person, targets, side="right"))
        return grouped(meetings(only(self._stays, rows), self._others), self.facts.nodes["kind"], self._now)

    def stated(self, targets: Ints) -> list[Tie]:
        """Stated relationships of some people with those at the clubs."""
        rows = related(self.facts, targets, self._now)
        return list(TieBuilder(self.facts, self.at).relations(only(rows, self._here[rows["alter"]])))

    def alike(self, first: Ints, second: Ints) -> list[tuple[int, Flags]]:
        """By kind (position in `TIE_KINDS`) of the ties that many share by birth: which pairs have it."""
        common = {kind: self._origins.common(place, first, second) for place, kind in enumerate(LIKENESS)}
        common[TieKind.LANGUAGE] &= ~common[TieKind.COMPATRIOT]
        return [(TIE_KINDS.index(kind), alike) for kind, alike in common.items()]

    def described(self, nodes: Ints) -> Flags:
        """Whether any source describes these people."""
        return self._origins.column("described", nodes) > 0

    def ages(self, nodes: Ints) -> npt.NDArray[np.float64]:
        """Full years of age, not a number where the birth is not known."""
        different, back = np.unique(nodes, return_inverse=True)
        births = map(as_date, self._origins.column("birth", different).tolist())
        years = [math.nan if birth is None else full_years(birth, self.at) for birth in births]
        return np.array(years, np.float64)[back]

    def own_clubs(self, targets: Sequence[int]) -> set[tuple[int, int]]:
        """Pairs of a person and a club of the organisation that the person is at already, as far as is known."""
        organisation = self.facts.nodes["organisation"]
        clubs: dict[int, list[int]] = {}
        for club in np.unique(self.club).tolist():
            clubs.setdefault(int(organisation[club]), []).append(club)
        return {
            (person, club)
            for person, standings in whereabouts(self.facts, targets, self.at).items()
            for standing in standings
            for club in clubs.get(int(organisation[standing.team]), ())
        }


class _Origins:
    """What people may share by birth, as numbers; each person is read once, when first asked about."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._codes: dict[str, int] = {}
        self._place = np.full(facts.people_count + 1, -1, np.int64)
        self._read: dict[str, list[int]] = {"birth": [], "described": []}
        self._lists: tuple[list[list[int]], ...] = ([], [], [])

    def _known(self, nodes: Ints) -> Ints:
        """Where these people stand among those read."""
        for node in np.unique(nodes[self._place[nodes] < 0]).tolist():
            person = self._facts.person_description(node)
            self._place[node] = len(self._read["birth"])
            self._read["birth"].append(day(date.fromisoformat(person.birth[0])) if person.birth else UNKNOWN)
            self._read["described"].append(int(any(source >= 0 for source in person.sources)))
            for lists, texts in zip(self._lists, shared_by_birth(person), strict=True):
                lists.append([self._codes.setdefault(compact(text), len(self._codes)) for text in texts])
        return self._place[nodes]

    def column(self, name: str, nodes: Ints) -> Ints:
        """One number of each of these people."""
        different, back = np.unique(nodes, return_inverse=True)
        own = self._read[name]
        return np.array([own[place] for place in self._known(different).tolist()], np.int64)[back]

    def common(self, which: int, first: Ints, second: Ints) -> Flags:
        """Whether the two of each pair have something in common."""
        alike = np.zeros(len(first), bool)
        first_codes, second_codes = self._table(which, first, -1), self._table(which, second, -2)
        for left in first_codes:
            for right in second_codes:
                alike |= left == right
        return alike

    def _table(self, which: int, nodes: Ints, nothing: int) -> Ints:
        """The codes of these people, one row of the table for each place in their lists."""
        different, back = np.unique(nodes, return_inverse=True)
        lists = [self._lists[which][place] for place in self._known(different).tolist()]
        table = np.full((max(map(len, lists), default=0), len(lists)), nothing, np.int64)
        for column, codes in enumerate(lists):
            table[: len(codes), column] = codes
        return table[:, back]
