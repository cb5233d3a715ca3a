"""Worlds: the people of several squads, and the closest ties among them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations
from typing import Final

import numpy as np

from kg.columns.facts import Facts
from kg.columns.files import UNKNOWN, as_date, day
from kg.columns.intervals import TEAM_KINDS
from kg.columns.segments import SPELL_KINDS
from kg.graph.closeness import SPAN, closeness, pair_keys
from kg.graph.presence import people_at
from kg.graph.subgraph import SubgraphBuilder
from kg.graph.tie_builder import only
from kg.graph.ties import met, related, shared, squads_of, stays_of
from kg.model import TeamKind, Tie
from kg.text.names import compact

__all__ = [
    "bridges",
    "closest_pairs",
    "densest",
    "nearest_clubs",
    "people_at_teams",
    "tournament_people",
    "tournaments",
]

_SMALLEST: Final = 5
"""People that a cluster needs before its share of linked pairs says anything."""
_OF_CLUBS: Final = [TEAM_KINDS.index(kind) for kind in (TeamKind.CLUB, TeamKind.RESERVE, TeamKind.YOUTH)]
_SELECTION: Final = [kind.value for kind in SPELL_KINDS].index("selection")


def closest_pairs(
    builder: SubgraphBuilder, people: Sequence[int], *, most_each: int
) -> tuple[list[tuple[int, int, list[Tie]]], int]:
    """The ties among some people: of the pairs, those that are among the ``most_each`` closest of either person.

    Returns:
        Pairs of people with their ties (the ego is the first of the two), the closest first, and how many pairs were
        left out.
    """
    facts, now, tie_builder = builder.facts, builder.now, builder.tie_builder
    chosen = np.unique(np.asarray(people, np.int64))
    stays = stays_of(facts, chosen, now)
    stays = only(stays, np.lexsort((stays["start"], stays["squad"])))
    pairs = met(facts, stays, stays, now, once=True)
    stated = related(facts, chosen, now, day(builder.known_by))
    stated = only(stated, np.isin(stated["alter"], chosen) & (stated["ego"] < stated["alter"]))
    keys, values = closeness(facts, pairs, stated, now)
    room: dict[int, int] = defaultdict(lambda: most_each)
    closest: list[int] = []
    for key in keys[np.lexsort((keys, -values))].tolist():
        item, two = key >> 31, key & int(SPAN - 1)
        if room[item] > 0 or room[two] > 0:
            closest.append(key)
            room[item] -= 1
            room[two] -= 1
    wanted = np.array(closest, np.int64)
    pairs, stated = (only(rows, np.isin(pair_keys(rows["ego"], rows["alter"]), wanted)) for rows in (pairs, stated))
    ties: dict[tuple[str, str], list[Tie]] = defaultdict(list)
    teams = shared(pairs, facts.nodes["kind"], squads_of(facts, pairs["squad"], now), now)
    for tie in (*tie_builder.teams(teams), *tie_builder.relations(stated)):
        ties[tie.ego, tie.alter].append(tie)
    ends = ((key >> 31, key & int(SPAN - 1)) for key in closest)
    return [(item, two, ties[facts.iri(item), facts.iri(two)]) for item, two in ends], len(keys) - len(closest)


def bridges(clusters: Sequence[int], links: Sequence[tuple[int, int, float]], *, most: int) -> list[tuple[int, int]]:
    """The people whose links reach the most clusters besides their own, with how many.

    Among equals those come first whose links out of their cluster are the strongest together.

    Args:
        clusters: the cluster of each person.
        links: pairs of people, and how strong the link is.
        most: how many to name.
    """
    reached: dict[int, set[int]] = defaultdict(set)
    carried: dict[int, float] = defaultdict(float)
    for first, second, value in links:
        if clusters[first] != clusters[second]:
            for person, other in ((first, second), (second, first)):
                reached[person].add(clusters[other])
                carried[person] += value
    ordered = sorted(reached, key=lambda person: (-len(reached[person]), -carried[person], person))
    return [(person, len(reached[person])) for person in ordered[:most] if len(reached[person]) > 1]


def densest(clusters: Sequence[int], links: Sequence[tuple[int, int, float]], *, most: int) -> list[tuple[int, float]]:
    """The clusters in which the largest share of all pairs of people is linked, with that share.

    Args:
        clusters: the cluster of each person.
        links: pairs of people, and how strong the link is.
        most: how many to name.
    """
    sizes = Counter(clusters)
    inside = Counter(clusters[first] for first, second, _ in links if clusters[first] == clusters[second])
    shares = [(inside[key] / math.comb(size, 2), key) for key, size in sizes.items() if size >= _SMALLEST]
    return [(key, share) for share, key in sorted(shares, key=lambda row: (-row[0], row[1]))[:most] if share > 0]


def nearest_clubs(facts: Facts, people: Sequence[int], at: date, *, most: int) -> list[tuple[int, int, int]]:
    """The pairs of clubs that the most of some people have been at both of, with how many.

    Args:
        facts: the facts.
        people: whom to look at.
        at: the day; only stays that had begun count.
        most: how many pairs to name.
    """
    stays = stays_of(facts, np.unique(np.asarray(people, np.int64)), day(at))
    teams = stays["squad"] >> 1
    kept = np.isin(facts.nodes["kind"][teams], _OF_CLUBS)
    been: dict[int, set[int]] = defaultdict(set)
    clubs = facts.nodes["organisation"][teams[kept]]
    for person, club in zip(stays["person"][kept].tolist(), clubs.tolist(), strict=True):
        been[person].add(club)
    shared_by = Counter(pair for places in been.values() for pair in combinations(sorted(places), 2))
    ordered = sorted(shared_by.items(), key=lambda row: (-row[1], row[0]))
    return [(first, second, count) for (first, second), count in ordered[:most] if count > 1]


def tournament_people(facts: Facts, name: str, at: date) -> dict[int, int]:
    """Who was named in the squads of a tournament or camp, with the team; empty if there is none of that name."""
    wanted, table = compact(name), facts.spells
    rows = np.flatnonzero((table["kind"] == _SELECTION) & (table["start_est"] < day(at)))
    names = {number: facts.text(number) for number in np.unique(table["occasion"][rows]).tolist()}
    meant = [number for number, text in names.items() if wanted and compact(text) == wanted]
    rows = rows[np.isin(table["occasion"][rows], meant)]
    return dict(zip(table["person"][rows].tolist(), table["team"][rows].tolist(), strict=True))


def people_at_teams(facts: Facts, teams: Iterable[int], at: date) -> dict[int, int]:
    """Who is at some teams, with the team."""
    people: dict[int, int] = {}
    for team in teams:
        for standing in people_at(facts, team, at, present=True):
            people.setdefault(standing.person, team)
    return people


def tournaments(facts: Facts, at: date) -> list[tuple[str, date | None, int]]:
    """The tournaments that squads are known of: name, day, and how many people; the latest first."""
    table = facts.spells
    rows = np.flatnonzero((table["kind"] == _SELECTION) & (table["start_est"] < day(at)))
    numbers, counts = np.unique(table["occasion"][rows], return_counts=True)
    listed = []
    for number, size in zip(numbers.tolist(), counts.tolist(), strict=True):
        starts = table["start_est"][rows[table["occasion"][rows] == number]]
        first = int(starts.max()) if len(starts) else UNKNOWN
        if name := facts.text(number):
            listed.append((name, as_date(first), size))
    return sorted(listed, key=lambda row: (-(row[1] or date.min).toordinal(), row[0]))
