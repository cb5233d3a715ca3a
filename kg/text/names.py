"""Names as fans type them: folding, tokens, initials, and the one rule by which a query matches a name.

Pure functions of the standard library; only `suggest` reaches for rapidfuzz, and only when it is called.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from kg.lazy import lazy
from kg.text.given_names import same_given_name

if TYPE_CHECKING:
    import rapidfuzz
else:
    rapidfuzz = lazy("rapidfuzz")

__all__ = ["Grade", "compact", "fold", "initials", "match", "plain_spelling", "reordered", "suggest", "tokens"]

# Letters that Unicode does not take apart into a plain letter and a mark.
_PLAIN: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ə": "e"}
)
# Marks on Cyrillic letters make other letters (й is no и); elsewhere they are what people leave out.
_MARKS: Final = re.compile(r"(?<![\u0400-\u04ff\u0300-\u036f])[\u0300-\u036f]+")
_SILENT: Final = re.compile(r"['’‘`´ʻʼʹ.\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069]")
_UMLAUT: Final = re.compile(r"([aou])e")
_ABBREVIATED: Final = {"jr": "junior", "sr": "senior", "st": "saint"}
_WORD: Final = re.compile(r"[^\W_]+")


class Grade(IntEnum):
    """How well a name answers to a query; the lower the better."""

    EXACT = 1
    ALIAS = 2
    CORE = 3
    ALL_TOKENS = 4
    LONGER = 5
    PARTIAL = 6
    SHORT_GIVEN = 7
    INITIALS = 8


def fold(text: str) -> str:
    """``text`` in lower case, without accents, apostrophes, full stops and invisible marks.

    >>> fold("Ødegaard"), fold("Łukasz"), fold("Đoković"), fold("N'Golo"), fold("Müßig")
    ('odegaard', 'lukasz', 'dokovic', 'ngolo', 'mussig')
    >>> fold("Андрей")
    'андрей'
    """
    if text.isascii():
        return _SILENT.sub("", text.lower())
    # Twice, because some letters have a lower case only once they are taken apart, or fall apart in lower case.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_PLAIN)
    return unicodedata.normalize("NFC", _MARKS.sub("", _SILENT.sub("", apart)))


def tokens(text: str) -> tuple[str, ...]:
    """The words of ``text``, folded; hyphens and other punctuation part words.

    >>> tokens("Trent  Alexander-Arnold")
    ('trent', 'alexander', 'arnold')
    """
    return tuple(_WORD.findall(fold(text)))


def compact(text: str) -> str:
    """``text`` folded and without anything between its words: equal for ``Al-Owais``, ``Al Owais`` and ``Alowais``.

    >>> compact("Alexander-Arnold")
    'alexanderarnold'
    """
    return "".join(tokens(text))


def initials(text: str) -> str:
    """First letters of the words of ``text``.

    >>> initials("Trent Alexander-Arnold"), initials("Kevin De Bruyne")
    ('taa', 'kdb')
    """
    return "".join(word[0] for word in tokens(text))


def reordered(text: str) -> str:
    """``Surname, Given`` as ``Given Surname``; anything else as it is.

    >>> reordered("Alexander-Arnold, Trent")
    'Trent Alexander-Arnold'
    """
    surname, comma, supplied = text.partition(",")
    return f"{supplied.strip()} {surname.strip()}" if comma and supplied.strip() and "," not in supplied else text


def match(query: str, name: str, aliases: Sequence[str] = ()) -> Grade | None:
    """How well somebody with this name and these aliases answers to ``query``; ``None`` if not at all.

    EXACT: the name itself; ALIAS: an alias itself (case, accents, hyphens and spaces aside, and ``Surname, Given``
    read as meant); ALL_TOKENS: the same words in another order, or with ue for ü; LONGER: the query holds a name of
    several words and more (``Lionel Andrés Messi``); PARTIAL: every word of the query is a word of the name, where a
    single letter stands for a word that begins with it (``K. De Bruyne``); SHORT_GIVEN: all words but a given name that
    is short for the other's (``Alex``), or another spelling of it; INITIALS: ``TAA``, ``KDB``. CORE is the business of
    clubs (`kg.text.club_names.club_key`). Misspellings never match: `suggest` names what may have been meant.

    >>> match("alexander arnold", "Trent Alexander-Arnold")
    <Grade.PARTIAL: 6>
    >>> match("TAA", "Trent Alexander-Arnold").name, match("trent alexander arnold", "Trent Alexander-Arnold").name
    ('INITIALS', 'EXACT')
    """
    query = reordered(query)
    words, whole = tokens(query), compact(query)
    if not words:
        return None
    if whole == compact(name):
        return Grade.EXACT
    if any(whole == compact(alias) for alias in aliases):
        return Grade.ALIAS
    grades = [grade for form in (name, *aliases) if (grade := _loosely(words, whole, form)) is not None]
    return min(grades, default=None)


def _loosely(words: tuple[str, ...], whole: str, name: str) -> Grade | None:
    own = tokens(name)
    if sorted(words) == sorted(own) or sorted(map(plain_spelling, words)) == sorted(map(plain_spelling, own)):
        return Grade.ALL_TOKENS
    if len(own) > 1 and _contains(words, own):
        return Grade.LONGER
    if _within(words, own) or (len(whole) > 2 and _is_run(whole, own)):
        return Grade.PARTIAL
    if _short_given(words, own):
        return Grade.SHORT_GIVEN
    if len(words) == 1 and 2 <= len(whole) <= 6 and len(own) == len(whole) and whole == "".join(w[0] for w in own):
        return Grade.INITIALS
    return None


def _contains(words: tuple[str, ...], own: tuple[str, ...]) -> bool:
    """Whether the words of a name stand in a longer one, in their order."""
    left = iter(words)
    return all(word in left for word in own)


def _short_given(words: tuple[str, ...], own: tuple[str, ...]) -> bool:
    """Whether one word is another form of a given name, and all others of the shorter name agree, in their order."""
    if min(len(words), len(own)) < 2:
        return False
    short, long = (words, own) if len(words) <= len(own) else (own, words)
    left = iter(long)
    matched = [
        next((partner for partner in left if word == partner or same_given_name(word, partner)), "") for word in short
    ]
    equal = [word for word, partner in zip(short, matched, strict=True) if word == partner and len(word) > 2]
    return "" not in matched and bool(equal)


def _within(words: tuple[str, ...], own: tuple[str, ...]) -> bool:
    """Whether every word stands for another word of the name, whole words first and single letters after them."""
    left = list(own)
    if not any(len(word) > 1 for word in words):
        return False
    for word in sorted(words, key=len, reverse=True):
        partner = next((w for w in left if w == word or (len(word) == 1 and w.startswith(word))), None)
        if partner is None:
            return False
        left.remove(partner)
    return True


def _is_run(whole: str, own: tuple[str, ...]) -> bool:
    """Whether ``whole`` is some neighbouring words written together."""
    return any(
        "".join(own[first:last]) == whole for first in range(len(own)) for last in range(first + 1, len(own) + 1)
    )


def plain_spelling(word: str) -> str:
    """A folded word as those write it who have no umlauts, or none to spare: ``mueller`` is ``muller``, ``jr`` junior.

    >>> plain_spelling("mueller"), plain_spelling("jr")
    ('muller', 'junior')
    """
    return _ABBREVIATED.get(word) or _UMLAUT.sub(r"\1", word)


def suggest(query: str, forms: Sequence[str], *, limit: int = 5, cutoff: float = 76.0) -> list[int]:
    """Positions in ``forms`` of what may have been meant by a misspelt ``query``, most alike first.

    Args:
        query: what was typed.
        forms: names, or words of names, as `compact` gives them.
        limit: how many at most.
        cutoff: the least likeness, rapidfuzz's ratio of the letters in common, 0 to 100.
    """
    words = sorted(tokens(query), key=len, reverse=True)
    for sought in dict.fromkeys([compact(reordered(query)), *words[:1]]):
        hits = rapidfuzz.process.extract(sought, forms, scorer=rapidfuzz.fuzz.ratio, limit=limit, score_cutoff=cutoff)
        if len(sought) > 2 and hits:
            # Equal likeness: by the alphabet, so that the order is always the same.
            return [index for _, _, index in sorted(hits, key=lambda hit: (-hit[1], hit[0], hit[2]))]
    return []
