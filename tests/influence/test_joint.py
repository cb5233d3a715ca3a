"""What people carry together: one alone what he carries, several less than the sum, and greedy near the best."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.influence import load_weights
from kg.influence.joint import carried_together, chosen_together, interval_together, voices, with_help
from kg.model import EntityRef, Interval, Persuader, ScoredTie, Tie, TieKind

WEIGHTS = load_weights()
KINDS = (TieKind.CLUB, TieKind.NATIONAL_TEAM, TieKind.FRIENDSHIP)


def person(
    name: str,
    ties: dict[TieKind, float],
    path: float = 0.0,
    presence: str = "certain",
    *,
    own: float = 0.0,
    rank: int = 1,
) -> Persuader:
    scored = tuple(
        ScoredTie(Tie(kind, "ego", name, start=date(2020, 1, 1)), value, Interval(0, value))
        for kind, value in ties.items()
    )
    here = {"presumed": WEIGHTS.shape.presumed_presence}.get(presence, 1.0)
    total = here * sum(ties.values()) + path + own
    interval = Interval(0, total)
    who = EntityRef(name, name)
    return Persuader(rank, who, None, "player", total, interval, scored, presence=presence, own=own)


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


def test_go_betweens_tell_the_same_thing_over_again() -> None:
    share = WEIGHTS.shape.path_share
    two = [person(name, {}, path) for name, path in (("ann", 0.5 * share), ("bo", 0.2 * share))]
    assert carried_together(two, WEIGHTS) == pytest.approx(share * (1 - 0.5 * 0.8))
    everything = person("cy", {}, share)
    assert carried_together([everything, *two], WEIGHTS) == pytest.approx(share)


def test_coaches_carry_what_their_roles_do_each() -> None:
    coaches = [person(name, {TieKind.CLUB: 0.2}, own=own) for name, own in (("ann", 0.3), ("bo", 0.5))]
    club = carried_together([person(name, {TieKind.CLUB: 0.2}) for name in ("ann", "bo")], WEIGHTS)
    assert carried_together(coaches, WEIGHTS) == pytest.approx(club + 0.8)


def test_somebody_only_presumed_at_the_club_counts_for_less_than_one_person() -> None:
    full = WEIGHTS.kinds[TieKind.CLUB].weight
    sure, presumed = person("ann", {TieKind.CLUB: full}), person("bo", {TieKind.CLUB: full}, presence="presumed")
    here = WEIGHTS.shape.presumed_presence
    assert carried_together([sure, presumed], WEIGHTS) == pytest.approx(full * math.log2(1 + 2**here))


def test_a_kind_of_tie_that_is_worth_nothing_adds_up_plainly() -> None:
    kinds = {**WEIGHTS.kinds, TieKind.CLUB: replace(WEIGHTS.kinds[TieKind.CLUB], weight=0.0)}
    two = [person(name, {TieKind.CLUB: 0.1}) for name in ("ann", "bo")]
    assert carried_together(two, replace(WEIGHTS, kinds=kinds)) == pytest.approx(0.2)


def test_of_two_who_carry_as_much_the_one_ranked_first_is_chosen() -> None:
    second, first = (person(name, {TieKind.CLUB: 0.5}, rank=rank) for name, rank in (("ann", 2), ("bo", 1)))
    assert [step.person.name for step in chosen_together([second, first], WEIGHTS, most=2)] == ["bo", "ann"]
    assert [step.person.name for step in chosen_together([first, second], WEIGHTS, most=1)] == ["bo"]


def test_who_adds_nothing_is_not_chosen_though_a_faded_tie_is_no_feud() -> None:
    nothing, faded = person("ann", {TieKind.CLUB: 0.0}), person("bo", {TieKind.CLUB: 0.0}, path=0.1)
    assert [step.person.name for step in chosen_together([nothing, faded], WEIGHTS, most=2)] == ["bo"]


def test_doubt_is_shared_within_a_kind_and_shrinks_as_people_overlap() -> None:
    two = [person("ann", {TieKind.CLUB: 0.4}, 0.1, own=0.3), person("bo", {TieKind.CLUB: 0.2}, 0.2, own=0.1)]
    share = carried_together(two, WEIGHTS) / 1.3
    below = math.hypot(0.6, 0.3, 0.4)  # each may be worth nothing: ties, paths and roles
    above = math.hypot(0.3, 0.4)  # paths and roles twice as much, ties here no more
    interval = interval_together(two, WEIGHTS)
    assert (interval.low, interval.high) == pytest.approx((share * (1.3 - below), share * (1.3 + above)))
    nobody = interval_together([], WEIGHTS)
    assert (nobody.low, nobody.high) == (0, 0)


def test_voices_that_cancel_out_are_still_in_doubt() -> None:
    friend, foe = person("friend", {TieKind.FRIENDSHIP: 0.5}), person("foe", {TieKind.FEUD: -0.5})
    assert interval_together([friend, foe], WEIGHTS).low == pytest.approx(-math.hypot(0.5, 0.5))


@pytest.mark.parametrize("against", [0.5, 0.599, 0.5999, 0.6, 0.7])
def test_doubt_does_not_grow_as_voices_come_to_cancel_out(against: float) -> None:
    friends = [person(name, {TieKind.FRIENDSHIP: 0.3}) for name in ("ann", "bo")]
    people = [*friends, person("foe", {TieKind.FEUD: -against})]
    interval, carried = interval_together(people, WEIGHTS), carried_together(people, WEIGHTS)
    assert interval.low <= carried <= interval.high
    assert interval.high - interval.low <= 2 * (0.6 + against)


def test_whoever_shared_a_team_has_a_voice_and_a_mere_countryman_has_none() -> None:
    mate, countryman = person("mate", {TieKind.CLUB: 0.1}), person("countryman", {TieKind.COMPATRIOT: 0.1})
    both = person("both", {TieKind.COMPATRIOT: 0.1, TieKind.FRIENDSHIP: 0.1})
    assert voices([mate, countryman, person("friend of a friend", {}, 0.2), both]) == (mate, both)


@given(st.floats(0.01, 0.99), st.floats(-3, 3))
def test_help_multiplies_the_odds(chance: float, influence: float) -> None:
    helped = with_help(chance, influence)
    assert helped / (1 - helped) == pytest.approx(chance / (1 - chance) * math.exp(influence))
