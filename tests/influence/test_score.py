"""Properties of the score that hold whatever the weights: direction, dose, fading, sign, reach, doubt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.influence import combined_interval, load_weights, rank_persuaders, tie_influence
from kg.influence.calibration.parts import columns_of
from kg.influence.calibration.persuaders import FAME, PRIORS
from kg.model import DIRECTED, Confidence, EntityRef, Evidence, Interval, Persuader, Source, Tie, TieKind

AT = date(2024, 10, 1)
WEIGHTS = load_weights()
TEAM = EntityRef("team:1", "First XI")
DOSED = [kind for kind in TieKind if WEIGHTS.kinds[kind].dose_days]


def shared(kind: TieKind = TieKind.CLUB, *, days: int = 300, ago: int = 0, circle: int = 26) -> Tie:
    end = AT - timedelta(days=ago) if ago else None
    return Tie(
        kind,
        "ego",
        "alter",
        TEAM,
        start=date(2010, 1, 1),
        end=end,
        days=days,
        days_low=days,
        days_high=days,
        circle=circle,
    )


def stated(kind: TieKind, confidence: Confidence = Confidence.HIGH, strength: str = "") -> Tie:
    page = Source("source:1", "A page")
    return Tie(kind, "ego", "alter", strength=strength, evidence=(Evidence(page, confidence=confidence),))


def influence(tie: Tie, **ages: float) -> float:
    return tie_influence(tie, at=AT, weights=WEIGHTS, **ages).influence


@given(st.sampled_from(DOSED), st.integers(1, 4000), st.integers(1, 1000))
def test_more_days_together_carry_more_and_never_above_the_weight(kind: TieKind, days: int, more: int) -> None:
    less, longer = influence(shared(kind, days=days)), influence(shared(kind, days=days + more))
    assert 0 < less <= longer <= WEIGHTS.kinds[kind].weight


@given(st.integers(1, 8000), st.integers(1, 4000))
def test_influence_fades_with_time(ago: int, later: int) -> None:
    assert influence(shared(ago=ago + later)) < influence(shared(ago=ago)) < influence(shared())


def test_half_is_left_after_the_half_life() -> None:
    years = WEIGHTS.kinds[TieKind.CLUB].half_life_years
    assert influence(shared(ago=round(years * 365.25))) == pytest.approx(influence(shared()) / 2, rel=1e-3)


def test_a_larger_circle_ties_less_and_a_partly_known_squad_is_no_small_circle() -> None:
    assert influence(shared(circle=60)) < influence(shared(circle=26)) == influence(shared(circle=3))


def test_the_elder_weighs_more_with_the_younger_than_the_reverse() -> None:
    assert influence(shared(), ego_age=19, alter_age=30) > influence(shared())
    assert influence(shared(), ego_age=30, alter_age=19) < influence(shared())


@pytest.mark.parametrize("kind", DIRECTED)
def test_a_mentor_or_idol_weighs_more_with_the_other_than_the_other_with_him(kind: TieKind) -> None:
    first, second = DIRECTED[kind]
    from_the_first = influence(replace(stated(kind), ego_role=second, alter_role=first))
    from_the_second = influence(replace(stated(kind), ego_role=first, alter_role=second))
    assert from_the_second < from_the_first == influence(stated(kind))


def test_a_feud_counts_against() -> None:
    scored = tie_influence(stated(TieKind.FEUD), at=AT, weights=WEIGHTS)
    assert scored.interval.low <= scored.influence < 0
    assert scored.influence <= scored.interval.high < -scored.influence / 2


def test_hearsay_weighs_less_than_the_people_themselves() -> None:
    values = [
        influence(stated(TieKind.FRIENDSHIP, sure)) for sure in (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)
    ]
    assert values == sorted(values)
    assert values[0] < values[-1]


def test_two_pages_about_one_friendship_are_not_two_friendships() -> None:
    once = stated(TieKind.FRIENDSHIP)
    assert influence(replace(once, evidence=once.evidence * 2)) == influence(once)


@given(st.integers(0, 2000), st.integers(0, 2000), st.integers(0, 2000))
def test_the_interval_holds_the_estimate(low: int, more: int, most: int) -> None:
    tie = replace(shared(), days_low=low, days=low + more, days_high=low + more + most)
    scored = tie_influence(tie, at=AT, weights=WEIGHTS)
    assert scored.interval.low <= scored.influence <= scored.interval.high


def test_doubt_adds_within_a_kind_and_in_quadrature_across_kinds() -> None:
    part = (1.0, Interval(0.7, 1.4))
    same = combined_interval([("club", *part), ("club", *part)])
    apart = combined_interval([("club", *part), ("family", *part)])
    assert [same.low, same.high] == pytest.approx([1.4, 2.8])
    assert [apart.low, apart.high] == pytest.approx([2 - 0.3 * 2**0.5, 2 + 0.4 * 2**0.5])


def world(*edges: tuple[str, str, Tie], **presence: str) -> nx.DiGraph[Any]:
    """A slice from (alter, ego, tie) triples."""
    graph: nx.DiGraph[Any] = nx.DiGraph()
    for alter, ego, tie in edges:
        held = graph.edges[alter, ego]["ties"] if graph.has_edge(alter, ego) else ()
        graph.add_edge(alter, ego, ties=(*held, replace(tie, ego=ego, alter=alter)))
    for node in graph:
        graph.nodes[node].update(name=node.title(), role="player", presence=presence.get(node, "certain"))
    return graph


def ranked(graph: nx.DiGraph[Any], *candidates: str) -> dict[str, Persuader]:
    people = rank_persuaders(graph, target="x", candidates=candidates, at=AT, weights=WEIGHTS)
    assert [person.rank for person in people] == list(range(1, len(people) + 1))
    assert [person.influence for person in people] == sorted((person.influence for person in people), reverse=True)
    return {person.person.id: person for person in people}


def test_a_friend_and_team_mate_outranks_a_mere_team_mate_and_strangers_are_left_out() -> None:
    graph = world(("friend", "x", shared()), ("friend", "x", stated(TieKind.FRIENDSHIP)), ("mate", "x", shared()))
    graph.add_node("stranger", name="Stranger", role="player", presence="certain")
    people = ranked(graph, "friend", "mate", "stranger")
    assert list(people) == ["friend", "mate"]


def test_leaving_a_link_out_takes_away_exactly_what_it_was_said_to_carry() -> None:
    with_friendship = world(("q", "x", shared()), ("q", "x", stated(TieKind.FRIENDSHIP)))
    without = world(("q", "x", shared()))
    whole, rest = ranked(with_friendship, "q")["q"], ranked(without, "q")["q"]
    friendship = next(tie for tie in whole.ties if tie.tie.kind is TieKind.FRIENDSHIP)
    assert whole.influence - rest.influence == pytest.approx(friendship.influence)


def test_a_go_between_is_named_and_carries_less_than_a_tie_of_ones_own() -> None:
    graph = world(("q", "m", shared()), ("m", "x", shared()), ("mate", "x", shared()))
    people = ranked(graph, "q", "mate")
    assert [named.id for named in people["q"].path] == ["q", "m", "x"]
    assert 0 < people["q"].influence < people["mate"].influence
    assert people["q"].interval.low == 0


@given(st.integers(1, 40))
def test_many_faint_paths_never_outweigh_their_share(many: int) -> None:
    edges = [(("q", f"m{i}", shared()), (f"m{i}", "x", shared())) for i in range(many)]
    person = ranked(world(*(edge for pair in edges for edge in pair)), "q")["q"]
    assert 0 < person.influence <= WEIGHTS.shape.path_share
    assert len(person.paths) <= 5


def test_an_enemy_passes_nothing_on() -> None:
    graph = world(("q", "m", stated(TieKind.FEUD)), ("m", "x", shared()))
    assert ranked(graph, "q") == {}


def test_presence_that_is_only_presumed_weighs_less_and_that_of_a_former_player_least() -> None:
    values = [
        ranked(world(("q", "x", shared()), q=presence), "q")["q"].influence
        for presence in ("former", "presumed", "certain")
    ]
    assert values == sorted(values)
    assert len(set(values)) == 3


def test_what_is_fitted_on_reports_is_the_formula_that_is_shown() -> None:
    graph = world(
        ("coach", "x", shared(days=90, ago=500)),
        ("coach", "x", stated(TieKind.FRIENDSHIP, Confidence.LOW)),
        ("legend", "x", shared(TieKind.NATIONAL_TEAM, days=40, ago=900)),
        ("legend", "between", stated(TieKind.FAMILY)),
        ("between", "x", shared(days=700)),
        coach="presumed",
        legend="former",
    )
    graph.nodes["coach"]["role"] = "head_coach"
    graph.nodes["legend"].update(legacy=0.6, gatherings=5)
    effects = {kind.value: weight.weight for kind, weight in WEIGHTS.kinds.items()}
    effects |= {role: weight.weight for role, weight in WEIGHTS.roles.items()}
    effects |= {"paths": WEIGHTS.shape.path_share, FAME: 0.0}
    people = ("coach", "legend", "between")
    columns = columns_of(graph, target="x", candidates=people, at=AT, weights=WEIGHTS)
    carried = columns @ np.array([effects[name] for name in PRIORS])
    shown = ranked(graph, *people)
    assert carried == pytest.approx([shown[person].influence for person in people])
    assert min(carried) > 0


def test_ties_run_in_their_own_direction() -> None:
    graph = world(("x", "q", shared()))
    assert ranked(graph, "q") == {}
