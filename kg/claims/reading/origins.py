"""Whom a story relays: "reports Relevo", "according to A Bola", and later "the report also states"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from kg.claims.reading.language import Language
from kg.claims.reading.mention import Mention
from kg.claims.reading.sentences import Sentence
from kg.text.names import fold

__all__ = ["Relay", "relays"]

_WORD: Final = r"[A-ZÀ-ÖØ-Þ][\w.'’&-]*"
_NAME: Final = rf"(?P<name>{_WORD}(?: (?:(?:in|of|de|della|dello|do|da|the|et|&) )?(?:{_WORD}|\d+\b)){{0,3}})"

_OWNED: Final = re.compile(r"['’]s\b")


@dataclass(frozen=True, slots=True)
class Relay:
    """A phrase that names who reported something first: ``text[start:end]`` of the story."""

    start: int
    end: int
    name: str


@cache
def _patterns(language: Language) -> list[re.Pattern[str]]:
    return [re.compile(pattern.replace("{name}", _NAME)) for pattern in language.origins["patterns"]]


@cache
def _again(language: Language) -> re.Pattern[str]:
    return re.compile("|".join(language.origins["again"]), re.IGNORECASE)


def relays(sentence: Sentence, mentions: Sequence[Mention], language: Language, last: str) -> list[Relay]:
    """Return the phrases of a sentence that name who reported it first, in order.

    Args:
        sentence: the sentence.
        mentions: the names in it; whoever is known as a person or club is no newspaper.
        language: its language.
        last: who was named so before, for "the report also states".
    """
    taken = [
        (name.start, name.end)
        for name in mentions
        if name.kind != "nation" and (name.node is not None or name.candidates)
    ]
    phrases: list[Relay] = []
    for pattern in _patterns(language):
        for match in pattern.finditer(sentence.text):
            name = _OWNED.split(match["name"])[0].rstrip(".,'’")
            bracketed = match[0].startswith("(")
            first_word, _, others = name.partition(" ")
            if others and not match.start("name") and fold(first_word) in language.openers:
                name = others  # "But Marca reports": the sentence begins with a capital
            after = sentence.start + match.end("name")
            first = sentence.start + match.start("name")
            is_somebody = any(start <= first < end for start, end in taken)
            if (is_somebody and not bracketed and name not in language.origins.get("papers", ())) or not _is_publisher(
                name, language
            ):
                continue
            phrases.append(Relay(sentence.start + match.start(), max(after, sentence.start + match.end()), name))
    if last:
        phrases += [
            Relay(sentence.start + match.start(), sentence.start + match.end(), last)
            for match in _again(language).finditer(sentence.text)
        ]
    phrases.sort(key=lambda relay: (relay.start, -relay.end))
    apart: list[Relay] = []
    for relay in phrases:
        if not apart or relay.start >= apart[-1].end:
            apart.append(relay)
    return apart


def _is_publisher(name: str, language: Language) -> bool:
    if name.isupper() and len(name) > 1:  # AS is a paper, "as" a word
        return name not in language.plain
    return fold(name) not in language.plain and name not in language.plain
