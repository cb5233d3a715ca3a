"""The slice: the networkx graph that one question needs, as of its date, and nothing more.

An edge ``u -> v`` says that ``u`` may influence ``v``; its attribute ``ties`` holds the ties between them read from the
side of ``v`` (ego ``v``, alter ``u``). What does not lead to the target is dropped while it is still columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from kg.columns.facts import Facts
from kg.columns.files import among, day, full_years
from kg.columns.visibility import Columns
from kg.errors import UsageProblem
from kg.graph.presence import PRESENT, Standing, people_at, whereabouts
from kg.graph.tie_builder import TieBuilder, only
from kg.graph.ties import TIE_KINDS, meetings, related, shared, squads_of, stays_of, team_ties
from kg.model import EntityRef, Tie

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["MOST_ALTERS", "MOST_LINKS", "pair_graph", "slice_graph"]

MOST_LINKS: Final = 150
"""Links between a go-between and somebody at the club that a slice holds at most, the strongest of them."""
MOST_ALTERS: Final = 250
"""People tied to the target that a slice without a club holds at most, the strongest of them."""
_STATED_DAYS: Final = 1000  # a stated relationship counts as much as the longest times together when links are pruned


def slice_graph(facts: Facts, *, target: int, club: int | None, at: date) -> nx.DiGraph[str]:
    """The graph of everybody who could speak to a person for a club, as of a date.

    Holds the target; the people at the club (`kg.graph.presence.people_at`: players, coaches, staff, and those who
    left lately); and go-betweens, people tied both to the target and to somebody at the club. Of the links between
    those the `MOST_LINKS` strongest are kept: a path is as strong as its weaker link, a link as strong as its days
    together, and a stated relationship counts as `_STATED_DAYS` more. Without a club: everybody tied to the target
    directly, the `MOST_ALTERS` strongest.

    Nodes are ids. Attributes: ``name``, ``role``, ``club`` (`EntityRef` or ``None``: the club asked about for its own
    people, else where the person is; not told of go-betweens, nor is their role), ``at_club``, ``presence`` (certain,
    presumed, unsettled, former, or "" when not at the club), ``since``, ``birth_year``, ``age`` (full years, or
    ``None``), ``position``, ``target``. Graph attributes: ``at``, ``considered`` (how many people at the club) and
    ``links_dropped`` (how many links were pruned).

    Args:
        facts: the facts.
        target: node of the person asked about.
        club: node of the club, or ``None``.
        at: the date.

    Raises:
        UsageProblem: the target is no person, or the club no team.
    """
    _checked(facts, people=[target], club=club)
    now = day(at)
    standings = people_at(facts, club, at) if club is not None else []
    standings = [each for each in standings if each.person != target]
    direct, stated = team_ties(facts, [target], now), related(facts, [target], now)
    strength = _strengths(direct, stated)
    members = [each.person for each in standings]
    tie_builder = TieBuilder(facts, at)
    if club is None:
        kept = sorted(strength, key=lambda alter: (-strength[alter], alter))[:MOST_ALTERS]
        links: tuple[Columns, Columns] = (only(direct, slice(0, 0)), only(stated, slice(0, 0)))
        dropped, known = len(strength) - len(kept), kept
    else:
        links, dropped = _links(facts, strength, members, target, now)
        known = sorted({*members, *_egos(links)})
    wanted = np.asarray(known, np.int64)
    ties = [
        *tie_builder.teams(only(direct, among(direct["alter"], wanted))),
        *tie_builder.relations(only(stated, among(stated["alter"], wanted))),
        *(tie for member in members for tie in tie_builder.likeness(target, member)),
        *tie_builder.teams(links[0]),
        *tie_builder.relations(links[1]),
    ]
    # Where a go-between is, nobody is told; where the others are, is.
    placed = {target, *(known if club is None else members)}
    graph = _graph(tie_builder, [target, *known], ties, placed=placed, standings=standings, club=club)
    graph.nodes[facts.iri(target)]["target"] = True
    graph.graph.update(considered=len(members), links_dropped=dropped)
    return graph


def pair_graph(facts: Facts, one: int, two: int, at: date) -> nx.DiGraph[str]:
    """The graph between two people as of a date: their ties in both directions, and their go-betweens.

    Nodes and edges as in `slice_graph`; of the go-betweens the `MOST_LINKS` strongest, in both directions.

    Raises:
        UsageProblem: one of the two is no person, or they are the same.
    """
    _checked(facts, people=[one, two], club=None)
    if one == two:
        raise UsageProblem(f"{facts.named(one).name} cannot be tied to himself", remedy="name two different people")
    now = day(at)
    both = np.array([one, two])
    direct, stated = team_ties(facts, both, now), related(facts, both, now)
    strengths = [_strengths(_rows_of(direct, each), _rows_of(stated, each)) for each in (one, two)]
    between = strengths[0].keys() & strengths[1].keys() - {one, two}
    ranked = sorted(between, key=lambda each: (-min(strengths[0][each], strengths[1][each]), each))
    kept = np.asarray([one, two, *ranked[:MOST_LINKS]], np.int64)
    tie_builder = TieBuilder(facts, at)
    # Ties are read from the two people asked about; turned round, they are those of the others.
    near = [
        *tie_builder.teams(only(direct, among(direct["alter"], kept))),
        *tie_builder.relations(only(stated, among(stated["alter"], kept))),
    ]
    pair = {facts.iri(one), facts.iri(two)}
    turned = [_turned(tie) for tie in near if tie.alter not in pair]
    likeness = [*tie_builder.likeness(one, two), *tie_builder.likeness(two, one)]
    graph = _graph(tie_builder, kept.tolist(), [*near, *turned, *likeness], placed={one, two})
    graph.graph.update(considered=len(between), links_dropped=max(len(between) - MOST_LINKS, 0))
    return graph


def _checked(facts: Facts, *, people: Sequence[int], club: int | None) -> None:
    for node in people:
        if not 0 <= node < facts.people_count:
            raise UsageProblem("ties are asked of people, and this is none", remedy="name a player or coach")
    if club is not None and not facts.people_count <= club < facts.people_count + facts.team_count:
        raise UsageProblem("this is no club", remedy="name a club")


def _rows_of(columns: Columns, ego: int) -> Columns:
    return only(columns, columns["ego"] == ego)


def _egos(links: tuple[Columns, Columns]) -> set[int]:
    return {int(node) for columns in links for node in columns["ego"].tolist()}


def _strengths(direct: Columns, stated: Columns) -> dict[int, int]:
    """By alter, days together plus `_STATED_DAYS` for a stated relationship."""
    alters = np.concatenate([direct["alter"], stated["alter"]])
    days = np.concatenate([np.maximum(direct["days"], 1), np.full(len(stated["alter"]), _STATED_DAYS)])
    different, place = np.unique(alters, return_inverse=True)
    totals = np.bincount(place, days, len(different)).astype(np.int64)
    return dict(zip(different.tolist(), totals.tolist(), strict=True))


def _links(
    facts: Facts, strength: dict[int, int], members: Sequence[int], target: int, now: int
) -> tuple[tuple[Columns, Columns], int]:
    """The strongest links between people tied to the target and people at the club: ego between, alter at the club."""
    between = np.array(sorted(set(strength) - {*members, target}), np.int64)
    ours = stays_of(facts, members, now)
    order = np.lexsort((ours["start"], ours["squad"]))
    pairs = meetings(stays_of(facts, between, now), only(ours, order))
    stated = related(facts, between, now)
    stated = only(stated, among(stated["alter"], np.asarray(members, np.int64)))
    span = np.int64(1 << 31)
    links = np.concatenate([pairs["ego"] * span + pairs["alter"], stated["ego"] * span + stated["alter"]])
    days = np.concatenate([pairs["end"] - pairs["start"], np.full(len(stated["ego"]), _STATED_DAYS)])
    different, place = np.unique(links, return_inverse=True)
    near = np.bincount(place, days, len(different)).astype(np.int64)
    to_target = np.array([strength[node] for node in (different >> 31).tolist()], np.int64)
    best = np.lexsort((different, -np.minimum(near, to_target)))[:MOST_LINKS]
    kept = np.sort(different[best])
    pairs = only(pairs, among(pairs["ego"] * span + pairs["alter"], kept))
    stated = only(stated, among(stated["ego"] * span + stated["alter"], kept))
    ties = shared(pairs, facts.nodes["kind"], squads_of(facts, pairs["squad"], now))
    return (ties, stated), len(different) - len(kept)


def _turned(tie: Tie) -> Tie:
    return replace(tie, ego=tie.alter, alter=tie.ego, ego_role=tie.alter_role, alter_role=tie.ego_role)


def _graph(
    tie_builder: TieBuilder,
    people: Iterable[int],
    ties: Sequence[Tie],
    *,
    placed: Set[int],
    standings: Sequence[Standing] = (),
    club: int | None = None,
) -> nx.DiGraph[str]:
    import networkx as nx  # deferred: it costs more than everything else here

    facts = tie_builder.facts
    graph: nx.DiGraph[str] = nx.DiGraph(at=tie_builder.at)
    here = {each.person: each for each in standings}
    name = facts.named(club) if club is not None else None
    away = [node for node in placed if node not in here or here[node].presence not in PRESENT]
    elsewhere = whereabouts(facts, away, tie_builder.at)
    graph.add_nodes_from(
        (facts.iri(node), _attributes(tie_builder, node, here.get(node), name, elsewhere.get(node))) for node in people
    )
    edges: dict[tuple[str, str], list[Tie]] = {}
    for tie in ties:
        edges.setdefault((tie.alter, tie.ego), []).append(tie)
    graph.add_edges_from(
        (*pair, {"ties": tuple(sorted(edges[pair], key=_shown_order) if len(edges[pair]) > 1 else edges[pair])})
        for pair in sorted(edges)
    )
    return graph


def _shown_order(tie: Tie) -> tuple[int, int, str, str, str]:
    return (TIE_KINDS.index(tie.kind), -tie.days, tie.team.id if tie.team else "", tie.ego_role, tie.alter_role)


def _attributes(
    tie_builder: TieBuilder,
    node: int,
    here: Standing | None,
    club: EntityRef | None,
    elsewhere: Sequence[Standing] | None,
) -> dict[str, Any]:
    facts, at = tie_builder.facts, tie_builder.at
    description = facts.person_description(node)
    birth = date.fromisoformat(description.birth[0]) if description.birth else None
    standing = here
    if here is None or here.presence not in PRESENT:
        standing = here or (elsewhere[0] if elsewhere else None)
        where = facts.named(elsewhere[0].team) if elsewhere else None
    else:
        where = club
    return {
        "name": description.name,
        "role": standing.role if standing else "",
        "club": where,
        "at_club": here is not None and here.presence in PRESENT,
        "presence": here.presence if here else "",
        "since": here.since if here else None,
        "birth_year": birth.year if birth else None,
        "age": full_years(birth, at) if birth else None,
        "position": description.position,
        "target": False,
    }
