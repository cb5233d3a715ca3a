"""The measure on documented persuasions: asked beforehand, at which rank does the reported persuader stand?

Every report is asked as of the day before its window opens, of everybody known to be connected with the club then:
players, staff, and those who had left it within two years. The answer is ranked four ways: by the score, by the score
without stated relationships (friendship, family, mentor, agent, feud), and by the two simple rankings: time spent
together, and number of teams shared. Equal scores take the mean rank; whoever has no tie at all is equal to all others
without one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from kg.claims.readers.persuasions import read_persuasions
from kg.errors import AmbiguousName, KgError, NothingFound, UnknownName
from kg.influence import Weights, load_weights, rank_persuaders
from kg.model import Tie, TieKind
from kg.model.persuasions import PersuasionCase, PersuasionReport, PersuasionRow, RankSummary
from kg.model.progress import Progress, silent

if TYPE_CHECKING:
    from kg.columns.facts import Facts
    from kg.store.backend import Backend

__all__ = ["measure_persuasions"]

STATED: Final = (TieKind.FRIENDSHIP, TieKind.FAMILY, TieKind.MENTOR, TieKind.SAME_AGENT, TieKind.FEUD)
_PRESENT: Final = ("certain", "presumed", "unsettled", "former")
_EPSILON: Final = 1e-9


def measure_persuasions(backend: Backend, table: Path, *, progress: Progress = silent) -> PersuasionReport:
    """Ask every report of a table and sum up.

    Raises:
        InvalidInput: the table cannot be read.
        NothingFound: the store knows nothing of any of the cases: there is no figure to give.
        StoreError: the store is damaged.
    """
    rows = read_persuasions(table)
    weights = load_weights()
    mute = {kind: replace(weights.kinds[kind], weight=0.0, low=0.0, high=0.0) for kind in STATED}
    silenced = replace(weights, kinds={**weights.kinds, **mute})
    cases = []
    for number, row in enumerate(rows, 1):
        cases.append(_case(backend.facts, row, weights, silenced))
        progress("asking about reports", number, len(rows))
    known = [case for case in cases if case.ranks is not None]
    if not known:
        raise NothingFound(
            f"the store knows none of the {len(rows)} cases: no persuader is known at the club on the day",
            remedy="import careers first",
        )
    return PersuasionReport(tuple(cases), _summaries(known), _summaries([case for case in known if case.tied]))


def _case(facts: Facts, row: PersuasionRow, weights: Weights, silenced: Weights) -> PersuasionCase:
    from kg.graph.presence import clubs_of
    from kg.graph.subgraph import SubgraphBuilder

    at = row.opens - timedelta(days=1)
    try:
        player, club = facts.find(row.player, "person"), facts.find(row.club, "club")
        there = {facts.organisation(each.team) for each in clubs_of(facts, player, at)}
        if facts.organisation(club) in there:
            return PersuasionCase(row, why="the player is known to be at the club already")
        graph = SubgraphBuilder(facts, at).for_club(player, club)
    except (UnknownName, AmbiguousName) as error:
        return PersuasionCase(row, why=str(error).partition(";")[0])
    except KgError as error:
        return PersuasionCase(row, why=error.problem)
    target = facts.iri(player)
    people = [node for node in graph if node != target and graph.nodes[node]["presence"] in _PRESENT]
    persuader = _among(facts, row.persuader, people)
    if not persuader:
        return PersuasionCase(
            row, len(people), why=f"{row.persuader} is not known to be connected with {row.club} then"
        )

    def influence(by: Weights) -> dict[str, float]:
        ranked = rank_persuaders(graph, target=target, candidates=people, at=at, weights=by)
        return {each.person.id: each.influence for each in ranked}

    def summed(value: Callable[[Tie], float]) -> dict[str, float]:
        return {node: sum(map(value, _team_ties(graph, node, target))) for node in people}

    score = influence(weights)
    scores: dict[str, Mapping[str, float]] = {
        "score": score,
        "score without stated relationships": influence(silenced),
        "seasons together": summed(lambda tie: tie.days),
        "shared teams": {node: len({tie.team for tie in _team_ties(graph, node, target)}) for node in people},
    }
    ranks = {name: _rank(each, persuader, people) for name, each in scores.items()}
    return PersuasionCase(row, len(people), persuader in score, ranks)


def _among(facts: Facts, name: str, people: list[str]) -> str:
    """The person of this name among those connected with the club; "" if none or several are."""
    try:
        found = [facts.iri(facts.find(name, "person"))]
    except AmbiguousName as doubt:
        found = list(doubt.ids)
    except UnknownName:
        return ""
    here = [iri for iri in found if iri in people]
    return here[0] if len(here) == 1 else ""


def _team_ties(graph: Any, node: str, target: str) -> list[Tie]:
    edge = graph.get_edge_data(node, target) or {}
    return [tie for tie in edge.get("ties", ()) if tie.team is not None]


def _rank(scores: Mapping[str, float], persuader: str, people: list[str]) -> float:
    mine = scores.get(persuader, 0.0)
    others = [scores.get(node, 0.0) for node in people]
    above = sum(value > mine + _EPSILON for value in others)
    level = sum(abs(value - mine) <= _EPSILON for value in others)
    return 1 + above + (level - 1) / 2


def _summaries(cases: list[PersuasionCase]) -> dict[str, RankSummary]:
    ranks: dict[str, list[float]] = {}
    for case in cases:
        for name, rank in (case.ranks or {}).items():
            ranks.setdefault(name, []).append(rank)
    return {
        name: RankSummary(
            len(each),
            sum(rank <= 3 for rank in each) / len(each),
            sum(rank <= 10 for rank in each) / len(each),
            float(median(each)),
        )
        for name, each in ranks.items()
    }
