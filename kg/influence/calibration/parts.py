"""The parts of the score as columns: what each kind of tie, role and path would carry if its weight were one.

They come from the score itself, so that what is fitted is the formula that is shown.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.influence.calibration.arrays import Floats
from kg.influence.calibration.persuaders import FAME, PRIORS
from kg.influence.reported import PATHS
from kg.influence.score import pathways, role_of, scored_links
from kg.influence.weights import Weights

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["columns_of"]


def columns_of(graph: nx.DiGraph[Any], *, target: str, candidates: Sequence[str], at: date, weights: Weights) -> Floats:
    """[candidates, parts] in the order of `PRIORS`, each times the factor for presence.

    Args:
        graph: the subgraph of the question, as `SubgraphBuilder.for_club` gives it.
        target: node of the player.
        candidates: nodes to describe.
        at: the date of the question.
        weights: the weights in use; of them the shape counts, and for paths the weights of their links.
    """
    kinds = {kind: replace(weight, weight=1.0, low=1.0, high=1.0) for kind, weight in weights.kinds.items()}
    unit = scored_links(graph, at=at, weights=replace(weights, kinds=kinds))
    scored = scored_links(graph, at=at, weights=weights)
    places = {name: place for place, name in enumerate(PRIORS)}
    columns = np.zeros((len(candidates), len(PRIORS)))
    for place, node in enumerate(candidates):
        row = columns[place]
        facts = graph.nodes[node]
        for tie in unit.get((node, target), ()):
            row[places[tie.tie.kind.value]] += tie.influence
        role, standing = role_of(facts)
        if role in places:
            row[places[role]] = standing
        ways = pathways(graph, persuader=node, target=target, scored=scored, weights=weights)
        row[places[PATHS]] = 1.0 - math.prod(1.0 - way.influence / weights.shape.path_share for way in ways)
        row *= weights.shape.presence(facts["presence"])
        if facts["presence"] != "former":
            row[places[FAME]] = math.log1p(facts.get("gatherings", 0))
    return columns
