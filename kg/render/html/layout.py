"""Where people stand: computed ahead and the same in every run, so that nothing moves, whatever is shown or hidden.

Three ways, each a pure function: columns for questions (`layered`), sectors around one person (`radial`), and clusters
as islands (`islands`). Units are the pixels of an unscaled drawing; the origin is the middle.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

__all__ = ["Places", "islands", "layered", "radial"]

Places = dict[str, tuple[float, float]]

_COLUMN: Final = 330.0
_ROW: Final = 74.0
_FIRST_RING: Final = 230.0
_RING: Final = 92.0
_ALONG: Final = 96.0
_APART: Final = 46.0
_LARGE: Final = 700
_GOLDEN: Final = math.pi * (3 - math.sqrt(5))


def layered(
    layers: Sequence[Sequence[str]],
    *,
    beside: Mapping[str, Sequence[str]],
    rows: int | Sequence[int] = 15,
    gaps: Sequence[float] = (),
) -> Places:
    """Place layers as columns from left to right, those with neighbours sorted to stand near them.

    A layer of which nobody is in ``beside`` keeps its order (it is a ranking); any other is sorted by the mean
    height of its neighbours, the barycentre rule of Sugiyama, Tagawa and Toda (1981). A layer longer than ``rows``
    goes on in further columns, each ten rows taller, outside of all first columns, on the layer's own side: those
    first in the ranking stand where they stand however many follow.

    Args:
        layers: node names, column by column.
        beside: for a node, its neighbours in the next column.
        rows: how many stand in the first column of a layer, of all or of each.
        gaps: from each layer to the next, in columns; 1 where none is given.
    """
    tall = [rows] * len(layers) if isinstance(rows, int) else list(rows)
    wide = [*gaps, *([1.0] * len(layers))][: max(len(layers) - 1, 0)]
    across = [sum(wide[:number]) for number in range(len(layers))]
    left, right = 0.0, sum(wide)
    heights: dict[str, float] = {}
    placed: Places = {}
    for number in range(len(layers) - 1, -1, -1):
        nodes = list(layers[number])
        if any(node in beside for node in nodes):
            first, rest = nodes[: tall[number]], nodes[tall[number] :]
            first.sort(key=lambda node: (_mean([heights[n] for n in beside.get(node, ()) if n in heights]), node))
            nodes = first + rest
        begin = 0
        for column, size in enumerate(_columns(len(nodes), tall[number])):
            x = across[number]
            # A layer in the middle goes on at both sides by turns.
            if column and (2 * number > len(layers) - 1 or (2 * number == len(layers) - 1 and column % 2)):
                x = right = right + 1
            elif column:
                x = left = left - 1
            for row, node in enumerate(nodes[begin : begin + size]):
                heights[node] = _ROW * (row - (size - 1) / 2)
                placed[node] = (x * _COLUMN, heights[node])
            begin += size
    middle = across[-1] / 2 * _COLUMN if layers else 0.0
    return {node: (x - middle, y) for node, (x, y) in placed.items()}


def _columns(count: int, rows: int) -> list[int]:
    sizes: list[int] = []
    while count > 0:
        sizes.append(min(count, rows + 10 * len(sizes)))
        count -= sizes[-1]
    return sizes


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def radial(sectors: Sequence[Sequence[str]], *, first: Collection[str]) -> tuple[Places, list[tuple[float, float]]]:
    """Place sectors clockwise from the top around the middle, the first of each sector nearest to it.

    A sector is as wide as it has members, but never so narrow that two cannot stand side by side; members fill it
    ring by ring. Those drawn at first settle the widths, so that a long tail of faint ties crowds nobody out.

    Args:
        sectors: node names, each sector in order of rank.
        first: those drawn at first.

    Returns:
        The places, and for each sector a place for its caption, beyond its first members.
    """
    placed: Places = {}
    captions: list[tuple[float, float]] = []
    drawn = [sum(node in first for node in sector) for sector in sectors]
    weights = [math.sqrt(size) + 0.6 if size else 0.3 for size in drawn]
    angle = -math.pi / 2
    for sector, size, weight in zip(sectors, drawn, weights, strict=True):
        width = 2 * math.pi * weight / sum(weights)
        radius, begin, outermost = _FIRST_RING, 0, _FIRST_RING
        usable = width * 0.86
        while begin < len(sector):
            room = max(1, int(usable * radius / _ALONG))
            ring = sector[begin : begin + room]
            for place, node in enumerate(ring):
                turn = angle + width / 2 + usable * ((place + 0.5) / len(ring) - 0.5)
                placed[node] = (radius * math.cos(turn), radius * math.sin(turn))
            if begin < size:
                outermost = radius
            begin += room
            radius += _RING
        middle = angle + width / 2
        captions.append(((outermost + _RING * 0.75) * math.cos(middle), (outermost + _RING * 0.75) * math.sin(middle)))
        angle += width
    return placed, captions


def islands(
    clusters: Sequence[int], links: Sequence[tuple[int, int, float]]
) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Place clusters as islands: tied clusters near each other, tied people near each other within theirs.

    Both levels are spring layouts (Fruchterman and Reingold 1991) on NumPy arrays, started from a sunflower instead
    of chance, with exact repulsion inside each cluster and between cluster centres only; 3,000 people take a tenth of
    the time of the all-pairs layout of networkx, and the result is the same in every run.

    Args:
        clusters: the cluster of each person, numbered from 0.
        links: pairs of people, by position, and how strong the link is.

    Returns:
        The place of each person, and of each cluster's caption.
    """
    if not clusters:
        return [], []
    cluster = np.asarray(clusters, np.int64)
    count = int(cluster.max()) + 1
    ends = np.asarray([(a, b) for a, b, _ in links], np.int64).reshape(-1, 2)
    weight = np.asarray([w for *_, w in links], np.float64)
    sizes = np.bincount(cluster, minlength=count)
    radii = _APART * 0.62 * np.sqrt(np.maximum(sizes, 1)) + _APART * 0.5
    centres = _centres(cluster, ends, weight, radii)
    places = np.zeros((len(cluster), 2))
    inside = cluster[ends[:, 0]] == cluster[ends[:, 1]]
    order = np.argsort(cluster[ends[inside, 0]], kind="stable")
    inner, pull = ends[inside][order], weight[inside][order]
    begins = np.searchsorted(cluster[inner[:, 0]], np.arange(count + 1))
    number = np.zeros(len(cluster), np.int64)
    for item in range(count):
        members = np.flatnonzero(cluster == item)
        number[members] = np.arange(len(members))
        rows = slice(begins[item], begins[item + 1])
        local = _springs(len(members), number[inner[rows]], pull[rows], float(radii[item]))
        places[members] = centres[item] + local
    captions = [(float(x), float(y - r)) for (x, y), r in zip(centres, radii, strict=True)]
    return [(float(x), float(y)) for x, y in places], captions


def _sunflower(count: int, radius: float) -> Floats:
    step = np.arange(count)
    distance, turn = radius * np.sqrt((step + 0.5) / max(count, 1)), step * _GOLDEN
    return np.stack([distance * np.cos(turn), distance * np.sin(turn)], axis=1)


def _springs(count: int, ends: Any, weight: Any, radius: float) -> Floats:
    """One cluster: repulsion among all, attraction along links, kept within a disc."""
    degree = np.bincount(ends.ravel(), minlength=count) if len(ends) else np.zeros(count)
    rank = np.empty(count, np.int64)
    rank[np.argsort(-degree, kind="stable")] = np.arange(count)
    places: Floats = _sunflower(count, radius)[rank]  # the best connected in the middle
    if count < 3 or count > _LARGE or not len(ends):
        return places
    ideal = radius / math.sqrt(count)
    strength = 0.3 + 0.7 * weight / max(float(weight.max()), 1e-9)
    for heat in np.linspace(0.5 * ideal, 0.05 * ideal, 30):
        apart = places[:, None, :] - places[None, :, :]
        squared = (apart * apart).sum(axis=2) + 1e-3
        force = (apart * (ideal * ideal * 1.6 / squared)[:, :, None]).sum(axis=1)
        along = places[ends[:, 1]] - places[ends[:, 0]]
        tension = along * (strength * np.sqrt((along * along).sum(axis=1)) / ideal * 0.12)[:, None]
        np.add.at(force, ends[:, 0], tension)
        np.add.at(force, ends[:, 1], -tension)
        # As strong as the repulsion within an evenly filled disc, so that nobody is pressed to the rim.
        force -= 1.6 * places
        size = np.sqrt((force * force).sum(axis=1))[:, None] + 1e-9
        places = places + force / size * np.minimum(size, heat)
        far = np.sqrt((places * places).sum(axis=1))[:, None]
        places = np.where(far > radius, places * (radius / np.maximum(far, 1e-9)), places)
    return places


def _centres(cluster: Any, ends: Any, weight: Any, radii: Any) -> Floats:
    """Discs that do not overlap, those with links between them near each other."""
    count = len(radii)
    order = np.argsort(-radii, kind="stable")
    rank = np.empty(count, np.int64)
    rank[order] = np.arange(count)
    spread = math.sqrt(float((radii * radii).sum())) * 1.15
    places: Floats = _sunflower(count, spread)[rank]
    between = np.zeros((count, count))
    if len(ends):
        np.add.at(between, (cluster[ends[:, 0]], cluster[ends[:, 1]]), weight)
        between = between + between.T
        np.fill_diagonal(between, 0.0)
        between /= max(float(between.max()), 1e-9)
    gap = radii[:, None] + radii[None, :] + 2 * _APART
    for step in range(240):
        apart = places[:, None, :] - places[None, :, :]
        distance = np.sqrt((apart * apart).sum(axis=2)) + 1e-6
        np.fill_diagonal(distance, 1e12)  # nobody is pushed by himself
        # Linked discs draw each other, all are drawn to the middle a little, and overlaps are pushed apart.
        towards = 0.04 * np.sqrt(between) * np.maximum(distance - gap, 0.0)
        away = np.where(distance < gap, 0.5 * (gap - distance), 0.0)
        cooling = 1.0 if step < 160 else 0.0
        force = (apart / distance[:, :, None] * (away - cooling * towards)[:, :, None]).sum(axis=1)
        places = places + force - cooling * 0.01 * places
        # A page is wider than tall.
        places[:, 1] *= 1.0 - 0.0015 * cooling
    return places
