"""What the tables of `data/curated/` have in common: rows that rest on a page, people and teams known by name alone."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from kg.claims.readers.printed_names import named_person, named_team, printed_team
from kg.model import Claim, Confidence, ExternalId, ImpreciseDate, Period, Person, Release, Source, Team
from kg.rdf.iris import person_iri, release_iri, slug, source_iri, team_iri
from kg.text.countries import country_name, is_country
from kg.text.team_kinds import NATIONAL_KINDS

__all__ = [
    "RETRIEVED",
    "Listed",
    "Names",
    "Pages",
    "Row",
    "confidence_in",
    "own_release",
    "period_of",
    "rows_in",
    "when_of",
]

RETRIEVED = date(2026, 11, 22)
"""The day on which the pages were read."""

Row = Mapping[str, str]
_OTHER_COUNTRY_NAMES = frozenset({"USA", "Czechia", "Türkiye", "Republic of Ireland", "Cape Verde"})
_SECOND_HAND = re.compile(r"mirror|kiddle|from Wikipedia|Wikipedia", re.IGNORECASE)


def own_release(dataset: str, title: str, read: date = RETRIEVED) -> Release:
    """The release that claims gathered page by page make up, by the day on which the pages were read."""
    version = read.isoformat()
    return Release(
        release_iri(dataset, version),
        dataset,
        title,
        version,
        licence="facts restated; each claim names its page",
        publisher="The player-kg contributors",
        published=ImpreciseDate(read),
        retrieved=read,
    )


def rows_in(path: Path) -> Iterator[Row]:
    """The rows of a table, without spaces around values."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {column: (value or "").strip() for column, value in row.items() if column}


def when_of(text: str) -> ImpreciseDate | None:
    """A date as the tables write it; "" is unknown."""
    return ImpreciseDate.parse(text) if text else None


def period_of(row: Row, start: str, end: str, attested: date | None = None) -> Period | None:
    """The period between two columns; ``None``, said on standard error, if it ends before it starts."""
    try:
        return Period(when_of(row[start]), when_of(row[end]), None if row[end] else attested)
    except ValueError as error:
        print(f"left out: {', '.join(row.values())}: {error}", file=sys.stderr)
        return None


def confidence_in(publisher: str, *, first_hand: bool = False) -> Confidence:
    """High for the people concerned themselves, medium for a named publisher, low for copies of an encyclopaedia."""
    if first_hand:
        return Confidence.HIGH
    return Confidence.LOW if _SECOND_HAND.search(publisher) else Confidence.MEDIUM


class Pages:
    """The pages that the tables of a folder rest on: one description of each, where rows differ the one with a date.

    A page's title is its publisher and date, for its own headline is somebody else's.
    """

    def __init__(self, folder: Path) -> None:
        self._known: dict[str, tuple[str, str]] = {}
        for table in sorted(folder.glob("*.csv")):
            for row in rows_in(table):
                if url := row.get("source_url"):
                    description = (row.get("published", ""), row["publisher"])
                    self._known[url] = max(
                        self._known.get(url, description), description, key=lambda page: (len(page[0]), page)
                    )

    def source(self, row: Row) -> Source:
        """The page a row rests on."""
        url = row["source_url"]
        published, publisher = self._known[url]
        title = f"{publisher}, {published}" if published else publisher
        return Source(source_iri(url), title, url, publisher, when_of(published))


class Listed:
    """People and teams as lists print them: known by name within a scope, which keeps namesakes of two lists apart."""

    def __init__(self, dataset: str) -> None:
        self._dataset = dataset
        self._people: dict[str, Person] = {}
        self._teams: dict[str, Team] = {}

    def person(self, name: str, within: str, *, country: str = "", born: ImpreciseDate | None = None) -> str:
        """The id of somebody of this name in a scope; what a later list adds to him is kept."""
        person = named_person(name, scope=f"{self._dataset}-{slug(within)}")
        known = self._people.get(person.id, person)
        self._people[person.id] = replace(
            known, citizenships=known.citizenships or ((country,) if country else ()), birth=known.birth or born
        )
        return person.id

    def team(self, name: str, country: str = "") -> str:
        """The id of a team of this name, in this country where it is told."""
        team = named_team(name, scope="-".join(filter(None, (self._dataset, slug(country)))), country=country)
        return self._teams.setdefault(team.id, team).id

    def claims(self) -> list[Claim]:
        """What they are: people first."""
        people = [Claim(person.id, person) for person in self._people.values()]
        return people + [Claim(team.id, team) for team in self._teams.values()]


class Names:
    """People and teams of one data set, known by name alone."""

    def __init__(self, dataset: str) -> None:
        self._dataset = dataset
        self._people: dict[str, Person] = {}
        self._sources: dict[str, Source] = {}
        self._teams: dict[str, Team] = {}

    def person(self, name: str, apart: str = "") -> str:
        """The id of somebody of this name, and of what tells him from others of it; "" stays ""."""
        if not name:
            return ""
        iri = person_iri("-".join(filter(None, ("name", self._dataset, slug(name), apart))))
        self._people.setdefault(iri, Person(iri, name))
        return iri

    def call(self, name: str, aliases: tuple[str, ...]) -> None:
        """Give somebody other names."""
        iri = self.person(name)
        self._people[iri] = replace(self._people[iri], aliases=aliases)

    def comes_from(self, name: str, country: str, born: ImpreciseDate | None, source: Source) -> None:
        """Give somebody a country, a day of birth where it is told, and the page that says so."""
        iri = self.person(name)
        self._people[iri] = replace(self._people[iri], citizenships=(country,) if country else (), birth=born)
        self._sources[iri] = source

    def identify(self, team: str, wikidata: str, source: Source) -> None:
        """Give a team its id at Wikidata, and the page that says so."""
        iri = self.team(team)
        self._teams[iri] = replace(self._teams[iri], external_ids=(ExternalId("wikidata", wikidata),))
        self._sources[iri] = source

    def team(self, name: str) -> str:
        """The id of a team of this name, national teams told from clubs; "" stays ""."""
        if not name:
            return ""
        iri = team_iri(f"name-{self._dataset}-{slug(name)}")
        # The tables name countries in English: what is a country in another language alone (Granada) is a club.
        club = is_country(name) and country_name(name) != name and name not in _OTHER_COUNTRY_NAMES
        self._teams.setdefault(iri, Team(iri, name) if club else printed_team(iri, name))
        return iri

    def is_national(self, team: str) -> bool:
        """Whether a team is a country's."""
        return self._teams[team].kind in NATIONAL_KINDS

    def claims(self) -> list[Claim]:
        """Everybody and every team named so far."""
        named: dict[str, Person | Team] = {**self._people, **self._teams}
        return [
            Claim(iri, item, self._sources[iri], RETRIEVED) if iri in self._sources else Claim(iri, item)
            for iri, item in named.items()
        ]
