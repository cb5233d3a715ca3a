"""openfootball's squad lists: who was called up for a tournament, in both notations the project uses.

A file for a whole tournament (``= World Cup 2018``, then ``== France``), or one for a team (``=  England - Euro
2021``). Lines are ``number, name, position, facts…`` in any spacing; facts are a birth date (``b. 1998/10/07``) or
year (``b. 1998``), caps and goals (``31/0``), and a club with its country (``Everton F.C. (ENG)``). ``MG`` is the
head coach.

The lists carry no dates. With the tournament's dates given (`tournaments_of`), a selection lasts from its first day
to its last; without, it is known to the year alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from kg.claims.readers.files import Input, dataset_name, lines_of, matching, version_of
from kg.claims.readers.printed_names import named_team, ordinary_case, turned_round
from kg.claims.readers.protocol import RowReport
from kg.claims.readers.tables import rows_of
from kg.claims.readers.values import clean, day, day_after, name_of, shown
from kg.errors import InvalidInput
from kg.model.claims import Claim, Confidence, Release, Role, Source, Spell, SpellKind
from kg.model.dates import ImpreciseDate, Period, Precision
from kg.model.people import Person, Position, Team, TeamKind
from kg.rdf.iris import claim_iri, is_http_iri, person_iri, release_iri, slug, source_iri, team_iri
from kg.text.blanks import is_no_team
from kg.text.countries import country_name, country_with_code
from kg.text.team_kinds import TeamNature, national_nature

__all__ = ["OpenFootball", "Tournament", "tournaments_of"]

_POSITIONS = {
    "GK": Position.GOALKEEPER,
    "DF": Position.DEFENDER,
    "MF": Position.MIDFIELDER,
    "FW": Position.FORWARD,
    "MG": None,
}
_HEAD = re.compile(r"=\s*([^=].*)")
_TEAM_HEAD = re.compile(r"==\s*([^=].*)")
_BORN = re.compile(r"b\.\s*(\d{4})(?:[/.-](\d{1,2})[/.-](\d{1,2}))?")
_CAPS = re.compile(r"\d+\s*/\s*\d+")
_IN_BRACKETS = re.compile(r"(.*?)\s*\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Tournament:
    """When a tournament was played: ``first`` and ``last`` day (inclusive), and the page that says so.

    ``title`` is the name to show, where it differs from the files' (Euro 2020 was played in 2021).
    """

    first: date
    last: date
    title: str = ""
    source: Source | None = None


def tournaments_of(path: Path) -> dict[str, Tournament]:
    """A table of tournament dates: CSV with ``tournament,start,end``, and if known ``title,source_url,publisher``.

    Keys are the tournaments' names as the squad files have them (``World Cup 2018``).

    Raises:
        InvalidInput: the table or a row of it cannot be read.
    """
    found: dict[str, Tournament] = {}
    (source,) = matching([path], "*")
    rows = rows_of(
        source, ("tournament", "start", "end"), ("title", "source_url", "publisher"), report=RowReport(strict=True)
    )
    for line, (name, first, last, title, url, publisher) in rows:
        try:
            page = Source(source_iri(url), publisher or url, url, publisher) if is_http_iri(url) else None
            tournament = Tournament(day(first, "start"), day(last, "end"), clean(title), page)
        except ValueError as error:
            raise InvalidInput(str(error), file=source.name, line=line) from error
        if tournament.last < tournament.first:
            raise InvalidInput("the tournament ends before it starts", file=source.name, line=line, field="end")
        found[name_of(name)] = tournament
    return found


@dataclass(slots=True)
class _World:
    """What has been read so far: people and teams are described once, however many lists they are in."""

    people: dict[str, Person] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    selections: set[tuple[str, str, str]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class OpenFootball:
    """Reader of openfootball squad files."""

    tournaments: Mapping[str, Tournament] = field(default_factory=dict)
    name: str = "openfootball"
    title: str = "openfootball squads"
    home: str = "https://github.com/openfootball"
    licence: str = "CC0 1.0"
    expects: tuple[str, ...] = ("*.txt",)

    def release(self, paths: Sequence[Path], *, dataset: str = "") -> Release:
        """See `Reader.release`."""
        dataset = dataset or dataset_name(self.name, paths)
        version = version_of(self._files(paths))
        return Release(
            release_iri(dataset, version), dataset, self.title, version, self.home, self.licence, "openfootball"
        )

    def read(self, paths: Sequence[Path], *, report: RowReport) -> Iterator[Claim]:
        """See `Reader.read`."""
        world = _World()
        spells: list[Claim] = []
        for source in self._files(paths):
            spells += self._file(source, world, report)
        for described in (world.people, world.teams):
            for iri, statement in described.items():
                yield Claim(iri, statement)
        yield from spells

    def _files(self, paths: Sequence[Path]) -> list[Input]:
        files = [one for one in matching(paths, *self.expects) if not one.base.startswith("readme")]
        if not files:
            raise InvalidInput("there is no squad file (*.txt) in it", file=clean(", ".join(map(str, paths))))
        return files

    def _file(self, source: Input, world: _World, report: RowReport) -> Iterator[Claim]:
        tournament = team = ""
        count = 0
        for n, raw in lines_of(source):
            line = clean(raw.split("#", 1)[0])
            if not line or not line.strip("= "):
                continue
            if head := _TEAM_HEAD.fullmatch(line):
                team = head[1]
                continue
            if head := _HEAD.fullmatch(line):
                team, _, tournament = head[1].rpartition(" - ")
                continue
            count += 1
            report.count(source.name, 1, count)
            if not (team and tournament):
                report.skip(source.name, n, f"no team and tournament stand above it: {shown(line)}", kind="no heading")
                continue
            try:
                yield from self._person(line, team, tournament, world)
            except ValueError as error:
                report.skip(source.name, n, str(error), kind="no squad line")
        if not tournament:
            raise InvalidInput(
                "no line names a tournament",
                file=source.name,
                remedy="expected a heading such as '= World Cup 2018' or '= England - Euro 2021'",
            )

    def _person(self, line: str, team: str, tournament: str, world: _World) -> Iterator[Claim]:
        parts = [part.strip() for part in line.split(",")]
        if len(parts) < 3 or parts[2] not in _POSITIONS or not re.fullmatch(r"\d{0,3}|-", parts[0]):
            raise ValueError(f"{shown(line)} does not read 'number, name, position, …'")
        birth, club = _facts(parts[3:])
        coach = parts[2] == "MG"
        printed, _, code = parts[1].partition("(")
        person = _player(name_of(printed), birth, _POSITIONS[parts[2]], country_name(team))
        if coach:
            person = _coach(name_of(printed), birth, country_with_code(code.strip(") ")))
        selecting = _selection(name_of(team), tournament)
        if (person.id, selecting.id, tournament) in world.selections:
            raise ValueError(f"{person.name} is in the squad of {team} twice")
        world.selections.add((person.id, selecting.id, tournament))
        known = world.people.get(person.id)
        world.people[person.id] = replace(known, position=known.position or person.position) if known else person
        world.teams[selecting.id] = selecting
        title, period, page, opening = self._when(tournament)
        yield Claim(
            claim_iri("openfootball", person.id, selecting.id, tournament),
            Spell(
                person.id,
                selecting.id,
                period,
                Role.HEAD_COACH if coach else Role.PLAYER,
                SpellKind.SELECTION,
                occasion=title,
            ),
        )
        if club and opening:
            world.teams.setdefault(club.id, club)
            yield Claim(
                claim_iri("openfootball", person.id, club.id, tournament),
                Spell(person.id, club.id, Period(attested=opening), occasion=f"club in the squad list of {title}"),
                source=page,
                confidence=Confidence.HIGH,
            )

    def _when(self, tournament: str) -> tuple[str, Period, Source | None, date | None]:
        known = self.tournaments.get(tournament)
        if known:
            period = Period(ImpreciseDate(known.first), ImpreciseDate(day_after(known.last)))
            return known.title or tournament, period, None, known.first
        year = re.search(r"\b(1[89]|20)\d{2}\b", tournament)
        if not year:
            raise ValueError(f"the tournament {shown(tournament)} has no year, and its dates are not known")
        when = ImpreciseDate(date(int(year[0]), 1, 1), Precision.YEAR)
        return tournament, Period(when, when), None, None


def _facts(facts: Sequence[str]) -> tuple[ImpreciseDate | None, Team | None]:
    """Birth and club out of what follows the position."""
    birth: ImpreciseDate | None = None
    club: Team | None = None
    for fact in facts:
        if born := _BORN.fullmatch(fact):
            birth = _birth(born)
        elif not fact or _CAPS.fullmatch(fact):
            continue
        elif placed := _IN_BRACKETS.fullmatch(fact):
            country = country_with_code(placed[2])
            if not is_no_team(placed[1]):
                scope = f"openfootball-{slug(country or placed[2])}".strip("-")
                club = named_team(name_of(placed[1]), scope=scope, country=country)
        else:
            raise ValueError(f"{shown(fact)} is no birth date, no caps and no club with its country")
    return birth, club


def _birth(born: re.Match[str]) -> ImpreciseDate:
    if not born[2]:
        return ImpreciseDate(day(f"{born[1]}-01-01", "birth year"), Precision.YEAR)
    return ImpreciseDate(day(f"{born[1]}-{born[2]:>02}-{born[3]:>02}", "birth date"))


def _player(printed: str, birth: ImpreciseDate | None, position: Position | None, country: str) -> Person:
    name = ordinary_case(printed)
    # The country is in the key because a name and a birth year alone are shared by namesakes.
    key = f"openfootball-{slug(country)}-{slug(name) or name}-{birth or 'unknown'}"
    return Person(person_iri(key), name, turned_round(printed), birth, citizenships=(country,), position=position)


def _coach(printed: str, birth: ImpreciseDate | None, country: str) -> Person:
    name = ordinary_case(printed)
    key = f"openfootball-coach-{slug(name) or name}-{birth or 'unknown'}"
    return Person(person_iri(key), name, birth=birth, citizenships=(country,) if country else ())


def _selection(team: str, tournament: str) -> Team:
    """The team that was called up: which of a country's teams it is, the tournament tells."""
    nature = national_nature(team, tournament, surely=True) or TeamNature(TeamKind.NATIONAL, base=team, country=team)
    iri = team_iri(f"openfootball-{slug(nature.name) or nature.name}")
    return Team(iri, nature.name, nature.kind, country=nature.country, age_group=nature.age_group)
