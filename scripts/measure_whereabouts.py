"""How often the graph is right about where somebody was on a day, against dated truth that is none of its sources.

    python scripts/measure_whereabouts.py ../shared/yardsticks/whereabouts.csv
    python scripts/measure_whereabouts.py truth.csv --store FOLDER --wrong

The truth is a table ``kind,player,born,date,club``. An answer is *right* if the club is among those that the person is
certain or presumed to be at, *wrong* if only others are, *unsettled* if the club is among those that are possible, and
*unknown* otherwise. People and clubs that no one name in the store stands for are not asked about, and counted.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from starter.checks import Rate  # noqa: E402

import kg  # noqa: E402
from kg.errors import AmbiguousName, KgError  # noqa: E402

_PRESENT = ("certain", "presumed")
VERDICTS = ("right", "wrong", "unsettled", "unknown")

Counts = dict[str, Counter[str]]
"""By country, how many answers had each verdict."""


class Measured:
    """Verdicts on a store, by kind of day and by the country of the club that is the truth.

    Attributes:
        counts: by kind of day, how many answers had each verdict in each country.
        not_asked: by kind of day, how many rows nothing could be asked of.
        mistakes: a line for each wrong answer.
    """

    def __init__(self, graph: kg.KnowledgeGraph) -> None:
        self._graph = graph
        self._clubs: dict[str, tuple[str, str]] = {}
        self.counts: dict[str, Counts] = {}
        self.not_asked = Counter[str]()
        self.mistakes: list[str] = []

    def ask(self, row: dict[str, str]) -> None:
        """Ask where the person of a row was, and count the verdict."""
        club, country = self.club(row["club"])
        person = self.person(row["player"], row["born"])
        if not (club and person):
            self.not_asked[row["kind"]] += 1
            return
        standings = self._graph.where(person, at=row["date"])
        present = [standing.team.id for standing in standings if standing.presence in _PRESENT]
        possible = [standing.team.id for standing in standings if standing.presence == "unsettled"]
        verdict = "unsettled" if club in possible else "unknown"
        if present:
            verdict = "right" if club in present else "wrong"
        self.counts.setdefault(row["kind"], {}).setdefault(country, Counter())[verdict] += 1
        if verdict == "wrong":
            names = ", ".join(standing.team.name for standing in standings)
            self.mistakes.append(f"{row['player']} on {row['date']}: {names}, not {row['club']}")

    def rates(self) -> Iterator[str]:
        """A line for each kind, and then one for each kind and country, the largest groups first."""
        kinds = {
            kind: sum(self.counts.get(kind, {}).values(), Counter[str]())
            for kind in self.counts.keys() | self.not_asked.keys()
        }
        places = {
            f"{kind}, clubs of {country or 'an unknown country'}": verdicts
            for kind, countries in self.counts.items()
            for country, verdicts in countries.items()
        }
        for groups in (kinds, places):
            for name, verdicts in sorted(groups.items(), key=lambda group: (-group[1].total(), group[0])):
                shares = "; ".join(f"{verdict} {Rate(verdicts[verdict], verdicts.total())}" for verdict in VERDICTS)
                asked_not = self.not_asked[name]
                yield f"{name}: {shares}" + (f"; {asked_not} not asked" if asked_not else "")

    def club(self, name: str) -> tuple[str, str]:
        """The id of a club and its country; "" if no one club is meant."""
        if name not in self._clubs:
            try:
                subject = self._graph.show(name).to_dict()["subject"]
                self._clubs[name] = str(subject["id"]), str(subject.get("country") or "")
            except KgError:
                self._clubs[name] = "", ""
        return self._clubs[name]

    def person(self, name: str, born: str) -> str:
        """The id or name to ask by: of namesakes the one born in the right year."""
        try:
            self._graph.where(name)
        except AmbiguousName as error:
            births = {one: str(self._graph.show(one).to_dict()["subject"].get("birth") or "") for one in error.ids}
            fitting = [one for one, birth in births.items() if birth[:4] == born[:4]]
            return fitting[0] if len(fitting) == 1 else ""
        except KgError:
            return ""
        return name


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("truth", type=Path, help="CSV with kind,player,born,date,club")
    parser.add_argument("--store", help="folder of a store; default: the embedded one")
    parser.add_argument("--wrong", action="store_true", help="list the wrong answers")
    arguments = parser.parse_args()
    measured = Measured(kg.open(arguments.store))
    with arguments.truth.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            measured.ask(row)
    for line in [*measured.rates(), *(measured.mistakes if arguments.wrong else ())]:
        print(line)


if __name__ == "__main__":
    main()
