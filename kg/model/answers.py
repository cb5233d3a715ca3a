"""Questions and their answers, as every renderer receives them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kg.model.claims import Claim, Confidence, Modality, Source
from kg.model.outlook import Outlook
from kg.model.people import EntityRef, Person, Team
from kg.model.ties import Tie

__all__ = [
    "Answer",
    "CareerLine",
    "Coverage",
    "Explanation",
    "Interval",
    "ModelInfo",
    "Pathway",
    "Persuader",
    "Profile",
    "Question",
    "Report",
    "ScoredTie",
    "Standing",
]


@dataclass(frozen=True, slots=True)
class Interval:
    """A range of influence in log-odds; ``low <= high``."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Question:
    """Who could persuade ``target`` (to join ``club``), as things stood on ``as_of``?"""

    target: EntityRef
    club: EntityRef | None
    as_of: date


@dataclass(frozen=True, slots=True)
class ScoredTie:
    """A tie with what it carries: ``influence`` in log-odds, negative for a feud.

    ``basis`` says what that rests on: published ``reports`` of who persuaded whom, or a stated ``prior``; "" if it is
    not told.
    """

    tie: Tie
    influence: float
    interval: Interval
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Pathway:
    """An indirect way of influence: persuader, go-betweens, target, in this order, and the ties that make it.

    ``steps[i]`` holds the ties between ``people[i]`` and ``people[i + 1]``, read from the target's side.
    """

    people: tuple[EntityRef, ...]
    steps: tuple[tuple[ScoredTie, ...], ...]
    influence: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Persuader:
    """Somebody connected with the club, ranked by influence on the target.

    Attributes:
        person: the persuader. club: where he stands as of the date. role: player, head_coach, …
        influence: sum of the direct ties and the indirect paths, in log-odds.
        ties: direct ties, strongest first. paths: indirect ones, strongest first.
        basis: what makes him a candidate: ``ties``; his ``role`` at the club; ``legacy``, a former player of standing;
            or the player's own ``circle``, wherever he is. Words for it in ``standing``.
        own: the part of ``influence`` that role or legacy carry without any tie; ``standing`` says it in words, such as
            "no tie known; head coaches are named in 40 % of reports".
        if_left: what ``influence`` would be had the person just left the club: without the role, and with ties from
            outside; ``None`` for those who are not there.
        since: from when he is known to be at the club, if known; of somebody ``arriving`` the day of the move.
        presence: ``certain``; ``presumed`` when the dates only allow for it; ``unsettled`` when the sources name two
            clubs for that time, or just the season of arrival; ``arriving`` when a move is announced and nothing says
            that he has come; ``former`` for those who left; ``elsewhere`` for those of the player's circle who were
            never there; "" when the question names no club.
    """

    rank: int
    person: EntityRef
    club: EntityRef | None
    role: str
    influence: float
    interval: Interval
    ties: tuple[ScoredTie, ...] = ()
    paths: tuple[Pathway, ...] = ()
    since: date | None = None
    presence: str = ""
    basis: str = "ties"
    own: float = 0.0
    standing: str = ""
    if_left: float | None = None

    @property
    def possible(self) -> bool:
        """Whether shared teams that are only possible are all that he stands on: such a person leads no answer."""
        firm = self.own > 0 or self.paths or any(not scored.tie.possible for scored in self.ties)
        return bool(self.ties) and not firm

    @property
    def path(self) -> tuple[EntityRef, ...]:
        """The strongest way from persuader to target: direct if there is a tie, else the best indirect path."""
        return self.paths[0].people if self.paths and not self.ties else ()


@dataclass(frozen=True, slots=True)
class Report:
    """A sourced report that bears on the question without being scored: interest, an offer, a contract.

    ``modality``, ``origin`` and ``quote`` are those of the claim (see `kg.model.Claim`).
    """

    kind: str
    text: str
    source: Source
    confidence: Confidence
    modality: Modality | None = None
    origin: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Followed:
    """The base rate of rumours: of ``reports`` of interest, talks or an offer a year ago or longer, ``moved`` were
    followed by a move to that club within it. A player and a club count once.
    """

    reports: int
    moved: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much the answer rests on: ``note`` is in plain words, with what is missing."""

    persons_considered: int
    note: str = ""
    data_until: date | None = None


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Which weights scored the answer; ``fitted_on`` says on what data, or that they are prior only."""

    version: str
    fitted_on: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a `Question`: ranked persuaders with their evidence, what was reported, what is unknown.

    Attributes:
        persuaders: people at the club on the date, ranked.
        former: those who may be there, or were there before, ranked.
        circle: those close to the player who were never there, as far as is known, ranked.
        already_there: set when the target belongs to the club on the date asked about: says so in words.
        target_clubs: where the target was on the date, as far as is known.
        followed: how often what was reported came true, where something of that kind was; it is no part of influence.
        outlook: the chance that the full model of moves gives the club, where the store has one for that day.
    """

    question: Question
    persuaders: tuple[Persuader, ...]
    known: Coverage
    model: ModelInfo
    reports: tuple[Report, ...] = ()
    former: tuple[Persuader, ...] = ()
    circle: tuple[Persuader, ...] = ()
    already_there: str = ""
    target_clubs: tuple[EntityRef, ...] = ()
    followed: Followed | None = None
    outlook: Outlook | None = None

    @property
    def leader(self) -> Persuader | None:
        """Whom the answer names above all: the first whose ties are not all merely possible, ``None`` for nobody."""
        return next((person for person in self.persuaders if not person.possible), None)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that ties two people together, as of a date, and the best paths of influence between them.

    ``forward`` is the influence of ``other`` on ``person``, ``backward`` the reverse.
    """

    person: EntityRef
    other: EntityRef
    as_of: date
    forward: Persuader
    backward: Persuader
    model: ModelInfo
    note: str = ""


@dataclass(frozen=True, slots=True)
class CareerLine:
    """One spell as shown in a profile.

    ``start`` and ``end`` are in the source's own precision, "" if unknown or not over; ``attested`` is the last day, by
    the date asked about, on which the source says that it still held. ``clash`` says what became of it where other
    claims contradict it, "" where none does or where the lines of a team are told.
    """

    team: EntityRef
    team_kind: str
    person: EntityRef
    role: str
    kind: str
    start: str
    end: str
    occasion: str
    source: Source
    attested: str = ""
    clash: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody at a team as of a date.

    Attributes:
        presence: ``certain``, ``presumed``, ``unsettled`` or ``former``; see `kg.graph.presence`.
        since: first day of the stay, if known. until: the day it was over, for those who left.
    """

    person: EntityRef
    team: EntityRef
    presence: str
    since: date | None
    until: date | None
    role: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a person or team: ``career`` is the person's, or the team's people as of the date."""

    subject: Person | Team
    as_of: date
    career: tuple[CareerLine, ...]
    relationships: tuple[Claim, ...]
    events: tuple[Claim, ...]
    sources: tuple[Source, ...]
    names: dict[str, str]
    """Names by id of everybody and every team that the claims mention."""
    standings: tuple[Standing, ...] = ()
    """Of a person the clubs, of a team the people, as of the date: what `persuade` goes by."""
