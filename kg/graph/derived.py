"""Resolved knowledge as RDF: who was where from when to when, and who is tied to whom.

Both come from the definitions that every answer uses (`kg.graph.ties`, `kg.columns.intervals`), as of the day after the
last one that any source vouches for, so that the same claims always give the same triples:

* a **presence** is a person at a team in a role, on every day from ``pkg:from`` through ``pkg:through``: ``certain``,
  or as its least sure day ``presumed`` or ``unsettled``; derived from the claims that cover it. Its last day may lie in
  the future;
* a **tie** is all that two people shared at one team, derived from their presences, or one stated relationship,
  derived from its claims. Beside it stand direct links such as ``pkg:teamMateOf``, both ways where they are symmetric.

A node's id depends on whom and what it connects, its *content* on everything said of it: two stores are compared by
these numbers, so that a small change rewrites a small part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt

from kg.columns.bounds import Columns
from kg.columns.facts import Facts
from kg.columns.files import UNKNOWN, Ints, as_date, concat_ranges
from kg.columns.intervals import ACADEMY, NATIONAL, NATIONAL_SHARE, WHOLE_SHARE
from kg.columns.segments import ROLES
from kg.graph.batch_ties import all_ties, joined
from kg.graph.presence import LIKELY
from kg.graph.ties import TIE_KINDS, related
from kg.model import Role, TieKind
from kg.rdf.kinds import ROLES as ROLE_IRIS
from kg.rdf.vocabulary import BASE, KIND, Pkg, Terms

__all__ = ["CERTAINTIES", "Derived", "Nodes"]

Hashes = npt.NDArray[np.uint64]

CERTAINTIES: Final = ("certain", "presumed", "unsettled")
_PLAYER, _COACH = ROLES.index(Role.PLAYER), ROLES.index(Role.HEAD_COACH)
_MATES: Final = (TieKind.CLUB, TieKind.ACADEMY, TieKind.NATIONAL_TEAM, TieKind.NATIONAL_YOUTH_TEAM)
# By kind of tie: the link from the first to the second, and the one back.
_LINKS: Final = {
    **dict.fromkeys(_MATES, (Pkg.TEAM_MATE_OF, Pkg.TEAM_MATE_OF)),
    TieKind.COACHED_BY: (Pkg.COACHED_BY, Pkg.COACH_OF),
    TieKind.STAFF: (Pkg.COLLEAGUE_OF, Pkg.COLLEAGUE_OF),
    TieKind.FRIENDSHIP: (Pkg.FRIEND_OF, Pkg.FRIEND_OF),
    TieKind.FAMILY: (Pkg.RELATIVE_OF, Pkg.RELATIVE_OF),
    TieKind.MENTOR: (Pkg.MENTOR_OF, Pkg.MENTORED_BY),
    TieKind.SAME_AGENT: (Pkg.SHARES_AGENT_WITH, Pkg.SHARES_AGENT_WITH),
    TieKind.FEUD: (Pkg.FEUDS_WITH, Pkg.FEUDS_WITH),
}
_LINK_IRIS: Final = tuple(dict.fromkeys(pair for pair in _LINKS.values()))
_LINK_OF_KIND: Final = np.array([_LINK_IRIS.index(_LINKS[kind]) if kind in _LINKS else -1 for kind in TIE_KINDS])
_TIE_TEAM: Final = ("ego", "alter", "squad", "ego_role", "alter_role", "kind", "start", "end", "days")


def _mixed(*parts: Ints | Hashes) -> Hashes:
    """One number of 64 bits for each row of some columns (the finaliser of SplitMix64 over their running sum)."""
    total = np.zeros(len(parts[0]), np.uint64)
    for part in parts:
        total = (total ^ part.astype(np.int64).view(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        total = (total ^ (total >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        total ^= total >> np.uint64(27)
    return total


def _hash_of(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def _summed(values: Hashes, owner: Ints, count: int) -> Hashes:
    """The sum of the values of each owner, whatever their order."""
    total = np.zeros(count, np.uint64)
    np.add.at(total, owner, values)
    return total


@dataclass(frozen=True)
class Nodes:
    """Nodes of one sort: their ids as numbers, and a number that changes with anything said of them."""

    ids: Hashes
    contents: Hashes


class Derived:
    """Presences and ties of one state of the facts, written as lines of N-Triples by row."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        attested = facts.last_attested
        # A store without any attested day says what its stated dates say.
        self.at = attested + 1 if attested != UNKNOWN else int(facts.stays["end"].max(initial=0))
        self._refs = [f"<{facts.iri(node)}>" for node in range(facts.people_count + facts.team_count)]
        self._node_hashes = np.array([_hash_of(ref) for ref in self._refs], np.uint64)
        self._dates: dict[int, str] = {}

    @property
    def as_of(self) -> str:
        """The day as of which ties are counted, in ISO form; "" in an empty store."""
        day = as_date(self.at)
        return day.isoformat() if day else ""

    # ---- presences ----

    @cached_property
    def presences(self) -> Columns:
        """Stays known at last, touching ones joined, with ``certainty`` as a position in `CERTAINTIES`; sorted."""
        table, at = self.facts.stays, self.at
        rows = np.flatnonzero((table["start"] < at) & (table["seen_from"] < at) & (at <= table["seen_until"]))
        stays = {name: table[name][rows] for name in ("person", "squad", "role", "start", "end", "share", "certain")}
        national = np.isin(self.facts.nodes["kind"][stays["squad"] >> 1], NATIONAL)
        unlikely = stays["share"] < LIKELY * np.where(national, NATIONAL_SHARE, WHOLE_SHARE)
        certainty = np.where(stays["certain"] == 1, 0, np.where(unlikely, 2, 1))
        # Stays of one membership that touch make one presence, as sure as its least sure day.
        new = np.ones(len(rows), bool)
        new[1:] = stays["start"][1:] > stays["end"][:-1]
        for name in ("person", "squad", "role"):
            new[1:] |= np.diff(stays[name]) != 0
        first = np.flatnonzero(new)
        whole = {name: stays[name][first] for name in ("person", "squad", "role", "start")}
        if not len(first):
            return whole | {"end": stays["end"], "certainty": certainty}
        whole["end"] = np.maximum.reduceat(stays["end"], first)
        whole["certainty"] = np.maximum.reduceat(certainty, first)
        return whole

    @cached_property
    def _presence_claims(self) -> tuple[Ints, Ints]:
        """By presence, where its claims begin in the second array, which holds numbers of claims."""
        stays, spells = self.presences, self.facts.spells
        key = self._membership(stays["person"], stays["squad"] >> 1, stays["role"])
        existing = self._membership(spells["person"], spells["team"], spells["role"])
        place, owner = concat_ranges(np.searchsorted(existing, key), np.searchsorted(existing, key, side="right"))
        covers = (spells["start_est"][place] < stays["end"][owner]) & (spells["end_est"][place] > stays["start"][owner])
        covers &= (stays["squad"][owner] & 1 == 0) | (spells["kind"][place] == ACADEMY)
        claims, owner = spells["claim"][place[covers]], owner[covers]
        return np.searchsorted(owner, np.arange(len(key) + 1)), claims

    def _membership(self, person: Ints, team: Ints, role: Ints) -> Ints:
        keys: Ints = (person.astype(np.int64) * len(self._refs) + team) * len(ROLES) + role
        return keys

    @cached_property
    def presence_nodes(self) -> Nodes:
        """Ids and contents of the presences."""
        stays = self.presences
        begins, claims = self._presence_claims
        owner = np.repeat(np.arange(len(begins) - 1), np.diff(begins))
        different, place = np.unique(claims, return_inverse=True)
        hashes = np.array([_hash_of(self.facts.claim_id(row)) for row in different.tolist()], np.uint64)
        evidence = _summed(hashes[place] if len(hashes) else hashes, owner, len(begins) - 1)
        ids = _mixed(self._node_hashes[stays["person"]], self._squads(stays["squad"]), stays["role"], stays["start"])
        return Nodes(ids, _mixed(ids, stays["end"], stays["certainty"], evidence))

    def _squads(self, squads: Ints) -> Hashes:
        return _mixed(self._node_hashes[squads >> 1], squads & 1)

    def presence_lines(self, rows: Ints) -> Iterator[str]:
        """The triples of some presences, one node at a time."""
        stays, (begins, claims), ids = self.presences, self._presence_claims, self.presence_nodes.ids
        columns = (stays[name][rows].tolist() for name in ("person", "squad", "role", "start", "end", "certainty"))
        for row, person, squad, role, start, end, certainty in zip(rows.tolist(), *columns, strict=True):
            node = f"<{BASE}id/presence/{int(ids[row]):016x}>"
            at = Pkg.HAS_ACADEMY_OF if squad & 1 else Pkg.HAS_TEAM
            evidence = "".join(
                f"{node} <{Terms.WAS_DERIVED_FROM}> <{self.facts.claim_id(claim)}> .\n"
                for claim in dict.fromkeys(claims[begins[row] : begins[row + 1]].tolist())
            )
            yield (
                f"{node} <{Terms.TYPE}> <{Pkg.PRESENCE}> .\n{node} <{Pkg.HAS_PERSON}> {self._refs[person]} .\n"
                f"{node} <{at}> {self._refs[squad >> 1]} .\n{node} <{Pkg.HAS_ROLE}> <{ROLE_IRIS[ROLES[role]]}> .\n"
                f"{node} <{Pkg.FROM}> {self._date(start)} .\n{node} <{Pkg.THROUGH}> {self._date(end - 1)} .\n"
                f'{node} <{Pkg.CERTAINTY}> "{CERTAINTIES[certainty]}" .\n{evidence}'
            )

    def _date(self, day: int) -> str:
        text = self._dates.get(day)
        if text is None:
            text = self._dates[day] = f'"{as_date(day)}"^^<{Terms.DATE}>'
        return text

    # ---- ties by shared teams ----

    @cached_property
    def ties(self) -> Columns:
        """Every tie by a shared team; of a player and a head coach the player comes first."""
        ties = joined(all_ties(self.facts, self.at)) or {name: np.zeros(0, np.int32) for name in _TIE_TEAM}
        turned = (ties["ego_role"] == _COACH) & (ties["alter_role"] == _PLAYER)
        columns = {name: ties[name] for name in _TIE_TEAM}
        for item, two in (("ego", "alter"), ("ego_role", "alter_role")):
            columns[item], columns[two] = (
                np.where(turned, ties[two], ties[item]),
                np.where(turned, ties[item], ties[two]),
            )
        return columns

    @cached_property
    def _tie_presences(self) -> tuple[Ints, Ints]:
        """By tie, where the rows of its presences begin in the second array."""
        ties, stays = self.ties, self.presences
        width = 2 * len(self._refs)
        existing = (stays["person"].astype(np.int64) * width + stays["squad"]) * len(ROLES) + stays["role"]
        owners, places = [], []
        for person, role in (("ego", "ego_role"), ("alter", "alter_role")):
            key = (ties[person].astype(np.int64) * width + ties["squad"]) * len(ROLES) + ties[role]
            place, owner = concat_ranges(np.searchsorted(existing, key), np.searchsorted(existing, key, side="right"))
            covers = (stays["start"][place] < ties["end"][owner]) & (stays["end"][place] > ties["start"][owner])
            owners.append(owner[covers])
            places.append(place[covers])
        owner, place = np.concatenate(owners), np.concatenate(places)
        order = np.argsort(owner, kind="stable")
        return np.searchsorted(owner[order], np.arange(len(ties["ego"]) + 1)), place[order]

    @cached_property
    def tie_nodes(self) -> Nodes:
        """Ids and contents of the ties by shared teams."""
        ties = self.ties
        begins, presences = self._tie_presences
        owner = np.repeat(np.arange(len(begins) - 1), np.diff(begins))
        evidence = _summed(self.presence_nodes.ids[presences], owner, len(begins) - 1)
        people = self._node_hashes
        # The same whichever of two team-mates has the lower number.
        item = _mixed(people[ties["ego"]], ties["ego_role"])
        two = _mixed(people[ties["alter"]], ties["alter_role"])
        ids = _mixed(item + two, self._squads(ties["squad"]))
        return Nodes(ids, _mixed(ids, ties["start"], ties["end"], ties["days"], evidence))

    def tie_lines(self, rows: Ints) -> Iterator[str]:
        """The triples of some ties, one node at a time."""
        ties, (begins, presences), ids = self.ties, self._tie_presences, self.tie_nodes.ids
        names = [f"<{BASE}id/presence/{number:016x}>" for number in self.presence_nodes.ids.tolist()]
        columns = (ties[name][rows].tolist() for name in ("ego", "alter", "squad", "kind", "start", "end", "days"))
        for row, column, two, squad, kind, start, end, days in zip(rows.tolist(), *columns, strict=True):
            node = f"<{BASE}id/tie/{int(ids[row]):016x}>"
            evidence = "".join(
                f"{node} <{Terms.WAS_DERIVED_FROM}> {names[place]} .\n"
                for place in presences[begins[row] : begins[row + 1]].tolist()
            )
            yield (
                f"{self._tie(node, kind, column, two)}{node} <{Pkg.HAS_TEAM}> {self._refs[squad >> 1]} .\n"
                f'{node} <{Pkg.DAYS}> "{days}"^^<{Terms.INTEGER}> .\n{node} <{Pkg.FROM}> {self._date(start)} .\n'
                f"{node} <{Pkg.THROUGH}> {self._date(end - 1)} .\n{evidence}"
            )

    def _tie(self, node: str, kind: int, one: int, two: int) -> str:
        return (
            f"{node} <{Terms.TYPE}> <{Pkg.TIE}> .\n{node} <{Pkg.HAS_KIND}> <{KIND}{TIE_KINDS[kind].value}> .\n"
            f"{node} <{Pkg.HAS_MEMBER}> {self._refs[one]} .\n{node} <{Pkg.HAS_MEMBER}> {self._refs[two]} .\n"
        )

    # ---- stated ties ----

    @cached_property
    def stated(self) -> dict[tuple[int, int, int, int], tuple[str, ...]]:
        """Claims by stated tie: the two people, the kind, and for a mentor whether the first one guides."""
        rows = related(self.facts, np.arange(self.facts.people_count), self.at)
        claims, ties = self.facts.relationships["claim"], dict[tuple[int, int, int, int], dict[str, None]]()
        columns = (rows[name].tolist() for name in ("ego", "alter", "kind", "leads", "row", "row2"))
        for column, two, kind, leads, row, second in zip(*columns, strict=True):
            mentor = TIE_KINDS[kind] is TieKind.MENTOR
            if (mentor and leads) or (not mentor and column < two):
                existing = ties.setdefault((column, two, kind, leads if mentor else 0), {})
                existing.update((self.facts.claim_id(claims[place]), None) for place in (row, second) if place >= 0)
        return {tie: tuple(sorted(existing)) for tie, existing in ties.items()}

    @cached_property
    def stated_blocks(self) -> dict[int, str]:
        """The triples of each stated tie by the number of its id."""
        blocks: dict[int, str] = {}
        for (item, two, kind, leads), claims in self.stated.items():
            people = sorted((self._refs[item], self._refs[two])) if not leads else [self._refs[item], self._refs[two]]
            number = _hash_of(" ".join((*people, str(TIE_KINDS[kind].value))))
            node = f"<{BASE}id/tie/{number:016x}>"
            evidence = "".join(f"{node} <{Terms.WAS_DERIVED_FROM}> <{claim}> .\n" for claim in claims)
            blocks[number] = self._tie(node, kind, item, two) + evidence
        return blocks

    # ---- direct links ----

    @cached_property
    def links(self) -> Columns:
        """Who is linked with whom, once each: ``one``, ``two`` and ``link``, a position in `_LINK_IRIS`."""
        ties = self.ties
        stated = np.array([key[:3] for key in self.stated], np.int64).reshape(-1, 3)
        item = np.concatenate([ties["ego"].astype(np.int64), stated[:, 0]])
        two = np.concatenate([ties["alter"].astype(np.int64), stated[:, 1]])
        link = _LINK_OF_KIND[np.concatenate([ties["kind"].astype(np.int64), stated[:, 2]])]
        directed = np.array([pair[0] != pair[1] for pair in _LINK_IRIS])[link]
        low, high = np.minimum(item, two), np.maximum(item, two)
        item, two = np.where(directed, item, low), np.where(directed, two, high)
        count = len(self._refs)
        keys = np.unique((item * count + two) * len(_LINK_IRIS) + link)
        pairs = keys // len(_LINK_IRIS)
        return {"one": pairs // count, "two": pairs % count, "link": keys % len(_LINK_IRIS)}

    def link_lines(self, rows: Ints) -> Iterator[str]:
        """The triples of some links, there and back."""
        links = self.links
        for item, two, link in zip(*(links[name][rows].tolist() for name in ("one", "two", "link")), strict=True):
            forth, back = _LINK_IRIS[link]
            yield f"{self._refs[item]} <{forth}> {self._refs[two]} .\n{self._refs[two]} <{back}> {self._refs[item]} .\n"

    @cached_property
    def link_ids(self) -> Hashes:
        """A number for each link, the same in every store."""
        links = self.links
        return _mixed(self._node_hashes[links["one"]], self._node_hashes[links["two"]], links["link"])

    @cached_property
    def stated_nodes(self) -> Nodes:
        """Ids and contents of the stated ties, in the order of `stated_blocks`."""
        ids = np.array(list(self.stated_blocks), np.uint64)
        return Nodes(ids, np.array([_hash_of(block) for block in self.stated_blocks.values()], np.uint64))

    def lines(self) -> Iterator[str]:
        """All of it as N-Triples, several lines at a time."""
        yield from self.presence_lines(np.arange(len(self.presences["person"])))
        yield from self.tie_lines(np.arange(len(self.ties["ego"])))
        yield from self.stated_blocks.values()
        yield from self.link_lines(np.arange(len(self.links["one"])))
