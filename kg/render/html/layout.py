"""Where the people of a persuasion page stand: computed ahead, the same in every run, so that nothing moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["layered"]

_COLUMN = 330.0
_ROW = 74.0


def layered(layers: Sequence[Sequence[str]], *, beside: Mapping[str, Sequence[str]]) -> dict[str, tuple[float, float]]:
    """Place layers as columns from left to right, those with neighbours sorted to stand near them.

    A layer of which nobody is in ``beside`` keeps its order (it is a ranking); any other is sorted by the mean
    height of its neighbours, the barycentre rule of Sugiyama, Tagawa and Toda (1981). Rows are far enough apart
    that labels of one line do not touch.

    Args:
        layers: node names, column by column.
        beside: for a node, its neighbours in the next column.

    Returns:
        x and y of every node, in the pixels of an unscaled drawing, centred on (0, 0).
    """
    heights: dict[str, float] = {}
    placed: dict[str, tuple[float, float]] = {}
    for column in range(len(layers) - 1, -1, -1):
        nodes = list(layers[column])
        if any(node in beside for node in nodes):
            nodes.sort(key=lambda node: (_mean([heights[n] for n in beside.get(node, ()) if n in heights]), node))
        # A single node opposite a tall column stands in its middle.
        top = -_ROW * (len(nodes) - 1) / 2
        for row, node in enumerate(nodes):
            heights[node] = top + row * _ROW
            placed[node] = ((column - (len(layers) - 1) / 2) * _COLUMN, heights[node])
    return placed


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
