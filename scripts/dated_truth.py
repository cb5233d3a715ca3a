"""Days on which dated transfer lists tell where players were, as a table for `measure_whereabouts.py`.

    python scripts/dated_truth.py ../shared/datasets truth.csv [--players 1500] [--seed 1]

Drawn from Transfermarkt's lists of 2009 to 2018, which are none of the starter data's sources. The lists name the
window of a move, not its day, so that only days between the windows are asked about. ``kind`` is ``squad`` for a club
that played in one of the five big leagues in that season, else ``elsewhere``.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from measure_presence import careers, in_window, rows_of, season_of

BIG_FIVE = {"ES1", "GB1", "IT1", "L1", "FR1"}
FIRST, LAST = date(2014, 9, 15), date(2018, 12, 20)


def days(folder: Path, players: int, chance: random.Random) -> Iterator[tuple[str, str, str, str, str]]:
    """Rows of the table: kind, player, born, date, club."""
    lists = folder / "transfermarkt"
    born = {row["player_id"]: row["birth_year"] for row in rows_of(lists / "players.csv")}
    names = {row["club_id"]: row["name"] for row in rows_of(lists / "clubs.csv")}
    top = {
        (row["club_id"], int(row["season_id"]))
        for row in rows_of(lists / "team_competitions_seasons.csv")
        if row["competition_id"] in BIG_FIVE
    }
    known = careers(folder)
    for player in chance.sample(sorted(known), min(players, len(known))):
        when = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))
        club = known[player].club_on(when)
        if not in_window(when) and club in names and born.get(player):
            kind = "squad" if (club, season_of(when)) in top else "elsewhere"
            yield kind, known[player].name, born[player], when.isoformat(), names[club]


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("datasets", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--players", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with arguments.out.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("kind", "player", "born", "date", "club"))
        table.writerows(days(arguments.datasets, arguments.players, random.Random(arguments.seed)))


if __name__ == "__main__":
    main()
