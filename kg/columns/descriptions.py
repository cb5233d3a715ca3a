"""Who somebody is when several releases describe them: one description out of many, whatever their order."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, NamedTuple, TypeAlias
from urllib.parse import unquote

from kg.model import ExternalId, ImpreciseDate, Person, Position, Precision, Release, Source, Team, TeamKind

__all__ = [
    "DateText",
    "PersonDescription",
    "TeamDescription",
    "agreed_person",
    "agreed_team",
    "person_of",
    "release_of",
    "source_of",
    "team_of",
    "when_of",
]

DateText: TypeAlias = list[str]
"""A date as JSON: its first day (ISO 8601) and its precision."""

_FINENESS: Final = {Precision.DAY: 0, Precision.MONTH: 1, Precision.SEASON: 2, Precision.YEAR: 3}


class PersonDescription(NamedTuple):
    """How a person is described, as a row of plain JSON values.

    ``birth`` is a `DateText`, ``other_births`` are those that other releases tell and that cannot be the same;
    ``external_ids`` are pairs of scheme and value; ``sources`` are the numbers of the
    sources that describe the person, -1 where none does.
    """

    name: str
    aliases: list[str]
    birth: DateText | None
    birth_place: str
    citizenships: list[str]
    position: str | None
    languages: list[str]
    external_ids: list[list[str]]
    sources: list[int]
    other_births: Sequence[DateText] = ()


class TeamDescription(NamedTuple):
    """How a team is described, as a row of plain JSON values; ``parent`` is the number of its first team, or -1."""

    name: str
    aliases: list[str]
    kind: str
    country: str
    age_group: int | None
    parent: int
    external_ids: list[list[str]]
    sources: list[int]


def when_of(text: Sequence[str] | None) -> ImpreciseDate | None:
    """Return a date from its JSON form."""
    return ImpreciseDate(date.fromisoformat(text[0]), Precision(text[1])) if text else None


def _name_of_iri(iri: str) -> str:
    """What to call somebody whom no claim describes: the last part of the IRI."""
    return unquote(iri.rstrip("/").rsplit("/", 1)[-1]) or iri


def _votes(values: Iterable[str]) -> list[str]:
    """Different values, the most frequent first; among equals those with accents (more faithful), then the alphabet."""
    counted = Counter(value for value in values if value)
    return sorted(counted, key=lambda v: (-counted[v], v.isascii(), len(v), v))


def _first(values: list[str]) -> str:
    return values[0] if values else ""


def _union(lists: Iterable[Sequence[str]]) -> list[str]:
    """All values of several ordered lists: first places first, each once."""
    placed = sorted((place, value) for values in lists for place, value in enumerate(values) if value)
    return list(dict.fromkeys(value for _, value in placed))


def _ids(rows: Iterable[Sequence[Sequence[str]]]) -> list[list[str]]:
    return [list(pair) for pair in sorted({(scheme, value) for row in rows for scheme, value in row})]


def _names(iri: str, rows: Sequence[PersonDescription] | Sequence[TeamDescription]) -> tuple[str, list[str]]:
    """The name most releases use, and all other names and aliases."""
    names = _votes(row.name for row in rows) or [_name_of_iri(iri)]
    aliases = dict.fromkeys(names[1:] + _union(row.aliases for row in rows))
    aliases.pop(names[0], None)
    return names[0], list(aliases)


def _sources(rows: Sequence[PersonDescription] | Sequence[TeamDescription]) -> list[int]:
    return sorted({source for row in rows for source in row.sources})


def agreed_person(iri: str, rows: Sequence[PersonDescription]) -> PersonDescription:
    """One description of a person: the most frequent name (the others become aliases), the most exact birth date.

    Args:
        iri: the id, which stands in for a missing name.
        rows: the description of each release, at least one.
    """
    if len(rows) == 1:
        return rows[0]._replace(name=rows[0].name or _name_of_iri(iri))
    name, aliases = _names(iri, rows)
    births: list[DateText] = [json.loads(text) for text in _votes(json.dumps(row.birth) for row in rows if row.birth)]
    births.sort(key=lambda birth: _FINENESS[Precision(birth[1])])  # stable: of equally exact ones the most frequent
    return PersonDescription(
        name,
        aliases,
        births[0] if births else None,
        _first(_votes(row.birth_place for row in rows)),
        _union(row.citizenships for row in rows),
        _first(_votes(row.position for row in rows if row.position)) or None,
        _union(row.languages for row in rows),
        _ids(row.external_ids for row in rows),
        _sources(rows),
        [birth for birth in births[1:] if not _may_agree(birth, births[0])],
    )


def _may_agree(first: DateText, second: DateText) -> bool:
    """Whether two dates can be of one day: 1998 and 5 April 1998 can."""
    entry, peer = when_of(first), when_of(second)
    return entry is None or peer is None or (entry.first < peer.after and peer.first < entry.after)


def agreed_team(iri: str, rows: Sequence[TeamDescription]) -> TeamDescription:
    """One description of a team, by the same rules; a reserve, youth or national team is never taken for a club."""
    if len(rows) == 1:
        return rows[0]._replace(name=rows[0].name or _name_of_iri(iri))
    name, aliases = _names(iri, rows)
    kinds = _votes(row.kind for row in rows if row.kind != TeamKind.CLUB) or [TeamKind.CLUB]
    ages = Counter(row.age_group for row in rows if row.age_group is not None)
    by_votes = sorted(ages.items(), key=lambda item: (-item[1], item[0]))
    parents = sorted({row.parent for row in rows if row.parent >= 0})
    return TeamDescription(
        name,
        aliases,
        kinds[0],
        _first(_votes(row.country for row in rows)),
        by_votes[0][0] if by_votes else None,
        parents[0] if parents else -1,
        _ids(row.external_ids for row in rows),
        _sources(rows),
    )


def person_of(iri: str, row: PersonDescription) -> Person:
    """Return the person that an agreed description describes."""
    return Person(
        id=iri,
        name=row.name,
        aliases=tuple(row.aliases),
        birth=when_of(row.birth),
        birth_place=row.birth_place,
        citizenships=tuple(row.citizenships),
        position=Position(row.position) if row.position else None,
        languages=tuple(row.languages),
        external_ids=tuple(ExternalId(scheme, value) for scheme, value in row.external_ids),
        other_births=tuple(when for birth in row.other_births if (when := when_of(birth)) is not None),
    )


def team_of(iri: str, row: TeamDescription, parent: str) -> Team:
    """Return the team that an agreed description describes; ``parent`` is the id of its first team."""
    return Team(
        id=iri,
        name=row.name,
        kind=TeamKind(row.kind),
        aliases=tuple(row.aliases),
        country=row.country,
        age_group=row.age_group,
        parent=parent,
        external_ids=tuple(ExternalId(scheme, value) for scheme, value in row.external_ids),
    )


def source_of(row: Sequence[Any]) -> Source:
    """Return a source from its JSON form: id, title, address, publisher, `DateText` of publication."""
    return Source(row[0], row[1], row[2], row[3], when_of(row[4]))


def release_of(row: Sequence[Any]) -> Release:
    """Return a release from its JSON form, in the order of the fields of `Release`."""
    iri, dataset, title, version, url, licence, publisher, published, retrieved = row
    retrieval_day = date.fromisoformat(retrieved) if retrieved else None
    return Release(iri, dataset, title, version, url, licence, publisher, when_of(published), retrieval_day)
