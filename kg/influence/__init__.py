"""Influence: how much each link carries in a transfer, as pure functions on the networkx slice."""

from kg.influence.score import combined_interval, link_carry, pathways, rank_persuaders, tie_influence
from kg.influence.weights import KindWeight, Shape, Weights, load_weights

__all__ = [
    "KindWeight",
    "Shape",
    "Weights",
    "combined_interval",
    "link_carry",
    "load_weights",
    "pathways",
    "rank_persuaders",
    "tie_influence",
]
