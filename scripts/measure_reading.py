#!/usr/bin/env python3
"""How well `kg read` reads the stories of the tests: precision and recall by kind and by modality.

    python scripts/measure_reading.py [--show] [--stages]

A proposal is right if kind, modality, people, club and (where the story's file names one) origin all are. The stories
of `real_blind4.toml` and `real_blind5.toml` have changed no rule and are only counted; `--show` lists the mistakes in
the others, and `--stages` counts at which stage of reading claims are lost. Stories of made-up people are read against
their made-up world, those under real names against the starter data, which takes half a minute to fill a store with.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kg.answers.proposals import read_text
from kg.store.backend import open_store
from tests.reading.scoring import Score, examples
from tests.reading.stages import STAGES, lost_at
from tests.reading.worlds import world_facts

FILES = {
    "written after the frames": ("final.toml",),
    "blind when first counted": ("aside.toml", "last.toml"),
    "varied": ("varied.toml",),
    "fresh and frozen": ("fresh.toml", "frozen.toml"),
    "set aside for the rules before": ("set_aside.toml",),
    "tried": ("tried.toml", "more.toml", "wider.toml", "transfer.toml"),
    "Spanish": ("es.toml",),
    "German": ("de.toml",),
}
REAL = {
    "written when the grammar was finished, under real names": ("real_blind5.toml",),
    "written last, under real names": ("real_blind4.toml",),
    "set aside, under real names": ("real_blind2.toml",),
    "written since, under real names": ("real_blind3.toml",),
    "free in manner, under real names": ("real9.toml", "real10.toml"),
    "set aside before, under real names": ("real_blind.toml",),
    "under real names, before": ("real.toml", "real2.toml", "real3.toml", "real4.toml"),
    "under real names": ("real5.toml", "real6.toml", "real7.toml", "real8.toml"),
}
COUNTED = ("written when the grammar was finished, under real names", "written last, under real names")


def main() -> None:
    """Print a table for each set of stories."""
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "store") as store:
        made_up = world_facts(Path(folder) / "world")
        for title, names in {**FILES, **REAL}.items():
            score, count, stages = Score(), 0, Counter[str]()
            facts = store.facts if title in REAL else made_up
            for name in names:
                for example in examples(name):
                    score.add(example, read_text(facts, example.text, example.published))
                    count += 1
                    if "--stages" in sys.argv:
                        stages.update(stage for _, stage in lost_at(facts, example))
            print(f"\n{title}: {count} stories\n{score.table()}")
            print("".join(f"{stages[stage]:4}  {stage}\n" for stage in STAGES if stages[stage]), end="")
            if "--show" in sys.argv and title not in COUNTED:
                print("\n".join(score.notes))


if __name__ == "__main__":
    main()
