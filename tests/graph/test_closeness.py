"""Closeness, clusters and what is told of them, against plain readings."""

from __future__ import annotations

import math
from collections import Counter
from itertools import combinations
from types import SimpleNamespace
from typing import cast

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kg.columns.facts import Facts
from kg.columns.intervals import TEAM_KINDS
from kg.graph.closeness import closeness
from kg.graph.clusters import clusters_of
from kg.graph.worlds import (
    bridges,
    densest,
)


@st.composite
def meeting_rows(draw: st.DrawFn) -> list[tuple[int, ...]]:
    row = st.tuples(
        *(st.integers(0, 2), st.integers(3, 4), st.integers(0, 2 * len(TEAM_KINDS) - 1)),
        *(st.integers(0, 5000), st.integers(0, 900), st.integers(0, 840), st.integers(0, 840)),
    )
    return draw(st.lists(row, max_size=6))


@given(meeting_rows(), st.lists(st.tuples(st.integers(0, 2), st.integers(3, 4)), max_size=3))
def test_closeness_is_days_weighed_and_halved_every_four_years(
    rows: list[tuple[int, ...]], stated: list[tuple[int, int]]
) -> None:
    now = 4000
    facts = cast("Facts", SimpleNamespace(nodes={"kind": np.arange(len(TEAM_KINDS))}))
    expected: Counter[tuple[int, int]] = Counter()
    for ego, alter, squad, start, length, mine, theirs in rows:
        together = max(length * mine * theirs / 840**2, 1.0)
        together *= 6 if TEAM_KINDS[squad >> 1].value in ("national", "national_youth") else 1
        years = max(now - (start + length), 0) / 365.25
        expected[ego, alter] += max(round(16 * together * math.exp2(-years / 4)), 1)
    for pair in stated:
        expected[pair] += 16_000
    names = ("ego", "alter", "squad", "start", "end", "weight")
    columns = [(ego, alter, squad, start, start + length, a * b) for ego, alter, squad, start, length, a, b in rows]
    meetings = {name: np.array([row[n] for row in columns], np.int64) for n, name in enumerate(names)}
    said = {name: np.array([pair[n] for pair in stated], np.int64) for n, name in enumerate(("ego", "alter"))}
    keys, values = closeness(facts, meetings, said, now)
    assert {
        (key >> 31, key % (1 << 31)): value for key, value in zip(keys.tolist(), values.tolist(), strict=True)
    } == dict(expected)
    assert keys.tolist() == sorted(keys.tolist())


# ---- clusters and what is told of them ----

links_of = st.lists(
    st.tuples(st.integers(0, 11), st.integers(0, 11), st.sampled_from([0.5, 1.0])).filter(lambda row: row[0] < row[1]),
    max_size=20,
    unique_by=lambda row: row[:2],
)


@given(st.lists(st.integers(0, 3), min_size=12, max_size=12), links_of, st.integers(1, 4))
def test_bridges_reach_most_clusters_and_the_densest_have_most_pairs_linked(
    clusters: list[int], links: list[tuple[int, int, float]], most: int
) -> None:
    out = {
        person: [
            (clusters[a + b - person], value)
            for a, b, value in links
            if person in (a, b) and clusters[a] != clusters[b]
        ]
        for person in range(12)
    }
    reached = {person: len({cluster for cluster, _ in found}) for person, found in out.items()}
    order = sorted(range(12), key=lambda person: (-reached[person], -sum(value for _, value in out[person]), person))
    assert bridges(clusters, links, most=most) == [
        (person, reached[person]) for person in order[:most] if reached[person] > 1
    ]
    shares = []
    for cluster in set(clusters):
        inside = [person for person in range(12) if clusters[person] == cluster]
        linked = [pair for pair in combinations(inside, 2) if pair in {(a, b) for a, b, _ in links}]
        if len(inside) >= 5 and linked:
            shares.append((cluster, len(linked) / math.comb(len(inside), 2)))
    assert densest(clusters, links, most=most) == sorted(shares, key=lambda row: (-row[1], row[0]))[:most]


@given(links_of)
def test_clusters_are_numbered_from_the_largest_and_the_unlinked_share_the_last(
    links: list[tuple[int, int, float]],
) -> None:
    found = clusters_of(12, links)
    tied = {person for first, second, _ in links for person in (first, second)}
    sizes = Counter(found[person] for person in sorted(tied))
    assert [sizes[number] for number in range(len(sizes))] == sorted(sizes.values(), reverse=True)
    assert {found[person] for person in range(12) if person not in tied} <= {len(sizes)}
    assert found == clusters_of(12, links)


def test_groups_without_a_link_between_them_are_clusters_apart() -> None:
    trio, pair = [(5, 6, 1.0), (6, 7, 1.0), (5, 7, 1.0)], [(1, 2, 1.0)]
    assert clusters_of(9, [*pair, *trio]) == [2, 1, 1, 2, 2, 0, 0, 0, 2]
    assert clusters_of(2, []) == [0, 0]
