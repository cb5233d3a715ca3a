"""Capital letters that make no name: datelines, competitions, peoples, and plain words that begin a sentence."""

from __future__ import annotations

import re
from typing import Final

from kg.claims.reading.language import Language
from kg.text.names import fold

__all__ = ["Capitals", "dateline_end"]

_START: Final = re.compile(r"(?:^|[.!?:;|\n…][\"“”»']?\s|\n|\s[-–—]\s|\(|[\"“„«])\s*$")
_DATELINE: Final = re.compile(
    r"^[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ .'/-]+(?:, [A-Z][\w.]*(?: [\w.]+)?(?: \([^()\n]*\))?| \([^()\n]*\)) (?:--?|–|—) ",
    re.MULTILINE,
)
_LOWER: Final = re.compile(r"(?<![\w'’-])[^\W\d_A-ZÀ-ÖØ-Þ][\w'’-]*")
_CAPITAL: Final = re.compile(r"(?<![\w'’-])[A-ZÀ-ÖØ-Þ]\w*(?:-\w+)*")
_BACK: Final = 4
_TITLE: Final = 40


def dateline_end(text: str) -> int:
    """Return where the sentence behind a dateline begins, 0 without one.

    >>> dateline_end("MUNICH, Jan 14 - Bayern won."), dateline_end("Bayern won.")
    (17, 0)
    """
    match = _DATELINE.match(text)
    return match.end() if match else 0


class Capitals:
    """Says of the capitalised words of one text which of them name nobody."""

    def __init__(self, text: str, language: Language) -> None:
        self.text, self.language = text, language
        self._datelines = [match.span() for match in _DATELINE.finditer(text)]
        self.competitions = [match.span() for match in language.competitions.finditer(text)]
        self._lower = frozenset(match[0] for match in _LOWER.finditer(text))
        self._named = frozenset(
            match[0] for match in _CAPITAL.finditer(text) if not self.begins_sentence(match.start())
        )

    def is_dateline(self, place: int) -> bool:
        """Whether a place stands in the line's "LONDON, May 3 -"."""
        return any(start <= place < end for start, end in self._datelines)

    def is_of_a_people(self, start: int, end: int) -> bool:
        """Whether a word is for a people or a country's: "the German" is nobody called Germán."""
        word = self.text[start:end]
        return word.isascii() and fold(word) in self.language.nations

    def is_title(self, start: int) -> bool:
        """Whether a word begins what somebody is: "Sporting director"."""
        return self.language.long_titles.match(self.text[start : start + _TITLE].lower()) is not None

    def begins_sentence(self, place: int) -> bool:
        """Whether a word has its capital from where it stands."""
        return _START.search(self.text, max(0, place - _BACK), place) is not None

    def is_plain(self, start: int, end: int) -> bool:
        """Whether a word that nobody is known by only begins a sentence: it has no capital elsewhere in the text."""
        if self.language.capital_nouns or not self.begins_sentence(start):
            return False
        return self.text[start:end] not in self._named

    def is_also_plain(self, start: int, end: int) -> bool:
        """Whether a word that begins a sentence stands in the text with a small letter as well."""
        return self.text[start:end].lower() in self._lower and self.is_plain(start, end)
