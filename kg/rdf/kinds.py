"""Which class or individual of the ontology stands for which word of the model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar

from kg.model.claims import EventKind, RelationshipKind, Role, SpellKind
from kg.model.people import Position, TeamKind
from kg.rdf.vocabulary import Pkg

__all__ = [
    "EVENT_CLASSES",
    "POSITIONS",
    "RELATIONSHIP_CLASSES",
    "ROLES",
    "SPELL_CLASSES",
    "TEAM_CLASSES",
    "inverse",
]

_Word = TypeVar("_Word")

TEAM_CLASSES: Final[Mapping[TeamKind, str]] = {
    TeamKind.CLUB: Pkg.CLUB_TEAM,
    TeamKind.RESERVE: Pkg.RESERVE_TEAM,
    TeamKind.YOUTH: Pkg.YOUTH_TEAM,
    TeamKind.NATIONAL: Pkg.NATIONAL_TEAM,
    TeamKind.NATIONAL_YOUTH: Pkg.NATIONAL_YOUTH_TEAM,
}
SPELL_CLASSES: Final[Mapping[SpellKind, str]] = {
    SpellKind.PERMANENT: Pkg.PERMANENT_SPELL,
    SpellKind.LOAN: Pkg.LOAN_SPELL,
    SpellKind.ACADEMY: Pkg.ACADEMY_SPELL,
    SpellKind.TRIAL: Pkg.TRIAL_SPELL,
    SpellKind.SELECTION: Pkg.SQUAD_SELECTION,
}
"""`SpellKind.UNSTATED` has no class of its own: such a spell is a `Pkg.SPELL` and nothing more."""

RELATIONSHIP_CLASSES: Final[Mapping[RelationshipKind, str]] = {
    RelationshipKind.FRIENDSHIP: Pkg.FRIENDSHIP,
    RelationshipKind.FAMILY: Pkg.FAMILY_TIE,
    RelationshipKind.MENTOR: Pkg.MENTORSHIP,
    RelationshipKind.IDOL: Pkg.ADMIRATION,
    RelationshipKind.SAME_AGENT: Pkg.SHARED_AGENT,
    RelationshipKind.FEUD: Pkg.FEUD,
    RelationshipKind.AGENT: Pkg.REPRESENTATION,
}
EVENT_CLASSES: Final[Mapping[EventKind, str]] = {
    EventKind.INTEREST: Pkg.INTEREST,
    EventKind.OFFER: Pkg.OFFER,
    EventKind.REJECTION: Pkg.REJECTION,
    EventKind.CONTRACT: Pkg.CONTRACT,
    EventKind.TRANSFER: Pkg.TRANSFER,
    EventKind.PERSUASION: Pkg.PERSUASION,
    EventKind.DENIAL: Pkg.DENIAL,
    EventKind.CONTACT: Pkg.CONTACT,
}
ROLES: Final[Mapping[Role, str]] = {
    Role.PLAYER: Pkg.PLAYER_ROLE,
    Role.HEAD_COACH: Pkg.HEAD_COACH_ROLE,
    Role.ASSISTANT_COACH: Pkg.ASSISTANT_COACH_ROLE,
    Role.EXECUTIVE: Pkg.EXECUTIVE_ROLE,
}
POSITIONS: Final[Mapping[Position, str]] = {
    Position.GOALKEEPER: Pkg.GOALKEEPER,
    Position.DEFENDER: Pkg.DEFENDER,
    Position.MIDFIELDER: Pkg.MIDFIELDER,
    Position.FORWARD: Pkg.FORWARD,
}


def inverse(words: Mapping[_Word, str]) -> dict[str, _Word]:
    """From IRI to word."""
    return {iri: word for word, iri in words.items()}
