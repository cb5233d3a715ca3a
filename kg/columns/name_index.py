"""The index of names: who can be meant by what somebody typed, among a hundred thousand names in microseconds.

Candidates come from sorted words on disk; the verdict is that of `kg.text.names.match`, here as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from kg.columns.files import Ints, Strings, Table, among, distinct, save_strings, save_table
from kg.text.club_names import club_key
from kg.text.names import Grade, compact, initials, match, plain_spelling, reordered, suggest, tokens

__all__ = ["NameIndex", "graded", "save_names"]

_LONGEST_INITIALS: Final = 6
_RARE: Final = 60
"""People or teams that share a word, up to which each is looked at when that word is all that agrees."""


def _words_of(name: str) -> set[str]:
    """The words to find a name by: its words, neighbouring ones written together, and the whole."""
    words = tokens(name)
    pairs = {a + b for a, b in pairwise(words)}
    return {*words, *pairs, "".join(words)}


def save_names(folder: Path, names: Sequence[Sequence[str]], ids: Sequence[Sequence[str]], *, clubs: bool) -> None:
    """Write an index of names.

    Args:
        folder: where the index goes.
        names: by entity, its names, the one to show first.
        ids: by entity, the identifiers that are typed or pasted in place of a name.
        clubs: whether clubs are meant too by their names without the legal form.
    """
    postings: dict[str, list[int]] = {}
    for entity, own in enumerate(names):
        keys = {"#" + identifier.casefold() for identifier in ids[entity]}
        for name in own:
            keys |= _words_of(name)
            letters = initials(name)
            if 2 <= len(letters) <= _LONGEST_INITIALS:
                keys.add("." + letters)
            if clubs:
                keys.add("=" + club_key(name))
        for key in keys:
            if key in postings:
                postings[key].append(entity)
            else:
                postings[key] = [entity]
    ordered = sorted(postings)
    save_strings(folder, "keys", ordered)
    sizes = np.fromiter((len(postings[key]) for key in ordered), np.int64, len(ordered))
    begins = np.zeros(len(ordered) + 1, np.int64)
    np.cumsum(sizes, out=begins[1:])
    entities = np.fromiter((e for key in ordered for e in postings[key]), np.int32, int(begins[-1]))
    save_table(folder, {"begins": begins, "entities": entities})


class NameIndex:
    """Looks up entities by name; numbers are those of the list that `save_names` was given."""

    def __init__(self, folder: Path) -> None:
        self._keys = Strings(folder, "keys")
        self._table = Table(folder)

    def _with_key(self, key: str) -> Ints:
        place = self._keys.bisect(key)
        if place == len(self._keys) or self._keys[place] != key:
            return np.zeros(0, np.int32)
        return self._posting(place)

    def _posting(self, place: int) -> Ints:
        begins = self._table["begins"]
        return self._table["entities"][begins[place] : begins[place + 1]]

    def identified(self, text: str) -> list[int]:
        """Entities with this identifier."""
        entities: list[int] = self._with_key("#" + text.strip().casefold()).tolist()
        return entities

    def called(self, text: str, *, clubs: bool = False) -> list[int]:
        """Who may have ``text`` as a whole name, alias or initials, in ascending order, for `graded` to judge."""
        whole = compact(reordered(text))
        entities = set(self._with_key(whole).tolist())
        if 2 <= len(whole) <= _LONGEST_INITIALS:
            entities.update(self._with_key("." + whole).tolist())
        if clubs:
            entities.update(self._with_key("=" + club_key(text)).tolist())
        return sorted(entities)

    def worded(self, text: str) -> list[int]:
        """Who has all words of ``text`` in a name, in ascending order, for `graded` to judge."""
        words = sorted({word for word in tokens(reordered(text)) if len(word) > 1}, key=len, reverse=True)
        if not words:
            return []
        rows = self._with_key(words[0])
        for word in words[1:]:
            rows = rows[among(rows, self._with_key(word))] if len(rows) else rows
        entities: list[int] = distinct(rows).tolist()
        return entities

    def sharing(self, text: str) -> list[int]:
        """Who shares two words of ``text``, or a rare one, in ascending order, for `graded` to judge."""
        words = {word for word in tokens(reordered(text)) if len(word) > 1}
        postings = [self._with_key(key) for key in sorted(words | set(map(plain_spelling, words)))]
        entities: set[int] = set()
        for posting in postings:
            if len(posting) <= _RARE:
                entities.update(posting.tolist())
        counted = np.unique(np.concatenate(postings), return_counts=True) if postings else None
        if counted is not None:
            entities.update(counted[0][counted[1] > 1].tolist())
        return sorted(entities)

    def resembling(self, text: str) -> Iterator[int]:
        """Entities whose name, or a word of it, is spelt much like ``text``, most alike first."""
        for place in suggest(text, self._keys.all()):
            yield from self._posting(place).tolist()

    def starting_with(self, prefix: str) -> Iterator[int]:
        """Entities that have a word, or their whole name, beginning with ``prefix`` (folded, without spaces)."""
        start = compact(prefix)
        place = self._keys.bisect(start)
        while place < len(self._keys) and self._keys[place].startswith(start):
            yield from self._posting(place).tolist()
            place += 1


def graded(text: str, names: Sequence[str], *, club: bool) -> Grade | None:
    """How well somebody with these names answers to ``text``; a club also by what is left of its name in `club_key`."""
    grade = match(text, names[0], names[1:])
    if club and (grade is None or grade > Grade.ALIAS):
        core = club_key(text)
        if any(core == club_key(name) for name in names):
            return Grade.CORE
    return grade
