"""Ask as of a day with everything that the store holds, and with what happened or was published later withheld.

    python scripts/measure_hindsight.py [--questions 200] [--days 2019-09-01,2021-01-15,2022-07-01,2024-10-01]

Withheld are spells and events that begin on or after the day, relationships and reports first published on or after it
(family apart, which is born, not made), and of what had begun every end that came later: it is open then, and attested
to the day before. Targets and clubs are drawn from those with somebody there on the
day. Prints how many answers differ, and the first of them; the exit status is 1 when any does.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from kg.answers.questions import answer_about
from kg.columns.facts import Facts, SegmentWriter, merge
from kg.graph.presence import people_at
from kg.graph.subgraph import SubgraphBuilder
from kg.model import Claim, Event, Relationship, RelationshipKind, Release, Role, Spell, TeamKind
from kg.store.backend import Backend, open_store

_FEWEST = 10
"""People at a club for it to be asked about."""
_CLUBS = 300
"""Clubs are drawn from so many of those with the most stays."""


def known_before(claim: Claim, day: date) -> bool:
    """Whether a claim could have been made before a day: it had happened, and a report had been published."""
    said = claim.statement
    published = claim.source.published if claim.source else None
    out = published is not None and published.first >= day
    match said:
        case Spell():
            return said.period.start is None or said.period.start.first < day
        case Relationship():
            begun = said.period.start is None or said.period.start.first < day
            return begun and (not out or said.kind is RelationshipKind.FAMILY)
        case Event():
            return not out and (said.when is None or said.when.first < day)
    return True


def as_known(claim: Claim, day: date) -> Claim:
    """The claim as it could have been made before a day: an end that came later is open, and held until the day."""
    said = claim.statement
    if not isinstance(said, Spell | Relationship):
        return claim
    period, last = said.period, day - timedelta(days=1)
    if period.latest_end is not None and period.latest_end > day:
        period = replace(period, end=None, attested=last if period.start else None)
    elif period.attested is not None and period.attested >= day:
        period = replace(period, attested=last)
    return replace(claim, statement=replace(said, period=period))


def withheld(backend: Backend, day: date, folder: Path) -> Facts:
    """The facts of a store without what came later."""
    segments: list[Path] = []
    writer: SegmentWriter | None = None
    for statement in backend.statements():
        if isinstance(statement, Release):
            if writer is not None:
                writer.__exit__(None, None, None)
            segments.append(folder / f"{len(segments):03}")
            writer = SegmentWriter(segments[-1], statement).__enter__()
        elif writer is not None and known_before(statement, day):
            writer.add(as_known(statement, day))
    if writer is not None:
        writer.__exit__(None, None, None)
    merge(segments, folder / "facts")
    return Facts.open(folder / "facts")


def questions(facts: Facts, day: date, number: int, draw: random.Random) -> Iterator[tuple[str, str]]:
    """Pairs of a player and a club, by id: players of one club that is well known, and another."""
    sizes = np.bincount(facts.stays["squad"] >> 1, minlength=facts.people_count + facts.team_count)
    clubs = [
        int(node) for node in np.argsort(-sizes, kind="stable")[:_CLUBS] if facts.team_kind(int(node)) is TeamKind.CLUB
    ]
    squads: dict[int, list[int]] = {}
    while number:
        here, there = (draw.choice(clubs) for _ in range(2))
        for club in (here, there):
            if club not in squads:
                squads[club] = [row.person for row in people_at(facts, club, day) if row.role is Role.PLAYER]
        if here != there and min(len(squads[here]), len(squads[there])) >= _FEWEST:
            number -= 1
            yield facts.iri(draw.choice(squads[here])), facts.iri(there)


def answer(facts: Facts, builder: SubgraphBuilder, player: str, club: str) -> list[tuple[str, float, tuple[str, ...]]]:
    """Who could persuade, in order, with the influence and the kinds of ties."""
    target, team = facts.node(player), facts.node(club)
    if target is None or team is None:
        return []
    asked = answer_about(builder, target, team)
    return [
        (each.person.id, round(each.influence, 9), tuple(sorted(scored.tie.kind.value for scored in each.ties)))
        for each in asked.persuaders
    ]


def differing(backend: Backend, day: date, asked: Iterable[tuple[str, str]], folder: Path) -> Iterator[str]:
    """A line for every question that is answered otherwise with what came later."""
    facts, less = backend.facts, withheld(backend, day, folder)
    now, then = SubgraphBuilder(facts, day), SubgraphBuilder(less, day)
    for player, club in asked:
        first, second = answer(facts, now, player, club), answer(less, then, player, club)
        if first != second:
            odd = next(
                (pair for pair in zip(first, second, strict=False) if pair[0] != pair[1]), (first[-1:], second[-1:])
            )
            yield f"{day}: {player} to {club}: {odd[0]} with everything, {odd[1]} with what was known"


def main() -> int:
    """Ask, compare, and print what differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--days", default="2019-09-01,2021-01-15,2022-07-01,2024-10-01")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    draw, days = random.Random(options.seed), [date.fromisoformat(day) for day in options.days.split(",")]
    different: list[str] = []
    with open_store() as backend:
        for day in days:
            asked = list(questions(backend.facts, day, options.questions // len(days), draw))
            with tempfile.TemporaryDirectory() as folder:
                different += differing(backend, day, asked, Path(folder))
            print(f"{day}: {len(asked)} questions, {len(different)} answers so far that differ", flush=True)
    print("\n".join(different[:20]))
    return bool(different)


if __name__ == "__main__":
    sys.exit(main())
