"""National squads as pages announced them, from `data/curated/call_ups.csv`: who was called up, and from which club.

A row is one squad: ``team``, ``start`` and ``end`` (first and last day of the matches, where the page tells them),
``occasion``, the page, and ``players``, written ``Name (Club); Name (Club [Country]); Name``. The page attests each
club on the day of its publication (of a month the last). A women's squad names the women's teams of clubs, whether or
not the page says so. Only people whom other sources know are taken from it: names
in a list are too little to tell somebody new from somebody known.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from kg.model import Claim, ImpreciseDate, Period, Precision, Release, Spell, SpellKind
from kg.rdf.iris import claim_iri
from kg.text.team_kinds import is_womens
from starter.pages import Listed, Pages, Row, confidence_in, own_release, rows_in, when_of

__all__ = ["CallUps"]

_READ = date(2026, 11, 27)
_ENTRY = re.compile(r"(?P<name>[^()]+?)(?:\s*\((?P<club>[^()\[\]]+?)(?:\s*\[(?P<country>[^\]]+)\])?\))?")
_WOMEN = " Women"
_WOMENS_OWN = frozenset(
    {
        *("Angel City", "Bay FC", "Boston Breakers", "Chicago Red Stars", "Chicago Stars", "FC Kansas City"),
        *("Gotham", "Gotham FC", "Houston Dash", "Kansas City Current", "London City Lionesses", "Madrid CFF"),
        *("North Carolina Courage", "OL Reign", "Orlando Pride", "Portland Thorns", "Racing Louisville", "Reign FC"),
        *("San Diego Wave", "Seattle Reign", "Sky Blue FC", "Utah Royals", "Washington Spirit"),
    }
)
"""Clubs that have no men's team, which go by their plain names in other sources too."""


class _Named(NamedTuple):
    """A player of a squad as the page names him; "" for a club or country that it does not tell."""

    name: str
    club: str
    country: str


class CallUps:
    """The squads as claims; people and teams are known by name, a person also by the country that calls him."""

    def __init__(self, folder: Path) -> None:
        self._table = folder / "call_ups.csv"
        self._pages = Pages(folder)
        self._listed = Listed("call-ups")

    def release(self) -> Release:
        """The release these claims make up."""
        return own_release("call-ups", "National squads with the players' clubs, gathered page by page", _READ)

    def claims(self) -> list[Claim]:
        """Everything the table says, described people and teams first.

        Raises:
            ValueError: a row that is not written as the module says.
        """
        stated = {claim.id: claim for row in rows_in(self._table) for claim in self._squad(row)}
        return self._listed.claims() + list(stated.values())

    def _squad(self, row: Row) -> Iterator[Claim]:
        seen = _day_of(row)
        camp = _camp(row)
        for named in _players(row):
            person = self._listed.person(named.name, row["team"], country=row["team"].removesuffix(_WOMEN))
            if camp:
                spell = Spell(
                    person,
                    self._listed.team(row["team"]),
                    camp,
                    kind=SpellKind.SELECTION,
                    occasion=row["occasion"] or f"{row['team']} squad, {row['start']}",
                )
                yield self._claim(row, named, "squad", spell)
            if named.club and seen:
                there = Spell(person, self._listed.team(named.club, named.country), Period(None, None, seen))
                yield self._claim(row, named, "club", there)

    def _claim(self, row: Row, named: _Named, part: str, spell: Spell) -> Claim:
        return Claim(
            claim_iri("call-ups", part, row["team"], *named, row["published"] or row["start"], row["source_url"]),
            spell,
            self._pages.source(row),
            _READ,
            confidence_in(row["publisher"]),
        )


def _players(row: Row) -> list[_Named]:
    """The players of a squad; of two who are called alike neither, for a list cannot tell them apart."""
    players, women = [], row["team"].endswith(_WOMEN)
    for entry in filter(None, (part.strip() for part in row["players"].split(";"))):
        match = _ENTRY.fullmatch(entry)
        if match is None:
            raise ValueError(f"call_ups.csv, {row['team']} {row['published']}: {entry!r} is not 'Name (Club)'")
        club = match["club"] or ""
        if women and club and club not in _WOMENS_OWN and not is_womens(club):
            club += _WOMEN
        players.append(_Named(match["name"].strip(), club, match["country"] or ""))
    count = Counter(player.name for player in players)
    return [player for player in players if count[player.name] == 1]


def _day_of(row: Row) -> date | None:
    """The day on which the page tells of the clubs: its own, the last of its month, or the first of the matches."""
    published, start = when_of(row["published"]), when_of(row["start"])
    if published is not None and published.precision in (Precision.DAY, Precision.MONTH):
        return published.after - timedelta(days=1)
    return start.first if start is not None and start.precision is Precision.DAY else None


def _camp(row: Row) -> Period | None:
    start, end = when_of(row["start"]), when_of(row["end"] or row["start"])
    if start is None or end is None:
        return None
    return Period(start, ImpreciseDate(end.first + timedelta(days=1)) if end.precision is Precision.DAY else end)
