"""How alike two people's names are: in any order, with or without middle names, in any spelling in Latin letters."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import JaroWinkler, Levenshtein

from kg.text.given_names import same_given_name
from kg.text.names import plain_spelling, tokens

__all__ = ["Likeness", "NameForm", "likeness", "name_form", "skeleton"]


class Likeness(Enum):
    """How two names agree, from the same words down to nothing in common."""

    SAME = "the same name"
    SAME_SINGLE = "the same single name"
    PART = "one name holds all words of the other"
    PART_SINGLE = "one name holds the other's only word"
    SPELLING = "the same name in another spelling"
    SHORT_GIVEN = "the same surname, and a short form of the given name"
    INITIAL = "the same surname, and an initial that fits"
    SHORT = "a short form of the other's name"
    DIFFERENT = "different names"


NameForm = tuple[str, ...]
"""The words of a name, folded, hyphens apart, in the order given."""

_HEADS = str.maketrans("eiouyjqczvw", "aaaaaakksff")
"""First letters that spellings of one word may exchange, as `skeleton` does."""
_NOISE = frozenset({"de", "da", "do", "dos", "van", "von", "der", "den", "el", "al", "ibn", "bin"})


@lru_cache(maxsize=400_000)
def name_form(name: str) -> NameForm:
    """The folded words of a name.

    >>> name_form("Trent ALEXANDER-ARNOLD"), name_form("N'Golo Kanté")
    (('trent', 'alexander', 'arnold'), ('ngolo', 'kante'))
    """
    return tokens(name)


@lru_cache(maxsize=200_000)
def skeleton(word: str) -> str:
    """A word without what transliterations disagree on: vowels, doubled letters, and letters that stand for one sound.

    >>> skeleton("mykhaylo"), skeleton("mikhailo"), skeleton("oleksandr"), skeleton("aleksandr")
    ('ml', 'ml', 'alksndr', 'alksndr')
    """
    text = word.replace("ph", "f").replace("kh", "h").replace("dj", "j").replace("sch", "s")
    text = text.translate(str.maketrans("qczvw", "kksff"))
    head, tail = text[:1], re.sub(r"[aeiouyjh]", "", text[1:])
    head = "a" if head in "aeiouyj" else head
    return re.sub(r"(.)\1+", r"\1", head + tail)


@lru_cache(maxsize=500_000)
def _alike(first: str, second: str) -> bool:
    """Whether two words are one word in two spellings (never two different words of few letters)."""
    if first == second:
        return True
    shorter = min(len(first), len(second))
    if shorter < 4:
        return False
    if skeleton(first) == skeleton(second) and len(skeleton(first)) >= 3:
        return JaroWinkler.similarity(first, second) >= 0.75
    return Levenshtein.distance(first, second, score_cutoff=2) <= (1 if shorter < 8 else 2) and first[0] == second[0]


def _aligned(short: NameForm, long: NameForm) -> bool:
    """Whether every word of the shorter name has a word of its own in the longer, in some spelling."""
    left = list(long)
    for word in short:
        for position, candidate in enumerate(left):
            if _alike(word, candidate):
                del left[position]
                break
        else:
            return False
    return True


def _is_short_form(short: NameForm, long: NameForm) -> bool:
    """A pet form cut from the front, before the same surname: Alex Smith for Alexander Smith."""
    given_name, *rest = short
    others = [word for word in long if word not in rest]
    return set(rest) <= set(long) and any(
        same_given_name(given_name, word)
        or (len(given_name) >= 3 and word.startswith(given_name))
        or (
            len(word) >= 3
            and given_name.startswith(word)
            and not _half_a_name("".join(others[at : at + 2]), given_name)
        )
        for at, word in enumerate(others)
    )


def _half_a_name(whole: str, given_name: str) -> bool:
    """Whether a word that begins another name is but its first half: the Min of Min-jae is not short for Minwoo."""
    return len(given_name) >= len(whole) - 1


@lru_cache(maxsize=500_000)
def likeness(first: NameForm, second: NameForm) -> Likeness:
    """How alike two names are.

    >>> likeness(name_form("Heungmin SON"), name_form("Son Heung-min")).name
    'SAME'
    >>> likeness(name_form("Bruno Borges Fernandes"), name_form("Bruno Fernandes")).name
    'PART'
    >>> likeness(name_form("Oleksandr Zinchenko"), name_form("Aleksandr Zinchenko")).name
    'SPELLING'
    """
    if not first or not second:
        return Likeness.DIFFERENT
    left, right = _shape(first), _shape(second)
    if left.words == right.words or _same_run(left, right):
        return Likeness.SAME_SINGLE if len(left.plain) == len(right.plain) == 1 else Likeness.SAME
    short, long = (left, right) if left.size <= right.size else (right, left)
    return _single(short.core[0], long.core) if len(short.core) == 1 else _several(short, long)


class _Shape(NamedTuple):
    """What comparing a name needs of it, made once: most names are compared with many others.

    ``plain`` has umlauts written with an e drawn together (Mueller is Muller) and Jr spelt out; ``core`` are the words
    that tell people apart, without particles, which come and go; ``heads`` are the first letters of those.
    """

    plain: NameForm
    words: frozenset[str]
    letters: int
    core: NameForm
    core_words: frozenset[str]
    heads: frozenset[str]
    size: tuple[int, int, NameForm]


@lru_cache(maxsize=400_000)
def _shape(form: NameForm) -> _Shape:
    plain = tuple(map(plain_spelling, form))
    core = tuple(word for word in plain if word not in _NOISE) or plain
    return _Shape(
        plain,
        frozenset(plain),
        sum(map(len, plain)),
        core,
        frozenset(core),
        frozenset(word[0].translate(_HEADS) for word in core),
        (len(core), sum(map(len, core)), core),
    )


def _single(word: str, long: NameForm) -> Likeness:
    """A single name against a longer one, or another single one."""
    if word in long:
        return Likeness.PART_SINGLE
    alike = len(long) == 1 and len(word) >= 6 and _alike(word, long[0])
    cut = len(word) >= 4 and any(second.startswith(word) for second in long)
    return Likeness.SHORT if alike or cut else Likeness.DIFFERENT


def _several(left: _Shape, right: _Shape) -> Likeness:
    if left.core_words <= right.core_words:
        return Likeness.PART
    if not left.heads <= right.heads:
        return Likeness.DIFFERENT  # most names that share a word differ in how another begins: the quick way out
    short, long = left.core, right.core
    if _aligned(short, long) or (len(short) + 1 == len(long) and _glued(short, long)):
        return Likeness.SPELLING
    if _initials_fit(short, long):
        return Likeness.INITIAL
    return Likeness.SHORT_GIVEN if _is_short_form(short, long) else Likeness.DIFFERENT


def _same_run(left: _Shape, right: _Shape) -> bool:
    """Whether the words are the same once some are written together: Heung-min, Heungmin."""
    first, second = left.plain, right.plain
    if left.letters != right.letters or len(first) == len(second):
        return False
    short, long = (first, second) if len(first) < len(second) else (second, first)
    runs = {"".join(long[i:j]) for i in range(len(long)) for j in range(i + 1, len(long) + 1)}
    return all(word in runs for word in short)


def _glued(short: NameForm, long: NameForm) -> bool:
    """Whether two names agree but for the spelling, once two words in turn of the longer one are written together."""
    left = [word for word in short if word not in long]
    others = [place for place, word in enumerate(long) if word not in short]
    if len(left) != 1 or len(others) != 2 or others[1] - others[0] != 1:
        return False
    whole = long[others[0]] + long[others[1]]
    return skeleton(left[0]) == skeleton(whole) and Levenshtein.distance(left[0], whole, score_cutoff=2) <= 2


def _initials_fit(short: NameForm, long: NameForm) -> bool:
    single = [word for word in short if len(word) == 1]
    full = [word for word in short if len(word) > 1]
    return (
        bool(single and full)
        and set(full) <= set(long)
        and all(any(word[0] == letter for word in long if word not in full) for letter in single)
    )
