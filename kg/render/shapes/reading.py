"""What `kg read` prints."""

from __future__ import annotations

from typing import TypedDict

__all__ = [
    "DoubtShape",
    "HeldClaimShape",
    "HeldSourceShape",
    "LedgerAnswer",
    "PageShape",
    "PartyShape",
    "ProposalPageShape",
    "ProposalShape",
    "ReadAnswer",
    "RuleShape",
    "SentenceShape",
]


class PartyShape(TypedDict):
    """A person or club of a proposal, and the part played."""

    id: str
    name: str
    part: str


class SentenceShape(TypedDict):
    """A sentence, and where it stands: its first character and the one after its last."""

    sentence: str
    start: int
    end: int


class HeldSourceShape(TypedDict):
    """The page of a claim that the store holds."""

    title: str
    url: str
    published: str


class HeldClaimShape(TypedDict):
    """A claim of the store that says the same as a proposal, or the opposite."""

    id: str
    kind: str
    summary: str
    source: HeldSourceShape


class ProposalPageShape(TypedDict):
    """The page that a proposal was read on."""

    name: str
    url: str
    published: str


class ProposalShape(SentenceShape):
    """One claim that a story makes, with the sentence it rests on; ``known`` says what the store holds of it."""

    number: int
    kind: str
    people: list[PartyShape]
    clubs: list[PartyShape]
    modality: str
    origin: str
    date: str
    confidence: str
    known: str
    when: str
    until: str
    aim: str
    detail: str
    strength: str
    summary: str
    also: list[SentenceShape]
    known_claims: list[HeldClaimShape]
    decided: str
    page: ProposalPageShape
    rule: str


class DoubtShape(TypedDict):
    """A name that several people answer to, of whom nothing is proposed."""

    name: str
    candidates: list[str]
    start: int
    page: str


class PageShape(ProposalPageShape):
    """A page that was read, and how long its text is."""

    characters: int


class ReadAnswer(TypedDict):
    """What stories propose; ``refused`` says why proposals of ``--also`` were not taken."""

    proposals: list[ProposalShape]
    doubts: list[DoubtShape]
    refused: list[str]
    pages: list[PageShape]


class RuleShape(TypedDict):
    """How often what a rule proposed was accepted and rejected."""

    kind: str
    rule: str
    accepted: int
    rejected: int


class LedgerAnswer(TypedDict):
    """How the rules fared."""

    rules: list[RuleShape]
