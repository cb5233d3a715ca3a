"""Diagrams of the ontology as SVG: how its classes hang together, and trees of subclasses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

__all__ = ["Box", "hierarchy", "overview"]

WIDTH, HEIGHT = 150, 34
PLACES: Final[dict[str, tuple[float, float]]] = {
    "Position": (10, 20),
    "Person": (270, 20),
    "Team": (620, 20),
    "Role": (830, 110),
    "Relationship": (10, 190),
    "Event": (330, 190),
    "Spell": (650, 190),
    "Claim": (330, 330),
    "Source": (650, 330),
    "Tie": (10, 480),
    "Presence": (650, 480),
    "TieKind": (10, 580),
    "Occurrence": (330, 480),
    "EventKind": (330, 580),
    "Club": (830, 330),
    "Country": (830, 480),
    "Language": (830, 580),
    "Competition": (650, 580),
}
"""Left upper corners of the classes of the overview."""

ARROW: Final = (
    '<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto">'
    '<path d="M0 0L10 5L0 10z"/></marker></defs>'
)


class Box(NamedTuple):
    """A class with its subclasses."""

    name: str
    below: tuple[Box, ...] = ()


def _box(name: str, x: float, y: float) -> str:
    middle = f'x="{x + WIDTH / 2:g}" y="{y + HEIGHT / 2 + 5:g}" text-anchor="middle"'
    rect = f'<rect x="{x:g}" y="{y:g}" width="{WIDTH}" height="{HEIGHT}" rx="6"/>'
    return f'<a href="#{name}">{rect}<text {middle}>{name}</text></a>'


def _edge_of(x: float, y: float, towards: tuple[float, float]) -> tuple[float, float]:
    """Where the line from a box's middle towards a point leaves the box."""
    cx, cy = x + WIDTH / 2, y + HEIGHT / 2
    dx, dy = towards[0] - cx, towards[1] - cy
    scale = min(WIDTH / 2 / abs(dx) if dx else 9e9, HEIGHT / 2 / abs(dy) if dy else 9e9)
    return cx + dx * scale, cy + dy * scale


def _line(start: str, end: str, style: str) -> tuple[str, tuple[float, float]]:
    """A line between two boxes, and where its words go."""
    a, b = PLACES[start], PLACES[end]
    from_ = _edge_of(*a, (b[0] + WIDTH / 2, b[1] + HEIGHT / 2))
    to = _edge_of(*b, (a[0] + WIDTH / 2, a[1] + HEIGHT / 2))
    line = f'<line {style} x1="{from_[0]:.0f}" y1="{from_[1]:.0f}" x2="{to[0]:.0f}" y2="{to[1]:.0f}" '
    near = 0.26  # nearer to the start, so that the words of crossing lines stay apart
    return line + 'marker-end="url(#arrow)"/>', (
        from_[0] + (to[0] - from_[0]) * near,
        from_[1] + (to[1] - from_[1]) * near,
    )


def overview(edges: Iterable[tuple[str, str, str]], subclasses: Iterable[tuple[str, str]]) -> str:
    """The main classes and the object properties between them.

    Args:
        edges: (class, property, class).
        subclasses: (class, superclass).

    Raises:
        KeyError: a class has no place in the drawing yet: give it one in `PLACES`.
    """
    words: dict[tuple[str, str], list[str]] = {}
    for start, prop, end in edges:
        words.setdefault((start, end), []).append(prop)
    lines, labels = [], []
    for (start, end), props in sorted(words.items()):
        if start == end:
            x, y = PLACES[start]
            right = x + WIDTH
            lines.append(
                f'<path d="M{right} {y + 8}C{right + 50} {y - 10} {right + 50} {y + 44} {right} {y + 26}" '
                'marker-end="url(#arrow)"/>'
            )
            place, anchor = (right + 44.0, y + 22.0), "start"
        else:
            line, place = _line(start, end, "")
            lines.append(line)
            anchor = "middle"
        for number, prop in enumerate(sorted(props)):
            at = f'x="{place[0]:.0f}" y="{place[1] + 15 * number:.0f}" text-anchor="{anchor}"'
            labels.append(f'<a href="#{prop}"><text class="edge" {at}>{prop}</text></a>')
    lines += [_line(sub, sup, 'class="sub"')[0] for sub, sup in sorted(subclasses)]
    boxes = [_box(name, *place) for name, place in PLACES.items()]
    return (
        '<svg role="img" aria-label="The main classes and the properties between them" viewBox="0 0 990 630" '
        'width="990" height="630">' + "".join((ARROW, *lines, *boxes, *labels)) + "</svg>"
    )


def hierarchy(root: Box) -> str:
    """A tree of subclasses, from left to right."""
    drawn: list[str] = []

    def place(box: Box, depth: int, row: int) -> tuple[int, float]:
        """Draw a box and what is below it; the next free row, and the height of its middle."""
        x = 10 + depth * (WIDTH + 50)
        free, middles = row, []
        for sub in box.below:
            free, middle = place(sub, depth + 1, free)
            middles.append(middle)
        free = max(free, row + 1)
        middle = (middles[0] + middles[-1]) / 2 if middles else 10 + row * (HEIGHT + 10) + HEIGHT / 2
        right = x + WIDTH
        drawn.extend(f'<path d="M{right} {middle:g}H{right + 25}V{end:g}H{right + 50}"/>' for end in middles)
        drawn.append(_box(box.name, x, middle - HEIGHT / 2))
        return free, middle

    def deep(box: Box) -> int:
        return 1 + max((deep(sub) for sub in box.below), default=0)

    rows, _ = place(root, 0, 0)
    width, height = 20 + deep(root) * (WIDTH + 50) - 50, 20 + rows * (HEIGHT + 10)
    return (
        f'<svg role="img" aria-label="Kinds of {root.name}" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}">' + "".join(drawn) + "</svg>"
    )
