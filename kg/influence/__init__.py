"""Influence: how much each link carries in a transfer, as pure functions on the networkx subgraph."""

from kg.influence.fitted import Figures, Fitted, load_fitted
from kg.influence.reported import load_weights
from kg.influence.score import (
    combined_interval,
    link_carry,
    pathway,
    pathways,
    rank_persuaders,
    scored_links,
    tie_influence,
)
from kg.influence.weights import KindWeight, Shape, Weights

__all__ = [
    "Figures",
    "Fitted",
    "KindWeight",
    "Shape",
    "Weights",
    "combined_interval",
    "link_carry",
    "load_fitted",
    "load_weights",
    "pathway",
    "pathways",
    "rank_persuaders",
    "scored_links",
    "tie_influence",
]
