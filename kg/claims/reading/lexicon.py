"""The words by which a story says a thing: phrases of a language's file, with all their forms, found in a sentence.

A phrase is plain words with a few signs: ``(a|b)`` is a choice, ``[a]`` may be missing, ``@name`` is a choice from the
file's ``[words]``, ``word~`` stands for every form of the word, and ``*`` for up to six words, names among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["Hit", "Lexicon", "Trigger"]

_GAP: Final = r"(?: (?:<[A-Z]\d+>(?:'s)?|(?!@stop\b)(?:[^\s<>,;:.!?\"]|[.,](?=\d))+)){0,6}?"
_WORD: Final = re.compile(r"(?<![\w<'-])[^\W\d_][\w'-]*")
_VERB: Final = re.compile(r"[^\s()]+~|\([^()]*\)~")
_MANY: Final = re.compile(r"\(([^()]*)\)~")
_AHEAD: Final = re.compile(r"\(\?[=!](?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)$")
_ONE: Final = re.compile(r"([^\s()|\[\]]+)~")


@dataclass(frozen=True, slots=True)
class Trigger:
    """One way of saying one kind of thing.

    Attributes:
        kind: of the claim.
        form: who stands before and behind it, such as ``club player`` (the club does it to the player, or, in the
            passive, the other way round); ``any``: the nearest who fit; ``pair``: two people.
        text: the phrase as written, to be shown.
        expression: what it looks like in a clause.
        modality: what the phrase itself says of it; "" leaves it to the words around.
        needs: what must stand in the sentence beside it.
        once_joined: whether that the story lets the player join the club of who persuades is as good as ``needs``.
        club: ``own`` where the player's own club is meant.
        again: whether it may speak of whom the sentences before told.
        verb: whether it begins with a verb, which may stand in the passive.
    """

    kind: str
    form: str
    text: str
    expression: str
    modality: str = ""
    needs: str = ""
    once_joined: bool = False
    club: str = ""
    again: bool = False
    verb: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A trigger in a clause: ``text[start:end]``."""

    trigger: Trigger
    start: int
    end: int

    def covers(self, other: Hit) -> bool:
        """Whether another stands within it."""
        return self.start <= other.start and other.end <= self.end


class Lexicon:
    """All triggers of a language, by their first words."""

    def __init__(self, frames: list[Mapping[str, Any]], words: Mapping[str, str], forms: Mapping[str, Any]) -> None:
        """Read the frames of a language's file, its ``[words]`` and its ``[forms]``."""
        self._words, self._irregular = words, forms.get("irregular", {})
        self._endings = [(re.compile(pattern), endings) for pattern, *endings in forms.get("endings", [])]
        self._gap = _GAP.replace("@stop", forms["stop"])
        self._by_word: dict[str, list[Trigger]] = {}
        self._ready: dict[str, list[tuple[Trigger, re.Pattern[str]]]] = {}
        for frame in frames:
            options = {name: value for name, value in frame.items() if name != "say"}
            for text in frame["say"]:
                whole = self._with_words(text)
                plain = self._spelt_out(whole)
                trigger = Trigger(
                    text=text, expression=self._regex(plain), verb=_VERB.match(whole) is not None, **options
                )
                for word in dict.fromkeys(_first_words(plain)):
                    self._by_word.setdefault(word, []).append(trigger)

    def _with_words(self, text: str) -> str:
        """A phrase with the choices of words that it names."""
        while "@" in text:
            text = re.sub(r"@(\w+)", lambda match: self._words[match[1]], text)
        return text

    def _spelt_out(self, text: str) -> str:
        """A phrase with every form of its words."""
        text = _MANY.sub(lambda match: "(" + "|".join(map(self._forms, match[1].split("|"))) + ")", text)
        return _ONE.sub(lambda match: f"({self._forms(match[1])})", text)

    def _forms(self, phrase: str) -> str:
        """Every form of the first word of a phrase, with the rest."""
        word, gap, rest = phrase.partition(" ")
        return "|".join(f"{form}{gap}{rest}" for form in self.forms(word))

    def forms(self, word: str) -> list[str]:
        """Every form of a word: the irregular ones of the file, else by the first ending that fits."""
        if word in self._irregular:
            return [word, *self._irregular[word].split()]
        for pattern, endings in self._endings:
            if pattern.search(word):
                return [word, *(pattern.sub(ending, word) for ending in endings)]
        return [word]

    def _regex(self, text: str) -> str:
        """The regular expression for a phrase that is spelt out."""
        looks_ahead = _AHEAD.search(text) is not None
        text = re.sub(r" \[\*\]| \*", " *", text)
        text = re.sub(r" \[([^\[\]]*)\]", r"(?: (\1))?", text)
        text = re.sub(r"\((?!\?)", "(?:", text)
        whole = text.replace(" *", self._gap)
        return whole if looks_ahead else whole + r"(?![\w-])"

    def _beginning_with(self, word: str) -> list[tuple[Trigger, re.Pattern[str]]]:
        """The triggers that begin with a word, compiled when it is first read."""
        ready = self._ready.get(word)
        if ready is None:
            triggers = self._by_word.get(word, [])
            ready = [(trigger, re.compile(trigger.expression)) for trigger in triggers]
            if triggers:
                self._ready[word] = ready
        return ready

    def hits(self, text: str) -> list[Hit]:
        """Return the triggers in a clause with marks, the longest first."""
        found: list[Hit] = []
        for word in _WORD.finditer(text):
            for trigger, pattern in self._beginning_with(word[0]):
                match = pattern.match(text, word.start())
                if match:
                    found.append(Hit(trigger, match.start(), match.end()))
        return sorted(found, key=lambda hit: (hit.start - hit.end, hit.start))


def _first_words(text: str) -> Iterator[str]:
    """The words that a phrase can begin with."""
    if not text.startswith("("):
        yield text.partition(" ")[0]
        return
    depth, first = 0, ""
    for char in text[1:]:
        if depth == 0 and char in "|)":
            yield from _first_words(first) if first.startswith("(") else [first.partition(" ")[0]]
            first = ""
            if char == ")":
                return
            continue
        depth += (char == "(") - (char == ")")
        first += char
