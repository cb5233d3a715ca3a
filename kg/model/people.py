"""People and teams: who can be asked about, and where they can have met."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kg.model.dates import ImpreciseDate

__all__ = ["EntityRef", "ExternalId", "Person", "Position", "Team", "TeamKind"]


class Position(StrEnum):
    """Position group of a player."""

    GOALKEEPER = "goalkeeper"
    DEFENDER = "defender"
    MIDFIELDER = "midfielder"
    FORWARD = "forward"


class TeamKind(StrEnum):
    """What kind of team it is; team-mates share a *team*, so these are never confused."""

    CLUB = "club"
    RESERVE = "reserve"
    YOUTH = "youth"
    NATIONAL = "national"
    NATIONAL_YOUTH = "national_youth"


@dataclass(frozen=True, slots=True)
class ExternalId:
    """An identifier that somebody else gave, such as ``wikidata`` ``Q66241169``."""

    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class EntityRef:
    """A reference to a person or a team: the id (an IRI) and the name to show."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Person:
    """A person, whatever they do in football; what they did when is told by spells.

    ``citizenships`` are countries by their English name, the sporting one first; ``other_births`` are birth dates that
    some sources tell and that contradict ``birth``.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    birth: ImpreciseDate | None = None
    birth_place: str = ""
    citizenships: tuple[str, ...] = ()
    position: Position | None = None
    languages: tuple[str, ...] = ()
    external_ids: tuple[ExternalId, ...] = ()
    other_births: tuple[ImpreciseDate, ...] = ()


@dataclass(frozen=True, slots=True)
class Team:
    """A team that people play for: a club's first team, its reserves, a youth side, a national team.

    Attributes:
        parent: id of the first team of the same club, for reserve and youth teams; "" otherwise.
        age_group: 21 for an under-21 team; ``None`` for senior and reserve teams.
    """

    id: str
    name: str
    kind: TeamKind = TeamKind.CLUB
    aliases: tuple[str, ...] = ()
    country: str = ""
    age_group: int | None = None
    parent: str = ""
    external_ids: tuple[ExternalId, ...] = ()
