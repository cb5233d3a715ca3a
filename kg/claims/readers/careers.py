"""Careers season by season, in the JSON shape of the World Cup 2026 squad graph: Wikidata ids throughout.

``clubs`` have an id, a name and a country; ``players`` have an id, a name, a country, a position, the current club and
``stints`` of club and season (``2023-24``). A season is listed when any part of it was touched, so a move in
mid-season shows two clubs for one season. Consecutive seasons at one club are one spell here, known to the season at
both ends; the spell that reaches the season of the file's own date at the current club has no end yet, and is
attested until that date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kg.claims.readers.files import Input, dataset_name, json_of, matching, version_of
from kg.claims.readers.printed_names import printed_team
from kg.claims.readers.protocol import RowReport
from kg.claims.readers.sightings import season_of
from kg.claims.readers.values import clean, day, name_of, shown
from kg.errors import InvalidInput
from kg.model.claims import Claim, Release, Spell
from kg.model.dates import ImpreciseDate, Period, Precision
from kg.model.people import ExternalId, Person, Position, Team
from kg.rdf.iris import claim_iri, person_iri, release_iri, team_iri
from kg.text.blanks import is_no_team
from kg.text.countries import country_name

__all__ = ["Careers"]

_POSITIONS = {
    "GK": Position.GOALKEEPER,
    "DF": Position.DEFENDER,
    "MF": Position.MIDFIELDER,
    "FW": Position.FORWARD,
}
_SEASON = re.compile(r"(\d{4})[-/](\d{2})")
_QID = re.compile(r"Q[1-9][0-9]{0,11}")


@dataclass(frozen=True, slots=True)
class Careers:
    """Reader of careers by season."""

    name: str = "careers"
    title: str = "World Cup 2026 squad graph: careers by season"
    home: str = "https://github.com/layerx-labs/wc2026-squad-graph-dataset"
    licence: str = "from Wikidata (CC0 1.0) and Wikipedia (CC BY-SA 4.0)"
    expects: tuple[str, ...] = ("players.json",)

    def release(self, paths: Sequence[Path], *, dataset: str = "") -> Release:
        """See `Reader.release`."""
        source = self._file(paths)
        made = _made(json_of(source))
        dataset = dataset or dataset_name(self.name, paths)
        version = f"{made}-{version_of([source])}" if made else version_of([source])
        return Release(
            release_iri(dataset, version),
            dataset,
            self.title,
            version,
            self.home,
            self.licence,
            "LayerX Labs",
            published=ImpreciseDate(made) if made else None,
            retrieved=made,
        )

    def read(self, paths: Sequence[Path], *, report: RowReport) -> Iterator[Claim]:
        """See `Reader.read`."""
        source = self._file(paths)
        data = json_of(source)
        made = _made(data)
        clubs: set[str] = set()
        people: set[str] = set()
        for n, club in enumerate(_list(data, "clubs", source)):
            report.count(source.name, 1, n + 1)
            try:
                team = _team(club)
                if team.id in clubs:
                    raise ValueError(f"the club {shown(str(club['id']))} is listed twice")
            except ValueError as error:
                report.skip(source.name, None, f"clubs[{n}]: {error}", kind="a club that cannot be read")
                continue
            clubs.add(team.id)
            yield Claim(team.id, team)
        for n, player in enumerate(_list(data, "players", source)):
            report.count(source.name, 1, n + 1)
            try:
                person = _person(player)
                if person.id in people:
                    raise ValueError(f"the player {shown(str(player['id']))} is listed twice")
            except ValueError as error:
                report.skip(source.name, None, f"players[{n}]: {error}", kind="a player who cannot be read")
                continue
            people.add(person.id)
            yield Claim(person.id, person)
            yield from _career(player, n, person.id, clubs=clubs, made=made, file=source.name, report=report)

    def _file(self, paths: Sequence[Path]) -> Input:
        files = matching(paths, *self.expects) or [
            entry for entry in matching(paths, "*.json") if not entry.base.startswith("gaps") and len(paths) == 1
        ]
        if len(files) != 1:
            result = f"{len(files)} files could be it" if files else "there is no players.json in it"
            raise InvalidInput(result, file=clean(", ".join(map(str, paths))), remedy="name one JSON file of careers")
        return files[0]


def _list(data: Any, key: str, source: Input) -> list[Any]:
    value = data.get(key) if isinstance(data, dict) else None
    if not isinstance(value, list):
        raise InvalidInput(
            f"there is no list {key!r} in it", file=source.name, field=key, remedy="expected meta, clubs and players"
        )
    return value


def _made(data: Any) -> date | None:
    meta = data.get("meta") if isinstance(data, dict) else None
    made = meta.get("generated_at") if isinstance(meta, dict) else None
    try:
        return day(made[:10]) if isinstance(made, str) else None
    except ValueError:
        return None


def _text(item: Any, key: str, label: str) -> str:
    value = item.get(key) if isinstance(item, Mapping) else None
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"the {label} is {shown(str(value))}, which is no text")
    return value


def _qid(item: Any, key: str, label: str) -> str:
    value = _text(item, key, label)
    if not _QID.fullmatch(value):
        raise ValueError(f"the {label} is {shown(value)}, which is no Wikidata id")
    return value


def _country(item: Any) -> str:
    country = _text(item, "country", "country")
    return country_name(name_of(country)) if country.strip() else ""


def _team(club: Any) -> Team:
    qid = _qid(club, "id", "id of the club")
    # A club without a label is still a club: Wikidata itself shows the id then.
    name = name_of(_text(club, "name", "name").strip() or qid)
    if is_no_team(name):
        raise ValueError(f"{shown(name)} is no club")
    return printed_team(team_iri(qid), name, country=_country(club), ids=(ExternalId("wikidata", qid),))


def _person(player: Any) -> Person:
    qid = _qid(player, "id", "id of the player")
    country = _country(player)
    return Person(
        person_iri(qid),
        name_of(_text(player, "name", "name")),
        citizenships=(country,) if country else (),
        position=_POSITIONS.get(_text(player, "position", "position")),
        external_ids=(ExternalId("wikidata", qid),),
    )


def _season(text: str) -> int:
    """The first year of a season. ``2011-12`` is one here, although it would be a month elsewhere."""
    match = _SEASON.fullmatch(text)
    if not match or int(match[2]) != (int(match[1]) + 1) % 100 or not 1800 <= int(match[1]) <= 2100:
        raise ValueError(f"the season is {shown(text)}: expected one such as 2023-24")
    return int(match[1])


def _career(
    player: Mapping[str, Any], n: int, person: str, *, clubs: set[str], made: date | None, file: str, report: RowReport
) -> Iterator[Claim]:
    stints = player.get("stints")
    if not isinstance(stints, list):
        report.count(file, 1, n + 1)
        report.skip(file, None, f"players[{n}].stints is no list", kind="a career that cannot be read")
        return
    years: dict[str, set[int]] = {}
    for m, stint in enumerate(stints):
        report.count(file, 1, n + 1)
        where = f"players[{n}].stints[{m}]"
        try:
            team = team_iri(_qid(stint, "club_id", "id of the club"))
            year = _season(_text(stint, "season", "season"))
            if team not in clubs:
                raise ValueError(f"the club {shown(str(stint['club_id']))} is not in the list of clubs")
        except ValueError as error:
            report.skip(file, None, f"{where}: {error}", kind="a stint that cannot be read")
            continue
        if year in years.setdefault(team, set()):
            report.skip(file, None, f"{where}: it is listed twice", kind="a stint listed twice", harmless=True)
        years[team].add(year)
    current = _text(player, "current_club_id", "current club") if isinstance(player.get("current_club_id"), str) else ""
    for team, seasons in years.items():
        yield from _spells(person, team, seasons, made if current and team == team_iri(current) else None)


def _spells(person: str, team: str, seasons: set[int], still: date | None) -> Iterator[Claim]:
    """Runs of consecutive seasons; ``still``: the day on which the person is known to belong there."""
    for first in sorted(seasons):
        if first - 1 in seasons:
            continue
        last = first
        while last + 1 in seasons:
            last += 1
        start = ImpreciseDate(date(first, 7, 1), Precision.SEASON)
        period = Period(start, ImpreciseDate(date(last, 7, 1), Precision.SEASON))
        if still and first <= int(season_of(still)) <= last:
            period = Period(start, None, still)
        yield Claim(claim_iri("careers", person, team, str(first)), Spell(person, team, period))
