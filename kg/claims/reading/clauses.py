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
from kg.claims.reading.masking import MARK, Masker
from kg.claims.reading.mention import Mention
from kg.claims.reading.pronouns import Pronouns
from kg.claims.reading.quotes import outside, quoted_spans
from kg.claims.reading.sentences import Sentence
from kg.claims.reading.story import Story

__all__ = ["Clauses", "clauses_of"]

_SCARE: Final = re.compile(r"(?<=\w )\"([^\",.?!]{1,40})\"")
"""A few words in quotation marks in the middle of a sentence: they are part of it."""


@dataclass
class Clauses:
    """A sentence ready for the rules.

    Attributes:
        sentence: as it stands in the text.
        main: the sentence with marks.
        nodes: who the marks mean; ``None`` for those who are not known.
        quoted: the places in ``main`` that are quoted.
        speaker: who is quoted; ``None`` if the story does not say.
        in_first_person: whether the speaker says "I" or "we".
    """

    sentence: Sentence
    main: str
    nodes: list[int | None]
    quoted: list[tuple[int, int]] = field(default_factory=list)
    speaker: int | None = None
    in_first_person: bool = False

    def is_quoted(self, place: int) -> bool:
        """Whether a place in ``main`` is quoted."""
        return any(start <= place < end for start, end in self.quoted)

    def is_same_voice(self, place: int, other: int) -> bool:
        """Whether two places are in the same quotation or in none; of quotations in which somebody says "I" or "we"."""
        return not self.in_first_person or all(
            (start <= place < end) == (start <= other < end) for start, end in self.quoted
        )

    def node(self, mark: str) -> int | None:
        """Who a mark means; of several ("<P0>'s <P1>") the last."""
        marks = MARK.findall(mark)
        return self.nodes[int(marks[-1][1])] if marks else None


def clauses_of(
    sentence: Sentence,
    mentions: list[Mention],
    language: Language,
    directory: Directory,
    *,
    story: Story,
    number: int,
    is_open: bool = False,
) -> Clauses:
    """Make a sentence plain, and remember in ``story`` who it mentions.

    Args:
        sentence: the sentence.
        mentions: the names in it, in order.
        language: its language.
        directory: who there is.
        story: what was said before; changed.
        number: the place of the sentence in the text.
        is_open: whether the sentence begins within a quotation.
    """
    masker = Masker(language, directory, story, number)
    text = masker.masked(sentence, mentions)
    text = masker.nouns.relay_last(text)
    text = " ".join(language.cues["aside"].sub(" ", text).split())
    text = language.dropped.sub("", text)
    text = masker.collapse(text)
    text = masker.described(text)
    text, speaker, in_first_person = _with_pronouns(Pronouns(masker), text, is_open=is_open)
    text = masker.with_clubs_for_they(text, quoted_spans(text, is_open=is_open))
    text = masker.owned_clubs(masker.nouns.sides(masker.nouns.mate.sub(masker.mate, text)))
    spans = quoted_spans(text, is_open=is_open)
    marks = sorted(MARK.finditer(text), key=lambda mark: not _is_within(mark.start(), spans))
    for match in marks:  # whoever is spoken of in a quotation is meant less by what follows it
        node = masker.nodes[int(match[2])]
        if node is not None and match[1] in "PS":
            story.people.append((number, node))
        elif node is not None and match[1] == "C":
            story.clubs.append((number, node))
    acting = speaker if spans and speaker is not None else _acting(outside(text, spans), masker)
    if acting is not None:
        story.subjects[number] = acting
        if not directory.is_person(acting):
            story.clubs_acting[number] = _together(outside(text, spans), acting, masker)
    if language.cues["match"].search(text):
        story.matches.add(number)
    if language.cues["lent"].search(text):
        story.lent.update(node for node in masker.before(text, "P"))
    return Clauses(sentence, text, masker.nodes, quoted_spans(text, is_open=is_open), speaker, in_first_person)


def _is_within(place: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def _acting(told: str, masker: Masker) -> int | None:
    """Who or which club acts first in a sentence without its quotations."""
    starts = masker.language.subject_after
    for mark in MARK.finditer(told):
        if not told[: mark.start()].strip() or starts.search(told[: mark.start()]):
            return masker.nodes[int(mark[2])]
    return None


def _together(told: str, acting: int, masker: Masker) -> tuple[int, ...]:
    """The clubs that stand in a group with the one that acts."""
    for group in masker.language.group.finditer(told):
        clubs = masker.before(group[0], "C")[::-1]
        if acting in clubs:
            return tuple(clubs)
    return (acting,)


def _with_pronouns(pronouns: Pronouns, text: str, *, is_open: bool) -> tuple[str, int | None, bool]:
    """The sentence with marks for pronouns, who speaks in its quotations, and whether he says "I" or "we"."""
    text = pronouns.resolved(text, quoted_spans(text, is_open=is_open))
    spans = quoted_spans(text, is_open=is_open)
    speaker = pronouns.speaker(outside(text, spans), is_quoting=bool(spans))
    told = pronouns.first_person(text, spans, speaker) if spans and speaker is not None else text
    in_first_person = told != text
    if not in_first_person and not is_open:
        told = _SCARE.sub(r"\1", told)
    spans = quoted_spans(told, is_open=is_open)
    if spans:
        told = pronouns.resolved(told, spans, is_quoted=True, speaker=speaker)
    return told, speaker, in_first_person
