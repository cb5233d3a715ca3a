"""Facts gathered page by page, from `data/curated/`: careers, contracts, squads, countries, other names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from kg.model import Claim, Event, EventKind, ImpreciseDate, Period, Precision, Release, Role, Spell, SpellKind
from kg.rdf.iris import claim_iri
from starter.pages import RETRIEVED, Names, Pages, Row, confidence_in, own_release, period_of, rows_in, when_of

__all__ = ["Curated"]

_ROLES = {Role.HEAD_COACH: "head coach", Role.ASSISTANT_COACH: "assistant coach", Role.EXECUTIVE: "executive"}


class Curated:
    """The tables as claims, people and teams known by name alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pages = Pages(folder)
        self._names = Names("curated")

    def release(self) -> Release:
        """The release these claims make up."""
        return own_release("curated", "Careers, contracts and squads gathered page by page")

    def claims(self) -> list[Claim]:
        """Everything the tables say, described people and teams first."""
        stated = [*self._careers(), *self._contracts(), *self._squads()]
        aliases: dict[str, list[str]] = {}
        for row in self._rows("aliases"):
            aliases.setdefault(row["person"], []).append(row["alias"])
        for name, others in aliases.items():
            self._names.call(name, tuple(dict.fromkeys(others)))
        for row in self._rows("people"):
            self._names.comes_from(row["person"], row["country"], when_of(row["born"]), self._pages.source(row))
        for row in self._rows("national_teams"):
            self._names.identify(row["team"], row["wikidata_id"], self._pages.source(row))
        return self._names.claims() + stated

    def _rows(self, name: str) -> Iterator[Row]:
        return rows_in(self._folder / f"{name}.csv")

    def _careers(self) -> Iterator[Claim]:
        renewed = self._seen_under_contract()
        for row in self._rows("careers"):
            role, start, published = Role(row["role"]), when_of(row["start"]), when_of(row["published"])
            attested = None
            if start is not None:
                # A page attests a post on the day it appears; one that announces it, on the day it begins.
                seen = [start.first, *renewed.get((row["person"], row["team"]), ())]
                attested = max([*seen, published.first] if published else seen)
            elif published is not None and published.precision in (Precision.DAY, Precision.MONTH):
                attested = published.after - timedelta(days=1)  # of a month the last
            period = period_of(row, "start", "end", attested)
            if period is None:
                continue
            what = _ROLES.get(role, "player")
            kind = {"loan": "on loan at", "academy": "in the academy of"}.get(row["kind"], f"{what} at")
            yield Claim(
                claim_iri("curated", "career", *row.values()),
                Spell(
                    self._names.person(row["person"]),
                    self._names.team(row["team"]),
                    period,
                    role,
                    SpellKind(row["kind"]) if row["kind"] else SpellKind.UNSTATED,
                ),
                self._pages.source(row),
                RETRIEVED,
                confidence_in(row["publisher"]),
                f"{row['person']}, {kind} {row['team']} {_span(row['start'], row['end'])} ({row['publisher']}).",
            )

    def _seen_under_contract(self) -> dict[tuple[str, str], list[date]]:
        """Days on which a page speaks of somebody's contract at a team: they were there then."""
        seen: dict[tuple[str, str], list[date]] = {}
        for row in self._rows("contracts"):
            published = when_of(row["published"])
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
                    self._names.person(row["person"]),
                    club=self._names.team(row["team"]),
                    when=when_of(row["start"]),
                    until=when_of(row["until"]),
                ),
                self._pages.source(row),
                RETRIEVED,
                confidence_in(row["publisher"]),
                f"{row['person']} under contract at {row['team']}{until} ({row['publisher']}).",
            )

    def _squads(self) -> Iterator[Claim]:
        for row in self._rows("squads"):
            start, end = when_of(row["start"]), when_of(row["end"])
            if start is None or end is None:
                continue
            if end.precision is Precision.DAY:
                end = ImpreciseDate(end.first + timedelta(days=1))
            camp = start.precision in (Precision.DAY, Precision.MONTH)
            yield Claim(
                claim_iri("curated", "squad", *row.values()),
                Spell(
                    self._names.person(row["person"]),
                    self._names.team(row["team"]),
                    Period(start, end),
                    kind=SpellKind.SELECTION if camp else SpellKind.UNSTATED,
                    occasion=row["occasion"] or (f"{row['team']} squad, {row['start']}" if camp else ""),
                ),
                self._pages.source(row),
                RETRIEVED,
                confidence_in(row["publisher"]),
                f"{row['person']} in the {row['team']} squad {_span(row['start'], row['end'])} ({row['publisher']}).",
            )


def _span(start: str, end: str) -> str:
    if start and end:
        return f"in {start}" if start == end else f"from {start} to {end}"
    return f"from {start}" if start else f"to {end}"
