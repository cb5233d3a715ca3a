"""Influence: what a tie, a path and a person carry, as pure functions on the networkx subgraph.

The unit is the natural logarithm of an odds ratio: 0.69 doubles the odds of joining, a negative value speaks against.
It is an association held with stated doubt, never shown to be a cause.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from kg.influence.weights import Shape, Weights
from kg.model import LIKENESS, EntityRef, Interval, Pathway, Persuader, ScoredTie, Tie, TieKind

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "DAYS_PER_YEAR",
    "PATHS_PART",
    "ROLE_PART",
    "combined_interval",
    "link_carry",
    "pathway",
    "pathways",
    "rank_persuaders",
    "role_of",
    "scored_links",
    "stated_share",
    "tie_influence",
]

DAYS_PER_YEAR = 365.25
PATHS_PART: Final = "path"
ROLE_PART: Final = "role"
"""What a person carries beside ties, in `combined_interval`: the doubt of either is shared by nobody's ties."""

_SERVING: Final = frozenset({"head_coach", "assistant_coach", "executive"})
_NAMED: Final = {
    "head_coach": "head coaches",
    "executive": "executives",
    "assistant_coach": "assistant coaches",
    "legacy": "former players",
}
_AT_CLUB: Final = frozenset({"certain", "presumed", "unsettled"})


def tie_influence(
    tie: Tie, *, at: date, weights: Weights, ego_age: float | None = None, alter_age: float | None = None
) -> ScoredTie:
    """What one tie carries from its alter to its ego, as of a date.

    With ``k`` the tie's kind, ``d`` days together, ``y`` years since they last shared it, ``n`` people in the circle
    and ``a`` the years by which the alter is older::

        influence = weight_k * (1 - exp(-d / dose_k)) * 2**(-y / half_life_k)
                    * (reference / max(n, reference))**exponent * (1 + clip(seniority * a)) * stated

    where ``stated`` is the product of the claim's confidence and strength shares for ties that rest on a published
    relationship, and 1 for shared teams. A kind without dose or half-life leaves that factor out.

    Args:
        tie: the tie, read from the ego's side.
        at: the date of the question; fading is counted to it.
        weights: the weights in use.
        ego_age: age of the person to be influenced, years; ``None`` if unknown.
        alter_age: age of the other, years; ``None`` if unknown.

    Returns:
        The tie with its influence in log-odds and the interval from the low weight at the fewest days the dates allow
        to the high weight at the most.

    References:
        Granovetter, "The Strength of Weak Ties" (1973), for strength as time and closeness; the exponential decay of
        unused ties follows Burt, "Decay functions" (2000).
    """
    kind = weights.kinds[tie.kind]
    scale = (
        _fade(tie, at=at, half_life=kind.half_life_years)
        * _circle(tie.circle, weights=weights)
        * _seniority(ego_age, alter_age, weights=weights)
        * stated_share(tie, weights=weights)
    )
    if tie.guides:
        scale *= kind.reverse_share

    dose, least, most = (_dose(days, dose_days=kind.dose_days) for days in (tie.days, tie.days_low, tie.days_high))
    value = kind.weight * scale * dose
    low, high = kind.low * scale, kind.high * scale
    ends = (low * least, low * most, high * least, high * most, value)
    return ScoredTie(tie, value, Interval(min(ends), max(ends)), kind.basis)


def _dose(days: int, *, dose_days: float) -> float:
    return 1.0 if dose_days == 0 else 1.0 - math.exp(-max(days, 0) / dose_days)


def _fade(tie: Tie, *, at: date, half_life: float) -> float:
    last = tie.end if tie.end is not None else at
    if half_life == 0 or last >= at:
        return 1.0
    return float(2.0 ** (-(at - last).days / DAYS_PER_YEAR / half_life))


def _circle(circle: int, *, weights: Weights) -> float:
    # Squads are known in part, so fewer known people than a squad holds is no sign of a small circle.
    shape = weights.shape
    return float((shape.reference_circle / max(circle, shape.reference_circle)) ** shape.circle_exponent)


def _seniority(ego_age: float | None, alter_age: float | None, *, weights: Weights) -> float:
    if ego_age is None or alter_age is None:
        return 1.0
    shape = weights.shape
    lean = shape.seniority_per_year * (alter_age - ego_age)
    return 1.0 + min(max(lean, -shape.seniority_limit), shape.seniority_limit)


def stated_share(tie: Tie, *, weights: Weights) -> float:
    """How far a tie counts that rests on a published relationship; 1 for shared teams."""
    if tie.team is not None or not tie.evidence:
        return 1.0
    # Several pages may state the same relationship: the best of them counts, they do not add up.
    sure = max(weights.confidence[evidence.confidence] for evidence in tie.evidence)
    return sure * weights.strength.get(tie.strength, 1.0)


def combined_interval(parts: Iterable[tuple[TieKind | str, float, Interval]]) -> Interval:
    """Interval of a sum of influences, each given as (kind, value, interval).

    Doubt about a weight is shared by all ties of its kind, so deviations add within a kind; kinds are taken as
    independent, so they add in quadrature across kinds.
    """
    value = 0.0
    below: dict[TieKind | str, float] = defaultdict(float)
    above: dict[TieKind | str, float] = defaultdict(float)
    for kind, influence, interval in parts:
        value += influence
        below[kind] += influence - interval.low
        above[kind] += interval.high - influence
    return Interval(value - math.hypot(*below.values()), value + math.hypot(*above.values()))


def link_carry(scored: Sequence[ScoredTie]) -> float:
    """Chance-like share, in [0, 1), that a link passes a word on: ``1 - exp(-sum of influences)``, 0 if negative.

    This reads the link as one edge of an independent cascade (Kempe, Kleinberg and Tardos 2003).
    """
    return 1.0 - math.exp(-max(sum(tie.influence for tie in scored), 0.0))


def pathways(
    graph: nx.DiGraph[Any],
    *,
    persuader: str,
    target: str,
    scored: Mapping[tuple[str, str], Sequence[ScoredTie]],
    weights: Weights,
    limit: int = 5,
) -> tuple[Pathway, ...]:
    """The indirect ways from a persuader to the target through one go-between, strongest first.

    A path carries ``path_share * path_carry * carry(persuader, go-between) * carry(go-between, target)`` log-odds.

    Args:
        graph: the subgraph; an edge u -> v says that u may influence v.
        persuader: node to start from.
        target: node to reach.
        scored: the scored ties of every edge of the subgraph.
        weights: the weights in use.
        limit: how many paths to return.
    """
    between = set(graph.successors(persuader)) & set(graph.predecessors(target)) - {persuader, target}
    ways = []
    for middle in between:
        people = [EntityRef(node, str(graph.nodes[node]["name"])) for node in (persuader, middle, target)]
        way = pathway(people, [scored[persuader, middle], scored[middle, target]], weights=weights)
        if way.influence > 0:
            ways.append(way)
    ways.sort(key=lambda way: (-way.influence, way.people[1].id))
    return tuple(ways[:limit])


def pathway(people: Sequence[EntityRef], steps: Sequence[Sequence[ScoredTie]], *, weights: Weights) -> Pathway:
    """One indirect way, whatever the number of its go-betweens.

    It carries ``path_share * path_carry**go_betweens * product of link_carry(step)`` log-odds. What many share by birth
    is no link that a word is passed along, so those ties are left out of the steps.

    Args:
        people: from the persuader to the target.
        steps: the scored ties between each two of them, in this order.
        weights: the weights in use.
    """
    shape = weights.shape
    links = [tuple(scored for scored in step if scored.tie.kind not in LIKENESS) for step in steps]
    influence = shape.path_share * shape.path_carry ** (len(people) - 2) * math.prod(map(link_carry, links))
    # Nobody has counted indirect ties, so all that is known of one is that it is worth between nothing and twice what
    # is assumed.
    return Pathway(tuple(people), tuple(links), influence, Interval(0.0, 2 * influence))


def scored_links(graph: nx.DiGraph[Any], *, at: date, weights: Weights) -> dict[tuple[str, str], tuple[ScoredTie, ...]]:
    """What every edge of a subgraph carries: its ties with their influence, strongest first."""
    age = dict(graph.nodes(data="age"))
    return {
        (alter, ego): tuple(
            sorted(
                (tie_influence(tie, at=at, weights=weights, ego_age=age[ego], alter_age=age[alter]) for tie in ties),
                key=lambda item: (-abs(item.influence), item.tie.kind, item.tie.team.id if item.tie.team else ""),
            )
        )
        for alter, ego, ties in graph.edges(data="ties")
    }


def rank_persuaders(
    graph: nx.DiGraph[Any],
    *,
    target: str,
    candidates: Iterable[str],
    at: date,
    weights: Weights,
    scored: Mapping[tuple[str, str], Sequence[ScoredTie]] | None = None,
) -> tuple[Persuader, ...]:
    """Everybody who could speak for or against, ranked by influence on the target; those without any tie are left out.

    A person's influence is the sum of the direct ties plus the indirect paths, which combine like independent
    messengers, ``path_share * (1 - product(1 - share of each path))``, so that many faint paths never outweigh
    one real tie; all of it times a factor for people presumed, not known, to be at the club, or who have left it.

    Args:
        graph: the subgraph as of the date. Node attributes read: ``name``, ``age`` (years or ``None``), ``role``,
            ``club`` (`EntityRef` or ``None``), ``presence`` (certain, presumed, unsettled, former or ""), ``since``;
            edge attribute ``ties``: tuple of `Tie` with the edge's head as ego.
        target: node of the person to be persuaded.
        candidates: nodes to rank.
        at: the date of the question.
        weights: the weights in use.
        scored: what `scored_links` gives for the subgraph, where it is known already.
    """
    scored = scored_links(graph, at=at, weights=weights) if scored is None else scored
    people = [
        person
        for node in candidates
        if node != target and (person := _persuader(graph, node, target, scored, weights)) is not None
    ]
    people.sort(key=lambda person: (-person.influence, person.person.name, person.person.id))
    return tuple(replace(person, rank=rank) for rank, person in enumerate(people, start=1))


def _persuader(
    graph: nx.DiGraph[Any],
    node: str,
    target: str,
    scored: Mapping[tuple[str, str], Sequence[ScoredTie]],
    weights: Weights,
) -> Persuader | None:
    facts = graph.nodes[node]
    direct = tuple(scored.get((node, target), ()))
    ways = pathways(graph, persuader=node, target=target, scored=scored, weights=weights)
    role, standing = role_of(facts)
    if not direct and not ways and not standing:
        return None
    shape = weights.shape
    presence = shape.presence(facts["presence"])
    missed = math.prod(1.0 - way.influence / shape.path_share for way in ways)
    indirect = shape.path_share * (1.0 - missed)
    parts: list[tuple[TieKind | str, float, Interval]] = [
        (tie.tie.kind, presence * tie.influence, Interval(presence * tie.interval.low, presence * tie.interval.high))
        for tie in direct
    ]
    parts.append((PATHS_PART, presence * indirect, Interval(0.0, 2 * presence * indirect)))
    own = 0.0
    if standing:
        weight, factor = weights.roles[role], presence * standing
        own = factor * weight.weight
        parts.append((ROLE_PART, own, Interval(factor * weight.low, factor * weight.high)))
    return Persuader(
        rank=0,
        person=EntityRef(node, str(facts["name"])),
        club=facts.get("club"),
        role=facts["role"],
        influence=sum(value for _, value, _ in parts),
        interval=combined_interval(parts),
        ties=direct,
        paths=ways,
        since=facts.get("since"),
        presence=facts["presence"],
        basis=_basis(facts, role, standing, direct),
        own=own,
        if_left=_if_left(facts, sum(tie.influence for tie in direct) + indirect, shape),
        standing=_standing_words(facts, role, standing, bool(direct), weights),
    )


def _if_left(facts: Mapping[str, Any], carried: float, shape: Shape) -> float | None:
    """What ties and paths would carry from somebody who is at the club, had he just left it."""
    return shape.presence("former") * carried if facts["presence"] in _AT_CLUB else None


def role_of(facts: Mapping[str, Any]) -> tuple[str, float]:
    """The role whose weight somebody carries without any tie, and his standing in it, 0 to 1.

    A coach or executive has all of it while he is, or may be, at the club; a former player the standing that the graph
    gives him (node attribute ``legacy``); a player none.
    """
    if facts["presence"] == "former":
        return "legacy", float(facts.get("legacy", 0.0))
    role = str(facts["role"])
    return role, 1.0 if role in _SERVING and facts["presence"] not in ("", "elsewhere") else 0.0


def _basis(facts: Mapping[str, Any], role: str, standing: float, direct: Sequence[ScoredTie]) -> str:
    if facts.get("circle"):
        return "circle"
    if any(tie.tie.kind not in LIKENESS and not tie.tie.possible for tie in direct):
        return "ties"
    if standing:
        return "legacy" if role == "legacy" else "role"
    return "ties"


def _standing_words(facts: Mapping[str, Any], role: str, standing: float, tied: bool, weights: Weights) -> str:
    """Why somebody is a candidate beside his ties, in words."""
    words = []
    if circle := facts.get("circle"):
        words.append(str(circle))
        if facts["presence"] == "elsewhere":
            words.append("no link to the club is known")
    if standing:
        if not tied:
            words.append("no tie known")
        share = weights.roles[role].share
        if share:
            words.append(f"{_NAMED[role]} are named in {share:.0%} of reports")
    return "; ".join(words)
