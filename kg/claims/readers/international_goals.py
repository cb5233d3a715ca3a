"""Scorers in men's internationals, in the shape of the public table of international results: sightings by day.

``date,home_team,away_team,team,scorer,…``. Who scores for a country on a day is in its team then; nobody is known by
more than his name. An own goal is listed under the team that it counts for, so its scorer belongs to the other one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.claims.readers.files import Input, dataset_name, matching, version_of
from kg.claims.readers.printed_names import named_person
from kg.claims.readers.protocol import RowReport
from kg.claims.readers.sightings import Sightings
from kg.claims.readers.tables import columns_of, rows_of
from kg.claims.readers.values import clean, day, name_of, shown
from kg.errors import InvalidInput
from kg.model.claims import Claim, Release
from kg.model.people import Person, Team, TeamKind
from kg.rdf.iris import release_iri, slug, team_iri
from kg.text.countries import country_name

__all__ = ["InternationalGoals"]

_COLUMNS = ("date", "home_team", "away_team", "team", "scorer", "own_goal")
_SCOPE = "international-goals"


@dataclass(frozen=True, slots=True)
class InternationalGoals:
    """Reader of scorers in internationals."""

    name: str = "international-goals"
    title: str = "Scorers in men's internationals"
    home: str = "https://github.com/martj42/international_results"
    licence: str = "CC0 1.0"
    expects: tuple[str, ...] = (f"*.csv with {', '.join(_COLUMNS)}",)

    def release(self, paths: Sequence[Path], *, dataset: str = "") -> Release:
        """See `Reader.release`."""
        dataset = dataset or dataset_name(self.name, paths)
        version = version_of(self._files(paths))
        return Release(release_iri(dataset, version), dataset, self.title, version, self.home, self.licence)

    def read(self, paths: Sequence[Path], *, report: RowReport) -> Iterator[Claim]:
        """See `Reader.read`."""
        seen = Sightings()
        people: dict[str, Person] = {}
        teams: dict[str, Team] = {}
        for source in self._files(paths):
            _goals(source, seen, people, teams, report)
        for described in (people, teams):
            for iri, statement in described.items():
                yield Claim(iri, statement)
        yield from seen.claims(_SCOPE)

    def _files(self, paths: Sequence[Path]) -> list[Input]:
        files = [source for source in matching(paths, "*.csv") if {"scorer", "team"} <= columns_of(source)]
        if not files:
            raise InvalidInput(
                "there is no table of goals in it",
                file=clean(", ".join(map(str, paths))),
                remedy=f"expected {self.expects[0]}",
            )
        return files


def _goals(
    source: Input, seen: Sightings, people: dict[str, Person], teams: dict[str, Team], report: RowReport
) -> None:
    for line, (on, home, away, scoring, scorer, own_goal) in rows_of(source, _COLUMNS, report=report):
        try:
            moment = day(on)
            if scorer.strip() in ("", "NA"):
                raise ValueError("nobody knows the scorer")
            name = name_of(scorer)
            if scoring not in (home, away):
                raise ValueError(f"{shown(scoring)} did not play: it was {shown(home)} against {shown(away)}")
            own = own_goal.strip().upper() == "TRUE"
            country = country_name(name_of((away if scoring == home else home) if own else scoring))
        except ValueError as error:
            report.skip(source.name, line, str(error), kind="a goal that cannot be read")
            continue
        # Two countries may have a scorer of one name each, so the country is in the key.
        person = named_person(name, scope=f"{_SCOPE}-{slug(country) or country}")
        people.setdefault(person.id, Person(person.id, name, citizenships=(country,)))
        team = team_iri(f"{_SCOPE}-{slug(country) or country}")
        teams.setdefault(team, Team(team, country, TeamKind.NATIONAL, country=country))
        seen.add(person.id, team, str(moment.year), moment, None)
