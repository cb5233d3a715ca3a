"""Answers made by hand, of invented people, for everything that draws answers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kg.model import (
    Answer,
    CareerLine,
    Claim,
    Confidence,
    Coverage,
    EntityRef,
    Event,
    EventKind,
    Evidence,
    Explanation,
    ExternalId,
    ImportReport,
    ImpreciseDate,
    Interval,
    ModelInfo,
    Pathway,
    Period,
    Person,
    Persuader,
    Position,
    Profile,
    Question,
    Relationship,
    RelationshipKind,
    Release,
    Report,
    ScoredTie,
    SkippedRow,
    Source,
    Team,
    TeamKind,
    Tie,
    TieKind,
)
from kg.model.status import Counts, ReleaseStatus, Status
from kg.model.validation import Violation

PEOPLE = "https://w3id.org/player-kg/id/person/"
TEAMS = "https://w3id.org/player-kg/id/team/"
TOM = EntityRef(PEOPLE + "tom-winter-1999-01-02", "Tom Winter")
ANA = EntityRef(PEOPLE + "ana-sommer-1998-05-06", "Ana Sommer")
LEO = EntityRef(PEOPLE + "leo-herbst-1997-03-04", "Léo Herbst")
MAX = EntityRef(PEOPLE + "max-lenz-1970-03-04", "Max Lenz")
ROVERS = EntityRef(TEAMS + "rovers", "Rovers")
UNITED = EntityRef(TEAMS + "united", "United")
LAND = EntityRef(TEAMS + "elbonia", "Elbonia")
MODEL = ModelInfo("0.1", "stated priors, not fitted")

GAZETTE = Source(
    "https://w3id.org/player-kg/id/source/1",
    "Winter and Sommer, friends for life",
    "https://gazette.example/friends",
    "The Gazette",
    ImpreciseDate.parse("2024-09-19"),
)
SQUADS = Source("https://w3id.org/player-kg/id/source/2", "Squads of the cup", "https://squads.example/", "Open Squads")
CAREERS = Source(
    "https://w3id.org/player-kg/id/source/3", "Careers", publisher="Career Book", published=ImpreciseDate.parse("2025")
)


def _interval(value: float) -> Interval:
    return Interval(value - 0.4, value + 0.5)


def scored(tie: Tie, influence: float) -> ScoredTie:
    """A tie with a made-up influence."""
    return ScoredTie(tie, influence, _interval(influence))


FRIENDS = Tie(
    TieKind.FRIENDSHIP,
    TOM.id,
    ANA.id,
    detail="close friends",
    strength="strong",
    evidence=(Evidence(GAZETTE, summary="The two have been close since the cup.", confidence=Confidence.MEDIUM),),
)
CAPS = Tie(
    TieKind.NATIONAL_TEAM,
    TOM.id,
    ANA.id,
    team=LAND,
    start=date(2022, 11, 10),
    end=date(2024, 7, 15),
    days=60,
    days_low=55,
    days_high=61,
    circle=26,
    ego_role="player",
    alter_role="player",
    evidence=(
        Evidence(SQUADS, date(2022, 11, 10), date(2022, 12, 11), "World Cup 2022"),
        Evidence(SQUADS, date(2024, 6, 14), date(2024, 7, 15), "Euro 2024"),
    ),
)
ROVERS_DAYS = Tie(
    TieKind.CLUB,
    TOM.id,
    LEO.id,
    team=ROVERS,
    start=date(2018, 7, 1),
    end=date(2020, 7, 1),
    days=731,
    days_low=400,
    days_high=731,
    circle=30,
    ego_role="player",
    alter_role="player",
    evidence=(Evidence(CAREERS, date(2018, 7, 1), date(2020, 7, 1)),),
)
COACHED = Tie(
    TieKind.COACHED_BY,
    TOM.id,
    MAX.id,
    team=ROVERS,
    start=date(2017, 7, 1),
    end=date(2018, 1, 1),
    days=184,
    days_low=184,
    days_high=184,
    ego_role="player",
    alter_role="head_coach",
    evidence=(Evidence(CAREERS, date(2017, 7, 1), date(2018, 1, 1)),),
)
FEUD = Tie(
    TieKind.FEUD,
    TOM.id,
    MAX.id,
    start=date(2019, 1, 1),
    evidence=(Evidence(GAZETTE, summary="Said to have fallen out.", confidence=Confidence.LOW),),
)
LEO_ANA = Tie(
    TieKind.NATIONAL_YOUTH_TEAM,
    LEO.id,
    ANA.id,
    team=EntityRef(TEAMS + "elbonia-u21", "Elbonia U21"),
    start=date(2017, 3, 1),
    end=date(2017, 6, 30),
    days=12,
    days_low=12,
    days_high=12,
    circle=23,
    evidence=(Evidence(SQUADS, date(2017, 3, 1), date(2017, 6, 30), "Under-21 Euro 2017"),),
)
VIA_LEO = Pathway((ANA, LEO, TOM), ((scored(LEO_ANA, 0.2),), (scored(ROVERS_DAYS, 0.6),)), 0.08, _interval(0.08))

FIRST = Persuader(
    rank=1,
    person=ANA,
    club=UNITED,
    role="player",
    influence=2.2,
    interval=_interval(2.2),
    ties=(scored(FRIENDS, 1.6), scored(CAPS, 0.52)),
    paths=(VIA_LEO,),
    since=date(2023, 7, 1),
)
SECOND = Persuader(2, LEO, UNITED, "player", 0.6, _interval(0.6), ties=(scored(ROVERS_DAYS, 0.6),))
THIRD = Persuader(3, MAX, UNITED, "head_coach", -0.2, _interval(-0.2), ties=(scored(FEUD, -0.5), scored(COACHED, 0.3)))
INTEREST = Report("interest", "United have been watching Tom Winter.", GAZETTE, Confidence.MEDIUM)

ANSWER = Answer(
    Question(TOM, UNITED, date(2024, 10, 1)),
    (FIRST, SECOND, THIRD),
    Coverage(31, "Agents are not known for anybody here.", date(2026, 6, 30)),
    MODEL,
    reports=(INTEREST,),
    target_clubs=(ROVERS,),
)
EMPTY_ANSWER = Answer(Question(TOM, None, date(2024, 10, 1)), (), Coverage(0), MODEL)

EXPLANATION = Explanation(
    TOM,
    ANA,
    date(2024, 10, 1),
    FIRST,
    Persuader(1, TOM, None, "player", 0.0, Interval(0.0, 0.0)),
    MODEL,
    "Only public reports are known.",
)

DOSSIER = Profile(
    Person(
        TOM.id,
        TOM.name,
        aliases=("T. Winter",),
        birth=ImpreciseDate.parse("1999-01"),
        birth_place="Elbonia City",
        citizenships=("Elbonia", "England"),
        position=Position.DEFENDER,
        languages=("English",),
        external_ids=(ExternalId("wikidata", "Q1"),),
    ),
    date(2024, 10, 1),
    (
        CareerLine(ROVERS, "club", TOM, "player", "loan", "2018/19", "2020-06-30", "", CAREERS),
        CareerLine(UNITED, "club", TOM, "player", "unstated", "2020", "", "", CAREERS),
        CareerLine(LAND, "national", TOM, "player", "selection", "2024-06-14", "2024-07-15", "Euro 2024", SQUADS),
    ),
    (
        Claim(
            "https://w3id.org/player-kg/id/claim/1",
            Relationship(RelationshipKind.FRIENDSHIP, TOM.id, ANA.id, detail="close friends", strength="strong"),
            GAZETTE,
            confidence=Confidence.MEDIUM,
            summary="The two have been close since the cup.",
        ),
        Claim(
            "https://w3id.org/player-kg/id/claim/2",
            Relationship(RelationshipKind.MENTOR, MAX.id, TOM.id, Period(ImpreciseDate.parse("2017"))),
        ),
    ),
    (
        Claim(
            "https://w3id.org/player-kg/id/claim/3",
            Event(EventKind.INTEREST, TOM.id, UNITED.id, ROVERS.id, when=ImpreciseDate.parse("2024-09")),
            GAZETTE,
            confidence=Confidence.LOW,
        ),
    ),
    (SQUADS, GAZETTE),
    {person.id: person.name for person in (TOM, ANA, LEO, MAX, ROVERS, UNITED, LAND)},
)
TEAM_DOSSIER = Profile(
    Team(
        TEAMS + "elbonia-u21", "Elbonia U21", TeamKind.NATIONAL_YOUTH, country="Elbonia", age_group=21, parent=LAND.id
    ),
    date(2024, 10, 1),
    (
        CareerLine(
            EntityRef(TEAMS + "elbonia-u21", "Elbonia U21"),
            "national_youth",
            LEO,
            "player",
            "selection",
            "",
            "2017-06-30",
            "",
            SQUADS,
        ),
    ),
    (),
    (),
    (SQUADS,),
    {LAND.id: LAND.name},
)

RELEASE = Release(
    "https://w3id.org/player-kg/release/squads/2024",
    "squads",
    "Squads of the cup",
    "2024",
    licence="CC0-1.0",
    retrieved=date(2025, 1, 2),
)
STATUS = Status(
    Path("/somewhere/store"),
    3,
    "abc",
    (ReleaseStatus(RELEASE, Counts(1200, 34, 5600, 7, 8), 99_999, date(1990, 1, 1), date(2025, 1, 1), "starter"),),
    Counts(1200, 34, 5600, 7, 8),
    date(1990, 1, 1),
    date(2025, 1, 1),
    4_200_000,
    read_only=True,
    gaps=("no agents are known",),
    people=1100,
    teams=30,
)
IMPORT = ImportReport(
    RELEASE,
    12,
    10,
    2,
    (SkippedRow("squads.csv", 7, "the birth date '2024-13-01' is no date"),),
    (("squads.csv: the birth date is no date", 2),),
    stored=False,
    notes=("a dry run: nothing was stored",),
)
VIOLATION = Violation(PEOPLE + "x", "https://w3id.org/player-kg/ns#start", "More than one start", "2024-01-01")
