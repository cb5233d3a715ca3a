"""Whole squads of clubs by season, from `data/curated/rosters.csv`: who was on a league's list for which club.

A row is one list: ``club`` (``[Country]`` behind a shared name), ``season`` (``2021/22``, or ``2022`` where a league
plays from spring to autumn; a day for a list that was true on it), ``occasion``, where the list is, and ``players``,
written ``Name; Name``. Seasons in a row at one club are one spell. Only people whom other sources know are taken from
it, and no single names: of those a list cannot tell whom it means.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from kg.claims.readers.printed_names import named_person, named_team
from kg.model import Claim, ImpreciseDate, Period, Person, Precision, Release, Spell, Team
from kg.rdf.iris import claim_iri, slug
from starter.pages import Pages, Row, confidence_in, own_release, rows_in, when_of

__all__ = ["Rosters"]

_READ = date(2026, 11, 28)
_CLUB = re.compile(r"(?P<name>[^\[\]]+?)(?:\s*\[(?P<country>[^\]]+)\])?")


class Rosters:
    """The lists as claims; people and teams are known by name, people of one list maker under one name as one."""

    def __init__(self, folder: Path) -> None:
        self._table = folder / "rosters.csv"
        self._pages = Pages(folder)
        self._people: dict[str, Person] = {}
        self._teams: dict[str, Team] = {}

    def release(self) -> Release:
        """The release these claims make up."""
        return own_release("rosters", "Squads of clubs by season, gathered from public lists", _READ)

    def claims(self) -> list[Claim]:
        """Everything the table says, described people and teams first.

        Raises:
            ValueError: a club or season that is not written as the module says.
        """
        listed: dict[tuple[str, str, str], list[Row]] = {}
        for row in rows_in(self._table):
            names = [name.strip() for name in row["players"].split(";")]
            count = Counter(names)
            for name in names:
                if " " in name and count[name] == 1:
                    listed.setdefault((row["publisher"], name, row["club"]), []).append(row)
        stated = [claim for (maker, name, _), rows in listed.items() for claim in self._spells(maker, name, rows)]
        people = [Claim(person.id, person) for person in self._people.values()]
        teams = [Claim(team.id, team) for team in self._teams.values()]
        return people + teams + stated

    def _spells(self, maker: str, name: str, rows: Sequence[Row]) -> Iterator[Claim]:
        """A claim for each day, and one for each run of seasons without a gap."""
        run: list[Row] = []
        for row in sorted(rows, key=lambda row: row["season"]):
            season = _season(row)
            if season.precision is Precision.DAY:
                yield self._claim(maker, name, [row], Period(None, None, season.first))
            elif run and season.first.year > _season(run[-1]).first.year + 1:
                yield self._claim(maker, name, run, Period(_season(run[0]), _season(run[-1])))
                run = [row]
            else:
                run.append(row)
        if run:
            yield self._claim(maker, name, run, Period(_season(run[0]), _season(run[-1])))

    def _claim(self, maker: str, name: str, rows: Sequence[Row], period: Period) -> Claim:
        return Claim(
            claim_iri("rosters", maker, name, rows[0]["club"], rows[0]["season"]),
            Spell(self._person(maker, name), self._team(rows[0]["club"]), period),
            self._pages.source(rows[-1]),
            _READ,
            confidence_in(maker),
        )

    def _person(self, maker: str, name: str) -> str:
        person = named_person(name, scope=f"rosters-{slug(maker)}")
        return self._people.setdefault(person.id, person).id

    def _team(self, name: str) -> str:
        match = _CLUB.fullmatch(name)
        if match is None:
            raise ValueError(f"rosters.csv: {name!r} is not 'Club' or 'Club [Country]'")
        country = match["country"] or ""
        team = named_team(match["name"], scope="-".join(filter(None, ("rosters", slug(country)))), country=country)
        return self._teams.setdefault(team.id, team).id


def _season(row: Row) -> ImpreciseDate:
    season = when_of(row["season"])
    if season is None:
        raise ValueError(f"rosters.csv, {row['club']}: a list needs a season or a day")
    return season
