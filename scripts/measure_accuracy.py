"""How often the starter data are right, by kind of question and country: writes `data/accuracy.csv` for `kg status`.

    python scripts/measure_accuracy.py ../shared/datasets --yardstick ../shared/yardsticks/whereabouts.csv [--write]

Everything is asked of a store that holds the starter data alone, as of the day asked about, against dated lists that
are none of their sources: the yardstick's days of 2017 to 2026, days between the windows of 2014 to 2018 and pairs of
team-mates (Transfermarkt's lists), and who coached a team in a match (`tests/accuracy/`). Countries with fewer than 20
questions are told under all countries only.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parent))

from dated_truth import days
from measure_team_mates import told_pairs
from measure_whereabouts import VERDICTS, Counts, Measured
from starter.checks import wilson

import kg
from kg.errors import AmbiguousName, KgError

ROOT: Final = Path(__file__).resolve().parents[1]
FEWEST: Final = 20
COACHES: Final = ROOT / "tests" / "accuracy" / "head_coaches.csv"
ALL, OTHERS = "all", "other countries"
HEADER: Final = (
    *("question", "countries", "from", "until", "measured", "asked"),
    *("right", "right_low", "right_high", "wrong", "wrong_low", "wrong_high", "unsettled", "unknown"),
)


def whereabouts(graph: kg.KnowledgeGraph, rows: Iterable[dict[str, str]]) -> Iterable[tuple[str, Counts]]:
    """Verdicts on a table of `measure_whereabouts.py`, by kind of day."""
    measured = Measured(graph)
    for row in rows:
        measured.ask(row)
    return measured.counts.items()


def coaches(graph: kg.KnowledgeGraph, table: Path) -> Counts:
    """Verdicts on who coached a team on a day, by the team's country."""
    found: Counts = {}
    measured = Measured(graph)
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            team, country = measured.club(row["team"])
            verdict = _coach_verdict(graph, team, row["coach"], row["date"])
            found.setdefault(country, Counter())[verdict] += 1
            if verdict == "wrong":
                print(f"{row['team']} on {row['date']}: not {row['coach']}", file=sys.stderr)
    return found


def _coach_verdict(graph: kg.KnowledgeGraph, team: str, coach: str, when: str) -> str:
    try:
        wanted = {str(graph.show(coach).to_dict()["subject"]["id"])}
    except AmbiguousName as error:
        wanted = set(error.ids)
    except KgError:
        wanted = set()
    held = [one for one in graph.squad(team, at=when) if one.role == "head_coach"]
    present = {one.person.id for one in held if one.presence in ("certain", "presumed")}
    if present:
        return "right" if wanted & present else "wrong"
    return "unsettled" if wanted & {one.person.id for one in held if one.presence == "unsettled"} else "unknown"


def rows(question: str, period: tuple[str, str], counts: Counts, measured: date) -> Iterator[list[str]]:
    """A row for all countries, one for each with enough questions, and one for the others if any has its own."""
    groups: Counts = {ALL: sum(counts.values(), Counter())}
    for country, verdicts in sorted(counts.items()):
        enough = verdicts.total() >= FEWEST and country
        groups[country if enough else OTHERS] = groups.get(country if enough else OTHERS, Counter()) + verdicts
    others = groups.pop(OTHERS, None)
    if others and len(groups) > 1 and others.total() >= FEWEST:
        groups[OTHERS] = others
    for name, verdicts in groups.items():
        asked = verdicts.total()
        cells = [question, name, *period, measured.isoformat(), str(asked)]
        for verdict in ("right", "wrong"):
            low, high = wilson(verdicts[verdict], asked)
            cells += [str(verdicts[verdict]), f"{low:.3f}", f"{high:.3f}"]
        yield [*cells, str(verdicts["unsettled"]), str(verdicts["unknown"])]


def measure(arguments: argparse.Namespace) -> Iterator[list[str]]:
    """All rows of the table."""
    graph, today = kg.open(arguments.store), date.today()
    with arguments.yardstick.open(encoding="utf-8", newline="") as file:
        for kind, counts in whereabouts(graph, csv.DictReader(file)):
            question = {
                "any": "where a player was on a random day",
                "after_arrival": "where a player was 4 to 25 days after a move",
                "before_leaving": "where a player was 4 to 25 days before a move",
            }[kind]
            yield from rows(question, ("2017", "2026"), counts, today)
    drawn = days(arguments.datasets, 8000, random.Random(1))
    table = [dict(zip(("kind", "player", "born", "date", "club"), row, strict=True)) for row in drawn]
    for kind, counts in whereabouts(graph, table):
        if kind == "squad":
            yield from rows("who was at a club of the five big leagues", ("2014", "2018"), counts, today)
    for label, told in told_pairs(graph, arguments.datasets, 300, random.Random(1)):
        question = {"true": "pairs that were team-mates", "false": "pairs that never were"}[label]
        yield from rows(question, ("2014", "2018"), {"": told}, today)
    yield from rows("who coached a team on the day of a match", ("2015", "2024"), coaches(graph, COACHES), today)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("datasets", type=Path)
    parser.add_argument("--yardstick", type=Path, required=True, help="CSV with kind,player,born,date,club")
    parser.add_argument("--store", help="folder of a store; default: the embedded one")
    parser.add_argument("--write", action="store_true", help="write data/accuracy.csv")
    arguments = parser.parse_args()
    found = list(measure(arguments))
    for row in found:
        told = dict(zip(HEADER, row, strict=True))
        print(f"{told['question']}, {told['countries']}: " + "; ".join(f"{name} {told[name]}" for name in VERDICTS))
    if arguments.write:
        with (ROOT / "data" / "accuracy.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([HEADER, *found])


if __name__ == "__main__":
    main()
