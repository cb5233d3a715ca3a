"""A clause as a scene: who stands where in it, and who of them is the nearest to what is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import Final

from kg.claims.reading.clauses import Clauses
from kg.claims.reading.directory import Directory
from kg.claims.reading.language import Language
from kg.claims.reading.story import Story

__all__ = ["ANYWHERE", "LEFT", "RIGHT", "Group", "Scene"]

LEFT, RIGHT, ANYWHERE = "left", "right", "anywhere"
_STRONG, _WEAK, _WORD, _NO_SUBJECT, _WANTED = 8.0, 2.0, 0.3, 6.0, 4.0
_FAR: Final = 22.0
"""So much boundaries and words may cost between what is said and somebody of whom it is said."""

Fits = Callable[["Group", int], bool]


@dataclass(frozen=True, slots=True)
class Group:
    """Names that stand together, such as "X, Y and Z": ``text[start:end]``; ``letter`` as in a mark.

    ``owner`` says that something of theirs is meant, as in "X's rivals".
    """

    start: int
    end: int
    letter: str
    nodes: tuple[int, ...]
    owner: bool


class Scene:
    """One sentence with marks."""

    def __init__(self, clauses: Clauses, language: Language, directory: Directory, story: Story, number: int) -> None:
        """Find who stands where."""
        self.clauses, self.language, self.directory = clauses, language, directory
        self.story, self.number = story, number
        self.text = clauses.main
        self.groups = [self._group(match) for match in language.group.finditer(self.text)]
        self.asides = [match.span() for match in language.aside_clause.finditer(self.text)]

    def _group(self, match: re.Match[str]) -> Group:
        marked = [self.clauses.node(mark) for mark in re.findall(r"<[A-Z]\d+>", match[0])]
        nodes = tuple(dict.fromkeys(node for node in marked if node is not None))
        return Group(match.start(), match.end(), match[1], nodes, match[0].endswith("'s"))

    def between(self, group: Group, span: tuple[int, int]) -> str:
        """The words between a group and a place in the clause, without relative clauses that begin and end there."""
        start, end = (group.end, span[0]) if group.end <= span[0] else (span[1], group.start)
        words, place = "", start
        for first, last in self.asides:
            if place <= first and last <= end:
                words, place = words + self.text[place:first] + " ", last
        return words + self.text[place:end]

    def cost(self, group: Group, span: tuple[int, int], *, subject: bool = False, wanted: bool = False) -> float:
        """How far apart a group and a place in the clause are.

        Args:
            group: who.
            span: the place.
            subject: whether the one who acts is looked for, who stands where a subject can.
            wanted: whether the one who is wanted is looked for, who often stands behind "for".
        """
        words = self.between(group, span)
        strong, weak = self.language.strong_boundary.findall(words), self.language.weak_boundary.findall(words)
        cost = _STRONG * len(strong) + _WEAK * len(weak) + _WORD * words.count(" ")
        if any(first <= group.start < last and not first <= span[0] < last for first, last in self.asides):
            cost += _STRONG
        if subject and not self.language.subject_after.search(self.text[: group.start]):
            cost += _NO_SUBJECT
        if wanted and self.language.wanted.search(self.text[: group.start]):
            cost -= _WANTED
        return cost

    def nearest(
        self,
        span: tuple[int, int],
        side: str,
        fits: Fits,
        *,
        limit: float = _FAR,
        subject: bool = False,
        wanted: bool = False,
    ) -> Group | None:
        """Return those of the nearest group who fit, on one side of a place; names within the place count as right."""
        best: tuple[float, Group] | None = None
        for group in self.groups:
            if (side == LEFT and group.start >= span[0]) or (side == RIGHT and group.start < span[0]):
                continue
            if not self.clauses.is_same_voice(span[0], group.start) or self._acts_behind(group, span):
                continue
            nodes = tuple(node for node in group.nodes if fits(group, node))
            cost = self.cost(group, span, subject=subject, wanted=wanted)
            if nodes and cost <= limit and (best is None or cost < best[0]):
                best = cost, Group(group.start, group.end, group.letter, nodes, group.owner)
        return best[1] if best else None

    def _acts_behind(self, group: Group, span: tuple[int, int]) -> bool:
        """Whether a group is who acts in a clause behind a place."""
        boundary = self.language.strong_boundary.search(self.text, span[1], group.start)
        return boundary is not None and self.language.subject_after.search(self.text[: group.start]) is not None

    def own(self, person: int) -> int | None:
        """The club that a person is at: by the story, else by the store."""
        stated = self.story.joined.get(person, self.story.at_club.get(person))
        if stated is not None:
            return stated
        known = self.directory.clubs_of(person)
        return next((club for club in known if (person, club) not in self.story.wanted), None)

    def is_settled(self, person: int, club: int) -> bool:
        """Whether it is sure that a person is at a club by now: the story says so, or a source with a day."""
        stated = self.story.joined.get(person, self.story.at_club.get(person))
        return stated == club or self.directory.is_attested(person, club)

    def is_player(self, node: int) -> bool:
        """Whether somebody can be wanted by a club."""
        directory = self.directory
        if not directory.is_person(node) or directory.is_staff(node):
            return False
        return bool(directory.clubs_of(node)) or directory.person(node).position is not None

    def topic(self, but: Set[int] = frozenset(), *, before: int | None = None) -> list[int]:
        """The player whom the sentences before are about: the only one, else whom the story names first.

        Args:
            but: who is not meant.
            before: a place in the clause; who is named only behind it is not meant.
        """
        story = self.story
        left = {node for group in self.groups if before is None or group.start < before for node in group.nodes}
        for within in (0, 1, 2):
            told = [node for at, node in story.people if at < self.number <= at + within]
            people = list(dict.fromkeys(reversed([*told, *left])))
            recent = [node for node in people if self.is_player(node) and node not in but]
            if len(recent) == 1:
                return recent
            if recent:
                sought = {node for node, _ in story.sought}
                wanted = [node for node in recent if node in sought]
                first = wanted[0] if len(wanted) == 1 else story.subjects.get(self.number - 1)
                if first not in recent:
                    first = next((node for _, node in story.people if self.is_player(node) and node not in but), None)
                return [first] if first in recent and first is not None else []
        return []

    def clause_start(self, place: int) -> int:
        """Where the clause that a place stands in begins."""
        ends = [match.end() for match in self.language.strong_boundary.finditer(self.text, 0, place)]
        return ends[-1] if ends else 0

    def clause_end(self, place: int) -> int:
        """Where the clause that a place stands in ends."""
        match = self.language.strong_boundary.search(self.text, place)
        return match.start() if match else len(self.text)
