"""Proposals: what a story says, once each, with the sentence it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from kg.claims.reading.names import Doubt
from kg.claims.reading.page import Page
from kg.claims.reading.sentences import Sentence
from kg.model import Claim, Confidence, EntityRef, ImpreciseDate, Modality

__all__ = ["PageReading", "Party", "Proposal", "ReadProposal", "Reading", "RuleRecord"]

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
