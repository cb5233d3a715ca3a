"""The graphs that answers are read from, with plain attribute values, for networkx and its file formats."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import networkx as nx

from kg.answers.questions import check_date, find_club, find_person
from kg.graph.subgraph import SubgraphBuilder
from kg.influence import load_weights, scored_links

if TYPE_CHECKING:
    from kg.store.backend import Backend

__all__ = ["pair_subgraph", "plain_graph", "subgraph"]


def subgraph(
    backend: Backend, *, player: str, club: str | None, at: date, known_by: date | None = None
) -> nx.DiGraph[str]:
    """The graph that `persuade` reads its answer from, with plain attribute values and a number on every link.

    An edge ``u -> v`` says that ``u`` may influence ``v``. Node attributes: ``name``, ``role``, ``club`` (name),
    ``presence``, ``birth_year``, ``target``. Edge attributes: ``influence`` (log-odds), ``kinds`` (kinds of tie with
    commas between them), ``days`` (together). Unknown values are left out, as GraphML wants it.

    Raises:
        UnknownName, AmbiguousName, UsageProblem, NothingFound, StoreError: as for `persuade`.
    """
    facts = backend.facts
    check_date(facts, at)
    target, builder = find_person(facts, player, at), SubgraphBuilder(facts, at, known_by)
    graph = builder.around(target) if club is None else builder.for_club(target, find_club(facts, club))
    return plain_graph(graph)


def pair_subgraph(
    backend: Backend, *, person: str, other: str, at: date, known_by: date | None = None
) -> nx.DiGraph[str]:
    """The graph that `explain` reads the influence of ``other`` on ``person`` from, as `subgraph` gives it.

    Raises:
        UnknownName, AmbiguousName, UsageProblem, NothingFound, StoreError: as for `explain`.
    """
    facts = backend.facts
    check_date(facts, at)
    builder = SubgraphBuilder(facts, at, known_by)
    return plain_graph(builder.between(find_person(facts, other, at), find_person(facts, person, at)))


def plain_graph(graph: nx.DiGraph[str]) -> nx.DiGraph[str]:
    """A subgraph with plain attribute values, as `subgraph` describes it."""
    at: date = graph.graph["at"]
    scored = scored_links(graph, at=at, weights=load_weights())
    plain: nx.DiGraph[str] = nx.DiGraph(at=at.isoformat())
    for node, attributes in graph.nodes(data=True):
        club = attributes["club"]
        values = {**attributes, "club": club.name if club else None}
        chosen = {name: values[name] for name in ("name", "role", "club", "presence", "birth_year", "target")}
        plain.add_node(node, **{name: value for name, value in chosen.items() if value not in (None, "")})
    for (alter, ego), ties in scored.items():
        plain.add_edge(
            alter,
            ego,
            influence=float(sum(scored_tie.influence for scored_tie in ties)),
            kinds=", ".join(dict.fromkeys(scored_tie.tie.kind.value for scored_tie in ties)),
            days=sum(scored_tie.tie.days for scored_tie in ties),
        )
    return plain
