"""The page on which a story is read: its sentences marked, its proposals to be ticked."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from kg.render.html.messages import words_in
from kg.render.html.page import environment, policy
from kg.render.proposals import reading_json

if TYPE_CHECKING:
    from kg.claims.reading.proposals import PageReading

__all__ = ["reading_page"]


def reading_page(
    reading: PageReading | None, asked: Mapping[str, str], *, assets: str, ticked: Collection[int] = ()
) -> str:
    """Return the document: a form, and of a story that was read its proposals and the text with their sentences marked.

    Args:
        reading: what was read; ``None`` before a story was given.
        asked: what the form holds: ``text``, ``url`` and ``published``.
        assets: address of the folder of the pages' style.
        ticked: numbers of the proposals that were ticked: the page shows the command that stores them.
    """
    words = words_in()
    return (
        environment()
        .get_template("reading.html")
        .render(
            words=words.messages,
            language=words.language,
            policy=policy(None, None),
            assets=assets,
            asked={"text": "", "url": "", "published": "", **asked},
            reading=reading_json(reading) if reading else None,
            pieces=_pieces(reading) if reading else [],
            ticked=set(ticked),
            command=_command(asked, ticked) if ticked else "",
        )
    )


def _pieces(reading: PageReading) -> list[tuple[str, list[int]]]:
    """The text in pieces, each with the numbers of the proposals that rest on it."""
    (page,) = reading.pages
    numbers: dict[tuple[int, int], list[int]] = {}
    for read in reading.proposals:
        for sentence in (read.proposal.sentence, *read.proposal.also):
            numbers.setdefault((sentence.start, sentence.end), []).append(read.proposal.number)
    pieces: list[tuple[str, list[int]]] = []
    place = 0
    for (start, end), resting in sorted(numbers.items()):
        pieces += [(page.text[place:start], []), (page.text[start:end], resting)]
        place = end
    return [piece for piece in [*pieces, (page.text[place:], [])] if piece[0]]


def _command(asked: Mapping[str, str], ticked: Collection[int]) -> str:
    """The command that stores what was ticked; the story comes from a file of the reader's own."""
    accepted = ",".join(map(str, sorted(ticked)))
    words = ["kg", "read", "story.txt", "--url", asked["url"], "--published", asked["published"], "--accept", accepted]
    return shlex.join(word for word in words if word)
