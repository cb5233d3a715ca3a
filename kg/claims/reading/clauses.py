"""Sentences made plain for the frames: names and descriptions become marks, asides go.

A mark is ``<P3>`` for a person, ``<C0>`` for a club, ``<N1>`` for a national team, ``<S3>`` for those who speak for
person 3, ``<X2>`` for somebody who is not known, and ``<O0>`` for a phrase that says who reported it (``<B0>`` where
that stands in brackets behind); the number is the place in the list of who is mentioned, or of those phrases.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from kg.claims.reading.directory import Directory
from kg.claims.reading.language import Language
from kg.claims.reading.names import Mention
from kg.claims.reading.phrases import phrases_of
from kg.claims.reading.sentences import Sentence

__all__ = ["Clauses", "Story", "clauses_of"]

_MARK: Final = re.compile(r"<([PCNSX])(\d+)>")
_QUOTES: Final = str.maketrans(dict.fromkeys("’‘`´", "'") | dict.fromkeys("“”„«»", '"') | dict.fromkeys("–—", "-"))
_LETTERS: Final = {"person": "P", "club": "C", "nation": "N", "unknown": "X"}
_RELAY: Final = "relay"
_OLDEST: Final = 45
"""Nobody older is described by the position he plays in."""
_NEAR: Final = 2
"""For so many sentences a pronoun or a description may look back for whom it means."""


@dataclass
class Story:
    """What a story has said so far: who was mentioned, where, and which club people are said to be at or to join."""

    people: list[tuple[int, int]] = field(default_factory=list)
    clubs: list[tuple[int, int]] = field(default_factory=list)
    at_club: dict[int, int] = field(default_factory=dict)
    joined: dict[int, int] = field(default_factory=dict)
    bound: dict[int, int] = field(default_factory=dict)
    """The clubs that people are said to have joined, and those that they have joined or are to join."""
    offers: list[tuple[int, int, int]] = field(default_factory=list)
    """Sentences that tell of an offer: their number, the player, the club that made it."""
    strangers: list[int] = field(default_factory=list)
    """Sentences that tell of a player whom the store does not know: a description may mean him."""

    def recent_people(self, number: int, *, within: int = 10_000) -> list[int]:
        """The people mentioned in the last sentences, the latest first, each once."""
        return list(dict.fromkeys(node for at, node in reversed(self.people) if number - at <= within))

    def recent_clubs(self, number: int, *, within: int = 10_000) -> list[int]:
        """The clubs mentioned in the last sentences, the latest first, each once."""
        return list(dict.fromkeys(node for at, node in reversed(self.clubs) if number - at <= within))


@dataclass
class Clauses:
    """A sentence ready for the rules.

    Attributes:
        sentence: as it stands in the text.
        main: the sentence with marks.
        nodes: who the marks mean; ``None`` for those who are not known.
    """

    sentence: Sentence
    main: str
    nodes: list[int | None]

    def node(self, mark: str) -> int | None:
        """Who a mark means; of several ("<P0>'s <P1>") the last."""
        marks = _MARK.findall(mark)
        return self.nodes[int(marks[-1][1])] if marks else None


class _Masker:
    """Makes one sentence plain."""

    def __init__(self, language: Language, directory: Directory, story: Story, number: int) -> None:
        self.language, self.directory, self.story, self.number = language, directory, story, number
        self.nodes: list[int | None] = []
        self.nouns = phrases_of(language)

    def mark(self, kind: str, node: int | None) -> str:
        """A new mark."""
        self.nodes.append(node)
        return f"<{_LETTERS[kind]}{len(self.nodes) - 1}>"

    def masked(self, sentence: Sentence, mentions: list[Mention]) -> str:
        """The sentence in lower case with marks for names."""
        parts, place, relays = [], sentence.start, 0
        for mention in mentions:
            parts.append(sentence.text[place - sentence.start : mention.start - sentence.start].lower())
            if mention.kind == _RELAY:
                bracketed = sentence.text[mention.start - sentence.start] == "("
                parts.append(f"<{'B' if bracketed else 'O'}{relays}>")
                relays += 1
            else:
                parts.append(self.mark(mention.kind if mention.node is not None else "unknown", mention.node))
            place = mention.end
        parts.append(sentence.text[place - sentence.start :].lower())
        text = " ".join("".join(parts).translate(_QUOTES).split())
        return re.sub(r"(<[A-Z]\d+>)'(?=[\s,.])", r"\1's", text)

    def node_of(self, mark: str) -> int | None:
        """Who a mark means."""
        match = _MARK.search(mark)
        return self.nodes[int(match[2])] if match else None

    # Noun phrases.

    def collapse(self, text: str) -> str:
        """Without the words that say who a named person is; what club that makes his is remembered."""
        nouns = self.nouns

        def lead(match: re.Match[str]) -> str:
            if match["club"] and not (match["own"] or match["words"]):
                return match[0]
            if match["club"] and not match["former"]:
                self.belongs(match["person"], match["first"] or match["club"])
            return match["person"]

        def title(match: re.Match[str]) -> str:
            if match["club"]:
                self.belongs(match["person"], match["club"])
            return match["person"]

        def behind(match: re.Match[str]) -> str:
            if match["club"] and not match["former"]:
                self.belongs(match["person"], match["club"])
            return match["person"] + " "

        def at(match: re.Match[str]) -> str:
            self.belongs(match["person"], match["club"])
            return match["person"]

        if nouns.stranger.search(text):
            self.story.strangers.append(self.number)
        text = nouns.club_behind.sub(r"\1", nouns.club_lead.sub("", text))
        text = nouns.lead.sub(lead, nouns.title.sub(title, text))
        text = nouns.behind.sub(behind, text)
        text = nouns.age.sub(r"\1", nouns.at.sub(at, text))
        return re.sub(r"\s+([.,;])", r"\1", text).strip()

    def belongs(self, person: str, club: str) -> None:
        """Remember that a person is said to be at a club."""
        who, where = self.node_of(person), self.node_of(club)
        if who is not None and where is not None and not self.directory.is_national(where):
            self.story.at_club[who] = where

    def described(self, text: str) -> str:
        """With marks for descriptions: "the full-back", "the Spanish club", "the duo"."""
        text = self.nouns.duo.sub(self._duo, text)
        text = self.nouns.age.sub(r"\1", self.nouns.person.sub(self._person, text))
        return self.nouns.club.sub(self._club, text)

    def before(self, text: str, letter: str) -> list[int]:
        """Who is mentioned in a piece of the sentence, the latest first."""
        mentioned = [self.nodes[int(match[2])] for match in _MARK.finditer(text) if match[1] in letter]
        return list(dict.fromkeys(node for node in reversed(mentioned) if node is not None))

    def _candidates(self, match: re.Match[str]) -> list[int]:
        nearby = self.before(match.string[: match.start()], "PS")
        return list(dict.fromkeys([*nearby, *self.story.recent_people(self.number)]))

    def _duo(self, match: re.Match[str]) -> str:
        people = self._candidates(match)[:2]
        if len(people) < 2:
            return match[0]
        return f"{self.mark('person', people[1])} and {self.mark('person', people[0])}"

    def mate(self, match: re.Match[str]) -> str:
        """Whom "his England team-mate" means: the player mentioned last before the one whose team-mate it is."""
        owner, *others = self._candidates(match) or [-1]
        nation = next((self.nodes[int(mark[2])] for mark in _MARK.finditer(match[0]) if mark[1] == "N"), None)
        for node in others:
            if not self.directory.is_staff(node) and node != owner and self.fits(node, "", nation):
                return self.mark("person", node)
        return match[0]

    def _person(self, match: re.Match[str]) -> str:
        words = match[0].partition(" ")[2]
        club = self.node_of(match["club"]) if match["club"] else None
        people = [node for node in self._candidates(match) if self.fits(node, words, club)]
        if self.nouns.years.search(words) and len(self._candidates(match)) > 1:
            people = [node for node in people if self.directory.age(node)]
        if self._is_strange(people):
            return match[0]
        head = match.string[: match.start()]
        subject = re.match(r"[^<>]*<P(\d+)>", head)
        if subject and self.nouns.object_of.search(head):  # "X is a friend of the defender": not of himself
            people = [node for node in people if node != self.nodes[int(subject[1])]] or people
        if not people:
            return match[0]
        # Of those whom it can mean, one of whom it is known to be true; of these the one mentioned last.
        return self.mark("person", max(people, key=lambda node: self.evidence(node, words, club)))

    def _is_strange(self, people: list[int]) -> bool:
        """Whether somebody whom the store does not know was spoken of since any of these was."""
        last = max((at for at, node in self.story.people if node in people), default=-1)
        nearby = set(people) & {node for node in self.nodes if node is not None}
        return not nearby and any(last <= at for at in self.story.strangers if self.number - at <= _NEAR)

    def evidence(self, node: int, words: str, club: int | None) -> int:
        """How much of a fitting description is known to be true of a person."""
        person = self.directory.person(node)
        confirmed = (
            self.nouns.years.search(words) and self.directory.age(node),
            self.nouns.position(words) and person.position,
            self.nouns.country(words) and person.citizenships,
            self.nouns.names_staff(words) is False and not self.directory.is_staff(node),
            club is not None and (node in self.story.at_club or club in self.directory.clubs_of(node)),
        )
        return sum(map(bool, confirmed))

    def fits(self, node: int, words: str, club: int | None) -> bool:
        """Whether a description can mean a person: nothing known of him is against it."""
        directory, nouns = self.directory, self.nouns
        person = directory.person(node)
        age, years = nouns.years.search(words), directory.age(node)
        if age and years and not years[0] <= int(age[1]) <= years[1]:
            return False
        position = nouns.position(words)
        if position and person.position and person.position is not position:
            return False
        if position and years and years[0] > _OLDEST:
            return False
        if directory.standings(node) and nouns.names_staff(words) is (not directory.is_staff(node)):
            return False
        country = nouns.country(words)
        if club is not None and directory.is_national(club):
            country, club = directory.country(club) or directory.register.named(club).name, None
        if country and person.citizenships and country not in person.citizenships:
            return False
        stated = self.story.at_club.get(node)
        return club is None or (stated == club if stated is not None else club in directory.clubs_of(node))

    def _club(self, match: re.Match[str]) -> str:
        words = match["words"].strip()
        nearby = self.before(match.string[: match.start()], "C")
        clubs = list(dict.fromkeys([*nearby, *self.story.recent_clubs(self.number)]))
        country = self.nouns.land(words)
        if country:
            clubs = [club for club in clubs if self.directory.country(club) == country]
        elif words or len(nearby) > 1 or (not nearby and len(self.story.recent_clubs(self.number, within=_NEAR)) != 1):
            return match[0]
        return self.mark("club", clubs[0]) if clubs else match[0]

    def owned_clubs(self, text: str) -> str:
        """With marks for clubs by whose they are: "his club"; and by their people: "the Italians"."""

        def own(match: re.Match[str]) -> str:
            person = self.node_of(match[0])
            clubs = self.directory.clubs_of(person) if person is not None else ()
            return self.mark("club", clubs[0]) if clubs else match[0]

        def people(match: re.Match[str]) -> str:
            country = self.nouns.country(match[1])
            nearby = [*self.before(match.string[: match.start()], "C"), *self.story.recent_clubs(self.number)]
            clubs = [club for club in nearby if self.directory.country(club) == country]
            return self.mark("club", clubs[0]) if clubs else match[0]

        return self.nouns.people.sub(people, self.nouns.own_club.sub(own, text))

    # Pronouns.

    def pronouns(self, text: str) -> str:
        """With marks for pronouns, where only one person can be meant."""

        def replaced(match: re.Match[str]) -> str:
            head = text[: match.start()]
            nearby = self.before(head, "P")
            named_next = self._named_next(head, text[match.end() :]) if match["own"] or match["either"] else None
            if named_next is not None:
                return self.mark("person", named_next) + "'s"
            people = nearby or self.story.recent_people(self.number, within=_NEAR)[:2]
            if len(people) > 1 and (match["object"] or self.nouns.language.possessed.match(text, match.end())):
                people = [node for node in people if not self.directory.is_staff(node)]
            actor = re.fullmatch(r"(<P\d+>) [^<>,]*", head) if match["object"] else None
            if actor:  # "X rang him": not himself
                people = [node for node in self.story.recent_people(self.number, within=_NEAR) if node not in nearby]
                nearby = []
            if len(people) != 1 or (not nearby and ("<X" in head or self._is_strange(people))):
                return match[0]
            mark = self.mark("person", people[0])
            return mark + "'s" if match["own"] or (match["either"] and match["noun"] is not None) else mark

        return self.nouns.pronoun.sub(replaced, text)

    def _named_next(self, head: str, rest: str) -> int | None:
        """Whom "his" means at the beginning of a sentence such as "With his contract running out, Smith …"."""
        name = re.match(r"[^<>]*, <P(\d+)>", rest)
        if name is None or self.nouns.cataphora is None or not self.nouns.cataphora.fullmatch(head):
            return None
        return self.nodes[int(name[1])]


def clauses_of(
    sentence: Sentence,
    mentions: list[Mention],
    language: Language,
    directory: Directory,
    *,
    story: Story,
    number: int,
) -> Clauses:
    """Make a sentence plain, and remember in ``story`` who it mentions.

    Args:
        sentence: the sentence.
        mentions: the names in it, in order.
        language: its language.
        directory: who there is.
        story: what was said before; changed.
        number: the place of the sentence in the text.
    """
    masker = _Masker(language, directory, story, number)
    text = masker.masked(sentence, mentions)
    text = masker.nouns.relay_last(text)
    text = language.cues["aside"].sub(" ", text)
    text = language.dropped.sub("", text)
    text = masker.collapse(text)
    text = masker.described(text)
    text = masker.nouns.mate.sub(masker.mate, masker.pronouns(text))
    text = masker.owned_clubs(masker.nouns.sides(text))
    for match in _MARK.finditer(text):
        node = masker.nodes[int(match[2])]
        if node is not None and match[1] in "PS":
            story.people.append((number, node))
        elif node is not None and match[1] == "C":
            story.clubs.append((number, node))
    return Clauses(sentence, text, masker.nodes)
