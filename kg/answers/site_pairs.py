"""Which questions a site answers on pages of their own: reported stories, and where ties pull most."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

import numpy as np

from kg.columns.facts import Facts
from kg.columns.segments import EVENT_KINDS
from kg.graph.presence import FORMER_DAYS
from kg.influence import load_weights
from kg.influence.joint import carried_together
from kg.model import Answer, EventKind, Persuader

__all__ = ["reported_pairs", "strongest_pull", "worth_a_page"]

_TOLD: Final = (EventKind.INTEREST, EventKind.OFFER, EventKind.CONTACT, EventKind.PERSUASION, EventKind.DENIAL)
_LEAST: Final = math.log(1.5)
"""What the people of a club must carry together for a page of its own, in log-odds."""


def reported_pairs(facts: Facts, at: int) -> Iterator[tuple[int, int]]:
    """Player and club of every reported interest, offer, contact and persuasion known on a day, the latest first.

    Args:
        facts: the facts.
        at: the day number.
    """
    table = facts.events
    kinds = {EVENT_KINDS.index(kind) for kind in _TOLD}
    for row in np.argsort(-table["visible_from"][:].astype(np.int64), kind="stable").tolist():
        person, club = int(table["person"][row]), int(table["club"][row])
        if int(table["visible_from"][row]) <= at and int(table["kind"][row]) in kinds and person >= 0 and club >= 0:
            yield person, club


def strongest_pull(answer: Answer) -> tuple[str, float] | None:
    """The club other than the player's own whose people carry most together: its id, and how much in log-odds.

    Args:
        answer: the answer without a club.
    """
    own = {club.id for club in answer.target_clubs}
    clubs: dict[str, list[Persuader]] = defaultdict(list)
    for person in answer.persuaders:
        if person.club and person.club.id not in own:
            clubs[person.club.id].append(person)
    weights = load_weights()
    pulls = [(carried_together(people, weights), club) for club, people in clubs.items()]
    total, club = max(pulls, default=(0.0, ""))
    return (club, total) if total >= _LEAST else None


def worth_a_page(facts: Facts, at: int) -> list[bool]:
    """By node, whether there is anything to show: a stay that had begun, and for a team somebody who left lately.

    Args:
        facts: the facts.
        at: the day number.
    """
    shown = [False] * (facts.people_count + facts.team_count)
    stays = facts.stays
    for person, squad, start, end in zip(
        *(stays[name].tolist() for name in ("person", "squad", "start", "end")), strict=True
    ):
        if start < at:
            shown[person] = True
            if end > at - FORMER_DAYS:
                shown[squad // 2] = True
    relationships = facts.relationships
    for subject, relationship in zip(relationships["subject"].tolist(), relationships["object"].tolist(), strict=True):
        shown[subject] = shown[relationship] = True
    return shown
