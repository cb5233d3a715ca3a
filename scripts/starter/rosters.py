"""Whole squads of clubs, from `rosters.csv` and `games.csv` in `data/curated/`: who was on a list for which club.

A row is one list: ``club`` (``[Country]`` behind a shared name), ``season`` (``2021/22``, or ``2022`` where a league
plays from spring to autumn; a day for a list that was true on it), ``occasion``, where the list is, and ``players``,
written ``Name; Name``, or ``Name (Country, born 1990-06-28, from 2014-07)`` with as much of it as the list tells.
Seasons in a row at one club are one spell. Only people whom other sources know are taken from it, and no single names
without a country: of those a list cannot tell whom it means.

Lists that tell countries know their people by name and country; namesakes are told apart by birth, or left out.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from kg.model import Claim, ImpreciseDate, Period, Precision, Release, Spell
from kg.rdf.iris import claim_iri, slug
from starter.pages import Listed, Pages, Row, confidence_in, own_release, rows_in, when_of

__all__ = ["Rosters"]

_READ = date(2026, 11, 28)
_YEAR = timedelta(days=365)
_TABLES = ("rosters.csv", "games.csv")
_CLUB = re.compile(r"(?P<name>[^\[\]]+?)(?:\s*\[(?P<country>[^\]]+)\])?")
_ENTRY = re.compile(
    r"(?P<name>[^()]+?)(?:\s*\((?P<country>[^(),]+)(?:, born (?P<born>[\d-]+))?(?:, from (?P<since>[\d-]+))?\))?"
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """Somebody on a list as it prints him; "" for what it does not tell."""

    name: str
    country: str = ""
    born: str = ""
    since: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Who is meant, as far as the name tells: Éderson and Ederson of one country are told apart by nothing."""
        return slug(self.name), self.country


class Rosters:
    """The lists as claims; people of one list maker under one name (and country, where it is told) are one."""

    def __init__(self, folder: Path) -> None:
        self._tables = [folder / name for name in _TABLES if (folder / name).exists()]
        self._pages = Pages(folder)
        self._listed = Listed("rosters")

    def release(self) -> Release:
        """The release these claims make up."""
        return own_release("rosters", "Squads of clubs, gathered from public lists", _READ)

    def claims(self) -> list[Claim]:
        """Everything the tables say, described people and teams first.

        Raises:
            ValueError: a club, a season or an entry that is not written as the module says.
        """
        lists = [(row, _entries(row)) for table in self._tables for row in rows_in(table)]
        several = _namesakes(lists)
        stays: dict[tuple[str, str, str], list[tuple[Row, _Entry]]] = {}
        for row, entries in lists:
            for entry in entries:
                if (within := _scope(row, entry, several=entry.key in several)) is not None:
                    stays.setdefault((within, entry.name, row["club"]), []).append((row, entry))
        stated = [claim for (within, _, _), rows in stays.items() for claim in self._spells(within, rows)]
        return self._listed.claims() + stated

    def _spells(self, within: str, stays: Sequence[tuple[Row, _Entry]]) -> Iterator[Claim]:
        """A claim for each day, and one for each run of seasons without a gap."""
        run: list[tuple[Row, _Entry]] = []
        for row, entry in sorted(stays, key=lambda stay: stay[0]["season"]):
            season = _season(row)
            if season.precision is Precision.DAY:
                yield from (self._claim(within, [(row, entry)], period) for period in _dated(entry, season.first))
            elif run and season.first.year > _season(run[-1][0]).first.year + 1:
                yield self._claim(within, run, Period(_season(run[0][0]), _season(run[-1][0])))
                run = [(row, entry)]
            else:
                run.append((row, entry))
        if run:
            yield self._claim(within, run, Period(_season(run[0][0]), _season(run[-1][0])))

    def _claim(self, within: str, stays: Sequence[tuple[Row, _Entry]], period: Period) -> Claim:
        (first, entry), (last, _) = stays[0], stays[-1]
        came = ("came",) if period.attested and period.attested < _season(first).first else ()
        person = self._listed.person(entry.name, within, country=entry.country, born=when_of(entry.born))
        return Claim(
            claim_iri("rosters", within, entry.name, first["club"], first["season"], *came),
            Spell(person, self._team(first["club"]), period),
            self._pages.source(last),
            _READ,
            confidence_in(last["publisher"]),
        )

    def _team(self, name: str) -> str:
        match = _CLUB.fullmatch(name)
        if match is None:
            raise ValueError(f"a list's club {name!r} is not 'Club' or 'Club [Country]'")
        return self._listed.team(match["name"], match["country"] or "")


def _entries(row: Row) -> list[_Entry]:
    """The players of a list; of two who are called alike neither, for it cannot tell them apart."""
    entries = []
    for text in filter(None, (part.strip() for part in row["players"].split(";"))):
        match = _ENTRY.fullmatch(text)
        if match is None:
            raise ValueError(
                f"{row['club']} {row['season']}: {text!r} is not 'Name' or 'Name (Country, born …, from …)'"
            )
        entries.append(_Entry(match["name"], match["country"] or "", match["born"] or "", match["since"] or ""))
    count = Counter((entry.name, entry.country, entry.born) for entry in entries)
    return [entry for entry in entries if count[entry.name, entry.country, entry.born] == 1]


def _namesakes(lists: Sequence[tuple[Row, list[_Entry]]]) -> set[tuple[str, str]]:
    """Whose name and country two people share: born in two years, or on one day at two clubs of one maker's lists."""
    births: dict[tuple[str, str], set[str]] = defaultdict(set)
    clubs: dict[tuple[tuple[str, str], str, str], set[str]] = defaultdict(set)
    for row, entries in lists:
        for entry in entries:
            if entry.country:
                births[entry.key].add(entry.born)
                clubs[entry.key, row["publisher"], row["season"]].add(row["club"])
    twice = {key for (key, _, _), found in clubs.items() if len(found) > 1}
    return twice | {key for key, found in births.items() if len({born[:4] for born in found if born}) > 1}


def _scope(row: Row, entry: _Entry, *, several: bool) -> str | None:
    """Within what his name tells somebody from others: a list maker's lists, or a country; ``None`` if nothing does."""
    if not entry.country:
        return row["publisher"] if " " in entry.name else None
    if not several:
        return entry.country
    return f"{entry.country}-{entry.born}" if entry.born else None


def _dated(entry: _Entry, day: date) -> Iterator[Period]:
    """What a list of a day tells: he was there on it, and came on the day that it tells.

    Who came more than a year before may have been lent out since, so that no stay is made of the two days.
    """
    since = when_of(entry.since)
    if since is None or since.first > day:
        yield Period(None, None, day)
    elif day - since.first <= _YEAR:
        yield Period(since, None, day)
    else:
        yield Period(None, None, day)
        yield Period(since, None, Period(since).latest_start)


def _season(row: Row) -> ImpreciseDate:
    season = when_of(row["season"])
    if season is None:
        raise ValueError(f"{row['club']}: a list needs a season or a day")
    return season
