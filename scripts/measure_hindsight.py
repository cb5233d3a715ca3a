#!/usr/bin/env python3
"""Ask as of a day with everything that a store holds, and of one from which what came later is withheld.

    python scripts/measure_hindsight.py [--questions 200] [--days 10] [--seed 7]

For each of some days between 2016 and 2026 a store of its own is filled with the same releases, without what happened,
ended or was published on or after the day: `as_of` says how. Both stores are then asked the same questions as of that
day: who could persuade somebody, to a club and without one, what ties two people, where somebody is, who is at a club,
whom its people could persuade, to which clubs ties pull, and what is known of somebody. Compared is all that an answer
tells (people, their order, figures, ranges, reasons, sources, notes) but for the day up to which the data reach. Prints
what differs; the exit status is 1 when anything does.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, replace
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from kg.api import KnowledgeGraph
from kg.columns.facts import Facts
from kg.errors import KgError
from kg.graph.presence import people_at
from kg.model import (
    Claim,
    Event,
    ImpreciseDate,
    Period,
    Precision,
    Relationship,
    RelationshipKind,
    Release,
    Role,
    Spell,
    TeamKind,
)
from kg.model.progress import silent
from kg.store.backend import Backend, open_store

FIRST, LAST = date(2016, 1, 1), date(2026, 6, 30)
_FEWEST = 10
"""Players at a club for it to be asked about."""
_CLUBS = 300
"""Clubs are drawn from so many of those with the most stays."""


def as_of(claim: Claim, day: date, known_by: date | None = None) -> Claim | None:
    """A claim as it could have been made before a day, and published before another; ``None`` if it could not.

    Left out are spells and events that began on or after the day, and relationships, reports and events published on
    or after it, family apart. Of a spell that lasted beyond the day the store learns that it did, and nothing more: see
    `known_period`.
    """
    said = claim.statement
    published = claim.source.published if claim.source else None
    if isinstance(said, Relationship | Event):
        family = isinstance(said, Relationship) and said.kind is RelationshipKind.FAMILY
        happened = said.period.start if isinstance(said, Relationship) else said.when
        times = ((happened, day), (None if family else published, known_by or day))
        return None if any(when is not None and when.after > last for when, last in times) else claim
    if isinstance(said, Spell):
        period = known_period(said.period, day)
        return None if period is None else replace(claim, statement=replace(said, period=period))
    return claim


def known_period(period: Period, day: date) -> Period | None:
    """The period of a spell without its later end: any on or after the day is put on the first that there is.

    So it had not ended by the day, which was known then; when it did nobody can tell. The same holds for the day on
    which a source last saw that it lasted. A date that may lie on either side of the day stays as it is.
    """
    start, end, attested = period.start, period.end, period.attested
    if start is not None:
        since = start.first
    elif end is not None:  # an end to the day was preceded by a day on which it still held
        since = end.first - timedelta(end.precision is Precision.DAY)
    elif attested is not None:
        since = attested
    else:
        return period
    if since >= day:
        return None
    if end is not None and end.first >= day:
        end = _first_on_or_after(day, end.precision)
    return Period(start, end, min(attested, day) if attested is not None else None)


def _first_on_or_after(day: date, precision: Precision) -> ImpreciseDate:
    """The earliest date of a precision none of whose days lies before a day."""
    match precision:
        case Precision.MONTH:
            first = day.replace(day=1)
        case Precision.SEASON:
            first = date(day.year - (day.month < 7), 7, 1)
        case Precision.YEAR:
            first = date(day.year, 1, 1)
        case _:
            first = day
    when = ImpreciseDate(first, precision)
    return when if first == day else ImpreciseDate(when.after, precision)


class Question(NamedTuple):
    """What is asked, of whom, and how."""

    kind: str
    names: tuple[str, ...]
    ask: Callable[[KnowledgeGraph], Any]


def questions(facts: Facts, day: date, draw: random.Random) -> Iterator[Question]:
    """Questions of every kind in turn, about players of well-known clubs, without end."""
    sizes = np.bincount(facts.stays["squad"] >> 1, minlength=facts.people_count + facts.team_count)
    known = [int(node) for node in np.argsort(-sizes, kind="stable") if facts.team_kind(int(node)) is TeamKind.CLUB]
    squads: dict[str, list[str]] = {}
    for club in known[:_CLUBS]:
        players = [
            facts.iri(row.person) for row in people_at(facts, club, day, present=True) if row.role == Role.PLAYER
        ]
        if len(players) >= _FEWEST:
            squads[facts.iri(club)] = players
    for kind in cycle(
        ("to", "explain", "to", "person", "to", "pair", "squad", "to", "where", "targets", "pulls", "show")
    ):
        here, there = draw.sample(sorted(squads), 2)
        player, mate = draw.sample(squads[here], 2)
        other = draw.choice(squads[there])
        yield _question(kind, day.isoformat(), (player, mate, other, there))


def _question(kind: str, day: str, names: tuple[str, str, str, str]) -> Question:
    player, mate, other, there = names
    asked: dict[str, tuple[tuple[str, ...], Callable[[KnowledgeGraph], Any]]] = {
        "to": ((player, there), lambda graph: _told(graph.persuade(player, to=there, at=day))),
        "person": ((player,), lambda graph: _told(graph.persuade(player, at=day))),
        "explain": ((player, mate), lambda graph: _told(graph.explain(player, mate, at=day))),
        "pair": ((player, other), lambda graph: _told(graph.explain(player, other, at=day))),
        "where": ((player,), lambda graph: [asdict(row) for row in graph.where(player, at=day)]),
        "squad": ((there,), lambda graph: [asdict(row) for row in graph.squad(there, at=day)]),
        "targets": ((there,), lambda graph: _told(graph.targets(there, at=day))),
        "pulls": ((player,), lambda graph: _told(graph.destinations(player, at=day))),
        "show": ((player,), lambda graph: _told(graph.show(player, at=day))),
    }
    return Question(kind, *asked[kind])


def _told(result: Any) -> Any:
    """Everything that an answer tells, but for the day up to which the data reach."""
    data = json.loads(result.text("json", why=True))
    data.get("known", {}).pop("data_until", None)
    return data


def _answer(question: Question, graph: KnowledgeGraph) -> Any:
    try:
        return question.ask(graph)
    except KgError as error:
        return str(error)


def differences(one: Any, two: Any, path: str = "") -> Iterator[str]:
    """Where two answers differ: the place, and what stands there in either."""
    if type(one) is not type(two):
        yield f"{path}: {one!r:.300} | {two!r:.300}"
    elif isinstance(one, dict):
        for key in sorted({*one, *two}):
            yield from differences(one.get(key), two.get(key), f"{path}.{key}")
    elif isinstance(one, list):
        if len(one) != len(two):
            yield f"{path}: {len(one)} | {len(two)} of them"
        for place, (left, right) in enumerate(zip(one, two, strict=False)):
            yield from differences(left, right, f"{path}[{place}]")
    elif one != two:
        yield f"{path}: {one!r:.300} | {two!r:.300}"


def withheld(statements: Iterable[Release | Claim], day: date, folder: Path) -> Backend:
    """A new store of the releases without what came later."""
    nothing = folder / "nothing.nq.gz"
    nothing.write_bytes(gzip.compress(b""))
    store = open_store(folder / "store", silent, starter=nothing)
    releases: list[tuple[Release, list[Claim]]] = []
    for statement in statements:
        if isinstance(statement, Release):
            releases.append((statement, []))
        elif (known := as_of(statement, day)) is not None:
            releases[-1][1].append(known)
    for release, claims in releases:
        store.put_release(release, claims)
    return store


def main() -> int:
    """Ask, compare, and print what differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=200, help="how many in all")
    parser.add_argument("--days", type=int, default=10, help="of how many days")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--store", help="by default your own")
    options = parser.parse_args()
    draw = random.Random(options.seed)
    days = sorted(FIRST + timedelta(draw.randrange((LAST - FIRST).days)) for _ in range(options.days))
    asked = different = 0
    with open_store(options.store) as backend:
        statements = list(backend.statements())
        for day in days:
            with tempfile.TemporaryDirectory() as folder, withheld(statements, day, Path(folder)) as less:
                for question in islice(questions(backend.facts, day, draw), options.questions // options.days):
                    asked += 1
                    with_all, without = (_answer(question, KnowledgeGraph(store)) for store in (backend, less))
                    found = list(differences(with_all, without))
                    different += bool(found)
                    if found:
                        print(f"{day} {question.kind} {' '.join(question.names)}: {len(found)} differences")
                        print("\n".join(f"    {line}" for line in found[:4]))
            print(f"{day}: {asked} questions so far, {different} of them answered otherwise", flush=True)
    return bool(different)


if __name__ == "__main__":
    sys.exit(main())
