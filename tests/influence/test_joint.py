"""What people carry together: one alone what he carries, several less than the sum, and greedy near the best."""

from __future__ import annotations

import math
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.influence import load_weights
from kg.influence.joint import carried_together, chosen_together
from kg.model import EntityRef, Interval, Persuader, ScoredTie, Tie, TieKind

WEIGHTS = load_weights()
KINDS = (TieKind.CLUB, TieKind.NATIONAL_TEAM, TieKind.FRIENDSHIP)


def person(name: str, ties: dict[TieKind, float], path: float = 0.0, presence: str = "certain") -> Persuader:
    scored = tuple(
        ScoredTie(Tie(kind, "ego", name, start=date(2020, 1, 1)), value, Interval(0, value))
        for kind, value in ties.items()
    )
    here = {"presumed": WEIGHTS.shape.presumed_presence}.get(presence, 1.0)
    total = here * sum(ties.values()) + path
    return Persuader(1, EntityRef(name, name), None, "player", total, Interval(0, total), scored, presence=presence)


people = st.lists(
    st.builds(
        lambda n, club, nation, friend, path: person(
            f"p{n}", dict(zip(KINDS, (club, nation, friend), strict=True)), path
        ),
        st.integers(0, 10**6),
        *[st.floats(0, 1)] * 3,
        st.floats(0, WEIGHTS.shape.path_share),
    ),
    min_size=1,
    max_size=7,
)


@given(people)
def test_one_alone_carries_what_he_carries(group: list[Persuader]) -> None:
    assert carried_together(group[:1], WEIGHTS) == pytest.approx(group[0].influence)


@given(people)
def test_more_people_carry_more_but_never_more_than_the_sum(group: list[Persuader]) -> None:
    together = carried_together(group, WEIGHTS)
    assert together <= sum(one.influence for one in group) + 1e-9
    assert together >= carried_together(group[1:], WEIGHTS) - 1e-9


@given(people)
def test_what_somebody_adds_shrinks_as_the_group_grows(group: list[Persuader]) -> None:
    *rest, last = group
    for size in range(len(rest)):
        small = carried_together([*rest[:size], last], WEIGHTS) - carried_together(rest[:size], WEIGHTS)
        large = carried_together(group, WEIGHTS) - carried_together(rest, WEIGHTS)
        assert large <= small + 1e-9


@settings(max_examples=60)
@given(people, st.integers(1, 3))
def test_the_greedy_choice_keeps_its_guarantee(group: list[Persuader], most: int) -> None:
    steps = chosen_together(group, WEIGHTS, most=most)
    found = steps[-1].total if steps else 0.0
    best = max(carried_together(each, WEIGHTS) for each in combinations(group, min(most, len(group))))
    assert found >= (1 - 1 / math.e) * best - 1e-9
    assert found == pytest.approx(sum(step.gain for step in steps))


def test_a_feud_counts_in_full_and_is_never_chosen() -> None:
    friend, foe = person("friend", {TieKind.FRIENDSHIP: 1.0}), person("foe", {TieKind.FEUD: -0.9})
    assert carried_together([friend, foe], WEIGHTS) == pytest.approx(0.1)
    assert [step.person.name for step in chosen_together([foe, friend], WEIGHTS, most=2)] == ["friend"]


def test_two_full_team_mates_are_log_of_three() -> None:
    full = WEIGHTS.kinds[TieKind.NATIONAL_TEAM].weight
    two = [person(name, {TieKind.NATIONAL_TEAM: full}) for name in "ab"]
    assert carried_together(two, WEIGHTS) == pytest.approx(full * math.log2(3))
