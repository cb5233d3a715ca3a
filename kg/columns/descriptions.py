"""Who somebody is when several releases describe them: one description out of many, the same whatever their order."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, TypeAlias
from urllib.parse import unquote

from kg.model import ExternalId, ImpreciseDate, Person, Position, Precision, Release, Source, Team, TeamKind

__all__ = [
    "Description",
    "agreed_person",
    "agreed_team",
    "person_of",
    "release_of",
    "source_of",
    "team_of",
    "when_of",
]

Description: TypeAlias = list[Any]
"""A row as segments keep it: ``[number, name, aliases, …]``, plain JSON values."""

_FINENESS: Final = {Precision.DAY: 0, Precision.MONTH: 1, Precision.SEASON: 2, Precision.YEAR: 3}


def when_of(told: Sequence[str] | None) -> ImpreciseDate | None:
    """A date from its JSON form."""
    return ImpreciseDate(date.fromisoformat(told[0]), Precision(told[1])) if told else None


def _name_of_iri(iri: str) -> str:
    """What to call somebody whom no claim describes: the last part of the IRI."""
    return unquote(iri.rstrip("/").rsplit("/", 1)[-1]) or iri


def _votes(values: Iterable[str]) -> list[str]:
    """Different values, most often told first; among equals those with accents (more faithful), then the alphabet."""
    counted = Counter(value for value in values if value)
    return sorted(counted, key=lambda v: (-counted[v], v.isascii(), len(v), v))


def _first(values: list[str]) -> str:
    return values[0] if values else ""


def _union(lists: Iterable[Sequence[str]]) -> list[str]:
    """All values of several ordered lists: first places first, each once."""
    placed = sorted((place, value) for values in lists for place, value in enumerate(values) if value)
    return list(dict.fromkeys(value for _, value in placed))


def _ids(rows: Iterable[Sequence[Sequence[str]]]) -> list[list[str]]:
    return [list(each) for each in sorted({(scheme, value) for row in rows for scheme, value in row})]


def _sources(told: Sequence[Description]) -> list[int]:
    return sorted({row[-1] for row in told})


def agreed_person(iri: str, told: Sequence[Description]) -> Description:
    """One description of a person: the name told most often (the others become aliases), the most exact birth date.

    Returns:
        ``[name, aliases, birth, birth_place, citizenships, position, languages, external_ids, sources]``.
    """
    if len(told) == 1:
        row = told[0][1:]
        row[0] = row[0] or _name_of_iri(iri)
        row[-1] = [row[-1]]
        return row
    names = _votes(row[1] for row in told) or [_name_of_iri(iri)]
    aliases = dict.fromkeys(names[1:] + _union(row[2] for row in told))
    aliases.pop(names[0], None)
    births = _votes(json.dumps(row[3]) for row in told if row[3])
    exact = sorted(
        (json.loads(birth) for birth in births), key=lambda b: _FINENESS[Precision(b[1])]
    )  # stable: among equally exact ones the one told most often
    return [
        names[0], list(aliases), exact[0] if exact else None, _first(_votes(row[4] for row in told)),
        _union(row[5] for row in told), _first(_votes(row[6] for row in told if row[6])) or None,
        _union(row[7] for row in told), _ids(row[8] for row in told), _sources(told),
    ]  # fmt: skip


def agreed_team(iri: str, told: Sequence[Description]) -> Description:
    """One description of a team, by the same rules; a reserve, youth or national team is never taken for a club.

    Returns:
        ``[name, aliases, kind, country, age_group, parent, external_ids, sources]``; ``parent`` is the number of a
        team, or -1.
    """
    if len(told) == 1:
        row = told[0][1:]
        row[0] = row[0] or _name_of_iri(iri)
        row[-1] = [row[-1]]
        return row
    names = _votes(row[1] for row in told) or [_name_of_iri(iri)]
    aliases = dict.fromkeys(names[1:] + _union(row[2] for row in told))
    aliases.pop(names[0], None)
    kinds = _votes(row[3] for row in told if row[3] != TeamKind.CLUB) or [TeamKind.CLUB]
    ages = sorted(Counter(row[5] for row in told if row[5] is not None).items(), key=lambda n: (-n[1], n[0]))
    parents = sorted({row[6] for row in told if row[6] >= 0})
    return [
        names[0], list(aliases), kinds[0], _first(_votes(row[4] for row in told)), ages[0][0] if ages else None,
        parents[0] if parents else -1, _ids(row[7] for row in told), _sources(told),
    ]  # fmt: skip


def person_of(iri: str, told: Description) -> Person:
    """The person that an agreed description describes."""
    name, aliases, birth, place, citizenships, position, languages, ids, _ = told
    return Person(
        id=iri, name=name, aliases=tuple(aliases), birth=when_of(birth), birth_place=place,
        citizenships=tuple(citizenships), position=Position(position) if position else None,
        languages=tuple(languages), external_ids=tuple(ExternalId(*each) for each in ids),
    )  # fmt: skip


def team_of(iri: str, told: Description, parent: str) -> Team:
    """The team that an agreed description describes; ``parent`` is the id of its first team."""
    name, aliases, kind, country, age_group, _, ids, _ = told
    return Team(
        id=iri, name=name, kind=TeamKind(kind), aliases=tuple(aliases), country=country, age_group=age_group,
        parent=parent, external_ids=tuple(ExternalId(*each) for each in ids),
    )  # fmt: skip


def source_of(told: Description) -> Source:
    """A source from its JSON form."""
    return Source(told[0], told[1], told[2], told[3], when_of(told[4]))


def release_of(told: Description) -> Release:
    """A release from its JSON form."""
    ident, dataset, title, version, url, licence, publisher, published, retrieved = told
    return Release(
        ident, dataset, title, version, url, licence, publisher, when_of(published),
        date.fromisoformat(retrieved) if retrieved else None,
    )  # fmt: skip
