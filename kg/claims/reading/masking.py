"""Marks for names and descriptions in a sentence: "the full-back", "the Spanish club", "the duo"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Final

from kg.claims.reading.capitals import dateline_end
from kg.claims.reading.directory import Directory
from kg.claims.reading.language import Language
from kg.claims.reading.mention import Mention
from kg.claims.reading.phrases import phrases_of
from kg.claims.reading.sentences import Sentence
from kg.claims.reading.story import Story

__all__ = ["MARK", "NEAR", "Masker"]

MARK: Final = re.compile(r"<([PCNSX])(\d+)>")
NEAR: Final = 2
"""For so many sentences a pronoun or a description may look back for whom it means."""
_QUOTES: Final = str.maketrans(dict.fromkeys("’‘`´", "'") | dict.fromkeys("“”„«»", '"') | dict.fromkeys("–—", "-"))
_LETTERS: Final = {"person": "P", "club": "C", "nation": "N", "unknown": "X"}
_RELAY: Final = "relay"
_OLDEST: Final = 45
"""Nobody older is described by the position he plays in."""


def _replaced(pattern: re.Pattern[str], by: str | Callable[[re.Match[str]], str], text: str, *, where: str) -> str:
    """A sentence with what a pattern finds replaced; one without the pattern's mark is not gone through for it."""
    return pattern.sub(by, text) if where in text else text


class Masker:
    """Puts marks for the names and descriptions of one sentence."""

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
        parts, place, relays = [], sentence.start + dateline_end(sentence.text), 0
        for mention in mentions:
            if mention.start < place:  # in a dateline
                relays += mention.kind == _RELAY
                continue
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
        for any_form, forms in self.language.usual_forms:
            if any_form.search(text):
                for form, usual in forms:
                    text = form.sub(usual, text)
        for spelling, usual in self.language.spellings.items():
            text = text.replace(spelling, usual)
        return re.sub(r"(<[A-Z]\d+>)'(?=[\s,.])", r"\1's", text)

    def node_of(self, mark: str) -> int | None:
        """Who a mark means."""
        match = MARK.search(mark)
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

        if "<X" in text and nouns.stranger.search(text):
            self.story.strangers.append(self.number)
        text = nouns.club_behind.sub(r"\1", _replaced(nouns.club_lead, "", text, where="<C"))
        text = _replaced(nouns.lead, lead, _replaced(nouns.title, title, text, where=", <P"), where="<P")
        text = nouns.behind.sub(behind, text)
        text = nouns.agent.sub(r"\1", nouns.age.sub(r"\1", nouns.at.sub(at, text)))
        return re.sub(r"\s+([.,;])", r"\1", text).strip()

    def belongs(self, person: str, club: str) -> None:
        """Remember that a person is said to be at a club."""
        who, where = self.node_of(person), self.node_of(club)
        if who is not None and where is not None and not self.directory.is_national(where):
            self.story.at_club[who] = where

    def described(self, text: str) -> str:
        """With marks for descriptions: "the full-back", "the Spanish club", "the duo"."""
        if self.nouns.elder:
            text = self.nouns.elder.sub(self._elder, text)
        if self.nouns.latter:
            text = self.nouns.latter.sub(self._latter, text)
        text = self.nouns.possessed.sub(self._person, self.nouns.duo.sub(self._duo, text))
        text = self.nouns.age.sub(r"\1", self.nouns.person.sub(self._person, text))
        return self.nouns.club.sub(self._club, text)

    def before(self, text: str, letter: str) -> list[int]:
        """Who is mentioned in a piece of the sentence, the latest first."""
        mentioned = [self.nodes[int(match[2])] for match in MARK.finditer(text) if match[1] in letter]
        return list(dict.fromkeys(node for node in reversed(mentioned) if node is not None))

    def _candidates(self, match: re.Match[str]) -> list[int]:
        nearby = self.before(match.string[: match.start()], "PS")
        return list(dict.fromkeys([*nearby, *self.story.recent_people(self.number)]))

    def _duo(self, match: re.Match[str]) -> str:
        people = self._candidates(match)[:2]
        if len(people) < 2 or self.nouns.one_of.search(match.string, 0, match.start()):
            return match[0]
        return f"{self.mark('person', people[1])} and {self.mark('person', people[0])}"

    def _elder(self, match: re.Match[str]) -> str:
        """Whom "the older of the two" means."""
        people = [node for node in self._candidates(match)[:2] if self.directory.age(node)]
        if len(people) < 2:
            return match[0]
        people.sort(key=lambda node: self.directory.age(node) or (0, 0))
        return self.mark("person", people[0] if match["younger"] else people[1])

    def _latter(self, match: re.Match[str]) -> str:
        """Whom "the latter" means: the one of two named last."""
        people = self._candidates(match)
        return self.mark("person", people[0]) if people else match[0]

    def with_clubs_for_they(self, text: str, spans: list[tuple[int, int]]) -> str:
        """With marks for "they" where clubs are meant: those that act before it in the sentence, or in the last one."""
        if self.nouns.they is None or not self.nouns.they.search(text):
            return text

        def replaced(match: re.Match[str]) -> str:
            if any(start <= match.start() < end for start, end in spans):
                return match[0]
            head = match.string[: match.start()]
            acting = [
                group
                for group in self.language.group.finditer(head)
                if self.language.subject_after.search(head[: group.start()]) and not group[0].endswith("'s")
            ]
            if acting:
                clubs = self.before(acting[-1][0], "C")[::-1] if acting[-1][1] == "C" else []
            else:
                earlier = (self.story.clubs_acting.get(self.number - back, ()) for back in range(1, NEAR + 1))
                clubs = list(next((clubs for clubs in earlier if clubs), ()))
            return self.joined([self.mark("club", club) for club in clubs]) or match[0]

        return self.nouns.they.sub(replaced, text)

    def joined(self, marks: list[str]) -> str:
        """Several marks as a group."""
        word = self.language.joint.split("|")[0]
        return f"{', '.join(marks[:-1])} {word} {marks[-1]}" if len(marks) > 1 else "".join(marks)

    def mate(self, match: re.Match[str]) -> str:
        """Whom "his England team-mate" means: the player mentioned last before the one whose team-mate it is."""
        owner, *others = self._candidates(match) or [-1]
        nation = next((self.nodes[int(mark[2])] for mark in MARK.finditer(match[0]) if mark[1] == "N"), None)
        for node in others:
            if not self.directory.is_staff(node) and node != owner and self.fits(node, "", nation):
                mark = self.mark("person", node)
                return f"{match['owner']} {mark}" if match.groupdict().get("owner") else mark
        return match[0]

    def _person(self, match: re.Match[str]) -> str:
        words = match[0].partition(" ")[2]
        club = self.node_of(match["club"]) if match["club"] else None
        people = [node for node in self._candidates(match) if self.fits(node, words, club)]
        if self.nouns.years.search(words) and len(self._candidates(match)) > 1:
            dated = [node for node in people if self.directory.age(node)]
            players = [node for node in people if not self.directory.is_staff(node)]
            people = dated or (players if len(players) == 1 else [])
        if self.is_strange(people):
            return self._of_a_stranger(match)
        head = match.string[: match.start()]
        subject = re.match(r"[^<>]*<P(\d+)>", head)
        if subject and self.nouns.object_of.search(head):  # "X is a friend of the defender": not of himself
            people = [node for node in people if node != self.nodes[int(subject[1])]] or people
        if not people:
            return self._of_a_stranger(match)
        # Of those whom it can mean, one of whom it is known to be true; of these the one mentioned last.
        nearby, told = self.before(head, "P"), Counter(node for _, node in self.story.people)
        last = set(self.story.recent_people(self.number, within=1))
        return self.mark(
            "person",
            max(
                people,
                key=lambda node: (self.evidence(node, words, club), node in nearby, node in last, told[node]),
            ),
        )

    @staticmethod
    def _of_a_stranger(match: re.Match[str]) -> str:
        """A description of somebody who is not known: the club in it does nothing itself."""
        return re.sub(r"<C(\d+)>", r"<X\1>", match[0])

    def is_strange(self, people: list[int]) -> bool:
        """Whether somebody whom the store does not know was spoken of since any of these was."""
        last = max((at for at, node in self.story.people if node in people), default=-1)
        nearby = set(people) & {node for node in self.nodes if node is not None}
        return not nearby and any(last <= at for at in self.story.strangers if self.number - at <= NEAR)

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
        is_sure = any(dated for _, _, dated in directory.standings(node))
        at = (stated,) if stated is not None else directory.clubs_of(node)
        is_open = club is None or (stated is None and not is_sure)
        return is_open or club in at or (club is not None and directory.womens_team(club) in at)

    def _club(self, match: re.Match[str]) -> str:
        words = match["words"].strip()
        left, behind = self._left(match.string), self.before(match.string[match.end() :], "C")
        nearby = [club for club in self.before(match.string[: match.start()], "C") if club not in left]
        of_people = [club for club in self._clubs_in_sentence() if club not in (*behind, *left)]
        if not words and not nearby and len(of_people) == 1:
            nearby = of_people
        clubs = list(dict.fromkeys([*nearby, *self.story.recent_clubs(self.number)]))
        country = self.nouns.land(words)
        if country:
            clubs = [club for club in clubs if self.directory.country(club) == country]
        elif words or len(nearby) > 1 or (not nearby and len(self.story.recent_clubs(self.number, within=NEAR)) != 1):
            acting = self.story.subjects.get(self.number - 1)
            is_quoted = match.string.count('"', 0, match.start()) % 2 == 1
            if words or nearby or is_quoted or acting is None or self.directory.is_person(acting):
                return match[0]
            clubs = [acting]
        return self.mark("club", clubs[0]) if clubs else match[0]

    def _left(self, text: str) -> list[int | None]:
        """The clubs that a sentence says somebody comes from."""
        return [
            self.nodes[int(mark[2])]
            for mark in MARK.finditer(text)
            if mark[1] == "C" and self.language.left.search(text[: mark.start()])
        ]

    def _clubs_in_sentence(self) -> list[int]:
        """The clubs that a sentence names, also as whose people are."""
        clubs = (
            node
            for node in self.nodes
            if node is not None and not self.directory.is_person(node) and not self.directory.is_national(node)
        )
        return list(dict.fromkeys(clubs))

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
