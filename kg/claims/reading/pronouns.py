"""Whom pronouns mean, and "I" and "we" in quotations."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from kg.claims.reading.masking import NEAR, Masker
from kg.claims.reading.quotes import outside, speaker_mark, spoken_by_pronoun

__all__ = ["Pronouns"]

_MAIN: Final = 3
"""So many times as often as others somebody must be spoken of to be meant by a pronoun that could mean several."""


class Pronouns:
    """Puts marks for the pronouns of one sentence."""

    def __init__(self, masker: Masker) -> None:
        self.masker = masker
        self.language, self.directory = masker.language, masker.directory
        self.story, self.number = masker.story, masker.number

    def resolved(
        self, text: str, spans: list[tuple[int, int]], *, is_quoted: bool = False, speaker: int | None = None
    ) -> str:
        """Return the sentence with marks for pronouns that can mean only one person.

        Args:
            text: the sentence with marks for names.
            spans: the places in it that are quoted.
            is_quoted: whether the pronouns within those places are meant, or the others.
            speaker: who is quoted; he does not speak of himself as "he".
        """
        owners: list[int] = []

        def replaced(match: re.Match[str]) -> str:
            if any(start <= match.start() < end for start, end in spans) is not is_quoted:
                return match[0]
            head = text[: match.start()]
            heard = head if is_quoted else outside(head, spans)
            nearby = self._nearby(match, head, [node for node in self.masker.before(heard, "P") if node != speaker])
            named_next = self._named_next(head, text[match.end() :]) if match["own"] or match["either"] else None
            if named_next is not None:
                return self.masker.mark("person", named_next) + "'s"
            people = self._meant(match, head, nearby, speaker=speaker, owners=owners)
            is_far = not set(people) & set(nearby)
            if len(people) != 1 or (is_far and ("<X" in head or self.masker.is_strange(people))):
                return match[0]
            mark = self.masker.mark("person", people[0])
            return mark + "'s" if match["own"] or (match["either"] and match["noun"] is not None) else mark

        return self.masker.nouns.pronoun.sub(replaced, text)

    def _nearby(self, match: re.Match[str], head: str, named: list[int]) -> list[int]:
        """Those named before in the sentence who can be meant: not X in "X rang him", "X, with whom he", "X, his …"."""
        other = self.masker.nouns.other_than.search(head)
        if other and (match["own"] or other["whom"]):
            named = [node for node in named if node != self.masker.nodes[int(other["mark"])]]
        actors = self._actors(head) if match["object"] else []
        return [node for node in named if node not in actors]

    def _meant(
        self, match: re.Match[str], head: str, nearby: list[int], *, speaker: int | None, owners: list[int]
    ) -> list[int]:
        """Everybody whom a pronoun can mean; ``owners`` are those that "his" in an apposition meant before it."""
        if match["object"] and owners:  # "X, his friend, told him": the same one
            return owners
        recent = self.story.recent_people(self.number)
        if match["own"] and self.masker.nouns.other_than.search(head):
            named = self.masker.before(head, "P")
            owners.extend([node for node in recent if node not in named and not self.directory.is_staff(node)][:1])
            return owners
        actors = self._actors(head) if match["object"] else []
        recent = [
            node
            for node in self.story.recent_people(self.number, within=NEAR)
            if node != speaker and node not in actors
        ]
        people = nearby or recent[: None if match["object"] else 2]
        if len(people) > 1 and (match["object"] or self.language.possessed.match(match.string, match.end())):
            people = [node for node in people if not self.directory.is_staff(node)]
        if len(people) > 1:
            people = self._main_one(people)
        acting = self.story.subjects.get(self.number - 1)
        if len(people) > 1 and not nearby:
            return [acting] if acting in people else self._more_often(people)
        return people

    def _more_often(self, people: list[int]) -> list[int]:
        """The one of several of whom the story speaks more often than of any other, if there is one."""
        counts = Counter(node for _, node in self.story.people if node in people)
        ranked = counts.most_common(2)
        return [ranked[0][0]] if ranked[0][1] > ranked[1][1] else people

    def _main_one(self, people: list[int]) -> list[int]:
        """The one of several whom the story speaks of most, if of nobody else a third as often."""
        counts = Counter(node for _, node in self.story.people if node in people)
        ranked = counts.most_common(2)
        return [ranked[0][0]] if len(ranked) == 2 and ranked[0][1] >= _MAIN * ranked[1][1] else people

    def _actors(self, head: str) -> list[int]:
        """Who acts in the clause that a piece of the sentence ends with."""
        if self.language.relative.search(head):
            return []  # "X, who want to sign him": the club acts
        groups = list(self.language.group.finditer(head))
        acting = [group for group in groups if self.language.subject_after.search(head[: group.start()])]
        return self.masker.before(acting[-1][0], "P") if acting else []

    def speaker(self, words: str, *, is_quoting: bool) -> int | None:
        """Return who speaks: by the words around a quotation, else by the sentences before."""
        if (mark := speaker_mark(words, self.language)) and (node := self.masker.nodes[int(mark)]) is not None:
            self.story.speaker = self.number, node
            return node
        if not is_quoting:
            return None
        if self.story.speaker and self.number - self.story.speaker[0] <= NEAR:
            self.story.speaker = self.number, self.story.speaker[1]
            return self.story.speaker[1]
        if not spoken_by_pronoun(words, self.language):
            return None
        last = [node for at, node in self.story.people if at == self.number - 1]
        self.story.speaker = (self.number, last[0]) if last else None
        return last[0] if last else None

    def first_person(self, text: str, spans: list[tuple[int, int]], speaker: int) -> str:
        """With marks for "I", and for "we" where it is clear who that is: a coach's club, or one other and he."""
        words = self.language.first_person
        others = [node for node in self.story.recent_people(self.number, within=NEAR) if node != speaker]
        club = next(iter(self.directory.clubs_of(speaker)), None) if self.directory.is_staff(speaker) else None

        def replaced(match: re.Match[str]) -> str:
            if not any(start <= match.start() < end for start, end in spans):
                return match[0]
            own = "'s" if match["own"] or match["our"] else ""
            if match["one"] or match["own"]:
                return self.masker.mark("person", speaker) + own
            if club is not None:
                return self.masker.mark("club", club) + own
            if match["we"] and len(others) == 1:
                return f"{self.masker.mark('person', others[0])} and {self.masker.mark('person', speaker)}"
            return match[0]

        return words.sub(replaced, text) if words else text

    def _named_next(self, head: str, rest: str) -> int | None:
        """Whom "his" means at the beginning of a sentence such as "With his contract running out, Smith …"."""
        name = re.match(r"[^<>]*, <P(\d+)>", rest)
        if name is None or self.masker.nouns.cataphora is None or not self.masker.nouns.cataphora.fullmatch(head):
            return None
        return self.masker.nodes[int(name[1])]
