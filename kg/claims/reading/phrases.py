"""The noun phrases of a language as patterns: who a named person is said to be, and who a description means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from kg.claims.reading.language import Language
from kg.model import Position
from kg.text.names import fold

__all__ = ["Phrases", "phrases_of"]


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


class Phrases:
    """The patterns of a language's noun phrases, made of its descriptions."""

    def __init__(self, language: Language) -> None:
        table = language.descriptions
        roles: dict[str, list[str]] = table["roles"]
        self.language = language
        self._staff = re.compile(rf"(?<![\w-])(?:{_alternatives(roles['staff'])})(?![\w-])")
        players = [word for word in roles["any"] if word not in table.get("anybody", ())]
        self._player = re.compile(rf"(?<![\w-])(?:{_alternatives(players)})(?![\w-])")
        self._positions = {word: Position(name) for name in Position for word in roles.get(name, ())}
        self._position = re.compile(rf"(?<![\w-])(?:{_alternatives(self._positions)})(?![\w-])")
        every_role = [word for words in roles.values() for word in words]
        nations = _alternatives(list(language.nations))
        people = _alternatives(language.peoples)
        no_club = rf"(?! (?:{_alternatives([*table['clubs'], *table['no_person']])})(?![\w-]))"
        heads = _alternatives(every_role)
        plural = [word for word in language.peoples if word.endswith("s") and word[:-1] in language.peoples]
        folk = _alternatives([word for word in language.peoples if word not in plural])
        word = rf"(?:{table['age']}|{heads}|{_alternatives(table['adjectives'])}|{nations})"
        article = rf"(?:{table['article']})"
        former = rf"(?P<former>(?:{_alternatives(table['former'])})[ -])?"
        club = r"(?:(?P<club><[CN]\d+>)(?:'s)? )"
        self.years = re.compile(table["age"])
        self.lead = re.compile(
            rf"(?<![\w>'-])(?:(?:{table['articles']}) )?(?:{word} ){{0,3}}{former}"
            rf"(?:(?P<first><C\d+>) {table.get('plain_and', 'and')} (?=<N\d+>))?"
            rf"(?:(?P<club><[CN]\d+>)(?P<own>'s)? )?(?P<words>(?:{word} ){{0,4}})(?P<person><P\d+>)"
        )
        self.title = re.compile(
            rf"(?<![\w>'-])(?:(?:{table['articles']}) )?(?:{word} ){{0,3}}(?:(?P<club><[CN]\d+>)(?:'s)? )?"
            rf"(?:{word} ){{0,3}}{word}, (?P<person><P\d+>),?"
        )
        leagues = _alternatives([*language.leagues, *language.nations])
        honours = rf"(?:(?:{leagues}|{_alternatives(table.get('club_adjectives', table['adjectives']))}) ){{0,3}}"
        head = _alternatives(table.get("club_heads", table["clubs"]))
        self.club_lead = re.compile(rf"(?<![\w>'-])(?:(?:{table['articles']}) )?{honours}(?:{head}) (?=<C\d+>)")
        self.club_behind = re.compile(rf"(?<=<C)(\d+>), (?:(?:{table['articles']}) )?{honours}(?:{head})(?:,|(?=[.;]))")
        self.behind = re.compile(
            rf"(?P<person><P\d+>), (?:(?:{table['articles']}) )?{former}(?:{word} ){{0,3}}?{club}?"
            rf"(?:{word} ?){{0,4}}(?:, |(?=[.;]))"
        )
        self.at = re.compile(
            rf"(?P<person><P\d+>),? (?:{table['at']}) (?P<club><C\d+>)(?!')(?:,(?= (?:is|was|has|who)))?"
        )
        self.age = re.compile(r"(<P\d+>)(?: \(\d\d\)|, \d\d(?:,|(?= ?[.;(]|$)))")
        self.person = re.compile(
            rf"(?<![\w>-])(?:{table.get('person_article', table['article'])}) (?P<words>(?:{word} ){{0,3}})"
            rf"(?:(?P<club><[CN]\d+>)(?:'s)? )?(?:{word} ){{0,2}}"
            rf"(?:{table['age']}|{heads}|(?:{folk}){no_club})(?![\w-])(?! <P)"
        )
        self.possessed = re.compile(
            rf"(?<![\w>-])(?P<club><C\d+>)'s (?P<words>(?:{word} ){{0,3}})(?:{table['age']}|{heads})(?![\w-])(?! <P)"
        )
        self._read_references(table, article)
        self.other_than = re.compile(rf"<P(?P<mark>\d+)>, (?:\w+ (?P<whom>{table['whom']}) )?$")
        self.one_of = re.compile(rf"\w {table['of']} $")
        self.object_of = re.compile(rf"\b(?:{table['prepositions']}) $")
        self.stranger = re.compile(rf"(?:{word} )<X\d+>|<X\d+>, \d\d\b")
        self.mate = re.compile(table["mate"])
        self.duo = re.compile(
            rf"{article} (?:{table['two']}(?:[\w-]+ ){{0,2}}?(?:<[CN]\d+> )?"
            rf"(?:{_alternatives(table['both'])}|{people})"
            rf"|(?:<[CN]\d+> )?(?:{_alternatives(table['duo'])}))(?![\w-])"
        )
        self.club = re.compile(
            rf"(?<![\w>-]){article} (?P<words>(?:[\w-]+ ){{0,3}}?)(?:{_alternatives(table['clubs'])})(?![\w-])"
        )
        self.people = re.compile(rf"(?<![\w>-]){article} ({_alternatives(plural) or '(?!)'})(?![\w-])(?! <P)")
        self.own_club = re.compile(rf"<P\d+>'s (?:{_alternatives(table['clubs'])})(?![\w-])")
        pronouns = language.pronouns
        self.pronoun = re.compile(
            rf"(?<![\w'<])(?:(?P<subject>{_alternatives(pronouns['subject'])})|(?P<object>{_alternatives(pronouns['object'])})"
            rf"|(?P<own>{_alternatives(pronouns['possessive'])})|(?P<either>{_alternatives(pronouns['either'])})"
            rf"(?P<noun>(?= (?!(?:{_alternatives(pronouns['never_possessed'])})\b)[a-z]))?)(?![\w'])"
        )
        self.cataphora = re.compile(rf"(?:{table['cataphora']})$") if table.get("cataphora") else None
        self._relay = re.compile(r"(?<=\w) (<O\d+>) ") if table.get("relay_within") else None
        self._side = re.compile(rf"<P(\d+)>'s (?:[\w-]+ )?{language.side}(?![\w-])")
        whose = _alternatives([*pronouns["possessive"], *pronouns["either"]])
        self.agent = re.compile(rf"<P\d+>, ((?:{whose}) (?:[\w-]+ )?{language.side})(?![\w-]),?")
        self._side_of = re.compile(rf"(?:{article} )?{language.side} {table['of']} <P(\d+)>(?!')")

    def _read_references(self, table: Mapping[str, Any], article: str) -> None:
        """Phrases that point back: "the older of the two", "the latter", "they"."""
        self.elder = re.compile(rf"{article} {table['elder']}") if "elder" in table else None
        self.latter = (
            re.compile(rf"(?<![\w>-]){article} {table['latter']}(?![\w-])(?! <)") if "latter" in table else None
        )
        self.they = re.compile(rf"(?<![\w<'-]){table['they']}(?![\w'-])") if "they" in table else None

    def relay_last(self, text: str) -> str:
        """With a phrase on who reports it at the end, where the language puts it in the middle of the clause."""
        match = self._relay.search(text) if self._relay else None
        if match is None:
            return text
        rest = (text[: match.start()] + text[match.end() - 1 :]).rstrip(" .")
        return f"{rest}, {match[1]}."

    def sides(self, text: str) -> str:
        """With marks for those who speak for somebody."""
        return self._side_of.sub(r"<S\1>", self._side.sub(r"<S\1>", text))

    def names_staff(self, words: str) -> bool | None:
        """Whether a description is of somebody who coaches or runs a club, or of a player; ``None``: either."""
        if self._staff.search(words):
            return True
        return False if self.position(words) or self._player.search(words) else None

    def position(self, words: str) -> Position | None:
        """The position that a description names."""
        match = self._position.search(words)
        return self._positions[match[0]] if match else None

    def country(self, words: str) -> str:
        """The country that a description names, as the nation's own or of its people."""
        return next(
            (self.language.nations[fold(word)] for word in words.split() if fold(word) in self.language.nations), ""
        )

    def land(self, words: str) -> str:
        """The country that a description of a club names, by its league or its nation."""
        league = next(
            (country for name, country in self.language.leagues.items() if re.search(rf"\b{name}\b", words)), ""
        )
        return league or self.country(words)


@cache
def phrases_of(language: Language) -> Phrases:
    """Return the phrases of a language."""
    return Phrases(language)
