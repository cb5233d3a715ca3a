"""What is known of one person or team, and who is where."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from kg.answers.questions import check_date
from kg.graph import history
from kg.graph.presence import clubs_of, people_at
from kg.model import CareerLine, Claim, Event, Profile, Relationship, Standing

if TYPE_CHECKING:
    from kg.columns.facts import Facts
    from kg.graph.presence import Standing as PresenceRow
    from kg.store.backend import Backend

__all__ = ["show", "squad", "where"]


def show(backend: Backend, *, name: str, at: date, known_by: date | None = None) -> Profile:
    """What is known of a person or team as of a date, and who said so.

    Raises:
        UnknownName, AmbiguousName: the name is not known, or could be several.
        NothingFound: the date lies before all data.
        StoreError: the store is damaged.
    """
    facts = backend.facts
    check_date(facts, at)
    node = facts.find(name)
    if facts.is_person(node):
        rows = clubs_of(facts, node, at)
        career = history.career_lines(facts, node, at)
        relationships = history.relationships_of(facts, node, at, known_by)
        events = history.events_about(facts, at, person=node, known_by=known_by)
    else:
        rows = people_at(facts, node, at)
        present = [standing for standing in rows if standing.presence != "former"]
        career = history.team_lines(facts, node, np.array([standing.person for standing in present], np.int64), at)
        relationships, events = [], history.events_about(facts, at, club=node, known_by=known_by)
    return Profile(
        subject=facts.person(node) if facts.is_person(node) else facts.team(node),
        as_of=at,
        career=tuple(career),
        relationships=tuple(relationships),
        events=tuple(events),
        sources=history.sources_of(facts, node),
        names=_names(facts, node, career, [*relationships, *events]),
        standings=tuple(_standing(facts, row) for row in rows),
    )


def where(backend: Backend, *, person: str, at: date) -> list[Standing]:
    """The clubs that a person is at as of a date, the surest first.

    Raises:
        UnknownName, AmbiguousName: the name is not known, or could be several.
        NothingFound: the date lies before all data.
        StoreError: the store is damaged.
    """
    facts = backend.facts
    check_date(facts, at)
    return [_standing(facts, row) for row in clubs_of(facts, facts.find(person, "person"), at)]


def squad(backend: Backend, *, team: str, at: date) -> list[Standing]:
    """The people at a team as of a date, the surest first; those who left lately come last.

    Raises:
        UnknownName, AmbiguousName, NothingFound, StoreError: as for `where`.
    """
    facts = backend.facts
    check_date(facts, at)
    return [_standing(facts, row) for row in people_at(facts, facts.find(team, "team"), at)]


def _standing(facts: Facts, row: PresenceRow) -> Standing:
    return Standing(facts.named(row.person), facts.named(row.team), row.presence, row.since, row.until, row.role)


def _names(facts: Facts, node: int, career: Iterable[CareerLine], claims: Iterable[Claim]) -> dict[str, str]:
    names = {facts.iri(node): facts.named(node).name}
    names.update((entity.id, entity.name) for line in career for entity in (line.team, line.person))
    for claim in claims:
        statement = claim.statement
        if isinstance(statement, Relationship):
            iris: tuple[str, ...] = (statement.subject, statement.object)
        elif isinstance(statement, Event):
            iris = (statement.person, statement.club, statement.other_club, statement.by)
        else:
            iris = ()
        for iri in iris:
            named = facts.node(iri) if iri and iri not in names else None
            if named is not None:
                names[iri] = facts.named(named).name
    return names
