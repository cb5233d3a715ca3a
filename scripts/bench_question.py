#!/usr/bin/env python3
"""One question in a warm process on a made-up world, beside SPARQL on Oxigraph; and opening the facts afresh.

    python scripts/bench_question.py [--players 100000] [--questions 60] [--folder DIR]

The project answers in full: names looked up, everybody at the club and the go-betweens as a networkx graph, ties,
scores, paths, evidence with its sources. SPARQL is asked for less, in the best wording known (the player's spells
first, in a subselect): who is at the club and ever shared a team with the player, and for how long; and the same
through one go-between, as a count. It compares dates as they are: those of a made-up world are days. Questions are
of players with many spells and any club; each is asked once to warm the process, then timed; half of them are timed
without having been asked before. The same is told of questions that cost more, about a club where a former team-
mate is. Medians of CPU and wall milliseconds are told.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
from made_world import AS_OF, build, write_quads

from kg.answers import questions
from kg.columns.facts import Facts
from kg.columns.files import day
from kg.graph.presence import people_at
from kg.graph.ties import everybody, team_ties
from kg.store.backend import Backend

PREFIX = "PREFIX pkg: <https://w3id.org/player-kg/ns#>\n"
DAY = f'"{AS_OF.isoformat()}"^^<http://www.w3.org/2001/XMLSchema#date>'
MINE = (
    "{ SELECT ?team ?s1 ?e1 WHERE { ?one pkg:hasPerson <%(player)s> ; pkg:hasTeam ?team ; pkg:start ?s1 . "
    f"OPTIONAL {{ ?one pkg:end ?e }} BIND(COALESCE(?e, {DAY}) AS ?e1) }} }}"
)
MATES = (
    "?two pkg:hasTeam ?team ; pkg:hasPerson ?mate ; pkg:start ?s2 . OPTIONAL { ?two pkg:end ?f } "
    f"BIND(COALESCE(?f, {DAY}) AS ?e2) FILTER(?mate != <%(player)s> && ?s2 < ?e1 && ?s1 < ?e2)"
)
HERE = (
    "{ SELECT DISTINCT ?there WHERE { ?now pkg:hasTeam <%(club)s> ; pkg:hasPerson ?there ; pkg:start ?s . "
    f"OPTIONAL {{ ?now pkg:end ?g }} FILTER(?s < {DAY} && (!BOUND(?g) || ?g >= {DAY})) }} }}"
)
DIRECT = (
    PREFIX
    + "SELECT ?mate ?team ?s1 ?e1 ?s2 ?e2 WHERE { "
    + MINE
    + " "
    + MATES
    + " "
    + HERE.replace("?there", "?mate")
    + " }"
)
THROUGH = (
    PREFIX
    + "SELECT ?mate ?there (COUNT(*) AS ?n) WHERE { { SELECT DISTINCT ?mate WHERE { "
    + MINE
    + " "
    + MATES
    + " } } ?three pkg:hasPerson ?mate ; pkg:hasTeam ?other ; pkg:start ?s3 . OPTIONAL { ?three pkg:end ?h } "
    + f"BIND(COALESCE(?h, {DAY}) AS ?e3) "
    + HERE
    + " ?four pkg:hasPerson ?there ; pkg:hasTeam ?other ; pkg:start ?s4 . OPTIONAL { ?four pkg:end ?i } "
    + f"BIND(COALESCE(?i, {DAY}) AS ?e4) FILTER(?mate != ?there && ?s3 < ?e4 && ?s4 < ?e3) }} GROUP BY ?mate ?there"
)


def sample_questions(facts: Facts, count: int) -> list[tuple[int, int]]:
    """Players of clubs with somebody at them, and another club."""
    draw = np.random.default_rng(3)
    spells = np.diff(facts.spells["of_person"])
    busy = np.flatnonzero(spells[: facts.people_count] >= 5)
    clubs = facts.people_count + np.flatnonzero(facts.nodes["kind"][facts.people_count :] == 0)
    found: list[tuple[int, int]] = []
    while len(found) < count:
        player, club = int(draw.choice(busy)), int(draw.choice(clubs))
        if people_at(facts, club, AS_OF, present=True):
            found.append((player, club))
    return found


def near(facts: Facts, count: int) -> list[tuple[int, int]]:
    """Players who play now, and the club of somebody whom they shared a team with."""
    draw = np.random.default_rng(3)
    stays = everybody(facts, day(AS_OF))
    now = np.flatnonzero(stays["end"] == day(AS_OF))
    at = dict(zip(stays["person"][now].tolist(), (stays["squad"][now] >> 1).tolist(), strict=True))
    found: list[tuple[int, int]] = []
    while len(found) < count:
        player = int(draw.choice(stays["person"][now]))
        mates = team_ties(facts, [player], day(AS_OF))["alter"].tolist()
        clubs = [at[mate] for mate in mates if mate in at and at[mate] != at[player]]
        clubs = [club for club in clubs if facts.nodes["kind"][club] == 0]
        if clubs:
            found.append((player, int(draw.choice(clubs))))
    return found


def timed(asks: Sequence[Callable[[], object]]) -> tuple[float, float]:
    """Median CPU and wall milliseconds."""
    took: list[tuple[float, float]] = []
    for ask in asks:
        cpu, began = time.process_time(), time.perf_counter()
        ask()
        took.append((time.process_time() - cpu, time.perf_counter() - began))
    cpu, wall = (1000 * statistics.median(column) for column in zip(*took, strict=True))
    return cpu, wall


def opening(folder: Path) -> str:
    """What opening the facts costs a new process, beside importing NumPy."""
    program = (
        "import time; c, w = time.process_time(), time.perf_counter(); import numpy; "
        "d, x = time.process_time(), time.perf_counter(); "
        "from kg.columns.facts import Facts; from pathlib import Path; "
        f"f = Facts.open(Path({str(folder)!r})); f.stays['person'][:1]; f.squads['person'][:1]; "
        "print(1000 * (d - c), 1000 * (x - w), 1000 * (time.process_time() - d), 1000 * (time.perf_counter() - x))"
    )
    runs = [
        [
            float(each)
            for each in subprocess.run(
                [sys.executable, "-c", program], check=True, capture_output=True, text=True
            ).stdout.split()
        ]
        for _ in range(9)
    ]
    numpy_cpu, numpy_wall, cpu, wall = (statistics.median(column) for column in zip(*runs, strict=True))
    return (
        f"opening in a new process: {cpu:.1f} ms CPU, {wall:.1f} ms wall (code of the package included), "
        f"after NumPy's own import of {numpy_cpu:.0f} ms CPU, {numpy_wall:.0f} ms wall"
    )


def main() -> None:
    """Compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--players", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "made-worlds")
    parser.add_argument("--no-sparql", action="store_true")
    given = parser.parse_args()
    folder = build(given.folder, given.players)
    facts = Facts.open(folder)
    backend = cast("Backend", SimpleNamespace(facts=facts))
    asked = sample_questions(facts, 2 * given.questions)

    def ours(player: int, club: int) -> Callable[[], Any]:
        names = facts.named(player).name, facts.named(club).name
        return lambda: questions.persuade(backend, player=names[0], club=names[1], at=AS_OF)

    fresh = [ours(*each) for each in asked[: given.questions]]
    again = [ours(*each) for each in asked[given.questions :]]
    answers = [ask() for ask in again]
    people = statistics.mean(len(each.persuaders) + len(each.former) for each in answers)
    paths = statistics.mean(sum(len(one.paths) for one in (*each.persuaders, *each.former)) for each in answers)
    print(f"{given.players} players; an answer has {people:.0f} persuaders and {paths:.0f} paths on average")
    cold, cold_wall = timed(fresh)
    cpu, wall = timed(again)
    print(f"a question not asked before: {cold:.2f} ms CPU, {cold_wall:.2f} ms wall; again: {cpu:.2f}, {wall:.2f}")
    close = [ours(*each) for each in near(facts, given.questions)]
    ties = statistics.mean(sum(len(one.ties) for one in ask().persuaders) for ask in close)
    more, more_wall = timed(close)
    print(f"about a team-mate's club ({ties:.0f} ties on average), again: {more:.2f} ms CPU, {more_wall:.2f} ms wall")
    print(opening(folder))
    if given.no_sparql:
        return
    import pyoxigraph

    quads = given.folder / f"made-{given.players}.nq"
    if not quads.exists():
        write_quads(quads, given.players)
    with tempfile.TemporaryDirectory() as place:
        pyoxigraph.Store(place).bulk_load(path=str(quads), format=pyoxigraph.RdfFormat.N_QUADS)
        store = pyoxigraph.Store.read_only(place)

        def sparql(text: str, player: int, club: int) -> Callable[[], int]:
            query = text % {"player": facts.iri(player), "club": facts.iri(club)}
            return lambda: sum(1 for _ in cast("Any", store.query(query, use_default_graph_as_union=True)))

        for name, text in (("direct ties only", DIRECT), ("through go-betweens only", THROUGH)):
            few = asked[given.questions :][: given.questions if text is DIRECT else 3]
            asks = [sparql(text, *each) for each in few]
            rows = statistics.mean(ask() for ask in asks)
            theirs, theirs_wall = timed(asks)
            print(
                f"SPARQL, {name}: {theirs:.2f} ms CPU, {theirs_wall:.2f} ms wall for {rows:.0f} rows; "
                f"{theirs / cpu:.1f} times the CPU of the whole answer"
            )


if __name__ == "__main__":
    main()
