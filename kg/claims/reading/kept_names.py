"""Which of the names found in a story name somebody: no competition, and no town where something takes place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from kg.claims.reading.capitals import Capitals
from kg.claims.reading.language import Language
from kg.claims.reading.mention import Mention

__all__ = ["kept_names"]

_BEFORE: Final = 40
_LETTERS: Final = re.compile(r"\b(?:AC|AS|CF|FC|RB|RC|SC|SS|SV|US|VfB|VfL) $")
_MOST_LETTERS: Final = 4


def kept_names(mentioned: Sequence[Mention], capitals: Capitals, language: Language) -> list[Mention]:
    """Return the mentions of a text, with those that name nobody as unknown.

    Args:
        mentioned: what answers to a person's or a team's name.
        capitals: the text's capitalised words.
        language: its language.
    """
    with_letters = [_with_letters(one, capitals.text) for one in mentioned]
    return _without_towns(_with_competitions(with_letters, capitals.competitions), capitals.text, language)


def _with_letters(mention: Mention, text: str) -> Mention:
    """A club with the letters before its name: "AS Roma" where the store has Roma."""
    short = _LETTERS.search(text, max(0, mention.start - _MOST_LETTERS), mention.start)
    if mention.kind == "club" and short:
        mention.start = short.start()
    return mention


def _with_competitions(mentioned: list[Mention], competitions: Sequence[tuple[int, int]]) -> list[Mention]:
    """With competitions in place of the names within them: "Copa América"."""
    apart = [one for one in mentioned if not any(one.start < end and start < one.end for start, end in competitions)]
    return [*apart, *(Mention(start, end, None, "unknown") for start, end in competitions)]


def _without_towns(mentioned: list[Mention], text: str, language: Language) -> list[Mention]:
    """Without clubs that are named only as the place where something is: "a colleague in Milan"."""

    def is_place(one: Mention) -> bool:
        if one.described or " " in text[one.start : one.end] or text[one.end : one.end + 1] in ("'", "’"):
            return False
        return language.inside.search(text, max(0, one.start - _BEFORE), one.start) is not None

    named = {one.node for one in mentioned if one.kind == "club" and not is_place(one)}
    for one in mentioned:
        if one.kind == "club" and one.node is not None and one.node not in named and is_place(one):
            one.kind, one.node = "unknown", None
    return mentioned
