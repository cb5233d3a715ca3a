"""``fn:influence``, ``fn:daysTogether`` and others in SPARQL: the answers of the program, one value at a time.

* ``fn:influence(?persuader, ?target, ?date)``: the persuader's influence in log-odds, as `kg persuade` without a
  club has it, for people tied to each other; with a club as the fourth argument, what `kg persuade … --to CLUB` gives.
* ``fn:daysTogether(?one, ?other, ?date)``: the days that both spent at the same teams, as `kg explain` counts them,
  for people who shared one; with a team as the fourth argument, those at that team.
* ``fn:presentAt(?person, ?team, ?date)``: whether `kg show TEAM` has the person there, certain or presumed.
* ``fn:presence(?person, ?team, ?date)``: ``certain``, ``presumed``, ``unsettled`` or ``former``; else no value.
* ``fn:role(?person, ?team, ?date)``, ``fn:since(?person, ?team, ?date)``: what the person is (or was) there, and
  since when.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.lazy import lazy
from kg.sparql.functions import Functions, FunctionSource

if TYPE_CHECKING:
    from kg.answers import questions, voices
    from kg.columns import files as column_files
    from kg.graph import presence, subgraph
    from kg.graph import ties as graph_ties
    from kg.graph.presence import Standing
    from kg.store import backend as store_backend
    from kg.store.backend import Backend
else:
    store_backend = lazy("kg.store.backend")
    column_files = lazy("kg.columns.files")
    presence = lazy("kg.graph.presence")
    questions = lazy("kg.answers.questions")
    subgraph = lazy("kg.graph.subgraph")
    graph_ties = lazy("kg.graph.ties")
    voices = lazy("kg.answers.voices")

__all__ = ["function_source", "open_functions"]


class _Answers:
    """Answers as functions of ids; keeps the last few."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._persuaders = lru_cache(maxsize=256)(self._rank)
        self._squad = lru_cache(maxsize=2048)(self._standings)
        self._builder = lru_cache(maxsize=4)(self._build)
        self._voices = lru_cache(maxsize=512)(self._carried)
        self._together = lru_cache(maxsize=2048)(self._shared)
        self._last_persuader = self._last_one = ""

    def influence(self, persuader: str, target: str, day: str, club: str = "") -> float | None:
        if club:
            return self._persuaders(target, club, day[:10]).get(persuader)
        # Queries hold one of the two fast and run through the other: all ties of that one are told at once.
        steady = persuader == self._last_persuader
        self._last_persuader = persuader
        if steady:
            return self._voices(persuader, day[:10], speaks=True).get(target)
        return self._voices(target, day[:10], speaks=False).get(persuader)

    def days_together(self, first: str, second: str, day: str, team: str = "") -> int | None:
        steady = first == self._last_one
        self._last_one = first
        ego, alter = (first, second) if steady else (second, first)
        days = self._together(ego, day[:10]).get(alter)
        if days is None or not team:
            return sum(days.values()) if days else None
        return days.get(team)

    def present_at(self, person: str, team: str, day: str) -> bool | None:
        if not self._known(team):
            return None
        standing = self._squad(team, day[:10]).get(person)
        return standing is not None and standing.presence in presence.PRESENT

    def presence(self, person: str, team: str, day: str) -> str | None:
        standing = self._squad(team, day[:10]).get(person)
        return standing.presence if standing else None

    def role(self, person: str, team: str, day: str) -> str | None:
        standing = self._squad(team, day[:10]).get(person)
        return standing.role if standing else None

    def since(self, person: str, team: str, day: str) -> date | None:
        standing = self._squad(team, day[:10]).get(person)
        return standing.since if standing else None

    def _known(self, team: str) -> bool:
        node = self._backend.facts.node(team)
        return node is not None and not self._backend.facts.is_person(node)

    def _rank(self, target: str, club: str, day: str) -> dict[str, float]:
        try:
            answer = questions.persuade(self._backend, player=target, club=club, at=date.fromisoformat(day))
        except (KgError, ValueError):
            return {}
        return {person.person.id: person.influence for person in (*answer.persuaders, *answer.former)}

    def _standings(self, team: str, day: str) -> dict[str, Standing]:
        facts, node = self._backend.facts, self._backend.facts.node(team)
        try:
            at = date.fromisoformat(day)
        except ValueError:
            return {}
        if node is None or facts.is_person(node):
            return {}
        return {facts.iri(standing.person): standing for standing in presence.people_at(facts, node, at)}

    def _shared(self, person: str, day: str) -> dict[str, dict[str, int]]:
        """Days shared with a person, by the other one and the team."""
        facts, node = self._backend.facts, self._backend.facts.node(person)
        try:
            at = column_files.day(date.fromisoformat(day))
        except ValueError:
            return {}
        if node is None or not facts.is_person(node):
            return {}
        ties = graph_ties.team_ties(facts, [node], at)
        days: dict[str, dict[str, int]] = {}
        for alter, squad, count in zip(*(ties[name].tolist() for name in ("alter", "squad", "days")), strict=True):
            teams = days.setdefault(facts.iri(alter), {})
            team = facts.iri(squad >> 1)
            teams[team] = teams.get(team, 0) + count
        return days

    def _carried(self, person: str, day: str, *, speaks: bool) -> dict[str, float]:
        node = self._backend.facts.node(person)
        try:
            builder = self._builder(day)
            return {} if node is None else (voices.influences_of if speaks else voices.influences_on)(builder, node)
        except (KgError, ValueError):
            return {}

    def _build(self, day: str) -> subgraph.SubgraphBuilder:
        return subgraph.SubgraphBuilder(self._backend.facts, date.fromisoformat(day))


def _functions(backend: Backend) -> Functions:
    answers = _Answers(backend)
    return {
        "influence": answers.influence,
        "daysTogether": answers.days_together,
        "presentAt": answers.present_at,
        "presence": answers.presence,
        "role": answers.role,
        "since": answers.since,
    }


def function_source(backend: Backend) -> FunctionSource:
    """The functions of an open store."""
    return FunctionSource(_functions(backend), __name__, backend.address)


def open_functions(location: str) -> Functions:
    """The functions of a store that another process has open.

    Raises:
        StoreError: the store cannot be reached or used.
    """
    return _functions(store_backend.open_store(location, create=False, renew=False))
