"""Text broken into lines of a width, where there is no browser to measure it."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["fitting_lines", "width_of"]

_NARROW: Final = frozenset("fijltrIJ.,;:'’|!()[]/-· ")
_BROAD: Final = frozenset("mwMWOQ@%…—–×+=<>~")
_BOLD: Final = 1.12
_PART: Final = re.compile(r"\S+|\s+")
_HYPHENS: Final = "-–/"


def width_of(text: str, *, size: float, bold: bool = False) -> float:
    """About how wide a text is in DejaVu Sans, the widest of the fonts that a card may be drawn with."""
    return sum(map(_em, text)) * size * (_BOLD if bold else 1.0)


def _em(char: str) -> float:
    if unicodedata.combining(char):
        return 0.0
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    if char in _NARROW:
        return 0.4
    if char in _BROAD:
        return 0.98
    return 0.75 if char.isupper() else 0.64


def fitting_lines(text: str, room: float, *, size: float, bold: bool = False, most: int = 1) -> list[str]:
    """Break a text into lines of a width; what has no room in the last ends in "…".

    Lines break at spaces; within a word only where it alone has no room in a line, after a hyphen if there is one.

    Args:
        text: in one paragraph.
        room: the width of a line, in the unit of ``size``.
        size: of the letters.
        bold: whether they are.
        most: how many lines there may be.
    """

    def fits(line: str) -> bool:
        return width_of(line.rstrip(), size=size, bold=bold) <= room

    lines = [""]
    for part in _PART.findall(" ".join(text.split())):
        rest = part
        if lines[-1] and not fits(lines[-1] + rest):
            lines.append("")
            rest = rest.lstrip()
        while len(rest) > 1 and not fits(rest):
            heads = [end for end in range(len(rest) - 1, 0, -1) if end == 1 or fits(rest[:end])]
            head = next((end for end in heads if rest[end - 1] in _HYPHENS), heads[0])
            lines[-1:] = [rest[:head], ""]
            rest = rest[head:]
        lines[-1] += rest
    shown = [line.rstrip() for line in lines[:most]]
    if any(line.strip() for line in lines[most:]):
        last = shown[-1]
        while last and not fits(f"{last}…"):
            last = last[:-1]
        shown[-1] = f"{last.rstrip(' ,;:')}…"
    return [line for line in shown if line]
