"""What several people carry together: less than the sum, because they say the same.

The choice model counts people as ``log(1 + people)``. A person whose ties of one kind carry ``x`` where one person at
full weight carries ``u`` counts as ``2**(x / u) - 1`` people of that kind; together they carry
``u log2(1 + people)``, which is ``x`` for one person alone. Kinds add up. Indirect paths combine as
independent messengers.

Such a sum of logarithms of sums is monotone and submodular, so adding the best person again and again finds at least
``1 - 1/e`` (63 %) of what the best choice of so many people carries (Nemhauser, Wolsey and Fisher 1978).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from kg.influence.score import PATHS_PART, ROLE_PART, combined_interval
from kg.influence.weights import Weights
from kg.model import LIKENESS, Interval, Persuader, TieKind
from kg.model.recommendations import JointStep

__all__ = ["carried_together", "chosen_together", "in_standing", "interval_together", "voices", "with_help"]


def with_help(chance: float, influence: float) -> float:
    """A chance whose odds are multiplied by an influence, given in log-odds.

    >>> with_help(0.2, 0.0), round(with_help(0.2, 1.0), 3)
    (0.2, 0.405)
    """
    return chance / (chance + (1.0 - chance) * math.exp(-influence))


def voices(people: Sequence[Persuader]) -> tuple[Persuader, ...]:
    """The people who count for a club: those who share or shared a team with the target, or have a stated tie.

    Those who come in through a go-between, or by country, town or language alone, are named in answers but not counted.
    """
    return tuple(person for person in people if any(scored.tie.kind not in LIKENESS for scored in person.ties))


def in_standing(person: Persuader, presence: str, weights: Weights) -> Persuader:
    """The same person with another presence, the influence scaled from one factor to the other."""
    scale = weights.shape.presence(presence) / weights.shape.presence(person.presence)
    interval = Interval(scale * person.interval.low, scale * person.interval.high)
    return replace(
        person, presence=presence, influence=scale * person.influence, own=scale * person.own, interval=interval
    )


def interval_together(people: Sequence[Persuader], weights: Weights) -> Interval:
    """The interval of `carried_together`.

    Doubt about a kind of tie is shared by everybody who has one (`kg.influence.combined_interval`). People overlap, so
    they carry less than their sum, and their doubt shrinks by the share by which what speaks for them does.
    """
    parts: list[tuple[TieKind | str, float, Interval]] = []
    for person in people:
        presence = weights.shape.presence(person.presence)
        for scored in person.ties:
            low, high = presence * scored.interval.low, presence * scored.interval.high
            parts.append((scored.tie.kind, presence * scored.influence, Interval(low, high)))
        parts.append((ROLE_PART, person.own, Interval(0.0, 2 * person.own)))
        indirect = person.influence - person.own - presence * sum(scored.influence for scored in person.ties)
        parts.append((PATHS_PART, indirect, Interval(0.0, 2 * indirect)))
    spread = combined_interval(parts)
    total = sum(person.influence for person in people)
    carried = carried_together(people, weights)
    against = sum(
        value for person in people for kind, value in _by_kind(person, weights) if not _adds(kind, value, weights)
    )
    share = (carried - against) / (total - against) if total > against else 1.0
    return Interval(carried + share * (spread.low - total), carried + share * (spread.high - total))


def _by_kind(person: Persuader, weights: Weights) -> list[tuple[TieKind, float]]:
    """What somebody's ties of each kind carry."""
    presence = weights.shape.presence(person.presence)
    carried: dict[TieKind, float] = defaultdict(float)
    for scored in person.ties:
        carried[scored.tie.kind] += presence * scored.influence
    return list(carried.items())


def _adds(kind: TieKind, value: float, weights: Weights) -> bool:
    """Whether ties of a kind speak for the move; what speaks against it does not overlap with anything."""
    return value > 0 and weights.kinds[kind].weight > 0


def carried_together(people: Sequence[Persuader], weights: Weights) -> float:
    """What some people carry together, in log-odds; ties that count against are added in full."""
    counted: dict[TieKind, float] = defaultdict(float)
    against = own = 0.0
    missed = 1.0
    for person in people:
        by_kind = _by_kind(person, weights)
        for kind, value in by_kind:
            if _adds(kind, value, weights):
                counted[kind] += 2.0 ** (value / weights.kinds[kind].weight) - 1.0
            else:
                against += value
        own += person.own
        direct = sum(value for _, value in by_kind) + person.own
        missed *= 1.0 - min(max((person.influence - direct) / weights.shape.path_share, 0.0), 1.0)
    direct_all = sum(weights.kinds[kind].weight * math.log2(1.0 + count) for kind, count in counted.items())
    return direct_all + own + against + weights.shape.path_share * (1.0 - missed)


def chosen_together(people: Sequence[Persuader], weights: Weights, *, most: int) -> tuple[JointStep, ...]:
    """The people who together carry most, chosen greedily; those who count against are never chosen."""
    left = [person for person in people if all(scored.influence >= 0 for scored in person.ties)]
    chosen: list[Persuader] = []
    steps: list[JointStep] = []
    total = 0.0
    while left and len(chosen) < most:
        best = max(left, key=lambda person_left: (carried_together([*chosen, person_left], weights), -person_left.rank))
        after = carried_together([*chosen, best], weights)
        if after <= total:
            break
        steps.append(JointStep(best.person, after - total, after))
        chosen.append(best)
        left.remove(best)
        total = after
    return tuple(steps)
