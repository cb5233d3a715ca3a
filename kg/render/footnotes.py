"""Numbers for sources, in the order in which an answer first leans on them."""

from __future__ import annotations

from collections.abc import Iterable

from kg.model import Source
from kg.render.blocks import Footnotes, Note
from kg.render.words import clean, source_words

__all__ = ["Footnoter"]


class Footnoter:
    """Hands out one number per source and remembers them for the list at the end."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._sources: list[Source] = []

    def marks(self, sources: Iterable[Source], *, most: int | None = None) -> str:
        """Bracketed numbers of these sources, such as "[1][4]"; "" when there are none.

        Args:
            sources: the sources, each of which gets a number.
            most: how many numbers to show where there is little room; an ellipsis stands for the others.
        """
        numbers = list(dict.fromkeys(self._number(source) for source in sources))
        more = "…" if most is not None and len(numbers) > most else ""
        return "".join(f"[{number}]" for number in numbers[:most]) + more

    def _number(self, source: Source) -> int:
        # Two releases of one place look the same to a reader, who needs to go there once.
        key = source_words(source), source.url
        if key not in self._numbers:
            self._sources.append(source)
            self._numbers[key] = len(self._sources)
        return self._numbers[key]

    def block(self) -> Footnotes:
        """All sources numbered so far."""
        return Footnotes(
            tuple(
                Note(number, source_words(source), clean(source.url)) for number, source in enumerate(self._sources, 1)
            )
        )

    def __bool__(self) -> bool:
        return bool(self._sources)
