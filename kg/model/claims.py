"""Claims: what somebody states about people and teams, by whom, when, and how sure.

A claim's *statement* is one of `Person`, `Team`, `Spell`, `Relationship` and `Event`. Claims of one release of one
source stand in one named graph; a claim that names no source of its own rests on its release.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from kg.model.dates import ImpreciseDate, Period
from kg.model.people import Person, Team

__all__ = [
    "Claim",
    "Confidence",
    "Event",
    "EventKind",
    "Modality",
    "Passage",
    "Relationship",
    "RelationshipKind",
    "Release",
    "Role",
    "Source",
    "Spell",
    "SpellKind",
    "Statement",
]


class Role(StrEnum):
    """What somebody was at a team."""

    PLAYER = "player"
    HEAD_COACH = "head_coach"
    ASSISTANT_COACH = "assistant_coach"
    EXECUTIVE = "executive"


class SpellKind(StrEnum):
    """How somebody came to be at a team. `SELECTION` is a place in a named squad (tournament or camp)."""

    PERMANENT = "permanent"
    LOAN = "loan"
    ACADEMY = "academy"
    TRIAL = "trial"
    SELECTION = "selection"
    UNSTATED = "unstated"


class RelationshipKind(StrEnum):
    """Relationships that a source states between two people."""

    FRIENDSHIP = "friendship"
    FAMILY = "family"
    MENTOR = "mentor"
    SAME_AGENT = "same_agent"
    FEUD = "feud"
    AGENT = "agent"
    IDOL = "idol"


class EventKind(StrEnum):
    """Happenings in a transfer story; `CONTACT` is talks between a club and a person, or his side."""

    INTEREST = "interest"
    OFFER = "offer"
    REJECTION = "rejection"
    CONTRACT = "contract"
    TRANSFER = "transfer"
    PERSUASION = "persuasion"
    DENIAL = "denial"
    CONTACT = "contact"


class Confidence(StrEnum):
    """How sure a claim is, by who makes it.

    HIGH: a record or data set, or the people concerned themselves; MEDIUM: a report by a named publisher;
    LOW: hearsay, a mirror page, or a source that says itself that it is unconfirmed.
    """

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Modality(StrEnum):
    """How a page puts what it says.

    FACT: stated outright as settled, or by the people concerned; REPORT: as news; PLAN: as an intention, not yet
    done; DENIAL: as denied; RUMOUR: as talk that nobody stands behind.
    """

    FACT = "fact"
    REPORT = "report"
    PLAN = "plan"
    DENIAL = "denial"
    RUMOUR = "rumour"


@dataclass(frozen=True, slots=True)
class Passage:
    """The sentence that a claim rests on, and where it stands in its page's main text, which is not kept.

    ``start`` and ``end`` count characters (``end`` exclusive), ``digest`` is the SHA-256 of the sentence in UTF-8;
    ``quote`` is the sentence word for word, "" where it is not kept.
    """

    start: int
    end: int
    digest: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A page or data set that can be looked up.

    ``published`` is unknown (``None``) when the page does not say; it is never guessed.
    """

    id: str
    title: str
    url: str = ""
    publisher: str = ""
    published: ImpreciseDate | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """One release of one source: the named graph ``id`` and where its claims come from.

    ``version`` tells releases of the same ``dataset`` apart; loading a newer one replaces the older.
    """

    id: str
    dataset: str
    title: str
    version: str
    url: str = ""
    licence: str = ""
    publisher: str = ""
    published: ImpreciseDate | None = None
    retrieved: date | None = None


@dataclass(frozen=True, slots=True)
class Spell:
    """Somebody at a team for a time: a career spell, or a place in a squad (`SpellKind.SELECTION`).

    ``matches`` and ``minutes`` are what the person played in it, ``None`` when not known; ``occasion`` names the
    tournament or camp of a selection.
    """

    person: str
    team: str
    period: Period
    role: Role = Role.PLAYER
    kind: SpellKind = SpellKind.UNSTATED
    occasion: str = ""
    matches: int | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Relationship:
    """A stated relationship between two people.

    Symmetric, except `MENTOR`, where ``subject`` guided ``object``, `AGENT`, where ``subject`` represents ``object``,
    and `IDOL`, where ``object`` looked up to ``subject``. ``detail`` is the finer word of the source (sibling,
    childhood friend); ``strength`` one of strong, moderate, weak or "".
    """

    kind: RelationshipKind
    subject: str
    object: str
    period: Period = field(default_factory=Period)
    detail: str = ""
    strength: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something reported to have happened: interest, an offer, a rejection, a contract, a transfer, a persuasion.

    Attributes:
        person: whom it is about (the player wanted, the persuaded one, who signed).
        club: the club that wants, offers, signs, or is joined; for a rejected contract, whose contract it was.
        other_club: the other side, such as the selling club; "".
        by: the person who acts, such as the persuader; "".
        when: when it happened, as far as the source says; ``None`` is unknown.
        until: what the contract runs to.
        outcome: short words such as ``joined`` or ``did_not_join``; "".
    """

    kind: EventKind
    person: str
    club: str = ""
    other_club: str = ""
    by: str = ""
    when: ImpreciseDate | None = None
    until: ImpreciseDate | None = None
    outcome: str = ""


Statement: TypeAlias = Person | Team | Spell | Relationship | Event
"""What a claim can say."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement with who makes it.

    Attributes:
        id: IRI of the claim; for `Person` and `Team` statements, the id of that person or team.
        source: the page it rests on; ``None`` when it rests on the release as a whole.
        retrieved: when the page was read; ``None`` means at the release's retrieval.
        summary: what the page says, in our own words.
        modality: how the page puts it; ``None`` when nobody noted it.
        origin: who reported it first, where the page relays somebody else; "".
        passage: the sentence it rests on, if it was read from a text.
    """

    id: str
    statement: Statement
    source: Source | None = None
    retrieved: date | None = None
    confidence: Confidence = Confidence.HIGH
    summary: str = ""
    modality: Modality | None = None
    origin: str = ""
    passage: Passage | None = None
