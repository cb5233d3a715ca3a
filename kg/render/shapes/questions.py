"""What `kg persuade`, `kg destinations`, `kg targets` and `kg explain` print."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from kg.render.shapes.common import Named, SourceShape

__all__ = [
    "ClubChanceShape",
    "ConsideredShape",
    "DoorShape",
    "DoorsAnswer",
    "EvidenceShape",
    "ExplainAnswer",
    "KnownShape",
    "MatchShape",
    "ModelShape",
    "MomentShape",
    "OutlookShape",
    "PathShape",
    "PersuadeAnswer",
    "PersuaderShape",
    "QuestionShape",
    "RankingAnswer",
    "ReportShape",
    "RolesShape",
    "SignedShape",
    "StepShape",
    "SubjectQuestion",
    "ThroughShape",
    "TieShape",
    "TogetherShape",
    "VoiceChanceShape",
]


class EvidenceShape(TypedDict):
    """What a source says in support of a tie."""

    source: SourceShape
    start: str | None
    end: str | None
    occasion: str
    summary: str
    confidence: str
    modality: str | None
    origin: str
    quote: str


class RolesShape(TypedDict):
    """In which role each of two people had the tie."""

    target: str
    persuader: str


class TieShape(TypedDict):
    """What ties two people, and how much it carries; ends are exclusive.

    Without ``--why`` there are at most two sources, ``sources_in_all`` counts them where there are more, and steps of
    paths say only what is required.
    """

    kind: str
    team: Named | None
    start: str | None
    end: str | None
    influence: float
    sources: list[SourceShape]
    sources_in_all: NotRequired[int]
    interval: NotRequired[list[float]]
    basis: NotRequired[str | None]
    days: NotRequired[int]
    days_range: NotRequired[list[int]]
    possible: NotRequired[bool]
    circle: NotRequired[int | None]
    detail: NotRequired[str]
    strength: NotRequired[str]
    roles: NotRequired[RolesShape]
    evidence: NotRequired[list[EvidenceShape]]


class PathShape(TypedDict):
    """A way through go-betweens; each step has its ties."""

    people: list[Named]
    influence: float
    interval: list[float]
    steps: list[list[TieShape]]


class PersuaderShape(TypedDict):
    """Somebody who could speak to the target; without ``--why`` one path of ``paths_in_all``, the strongest."""

    rank: int
    person: Named
    club: Named | None
    role: str
    presence: str
    since: str | None
    influence: float
    interval: list[float]
    basis: str
    own: float
    if_left: float | None
    standing: str | None
    ties: list[TieShape]
    path: list[Named]
    paths: list[PathShape]
    paths_in_all: NotRequired[int]


class ModelShape(TypedDict):
    """Which model scored."""

    version: str
    fitted_on: str


class ReportShape(TypedDict):
    """Something reported that bears on the question without being scored."""

    kind: str
    text: str
    confidence: str
    modality: str | None
    origin: str
    quote: str
    source: SourceShape


class QuestionShape(TypedDict):
    """What was asked."""

    target: Named
    club: Named | None
    as_of: str


class KnownShape(TypedDict):
    """How much the answer rests on."""

    persons_considered: int
    note: str
    data_until: str | None


class StepShape(TypedDict):
    """One of those who pull most together, and what he adds to those before."""

    person: Named
    gain: float
    influence: float


class SignedShape(TypedDict):
    """What signing somebody first would change."""

    person: Named
    influence: float
    before: float
    after: float


class TogetherShape(TypedDict):
    """What several people carry together."""

    influence: float
    without: dict[str, float]
    best: list[StepShape]
    guarantee: str
    if_signed_first: NotRequired[SignedShape]


class FollowedShape(TypedDict):
    """Of interests, talks and offers that are a year old, how many a move to that club followed within it."""

    reports: int
    moved: int


class PersuadeAnswer(TypedDict):
    """Who could persuade a player to join a club; ``left_out`` counts what is beyond the limit, by list."""

    question: QuestionShape
    persuaders: list[PersuaderShape]
    former: list[PersuaderShape]
    circle: list[PersuaderShape]
    known: KnownShape
    model: ModelShape
    reports: list[ReportShape]
    followed: NotRequired[FollowedShape]
    already_there: str | None
    target_clubs: list[Named]
    together: NotRequired[TogetherShape]
    left_out: NotRequired[dict[str, int | str]]
    outlook: NotRequired[OutlookShape]


class MomentShape(TypedDict):
    """The influence between two people on one day."""

    as_of: str
    forward: float
    backward: float
    ties: int


class ExplainAnswer(TypedDict):
    """What ties two people together; ``forward`` is the influence of ``other`` on ``person``."""

    person: Named
    other: Named
    as_of: str
    forward: PersuaderShape
    backward: PersuaderShape
    note: str
    model: ModelShape
    over_time: NotRequired[list[MomentShape]]
    left_out: NotRequired[dict[str, int | str]]


class SubjectQuestion(TypedDict):
    """Of whom was asked, and as of which day; ``targets`` says how many were looked at."""

    subject: Named
    as_of: str
    targets: NotRequired[int]


class VoiceChanceShape(TypedDict):
    """The chance of a club with one person's voice."""

    id: str
    name: str
    chance: float


class ClubChanceShape(TypedDict):
    """The chance of a club, should the player move: without help, with its people together, with each voice."""

    id: str
    name: str
    rank: int
    chance: float
    helped: float
    voices: list[VoiceChanceShape]


class OutlookShape(TypedDict):
    """Where a player goes by the full model of moves, in one window."""

    window: str
    opens: str
    fitted_until: str
    clubs: int
    chances: list[ClubChanceShape]
    record: str


class ThroughShape(TypedDict):
    """Somebody through whom a club pulls."""

    id: str
    name: str
    influence: float


class MatchShape(TypedDict):
    """A club or a player, and what the people of the club carry together."""

    rank: int
    id: str
    name: str
    influence: float
    interval: list[float]
    through: list[ThroughShape]


class ConsideredShape(TypedDict):
    """How much the ranking rests on."""

    persons_considered: int
    note: str


class RankingAnswer(TypedDict):
    """To which clubs a player's ties pull (`destinations`), or whom a club's people could bring (`targets`)."""

    question: SubjectQuestion
    destinations: NotRequired[list[MatchShape]]
    outlook: NotRequired[OutlookShape]
    targets: NotRequired[list[MatchShape]]
    known: ConsideredShape
    record: str
    model: ModelShape
    left_out: NotRequired[dict[str, int | str]]


class DoorShape(TypedDict):
    """Somebody whose signing would add to the club's pull, and on whom most."""

    rank: int
    person: Named
    club: Named | None
    influence: float
    targets: list[ThroughShape]


class DoorsAnswer(TypedDict):
    """Whose signing would open most doors (`targets --doors`)."""

    question: SubjectQuestion
    doors: list[DoorShape]
