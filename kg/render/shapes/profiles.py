"""What `kg show`, `kg cite` and `kg claim add` print."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from kg.render.shapes.common import Named, SourceShape

__all__ = [
    "CareerShape",
    "CitedDateShape",
    "CitedShape",
    "ClaimShape",
    "ExternalShape",
    "PeriodShape",
    "ShowAnswer",
    "SquadAnswer",
    "StandingShape",
    "SubjectShape",
    "WhereAnswer",
]


class ExternalShape(TypedDict):
    """An id elsewhere."""

    scheme: str
    value: str


class SubjectShape(TypedDict):
    """A person or a team; the keys of the other are missing."""

    type: str
    id: str
    name: str
    aliases: list[str]
    external_ids: list[ExternalShape]
    birth: NotRequired[str | None]
    other_births: NotRequired[list[str]]
    birth_place: NotRequired[str]
    citizenships: NotRequired[list[str]]
    position: NotRequired[str | None]
    languages: NotRequired[list[str]]
    kind: NotRequired[str]
    country: NotRequired[str]
    age_group: NotRequired[int | None]
    parent: NotRequired[str | None]


class CareerShape(TypedDict):
    """A spell or a squad, as one source has it."""

    person: Named
    team: Named
    team_kind: str
    role: str
    kind: str
    start: str | None
    end: str | None
    attested: str | None
    occasion: str
    source: SourceShape
    clash: str | None


class PeriodShape(TypedDict):
    """A period, with the day on which it was seen to go on."""

    start: str | None
    end: str | None
    attested: str | None


class ClaimShape(TypedDict):
    """A stated relationship (`people`, `period`) or a reported event (`person` to `outcome`), and who says so."""

    kind: NotRequired[str]
    people: NotRequired[list[Named]]
    period: NotRequired[PeriodShape]
    detail: NotRequired[str]
    strength: NotRequired[str]
    person: NotRequired[Named | None]
    club: NotRequired[Named | None]
    other_club: NotRequired[Named | None]
    by: NotRequired[Named | None]
    when: NotRequired[str | None]
    until: NotRequired[str | None]
    outcome: NotRequired[str]
    id: str
    summary: str
    modality: str | None
    origin: str
    quote: str
    confidence: str
    retrieved: str | None
    source: SourceShape | None


class StandingShape(TypedDict):
    """Where somebody is (`team`), or who is there (`person`)."""

    team: NotRequired[Named]
    person: NotRequired[Named]
    presence: str
    since: str | None
    until: str | None
    role: str


class ShowAnswer(TypedDict):
    """What is known of a person (with `clubs`) or a team (with `people`)."""

    subject: SubjectShape
    as_of: str
    career: list[CareerShape]
    relationships: list[ClaimShape]
    events: list[ClaimShape]
    sources: list[SourceShape]
    clubs: NotRequired[list[StandingShape]]
    people: NotRequired[list[StandingShape]]
    left_out: NotRequired[dict[str, int | str]]


class WhereAnswer(TypedDict):
    """The clubs that a person is at."""

    person: Named
    as_of: str
    clubs: list[StandingShape]
    left_out: NotRequired[dict[str, int | str]]


class SquadAnswer(TypedDict):
    """The people at a team."""

    team: Named
    as_of: str
    people: list[StandingShape]
    left_out: NotRequired[dict[str, int | str]]


_DateKeys = TypedDict("_DateKeys", {"date-parts": list[list[int]]})
_CitedKeys = TypedDict("_CitedKeys", {"container-title": NotRequired[str]})


class CitedDateShape(_DateKeys):
    """A date: year, month and day, as far as they are known."""


class CitedShape(_CitedKeys):
    """A source as an item of CSL-JSON, the format of the Citation Style Language."""

    id: str
    type: str
    title: str
    URL: NotRequired[str]
    accessed: NotRequired[CitedDateShape]
    issued: NotRequired[CitedDateShape]
