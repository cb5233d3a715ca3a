"""openfootball's squad lists: who was called up for a tournament, in both notations the project uses.

A file for a whole tournament (``= World Cup 2018``, then ``== France``), or one for a team (``=  England - Euro
2021``); the lines are those of `kg.claims.readers.squad_lines`. The heading tells which of a country's teams it is:
women, under-21, Olympic (`kg.text.team_kinds`).

The lists carry no dates. With the tournament's dates known (from the project's own table, or a ``tournaments.csv``
beside the lists), a selection lasts from its first day to its last, and a player was at his club on the first; without,
both are known to the year alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from kg.claims.readers.files import Input, dataset_name, lines_of, matching, version_of
from kg.claims.readers.printed_names import named_team, ordinary_case, turned_round
from kg.claims.readers.protocol import RowReport
from kg.claims.readers.squad_lines import SquadLine, is_squad_line, parsed_line
from kg.claims.readers.tables import rows_of
from kg.claims.readers.values import clean, day, day_after, name_of, shown
from kg.errors import InvalidInput
from kg.model.claims import Claim, Confidence, Release, Role, Source, Spell, SpellKind
from kg.model.dates import ImpreciseDate, Period, Precision
from kg.model.people import Person, Team, TeamKind
from kg.rdf.iris import claim_iri, is_http_iri, person_iri, release_iri, slug, source_iri, team_iri
from kg.resources import data_file
from kg.text.club_names import club_key, plain_key
from kg.text.countries import country_with_code, is_country
from kg.text.mojibake import mended
from kg.text.team_kinds import TeamNature, national_nature

__all__ = ["OpenFootball", "Tournament", "tournaments_of"]

_HEAD = re.compile(r"=\s*([^=].*)")
_TEAM_HEAD = re.compile(r"==\s*([^=].*)")
_Lose = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Tournament:
    """When a tournament was played: ``first`` and ``last`` day (inclusive), and the page that says so.

    ``title`` is the name to show, where it differs from the files' (Euro 2020 was played in 2021).
    """

    first: date
    last: date
    title: str = ""
    source: Source | None = None


def tournaments_of(path: Path | Input) -> dict[str, Tournament]:
    """A table of tournament dates: CSV with ``tournament,start,end``, and if known ``title,source_url,publisher``.

    Keys are the tournaments' names as the squad files have them (``World Cup 2018``).

    Raises:
        InvalidInput: the table or a row of it cannot be read.
    """
    result: dict[str, Tournament] = {}
    source = path if isinstance(path, Input) else matching([path], "*")[0]
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
        result[name_of(name)] = tournament
    return result


@dataclass(slots=True)
class _World:
    """What has been read so far: people and teams are described once, however many lists they are in."""

    tournaments: Mapping[str, Tournament]
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
        squads, others = self._squads(paths)
        for source in others:
            report.note(f"not read: {source.base}")
        tournaments = {**tournaments_of(data_file("curated/tournaments.csv")), **self.tournaments}
        for table in matching(paths, "tournaments.csv"):
            tournaments |= tournaments_of(table)
        world = _World(tournaments)
        spells: list[Claim] = []
        for source in squads:
            spells += self._file(source, world, report)
        for described in (world.people, world.teams):
            for iri, statement in described.items():
                yield Claim(iri, statement)
        yield from spells

    def _files(self, paths: Sequence[Path]) -> list[Input]:
        files = [item for item in matching(paths, *self.expects) if not item.base.startswith(("readme", "license"))]
        if not files:
            raise InvalidInput("there is no squad file (*.txt) in it", file=clean(", ".join(map(str, paths))))
        return files

    def _squads(self, paths: Sequence[Path]) -> tuple[list[Input], list[Input]]:
        """The squad files, and those of other kinds that lie among them: results, notes.

        Raises:
            InvalidInput: none of them is a squad file.
        """
        files = self._files(paths)
        squads = [file for file in files if len(files) == 1 or _is_squad_file(file)]
        if not squads:
            raise InvalidInput(
                "no file in it is a squad list",
                file=clean(", ".join(map(str, paths))),
                remedy="expected a heading such as '= World Cup 2018' and lines 'number, name, position, …'",
            )
        return squads, [file for file in files if file not in squads]

    def _file(self, source: Input, world: _World, report: RowReport) -> Iterator[Claim]:
        tournament = team = ""
        count = 0
        for n, raw in lines_of(source):
            line = clean(mended(raw.split("#", 1)[0]))
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
            if not raw.isascii() and clean(raw.split("#", 1)[0]) != line:
                report.mend(source.name, clean(raw), line)
            if not (team and tournament):
                report.skip(source.name, n, f"no team and tournament stand above it: {shown(line)}", kind="no heading")
                continue
            try:
                yield from self._person(line, team, tournament, world, partial(report.lose, source.name, n))
            except ValueError as error:
                report.skip(source.name, n, str(error), kind="no squad line")
        if not tournament:
            raise InvalidInput(
                "no line names a tournament",
                file=source.name,
                remedy="expected a heading such as '= World Cup 2018' or '= England - Euro 2021'",
            )

    def _person(self, line: str, team: str, tournament: str, world: _World, lose: _Lose) -> Iterator[Claim]:
        squad_line = parsed_line(line, lose)
        title, period, page, opening = _when(tournament, world.tournaments)
        selecting = _selection(name_of(team), tournament)
        if squad_line.coach:
            person = _coach(squad_line.name, squad_line.birth, country_with_code(squad_line.code))
        else:
            person = _player(squad_line, selecting.country)
        if (person.id, selecting.id, tournament) in world.selections:
            raise ValueError(f"{person.name} is in the squad of {team} twice")
        world.selections.add((person.id, selecting.id, tournament))
        existing = world.people.get(person.id)
        world.people[person.id] = (
            replace(existing, position=existing.position or person.position) if existing else person
        )
        world.teams[selecting.id] = selecting
        role = Role.HEAD_COACH if squad_line.coach else Role.PLAYER
        yield Claim(
            claim_iri("openfootball", person.id, selecting.id, tournament),
            Spell(person.id, selecting.id, period, role, SpellKind.SELECTION, occasion=title),
        )
        club = squad_line.club
        if club:
            world.teams.setdefault(club.id, club)
            # Without the tournament's dates, the year is all that is known of the day on which he was there.
            forth = Period(attested=opening) if opening else period
            yield Claim(
                claim_iri("openfootball", person.id, club.id, tournament),
                Spell(person.id, club.id, forth, occasion=f"club in the squad list of {title}"),
                source=page,
                confidence=Confidence.HIGH,
            )


def _is_squad_file(source: Input) -> bool:
    """Whether a file has a heading and, under it, a line that lists a player: results and notes have none."""
    headed = False
    for _, raw in lines_of(source):
        line = clean(raw.split("#", 1)[0])
        headed = headed or _HEAD.fullmatch(line) is not None
        if headed and is_squad_line(line):
            return True
    return False


def _when(tournament: str, tournaments: Mapping[str, Tournament]) -> tuple[str, Period, Source | None, date | None]:
    """Title, dates, the page that tells them, and the first day of a tournament."""
    dated = tournaments.get(tournament)
    if dated:
        period = Period(ImpreciseDate(dated.first), ImpreciseDate(day_after(dated.last)))
        return dated.title or tournament, period, dated.source, dated.first
    year = re.search(r"\b(1[89]|20)\d{2}\b", tournament)
    if not year:
        raise ValueError(f"the tournament {shown(tournament)} has no year, and its dates are not known")
    when = ImpreciseDate(date(int(year[0]), 1, 1), Precision.YEAR)
    return tournament, Period(when, when), None, None


def _player(squad_line: SquadLine, country: str) -> Person:
    name = ordinary_case(squad_line.name)
    # The country is in the key because a name and a birth year alone are shared by namesakes.
    key = f"openfootball-{slug(country)}-{slug(name) or name}-{squad_line.birth or 'unknown'}"
    return Person(
        person_iri(key),
        name,
        turned_round(squad_line.name),
        squad_line.birth,
        citizenships=(country,) if country else (),
        position=squad_line.position,
    )


def _coach(printed: str, birth: ImpreciseDate | None, country: str) -> Person:
    name = ordinary_case(printed)
    key = f"openfootball-coach-{slug(name) or name}-{birth or 'unknown'}"
    return Person(person_iri(key), name, birth=birth, citizenships=(country,) if country else ())


def _selection(team: str, tournament: str) -> Team:
    """The team that was called up: which of a country's teams it is, the tournament tells. Clubs have squads too."""
    if not is_country(team) and club_key(team) != plain_key(team):
        return named_team(team, scope="openfootball")
    nature = national_nature(team, tournament, surely=True) or TeamNature(TeamKind.NATIONAL, base=team, country=team)
    iri = team_iri(f"openfootball-{slug(nature.name) or nature.name}")
    return Team(iri, nature.name, nature.kind, country=nature.country, age_group=nature.age_group)
