"""Several descriptions of one person or team put together."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from kg.model import Person, Team, TeamKind

__all__ = ["merged_description"]

_T = TypeVar("_T")


def merged_description(first: Person | Team, second: Person | Team) -> Person | Team:
    """Return one description out of two: names and ids of both, the most exact birth date, and what either knows.

    Where both say something and only one can be kept, the first counts; another name becomes an alias.

    Raises:
        TypeError: one is a person and the other a team.
    """
    if isinstance(first, Team) and isinstance(second, Team):
        return replace(
            first,
            aliases=_names(first, second),
            kind=second.kind if first.kind is TeamKind.CLUB else first.kind,
            country=first.country or second.country,
            age_group=first.age_group or second.age_group,
            parent=first.parent or second.parent,
            external_ids=_union(first.external_ids, second.external_ids),
        )
    if not (isinstance(first, Person) and isinstance(second, Person)):
        raise TypeError("a person and a team cannot have one id")
    births = [birth for birth in (first.birth, second.birth) if birth]
    return replace(
        first,
        aliases=_names(first, second),
        birth=min(births, key=lambda birth: birth.after - birth.first) if births else None,
        birth_place=first.birth_place or second.birth_place,
        citizenships=_union(first.citizenships, second.citizenships),
        position=first.position or second.position,
        languages=_union(first.languages, second.languages),
        external_ids=_union(first.external_ids, second.external_ids),
    )


def _names(first: Person | Team, second: Person | Team) -> tuple[str, ...]:
    names = _union(first.aliases, (second.name, *second.aliases))
    return tuple(name for name in names if name and name != first.name)


def _union(first: tuple[_T, ...], second: tuple[_T, ...]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys((*first, *second)))
