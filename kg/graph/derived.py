"""Resolved knowledge as RDF: who was where from when to when, and who is tied to whom.

Both come from the definitions that every answer uses (`kg.graph.ties`, `kg.columns.intervals`), as of the day after the
last one that any source vouches for, so that the same claims always give the same triples:

* a **presence** is a person at a team in a role, on every day from ``pkg:from`` through ``pkg:through``: ``certain``,
  or as its least sure day ``presumed`` or ``unsettled``; derived from the claims that cover it. Its last day may lie in
  the future;
* a **link** such as ``pkg:teamMateOf`` stands for each sort of tie between two people, both ways; how many team-mates
  somebody has is written too, because to count them takes a walk through most of the database. What two people
  shared at a team follows from their presences there; as nodes of their own such ties would be four fifths of it all;
* a **tie** is one stated relationship, derived from the claims that report it;
* an **occurrence** is one event, likewise (`kg.graph.occurrences`);
* countries, languages, competitions and clubs are things of their own (`kg.graph.concepts`).

A node's id depends on whom and what it connects, its *content* on everything said of it: two stores are compared by
these numbers, so that a small change rewrites a small part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from kg.columns.bounds import Columns
from kg.columns.facts import Facts
from kg.columns.files import NEVER, UNKNOWN, Ints, Table, as_date, concat_ranges
from kg.columns.intervals import ACADEMY, NATIONAL, NATIONAL_SHARE, WHOLE_SHARE
from kg.columns.segments import ROLES
from kg.graph.batch_ties import all_ties
from kg.graph.concepts import competition_blocks, description_blocks
from kg.graph.occurrences import occurrence_blocks
from kg.graph.presence import LIKELY
from kg.graph.ties import TIE_KINDS, related, team_ties
from kg.model import DIRECTED, Role, TieKind
from kg.rdf.kinds import ROLES as ROLE_IRIS
from kg.rdf.vocabulary import BASE, KIND, Pkg, Terms

__all__ = ["CERTAINTIES", "LINKS", "Derived", "Nodes", "contents_of", "count_line", "team_mate_counts"]

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
    TieKind.IDOL: (Pkg.IDOL_OF, Pkg.ADMIRER_OF),
    TieKind.SAME_AGENT: (Pkg.SHARES_AGENT_WITH, Pkg.SHARES_AGENT_WITH),
    TieKind.FEUD: (Pkg.FEUDS_WITH, Pkg.FEUDS_WITH),
}
LINKS: Final = tuple(dict.fromkeys(_LINKS.values()))
"""Properties that link two people, each with its inverse; a symmetric one is its own."""

_MATE_LINK: Final = LINKS.index(_LINKS[TieKind.CLUB])
_LINK_OF_KIND: Final = np.array([LINKS.index(_LINKS[kind]) if kind in _LINKS else -1 for kind in TIE_KINDS])
_DIRECTED: Final = np.array([forth != back for forth, back in LINKS])
_LINES_AT_ONCE: Final = 1 << 14
_PEOPLE_AT_ONCE: Final = 256


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


def contents_of(blocks: Iterable[str]) -> Hashes:
    """A number for each block of triples that changes with anything in it."""
    return np.array([_hash_of(block) for block in blocks], np.uint64)


def _summed(values: Hashes, owner: Ints, count: int) -> Hashes:
    """The sum of the values of each owner, whatever their order."""
    total = np.zeros(count, np.uint64)
    np.add.at(total, owner, values)
    return total


def team_mate_counts(links: Mapping[str, npt.NDArray[Any]], people: int) -> Ints:
    """How many team-mates each of so many people has, by number."""
    mates = links["link"] == _MATE_LINK
    counts: Ints = np.bincount(np.concatenate([links["one"][mates], links["two"][mates]]), minlength=people)
    return counts


def count_line(person: str, count: int) -> str:
    """The triple that says how many team-mates somebody has."""
    return f'<{person}> <{Pkg.TEAM_MATE_COUNT}> "{count}"^^<{Terms.INTEGER}> .\n'


class _Refs(dict[int, str]):
    """The ids of people and teams as they stand in N-Triples, by number, each read when first asked for."""

    def __init__(self, facts: Facts) -> None:
        super().__init__()
        self._facts = facts

    def __missing__(self, node: int) -> str:
        ref = self[node] = f"<{self._facts.iri(node)}>"
        return ref


@dataclass(frozen=True)
class Nodes:
    """Nodes of one sort: their ids as numbers, and a number that changes with anything said of them."""

    ids: Hashes
    contents: Hashes


class Derived:
    """Presences and ties of one state of the facts, written as lines of N-Triples by row.

    Args:
        facts: the state.
        people: numbers of the people whose presences and links are wanted; ``None`` for everybody's.
    """

    def __init__(self, facts: Facts, people: Sequence[int] | None = None) -> None:
        self.facts = facts
        self._chosen = None if people is None else np.array(sorted(people), np.int64)
        attested = facts.last_attested
        # A store without any attested day says what its stated dates say.
        self.at = attested + 1 if attested != UNKNOWN else int(facts.stays["end"].max(initial=0))
        self._refs = _Refs(facts)
        self._count = facts.people_count + facts.team_count
        self._node_hashes = np.zeros(self._count, np.uint64)
        self._hashed = np.zeros(self._count, bool)
        self._dates: dict[int, str] = {}

    def _hashes(self, nodes: Ints) -> Hashes:
        """A number for each of some people or teams, by its id; made when first asked for."""
        new = np.zeros(self._count, bool)
        new[nodes] = True
        for node in np.flatnonzero(new & ~self._hashed).tolist():
            self._node_hashes[node] = _hash_of(self._refs[node])
        self._hashed |= new
        return self._node_hashes[nodes]

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
        rows = self._rows_of_chosen(table)
        start, seen_from, seen_until = (table[name][rows] for name in ("start", "seen_from", "seen_until"))
        rows = rows[(start < at) & (seen_from < at) & (at <= seen_until)]
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

    def _rows_of_chosen(self, table: Table) -> Ints:
        """The rows of a table by person that concern the people wanted."""
        if self._chosen is None:
            return np.arange(len(table["person"]))
        return concat_ranges(table["of_person"][self._chosen], table["of_person"][self._chosen + 1])[0]

    @cached_property
    def _presence_claims(self) -> tuple[Ints, Ints]:
        """By presence, where its claims begin in the second array, which holds numbers of claims."""
        stays, table = self.presences, self.facts.spells
        rows = self._rows_of_chosen(table)
        columns = ("person", "team", "role", "start_est", "end_est", "kind", "claim")
        spells = {name: table[name][rows] for name in columns}
        key = self._membership(stays["person"], stays["squad"] >> 1, stays["role"])
        existing = self._membership(spells["person"], spells["team"], spells["role"])
        place, owner = concat_ranges(np.searchsorted(existing, key), np.searchsorted(existing, key, side="right"))
        covers = (spells["start_est"][place] < stays["end"][owner]) & (spells["end_est"][place] > stays["start"][owner])
        covers &= (stays["squad"][owner] & 1 == 0) | (spells["kind"][place] == ACADEMY)
        # Somebody seen on both sides of a gap was there in between: that rests on what is claimed of either side.
        bare = ~np.isin(owner, owner[covers])
        before, after = (
            spells["end_est"][place] <= stays["start"][owner],
            spells["start_est"][place] >= stays["end"][owner],
        )
        last, first = np.full(len(key), -NEVER), np.full(len(key), NEVER)
        np.maximum.at(last, owner[bare & before], spells["end_est"][place[bare & before]])
        np.minimum.at(first, owner[bare & after], spells["start_est"][place[bare & after]])
        covers |= bare & before & (spells["end_est"][place] == last[owner])
        covers |= bare & after & (spells["start_est"][place] == first[owner])
        claims, owner = spells["claim"][place[covers]], owner[covers]
        return np.searchsorted(owner, np.arange(len(key) + 1)), claims

    def _membership(self, person: Ints, team: Ints, role: Ints) -> Ints:
        keys: Ints = (person.astype(np.int64) * self._count + team) * len(ROLES) + role
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
        ids = _mixed(self._hashes(stays["person"]), self._squads(stays["squad"]), stays["role"], stays["start"])
        return Nodes(ids, _mixed(ids, stays["end"], stays["certainty"], evidence))

    def _squads(self, squads: Ints) -> Hashes:
        return _mixed(self._hashes(squads >> 1), squads & 1)

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

    # ---- stated ties ----

    @cached_property
    def stated(self) -> dict[tuple[int, int, int, int], tuple[str, ...]]:
        """Claims by stated tie: the two people, the kind, and whether the first one is the subject (see `DIRECTED`)."""
        people = np.arange(self.facts.people_count)
        if self._chosen is not None:  # a tie is stated from the side of one of the two: whichever it is has to be asked
            people = np.concatenate([self._chosen, related(self.facts, self._chosen, self.at)["alter"]])
        rows = related(self.facts, people, self.at)
        claims, ties = self.facts.relationships["claim"], dict[tuple[int, int, int, int], dict[str, None]]()
        columns = (rows[name].tolist() for name in ("ego", "alter", "kind", "leads", "row", "row2"))
        for column, two, kind, leads, row, second in zip(*columns, strict=True):
            directed = TIE_KINDS[kind] in DIRECTED
            if (directed and leads) or (not directed and column < two):
                existing = ties.setdefault((column, two, kind, leads if directed else 0), {})
                existing.update((self.facts.claim_id(claims[place]), None) for place in (row, second) if place >= 0)
        wanted = None if self._chosen is None else set(self._chosen.tolist())
        return {
            tie: tuple(sorted(existing))
            for tie, existing in ties.items()
            if wanted is None or not wanted.isdisjoint(tie[:2])
        }

    @cached_property
    def tie_blocks(self) -> dict[int, str]:
        """The triples of each tie by the number of its id."""
        blocks: dict[int, str] = {}
        for (item, two, kind, leads), claims in self.stated.items():
            subject, object_ = self._refs[item], self._refs[two]
            people = [subject, object_] if leads else sorted((subject, object_))
            number = _hash_of(" ".join((*people, str(TIE_KINDS[kind].value))))
            node = f"<{BASE}id/tie/{number:016x}>"
            evidence = "".join(f"{node} <{Terms.WAS_DERIVED_FROM}> <{claim}> .\n" for claim in claims)
            blocks[number] = (
                f"{node} <{Terms.TYPE}> <{Pkg.TIE}> .\n{node} <{Pkg.HAS_KIND}> <{KIND}{TIE_KINDS[kind].value}> .\n"
                f"{node} <{Pkg.HAS_MEMBER}> {subject} .\n{node} <{Pkg.HAS_MEMBER}> {object_} .\n{evidence}"
            )
        return blocks

    # ---- direct links ----

    @cached_property
    def links(self) -> Columns:
        """Who is linked with whom, once each: ``one``, ``two`` and ``link``, a position in `LINKS`; sorted."""
        stated = np.array([key[:3] for key in self.stated], np.int64).reshape(-1, 3)
        keys = [self._link_keys(stated[:, 0], stated[:, 1], stated[:, 2])]
        shared = all_ties(self.facts, self.at) if self._chosen is None else self._ties_of_chosen()
        for ties in shared:
            # Of a player and a head coach the player comes first.
            turned = (ties["ego_role"] == _COACH) & (ties["alter_role"] == _PLAYER)
            subject = np.where(turned, ties["alter"], ties["ego"])
            object_ = np.where(turned, ties["ego"], ties["alter"])
            keys.append(self._link_keys(subject, object_, ties["kind"]))
        every = np.unique(np.concatenate(keys))
        pairs = every // len(LINKS)
        return {"one": pairs // self._count, "two": pairs % self._count, "link": every % len(LINKS)}

    def _ties_of_chosen(self) -> Iterator[Columns]:
        """All ties by shared teams of the people chosen, a few people at a time."""
        people = self._chosen if self._chosen is not None else np.arange(self.facts.people_count)
        for begin in range(0, len(people), _PEOPLE_AT_ONCE):
            yield team_ties(self.facts, people[begin : begin + _PEOPLE_AT_ONCE], self.at)

    def _link_keys(self, subject: Ints, object_: Ints, kind: Ints) -> Ints:
        """One number for each link; where it is symmetric, the one with the lower number comes first."""
        link = _LINK_OF_KIND[kind]
        subject, object_ = subject.astype(np.int64), object_.astype(np.int64)
        first, second = np.minimum(subject, object_), np.maximum(subject, object_)
        first, second = np.where(_DIRECTED[link], subject, first), np.where(_DIRECTED[link], object_, second)
        keys: Ints = np.unique((first * self._count + second) * len(LINKS) + link)
        return keys

    def link_lines(self, rows: Ints) -> Iterator[str]:
        """The triples of some links, there and back, many lines at a time and all of one person's together."""
        columns = [self.links[name][rows] for name in ("one", "two", "link")]
        subject, object_ = np.concatenate(columns[:2]), np.concatenate(columns[1::-1])
        predicate = np.concatenate([columns[2], columns[2] + len(LINKS)])
        order = np.lexsort((object_, predicate, subject))
        triples = [column[order].tolist() for column in (subject, predicate, object_)]
        links = [f" <{pair[way]}> " for way in (0, 1) for pair in LINKS]
        refs, ends = self._refs, {node: f"{self._refs[node]} .\n" for node in np.unique(object_).tolist()}
        for begin in range(0, len(order), _LINES_AT_ONCE):
            piece = zip(*(column[begin : begin + _LINES_AT_ONCE] for column in triples), strict=True)
            yield "".join([refs[subject] + links[link] + ends[object_] for subject, link, object_ in piece])

    @property
    def people(self) -> list[str]:
        """IRIs of the people, by their number in `links`."""
        return [self._refs[node][1:-1] for node in range(self.facts.people_count)]

    @cached_property
    def link_ids(self) -> Hashes:
        """A number for each link, the same in every store."""
        links = self.links
        return _mixed(self._hashes(links["one"]), self._hashes(links["two"]), links["link"])

    @property
    def tie_ends(self) -> tuple[list[int], list[int]]:
        """The numbers of the two people of each tie, in the order of `tie_blocks`."""
        return [tie[0] for tie in self.stated], [tie[1] for tie in self.stated]

    @cached_property
    def tie_nodes(self) -> Nodes:
        """Ids and contents of the ties, in the order of `tie_blocks`."""
        ids = np.array(list(self.tie_blocks), np.uint64)
        return Nodes(ids, contents_of(self.tie_blocks.values()))

    # ---- things apart from the claims that name them ----

    @cached_property
    def described(self) -> dict[str, str]:
        """The triples of countries, languages and clubs by their ids."""
        return description_blocks(self.facts)

    @cached_property
    def described_from(self) -> Hashes:
        """Numbers that change with anything that `described` is made of; read much faster than that is made."""
        return np.frombuffer(self.facts.descriptions_digest(), np.uint64)

    @cached_property
    def reported(self) -> dict[str, str]:
        """The triples of occurrences and competitions by their ids."""
        return {**occurrence_blocks(self.facts), **competition_blocks(self.facts)}

    def lines(self) -> Iterator[str]:
        """All of it as N-Triples, several lines at a time."""
        yield from self.described.values()
        yield from self.reported.values()
        yield from self.presence_lines(np.arange(len(self.presences["person"])))
        yield from self.tie_blocks.values()
        yield from self.link_lines(np.arange(len(self.links["one"])))
        counts = team_mate_counts(self.links, self.facts.people_count)
        for person in np.flatnonzero(counts).tolist():
            yield count_line(self._refs[person][1:-1], int(counts[person]))
