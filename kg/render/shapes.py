"""The shapes of JSON answers, as types: `kg.render.json` fills them, and their JSON Schemas are made from them.

Dates are text in the source's own precision and influence is in log-odds. Keys may be added, none is ever removed.
"""

from __future__ import annotations

from typing import NotRequired, TypedDict

__all__ = [
    "ANSWERS",
    "CareerShape",
    "ClaimShape",
    "ConsideredShape",
    "DoorShape",
    "DoorsAnswer",
    "EvidenceShape",
    "ExplainAnswer",
    "ExternalShape",
    "ImportAnswer",
    "KnownShape",
    "MatchShape",
    "ModelShape",
    "MomentShape",
    "Named",
    "PathShape",
    "PeriodShape",
    "PersuadeAnswer",
    "PersuaderShape",
    "QuestionShape",
    "RankingAnswer",
    "ReasonShape",
    "ReleaseShape",
    "ReportShape",
    "RolesShape",
    "RowShape",
    "SetShape",
    "ShowAnswer",
    "SignedShape",
    "SourceShape",
    "StandingShape",
    "StatusAnswer",
    "StepShape",
    "StoreShape",
    "StoredReleaseShape",
    "SubjectQuestion",
    "SubjectShape",
    "ThroughShape",
    "TieShape",
    "TogetherShape",
    "WorldAnswer",
]


class Named(TypedDict):
    """Somebody or something: an id, which is an address, and a name."""

    id: str
    name: str


class SourceShape(TypedDict):
    """A page or data set, who published it and when."""

    title: str
    url: str
    publisher: str
    published: str | None


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


class PersuadeAnswer(TypedDict):
    """Who could persuade a player to join a club; ``left_out`` counts what is beyond the limit, by list."""

    question: QuestionShape
    persuaders: list[PersuaderShape]
    former: list[PersuaderShape]
    circle: list[PersuaderShape]
    known: KnownShape
    model: ModelShape
    reports: list[ReportShape]
    already_there: str | None
    target_clubs: list[Named]
    together: NotRequired[TogetherShape]
    left_out: NotRequired[dict[str, int | str]]


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


class StoreShape(TypedDict):
    """Where the store is and how large."""

    location: str
    generation: int
    starter: str
    bytes_on_disk: int
    read_only: bool


class ReleaseShape(TypedDict):
    """A release of a data set."""

    id: str
    dataset: str
    title: str
    version: str
    url: str
    licence: str
    publisher: str
    published: str | None
    retrieved: str | None


class StoredReleaseShape(ReleaseShape):
    """A release as the store holds it."""

    counts: dict[str, int]
    quads: int
    first: str | None
    last: str | None
    origin: str


class StatusAnswer(TypedDict):
    """What the store holds."""

    store: StoreShape
    totals: dict[str, int]
    people: int | None
    teams: int | None
    first: str | None
    last: str | None
    gaps: list[str]
    sources: list[StoredReleaseShape]


class ReasonShape(TypedDict):
    """Why rows were left out, and how many."""

    reason: str
    rows: int


class RowShape(TypedDict):
    """A row that was left out."""

    file: str
    line: int | None
    reason: str


class ImportAnswer(TypedDict):
    """What an import took."""

    release: ReleaseShape
    read: int
    taken: int
    skipped: int
    stored: bool
    reasons: list[ReasonShape]
    rows: list[RowShape]
    notes: list[str]


class SetShape(TypedDict):
    """A public data set, and what its import took or why it failed."""

    name: str
    title: str
    page: str
    licence: str
    terms: str
    error: str | None
    report: ImportAnswer | None


class WorldAnswer(TypedDict):
    """What came of fetching and importing the public data sets."""

    sets: list[SetShape]


ANSWERS: dict[str, type] = {
    "kg persuade": PersuadeAnswer,
    "kg explain": ExplainAnswer,
    "kg show": ShowAnswer,
    "kg destinations": RankingAnswer,
    "kg targets": RankingAnswer,
    "kg targets --doors": DoorsAnswer,
    "kg status": StatusAnswer,
    "kg import": ImportAnswer,
    "kg world": WorldAnswer,
}
"""The shape of what each command prints with ``--format json``."""
