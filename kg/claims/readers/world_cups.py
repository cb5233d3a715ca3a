"""World Cup squads and coaches, men and women, in the shape of the Fjelstul World Cup Database.

Tables ``tournaments``, ``squads``, ``players``, ``managers`` and ``manager_appointments``. Names are in two parts, one
of which may be "not applicable" (Pelé); a birth date may be "not available". A women's team is a team of its own:
``Spain (women)`` is not ``Spain``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg.claims.readers.files import Input, dataset_name, matching, version_of
from kg.claims.readers.protocol import RowReport
from kg.claims.readers.tables import rows_of
from kg.claims.readers.values import clean, day, day_after, name_of, shown
from kg.errors import InvalidInput
from kg.model.claims import Claim, Release, Role, Spell, SpellKind
from kg.model.dates import ImpreciseDate, Period
from kg.model.people import ExternalId, Person, Position, Team, TeamKind
from kg.rdf.iris import claim_iri, person_iri, release_iri, slug, team_iri
from kg.text.countries import country_name

__all__ = ["WorldCups"]

_TOURNAMENTS = ("tournament_id", "tournament_name", "start_date", "end_date")
_PLAYERS = ("player_id", "family_name", "given_name", "birth_date")
_PLAYER_LINK, _MANAGER_LINK = "player_wikipedia_link", "manager_wikipedia_link"
_SQUADS = ("tournament_id", "team_name", "player_id", "position_code")
_MANAGERS = ("manager_id", "family_name", "given_name", "country_name")
_APPOINTMENTS = ("tournament_id", "team_name", "manager_id")
_FILES = ("tournaments.csv", "players.csv", "squads.csv", "managers.csv", "manager_appointments.csv")
_NOTHING = frozenset({"not applicable", "not available", ""})
_ID = re.compile(r"[A-Z]{1,3}-\d{1,6}")
_ARTICLE = re.compile(r"https://en\.wikipedia\.org/wiki/(\S{1,200})")
_POSITIONS = {
    "GK": Position.GOALKEEPER,
    "DF": Position.DEFENDER,
    "MF": Position.MIDFIELDER,
    "FW": Position.FORWARD,
}


@dataclass(frozen=True, slots=True)
class _Tournament:
    title: str
    period: Period
    women: bool


@dataclass(slots=True)
class _History:
    """What has been read so far, by the ids of the tables."""

    tournaments: dict[str, _Tournament] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    positions: dict[str, Position] = field(default_factory=dict)
    countries: dict[str, dict[str, None]] = field(default_factory=dict)
    spells: dict[str, Claim] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WorldCups:
    """Reader of World Cup squads and coaches; ``since`` leaves out tournaments of earlier years."""

    since: int = 0
    name: str = "worldcup-history"
    title: str = "Fjelstul World Cup Database: squads and coaches, men and women"
    home: str = "https://github.com/jfjelstul/worldcup"
    licence: str = "CC BY-SA 4.0, © 2023 Joshua C. Fjelstul, Ph.D."
    expects: tuple[str, ...] = _FILES

    def release(self, paths: Sequence[Path], *, dataset: str = "") -> Release:
        """See `Reader.release`."""
        dataset = dataset or dataset_name(self.name, paths)
        version = version_of(list(self._files(paths).values()))
        return Release(
            release_iri(dataset, version), dataset, self.title, version, self.home, self.licence, "Joshua C. Fjelstul"
        )

    def read(self, paths: Sequence[Path], *, report: RowReport) -> Iterator[Claim]:
        """See `Reader.read`."""
        files = self._files(paths)
        history = _History()
        _read_tournaments(files["tournaments.csv"], history, report)
        _read_people(files["players.csv"], _PLAYERS, history, report)
        _read_people(files["managers.csv"], _MANAGERS, history, report)
        _read_squads(files["squads.csv"], history, self.since, report)
        _read_appointments(files["manager_appointments.csv"], history, self.since, report)
        for key, countries in history.countries.items():
            yield from _described(history, key, tuple(countries))
        for team in history.teams.values():
            yield Claim(team.id, team)
        yield from history.spells.values()

    def _files(self, paths: Sequence[Path]) -> dict[str, Input]:
        files = {source.base: source for source in matching(paths, *_FILES)}
        for name in _FILES:
            if name not in files:
                raise InvalidInput(
                    f"there is no {name} in it",
                    file=clean(", ".join(map(str, paths))),
                    remedy=f"name a folder with {', '.join(_FILES)}",
                )
        return files


def _described(history: _History, key: str, countries: tuple[str, ...]) -> Iterator[Claim]:
    person = history.people[key]
    yield Claim(
        person.id,
        Person(
            person.id,
            person.name,
            birth=person.birth,
            citizenships=person.citizenships or countries,
            position=history.positions.get(key),
            external_ids=person.external_ids,
        ),
    )


def _read_tournaments(source: Input, history: _History, report: RowReport) -> None:
    for line, (key, name, start, end) in rows_of(source, _TOURNAMENTS, report=report):
        try:
            first, last = day(start, "start"), day(end, "end")
            if last < first:
                raise ValueError(f"it ends on {last}, before it starts on {first}")
            women = "women" in name_of(name).lower()
            cup = "Women's World Cup" if women else "World Cup"
            period = Period(ImpreciseDate(first), ImpreciseDate(day_after(last)))
        except ValueError as error:
            report.skip(source.name, line, str(error), kind="a tournament that cannot be read")
            continue
        history.tournaments[clean(key)] = _Tournament(f"{cup} {first.year}", period, women)


def _read_people(source: Input, columns: Sequence[str], history: _History, report: RowReport) -> None:
    """Players or coaches; what stands in the fourth column is the birth date or the country."""
    link = _PLAYER_LINK if columns is _PLAYERS else _MANAGER_LINK
    for line, (key, family, supplied, fact, page) in rows_of(source, columns, (link,), report=report):
        try:
            if not _ID.fullmatch(key):
                raise ValueError(f"the id is {shown(key)}: expected one such as P-12345")
            name = name_of(" ".join(part for part in (supplied.strip(), family.strip()) if part not in _NOTHING))
            existing = fact.strip() not in _NOTHING
            birth = ImpreciseDate(day(fact.strip(), "birth date")) if existing and columns is _PLAYERS else None
            countries = (country_name(name_of(fact)),) if existing and columns is _MANAGERS else ()
        except ValueError as error:
            report.skip(source.name, line, str(error), kind="a person who cannot be read")
            continue
        # Players and coaches are numbered apart: one man who was both has two numbers, and one article.
        scheme = "fjelstul" if columns is _PLAYERS else "fjelstul-manager"
        ids = [ExternalId(scheme, key)]
        if article := _ARTICLE.fullmatch(clean(page)):
            ids.append(ExternalId("wikipedia", article[1]))
        history.people[key] = Person(
            person_iri(f"{scheme}-{key}"),
            name,
            birth=birth,
            citizenships=countries,
            external_ids=tuple(ids),
        )


def _read_squads(source: Input, history: _History, since: int, report: RowReport) -> None:
    for line, (tournament, team, key, position) in rows_of(source, _SQUADS, report=report):
        try:
            selected = _select(history, (tournament, team, key), Role.PLAYER, since)
        except ValueError as error:
            report.skip(source.name, line, str(error), kind="a squad place that cannot be read")
            continue
        if not selected:
            report.skip(
                source.name, line, "the tournament was earlier than asked for, or the row repeats", harmless=True
            )
        elif position in _POSITIONS:
            history.positions[key] = _POSITIONS[position]


def _read_appointments(source: Input, history: _History, since: int, report: RowReport) -> None:
    for line, (tournament, team, key) in rows_of(source, _APPOINTMENTS, report=report):
        try:
            selected = _select(history, (tournament, team, key), Role.HEAD_COACH, since)
        except ValueError as error:
            report.skip(source.name, line, str(error), kind="an appointment that cannot be read")
            continue
        if not selected:
            report.skip(
                source.name, line, "the tournament was earlier than asked for, or the row repeats", harmless=True
            )


def _select(history: _History, place: tuple[str, str, str], role: Role, since: int) -> bool:
    """Note a place in a squad (tournament, team, person); false if there is nothing to note.

    Raises:
        ValueError: the tournament or the person is in no table.
    """
    tournament, team, key = place
    played = history.tournaments.get(clean(tournament))
    if played is None:
        raise ValueError(f"the tournament {shown(tournament)} is in no table")
    if key not in history.people:
        raise ValueError(f"the person {shown(key)} is in no table")
    if played.period.start and played.period.start.first.year < since:
        return False
    national = _national(name_of(team), women=played.women)
    person = history.people[key]
    iri = claim_iri("worldcup-history", role.value, person.id, national.id, played.title)
    if iri in history.spells:
        return False
    history.teams[national.id] = national
    history.countries.setdefault(key, {})[national.country] = None
    history.spells[iri] = Claim(
        iri, Spell(person.id, national.id, played.period, role, SpellKind.SELECTION, occasion=played.title)
    )
    return True


def _national(team: str, *, women: bool) -> Team:
    country = country_name(team)
    key = f"worldcup-history-{slug(country) or country}{'-women' if women else ''}"
    return Team(team_iri(key), f"{country} (women)" if women else country, TeamKind.NATIONAL, country=country)
