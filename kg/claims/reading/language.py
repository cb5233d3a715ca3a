"""A language's way of telling transfer stories, read from its file: words, cues, descriptions, dates and rules.

Another language is another file beside ``en.toml``; its head says how rules are written.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from kg.errors import UsageProblem
from kg.text.names import fold

__all__ = ["Language", "Rule", "language_named", "language_of", "languages"]

_FOLDER: Final = Path(__file__).parent
_GAP: Final = r"(?: [^\s<>,;:.!?]+){0,5}?"
_WIDE_GAP: Final = r"(?: [^\s;:]+){0,8}?"
_PIECES: Final = re.compile(
    r"(?P<wide> ?(?:\[\.\.\.\]|\.\.\.))|(?P<gap> ?(?:\[\.\.\]|\.\.))|(?P<aux> ?\{aux\})|(?P<over> ?\{over\})"
    r"|\{(?P<slot>\w+)\}"
    r"(?P<own>'s)?"
    r"|@(?P<word>\w+)|(?P<open> \[|\[)|(?P<shut>\])|(?P<group>\((?!\?))"
)
_PERSON: Final = r"(?:<P\d+>'s )?(?:the )?<P\d+>"
_PEOPLE: Final = rf"{_PERSON}(?:(?:, and |, | and | or |, y | y | und ){_PERSON})*"
_CLUB: Final = r"(?:the |both )?<C\d+>"
_OF_SEVERAL: Final = ("interest", "offer", "transfer")
"""Kinds that may be said of several players at once."""
_SLOTS: Final = {
    "club": rf"{_CLUB}(?:(?:, <C\d+>)+(?:,? (?:and|or) <C\d+>)?| (?:and|or) <C\d+>)?",
    "seller": _CLUB,
    "party": r"(?:the )?<[PS]\d+>",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One way of saying one kind of thing.

    Attributes:
        kind: of the claim.
        expression: the regular expression to look for in a clause with marks; compiled when it is first wanted.
        modality: what the rule itself says of it; "" leaves it to the words before the verb.
        club: ``own`` takes the player's own club where none is named.
        again: the kind of claim told before that it speaks of again.
        player: ``topic`` takes the one person told of before.
        signing: whether it tells of a contract being signed.
        text: the rule as written, to be shown.
    """

    kind: str
    expression: str
    modality: str = ""
    club: str = ""
    again: str = ""
    player: str = ""
    signing: bool = False
    text: str = ""

    @property
    def pattern(self) -> re.Pattern[str]:
        """The expression, compiled."""
        return _compiled(self.expression)


@lru_cache(maxsize=4096)
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


class Language:
    """One language's file, compiled."""

    def __init__(self, code: str, table: Mapping[str, Any]) -> None:
        self.code = code
        self.openers = frozenset(table["openers"].split())
        self._words: Mapping[str, str] = table["words"]
        aux: Mapping[str, str] = table["aux"]
        self._aux = "|".join(sorted(map(re.escape, set(aux["words"].split())), key=len, reverse=True))
        self.aux_words = {
            name: frozenset(aux[name].split()) for name in ("plan", "arrival", "guess", "negation", "perfect")
        }
        cues: Mapping[str, list[str]] = table["cues"]
        self.cues = {name: _union(patterns) for name, patterns in cues.items()}
        self.origins = table["origins"]
        self.descriptions = table["descriptions"]
        self.leagues: Mapping[str, str] = table["leagues"]
        self.nations = _nations(table["nations"])
        self.peoples = [fold(word) for _, *words in table["nations"].values() for word in words]
        self.dates = [
            (re.compile(rf"\b(?:{pattern})", re.IGNORECASE), label) for pattern, label in table["dates"].items()
        ]
        self.dependent = frozenset(aux.get("dependent", "").split())
        self._when = "|".join(_without_groups(pattern) for pattern in table["dates"])
        self.numbers = table["numbers"]
        self.dropped = re.compile(r"(?<=\s)(?:" + "|".join(table["drop"]["words"].split()) + r")(?:,)? ")
        self.pronouns = table["pronouns"]
        self.side = self._words["side"]
        self.capital_nouns: bool = table.get("capital_nouns", False)
        self.plain = frozenset({*self.nations, *self.leagues, *self.openers, *table["origins"]["never"]})
        # Rules in groups, each with the cues without any of which no rule of the group can match.
        self.rules = [self._group(group) for group in table["rule"]]

    def _group(self, table: Mapping[str, Any]) -> tuple[re.Pattern[str], list[Rule]]:
        cues = re.compile(rf"(?<!\w)(?:{table['cues']})", re.IGNORECASE)
        options = {name: value for name, value in table.items() if name not in ("kind", "cues", "say")}
        kind: str = table["kind"]
        rules = [Rule(kind, r"(?<![\w<])" + self.regex(text, kind), text=text, **options) for text in table["say"]]
        return cues, rules

    def regex(self, text: str, kind_of_claim: str = "") -> str:
        """Return the regular expression that a rule as written stands for."""
        depth: list[str] = []

        def piece(match: re.Match[str]) -> str:  # noqa: PLR0911  one line a kind of piece
            kind = match.lastgroup if match.lastgroup != "own" else "slot"
            if kind in ("wide", "gap"):
                return _WIDE_GAP if kind == "wide" else _GAP
            if kind == "aux":
                return rf"(?P<aux>(?: (?:{self._aux})(?=[ ,])){{0,8}}?)"
            if kind == "over":
                return ""
            if kind == "slot":
                owned = text.startswith("['s", match.end())
                return self._slot(match["slot"], kind_of_claim) + ("'s" if match["own"] else "" if owned else "(?!')")
            if kind == "word":
                return self.regex(self._words[match["word"]])
            if kind == "open":
                leads = match["open"].startswith(" ")
                depth.append(")" if leads or match.start() else ") ")
                return "(?: (?:" if leads else "(?:(?:"
            if kind == "shut":
                return depth.pop() + ")?"
            return "(?:"

        return _PIECES.sub(piece, text)

    def _slot(self, name: str, kind: str) -> str:
        if name == "when":
            return rf"(?P<when>{self._when})"
        if name == "player2":
            return _PERSON
        if name == "player" and kind == "persuasion":
            return rf"(?P<player>{_PEOPLE}|\b(?:{'|'.join(self.pronouns['object'] + self.pronouns['either'])})\b)"
        several = name == "player" and kind in _OF_SEVERAL
        return rf"(?P<{name}>{_PEOPLE if several else _SLOTS.get(name, _PERSON)})"


def _union(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def _without_groups(pattern: str) -> str:
    return r"\b(?:" + re.sub(r"\((?!\?)", "(?:", pattern) + ")"


def _nations(table: Mapping[str, list[str]]) -> Mapping[str, str]:
    """Every word for a country or its people, folded → the country's English name."""
    words: dict[str, str] = {}
    for adjective, (country, *others) in table.items():
        for word in (adjective, country, *others):
            words.setdefault(fold(word), country)
    return words


@cache
def languages() -> tuple[str, ...]:
    """The codes of the languages that there are files for, English first."""
    codes = sorted(path.stem for path in _FOLDER.glob("??.toml"))
    return tuple(sorted(codes, key=lambda code: (code != "en", code)))


@lru_cache(maxsize=8)
def language_named(code: str) -> Language:
    """Return a language by its code.

    Raises:
        UsageProblem: there is no file for it.
    """
    if code not in languages():
        raise UsageProblem(
            f"there are no rules for the language {code!r}", remedy=f"there are: {', '.join(languages())}"
        )
    with (_FOLDER / f"{code}.toml").open("rb") as file:
        return Language(code, tomllib.load(file))


def language_of(text: str) -> Language:
    """Return the language of a text: the one whose commonest words are the most frequent in it, English in doubt."""
    words = re.findall(r"[^\W\d_]+", text[:5000].lower())
    best = max(languages(), key=lambda code: sum(map(_common_words(code).__contains__, words)))
    return language_named(best)


@cache
def _common_words(code: str) -> frozenset[str]:
    """The commonest words of a language, from the one line of its file: the rest is read only if it is the one."""
    line = re.search(r"^common = (\[.*\])$", (_FOLDER / f"{code}.toml").read_text(encoding="utf-8"), re.MULTILINE)
    return frozenset(tomllib.loads(line[0])["common"]) if line else frozenset()
