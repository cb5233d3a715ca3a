"""Ties, paths and people against the formulas of their docstrings, written down once more as plainly as can be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.influence import load_weights, pathway, rank_persuaders, scored_links, tie_influence
from kg.influence.batch import influences
from kg.influence.joint import in_standing, interval_together
from kg.influence.score import stated_share
from kg.influence.weights import KindWeight
from kg.model import LIKENESS, Confidence, EntityRef, Evidence, Interval, Persuader, ScoredTie, Source, Tie, TieKind

AT = date(2024, 10, 1)
SHIPPED = load_weights()
TEAM = EntityRef("team:1", "First XI")
PAGE = Source("source:1", "A page")
KINDS = (TieKind.CLUB, TieKind.FAMILY, TieKind.MENTOR, TieKind.IDOL, TieKind.FEUD, TieKind.COMPATRIOT)
GUIDES = ((TieKind.MENTOR, "mentor"), (TieKind.IDOL, "idol"))
WEIGHTS = replace(
    SHIPPED,
    kinds={
        TieKind.CLUB: KindWeight(0.7, 0.3, 1.1, 365, 4, "", basis="reports"),
        TieKind.FAMILY: KindWeight(1.2, 0.5, 1.5, 0, 0, ""),
        TieKind.MENTOR: KindWeight(0.8, -0.1, 0.9, 0, 10, "", reverse_share=0.4),
        TieKind.IDOL: KindWeight(0.6, 0.0, 0.7, 0, 0, "", reverse_share=0.25),
        TieKind.FEUD: KindWeight(-0.9, -1.5, -0.2, 30, 8, ""),
        TieKind.COMPATRIOT: KindWeight(0.2, 0.0, 0.4, 0, 0, ""),
    },
    strength={"strong": 1.0, "weak": 0.5},
)


@st.composite
def ties(draw: st.DrawFn, ego: str = "ego", alter: str = "alter") -> Tie:
    low, days, high = sorted(draw(st.tuples(*[st.integers(-1, 900)] * 3)))
    evidence = st.builds(lambda sure: Evidence(PAGE, confidence=sure), st.sampled_from(Confidence))
    return Tie(
        draw(st.sampled_from(KINDS)),
        ego,
        alter,
        draw(st.sampled_from([TEAM, None])),
        end=draw(st.none() | st.dates(AT - timedelta(9000), AT + timedelta(2))),
        days=days,
        days_low=low,
        days_high=high,
        circle=draw(st.integers(0, 60)),
        strength=draw(st.sampled_from(["", "weak", "strong", "unheard of"])),
        ego_role=draw(st.sampled_from(["", "mentor", "protege", "idol", "admirer"])),
        evidence=tuple(draw(st.lists(evidence, max_size=3))),
    )


ages = st.none() | st.floats(15, 60)


def plain_share(tie: Tie) -> float:
    if tie.team is not None or not tie.evidence:
        return 1.0
    return max(WEIGHTS.confidence[each.confidence] for each in tie.evidence) * WEIGHTS.strength.get(tie.strength, 1.0)


def plain_carry(tie: Tie, weight: float, days: int, mine: float | None, theirs: float | None) -> float:
    kind, shape = WEIGHTS.kinds[tie.kind], WEIGHTS.shape
    years = (AT - tie.end).days / 365.25 if tie.end and tie.end < AT else 0.0
    older = 0.0 if mine is None or theirs is None else theirs - mine
    carried = weight * plain_share(tie)
    carried *= 1 - math.exp(-max(days, 0) / kind.dose_days) if kind.dose_days else 1
    carried *= math.exp2(-years / kind.half_life_years) if kind.half_life_years else 1
    carried *= math.pow(26 / max(tie.circle, 26), shape.circle_exponent)
    carried *= 1 + sorted((-shape.seniority_limit, shape.seniority_per_year * older, shape.seniority_limit))[1]
    return carried * (kind.reverse_share if (tie.kind, tie.ego_role) in GUIDES else 1)


@settings(max_examples=100)
@given(ties(), ages, ages)
def test_a_tie_carries_what_the_formula_says(tie: Tie, mine: float | None, theirs: float | None) -> None:
    kind = WEIGHTS.kinds[tie.kind]
    scored = tie_influence(tie, at=AT, weights=WEIGHTS, ego_age=mine, alter_age=theirs)
    ends = [
        plain_carry(tie, weight, days, mine, theirs)
        for weight in (kind.low, kind.high)
        for days in (tie.days_low, tie.days_high)
    ]
    value = plain_carry(tie, kind.weight, tie.days, mine, theirs)
    assert scored.influence == pytest.approx(value)
    assert (scored.interval.low, scored.interval.high) == pytest.approx((min(*ends, value), max(*ends, value)))
    assert (scored.tie, scored.basis) == (tie, kind.basis)


@given(st.lists(st.tuples(ties(), ages, ages), min_size=1, max_size=8))
def test_many_ties_at_once_carry_what_each_does(rows: list[tuple[Tie, float | None, float | None]]) -> None:
    unknown, epoch = float("nan"), date(1970, 1, 1)
    columns = {
        "kind": [KINDS.index(tie.kind) for tie, _, _ in rows],
        "days": [tie.days for tie, _, _ in rows],
        "end": [((tie.end or AT) - epoch).days for tie, _, _ in rows],
        "circle": [tie.circle for tie, _, _ in rows],
        "ego_age": [unknown if mine is None else mine for _, mine, _ in rows],
        "alter_age": [unknown if theirs is None else theirs for _, _, theirs in rows],
        "stated": [stated_share(tie, weights=WEIGHTS) for tie, _, _ in rows],
        "guides": [(tie.kind, tie.ego_role) in GUIDES for tie, _, _ in rows],
    }
    at_once = influences(
        {name: np.array(column) for name, column in columns.items()},
        kinds=KINDS,
        at=(AT - epoch).days,
        weights=WEIGHTS,
    )
    each = [
        tie_influence(tie, at=AT, weights=WEIGHTS, ego_age=mine, alter_age=theirs).influence
        for tie, mine, theirs in rows
    ]
    assert at_once.tolist() == pytest.approx(each)


PRESENCES = ("certain", "presumed", "unsettled", "arriving", "former", "elsewhere", "")
ROLES = ("player", "head_coach", "assistant_coach", "executive")
NAMED = {
    "legacy": "former players",
    "head_coach": "head coaches",
    "assistant_coach": "assistant coaches",
    "executive": "executives",
}
FACTOR = {
    "presumed": WEIGHTS.shape.presumed_presence,
    "unsettled": WEIGHTS.shape.unsettled_presence,
    "former": WEIGHTS.shape.former_presence,
    "elsewhere": WEIGHTS.shape.circle_presence,
}
NODES = ("x", "a", "b", "c", "d")


@st.composite
def worlds(draw: st.DrawFn) -> nx.DiGraph[Any]:
    """People around x, whoever of them is tied to whom."""
    graph: nx.DiGraph[Any] = nx.DiGraph()
    for node in NODES:
        facts: dict[str, Any] = {"name": draw(st.sampled_from(["Ann", "Bo"])), "age": draw(ages)}
        facts |= {"role": draw(st.sampled_from(ROLES)), "presence": draw(st.sampled_from(PRESENCES))}
        facts |= {"club": TEAM, "since": AT - timedelta(400)}
        if draw(st.booleans()):
            facts["legacy"] = draw(st.sampled_from([0.0, 0.5, 1.0]))
        if draw(st.integers(0, 3)) == 0:
            facts["circle"] = "friend"
        graph.add_node(node, **facts)
    for alter in NODES[1:]:
        for ego in NODES:
            if alter != ego and draw(st.booleans()):
                held = st.lists(ties(ego, alter), min_size=1, max_size=2)
                graph.add_edge(alter, ego, ties=tuple(draw(held)))
    return graph


def plain_standing(facts: Mapping[str, Any]) -> float:
    if facts["presence"] == "former":
        return float(facts.get("legacy", 0))
    here = facts["presence"] in ("certain", "presumed", "unsettled", "arriving")
    return 1.0 if here and facts["role"] != "player" else 0.0


def plain_paths(
    graph: nx.DiGraph[Any], node: str, scored: Mapping[tuple[str, str], tuple[ScoredTie, ...]]
) -> list[Any]:
    """What every way through one go-between carries, with his id; strongest first, then by id."""

    def passed(alter: str, ego: str) -> float:
        total = sum(each.influence for each in scored.get((alter, ego), ()) if each.tie.kind not in LIKENESS)
        return 1 - math.exp(-max(total, 0))

    shape = WEIGHTS.shape
    ways = [
        (shape.path_share * shape.path_carry * passed(node, middle) * passed(middle, "x"), middle)
        for middle in NODES[1:]
        if middle != node
    ]
    return sorted((way for way in ways if way[0] > 0), key=lambda way: (-way[0], way[1]))


@settings(max_examples=40)
@given(worlds())
def test_a_person_carries_what_ties_paths_and_role_do(graph: nx.DiGraph[Any]) -> None:
    scored = scored_links(graph, at=AT, weights=WEIGHTS)
    for (alter, ego), links in scored.items():
        strength = [(-abs(each.influence), each.tie.kind, each.tie.team.id if each.tie.team else "") for each in links]
        assert strength == sorted(strength)
        for each in links:
            mine, theirs = graph.nodes[ego]["age"], graph.nodes[alter]["age"]
            kind = WEIGHTS.kinds[each.tie.kind]
            assert each.influence == pytest.approx(plain_carry(each.tie, kind.weight, each.tie.days, mine, theirs))
    people = rank_persuaders(graph, target="x", candidates=NODES, at=AT, weights=WEIGHTS)
    order = [(-person.influence, person.person.name, person.person.id) for person in people]
    assert order == sorted(order)
    assert [person.rank for person in people] == [*range(1, len(people) + 1)]
    found = {person.person.id: person for person in people}
    for node in NODES[1:]:
        facts, direct = graph.nodes[node], scored.get((node, "x"), ())
        ways, standing = plain_paths(graph, node, scored), plain_standing(facts)
        assert (node in found) is bool(direct or ways or standing)
        if node in found:
            _check(found[node], facts, direct, ways, standing)


def _check(
    person: Persuader, facts: Mapping[str, Any], direct: tuple[ScoredTie, ...], ways: list[Any], standing: float
) -> None:
    here, share = FACTOR.get(facts["presence"], 1.0), WEIGHTS.shape.path_share
    role = WEIGHTS.roles.get("legacy" if facts["presence"] == "former" else facts["role"])
    assert [path.people[1].id for path in person.paths] == [middle for _, middle in ways[:5]]
    assert [path.influence for path in person.paths] == pytest.approx([carried for carried, _ in ways[:5]])
    indirect = share * (1 - math.prod(1 - carried / share for carried, _ in ways[:5]))
    tied = sum(each.influence for each in direct)
    own = here * standing * role.weight if role and standing else 0.0
    assert person.own == pytest.approx(own)
    assert person.influence == pytest.approx(here * (tied + indirect) + own)
    at_club = facts["presence"] in ("certain", "presumed", "unsettled")
    left = WEIGHTS.shape.former_presence * (tied + indirect)
    assert person.if_left == (pytest.approx(left) if at_club else None)
    # Doubt adds up within a kind, and in squares across kinds, paths and role.
    doubts = {kind: [each for each in direct if each.tie.kind is kind] for kind in TieKind}
    below = [here * sum(each.influence - each.interval.low for each in same) for same in doubts.values()]
    above = [here * sum(each.interval.high - each.influence for each in same) for same in doubts.values()]
    paths = here * indirect
    low, high = [*below, paths], [*above, paths]
    if role and standing:
        low.append(here * standing * (role.weight - role.low))
        high.append(here * standing * (role.high - role.weight))
    assert person.interval.low == pytest.approx(person.influence - math.hypot(*low))
    assert person.interval.high == pytest.approx(person.influence + math.hypot(*high))
    assert (person.ties, person.club, person.since) == (direct, facts["club"], facts["since"])
    assert (person.role, person.presence) == (facts["role"], facts["presence"])
    firm = any(each.tie.kind not in LIKENESS and not each.tie.possible for each in direct)
    by_role = "legacy" if facts["presence"] == "former" else "role"
    expected = "circle" if facts.get("circle") else "ties" if firm or not standing else by_role
    assert person.basis == expected
    words = [facts["circle"]] if "circle" in facts else []
    if words and facts["presence"] == "elsewhere":
        words.append("no link to the club is known")
    if standing and not direct:
        words.append("no tie known")
    if role and standing and role.share:
        named = NAMED["legacy" if facts["presence"] == "former" else facts["role"]]
        words.append(f"{named} are named in {round(100 * role.share)}% of reports")
    assert person.standing == "; ".join(words)


def friend(influence: float, kind: TieKind = TieKind.FAMILY) -> ScoredTie:
    return ScoredTie(Tie(kind, "ego", "alter"), influence, Interval(influence - 0.1, influence + 0.2))


@given(st.lists(st.floats(-1, 3), min_size=1, max_size=4))
def test_every_further_go_between_passes_on_less(carried: list[float]) -> None:
    people = [EntityRef(str(number), str(number)) for number in range(len(carried) + 1)]
    way = pathway(people, [(friend(each), friend(5, TieKind.COMPATRIOT)) for each in carried], weights=WEIGHTS)
    shape = WEIGHTS.shape
    passed = math.prod(1 - math.exp(-max(each, 0)) for each in carried)
    assert way.influence == pytest.approx(shape.path_share * shape.path_carry ** (len(carried) - 1) * passed)
    assert (way.interval.low, way.interval.high) == (0, 2 * way.influence)
    assert way.people == tuple(people)
    assert all(scored.tie.kind is TieKind.FAMILY for step in way.steps for scored in step)


@settings(max_examples=25)
@given(worlds(), st.sampled_from(PRESENCES))
def test_whoever_stands_otherwise_carries_in_proportion(graph: nx.DiGraph[Any], presence: str) -> None:
    for person in rank_persuaders(graph, target="x", candidates=NODES, at=AT, weights=WEIGHTS):
        moved, scale = in_standing(person, presence, WEIGHTS), FACTOR.get(presence, 1) / FACTOR.get(person.presence, 1)
        assert moved.presence == presence
        numbers = [(each.influence, each.own, each.interval.low, each.interval.high) for each in (moved, person)]
        assert numbers[0] == pytest.approx([scale * number for number in numbers[1]])
        # The doubt of one person alone is his own, whatever he is worth beside others.
        if person.own == 0 and person.influence and len({each.tie.kind for each in person.ties}) == len(person.ties):
            alone = interval_together([person], WEIGHTS)
            assert (alone.low, alone.high) == pytest.approx((person.interval.low, person.interval.high), abs=1e-9)
