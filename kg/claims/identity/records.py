"""What is known of people and teams for telling whether they are the same, gathered from claims in one pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from kg.model import (
    Claim,
    Event,
    ImpreciseDate,
    Period,
    Person,
    Position,
    Relationship,
    Role,
    Spell,
    SpellKind,
    Team,
    TeamKind,
)
from kg.text.countries import country_name
from kg.text.person_names import NameForm, name_form
from kg.text.team_kinds import is_womens

__all__ = ["Batch", "PersonRecord", "TeamRecord", "gather", "seasons_of"]

_STORY = 20
"""People up to whom a page is a story, which calls one person by one name; a page of more is a list."""
_LONGEST_SPELL = 30
"""Seasons counted of one spell: nobody plays longer at one club, and a wrong date must not fill memory."""


@dataclass(slots=True)
class TeamRecord:
    """A team as one source, or the store, knows it."""

    id: str
    name: str
    kind: TeamKind = TeamKind.CLUB
    country: str = ""
    age_group: int | None = None
    parent: str = ""
    aliases: tuple[str, ...] = ()
    external: dict[str, str] = field(default_factory=dict)
    people: int = 0
    """Spells seen at it: tells a club from its namesake among amateurs."""


@dataclass(slots=True)
class PersonRecord:
    """A person as one source, or the store, knows them.

    Attributes:
        seasons: (team id, first calendar year of the season) of every season touched at a club.
        squads: (national team id, occasion) of every squad as a player, and (national team id, season's first year).
        roles: what they were at teams.
        coached: (team id, first calendar year of the season) of every season touched as a head or assistant coach.
        senior: first years of the seasons in which they are known to have played for a club, academies apart.
        lent: first years of the seasons in which they were on loan: of these, lists often know the owner alone.
        capped: first years of the seasons in which they played for a country's senior team.
        sides: whether they played with women (``True``), with men (``False``), or, as records go, with both.
        apart: ids of people of the same release who are somebody else, being related to them.
        told_at: (team id, season) of clubs that an event brings them together with: likely, not certain, to have
            been there.
    """

    id: str
    name: str
    forms: tuple[NameForm, ...] = ()
    birth: ImpreciseDate | None = None
    countries: frozenset[str] = frozenset()
    position: Position | None = None
    external: dict[str, str] = field(default_factory=dict)
    seasons: set[tuple[str, int]] = field(default_factory=set)
    squads: set[tuple[str, str]] = field(default_factory=set)
    roles: set[Role] = field(default_factory=set)
    coached: set[tuple[str, int]] = field(default_factory=set)
    senior: set[int] = field(default_factory=set)
    lent: set[int] = field(default_factory=set)
    capped: set[int] = field(default_factory=set)
    sides: set[bool] = field(default_factory=set)
    aliases: tuple[str, ...] = ()
    apart: set[str] = field(default_factory=set)
    told_at: set[tuple[str, int]] = field(default_factory=set)
    pages: set[str] = field(default_factory=set)

    @property
    def born(self) -> int | None:
        """The year of birth, if known."""
        return self.birth.first.year if self.birth else None


@dataclass(slots=True)
class Batch:
    """The people and teams of one release, by the ids that its reader gave them.

    Attributes:
        undescribed: ids in its claims of which some are described nowhere in it.
    """

    people: dict[str, PersonRecord] = field(default_factory=dict)
    teams: dict[str, TeamRecord] = field(default_factory=dict)
    undescribed: set[str] = field(default_factory=set)


def seasons_of(period: Period) -> range:
    """First years of the seasons (July to June) that a period touches for certain, as far as it is known.

    >>> seasons_of(Period(ImpreciseDate.parse("2018/19"), ImpreciseDate.parse("2020/21")))
    range(2018, 2021)
    """
    first = period.start or (period.end if period.attested is None else None)
    if first is None:
        if period.attested is None:
            return range(0)
        first = ImpreciseDate(period.attested)
    begin = first.first.year - (first.first.month < 7)
    if period.end is not None:
        end = period.end
        # An end on 30 June or 1 July closes the season before it.
        last = end.first.year - (
            end.first.month < 7 or (end.first.month == 7 and end.first.day == 1 and not _season(end))
        )
    elif period.attested is not None:
        last = period.attested.year - (period.attested.month < 7)
    else:
        last = begin
    return range(begin, min(max(last, begin), begin + _LONGEST_SPELL) + 1)


def _season(when: ImpreciseDate) -> bool:
    return when.precision.value == "season"


def _merge_person(record: PersonRecord, person: Person) -> None:
    names = dict.fromkeys((record.name, person.name, *record.aliases, *person.aliases))
    record.aliases = tuple(name for name in names if name != record.name)
    record.forms = tuple(dict.fromkeys(name_form(name) for name in names if name_form(name)))
    if person.birth and (record.birth is None or _finer(person.birth, record.birth)):
        record.birth = person.birth
    record.countries |= frozenset(country_name(land) for land in person.citizenships)
    record.position = record.position or person.position
    for identifier in person.external_ids:
        record.external.setdefault(identifier.scheme, identifier.value)


def _finer(left: ImpreciseDate, right: ImpreciseDate) -> bool:
    return (left.after - left.first) < (right.after - right.first)


def _merge_team(record: TeamRecord, team: Team) -> None:
    record.name = record.name or team.name
    record.kind = team.kind
    record.country = record.country or country_name(team.country)
    record.age_group = record.age_group or team.age_group
    record.parent = record.parent or team.parent
    record.aliases = tuple(dict.fromkeys((*record.aliases, *team.aliases)))
    for identifier in team.external_ids:
        record.external.setdefault(identifier.scheme, identifier.value)


def gather(claims: Iterable[Claim]) -> Batch:
    """Gather the records of a release (or of the store) from its claims, in whatever order they come.

    Spells at national teams count as squads. A spell that comes before its person or team waits for them.
    """
    batch = Batch()
    waiting: list[Spell] = []
    reports: list[Claim] = []
    for claim in claims:
        match claim.statement:
            case Person() as person:
                record = batch.people.setdefault(person.id, PersonRecord(person.id, person.name))
                record.name = record.name or person.name
                _merge_person(record, person)
            case Team() as team:
                _merge_team(batch.teams.setdefault(team.id, TeamRecord(team.id, team.name)), team)
            case Spell() as spell:
                if not _add_spell(batch, spell):
                    waiting.append(spell)
            case Relationship() | Event():
                reports.append(claim)
    for spell in waiting:
        if not _add_spell(batch, spell):
            batch.undescribed.update((spell.person, spell.team))
    for claim in reports:
        _add_report(batch, claim)
    _leave_lists_out(batch)
    return batch


def _leave_lists_out(batch: Batch) -> None:
    """Keep of the pages that speak of somebody those that are stories."""
    spoken_of = Counter(page for record in batch.people.values() for page in record.pages)
    for record in batch.people.values():
        record.pages = {page for page in record.pages if spoken_of[page] <= _STORY}


def _add_report(batch: Batch, claim: Claim) -> None:
    words = claim.statement
    teams: tuple[str, ...] = ()
    if isinstance(words, Relationship):
        people = words.subject, words.object
    elif isinstance(words, Event):
        people, teams = (words.person, words.by), (words.club, words.other_club)
        _add_event(batch, words)
    _part(batch, *people)
    batch.undescribed.update(
        item for item in (*people, *teams) if item and item not in batch.people and item not in batch.teams
    )
    if claim.source:
        for item in people:
            if item in batch.people:
                batch.people[item].pages.add(claim.source.id)


def _part(batch: Batch, left: str, right: str) -> None:
    for item, another in ((left, right), (right, left)):
        if item in batch.people and another:
            batch.people[item].apart.add(another)


def _add_event(batch: Batch, event: Event) -> None:
    """Who is won over to a club, and who wins somebody over to it, was mostly there in that season."""
    if not (event.when and event.club):
        return
    days = (event.when.first, event.when.after - timedelta(days=1))
    seasons = {(event.club, day.year - (day.month < 7)) for day in days}
    for item in (event.person, event.by):
        if item in batch.people:
            batch.people[item].told_at |= seasons


def _add_spell(batch: Batch, spell: Spell) -> bool:
    record = batch.people.get(spell.person)
    team = batch.teams.get(spell.team)
    if record is None or team is None:
        return False
    team.people += 1
    record.roles.add(spell.role)
    years = seasons_of(spell.period)
    if spell.role in (Role.HEAD_COACH, Role.ASSISTANT_COACH):
        record.coached.update((team.id, year) for year in years)
    if spell.role is Role.PLAYER:
        _add_played(record, team, spell, years)
    return True


def _add_played(record: PersonRecord, team: TeamRecord, spell: Spell, years: range) -> None:
    record.sides.add(is_womens(team.name))
    if team.kind in (TeamKind.NATIONAL, TeamKind.NATIONAL_YOUTH):
        if spell.kind is SpellKind.SELECTION and spell.occasion:
            record.squads.add((team.id, spell.occasion))
        record.squads.update((team.id, str(year)) for year in years)
        if team.kind is TeamKind.NATIONAL:
            record.countries |= {country_name(team.country or team.name)}
            record.capped.update(years)
        return
    record.seasons.update((team.id, year) for year in years)
    if spell.kind is SpellKind.LOAN:
        record.lent.update(years)
    if spell.kind is not SpellKind.ACADEMY and team.kind is TeamKind.CLUB:
        record.senior.update(years)
