"""Facts gathered page by page, from `data/curated/`: careers, contracts, squads and other names, each with its page."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from kg.claims.readers.printed_names import printed_team
from kg.model import (
    Claim,
    Event,
    EventKind,
    ImpreciseDate,
    Period,
    Person,
    Precision,
    Release,
    Role,
    Spell,
    SpellKind,
    Team,
)
from kg.rdf.iris import claim_iri, person_iri, release_iri, slug, team_iri
from starter.reports import RETRIEVED, confidence_in, page

__all__ = ["Curated"]

_ROLES = {Role.HEAD_COACH: "head coach", Role.ASSISTANT_COACH: "assistant coach", Role.EXECUTIVE: "executive"}


class Curated:
    """The tables as claims, people and teams known by name alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._people: dict[str, Person] = {}
        self._teams: dict[str, Team] = {}

    def release(self) -> Release:
        """The release these claims make up."""
        return Release(
            release_iri("curated", RETRIEVED.isoformat()),
            "curated",
            "Careers, contracts and squads gathered page by page",
            RETRIEVED.isoformat(),
            licence="facts restated; each claim names its page",
            publisher="The player-kg contributors",
            published=ImpreciseDate(RETRIEVED),
            retrieved=RETRIEVED,
        )

    def claims(self) -> list[Claim]:
        """Everything the tables say, described people and teams first."""
        aliases: dict[str, list[str]] = {}
        for row in self._rows("aliases"):
            aliases.setdefault(row["person"], []).append(row["alias"])
        said = [*self._careers(), *self._contracts(), *self._squads()]
        for name, others in aliases.items():
            iri = self._person(name)
            self._people[iri] = Person(iri, name, tuple(dict.fromkeys(others)))
        people = [Claim(one.id, one) for one in self._people.values()]
        return people + [Claim(one.id, one) for one in self._teams.values()] + said

    def _rows(self, name: str) -> Iterator[dict[str, str]]:
        with (self._folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)

    def _person(self, name: str) -> str:
        iri = person_iri(f"name-curated-{slug(name)}")
        self._people.setdefault(iri, Person(iri, name))
        return iri

    def _team(self, name: str) -> str:
        iri = team_iri(f"name-curated-{slug(name)}")
        self._teams.setdefault(iri, printed_team(iri, name))
        return iri

    def _careers(self) -> Iterator[Claim]:
        renewed = self._seen_under_contract()
        for row in self._rows("careers"):
            role = Role(row["role"])
            start, end = _when(row["start"]), _when(row["end"])
            published = _when(row["published"])
            attested = None
            if end is None and start is not None:
                # A page attests a post on the day it appears; one that announces it, on the day it begins.
                seen = [start.first, *renewed.get((row["person"], row["team"]), ())]
                attested = max([*seen, published.first] if published else seen)
            what = _ROLES.get(role, "player")
            kind = {"loan": "on loan at", "academy": "in the academy of"}.get(row["kind"], f"{what} at")
            yield Claim(
                claim_iri("curated", "career", *row.values()),
                Spell(
                    self._person(row["person"]),
                    self._team(row["team"]),
                    Period(start, end, attested),
                    role,
                    SpellKind(row["kind"]) if row["kind"] else SpellKind.UNSTATED,
                ),
                page(row["source_url"], row["publisher"], row["published"]),
                RETRIEVED,
                confidence_in(row["publisher"]),
                f"{row['person']}, {kind} {row['team']} {_span(row['start'], row['end'])} ({row['publisher']}).",
            )

    def _seen_under_contract(self) -> dict[tuple[str, str], list[date]]:
        """Days on which a page speaks of somebody's contract at a team: they were there then."""
        seen: dict[tuple[str, str], list[date]] = {}
        for row in self._rows("contracts"):
            published = _when(row["published"])
            if published and published.precision is Precision.DAY:
                seen.setdefault((row["person"], row["team"]), []).append(published.first)
        return seen

    def _contracts(self) -> Iterator[Claim]:
        for row in self._rows("contracts"):
            until = f" until {row['until']}" if row["until"] else ""
            yield Claim(
                claim_iri("curated", "contract", *row.values()),
                Event(
                    EventKind.CONTRACT,
                    self._person(row["person"]),
                    club=self._team(row["team"]),
                    when=_when(row["start"]),
                    until=_when(row["until"]),
                ),
                page(row["source_url"], row["publisher"], row["published"]),
                RETRIEVED,
                confidence_in(row["publisher"]),
                f"{row['person']} under contract at {row['team']}{until} ({row['publisher']}).",
            )

    def _squads(self) -> Iterator[Claim]:
        for row in self._rows("squads"):
            start, end = _when(row["start"]), _when(row["end"])
            if start is None or end is None:
                continue
            if end.precision is Precision.DAY:
                end = ImpreciseDate(end.first + timedelta(days=1))
            camp = start.precision in (Precision.DAY, Precision.MONTH)
            yield Claim(
                claim_iri("curated", "squad", *row.values()),
                Spell(
                    self._person(row["person"]),
                    self._team(row["team"]),
                    Period(start, end),
                    kind=SpellKind.SELECTION if camp else SpellKind.UNSTATED,
                    occasion=row["occasion"] or (f"{row['team']} squad, {row['start']}" if camp else ""),
                ),
                page(row["source_url"], row["publisher"], row["published"]),
                RETRIEVED,
                confidence_in(row["publisher"]),
                f"{row['person']} in the {row['team']} squad {_span(row['start'], row['end'])} ({row['publisher']}).",
            )


def _when(text: str) -> ImpreciseDate | None:
    return ImpreciseDate.parse(text) if text.strip() else None


def _span(start: str, end: str) -> str:
    if start and end:
        return f"in {start}" if start == end else f"from {start} to {end}"
    return f"from {start}" if start else f"to {end}"
