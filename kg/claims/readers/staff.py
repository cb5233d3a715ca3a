"""Careers of coaching staff and sporting directors, in the JSON made from the German Transfermarkt.

Each person has a ``career_history`` of stations with a club, a role in German and two dates: the last day counts in;
``vsl.`` ("expected") is the end of a contract, not of the work, and is told in the summary alone. A station
without an end is attested until the day of reading if it is at the person's current club; elsewhere its end is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from kg.claims.readers.files import Input
from kg.claims.readers.printed_names import printed_team, unglued
from kg.claims.readers.protocol import RowReport
from kg.claims.readers.values import clean, day, day_after, name_of, shown, span
from kg.errors import InvalidInput
from kg.model.claims import Claim, Role, Spell
from kg.model.dates import ImpreciseDate
from kg.model.people import ExternalId, Person, Team, TeamKind
from kg.rdf.iris import claim_iri, person_iri, team_iri
from kg.text.blanks import is_no_team
from kg.text.team_kinds import NOT_A_CLUB, club_nature, national_nature

__all__ = ["is_staff", "scraped_on", "staff_claims"]

_LISTS = ("assistant_coaches", "sporting_directors")
_MOST = 100_000
# The role in German, by the beginning of the word or words; the first that fits counts.
_ROLES: tuple[tuple[re.Pattern[str], Role], ...] = (
    (
        re.compile(r"co-?trainer|technik-?trainer|entwicklungscoach|jugendtrainer|torwart-?trainer"),
        Role.ASSISTANT_COACH,
    ),
    (re.compile(r"(interims|spieler|chef|nachwuchs-chef)?-?trainer(?!-)"), Role.HEAD_COACH),
    (
        re.compile(
            r"sportdirektor|sportvorstand|sportlicher leiter|geschäftsführer|vorstand|vize-präsident|präsident"
            r"|aufsichtsrat|direktor|manager|leiter|chefscout|technischer direktor"
        ),
        Role.EXECUTIVE,
    ),
)
_DATED = re.compile(r"(?:\d{2}/\d{2} \()?(\d{2})\.(\d{2})\.(\d{4})\)?")
_CLUB = re.compile(r"https?://[^/]+/([^/]+)/startseite/verein/(\d+)(?:/.*)?")
_PERSON = re.compile(r"https?://[^/]+/([^/]+)/profil/trainer/(\d+)")


def is_staff(data: Any) -> bool:
    """Whether a JSON file holds staff."""
    return isinstance(data, Mapping) and any(isinstance(data.get(key), list) for key in _LISTS)


def scraped_on(data: Any) -> date | None:
    """The day on which the pages were read."""
    text = data.get("scraped_at") if isinstance(data, Mapping) else None
    try:
        return day(text[:10]) if isinstance(text, str) else None
    except ValueError:
        return None


def _text(item: Any, key: str) -> str:
    value = item.get(key, "") if isinstance(item, Mapping) else ""
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{key} is {shown(str(value))}, which is no text")
    return clean(value or "")


def _moment(text: str, field: str) -> date:
    match = _DATED.fullmatch(text)
    if not match:
        raise ValueError(f"the {field} is {shown(text)}: expected a day such as '24/25 (01.07.2024)'")
    return day(f"{match[3]}-{match[2]}-{match[1]}", field)


def role_of(german: str) -> Role | None:
    """The role behind a German word; ``None`` for analysts, scouts, press officers: neither coaches nor executives.

    >>> role_of("Co-Trainer Analyse"), role_of("Interimstrainer"), role_of("Vorstand Sport"), role_of("Videoanalyst")
    (<Role.ASSISTANT_COACH: 'assistant_coach'>, <Role.HEAD_COACH: 'head_coach'>, <Role.EXECUTIVE: 'executive'>, None)
    """
    return next((role for pattern, role in _ROLES if pattern.match(german.lower())), None)


def staff_claims(data: Any, source: Input, described: dict[str, Person | Team], report: RowReport) -> Iterator[Claim]:
    """Spells of everybody in the file; people and teams are put into ``described``.

    Raises:
        InvalidInput: there are more people in it than work in football.
    """
    people = [entry for key in _LISTS for entry in data.get(key) or () if isinstance(data.get(key), list)]
    if len(people) > _MOST:
        raise InvalidInput(f"it lists {len(people)} people", file=source.name)
    count = 0
    for n, entry in enumerate(people):
        stations = entry.get("career_history") if isinstance(entry, Mapping) else None
        stations = stations if isinstance(stations, list) else []
        count += max(1, len(stations))
        report.count(source.name, max(1, len(stations)), count)
        try:
            person = _person(entry)
            if not stations:
                raise ValueError("there is no career_history")
        except ValueError as error:
            for _ in range(max(1, len(stations))):
                report.skip(source.name, None, f"person {n + 1}: {error}", kind="a person who cannot be read")
            continue
        described.setdefault(person.id, person)
        for m, station in enumerate(stations):
            try:
                yield _station(entry, person, station, scraped_on(entry) or scraped_on(data), described)
            except _NoRole as error:
                report.skip(source.name, None, f"{person.name}: {error}", kind=_NoRole.KIND, harmless=True)
            except ValueError as error:
                report.skip(
                    source.name, None, f"{person.name}, station {m + 1}: {error}", kind="a station that cannot be read"
                )


class _NoRole(ValueError):
    """A role that is neither coach nor executive: no loss, the world is told by those who lead."""

    KIND = "a role that is neither coach nor executive"


def _person(member: Any) -> Person:
    match = _PERSON.fullmatch(_text(member, "url"))
    if not match:
        raise ValueError(f"the url is {shown(_text(member, 'url'))}: expected …/name/profil/trainer/number")
    name = unglued(name_of(_text(member, "name")), match[1])
    # Transfermarkt numbers its coaches apart from its players.
    ids = (ExternalId("transfermarkt-coach", match[2]),)
    return Person(person_iri(f"transfermarkt-coach-{match[2]}"), name, external_ids=ids)


def _team(station: Any) -> Team:
    name = name_of(_text(station, "club"))
    match = _CLUB.fullmatch(_text(station, "club_url"))
    if not match or match[2] in NOT_A_CLUB or is_no_team(name):
        raise ValueError(f"{shown(name)} is no club (its address is {shown(_text(station, 'club_url'))})")
    # The name is cut short ("B. München YL"); the address has it in full.
    words = match[1].replace("-", " ")
    iri, ids = team_iri(f"transfermarkt-{match[2]}"), (ExternalId("transfermarkt", match[2]),)
    if national_nature(name):
        return printed_team(iri, name, ids=ids)
    nature = club_nature(name)
    nature = club_nature(words) if nature.kind is TeamKind.CLUB else nature
    return Team(iri, name, nature.kind, (words,), age_group=nature.age_group, external_ids=ids)


def _station(
    member: Any, person: Person, station: Any, read_on: date | None, described: dict[str, Person | Team]
) -> Claim:
    german = _text(station, "role")
    if not german:
        raise ValueError("the role is missing")
    role = role_of(german)
    team = _team(station)
    if role is None:
        raise _NoRole(f"the role {shown(german)} is neither coach nor executive")
    start = _moment(_text(station, "start_period"), "start")
    ending = _text(station, "end_period")
    expected = ending.removeprefix("vsl.").strip() if ending.startswith("vsl.") else ""
    end = _moment(ending, "end") if ending.strip("- ") and not expected else None
    if end and end < start:
        raise ValueError(f"it ends on {end}, before it starts on {start}")
    present = _text(station, "club") == _text(member, "current_club")
    attested = read_on if not end and (expected or present) else None
    summary = german + (f"; contract to {_moment(expected, 'end')}" if expected else "")
    described.setdefault(team.id, team)
    if attested and attested < start:
        attested = None
    period = span(ImpreciseDate(start), ImpreciseDate(day_after(end)) if end else None, attested)
    return Claim(
        claim_iri("staff", person.id, team.id, german, start.isoformat()),
        Spell(person.id, team.id, period, role),
        summary=summary,
    )
