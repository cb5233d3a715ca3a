"""Proposals: what a story says, once each, with the sentence it rests on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeAlias

from kg.claims.reading.mention import Doubt
from kg.claims.reading.page import Page
from kg.claims.reading.sentences import Sentence
from kg.model import Claim, Confidence, EntityRef, ImpreciseDate, Modality, Passage

__all__ = ["PageReading", "Party", "Proposal", "ReadProposal", "Reading", "RuleRecord", "decision_key", "passage_of"]

_LONGEST_QUOTE: Final = 400
"""Characters of the longest sentence that is kept."""

RuleRecord: TypeAlias = tuple[str, str, int, int]
"""Kind, rule as written, how often what it proposed was accepted, how often rejected."""


@dataclass(frozen=True, slots=True)
class Party:
    """A person or club of a proposal, and the part played, such as ``player``, ``persuader`` or ``other_club``."""

    entity: EntityRef
    part: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """One claim that a story makes, to be accepted or not.

    Attributes:
        number: from 1, in the order of the story.
        kind: as in a table of claims: friend, interest, offer, rejection, contract, contact, persuasion …
        people, clubs: whom it is about, the one who is wanted or persuaded first.
        modality: how the story puts it.
        origin: whom the story relays, "" for nobody.
        when: when it happened or began, as far as the story says.
        until: what a contract runs to.
        aim: when it is to happen.
        confidence: by who says it.
        sentence: the sentence it rests on; also: further ones that say the same.
        detail: the finer word, such as brother or close friends.
        strength: of a friendship: ``strong`` or "".
        rule: the rule that found it, as written.
    """

    number: int
    kind: str
    people: tuple[Party, ...]
    clubs: tuple[Party, ...]
    modality: Modality
    origin: str
    confidence: Confidence
    sentence: Sentence
    when: ImpreciseDate | None = None
    until: ImpreciseDate | None = None
    aim: ImpreciseDate | None = None
    also: tuple[Sentence, ...] = ()
    detail: str = ""
    strength: str = ""
    rule: str = ""

    @property
    def dated(self) -> str:
        """The date to show: the contract's end, else when it happened, else when it is to happen; "" unknown."""
        return str(self.until or self.when or self.aim or "")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in a story: proposals in its order, and names in doubt."""

    text: str
    published: date
    language: str
    proposals: tuple[Proposal, ...]
    doubts: tuple[Doubt, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class ReadProposal:
    """A proposal with its page and what the store holds already.

    Attributes:
        page: where it was read.
        proposal: what it says; its number counts over all pages read together.
        known: ``new``; ``known`` where the store has the same claim, from whatever page; ``contradicts`` where it has
            one that cannot hold beside it.
        claims: those claims of the store.
        decided: what was decided on it before: ``accepted``, ``rejected`` or "".
    """

    page: Page
    proposal: Proposal
    known: str
    claims: tuple[Claim, ...] = ()
    decided: str = ""


@dataclass(frozen=True, slots=True)
class PageReading:
    """What was read on all pages together; ``refused`` says why proposals made elsewhere were not taken."""

    pages: tuple[Page, ...]
    proposals: tuple[ReadProposal, ...]
    doubts: tuple[tuple[Page, Doubt], ...]
    refused: tuple[str, ...] = ()


def passage_of(proposal: Proposal) -> Passage:
    """Return the sentence of a proposal with its place and its digest; a long one is not quoted."""
    sentence = proposal.sentence
    quote = sentence.text if len(sentence.text) <= _LONGEST_QUOTE else ""
    return Passage(sentence.start, sentence.end, hashlib.sha256(sentence.text.encode()).hexdigest(), quote)


def decision_key(page: Page, proposal: Proposal) -> str:
    """Return what tells a proposal from every other: its page, its sentence, and who is said to do what."""
    parties = [party.entity.id for party in (*proposal.people, *proposal.clubs)]
    return " ".join((page.url or page.name, passage_of(proposal).digest, proposal.kind, *parties))
