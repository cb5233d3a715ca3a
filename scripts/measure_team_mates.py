"""How often the graph tells of two people that they were team-mates, against lists that are none of its sources.

    python scripts/measure_team_mates.py ../shared/datasets [--pairs 300] [--seed 1] [--store FOLDER] [--wrong]

True pairs were at one club, of those that never left the five big leagues, for 60 days or more between September 2014
and the end of 2018;
false ones were at that club too, but never within a year of each other. People whom no one name in the store stands
for, and clubs that it does not know, are not asked about.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

from dated_truth import BIG_FIVE
from measure_presence import Career, Interval, careers, rows_of
from measure_whereabouts import Measured
from starter.checks import Rate

import kg

FIRST, LAST = date(2014, 9, 1), date(2018, 12, 31)
TOGETHER, APART = timedelta(days=60), timedelta(days=365)


class Pair(NamedTuple):
    """Two players of one club, by their ids in the lists."""

    club: str
    one: str
    other: str


def stays(career: Career, club: str) -> Iterator[Interval]:
    """When somebody was at a club."""
    return (interval for interval in career.where if interval.club == club)


def gap(one: Career, other: Career, club: str) -> timedelta:
    """The time between their stays at a club; what they shared there counts as negative."""
    return min(
        max(left.start, right.start, FIRST) - min(left.end or LAST, right.end or LAST, LAST)
        for left in stays(one, club)
        for right in stays(other, club)
    )


def pairs(folder: Path, known: dict[str, Career], chance: random.Random) -> tuple[list[Pair], list[Pair]]:
    """True and false pairs, in random order."""
    lists = folder / "transfermarkt" / "team_competitions_seasons.csv"
    seasons = Counter(
        row["club_id"]
        for row in rows_of(lists)
        if row["competition_id"] in BIG_FIVE and int(row["season_id"]) in range(FIRST.year, LAST.year + 1)
    )
    top = {club for club, count in seasons.items() if count == LAST.year - FIRST.year + 1}
    at: defaultdict[str, set[str]] = defaultdict(set)
    for player, career in known.items():
        for interval in career.where:
            if interval.club in top and (interval.end or LAST) > FIRST:
                at[interval.club].add(player)
    true, false = [], []
    for club, players in sorted(at.items()):
        ordered = sorted(players)
        for number, one in enumerate(ordered):
            for other in ordered[number + 1 :]:
                between = gap(known[one], known[other], club)
                if between <= -TOGETHER:
                    true.append(Pair(club, one, other))
                elif between >= APART:
                    false.append(Pair(club, one, other))
    chance.shuffle(true)
    chance.shuffle(false)
    return true, false


def told_pairs(
    graph: kg.KnowledgeGraph, datasets: Path, number: int, chance: random.Random, mistakes: list[str] | None = None
) -> Iterator[tuple[str, Counter[str]]]:
    """Verdicts on true and on false pairs: right is to tell a true one, and not to tell a false one."""
    measured = Measured(graph)
    lists = datasets / "transfermarkt"
    born = {row["player_id"]: row["birth_year"] for row in rows_of(lists / "players.csv")}
    clubs = {row["club_id"]: row["name"] for row in rows_of(lists / "clubs.csv")}
    known = {player: career for player, career in careers(datasets).items() if born.get(player)}
    for label, drawn in zip(("true", "false"), pairs(datasets, known, chance), strict=True):
        verdicts = Counter[str]()
        for pair in drawn:
            club, _ = measured.club(clubs.get(pair.club, ""))
            one, other = (measured.person(known[player].name, born[player]) for player in (pair.one, pair.other))
            if not (club and one and other):
                continue
            ties = graph.explain(one, other, at=LAST.isoformat()).to_dict()["forward"]["ties"]
            found = any(tie["kind"] == "club" and tie["team"]["id"] == club for tie in ties)
            right = found is (label == "true")
            verdicts["right" if right else "unknown" if label == "true" else "wrong"] += 1
            if mistakes is not None and not right:
                mistakes.append(f"{label}: {known[pair.one].name} and {known[pair.other].name}, {clubs[pair.club]}")
            if verdicts.total() == number:
                break
        yield label, verdicts


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("datasets", type=Path)
    parser.add_argument("--pairs", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store")
    parser.add_argument("--wrong", action="store_true", help="list what was not told, or told wrongly")
    arguments = parser.parse_args()
    mistakes: list[str] = []
    graph, chance = kg.open(arguments.store), random.Random(arguments.seed)
    for label, verdicts in told_pairs(graph, arguments.datasets, arguments.pairs, chance, mistakes):
        told = verdicts["right" if label == "true" else "wrong"]
        print(f"{label} pairs told: {Rate(told, verdicts.total())}")
    for line in mistakes if arguments.wrong else ():
        print(line)


if __name__ == "__main__":
    main()
