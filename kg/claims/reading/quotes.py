"""Who speaks in a quotation, and whom "I" and "we" mean there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from kg.claims.reading.language import Language

__all__ = ["is_open_at", "outside", "quoted_spans", "speaker_mark", "spoken_by_pronoun"]

_MARKS: Final = re.compile('["“”„«»]')


def is_open_at(text: str, place: int) -> bool:
    """Return whether a quotation that began in the same line of a story is still open at a place.

    >>> story = 'He said: "I came. He rang me." Then he left.'
    >>> is_open_at(story, story.index("He rang")), is_open_at(story, story.index("Then"))
    (True, False)
    """
    begin = text.rfind("\n", 0, place) + 1
    return len(_MARKS.findall(text, begin, place)) % 2 == 1


def quoted_spans(clause: str, *, is_open: bool) -> list[tuple[int, int]]:
    """Return the places in a clause that stand in double quotation marks; an open one lasts to the end."""
    places = [0] if is_open else []
    places += [place for place, letter in enumerate(clause) if letter == '"'] if '"' in clause else []
    places += [len(clause)] if len(places) % 2 else []
    return list(zip(places[::2], places[1::2], strict=True))


def outside(clause: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a clause with blanks for what is quoted."""
    for start, end in spans:
        clause = f"{clause[:start]}{' ' * (end - start)}{clause[end:]}"
    return clause


def speaker_mark(words: str, language: Language) -> str:
    """Return the mark of the person of whom the words around a quotation say that he speaks, "" without one."""
    match = language.cues["speaker"].search(words) if "speaker" in language.cues else None
    return next((mark for mark in match.groups() if mark), "") if match else ""


def spoken_by_pronoun(words: str, language: Language) -> bool:
    """Return whether the words around a quotation leave it at "he said"."""
    return "speaker_pronoun" in language.cues and language.cues["speaker_pronoun"].search(words) is not None
