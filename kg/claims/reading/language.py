"""A language's way of telling transfer stories, read from its file: words, cues, descriptions, dates and rules.

Another language is another file beside ``en.toml``; its head says how rules are written.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from kg.claims.reading.lexicon import Lexicon
from kg.errors import UsageProblem
from kg.text.names import fold

__all__ = ["Language", "language_named", "language_of", "languages"]

_FOLDER: Final = Path(__file__).parent


class Language:
    """One language's file, compiled."""

    def __init__(self, code: str, table: Mapping[str, Any]) -> None:
        self.code = code
        self.openers = frozenset(table["openers"].split())
        self._words: Mapping[str, str] = table["words"]
        aux: Mapping[str, str] = table["aux"]
        self.aux_words = {
            name: frozenset(aux[name].split()) for name in ("plan", "arrival", "intent", "guess", "negation")
        }
        cues: Mapping[str, list[str]] = table["cues"]
        self.cues = {name: _union(patterns) for name, patterns in cues.items()}
        for name in ("lent", "generic", "fruitless", "fresh", "ended", "match", "coming"):
            self.cues.setdefault(name, re.compile("(?!)"))
        self.renewing = self.cues.get("renewing")
        self.origins = table["origins"]
        self.descriptions = table["descriptions"]
        self.leagues: Mapping[str, str] = table["leagues"]
        self.nations = _nations(table["nations"])
        self.peoples = [fold(word) for _, *words in table["nations"].values() for word in words]
        self.dates = [
            (re.compile(rf"\b(?:{pattern})", re.IGNORECASE), label) for pattern, label in table["dates"].items()
        ]
        self.dependent = frozenset(aux.get("dependent", "").split())
        self.infinitive = aux.get("infinitive", "")
        self.talked_of = frozenset(aux.get("talked_of", "").split())
        self.numbers = table["numbers"]
        self.spellings: Mapping[str, str] = table.get("spellings", {})
        self.usual_forms = [
            (re.compile("|".join(forms)), [(re.compile(form), usual) for form, usual in forms.items()])
            for forms in (table.get("joined_words"), table.get("contractions"))
            if forms
        ]
        self.dropped = re.compile(r"(?<=\s)(?:" + "|".join(table["drop"]["words"].split()) + r")(?:,)? ")
        self.pronouns = table["pronouns"]
        self.first_person = _first_person(self.pronouns)
        self.side = self._words["side"].replace("(", "(?:")
        self.capital_nouns: bool = table.get("capital_nouns", False)
        self.competitions = _any_of(table.get("competitions", {}).get("names", ()))
        staff: list[str] = self.descriptions["roles"]["staff"]
        self.long_titles = _any_of([title for title in staff if " " in title])
        self.plain = frozenset({*self.nations, *self.leagues, *self.openers, *table["origins"]["never"]})
        self._read_clauses(table["clauses"])
        self.him = re.compile(rf"\b(?:{'|'.join(self.pronouns['object'] + self.pronouns['either'])})\b")
        self.possessed = re.compile(table["pronouns"].get("players", "(?!)"))
        self.lexicon = Lexicon(table["frame"], self._words, table.get("forms", {}))

    def _read_clauses(self, table: Mapping[str, str]) -> None:
        self.strong_boundary, self.weak_boundary = re.compile(table["strong"]), re.compile(table["weak"])
        self.joint = table["joint"]
        mark, also, joint = r"<\1\d+>(?:'s)?", table["also"], table["joint"]
        self.group = re.compile(
            rf"<([PCSX])\d+>(?:'s)?(?:(?:, {also}{mark})+,? (?:{joint}) {also}{mark}| (?:{joint}) {also}{mark}"
            rf"|(?:, {also}{mark})+(?=,? (?:{joint}) (?:{table.get('others', '(?!)')})\b))?"
        )
        self.voice = {name: re.compile(table[name]) for name in ("passive", "active", "by")}
        self.kin = re.compile(rf"\b{self._words['kin']}\b")
        self.relation = re.compile(rf" {table['related']}{self._words['relation']}\b")
        self.for_club = re.compile(table["for_club"])
        self.stranger_next = re.compile(table["strangers"])
        self.nation_next = re.compile(r" (?:[\w-]+ ){0,4}<N\d+>(?!'s| <)")
        self.dissuaded = re.compile(table["dissuaded"])
        self.received_by = re.compile(table["received_by"])
        self.inside = re.compile(table.get("inside", "(?!)"))
        self.not_there = re.compile(table["not_there"])
        self.agent_next = re.compile(table["agent_next"])
        self.no_object = re.compile(table["no_object"])
        self.price_next = re.compile(table.get("price_next", "(?!)"))
        self.held_with = re.compile(table["held_with"])
        self.aside_clause = re.compile(table["aside"])
        self.subject_after = re.compile(table["subject_after"])
        self.subordinate = re.compile(table.get("subordinate", "(?!)"))
        self.gapped = re.compile(table.get("gapped", "(?!)"))
        self.past = re.compile(table.get("past", "(?!)"))
        self.who = re.compile(table.get("who", "(?!)"))
        self.list_before = re.compile(table.get("list_before", "(?!)"))
        self.relative = re.compile(table.get("relative", "(?!)"))
        self.open_end = re.compile(table.get("open_end", "(?!)"))
        self.wanted = re.compile(table["wanted"])
        self.left = re.compile(table["left"])


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of some words, the longest first; nothing if there are none."""
    return re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, words), key=len, reverse=True)) or '(?!)'})(?!\w)")


def _union(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def _first_person(pronouns: Mapping[str, Any]) -> re.Pattern[str] | None:
    """The words by which a speaker means himself, and himself and others; ``None`` if the file has none."""
    names = {"one": "speaker", "own": "speaker_own", "we": "speakers", "our": "speakers_own"}
    groups = [f"(?P<{group}>{'|'.join(pronouns[name])})" for group, name in names.items() if name in pronouns]
    return re.compile(rf"(?<![\w'<])(?:{'|'.join(groups)})(?!\w)") if len(groups) == len(names) else None


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
