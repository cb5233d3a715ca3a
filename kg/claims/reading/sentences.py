"""Sentences of a text with their places, and the quotations in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

__all__ = ["Sentence", "nesting", "sentences"]

_END: Final = re.compile(r"[.!?…]+[\"'”’»“)\]]*(?=\s|$)|\n+")
_SHORT: Final = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Jr|Sr|vs|v|No|Nr|ca|bzw|approx|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|F\.C|e\.g|i\.e|[A-Z])"
    r"|\b(?:am|der|dem|den|zum|bis|vom) \d{1,2})\.$"
)
_BEHIND: Final = re.compile(r" \([^()\n]{2,60}\)(?=[\s.,]|$)")
"""Whom a note relays, behind its full stop: it belongs to the sentence."""
_QUOTES: Final = re.compile(r"[\"“”„«»]|(?<!\w)['‘](?=\w)|(?<=[\w.,!?])['’](?!\w)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it stands in the text: ``text[start:end]``."""

    text: str
    start: int
    end: int

    @property
    def is_question(self) -> bool:
        """Whether it asks rather than states."""
        return "?" in self.text[-3:]


def sentences(text: str) -> Iterator[Sentence]:
    """Return the sentences of a text in order; a line is never continued by the next.

    >>> [sentence.text for sentence in sentences("He met St. Luke's Mr. A. Hall. Will he sign? No.")]
    ["He met St. Luke's Mr. A. Hall.", 'Will he sign?', 'No.']
    """
    begin = 0
    for match in _END.finditer(text):
        piece = text[begin : match.end()]
        if match[0][0] == "." and _continues(text, match, piece):
            continue
        behind = _BEHIND.match(text, match.end())
        end = behind.end() if behind else match.end()
        if end <= begin:
            continue
        yield from _trimmed(text, begin, end)
        begin = end
    yield from _trimmed(text, begin, len(text))


def _continues(text: str, match: re.Match[str], piece: str) -> bool:
    """Whether a full stop ends an abbreviation or an ordinal, and not the sentence."""
    follows = text[match.end() :].lstrip(" ")[:1]
    if follows.islower():
        return True
    return match[0] == "." and bool(_SHORT.search(piece)) and follows not in ("", "\n")


def _trimmed(text: str, start: int, end: int) -> Iterator[Sentence]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if any(map(str.isalnum, text[start:end])):
        yield Sentence(text[start:end], start, end)


def nesting(text: str) -> list[int]:
    r"""Return for each character of a sentence how many quotations it stands in (0, 1 or 2).

    >>> max(nesting('He said: "They told me ‘we want you’ twice."'))
    2
    """
    depths, double, single, place = [0] * len(text), False, False, 0
    for match in _QUOTES.finditer(text):
        depth = double + single
        depths[place : match.start()] = [depth] * (match.start() - place)
        place = match.start()
        if match[0] in '"“”„«»':
            double = not double
        elif match[0] in "'‘" and not single and re.match(r"['‘]\w", text[match.start() :]):
            single = _is_closed(text, match.end())
        elif single:
            single = False
    depths[place:] = [double + single] * (len(text) - place)
    return depths


def _is_closed(text: str, place: int) -> bool:
    """Whether a single quotation mark has a partner: an apostrophe before a word has none."""
    return re.search(r"(?<=[\w.,!?])['’](?!\w)", text[place:]) is not None
