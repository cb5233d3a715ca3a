"""Coaching and executive spells.

Two shapes. A table ``manager,start_date,end_date,club`` with days such as ``22 Dec, 2019`` and ``Present`` (English
clubs, from Soccerbase): an end is the day he left, and also the day on which his successor may start; ``Present`` is
attested until the latest day that the table knows of. And the JSON of the Bundesliga's coaching staff
and sporting directors (from the German Transfermarkt), in `kg.claims.readers.staff`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kg.claims.readers.files import Input, dataset_name, json_of, matching, version_of
from kg.claims.readers.printed_names import named_person, named_team
from kg.claims.readers.protocol import RowReport
from kg.claims.readers.staff import is_staff, scraped_on, staff_claims
from kg.claims.readers.tables import columns_of, rows_of
from kg.claims.readers.values import clean, name_of, shown, span
from kg.errors import InvalidInput
from kg.model.claims import Claim, Release, Role, Spell
from kg.model.dates import ImpreciseDate
from kg.model.people import Person, Team
from kg.rdf.iris import claim_iri, release_iri

__all__ = ["Managers"]

_COLUMNS = ("manager", "start_date", "end_date", "club")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WRITTEN = re.compile(r"(\d{1,2}) ([A-Za-z]{3})[a-z]*\.?,? (\d{4})")
_SCOPE = "english-managers"


@dataclass(frozen=True, slots=True)
class Managers:
    """Reader of coaching and executive spells."""

    name: str = "managers"
    title: str = "Managers, coaching staff and sporting directors"
    home: str = "https://github.com/danharr/data-engineer-showcase"
    licence: str = "facts gathered from Soccerbase and Transfermarkt; see their terms before redistributing"
    expects: tuple[str, ...] = (
        "*.csv with manager, start_date, end_date, club",
        "*.json with assistant_coaches or sporting_directors",
    )

    def release(self, paths: Sequence[Path], *, dataset: str = "") -> Release:
        """See `Reader.release`."""
        tables, staff, _ = self._files(paths)
        dataset = dataset or dataset_name(self.name, paths)
        version = version_of([*tables, *staff])
        title, home = self.title, self.home
        days = [on for item in staff if (on := scraped_on(json_of(item)))]
        if staff and not tables:
            title = "Bundesliga coaching staff and sporting directors"
            home = "https://github.com/cmk2299/Coaching-Network-Database"
        elif tables and not staff:
            title = "Managers of English clubs"
        retrieved = max(days, default=None) if not tables else None
        return Release(release_iri(dataset, version), dataset, title, version, home, self.licence, retrieved=retrieved)

    def read(self, paths: Sequence[Path], *, report: RowReport) -> Iterator[Claim]:
        """See `Reader.read`."""
        tables, staff, others = self._files(paths)
        for source in others:
            report.note(f"not read: {source.base}")
        described: dict[str, Person | Team] = {}
        spells: list[Claim] = []
        for source in tables:
            spells += _table(source, described, report)
        for source in staff:
            spells += staff_claims(json_of(source), source, described, report)
        for iri, statement in described.items():
            yield Claim(iri, statement)
        yield from spells

    def _files(self, paths: Sequence[Path]) -> tuple[list[Input], list[Input], list[Input]]:
        """The tables of managers, the lists of staff, and what is neither.

        Raises:
            InvalidInput: there is neither a table nor a list.
        """
        result = matching(paths, "*.csv", "*.json")
        tables = [item for item in result if item.base.endswith(".csv") and _is_table(item, alone=len(result) == 1)]
        staff = [item for item in result if item.base.endswith(".json") and _lists_staff(item, alone=len(result) == 1)]
        if not (tables or staff):
            raise InvalidInput(
                "there is no table of managers in it",
                file=clean(", ".join(map(str, paths))),
                remedy="expected " + " or ".join(self.expects),
            )
        return tables, staff, [item for item in result if item not in (*tables, *staff)]


def _is_table(source: Input, *, alone: bool) -> bool:
    """Whether a file is a table of managers; one that was named by hand is read, to tell which column it lacks."""
    return alone or columns_of(source, lenient=True).issuperset(_COLUMNS)


def _lists_staff(source: Input, *, alone: bool) -> bool:
    listed = is_staff(json_of(source))
    if alone and not listed:
        raise InvalidInput(
            "it lists no staff", file=source.name, remedy="expected assistant_coaches or sporting_directors"
        )
    return listed


def _day(text: str, label: str) -> date:
    match = _WRITTEN.fullmatch(text.strip()[:40])
    if not match or match[2].lower() not in _MONTHS:
        raise ValueError(f"the {label} is {shown(text)}: expected a day such as '22 Dec, 2019'")
    try:
        return date(int(match[3]), _MONTHS.index(match[2].lower()) + 1, int(match[1]))
    except ValueError:
        raise ValueError(f"the {label} is {shown(text)}, a day that no calendar has") from None


def _rows(source: Input, report: RowReport) -> Iterator[tuple[int, str, str, date, date | None]]:
    seen: dict[tuple[str, ...], int] = {}
    for line, row in rows_of(source, _COLUMNS, report=report):
        try:
            manager, club = name_of(row[0]), name_of(row[3])
            start = _day(row[1], "start date")
            end = None if row[2].strip().lower() == "present" else _day(row[2], "end date")
            if end and end < start:
                raise ValueError(f"it ends on {end}, before it starts on {start}")
        except ValueError as error:
            report.skip(source.name, line, str(error), kind="a value that cannot be read")
            continue
        if row in seen:
            report.skip(
                source.name,
                line,
                f"it repeats line {seen[row]}",
                kind="a row that repeats an earlier one",
                harmless=True,
            )
            continue
        seen[row] = line
        yield line, manager, club, start, end


def _table(source: Input, described: dict[str, Person | Team], report: RowReport) -> Iterator[Claim]:
    rows = list(_rows(source, report))
    # Who is there "at present" was there on the last day that the table speaks of; nothing says which day it was made.
    latest = max((day for *_, start, end in rows for day in (start, end) if day), default=None)
    for _, manager, club, start, end in rows:
        # "Bill Dodgin(Jnr)" and "Peter Taylor (1)" are told apart in the key; the name to show is without it.
        person = named_person(manager, scope=_SCOPE)
        bare = " ".join(re.sub(r'\((\d+|Jnr|Snr|old)\)|"[^"]*"', " ", manager).split()) or manager
        aliases = (manager,) if bare != manager else ()
        described.setdefault(person.id, Person(person.id, bare, aliases))
        team = named_team(club, scope=_SCOPE, country="England")
        described.setdefault(team.id, team)
        period = span(ImpreciseDate(start), ImpreciseDate(end) if end else None, None if end else latest)
        yield Claim(
            claim_iri(_SCOPE, manager, club, start.isoformat()), Spell(person.id, team.id, period, Role.HEAD_COACH)
        )
