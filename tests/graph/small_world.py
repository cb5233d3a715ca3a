"""A small world made at random: three people, five teams, and spells with dates of every precision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from hypothesis import strategies as st

from kg.columns.facts import Facts, SegmentWriter, merge
from kg.model import (
    Claim,
    ImpreciseDate,
    Period,
    Person,
    Precision,
    Release,
    Role,
    Spell,
    SpellKind,
    Team,
    TeamKind,
)

ID = "https://example.org/id/"
PEOPLE = [f"{ID}person/p{n}" for n in range(3)]
ROVERS, CITY, UTD, ROVERS_U21, LAND = (f"{ID}team/{name}" for name in ("rovers", "city", "utd", "rovers-u21", "land"))
TEAMS = [
    Team(ROVERS, "Rovers"),
    Team(CITY, "City"),
    Team(UTD, "United"),
    Team(ROVERS_U21, "Rovers U21", TeamKind.YOUTH, age_group=21, parent=ROVERS),
    Team(LAND, "Land", TeamKind.NATIONAL),
]
KIND = {team.id: team.kind for team in TEAMS}
FIRST = {team.id: team.parent or team.id for team in TEAMS}

RELEASE = Release("urn:release", "made", "Made up", "1", retrieved=date(2021, 1, 1))

days = st.dates(date(2018, 1, 1), date(2019, 12, 31))


@st.composite
def whens(draw: st.DrawFn) -> ImpreciseDate:
    when = draw(days)
    match draw(st.sampled_from([*Precision, Precision.DAY])):
        case Precision.MONTH:
            return ImpreciseDate(when.replace(day=1), Precision.MONTH)
        case Precision.SEASON:
            return ImpreciseDate(date(when.year, 7, 1), Precision.SEASON)
        case Precision.YEAR:
            return ImpreciseDate(date(when.year, 1, 1), Precision.YEAR)
        case _:
            return ImpreciseDate(when)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start, end = draw(st.none() | whens()), draw(st.none() | whens())
    attested = draw(st.none() | days) if end is None else None
    try:
        return Period(start, end, attested)
    except ValueError:  # the end came out before the start
        return Period(start)


@st.composite
def spells(draw: st.DrawFn) -> Spell:
    role = draw(st.sampled_from([Role.PLAYER] * 4 + [Role.HEAD_COACH, Role.EXECUTIVE]))
    kinds = list(SpellKind) if role is Role.PLAYER else [SpellKind.UNSTATED]
    teams = [ROVERS] * 4 + [LAND] * 2 + [CITY, UTD, ROVERS_U21]
    person, team, kind = draw(st.sampled_from(PEOPLE)), draw(st.sampled_from(teams)), draw(st.sampled_from(kinds))
    return Spell(person, team, draw(periods()), role, kind, matches=draw(st.sampled_from([None, None, 3])))


def facts_of(spells_said: Iterable[Spell], folder: Path) -> Facts:
    return facts_with([Claim(f"urn:claim:{number}", spell) for number, spell in enumerate(spells_said)], folder)


def facts_with(claims: Sequence[Claim], folder: Path, people: Sequence[Person] = ()) -> Facts:
    with SegmentWriter(folder / "segment", RELEASE) as segment:
        for team in TEAMS:
            segment.add(Claim(team.id, team))
        for person in people or [Person(person, person) for person in PEOPLE]:
            segment.add(Claim(person.id, person))
        for claim in claims:
            segment.add(claim)
    merge([folder / "segment"], folder / "facts")
    return Facts.open(folder / "facts")


def node_of(facts: Facts, iri: str) -> int:
    node = facts.node(iri)
    assert node is not None
    return node


def on(text: str) -> ImpreciseDate:
    return ImpreciseDate.parse(text)


def season(year: int) -> ImpreciseDate:
    return ImpreciseDate(date(year, 7, 1), Precision.SEASON)


worlds = st.lists(spells(), min_size=2, max_size=12)
