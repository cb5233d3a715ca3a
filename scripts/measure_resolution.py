"""Precision and recall of resolution on pairs judged by hand (`tests/identity/labels/pairs.csv`).

    python scripts/measure_resolution.py ../shared/datasets [--more FOLDER] [--wrong]

Careers, squad lists, Transfermarkt's players, club seasons and scorers in internationals are resolved one after the
other, without the decisions that people have made, so that the figure is the program's own. *Drawn* pairs come from 62
people each of the careers and the squad lists, drawn at random among those for whom Transfermarkt lists anybody with a
name at all alike: the two most alike were judged. *Names alone* are pairs of 75 people of the club seasons and 40
scorers, of whom neither list tells more than the name, drawn in the same way among those for whom the other three have
a name alike. *Hard* pairs were sought out: namesakes, single names, transliterations, short forms.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from starter.checks import Rate  # noqa: E402
from starter.sources import SourceRelease, all_squads, careers_of, club_seasons, mentions  # noqa: E402

from kg.claims.identity import Resolver, gather, read_club_names  # noqa: E402
from kg.claims.readers.protocol import RowReport  # noqa: E402
from kg.claims.readers.transfermarkt import Transfermarkt  # noqa: E402
from kg.rdf.iris import person_iri  # noqa: E402
from kg.store.garbage import undisturbed  # noqa: E402

LABELS = ROOT / "tests" / "identity" / "labels" / "pairs.csv"


def resolved(datasets: Path, more: Path) -> dict[str, str]:
    """Local id → canonical id over the five sources."""
    resolver = Resolver(club_names=read_club_names([ROOT / "data" / "club_names.csv"]))
    found: dict[str, str] = {}
    sources: list[SourceRelease] = [careers_of(datasets, ROOT / "data"), all_squads(datasets, ROOT / "data")]
    for source in sources:
        found.update({local: match.id for local, match in resolver.resolve_records(source.records()).people.items()})
    transfers = gather(Transfermarkt().read([datasets / "transfermarkt"], report=RowReport()))
    found.update({local: match.id for local, match in resolver.resolve_records(transfers).people.items()})
    goals = next(source for source in mentions(datasets, more) if source.release.dataset == "international-goals")
    for source in (club_seasons(more), goals):
        found.update({local: match.id for local, match in resolver.resolve_records(source.records()).people.items()})
    return found


def local_id(label: str) -> str:
    """The id that a reader gives to ``careers:Q1``, ``openfootball:france-…`` or ``understat:27``."""
    source, _, key = label.partition(":")
    return person_iri(key if source == "careers" else f"{source}-{key}")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("datasets", type=Path)
    parser.add_argument("--wrong", action="store_true", help="list the pairs judged otherwise than by hand")
    parser.add_argument("--more", type=Path, help="default: datasets-more beside the data sets")
    arguments = parser.parse_args()
    found = resolved(arguments.datasets, arguments.more or arguments.datasets.parent / "datasets-more")
    counts: Counter[tuple[str, bool, bool]] = Counter()
    with LABELS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            one, other = found[local_id(row["one"])], found[local_id(row["other"])]
            same, joined = row["verdict"] == "same", one == other
            counts[row["how"], same, joined] += 1
            counts["all", same, joined] += 1
            if arguments.wrong and same is not joined:
                said = "missed" if same else "WRONG"
                print(f"{said}: {row['one_name']} / {row['other_name']} ({row['one']}, {row['other']})")
    for how in ("drawn", "names alone", "hard", "all"):
        hits, wrong, missed = counts[how, True, True], counts[how, False, True], counts[how, True, False]
        print(f"{how}: {sum(counts[how, s, j] for s in (True, False) for j in (True, False))} pairs")
        print(f"  precision {Rate(hits, hits + wrong)}")
        print(f"  recall    {Rate(hits, hits + missed)}")


if __name__ == "__main__":
    with undisturbed():
        main()
