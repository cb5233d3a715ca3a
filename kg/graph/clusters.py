"""Clusters: people with more strong links among each other than outside, found by Louvain's method."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.lazy import lazy

if TYPE_CHECKING:
    import networkx as nx
else:
    nx = lazy("networkx")

__all__ = ["clusters_of"]

_SEED = 20


def clusters_of(count: int, links: Sequence[tuple[int, int, float]]) -> list[int]:
    """The cluster of each of ``count`` people, numbered from the largest; the same in every run.

    Those without any link share the last cluster.

    Args:
        count: how many people.
        links: pairs of people, and how strong the link is (positive).

    References:
        Blondel and others, "Fast unfolding of communities in large networks" (2008), in networkx.
    """
    graph: nx.Graph[int] = nx.Graph()
    graph.add_weighted_edges_from(links)
    # By networkx itself, whatever backend is installed: others part ties between equal clusters in their own way.
    communities = nx.community.louvain_communities(graph, seed=_SEED, backend="networkx") if len(graph) else []
    ordered = sorted(communities, key=lambda members: (-len(members), min(members)))
    number = dict.fromkeys(range(count), len(ordered))
    for place, members in enumerate(ordered):
        number.update(dict.fromkeys(members, place))
    return [number[person] for person in range(count)]
