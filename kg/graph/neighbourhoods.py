"""What pages of whole networks are drawn from: one person's ties, a club's ties outwards, the ties within squads.

Many pages of one date share what they read: claims, descriptions and whereabouts of people are looked up once. Who is
shown is settled on columns by *closeness*, which needs no words: days together, those of national teams six times
(they are gatherings, not seasons), halved for every four years since, and a thousand for a stated relationship. What is
shown is then told in full and scored by `kg.influence`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from kg.columns.facts import Facts
from kg.columns.files import UNKNOWN, Ints, as_date, day
from kg.columns.segments import SPELL_KINDS
from kg.columns.visibility import Columns
from kg.graph.presence import PRESENT, Standing, clubs_of, people_at
from kg.graph.tie_builder import TieBuilder, only
from kg.graph.ties import TIE_KINDS, meetings, related, shared, squads_of, stays_of, team_ties
from kg.model import EntityRef, Tie, TieKind
from kg.text.names import compact

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Chain", "Outreach", "Views"]

_STATED: Final = 1000.0
_GATHERING: Final = 6.0
_HALF_LIFE: Final = 4 * 365.25
_NATIONAL: Final = [TIE_KINDS.index(kind) for kind in (TieKind.NATIONAL_TEAM, TieKind.NATIONAL_YOUTH_TEAM)]
_SELECTION: Final = [kind.value for kind in SPELL_KINDS].index("selection")
_CHAINS: Final = 8
_SPAN: Final = np.int64(1 << 31)


@dataclass(frozen=True, slots=True)
class Outreach:
    """A club's ties outwards.

    Attributes:
        members: who is at the club. reach: by member, how many people elsewhere he is tied to; ``weight``, how closely.
        targets: one graph for each person elsewhere, closest first: the person and the members tied to him.
        considered: how many people elsewhere there are.
    """

    members: tuple[Standing, ...]
    reach: Mapping[int, int]
    weight: Mapping[int, float]
    targets: tuple[tuple[int, nx.DiGraph[str]], ...]
    considered: int


@dataclass(frozen=True, slots=True)
class Chain:
    """A way of several steps: ``people`` from the giver to the taker, ``steps[i]`` the ties, read by the later one."""

    people: tuple[EntityRef, ...]
    steps: tuple[tuple[Tie, ...], ...]


class Views:
    """Views as of one date."""

    def __init__(self, facts: Facts, at: date) -> None:
        self.facts, self.at, self._now = facts, at, day(at)
        self._teller = TieBuilder(facts, at)
        self._where: dict[int, list[Standing]] = {}
        self._people: dict[int, dict[str, Any]] = {}

    def where(self, person: int) -> list[Standing]:
        """Where somebody is."""
        found = self._where.get(person)
        if found is None:
            found = self._where[person] = clubs_of(self.facts, person, self.at)
        return found

    def club_of(self, person: int) -> EntityRef | None:
        """The club where somebody is, as far as is known."""
        found = self.where(person)
        return self.facts.named(found[0].team) if found else None

    def _closeness(self, direct: Columns, stated: Columns) -> tuple[Ints, Ints, npt.NDArray[np.float64]]:
        """Pairs of ego and alter, and how close each pair is, summed over its ties."""
        since = (self._now - direct["end"]).astype(np.float64)
        gathered = np.where(np.isin(direct["kind"], _NATIONAL), _GATHERING, 1.0)
        days = np.maximum(direct["days"], 1) * gathered * np.exp2(-since / _HALF_LIFE)
        keys = np.concatenate([direct["ego"] * _SPAN + direct["alter"], stated["ego"] * _SPAN + stated["alter"]])
        pairs, place = np.unique(keys, return_inverse=True)
        totals = np.zeros(len(pairs))
        np.add.at(totals, place, np.concatenate([days, np.full(len(stated["ego"]), _STATED)]))
        return pairs >> 31, pairs & (_SPAN - 1), totals

    def _told(self, direct: Columns, stated: Columns) -> dict[tuple[int, int], list[Tie]]:
        """Ties in words and with evidence, by alter and ego."""
        found: dict[tuple[int, int], list[Tie]] = defaultdict(list)
        for columns, tell in ((direct, self._teller.teams), (stated, self._teller.relations)):
            order = np.lexsort((columns["alter"], columns["ego"]))
            ordered = only(columns, order)
            # Told pair by pair, because several rows of one relationship make one tie.
            keys = ordered["ego"].astype(np.int64) * _SPAN + ordered["alter"]
            changes = np.concatenate([[0], np.flatnonzero(keys[1:] != keys[:-1]) + 1, [len(keys)]])
            for begin, end in pairwise(changes.tolist() if len(keys) else []):
                pair = (int(ordered["alter"][begin]), int(ordered["ego"][begin]))
                found[pair] += tell(only(ordered, slice(begin, end)))
        return found

    def _graph(
        self, ties: Mapping[tuple[int, int], Sequence[Tie]], standings: Mapping[int, Standing]
    ) -> nx.DiGraph[str]:
        import networkx as nx  # deferred: it costs more than everything else here

        graph: nx.DiGraph[str] = nx.DiGraph(at=self.at)
        for node in dict.fromkeys(each for pair in ties for each in pair):
            graph.add_node(self.facts.iri(node), **self._attributes(node, standings.get(node)))
        for (alter, ego), told in ties.items():
            graph.add_edge(self.facts.iri(alter), self.facts.iri(ego), ties=tuple(told))
        return graph

    def _attributes(self, node: int, here: Standing | None) -> dict[str, Any]:
        if here is not None:
            return self._described(node, here)
        found = self._people.get(node)
        if found is None:
            found = self._people[node] = self._described(node, None)
        return found

    def _described(self, node: int, here: Standing | None) -> dict[str, Any]:
        person = self._teller.person(node)
        standing = here or next(iter(self.where(node)), None)
        return {
            "name": person.name,
            "role": standing.role if standing else "",
            "club": self.facts.named(standing.team) if standing else None,
            "presence": here.presence if here else "",
            "since": here.since if here else None,
            "age": self.at.year - person.birth.first.year if person.birth else None,
        }

    def ego(self, person: int, *, most: int) -> tuple[nx.DiGraph[str], int]:
        """The people closest to somebody, at most so many, and how many are tied to them in all."""
        direct, stated = team_ties(self.facts, [person], self._now), related(self.facts, [person], self._now)
        _, alters, totals = self._closeness(direct, stated)
        kept = alters[np.lexsort((alters, -totals))[:most]]
        ties = self._told(*(only(rows, np.isin(rows["alter"], kept)) for rows in (direct, stated)))
        graph = self._graph(ties, {})
        if not len(graph):
            graph.add_node(self.facts.iri(person), **self._attributes(person, None))
        return graph, len(alters)

    def outreach(self, club: int, *, most: int) -> Outreach:
        """The people elsewhere who are closest to the people of a club: players who are at another club.

        Whoever was at the club within two years, or may be, is not elsewhere: nobody needs to be told of them.
        """
        facts = self.facts
        known = people_at(facts, club, self.at)
        members = [each for each in known if each.presence in PRESENT]
        there = np.asarray([each.person for each in members], np.int64)
        direct, stated = team_ties(facts, there, self._now), related(facts, there, self._now)
        # Read from the side of those elsewhere: they are to be swayed.
        direct, stated = self._outside(direct, stated, np.asarray([each.person for each in known], np.int64))
        outsiders, insiders, totals = self._closeness(direct, stated)
        reach: dict[int, int] = defaultdict(int)
        weight: dict[int, float] = defaultdict(float)
        close: dict[int, float] = defaultdict(float)
        for inside, outside, total in zip(insiders.tolist(), outsiders.tolist(), totals.tolist(), strict=True):
            reach[inside] += 1
            weight[inside] += total
            close[outside] += total
        home = facts.organisation(club)
        kept: list[int] = []
        for node in sorted(close, key=lambda node: (-close[node], node)):
            if len(kept) >= most:
                break
            places = self.where(node)
            if places and places[0].role == "player" and all(facts.organisation(each.team) != home for each in places):
                kept.append(node)
        chosen = np.asarray(kept, np.int64)
        ties = self._told(*(only(rows, np.isin(rows["ego"], chosen)) for rows in (direct, stated)))
        here = {each.person: each for each in members}
        mine: dict[int, dict[tuple[int, int], list[Tie]]] = defaultdict(dict)
        for pair, told in ties.items():
            mine[pair[1]][pair] = told
        targets = tuple((node, self._graph(mine[node], here)) for node in kept)
        return Outreach(tuple(members), reach, weight, targets, len(close))

    @staticmethod
    def _outside(direct: Columns, stated: Columns, there: Ints) -> tuple[Columns, Columns]:
        kept = tuple(only(rows, ~np.isin(rows["alter"], there)) for rows in (direct, stated))
        return _turned(kept[0]), _turned(kept[1])

    def within(self, people: Sequence[int], *, each: int) -> tuple[list[tuple[int, int, list[Tie]]], int]:
        """The ties among some people: of the pairs, those that are among the closest ``each`` of either one.

        Returns:
            Pairs of people with their ties, the closest first, and how many pairs were left out.
        """
        facts, chosen = self.facts, np.unique(np.asarray(people, np.int64))
        stays = stays_of(facts, chosen, self._now)
        stays = only(stays, np.lexsort((stays["start"], stays["squad"])))
        pairs = meetings(stays, stays, once=True)
        turned = pairs["ego"] > pairs["alter"]
        for own, other in (("ego", "alter"), ("ego_role", "alter_role")):
            lower = np.where(turned, pairs[other], pairs[own])
            pairs[other], pairs[own] = np.where(turned, pairs[own], pairs[other]), lower
        direct = shared(pairs, facts.nodes["kind"], squads_of(facts, pairs["squad"], self._now))
        stated = related(facts, chosen, self._now)
        stated = only(stated, np.isin(stated["alter"], chosen) & (stated["ego"] < stated["alter"]))
        egos, alters, totals = self._closeness(direct, stated)
        order = np.lexsort((alters, egos, -totals))
        room: dict[int, int] = defaultdict(lambda: each)
        kept: list[int] = []
        for row in order.tolist():
            one, two = int(egos[row]), int(alters[row])
            if room[one] > 0 or room[two] > 0:
                kept.append(row)
                room[one] -= 1
                room[two] -= 1
        keys = np.sort(egos[kept] * _SPAN + alters[kept])
        ties = self._told(
            *(only(rows, np.isin(rows["ego"] * _SPAN + rows["alter"], keys)) for rows in (direct, stated))
        )
        found = [(int(egos[row]), int(alters[row]), ties[int(alters[row]), int(egos[row])]) for row in kept]
        return found, len(egos) - len(kept)

    def chains(self, giver: int, taker: int) -> list[Chain]:
        """Ways with two go-betweens, for people whom no single one connects; a way is as close as its weakest link."""
        near: dict[int, dict[int, float]] = {}
        for node in (giver, taker):
            _, alters, totals = self._closeness(
                team_ties(self.facts, [node], self._now), related(self.facts, [node], self._now)
            )
            near[node] = dict(zip(alters.tolist(), totals.tolist(), strict=True))
        first = np.asarray(sorted(near[giver].keys() - {taker}), np.int64)
        second = np.asarray(sorted(near[taker].keys() - {giver}), np.int64)
        direct, stated = team_ties(self.facts, second, self._now), related(self.facts, second, self._now)
        direct, stated = (only(rows, np.isin(rows["alter"], first)) for rows in (direct, stated))
        egos, alters, totals = self._closeness(direct, stated)
        ways = sorted(
            (-min(total, near[giver][alter], near[taker][ego]), alter, ego)
            for ego, alter, total in zip(egos.tolist(), alters.tolist(), totals.tolist(), strict=True)
            if ego != alter
        )
        return [self._chain((giver, alter, ego, taker)) for _, alter, ego in ways[:_CHAINS]]

    def _chain(self, nodes: Sequence[int]) -> Chain:
        steps = []
        for alter, ego in pairwise(nodes):
            direct, stated = team_ties(self.facts, [ego], self._now), related(self.facts, [ego], self._now)
            told = self._told(*(only(rows, rows["alter"] == alter) for rows in (direct, stated)))
            steps.append(tuple(told[alter, ego]))
        return Chain(tuple(self.facts.named(node) for node in nodes), tuple(steps))

    def occasion(self, text: str) -> dict[int, int]:
        """Who was named in the squads of a tournament or camp, with the team; empty if there is none of that name."""
        facts, wanted = self.facts, compact(text)
        table = facts.spells
        rows = np.flatnonzero((table["kind"] == _SELECTION) & (table["start_est"] < self._now))
        names = {number: facts.text(number) for number in np.unique(table["occasion"][rows]).tolist()}
        meant = [number for number, name in names.items() if wanted and compact(name) == wanted]
        rows = rows[np.isin(table["occasion"][rows], meant)]
        return dict(zip(table["person"][rows].tolist(), table["team"][rows].tolist(), strict=True))

    def at_teams(self, teams: Iterable[int]) -> dict[int, int]:
        """Who is at some teams, with the team."""
        found: dict[int, int] = {}
        for team in teams:
            for each in people_at(self.facts, team, self.at, present=True):
                found.setdefault(each.person, team)
        return found

    def occasions(self) -> list[tuple[str, date | None, int]]:
        """The tournaments that squads are known of: name, day, and how many people; the latest first."""
        table = self.facts.spells
        rows = np.flatnonzero((table["kind"] == _SELECTION) & (table["start_est"] < self._now))
        numbers, counts = np.unique(table["occasion"][rows], return_counts=True)
        found = []
        for number, size in zip(numbers.tolist(), counts.tolist(), strict=True):
            starts = table["start_est"][rows[table["occasion"][rows] == number]]
            first = int(starts.max()) if len(starts) else UNKNOWN
            if name := self.facts.text(number):
                found.append((name, as_date(first), size))
        return sorted(found, key=lambda each: (-(each[1] or date.min).toordinal(), each[0]))


def _turned(rows: Columns) -> Columns:
    """Ties read from the other side."""
    turned = dict(rows)
    for one, two in (("ego", "alter"), ("ego_role", "alter_role")):
        if one in rows:
            turned[one], turned[two] = rows[two], rows[one]
    if "leads" in rows:
        # Who guides whom is told from the ego's side; of the other kinds, which side made the claim means nothing.
        turned["leads"] = 1 - rows["leads"]
    return turned
